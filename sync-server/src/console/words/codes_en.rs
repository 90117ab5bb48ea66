//! Words for codes, in English. A new code does not compile until it has its word.

use fieldward_core::{
    log::{PresentPerson, StopCode, TeachBackOutcome},
    review::AnswerState,
    safeguard::BreachKind,
};

use crate::console::{desk::RecordState, words::Codes};

/// All of them.
pub(super) const CODES: Codes = Codes { state, stop, answer_state, teach_back, person, breach };

fn state(code: RecordState) -> &'static str {
    match code {
        RecordState::New => "to review",
        RecordState::Returned => "sent back",
        RecordState::Corrected => "corrected",
        RecordState::Accepted => "accepted",
    }
}

fn stop(code: StopCode) -> &'static str {
    match code {
        StopCode::St1 => "distress",
        StopCode::St2 => "danger or severe distress",
        StopCode::St3 => "risk of reprisal",
        StopCode::St4 => "protection: not a research subject",
        StopCode::St5 => "no agreement",
        StopCode::St6 => "second sign of distress",
        StopCode::St7 => "a third person",
        StopCode::St8 => "language or interpreter",
        StopCode::St9 => "already interviewed",
        StopCode::St10 => "time limit",
        StopCode::St11 => "age outside the protocol",
        StopCode::St12 => "interviewer unsafe or unwell",
        StopCode::StD1 => "a child in danger was seen",
        StopCode::Gate => "a gate could not be passed",
    }
}

fn answer_state(code: AnswerState) -> &'static str {
    match code {
        AnswerState::Answered => "answered",
        AnswerState::DoesNotKnow => "does not know",
        AnswerState::PrefersNotToSay => "prefers not to say",
        AnswerState::Blank => "left without an answer",
        AnswerState::NotAsked => "not asked",
        AnswerState::Unobserved => "not observed",
        AnswerState::Dropped => "dropped by the stop",
        AnswerState::Irrelevant => "does not apply",
        AnswerState::InIdentity => "held apart, with the identity",
    }
}

fn teach_back(code: TeachBackOutcome) -> &'static str {
    match code {
        TeachBackOutcome::Understood => "understood",
        TeachBackOutcome::ExplainedAgain => "explained again, then understood",
        TeachBackOutcome::NotUnderstood => "not understood",
    }
}

fn person(code: PresentPerson) -> &'static str {
    match code {
        PresentPerson::Interpreter => "interpreter",
        PresentPerson::Parent => "parent",
        PresentPerson::OtherRelative => "other relative",
        PresentPerson::Peer => "friend of about the same age",
        PresentPerson::Teacher => "teacher",
        PresentPerson::SocialWorker => "social worker",
        PresentPerson::Employer => "employer or foreman",
        PresentPerson::UnknownAdult => "unknown adult",
        PresentPerson::Official => "official",
    }
}

fn breach(code: BreachKind) -> &'static str {
    match code {
        BreachKind::BeforeConsent => "something was asked before consent",
        BreachKind::AfterStop => "something was asked after a stop",
        BreachKind::AskedTwice => "an item was asked twice",
        BreachKind::WithoutTrust => "a highly sensitive item without a trust gate",
        BreachKind::DistressMissing => "a distress check is missing",
        BreachKind::DistressIgnored => "distress was noted and the interview went on",
        BreachKind::ConsentNotFree => "consent was refused or not free, and the interview went on",
        BreachKind::WithdrawnContent => "a withdrawn interview holds more than a count",
        BreachKind::UnwatchedZero => "a zero without minutes watched",
        BreachKind::NotInformed => "consent was noted without all that must be told",
        BreachKind::CheckIgnored => "a check before the interview failed, and the interview went on",
        BreachKind::Overheard => "a sensitive item while somebody could hear or insisted",
        BreachKind::Malformed => "the log does not begin, count or end as a log does",
    }
}
