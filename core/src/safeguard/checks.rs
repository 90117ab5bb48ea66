//! Checks of place and safety before anything is said: P1, P2 (R012, R044, R048, R069, R070, R071; ST3, ST4, ST8, ST9).
//!
//! A step blocks by whom it protects: a child or a household is not met where no service can be reached, an
//! observation needs no consent but a safe team. Steps P7 and P8 close an interview and block nothing.

use crate::{
    log::{CheckOutcome, StopCode},
    safeguard::{Case, Code, Facts, Gate, Verdict},
    study::{Instrument, Method, Respondent},
};

/// A step that somebody checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// P1.1 versions on the device are valid (checked by the device).
    Versions,
    /// P1.2 the interviewer's training is valid.
    Training,
    /// P1.3 a service of the referral directory can be reached now.
    Referral,
    /// P1.4 law-enforcement decision and reporting duty are there (checked by the device).
    LegalText,
    /// P1.5 how contact was made.
    Contact,
    /// P1.5s the supervisor agreed to a contact through an employer or an unknown adult.
    Supervisor,
    /// P1.6 interviewed before.
    Before,
    /// P1.7 common language.
    CommonLanguage,
    /// P1.8 buddy, exit route, check-in time.
    TeamSafety,
    /// P2.1 others can hear.
    Overheard,
    /// P2.1v others can see.
    Seen,
    /// P2.2 who knows of the meeting.
    WhoKnows,
    /// P2.3 risk of punishment for talking.
    Reprisal,
    /// P2.4 in danger right now.
    Danger,
    /// P2.5 recent abuse or exploitation is known to the referrer.
    RecentAbuse,
    /// P7.1 thanks, neutral words, how results come back.
    Farewell,
    /// P7.3 the service card.
    Card,
    /// P8.1 what limited the interview.
    Limits,
    /// P8.2 the interviewer's own distress.
    OwnDistress,
    /// P8.3 checked out with the buddy.
    CheckedOut,
}

const STEPS: [Check; 20] = [
    Check::Versions,
    Check::Training,
    Check::Referral,
    Check::LegalText,
    Check::Contact,
    Check::Supervisor,
    Check::Before,
    Check::CommonLanguage,
    Check::TeamSafety,
    Check::Overheard,
    Check::Seen,
    Check::WhoKnows,
    Check::Reprisal,
    Check::Danger,
    Check::RecentAbuse,
    Check::Farewell,
    Check::Card,
    Check::Limits,
    Check::OwnDistress,
    Check::CheckedOut,
];

const YES_NO: &[Code] = &[Code::Yes, Code::No];

impl Check {
    /// The step's name in the log.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Versions => "P1.1",
            Self::Training => "P1.2",
            Self::Referral => "P1.3",
            Self::LegalText => "P1.4",
            Self::Contact => "P1.5",
            Self::Supervisor => "P1.5s",
            Self::Before => "P1.6",
            Self::CommonLanguage => "P1.7",
            Self::TeamSafety => "P1.8",
            Self::Overheard => "P2.1",
            Self::Seen => "P2.1v",
            Self::WhoKnows => "P2.2",
            Self::Reprisal => "P2.3",
            Self::Danger => "P2.4",
            Self::RecentAbuse => "P2.5",
            Self::Farewell => "P7.1",
            Self::Card => "P7.3",
            Self::Limits => "P8.1",
            Self::OwnDistress => "P8.2",
            Self::CheckedOut => "P8.3",
        }
    }

    /// The step with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        STEPS.into_iter().find(|step| step.id() == id)
    }

    /// What can be found; empty for what the device checks by itself.
    #[must_use]
    pub fn codes(self) -> &'static [Code] {
        match self {
            Self::Versions => &[],
            Self::LegalText => &[Code::No],
            Self::Training | Self::Referral | Self::Supervisor | Self::TeamSafety | Self::Seen | Self::Danger => YES_NO,
            Self::Contact => &[
                Code::Parent,
                Code::School,
                Code::Service,
                Code::StreetTeam,
                Code::OwnRequest,
                Code::Employer,
                Code::UnknownAdult,
            ],
            Self::Before => &[Code::No, Code::SecondVisit, Code::SameInstrument],
            Self::CommonLanguage => &[Code::SameLanguage, Code::Interpreter, Code::Mismatch],
            Self::Overheard => &[Code::No, Code::Moved, Code::Yes],
            Self::WhoKnows => &[
                Code::Nobody,
                Code::Family,
                Code::School,
                Code::Service,
                Code::Peers,
                Code::Employer,
                Code::Recruiter,
                Code::Trafficker,
            ],
            Self::Reprisal => &[Code::Low, Code::Some, Code::High],
            Self::RecentAbuse => &[Code::No, Code::Yes, Code::Unknown],
            Self::Card => &[Code::CardGiven, Code::CardNotSafe, Code::CardNone],
            Self::Limits => {
                &[Code::LimitNone, Code::LimitInterrupted, Code::LimitPresence, Code::LimitLanguage, Code::LimitTired]
            }
            Self::Farewell | Self::OwnDistress | Self::CheckedOut => YES_NO,
        }
    }

    /// Several codes may be found at once.
    #[must_use]
    pub fn takes_several(self) -> bool {
        matches!(self, Self::WhoKnows | Self::Limits)
    }
}

