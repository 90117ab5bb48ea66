//! Opening an interview: a new one, or one that was left or killed.
//!
//! A draft is read back from its log: there is no other state that could disagree with it. One interview is in memory
//! at a time; taking up another drops the first, whose events are all on the disk. A draft is opened with the study
//! package that it was begun with, whatever has been published since.

use std::sync::Arc;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Open, Session, SessionError, act::started, documents::SealedNote, label::DraftLabel, random_id};
use crate::{
    ids::{Hash32, InterviewId, ReferenceNumber, SiteId},
    interview::{Action, Interview, StartRequest, Step},
    log::Event,
    moment::Moment,
    study::Study,
};

/// What a shell asks for when it starts an interview.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StartWish {
    /// The instrument's id.
    pub instrument: String,
    /// Where.
    pub site: Option<SiteId>,
    /// The person's number, on a second visit.
    pub reference: Option<ReferenceNumber>,
}

impl Session {
    /// Starts an interview; it is durable when this returns.
    ///
    /// # Errors
    /// [`SessionError::Refused`] when the protocol does not let it begin; else what is missing.
    pub fn start(
        &mut self,
        wish: StartWish,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<InterviewId, SessionError> {
        let in_force = self.study.clone().ok_or(SessionError::NotEnrolled)?;
        self.check_grant(now, rng)?;
        if in_force.study.instrument(&wish.instrument).is_none() {
            return Err(SessionError::NoSuchInstrument);
        }
        if wish.site.as_ref().is_some_and(|site| in_force.study.sites.iter().all(|known| known.id != *site)) {
            return Err(SessionError::NoSuchSite);
        }
        let (visit, asked_before) = match wish.reference {
            Some(reference) => (self.next_visit(reference, now, rng)?, self.documents().asked(reference)?),
            None => (1, Vec::new()),
        };
        let request = StartRequest {
            instrument: wish.instrument,
            reference: wish.reference,
            visit,
            site: wish.site,
            asked_before,
            ..StartRequest::default()
        };
        self.begin_draft(request, in_force.study, in_force.hash, None, now, rng)
    }

    /// Starts an interview on a study package, as a draft that is durable when this returns.
    pub(super) fn begin_draft(
        &mut self,
        mut request: StartRequest,
        study: Arc<Study>,
        package: Hash32,
        corrects: Option<u64>,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<InterviewId, SessionError> {
        request.device_id = self.enrolment()?.device.0.to_string();
        request.brought = self.brought(&study, &request.instrument)?;
        let note = SealedNote { instrument: request.instrument.clone(), started_ms: now.wall_ms, corrects };
        let (interview, events) = Interview::start(study, request, now, rng)?;
        let reference = started(&events).map(|start| start.reference);
        let label = DraftLabel { note, package, alerts_sealed: 0, reference };
        let id = InterviewId(random_id(rng));
        let bytes = written_all(&events)?;
        self.vault.drafts().begin_with(id, &written(&label)?, &numbered(&events, &bytes), rng)?;
        self.open = Some(Open { id, label, interview });
        Ok(id)
    }

    /// The interview with this id, taken up from its log when another one, or none, is in memory.
    pub(super) fn opened(
        &mut self,
        id: InterviewId,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<&mut Open, SessionError> {
        if self.open.as_ref().is_none_or(|open| open.id != id) {
            let open = self.take_up(id, now, rng)?;
            self.open = Some(open);
        }
        self.open.as_mut().ok_or(SessionError::NoSuchInterview)
    }

    pub(super) fn take_up(
        &mut self,
        id: InterviewId,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<Open, SessionError> {
        let mut open = self.read_back(id, rng)?;
        let restarted = restart(&mut open.interview, now);
        // Who opens it may be about to stop it.
        self.in_kept_room(|session| session.keep(&mut open, &restarted, now, rng))?;
        open.interview.apply(&restarted)?;
        self.finish_half_done(&mut open, now, rng)?;
        Ok(open)
    }

    /// Does what an earlier version left half done of an interview that nobody looks at: nobody came back to it, so the
    /// clocks are not read anew, and when nothing is left to be done, nothing is written.
    pub(super) fn look_over(
        &self,
        id: InterviewId,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let mut open = self.read_back(id, rng)?;
        self.keep(&mut open, &[], now, rng)?;
        self.finish_half_done(&mut open, now, rng)
    }

    /// Left by an earlier version: a withdrawal that was sealed only when the interview was closed, and what a stop
    /// drops.
    fn finish_half_done(&self, open: &mut Open, now: &Moment, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        if open.interview.facts().withdrawn {
            return self.seal_withdrawn(open, now, rng);
        }
        match open.interview.without_dropped(&[]) {
            Some(bare) => self.keep_bare(open, (bare, &[]), now, rng),
            None => Ok(()),
        }
    }

    /// An interview as its log has it.
    fn read_back(&self, id: InterviewId, rng: &mut impl CryptoRng) -> Result<Open, SessionError> {
        let label = self.label(id)?;
        let mut log = Vec::new();
        for bytes in self.vault.drafts().log(id)? {
            log.push(postcard::from_bytes::<Event>(&bytes).map_err(|_| SessionError::Document)?);
        }
        if log.is_empty() {
            // Made by an older program, and cut before its first event: nothing was acknowledged.
            self.vault.drafts().discard(id, rng)?;
            return Err(SessionError::NoSuchInterview);
        }
        let study = self.documents().study(&label.package).map_err(|_| SessionError::PackageLost)?;
        Ok(Open { id, label, interview: Interview::replay(study, &log)? })
    }

    pub(super) fn label(&self, id: InterviewId) -> Result<DraftLabel, SessionError> {
        let drafts = self.vault.drafts().list()?;
        let (_, label) = drafts.into_iter().find(|(known, _)| *known == id).ok_or(SessionError::NoSuchInterview)?;
        DraftLabel::read(&label)
    }
}

/// Both clocks anew: the device may have been restarted, and then its monotonic clock began again. A break stays one.
fn restart(interview: &mut Interview, now: &Moment) -> Vec<Event> {
    if interview.screen(now, "en").step == Step::Paused {
        return Vec::new();
    }
    interview.plan(&Action::Resume, now).unwrap_or_default()
}

/// Events as bytes, wiped when they are stored.
pub(super) fn written_all(events: &[Event]) -> Result<Vec<Zeroizing<Vec<u8>>>, SessionError> {
    events.iter().map(|event| written(event).map(Zeroizing::new)).collect()
}

pub(super) fn numbered<'a>(events: &[Event], bytes: &'a [Zeroizing<Vec<u8>>]) -> Vec<(u32, &'a [u8])> {
    events.iter().zip(bytes).map(|(event, bytes)| (event.sequence, bytes.as_slice())).collect()
}

pub(super) fn written(document: &impl serde::Serialize) -> Result<Vec<u8>, SessionError> {
    postcard::to_stdvec(document).map_err(|_| SessionError::Document)
}
