//! A server that speaks TLS on loopback behind a counting proxy, and one enrolled device.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fieldward::Device;
use fieldward_core::study;
use fieldward_sync_server::{RunningServer, Settings, clock, folder, invites, publish::publish, serve, store};
use fieldward_tests::stage::{PASSPHRASE, training_study};

use crate::{Outcome, form, proxy::Proxy};

/// The device's PIN.
pub const PIN: &str = "river-bend-739164";

/// A server, the proxy in front of it, and a device.
pub struct Stage {
    /// Counts what passes.
    pub proxy: Proxy,
    /// The device, enrolled through the proxy.
    pub device: Arc<Device>,
    server: Option<RunningServer>,
    folder: tempfile::TempDir,
}

/// The same server and device as they were before anything was sent.
pub struct Copied {
    /// The server's data folder.
    pub server: PathBuf,
    /// The device's folder.
    pub device: PathBuf,
}

/// A folder in memory where the system has such folders: it is bytes and the line that are measured here.
pub fn folder_in_memory() -> Outcome<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? })
}

/// Publishes the study that ships, with sixty questions more, in a data folder.
pub fn publish_in(data: &Path) -> Outcome<()> {
    let reading = study::read_folder(&training_study());
    let study = reading.study.ok_or("the study that ships reads")?;
    folder::make(data)?;
    publish(store::open(data)?.blocking(), &form::with_sixty(study), Some(PASSPHRASE), &clock::now())?;
    Ok(())
}

impl Stage {
    /// Starts the server and enrols the device.
    pub async fn set() -> Outcome<Self> {
        let folder = folder_in_memory()?;
        let data = folder.path().join("server");
        publish_in(&data)?;
        let server = serve(Settings::loopback(data.clone()).with_tls()).await?;
        let proxy = Proxy::before(server.listening).await?;
        let address = Some(format!("https://{}", proxy.listening));
        let invite = invites::make(server.store.blocking(), &data, address, "bench", &clock::now())?;
        let directory = folder.path().join("device").to_string_lossy().into_owned();
        let device = Device::open(directory, None)?;
        device.create(PIN.into())?;
        device.enrol(invite.to_string()).await?;
        Ok(Self { proxy, device, server: Some(server), folder })
    }

    /// Copies both folders as they are now.
    pub fn copy(&self) -> Outcome<Copied> {
        self.device.lock();
        let copied =
            Copied { server: self.folder.path().join("server-2"), device: self.folder.path().join("device-2") };
        copy(&self.folder.path().join("server"), &copied.server)?;
        copy(&self.folder.path().join("device"), &copied.device)?;
        self.device.unlock(PIN.into())?;
        Ok(copied)
    }

    /// Stops the server.
    pub fn stop(&mut self, runtime: &tokio::runtime::Runtime) {
        if let Some(server) = self.server.take() {
            runtime.block_on(server.stop());
        }
    }
}

/// Copies the files of a folder.
pub fn copy(from: &Path, to: &Path) -> Outcome<()> {
    folder::make(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        std::fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}
