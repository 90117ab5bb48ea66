//! A server on loopback with the training study in force, in a folder of its own that goes with it.

use std::path::{Path, PathBuf};

use fieldward_core::study;
use fieldward_sync_server::{
    RunningServer, Settings, clock, folder, invites,
    publish::{Published, publish},
    serve, store,
};

/// The supervisor's passphrase on every stage.
pub const PASSPHRASE: &str = "quiet-river-stone-41";

/// A server, its data, and what a test needs to speak with it.
pub struct Stage {
    /// The running server.
    pub server: RunningServer,
    /// What the publication gave back.
    pub published: Published,
    folder: tempfile::TempDir,
}

impl Stage {
    /// Publishes a study folder and starts a server.
    ///
    /// # Panics
    /// When the folder has errors or no server starts: a test cannot go on then.
    pub async fn set(study_folder: &Path) -> Self {
        Self::set_with(study_folder, Settings::loopback).await
    }

    /// The same, with a server that speaks TLS on loopback.
    ///
    /// # Panics
    /// As [`Stage::set`].
    pub async fn over_tls(study_folder: &Path) -> Self {
        Self::set_with(study_folder, |data| Settings::loopback(data).with_tls()).await
    }

    async fn set_with(study_folder: &Path, settings: impl FnOnce(PathBuf) -> Settings) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let data = folder.path().join("server");
        let reading = study::read_folder(study_folder);
        let study = reading.study.unwrap_or_else(|| panic!("the study has errors: {:?}", reading.issues));
        folder::make(&data).expect("the data folder can be made");
        let store = store::open(&data).expect("a new store opens");
        let published =
            publish(store.blocking(), &study, Some(PASSPHRASE), &clock::now()).expect("a sound study is published");
        drop(store);
        let server = serve(settings(data)).await.expect("a server starts on a free port");
        Self { server, published, folder }
    }

    /// Publishes a changed study on the running server.
    ///
    /// # Panics
    /// When the folder has errors.
    pub fn publish_again(&self, study_folder: &Path) {
        let study = study::read_folder(study_folder).study.expect("the changed study has no errors");
        publish(self.server.store.blocking(), &study, Some(PASSPHRASE), &clock::now()).expect("it is published");
    }

    /// With the study that ships.
    pub async fn training() -> Self {
        Self::set(&training_study()).await
    }

    /// Stops the server; the folder stays as long as what is returned.
    pub async fn stop(self) -> tempfile::TempDir {
        self.server.stop().await;
        self.folder
    }

    /// The text of a fresh invite.
    ///
    /// # Panics
    /// When none can be made.
    #[must_use]
    pub fn invite(&self) -> String {
        invites::make(self.server.store.blocking(), &self.data(), None, "device of a test", &clock::now())
            .expect("a published study has invites")
            .to_string()
    }

    /// The server's data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    /// A folder beside the server's, for a device.
    #[must_use]
    pub fn device(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The repository.
///
/// # Panics
/// Never: the package stands in it.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the repository").to_path_buf()
}

/// The study folder that ships.
#[must_use]
pub fn training_study() -> PathBuf {
    repository().join("core/instruments/training-study")
}
