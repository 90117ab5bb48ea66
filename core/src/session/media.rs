//! Recordings on the device: made only for a purpose that the person agreed to and only while a question is put, sealed
//! at once, sent after everything else, and kept as long as their interview is open, and then until a supervisor has
//! signed for it and for all that was sealed before the server had them. A supervisor's session signs when the
//! recordings that it finds named are there. A server that was put back from a backup gets again what it lost, as long
//! as it is here.
//!
//! A recording that is thrown away with its interview stays sealed here and on the server: its key was in the draft.

use rand_core::CryptoRng;

use super::{
    Session, SessionError,
    documents::{self, MediaNote, Shelved},
};
use crate::{
    ids::{Hash32, InterviewId, StreamKind},
    interview::Refusal,
    moment::{DAY_MS, Moment},
    record::{MediaContext, MediaReference},
    safeguard::RefusalCode,
    sync::engine::MediaCame,
};

/// Recordings that wait on a device, at most.
pub const MEDIA_WAITING_MAX: usize = 200;

impl Session {
    /// Seals a recording of an open interview and keeps it; durable when this returns. The reference is what the
    /// question that asked for it is answered with.
    ///
    /// # Errors
    /// [`SessionError::Refused`] when the person has not agreed to this purpose, when no question is put to them now
    /// (in a break, at a gate, after any end), or when too many wait already; nothing is kept then.
    pub fn record_media(
        &mut self,
        id: InterviewId,
        purpose: &str,
        bytes: &[u8],
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<MediaReference, SessionError> {
        let interview = &self.opened(id, now, rng)?.interview;
        let now_open = interview.takes_recordings(now);
        let statement = &interview.study().use_statement;
        let asked = statement.purposes.iter().any(|known| known.code == purpose && known.separate);
        let agreed = interview.facts().purposes.iter().any(|code| code == purpose);
        if !asked || !agreed || !now_open {
            return Err(Refusal::new(RefusalCode::Safeguard).into());
        }
        let context = MediaContext {
            study: interview.study().id.clone(),
            statement: statement.hash,
            purpose: purpose.to_owned(),
        };
        if self.documents().media()?.len() >= MEDIA_WAITING_MAX {
            return Err(Refusal::new(RefusalCode::TooMany).into());
        }
        let (sealed, reference) = context.seal(bytes, rng)?;
        let note = MediaNote { total: sealed.len() as u64, done: None, of: Some(id) };
        self.documents().put_media(&reference.hash, &note, &sealed, rng)?;
        Ok(reference)
    }

    /// The recording that is sent next.
    pub(super) fn media_waiting(&self) -> Result<Option<(Hash32, u64)>, SessionError> {
        let waiting = self.documents().media()?.into_iter().find(|(_, note)| note.done.is_none());
        Ok(waiting.map(|(hash, note)| (hash, note.total)))
    }

    /// The server has all of a recording.
    pub(super) fn media_done(
        &self,
        hash: &Hash32,
        came: MediaCame,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let answers = self.vault.outbox().head(StreamKind::Answers)?.next_sequence - 1;
        let found = self.documents().media()?.into_iter().find(|(known, _)| known == hash);
        let Some((_, note)) = found else { return Ok(()) };
        let mut changes = vec![documents::media_note(hash, &MediaNote { done: Some((now.wall_ms, answers)), ..note })?];
        if came == MediaCame::Now {
            changes.push(documents::media_known(self.documents().media_known()?.saturating_add(1))?);
        }
        self.documents().change(&changes, rng)
    }

    /// The server holds so many of this device's recordings. Fewer than it was known to hold: its store was put back,
    /// and whatever is still here is asked about again, because which ones are gone nobody knows.
    pub(super) fn media_held(&self, count: u64, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let known = self.documents().media_known()?;
        if count == known {
            return Ok(());
        }
        let mut changes = vec![documents::media_known(count)?];
        let doubted = if count < known { self.documents().media()? } else { Vec::new() };
        for (hash, note) in doubted.into_iter().filter(|(_, note)| note.done.is_some()) {
            changes.push(documents::media_note(&hash, &MediaNote { done: None, ..note })?);
        }
        self.documents().change(&changes, rng)
    }

    /// An interview is sealed under this number: its recordings that the server has already wait until it was opened.
    pub(super) fn media_sealed(&self, id: InterviewId, sequence: u64) -> Result<Vec<Shelved>, SessionError> {
        let mut changes = Vec::new();
        for (hash, note) in self.documents().media()? {
            if let Some((at, answers)) = note.done.filter(|_| note.may_be_of(id)) {
                let note = MediaNote { done: Some((at, answers.max(sequence))), ..note };
                changes.push(documents::media_note(&hash, &note)?);
            }
        }
        Ok(changes)
    }

    /// Deletes recordings that the server has had for so many days, once their interview is closed and a supervisor has
    /// signed for it and for all that was sealed by then: a server can say that it has what it threw away.
    pub(super) fn forget_media(&self, now: &Moment, days: u16, rng: &mut impl CryptoRng) -> Result<u64, SessionError> {
        self.documents().drop_nobodys_media(rng)?;
        let (vouched, mut forgotten) = (self.documents().vouched(StreamKind::Answers)?, 0);
        let before = now.wall_ms.saturating_sub(i64::from(days) * DAY_MS);
        let open: Vec<InterviewId> = self.vault.drafts().list()?.into_iter().map(|(id, _)| id).collect();
        for (hash, note) in self.documents().media()? {
            let is_open = open.iter().any(|id| note.may_be_of(*id));
            if !is_open && note.done.is_some_and(|(at, answers)| at <= before && answers <= vouched) {
                self.documents().drop_media(&hash, rng)?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }
}

#[cfg(test)]
mod tests;
