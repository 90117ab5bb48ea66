//! One event, and the kinds there are.

use serde::{Deserialize, Serialize};

use super::{
    Brought, CheckOutcome, ConsentAnswer, CorrectionReason, DistressPoint, GuardianAnswer, KeepWish, PresentPerson,
    Start, StopCode, TeachBackOutcome, TrustAnswer,
};
use crate::{
    form::{DeclineReason, NodeIndex, Path, Value},
    moment::Moment,
};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// 0 for the first, then without gaps.
    pub sequence: u32,
    /// Milliseconds since the interview started, by the monotonic clock; counts on from the last event after a
    /// restart of the device. Never falls.
    pub at_ms: u64,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. New kinds are added at the end: the order is part of the draft format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// The interview was opened; always the first event.
    Started(Box<Start>),
    /// The person's language was set (R071).
    Language {
        /// BCP 47.
        language: String,
    },
    /// A step of P1, P2 or P8 was checked.
    Checked {
        /// `P1.3` and so on.
        step: String,
        /// What was found.
        outcome: CheckOutcome,
    },
    /// A line was told before consent.
    Told {
        /// `I1` to `I12`.
        line: String,
    },
    /// A teach-back question was answered (P3.1).
    TeachBack {
        /// 0, 1, 2.
        question: u8,
        /// How.
        outcome: TeachBackOutcome,
    },
    /// The guardian's consent (P3.2).
    Guardian {
        /// What was said.
        answer: GuardianAnswer,
    },
    /// The person's own consent, or the child's assent (P3.3, P3.4).
    Consent {
        /// What was said.
        answer: ConsentAnswer,
        /// Codes of the separate purposes that were agreed to (P3.5).
        purposes: Vec<String>,
    },
    /// Who else is there (P5).
    Presence {
        /// Everybody but the person and the interviewer.
        who: Vec<PresentPerson>,
        /// Somebody insisted on staying.
        insisted: bool,
        /// Somebody can hear.
        can_hear: bool,
    },
    /// A distress check (P4).
    Distress {
        /// 0 to 3.
        level: u8,
        /// Where it stood.
        at: DistressPoint,
    },
    /// A participant item was shown and put to the person: final from here on (P6, R055).
    Asked {
        /// Which item.
        at: Path,
    },
    /// An asked item was answered.
    Answered {
        /// Which item.
        at: Path,
        /// The answer.
        value: Value,
    },
    /// An asked item was declined: as final as an answer.
    Declined {
        /// Which item.
        at: Path,
        /// How.
        reason: DeclineReason,
    },
    /// An answer was corrected.
    Corrected {
        /// Which item.
        at: Path,
        /// The new answer; `None` takes it back.
        value: Option<Value>,
        /// Why that is allowed.
        reason: CorrectionReason,
    },
    /// An observer's own item was filled in; may be filled again.
    Noted {
        /// Which item.
        at: Path,
        /// The value; `None` clears.
        value: Option<Value>,
    },
    /// A repetition was added.
    RepeatAdded {
        /// The repeat, with the new repetition's number.
        at: Path,
    },
    /// No further repetition: the repeat is finished for now.
    RepeatEnded {
        /// The repeat, with the number that was not added.
        at: Path,
    },
    /// The trust gate before a highly sensitive section (R061).
    Trust {
        /// The section.
        section: NodeIndex,
        /// What came of it.
        answer: TrustAnswer,
    },
    /// A section was entered.
    SectionEntered {
        /// The top-level group.
        section: NodeIndex,
    },
    /// A section was left, finished or closed by a rule.
    SectionLeft {
        /// The top-level group.
        section: NodeIndex,
    },
    /// A new hour block of an observation began.
    BlockOpened {
        /// 0 for the first.
        block: u16,
        /// When, by both clocks: gives the local hour and weekday.
        at: Moment,
    },
    /// Something was counted.
    Tally {
        /// Which block.
        block: u16,
        /// The counter, or the repeat whose rows are counted.
        at: Path,
        /// How many more (or fewer, when undone).
        count: i16,
        /// For a counted row: what was seen, by question.
        row: Vec<(NodeIndex, Value)>,
    },
    /// A block was closed with the minutes really watched (R019, rule 9).
    Watched {
        /// Which block.
        block: u16,
        /// 0 to 60. Zero means unobserved.
        minutes: u8,
        /// Nothing was seen in it: a true zero.
        nothing_seen: bool,
    },
    /// A break.
    Paused,
    /// After a break, or after the device was restarted, as earlier versions wrote it: it asked for nothing anew.
    Resumed {
        /// Both clocks, anew.
        at: Moment,
    },
    /// A service was offered.
    Referral {
        /// Which need.
        need: String,
        /// The person wants it.
        accepted: bool,
    },
    /// Somebody must know before anything else is sent (ST2, P9).
    Alert {
        /// The stop or duty rule that asks for it.
        code: StopCode,
    },
    /// The interview was stopped; only closing steps follow. S2 and S3 answers are dropped, unless [`Self::Kept`]
    /// follows with a yes.
    Stopped {
        /// Why.
        code: StopCode,
    },
    /// The person withdrew: the log is reduced to a count.
    Withdrawn,
    /// Nothing follows.
    Finalized {
        /// Both clocks, for the length and for the skew.
        at: Moment,
    },
    /// After a stop, the person was asked whether sensitive answers given so far may stay.
    Kept {
        /// The person's wish; only an explicit yes keeps S2 and S3 answers.
        wish: KeepWish,
    },
    /// A rule cut the interview short: the closing section follows at once (ST10). Not a stop: closing items are asked.
    CutShort {
        /// The rule.
        code: StopCode,
    },
    /// What the device brought along; only directly after the start.
    Brought(Box<Brought>),
    /// After a break, or after the device was restarted. What was noted of the place and of the person holds no longer
    /// than the time away allows.
    CameBack {
        /// Both clocks, anew.
        at: Moment,
    },
    /// In a draft alone: what stood here was dropped by a stop. A record has a gap in its place.
    Dropped,
}
