//! How an interview began: always its first event.

use serde::{Deserialize, Serialize};

use super::Correction;
use crate::{
    ids::{Hash32, ReferenceNumber, SiteId},
    moment::Moment,
};

/// How an interview began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The instrument's id in the study.
    pub instrument: String,
    /// Hash of the compiled form.
    pub form_hash: Hash32,
    /// Hash of the use statement that will be told.
    pub statement_hash: Hash32,
    /// The person's number; fresh on a first visit.
    pub reference: ReferenceNumber,
    /// 1 or 2.
    pub visit: u8,
    /// Where, by the study's register.
    pub site: Option<SiteId>,
    /// Both clocks.
    pub at: Moment,
    /// The study has no ethics approval.
    pub training: bool,
    /// Names of items that earlier visits asked (P6).
    pub asked_before: Vec<String>,
    /// For a correction: only these items may be changed, and the values they had.
    pub correction: Option<Correction>,
    /// What the device answers to the preload `deviceid`; empty when it is not enrolled, and in a tombstone.
    pub device_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Brought, BroughtList, Event, EventKind};

    /// Bytes that are in drafts on devices, and must be read and written as ever.
    fn check(event: &Event, committed: &str) {
        let bytes = postcard::to_stdvec(event).expect("plain values");
        assert_eq!(data_encoding::HEXLOWER.encode(&bytes), committed);
        assert_eq!(postcard::from_bytes::<Event>(&bytes).as_ref(), Ok(event));
    }

    #[test]
    fn a_start_is_written_as_before_there_was_anything_to_bring() {
        let start = Start {
            instrument: "plot".to_owned(),
            form_hash: Hash32([1; 32]),
            statement_hash: Hash32([2; 32]),
            reference: ReferenceNumber([3; 10]),
            visit: 1,
            site: None,
            at: Moment { wall_ms: 1000, offset_min: 60, monotonic_ms: 5 },
            training: true,
            asked_before: vec!["a".to_owned()],
            correction: None,
            device_id: "d".to_owned(),
        };
        let event = Event { sequence: 0, at_ms: 0, kind: EventKind::Started(Box::new(start)) };
        check(
            &event,
            "00000004706c6f7401010101010101010101010101010101010101010101010101010101010101010202020202020202020202020202020202020202020202020202020202020202030303030303030303030100d00f780501010161000164",
        );
    }

    #[test]
    fn what_is_brought_is_an_event_of_its_own() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let list = BroughtList { name: "plots".to_owned(), rows: vec![vec!["p1".to_owned(), "One".to_owned()]] };
        let brought =
            Brought { told: vec![pair("username", "sok")], last: vec![pair("village", "Prey")], lists: vec![list] };
        let event = Event { sequence: 1, at_ms: 0, kind: EventKind::Brought(Box::new(brought)) };
        check(&event, "01001f0108757365726e616d6503736f6b010776696c6c61676504507265790105706c6f74730102027031034f6e65");
    }
}
