//! A tool of the study: a questionnaire, and how it is used.
//!
//! The form knows its questions; only the study knows who is asked, by which method and in how many visits.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{form::Form, ids::Hash32};

/// One tool of the study: a form, and how it is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Instrument {
    /// File name of its workbook without the ending; how people and scripts name it.
    pub id: String,
    /// The compiled questionnaire.
    pub form: Arc<Form>,
    /// Hash of the compiled questionnaire; bound into every record.
    pub form_hash: Hash32,
    /// How it is used.
    pub method: Method,
    /// Who answers.
    pub respondent: Respondent,
    /// Training that the interviewer must hold; empty means none.
    pub training: String,
    /// Which sections belong to which visit.
    pub visit_rule: VisitRule,
}

/// How an instrument is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// One person answers: all gates.
    Interview,
    /// A place is watched: gates P1, P2, P9; counts by hour block.
    Observation,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Respondent {
    /// A child: guardian's consent and own assent.
    Child,
    /// Parent or caregiver.
    Caregiver,
    /// A professional who knows the area.
    KeyInformant,
    /// Employer, foreman, transport worker.
    Employer,
    /// Nobody: observation.
    Nobody,
}

/// Which sections belong to which visit (R063).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitRule {
    /// Everything in one visit.
    One,
    /// These top-level groups in the first visit, the rest in the second.
    Two {
        /// Names of the first visit's groups.
        first: Vec<String>,
    },
}
