//! What the device brought, as far as a record carries it: pairs of texts, and rows of lists.
//!
//! An interview may read what the phone kept of earlier ones (who holds it, last-saved values, entity lists). A record
//! must say so, since a supervisor who opens it computes every value again and would else find others. It is written
//! like all of a payload, by one function for both directions; what it means, and what may be kept at all, is the log's
//! and the session's to know.

use super::{PayloadError, coder::Direction, session::Session};
use crate::log::{Brought, BroughtList};

impl<D: Direction> Session<'_, D> {
    /// What a device brought.
    pub fn brought(&mut self, brought: &mut Brought) -> Result<(), PayloadError> {
        self.pairs(9, &mut brought.told)?;
        self.pairs(10, &mut brought.last)?;
        self.list(11, &mut brought.lists, &BroughtList::default(), |session, list| {
            session.text(&mut list.name)?;
            session
                .list(12, &mut list.rows, &Vec::new(), |session, row| session.list(13, row, &String::new(), Self::text))
        })
    }

    fn pairs(&mut self, known: u32, pairs: &mut Vec<(String, String)>) -> Result<(), PayloadError> {
        self.list(known, pairs, &(String::new(), String::new()), |session, (name, text)| {
            session.text(name)?;
            session.text(text)
        })
    }
}
