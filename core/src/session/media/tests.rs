//! How long a recording stays.

use super::{FirstMediaNote, MediaNote};
use crate::{
    ids::{Hash32, StreamKind},
    interview::Step,
    moment::Moment,
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
