//! A study's own workbook, and the log of an interview in it.

use std::{
    fs,
    path::Path,
    sync::{Arc, LazyLock},
};

use fieldward_core::{
    interview::{Interview, StartRequest},
    log::Event,
    moment::Moment,
    study::{Study, read_folder},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tempfile::TempDir;

use crate::{archive, folder, text};

const NOW: Moment = Moment { wall_ms: 1_795_262_400_000, offset_min: 420, monotonic_ms: 9_000_000 };

/// Most events of one input.
const EVENTS_MAX: usize = 200;

/// The tables of `study.xlsx`, in a folder without questionnaires.
pub fn study(input: &[u8]) {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(folder::fresh);
    fs::write(FOLDER.path().join("study.xlsx"), archive::table(text(input))).expect("memory is writable");
    let reading = read_folder(FOLDER.path());
    let refused = reading.issues.iter().any(|told| told.issue.is_error());
    assert_eq!(reading.study.is_none(), refused, "a study is made exactly when nothing is an error");
    assert!(reading.issues.iter().all(|told| !told.issue.remedy.is_empty()), "an issue says what would mend it");
}

thread_local! {
    /// An interview of each instrument of the study that ships, as far as it may begin.
    static BEGUN: Vec<Interview> = begun();
}

fn begun() -> Vec<Interview> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/instruments/training-study");
    let study: Arc<Study> = Arc::new(read_folder(&folder).study.expect("the study that ships is sound"));
    let begun = |instrument: &str| {
        let request = StartRequest { instrument: instrument.to_owned(), ..StartRequest::default() };
        Interview::start(study.clone(), request, &NOW, &mut ChaCha20Rng::seed_from_u64(7)).ok()
    };
    study.instruments.iter().filter_map(|instrument| Some(begun(&instrument.id)?.0)).collect()
}

/// The first byte says which interview; the rest are events after its first ones, in whatever order. What the rules
/// forbid is refused and changes nothing; a log that was taken is taken again when it is replayed.
pub fn events(input: &[u8]) {
    let Some((which, mut rest)) = input.split_first() else { return };
    let mut interview = BEGUN.with(|begun| begun[usize::from(*which) % begun.len()].clone());
    for _ in 0..EVENTS_MAX {
        let Ok((mut event, after)) = postcard::take_from_bytes::<Event>(rest) else { break };
        rest = after;
        let last = interview.log().last().expect("an interview has begun");
        event.sequence = last.sequence + 1;
        event.at_ms = last.at_ms + event.at_ms % 600_000;
        let before = interview.log().len();
        let taken = interview.apply(&[event]).is_ok();
        assert_eq!(interview.log().len(), before + usize::from(taken), "an event is taken or leaves no trace");
        let _ = interview.screen(&NOW, "fr");
    }
    let _ = (interview.verdict(&NOW), interview.asked_names(), interview.outcome());
    let again = Interview::replay(interview.study().clone(), interview.log());
    assert!(again.as_ref() == Ok(&interview), "a log that was taken is replayed to the same interview");
}