/// The steps of P1 and P2 for an instrument, in order.
#[must_use]
pub fn steps(instrument: &Instrument) -> Vec<Check> {
    let child = instrument.respondent == Respondent::Child;
    let interview = instrument.method == Method::Interview;
    let applies = |check: &Check| match check {
        Check::Versions | Check::LegalText | Check::TeamSafety | Check::Reprisal => true,
        Check::Training => !instrument.training.is_empty(),
        Check::RecentAbuse => child,
        // Asked only when the contact came through an employer or an unknown adult: see `next`.
        Check::Supervisor => false,
        Check::Farewell | Check::Card | Check::Limits | Check::OwnDistress | Check::CheckedOut => false,
        _ => interview,
    };
    STEPS.into_iter().filter(applies).collect()
}

/// The device checks it by itself; no person is asked.
pub(crate) fn settled_by_device(check: Check) -> bool {
    matches!(check, Check::Versions | Check::LegalText)
}

/// This outcome can be found at this step.
pub(crate) fn outcome_fits(check: Check, outcome: &CheckOutcome) -> bool {
    match outcome {
        CheckOutcome::Holds => settled_by_device(check),
        CheckOutcome::Code(code) => !check.takes_several() && Code::among(check.codes(), code).is_some(),
        CheckOutcome::Codes(codes) => {
            let known = codes.iter().all(|code| Code::among(check.codes(), code).is_some());
            let twice = codes.iter().enumerate().any(|(place, code)| codes[..place].contains(code));
            check.takes_several() && known && !codes.is_empty() && !twice
        }
    }
}

/// The first step that is not checked yet.
pub(super) fn next(instrument: &Instrument, facts: &Facts) -> Option<Check> {
    let through_others = facts.found(Check::Contact, Code::Employer) || facts.found(Check::Contact, Code::UnknownAdult);
    let asked = instrument.respondent == Respondent::Child && through_others;
    let missing = |check: &Check| !facts.is_checked(*check);
    if asked && missing(&Check::Supervisor) {
        return Some(Check::Supervisor);
    }
    steps(instrument).into_iter().find(missing)
}

/// P1 and P2: what was found stops, and what was not checked is required.
pub(super) fn rule(case: &Case) -> Verdict {
    match stop(case) {
        Some(code) => Verdict::Stop(code),
        None => {
            next(case.instrument, case.facts).map_or(Verdict::Proceed, |check| Verdict::Require(Gate::Check(check)))
        }
    }
}

fn stop(case: &Case) -> Option<StopCode> {
    let found = |check, code| case.facts.found(check, code);
    let respondent = case.instrument.respondent;
    let training = case.facts.start.as_ref().is_some_and(|start| start.training);
    let needs_service = matches!(respondent, Respondent::Child | Respondent::Caregiver);
    let known_to_the_dangerous = found(Check::WhoKnows, Code::Recruiter)
        || found(Check::WhoKnows, Code::Trafficker)
        || (respondent != Respondent::Employer && found(Check::WhoKnows, Code::Employer));
    let triggers = [
        (found(Check::Danger, Code::Yes), StopCode::St2),
        (found(Check::Reprisal, Code::High) || known_to_the_dangerous, StopCode::St3),
        (found(Check::RecentAbuse, Code::Yes), StopCode::St4),
        (found(Check::Overheard, Code::Yes), StopCode::St7),
        (found(Check::CommonLanguage, Code::Mismatch), StopCode::St8),
        (found(Check::Before, Code::SameInstrument), StopCode::St9),
        (needs_service && found(Check::Referral, Code::No), StopCode::Gate),
        (found(Check::Training, Code::No), StopCode::Gate),
        (found(Check::Supervisor, Code::No), StopCode::Gate),
        (found(Check::TeamSafety, Code::No), StopCode::Gate),
        (found(Check::LegalText, Code::No) && !training, StopCode::Gate),
    ];
    triggers.into_iter().find_map(|(holds, code)| holds.then_some(code))
}
