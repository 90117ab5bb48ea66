//! What must be possible on a full disk: to stop, to withdraw, and to send what is here.
//!
//! The vault keeps room beside its store for the day when there is none. An answer that finds no room is refused and
//! can be given again; a person who wants to stop cannot wait for somebody to delete pictures. So these changes are
//! made once more in the kept room, and what they leave of it is kept again at once.

use super::{Session, SessionError};
use crate::{
    interview::Interview,
    log::{Event, EventKind},
    vault::VaultError,
};

impl Session {
    /// Makes a change, and when the disk is full makes it once more in the room that was kept. A change that failed
    /// must have changed nothing, or go on when it is made again.
    pub(super) fn in_kept_room<T>(
        &mut self,
        mut change: impl FnMut(&mut Self) -> Result<T, SessionError>,
    ) -> Result<T, SessionError> {
        match change(self) {
            Err(SessionError::Vault(VaultError::DiskFull)) if self.vault.gives_room() => {
                let done = change(self);
                self.vault.keep_room();
                done
            }
            done => done,
        }
    }
}

/// Whether an interview ends with these events, or has ended before: nothing of that may be refused for want of room.
pub(super) fn ends(interview: &Interview, events: &[Event]) -> bool {
    let facts = interview.facts();
    let ending = |event: &Event| matches!(event.kind, EventKind::Stopped { .. } | EventKind::Withdrawn);
    facts.stopped.is_some() || facts.withdrawn || events.iter().any(ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::laws::{Bench, NOW};

    #[test]
    fn what_finds_no_room_is_done_once_more_in_the_room_that_is_kept() {
        let mut bench = Bench::enrolled(73);
        let (session, _) = bench.session();
        let mut tried = |answers: &[Result<u8, SessionError>]| {
            let mut times = 0;
            let done = session.in_kept_room(|_| {
                times += 1;
                answers[times - 1].clone()
            });
            (done, times)
        };
        let full = || Err(SessionError::Vault(VaultError::DiskFull));
        for _ in 0..3 {
            assert_eq!(tried(&[full(), Ok(2)]), (Ok(2), 2), "what was left of the room is kept again");
        }
        assert_eq!(tried(&[Ok(1), Ok(2)]), (Ok(1), 1));
        assert_eq!(tried(&[full(), full(), Ok(3)]), (full(), 2));
        assert_eq!(tried(&[Err(SessionError::Document), Ok(2)]), (Err(SessionError::Document), 1));
        assert!(session.vault.gives_room(), "it is there");
        let mut times = 0;
        let done: Result<(), _> = session.in_kept_room(|_| {
            times += 1;
            full().map(|_: u8| ())
        });
        assert_eq!((done, times), (full().map(|_: u8| ()), 1), "and not when it is gone");
    }

    #[test]
    fn a_stop_ends_and_an_answer_does_not() -> Result<(), SessionError> {
        use crate::{interview::Action, log::StopCode};
        let mut bench = Bench::enrolled(74);
        let id = bench.start("child-interview", None);
        bench.ordinary(id, 6);
        let (session, rng) = bench.session();
        let interview = session.opened(id, &NOW, rng)?.interview.clone();
        let ends_with = |action: &Action| {
            let events = interview.clone().plan(action, &NOW).expect("it may be done");
            ends(&interview, &events)
        };
        assert!(ends_with(&Action::StopFor { code: StopCode::St3 }) && ends_with(&Action::Withdraw));
        assert!(!ends_with(&Action::Pause));
        bench.act(id, &Action::Stop);
        let (session, rng) = bench.session();
        assert!(ends(&session.opened(id, &NOW, rng)?.interview, &[]), "nothing after a stop waits for room");
        Ok(())
    }
}
