//! Returned records: what a supervisor asks about, and the interviews that answer it.
//!
//! Only the queried items came back, sealed to this device; a correction is a new interview that names the record it
//! corrects and opens those items alone.

use rand_core::CryptoRng;

use super::{Open, ReturnLine, Session, SessionError};
use crate::{
    ids::{Hash32, InterviewId, ReferenceNumber},
    interview::{Notice, Screen, StartRequest},
    log::Correction,
    moment::Moment,
    record::returns::{self, Return},
    study::Instrument,
};

impl Session {
    /// Returned records that are not answered yet, oldest first. One that cannot be opened, or whose form is not on
    /// the device, is left out: nobody here could answer it.
    ///
    /// # Errors
    /// As the store says.
    pub fn returns(&self) -> Result<Vec<ReturnLine>, SessionError> {
        let drafts = self.drafts()?;
        let answered = self.sealed_interviews()?;
        let mut lines = Vec::new();
        for number in self.documents().return_numbers()? {
            if answered.iter().any(|sealed| sealed.note.corrects == Some(number)) {
                continue;
            }
            let Ok((returned, _, instrument)) = self.returned(number) else { continue };
            let prompt = |query: &returns::Query| (instrument.form.prompt_id(&query.at), query.comment.clone());
            lines.push(ReturnLine {
                number,
                instrument: instrument.id.clone(),
                comment: returned.comment.clone(),
                queries: returned.queries.iter().map(prompt).collect(),
                interview: drafts.iter().find(|draft| draft.note.corrects == Some(number)).map(|draft| draft.id),
            });
        }
        Ok(lines)
    }

    /// Opens the correction of a returned record, or takes up the one that is open.
    ///
    /// # Errors
    /// [`SessionError::NoSuchReturn`] when there is none, or its form is not on the device.
    pub fn start_correction(
        &mut self,
        number: u64,
        now: &Moment,
        rng: &mut impl CryptoRng,
    ) -> Result<InterviewId, SessionError> {
        if let Some(draft) = self.drafts()?.into_iter().find(|draft| draft.note.corrects == Some(number)) {
            return Ok(draft.id);
        }
        let (returned, package, instrument) = self.returned(number)?;
        let queried = returned.queries.into_iter().map(|query| (query.at, query.value)).collect();
        let request = StartRequest {
            instrument: instrument.id,
            reference: Some(returned.reference),
            visit: 1,
            correction: Some(Correction { parent: returned.parent, queried }),
            ..StartRequest::default()
        };
        let study = self.documents().study(&package)?;
        self.begin_draft(request, study, package, Some(number), now, rng)
    }

    /// In a correction, what the supervisor asks stands beside the item that it is asked of: nobody goes back to the
    /// person, and the interviewer looks into notes with that question in mind.
    pub(super) fn with_question(&self, open: &Open, mut screen: Screen) -> Screen {
        let Some(Ok(returned)) = open.label.note.corrects.map(|number| self.stored_return(number)) else {
            return screen;
        };
        let form = open.interview.form();
        let shown = |query: &&returns::Query| {
            let id = form.prompt_id(&query.at);
            !query.comment.is_empty() && screen.prompts.iter().any(|prompt| prompt.id == id)
        };
        let asked = |query: &returns::Query| Notice { code: "supervisor_asks".to_owned(), text: query.comment.clone() };
        let notices: Vec<Notice> = returned.queries.iter().filter(shown).map(asked).collect();
        screen.notices.extend(notices);
        screen
    }

    /// Deletes the returns of which this holds, and the corrections that are open for them: both have the values that
    /// were queried. Done again, it changes nothing.
    pub(super) fn drop_returns(
        &mut self,
        is_gone: impl Fn(&Return) -> bool,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        for number in self.documents().return_numbers()? {
            if !self.stored_return(number).is_ok_and(|returned| is_gone(&returned)) {
                continue;
            }
            // The correction goes first: a cut leaves the return, and the same word finds it again.
            if let Some(draft) = self.drafts()?.into_iter().find(|draft| draft.note.corrects == Some(number)) {
                self.open = None;
                self.vault.drafts().discard(draft.id, rng)?;
            }
            self.documents().drop_return(number, rng)?;
        }
        Ok(())
    }

    /// What a sealed return says, when the study's key sealed it to this device.
    pub(super) fn opened_return(&self, sealed: &[u8]) -> Result<Return, SessionError> {
        let (study_key, keys) = (&self.enrolment()?.study_key, self.return_keys()?);
        let opened = keys.iter().find_map(|(name, key)| returns::open(sealed, *name, key, study_key).ok());
        opened.ok_or(SessionError::NoSuchReturn)
    }

    fn stored_return(&self, number: u64) -> Result<Return, SessionError> {
        self.opened_return(&self.documents().returned(number)?.ok_or(SessionError::NoSuchReturn)?)
    }

    /// The returns that are about somebody or something: their numbers, and whom each is about.
    pub(super) fn returns_about(
        &self,
        is_about: impl Fn(&Return) -> bool,
    ) -> Result<Vec<(u64, ReferenceNumber)>, SessionError> {
        let mut about = Vec::new();
        for number in self.documents().return_numbers()? {
            let found = self.stored_return(number).ok().filter(&is_about);
            about.extend(found.map(|returned| (number, returned.reference)));
        }
        Ok(about)
    }

    /// A return, the package that holds its form, and the instrument.
    fn returned(&self, number: u64) -> Result<(Return, Hash32, Instrument), SessionError> {
        let returned = self.stored_return(number)?;
        for package in self.documents().packages()?.into_iter().rev() {
            let Ok(study) = self.documents().study(&package) else { continue };
            let found = study.instruments.iter().find(|instrument| instrument.form_hash == returned.form);
            if let Some(instrument) = found {
                return Ok((returned, package, instrument.clone()));
            }
        }
        Err(SessionError::NoSuchReturn)
    }
}
