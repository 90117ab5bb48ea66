//! The catalogue in English.

use crate::interview::RefusalCode;

pub(super) fn refusal(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::UnknownInstrument => "The study has no such instrument.",
        RefusalCode::StudyNotReady => "The study cannot be run: its approval is over, or a legal text is missing.",
        RefusalCode::TooManyVisits => "The protocol allows no further visit to this person.",
        RefusalCode::NotNow => "That is not possible at this step.",
        RefusalCode::UnknownPrompt => "This screen has no such entry.",
        RefusalCode::BadValue => "This is not a value for this entry.",
        RefusalCode::Missing => "An entry is missing.",
        RefusalCode::Constraint => "The entry does not follow the form's rule.",
        RefusalCode::LooksWrong => "Please look at the entry again. Sending the same keeps it; do not ask again.",
        RefusalCode::AskedOnce => "This was asked already. It changes only when the person offers a correction.",
        RefusalCode::TooLateForSlip => "A slip can be corrected only before the next item is answered.",
        RefusalCode::MoveElsewhere => "Others can hear. Move and check again, or stop.",
        RefusalCode::AskReferrer => "Ask the person who referred the child. Never ask the child.",
        RefusalCode::OpenAsSecondVisit => "Open this as a second visit, with the person's reference number.",
        RefusalCode::WaiverNotApproved => "The study's approval does not allow this reason.",
        RefusalCode::Contradiction => "The counts, the minutes and \"nothing seen\" contradict each other.",
        RefusalCode::MinutesOutOfRange => "Minutes watched are 0 to 60.",
        RefusalCode::BlockOpen => "Close the block first: enter the minutes really watched.",
        RefusalCode::NoBlock => "No block is open.",
        RefusalCode::NothingToUndo => "There is nothing to take back.",
        RefusalCode::TooMany => "No more fit here.",
        RefusalCode::NotQueried => "Only the queried items can be changed.",
        RefusalCode::Closed => "The interview is closed.",
        RefusalCode::Safeguard => "A rule that protects the person does not allow this.",
    }
}
