//! The question about records of people who withdrew: does the server have keys of these at all?
//!
//! It is asked once a sync, and only when there is something to ask, after everything has gone that the device has of
//! those records: a tombstone that came first keeps a late copy with keys out. A server of an earlier version does not
//! know the question; then the office stays to be told, as before.

use super::{Asked, Asking, Engine, Local, LocalError, Turn};
use crate::sync::wire::{Held, NotHeld, encode, limits, path};

impl Engine {
    /// The question, when it is due. It waits for another day when this one's bytes are used up.
    pub(super) fn held(&mut self, local: &impl Local) -> Result<(), Turn> {
        if self.held_asked || self.budget.batch_bytes(self.pace, self.bytes()).is_none() {
            return Ok(());
        }
        let mut records = local.owed()?;
        records.truncate(limits::HELD_MAX);
        if records.is_empty() {
            return Ok(());
        }
        Err(Asking::post(Asked::Held, path::HELD, encode(&Held { records })).into())
    }

    /// The server said what it has no keys of.
    pub(super) fn held_answered(&mut self, answer: &NotHeld, local: &mut impl Local) -> Result<(), LocalError> {
        self.held_asked = true;
        self.retry.progressed();
        self.counted.settled += local.not_held(&answer.records)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{RecordId, StreamKind::Answers},
        sync::engine::{
            Ending,
            double::{Fate, sync},
            tests::phone_with,
        },
    };

    fn records(numbers: std::ops::Range<u128>) -> Vec<RecordId> {
        numbers.map(|number| RecordId(Uuid::from_u128(number))).collect()
    }

    #[test]
    fn what_the_server_has_no_keys_of_is_owed_no_more_and_the_rest_is_asked_again() {
        let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
        phone.owed = records(1..4);
        server.holds = Some(records(2..3));
        let report = sync(&mut phone, &mut server, &mut vec![], 1);
        assert_eq!((report.ending, report.settled), (Ending::Complete, 2));
        assert_eq!(phone.owed, records(2..3));
        assert_eq!(sync(&mut phone, &mut server, &mut vec![], 2).settled, 0);
        assert_eq!(server.asked, [3, 1], "once a sync, after what waited had gone");
    }

    #[test]
    fn a_server_that_does_not_know_the_question_changes_nothing() {
        let (mut phone, mut server, _) = phone_with(&[(Answers, 300)]);
        phone.owed = records(1..4);
        assert_eq!(sync(&mut phone, &mut server, &mut vec![], 1).ending, Ending::Complete);
        assert_eq!((phone.owed.len(), server.stored.len()), (3, 1));
    }

    #[test]
    fn a_lost_answer_is_asked_for_again() {
        let (mut phone, mut server, _) = phone_with(&[]);
        phone.owed = records(1..3);
        server.holds = Some(Vec::new());
        // The state, the package in three parts, and then the question.
        for lost in 0..6 {
            phone.owed = records(1..3);
            let mut fates = vec![Fate::Whole; lost];
            fates.push(Fate::ReplyLost);
            assert_eq!(sync(&mut phone, &mut server, &mut fates, 3).ending, Ending::Complete);
            assert_eq!(phone.owed, [], "request {lost} was lost");
        }
    }

    #[test]
    fn no_more_is_asked_than_a_server_answers() {
        let (mut phone, mut server, _) = phone_with(&[]);
        phone.owed = records(0..limits::HELD_MAX as u128 + 1);
        server.holds = Some(Vec::new());
        sync(&mut phone, &mut server, &mut vec![], 4);
        assert_eq!((server.asked, phone.owed.len()), (vec![limits::HELD_MAX], 1));
    }
}
