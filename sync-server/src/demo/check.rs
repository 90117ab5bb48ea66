//! What must hold at the end of a demo, read back from the disk.

use std::{fs, io, path::Path};

use fieldward_core::{ids::StreamKind, log::EventKind};

use super::{
    Counts, DemoError, Settings, Stage, field,
    supervisor::{self, Returned},
};
use crate::terminal::script::typed_texts;

/// Fewest words of a typed text that is looked for: fewer may be a choice's name, which the study's own package holds.
const CANARY_WORDS_MIN: usize = 3;

/// Counts agree, records open, the correction names its parent, and nothing that was typed stands in any file.
pub(super) fn everything(
    settings: &Settings,
    stage: &Stage,
    returned: &Returned,
    counts: &mut Counts,
) -> Result<(), DemoError> {
    let stored = supervisor::stored(stage)?;
    counts.on_the_server = stored.len() as u64;
    let opened = supervisor::opened(stage)?;
    let answers = stored.iter().filter(|record| record.stream == StreamKind::Answers).count();

    must(counts.sealed == counts.on_the_server, "every sealed record is on the server, once")?;
    must(counts.acknowledged == counts.sealed, "every sealed record was confirmed to its device")?;
    must(answers as u64 == counts.finalized, "every finalized interview is a record of answers")?;
    must(opened.len() == answers, "every record of answers opens and reads back")?;
    must(
        counts.stopped == 1 && counts.corrected == 1 && counts.returned == 1,
        "one stopped, one returned and corrected",
    )?;

    let correction = opened.iter().find(|record| {
        record.log.iter().any(|event| {
            matches!(&event.kind, EventKind::Started(start)
                if start.correction.as_ref().is_some_and(|correction| correction.parent == returned.parent))
        })
    });
    let correction = correction.ok_or_else(|| DemoError::Check("the correction names its parent".to_owned()))?;
    must(supervisor::value_of(&correction.log, &returned.queried).is_some(), "the queried item has its new value")?;
    no_canary(&settings.data)
}

fn must(holds: bool, what: &str) -> Result<(), DemoError> {
    if holds { Ok(()) } else { Err(DemoError::Check(what.to_owned())) }
}

/// Nothing that was typed in any interview stands in any file of the server or the devices.
fn no_canary(data: &Path) -> Result<(), DemoError> {
    let scripts = [field::VILLAGE, field::STOPPED, field::CUT, field::RESUMED, field::SHIFT, field::CORRECTION];
    let typed: Vec<String> = scripts.iter().flat_map(|(_, text)| typed_texts(text)).collect();
    let long = typed.iter().filter(|text| text.split_whitespace().count() >= CANARY_WORDS_MIN);
    let canaries: Vec<&[u8]> = long.map(String::as_bytes).collect();
    must(canaries.len() >= 8, "the scripts type enough to look for")?;
    look_into(data, &canaries)
}

fn look_into(folder: &Path, canaries: &[&[u8]]) -> Result<(), DemoError> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            look_into(&path, canaries)?;
            continue;
        }
        let bytes = match fs::read(&path) {
            // SQLite's own side files come and go while the server runs.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read?,
        };
        let found = canaries.iter().any(|canary| bytes.windows(canary.len()).any(|window| window == *canary));
        must(!found, "nothing that was typed stands in any file")?;
    }
    Ok(())
}
