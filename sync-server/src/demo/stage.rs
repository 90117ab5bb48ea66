//! The demo's server: the shipped training study, published to a fresh folder and served.

use std::{fs, path::Path};

use fieldward_core::study::{self, Study};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use super::{DemoError, Settings};
use crate::{RunningServer, clock, invites, publish, store};

/// The training study as it ships, so that the demo needs no file beside the program.
const STUDY: [(&str, &[u8]); 4] = [
    ("study.xlsx", include_bytes!("../../../core/instruments/training-study/study.xlsx")),
    (
        "instruments/child-interview.xlsx",
        include_bytes!("../../../core/instruments/training-study/instruments/child-interview.xlsx"),
    ),
    (
        "instruments/key-informant.xlsx",
        include_bytes!("../../../core/instruments/training-study/instruments/key-informant.xlsx"),
    ),
    (
        "instruments/bus-station.xlsx",
        include_bytes!("../../../core/instruments/training-study/instruments/bus-station.xlsx"),
    ),
];

/// A running server with a study.
pub struct Stage {
    /// The server.
    pub server: RunningServer,
    /// The supervisor's passphrase, made for this demo.
    pub passphrase: Zeroizing<String>,
    /// The study in force.
    pub study: Study,
    data: std::path::PathBuf,
}

impl Stage {
    pub(super) fn raise(settings: &Settings, runtime: &Runtime) -> Result<Self, DemoError> {
        let study = read_study(&settings.data.join("study"))?;
        let data = settings.data.join("server");
        crate::folder::make(&data)?;
        let published = {
            let store = store::open(&data)?;
            publish::publish(store.blocking(), &study, None, &clock::now())?
        };
        let passphrase = published.passphrases.into_iter().next().ok_or(DemoError::Study)?.words;
        let serving = crate::Settings { listen: settings.listen, ..crate::Settings::loopback(data.clone()) };
        let server = runtime.block_on(crate::serve(serving))?;
        Ok(Self { server, passphrase, study, data })
    }

    /// The text of a fresh invite.
    pub(super) fn invite(&self, label: &str) -> Result<String, DemoError> {
        let store = self.server.store.blocking();
        Ok(invites::make(store, &self.data, None, label, &clock::now())?.to_string())
    }
}

fn read_study(folder: &Path) -> Result<Study, DemoError> {
    fs::create_dir_all(folder.join("instruments"))?;
    for (name, bytes) in STUDY {
        fs::write(folder.join(name), bytes)?;
    }
    study::read_folder(folder).study.ok_or(DemoError::Study)
}
