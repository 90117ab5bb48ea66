//! One research protocol with its forms: what a supervisor writes in `study.xlsx`, compiled into the package that is
//! the only thing a device runs.
//!
//! This module is the meaning; `workbook` reads it from a folder and reports everything that is wrong at once;
//! `package` turns it into bytes with a hash.

mod localized;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use localized::Localized;

use crate::{
    form::Form,
    ids::{Hash32, SiteId, StudyId},
};

/// One research protocol (R003, R004).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Study {
    /// Sheet `study`, row `id`.
    pub id: StudyId,
    /// Shown on every first screen.
    pub title: Localized,
    /// What kind of study it is; a rapid assessment switches off rates and weights (R033).
    pub kind: StudyKind,
    /// Why data are gathered (R002).
    pub purpose: String,
    /// Who leads it.
    pub lead_organisation: String,
    /// Who approved it; `None` makes the study *training*.
    pub approval: Option<EthicsApproval>,
    /// Languages of the told lines and of the use statement, BCP 47, the first is the default.
    pub languages: Vec<String>,
    /// What is told about use; its hash is bound into every record (R086-R088).
    pub use_statement: UseStatement,
    /// Lines I1-I12 to tell, in order, by respondent kind.
    pub told: Vec<ToldLine>,
    /// The three teach-back questions.
    pub teach_back: Vec<Localized>,
    /// Research questions (R009).
    pub questions: Vec<ResearchQuestion>,
    /// Terms and their source (R006, R108).
    pub glossary: Vec<Term>,
    /// Who may see which class of data (R083).
    pub roles: Vec<Role>,
    /// The site register (R023, R031, R152).
    pub sites: Vec<Site>,
    /// Where to send someone who needs help; works offline (P1.3).
    pub referral: Vec<Service>,
    /// Numbers that rules use.
    pub limits: Limits,
    /// Law-enforcement decision and duty to report, told before consent (R070).
    pub legal: Legal,
    /// The tools.
    pub instruments: Vec<Instrument>,
}

/// Kind of study (R033, R039).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StudyKind {
    /// ILO/UNICEF rapid assessment.
    RapidAssessment,
    /// Household survey.
    Household,
    /// Establishment survey.
    Establishment,
    /// School survey.
    School,
    /// Street children survey.
    Street,
    /// Participatory research.
    Participatory,
}

/// An ethics board's approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EthicsApproval {
    /// The board.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// Day of approval, ISO 8601.
    pub date: String,
    /// Last day on which it holds, ISO 8601.
    pub expiry: String,
}

/// What is told about use, and what for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UseStatement {
    /// The statement.
    pub text: Localized,
    /// Purpose codes that data may serve (R089).
    pub purposes: Vec<Purpose>,
    /// Hash of the text in every language and of the purposes.
    pub hash: Hash32,
}

/// A purpose, or a choice of its own at consent (P3.5).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Purpose {
    /// Short name, such as `research` or `audio`.
    pub code: String,
    /// What is asked.
    pub text: Localized,
    /// Chosen separately at consent, default no; otherwise part of taking part.
    pub separate: bool,
}

/// One line that is told before consent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToldLine {
    /// `I1` to `I12`.
    pub line: String,
    /// Who it is told to; `None` means everybody.
    pub respondent: Option<Respondent>,
    /// The words, in the person's language.
    pub text: Localized,
}

/// A research question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResearchQuestion {
    /// Short id, used by the column `question_id` of the instruments.
    pub id: String,
    /// The question.
    pub text: Localized,
}

/// A glossary entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Term {
    /// The term.
    pub term: String,
    /// What it means here.
    pub definition: Localized,
    /// Where the definition comes from.
    pub source: String,
}

/// What one role may see.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    /// `enumerator`, `supervisor`, `analyst`, `custodian_1`, `custodian_2`, `administrator`.
    pub role: String,
    /// Data classes: `S0` to `S3`, `identity`. Empty means nothing.
    pub sees: Vec<String>,
}

/// A place of the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// Short id.
    pub id: SiteId,
    /// Its name.
    pub name: Localized,
    /// Administrative code (P-code).
    pub admin_code: String,
    /// Bus, rail, sports field, school route, market, border, camp, other (R023).
    pub kind: String,
    /// `source`, `transit`, `destination`, in any combination (R153).
    pub place_roles: Vec<String>,
    /// Fixed points from which it is observed (R031).
    pub vantage_points: Vec<String>,
    /// Minutes that each hour of the week should be watched; 0 means not planned.
    pub minutes_wanted: u32,
}

/// A service of the referral directory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: Localized,
    /// The need it answers.
    pub need: String,
    /// Where it works.
    pub area: String,
    /// When it can be reached.
    pub hours: String,
    /// How.
    pub reach: String,
}

/// Numbers that rules use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Youngest child interviewed, completed years.
    pub lowest_age: u8,
    /// What "recent" means for ST4, months.
    pub recent_months: u8,
    /// Longest interview with a child, minutes (ST10).
    pub child_minutes: u16,
    /// Longest interview with an adult, minutes (ST10).
    pub adult_minutes: u16,
    /// Visits to one person.
    pub visits: u8,
    /// Days that a sealed copy stays on the device after acknowledgement.
    pub retention_days: u16,
    /// Smallest cell that is shown to others (CTDC: 11).
    pub disclosure_threshold: u16,
    /// Counts are rounded down to a multiple of this in public tables.
    pub rounding: u16,
}

/// What the law asks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Legal {
    /// What must be reported, told to the participant (I10).
    pub duty_to_report: Localized,
    /// The decision on law enforcement's role (R070).
    pub law_enforcement: Localized,
    /// Minimum ages by kind of work: (`general`, 15) and so on (R119).
    pub minimum_ages: Vec<(String, u8)>,
    /// Which hazardous list (R120).
    pub hazardous_list: String,
}

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
