//! How long a recording stays.

use super::super::documents::{FirstMediaNote, MediaNote};
use crate::{
    ids::{Hash32, StreamKind},
    interview::{Action, Entry, Refusal, Step},
    moment::Moment,
    safeguard::RefusalCode,
    session::{
        SessionError,
        laws::{Bench, NOW},
    },
    sync::engine::MediaCame,
};

const ACTIONS_MAX: usize = 400;

/// The server has the recording before the interview is sealed: that it was all opened that was sealed by then says
/// nothing of this one.
#[test]
fn a_recording_outlives_its_open_interview_and_waits_until_that_was_opened() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(41);
    let (id, hash) = (bench.start("child-interview", None), Hash32([1; 32]));
    bench.ordinary(id, 5);
    let late = Moment { wall_ms: NOW.wall_ms + 1_000, ..NOW };
    let (session, rng) = bench.session();
    session.documents().put_media(&hash, &MediaNote { total: 6, done: None, of: Some(id) }, b"sealed", rng)?;
    session.media_done(&hash, MediaCame::Now, &NOW, rng)?;
    assert_eq!(session.forget_media(&late, 0, rng)?, 0, "its interview is open");
    assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
    let (session, rng) = bench.session();
    assert_eq!(session.forget_media(&late, 0, rng)?, 0, "nobody has opened its interview");
    session.documents().put_vouched(StreamKind::Answers, 1, rng)?;
    assert_eq!(session.forget_media(&late, 7, rng)?, 0, "not before its time");
    assert_eq!(session.forget_media(&late, 0, rng)?, 1);
    Ok(())
}

/// Whose it is was not written down: it may be that of any interview that is open.
#[test]
fn a_recording_of_an_earlier_version_waits_for_every_open_interview() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(42);
    let (id, hash) = (bench.start("child-interview", None), Hash32([1; 32]));
    let late = Moment { wall_ms: NOW.wall_ms + 1_000, ..NOW };
    let (session, rng) = bench.session();
    session.documents().put("media-note", &hash.0, &FirstMediaNote { total: 6, done: Some((NOW.wall_ms, 0)) }, rng)?;
    assert_eq!(session.forget_media(&late, 0, rng)?, 0);
    assert_eq!(bench.ordinary(id, ACTIONS_MAX), Step::Finalized);
    let (session, rng) = bench.session();
    assert_eq!(session.forget_media(&late, 0, rng)?, 0, "it may have been this one's");
    session.documents().put_vouched(StreamKind::Answers, 1, rng)?;
    assert_eq!(session.forget_media(&late, 0, rng)?, 1);
    Ok(())
}

#[test]
fn a_recording_without_its_note_is_nobodys_and_goes() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(43);
    let (id, hash) = (bench.start("child-interview", None), Hash32([1; 32]));
    let (session, rng) = bench.session();
    session.documents().put_media(&hash, &MediaNote { total: 6, done: None, of: Some(id) }, b"sealed", rng)?;
    session.vault.shelf().put("media", &[2; 32], b"what a cut left", rng)?;
    session.forget_media(&NOW, 0, rng)?;
    assert_eq!(session.vault.shelf().keys("media"), Ok(vec![hash.0.to_vec()]));
    assert_eq!(session.documents().sealed_media(&hash)?.as_slice(), b"sealed");
    Ok(())
}

/// Agreed to, and yet not while there is a break, at a gate, or after the person said stop.
#[test]
fn nobody_is_recorded_but_while_a_question_is_put() -> Result<(), SessionError> {
    let mut bench = Bench::enrolled(44);
    let id = bench.start("child-interview", None);
    for _ in 0..ACTIONS_MAX {
        let (session, rng) = bench.session();
        let screen = session.screen(id, "en", &NOW, rng)?;
        if screen.prompts.iter().any(|prompt| prompt.id == "P3.5/audio") {
            let yes = [("P3.3", "yes"), ("P3.4", "free"), ("P3.5/audio", "yes")];
            let entries = yes.map(|(prompt, value)| Entry { prompt: prompt.into(), value: value.into() }).into();
            bench.act(id, &Action::Fill { entries });
            break;
        }
        bench.ordinary(id, 1);
    }
    let record = |bench: &mut Bench| {
        let (session, rng) = bench.session();
        session.record_media(id, "audio", b"sound", &NOW, rng).map(|_| ())
    };
    let refused = Err(SessionError::Refused(Refusal::new(RefusalCode::Safeguard)));
    assert_eq!(record(&mut bench), refused, "who is there is not noted yet");
    while bench.ordinary(id, 1) != Step::Question {}
    assert_eq!(record(&mut bench), Ok(()));
    bench.act(id, &Action::Pause);
    assert_eq!(record(&mut bench), refused, "a break");
    bench.act(id, &Action::Resume);
    assert_eq!(record(&mut bench), refused, "who is there now is not noted yet");
    while bench.ordinary(id, 1) != Step::Question {}
    bench.act(id, &Action::Stop);
    assert_eq!(record(&mut bench), refused, "stopped");
    Ok(())
}
