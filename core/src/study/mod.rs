//! One research protocol with its forms: what a supervisor writes in `study.xlsx`, compiled into the package that is
//! the only thing a device runs.
//!
//! This module is the meaning; [`read_folder`] reads it from a folder and reports everything that is wrong at once;
//! [`package`] turns it into bytes with a hash. It must not know interviews, devices or servers.

mod access;
mod approval;
mod glossary;
mod instrument;
mod issue;
mod localized;
pub mod package;
mod place;
mod research;
mod rules;
mod statement;
mod workbook;

use serde::{Deserialize, Serialize};

pub use access::{DATA_CLASSES, ROLES, Role};
pub use approval::EthicsApproval;
pub use glossary::locked_terms;
pub use instrument::{Instrument, Method, Respondent, VisitRule};
pub use issue::StudyIssue;
pub use localized::Localized;
pub use package::{PACKAGE_BYTES_MAX, PACKAGE_VERSION, PackageError};
pub use place::{NEEDS, PLACE_ROLES, SITE_KINDS, Service, Site};
pub use research::{ResearchQuestion, Term};
pub use rules::{Legal, Limits};
pub use statement::{CONSENT_LINES, Purpose, TEACH_BACK_QUESTIONS, ToldLine, UseStatement};
#[cfg(test)]
use workbook::training_study;
pub use workbook::{StudyReading, read_folder};

use crate::{authority::Roster, ids::StudyId, moment::Moment};

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
    /// What the study is for, by code (R002): `estimate`, `target`, `baseline`, `forecast`, `cause`, `mapping`,
    /// `learning`.
    pub aims: Vec<String>,
    /// First and last day of gathering, ISO 8601.
    pub period: (String, String),
    /// Administrative codes that the study speaks about (R042); printed with every table.
    pub scope: Vec<String>,
    /// Reasons for which a guardian's consent may be left out, as the protocol approved them (P3.2): some of
    /// `guardian_involved`, `child_on_own`, `mature_minor`. Empty means never.
    pub guardian_waivers: Vec<String>,
    /// Who holds keys: put in when the study is published, so that devices know whose signatures count. Empty in a
    /// study that was only read from its folder.
    pub roster: Roster,
}

impl Study {
    /// No approval holds on the day of this moment: every screen says so and no real enrolment is given.
    #[must_use]
    pub fn is_training(&self, now: &Moment) -> bool {
        !self.approval.as_ref().is_some_and(|approval| approval.holds_at(now))
    }

    /// The instrument with this id.
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.id == id)
    }

    /// The lines I1 to I12 for one kind of respondent, in order: the kind's own words, else those for everybody.
    #[must_use]
    pub fn told_to(&self, respondent: Respondent) -> Vec<&ToldLine> {
        let line = |name: &&str, who| self.told.iter().find(|told| told.line == **name && told.respondent == who);
        CONSENT_LINES.iter().filter_map(|name| line(name, Some(respondent)).or_else(|| line(name, None))).collect()
    }

    /// The services that answer this need, in the directory's order.
    pub fn services_for<'a>(&'a self, need: &'a str) -> impl Iterator<Item = &'a Service> {
        self.referral.iter().filter(move |service| service.need == need)
    }

    /// A role sees this class of data. Everything that is not listed is denied (R084).
    #[must_use]
    pub fn sees(&self, role: &str, class: &str) -> bool {
        self.roles.iter().any(|listed| listed.role == role && listed.sees.iter().any(|seen| seen == class))
    }
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
