//! Each kind of event: its number in the format, and its fields in order.
//!
//! One function both writes and reads, so that the two cannot drift apart.

use super::{PayloadError, coder::Direction, model::Field, session::Session, value};
use crate::{
    form::{DeclineReason, NodeIndex, Path},
    log::{
        CheckOutcome, ConsentAnswer, CorrectionReason, DistressPoint, EventKind, GuardianAnswer, KeepWish,
        PresentPerson, StopCode, TeachBackOutcome, TrustAnswer,
    },
    moment::Moment,
};

pub(super) const ASKED: u32 = 9;
pub(super) const ANSWERED: u32 = 10;
pub(super) const DECLINED: u32 = 11;
/// An item that was asked and answered.
pub(super) const PAIR_ANSWERED: u32 = 29;
/// An item that was asked and declined.
pub(super) const PAIR_DECLINED: u32 = 30;
/// Room for this many numbers.
pub(super) const TAGS: u32 = 40;

const NOWHEN: Moment = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };

/// Kinds of words, each of which expects its own.
mod word {
    pub const LANGUAGE: usize = 0;
    pub const STEP: usize = 1;
    pub const CODE: usize = 2;
    pub const CODES: usize = 3;
    pub const LINE: usize = 4;
    pub const REASON: usize = 5;
    pub const PURPOSE: usize = 6;
    pub const NEED: usize = 7;
    const _: () = assert!(NEED < crate::record::payload::words::KINDS);
}

/// The number of a kind.
pub(super) fn tag(kind: &EventKind) -> u32 {
    match kind {
        EventKind::Started(_) => 0,
        EventKind::Language { .. } => 1,
        EventKind::Checked { .. } => 2,
        EventKind::Told { .. } => 3,
        EventKind::TeachBack { .. } => 4,
        EventKind::Guardian { .. } => 5,
        EventKind::Consent { .. } => 6,
        EventKind::Presence { .. } => 7,
        EventKind::Distress { .. } => 8,
        EventKind::Asked { .. } => ASKED,
        EventKind::Answered { .. } => ANSWERED,
        EventKind::Declined { .. } => DECLINED,
        EventKind::Corrected { .. } => 12,
        EventKind::Noted { .. } => 13,
        EventKind::RepeatAdded { .. } => 14,
        EventKind::RepeatEnded { .. } => 15,
        EventKind::Trust { .. } => 16,
        EventKind::SectionEntered { .. } => 17,
        EventKind::SectionLeft { .. } => 18,
        EventKind::BlockOpened { .. } => 19,
        EventKind::Tally { .. } => 20,
        EventKind::Watched { .. } => 21,
        EventKind::Paused => 22,
        EventKind::Resumed { .. } => 23,
        EventKind::Referral { .. } => 24,
        EventKind::Alert { .. } => 25,
        EventKind::Stopped { .. } => 26,
        EventKind::Withdrawn => 27,
        EventKind::Finalized { .. } => 28,
        EventKind::Kept { .. } => 31,
        EventKind::CutShort { .. } => 32,
        EventKind::Brought(_) => 33,
        EventKind::CameBack { .. } => 34,
        // Never written, and not read either.
        EventKind::Dropped => 35,
    }
}

/// An event of this kind, to read into.
pub(super) fn blank(tag: u32) -> Result<EventKind, PayloadError> {
    let at = Path::default();
    let section = NodeIndex::default();
    Ok(match tag {
        0 => EventKind::Started(Box::new(super::start::blank())),
        1 => EventKind::Language { language: String::new() },
        2 => EventKind::Checked { step: String::new(), outcome: CheckOutcome::Holds },
        3 => EventKind::Told { line: String::new() },
        4 => EventKind::TeachBack { question: 0, outcome: TeachBackOutcome::Understood },
        5 => EventKind::Guardian { answer: GuardianAnswer::Given },
        6 => EventKind::Consent { answer: ConsentAnswer::Given, purposes: Vec::new() },
        7 => EventKind::Presence { who: Vec::new(), insisted: false, can_hear: false },
        8 => EventKind::Distress { level: 0, at: DistressPoint::Start },
        ASKED => EventKind::Asked { at },
        ANSWERED | PAIR_ANSWERED => EventKind::Answered { at, value: value::any() },
        DECLINED | PAIR_DECLINED => EventKind::Declined { at, reason: DeclineReason::DoesNotKnow },
        12 => EventKind::Corrected { at, value: None, reason: CorrectionReason::Volunteered },
        13 => EventKind::Noted { at, value: None },
        14 => EventKind::RepeatAdded { at },
        15 => EventKind::RepeatEnded { at },
        16 => EventKind::Trust { section, answer: TrustAnswer::GoOn },
        17 => EventKind::SectionEntered { section },
        18 => EventKind::SectionLeft { section },
        19 => EventKind::BlockOpened { block: 0, at: NOWHEN },
        20 => EventKind::Tally { block: 0, at, count: 0, row: Vec::new() },
        21 => EventKind::Watched { block: 0, minutes: 0, nothing_seen: false },
        22 => EventKind::Paused,
        23 => EventKind::Resumed { at: NOWHEN },
        24 => EventKind::Referral { need: String::new(), accepted: false },
        25 => EventKind::Alert { code: StopCode::Gate },
        26 => EventKind::Stopped { code: StopCode::Gate },
        27 => EventKind::Withdrawn,
        28 => EventKind::Finalized { at: NOWHEN },
        31 => EventKind::Kept { wish: KeepWish::Drop },
        32 => EventKind::CutShort { code: StopCode::Gate },
        33 => EventKind::Brought(Box::default()),
        34 => EventKind::CameBack { at: NOWHEN },
        _ => return Err(PayloadError::Malformed),
    })
}

impl<D: Direction> Session<'_, D> {
    /// The fields of an event.
    pub fn kind(&mut self, kind: &mut EventKind) -> Result<(), PayloadError> {
        match kind {
            EventKind::Started(start) => self.start(start),
            EventKind::Language { language } => self.word(word::LANGUAGE, language),
            EventKind::Checked { step, outcome } => {
                self.word(word::STEP, step)?;
                self.check_outcome(outcome)
            }
            EventKind::Told { line } => self.word(word::LINE, line),
            EventKind::TeachBack { question, outcome } => {
                self.byte(Field::Count, 0, question)?;
                self.small(0, 8, outcome)
            }
            EventKind::Guardian { answer } => self.guardian(answer),
            EventKind::Consent { answer, purposes } => {
                self.small(1, 8, answer)?;
                self.list(2, purposes, &String::new(), |session, purpose| session.word(word::PURPOSE, purpose))
            }
            EventKind::Presence { who, insisted, can_hear } => {
                self.list(3, who, &PresentPerson::Parent, |session, person| session.small(2, 16, person))?;
                self.flag(0, insisted)?;
                self.flag(1, can_hear)
            }
            EventKind::Distress { level, at } => {
                self.byte(Field::Count, 1, level)?;
                self.distress_point(at)
            }
            EventKind::Asked { at } | EventKind::RepeatAdded { at } | EventKind::RepeatEnded { at } => self.path(at),
            EventKind::Answered { at, value } => {
                self.path(at)?;
                self.value(at.node, value)
            }
            EventKind::Declined { at, reason } => {
                self.path(at)?;
                self.small(3, 8, reason)
            }
            EventKind::Corrected { at, value, reason } => {
                self.path(at)?;
                self.maybe_value(at.node, value)?;
                self.small(4, 8, reason)
            }
            EventKind::Noted { at, value } => {
                self.path(at)?;
                self.maybe_value(at.node, value)
            }
            other => self.kind_without_item(other),
        }
    }

    fn kind_without_item(&mut self, kind: &mut EventKind) -> Result<(), PayloadError> {
        match kind {
            EventKind::Trust { section, answer } => {
                self.node(section)?;
                self.small(5, 8, answer)
            }
            EventKind::SectionEntered { section } | EventKind::SectionLeft { section } => self.node(section),
            EventKind::BlockOpened { block, at } => {
                self.block(block)?;
                self.moment(at)
            }
            EventKind::Tally { block, at, count, row } => {
                self.block(block)?;
                self.path(at)?;
                let found = self.bits.signed(Field::Count, 2, i64::from(*count))?;
                *count = i16::try_from(found).map_err(|_| PayloadError::Malformed)?;
                self.list(4, row, &(NodeIndex(0), value::any()), |session, (node, value)| {
                    session.node(node)?;
                    session.value(*node, value)
                })
            }
            EventKind::Watched { block, minutes, nothing_seen } => {
                self.block(block)?;
                self.byte(Field::Minutes, 0, minutes)?;
                self.flag(2, nothing_seen)
            }
            EventKind::Resumed { at } | EventKind::CameBack { at } | EventKind::Finalized { at } => self.moment(at),
            EventKind::Referral { need, accepted } => {
                self.word(word::NEED, need)?;
                self.flag(3, accepted)
            }
            EventKind::Alert { code } | EventKind::Stopped { code } | EventKind::CutShort { code } => {
                self.small(6, 32, code)
            }
            EventKind::Kept { wish } => self.small(7, 8, wish),
            EventKind::Brought(brought) => self.brought(brought),
            EventKind::Dropped => Err(PayloadError::Malformed),
            _ => Ok(()),
        }
    }

    fn check_outcome(&mut self, outcome: &mut CheckOutcome) -> Result<(), PayloadError> {
        let given = match outcome {
            CheckOutcome::Holds => 0,
            CheckOutcome::Code(_) => 1,
            CheckOutcome::Codes(_) => 2,
        };
        let found = self.bits.symbol(Field::Code, 0, 4, given)?;
        if found != given {
            *outcome = match found {
                0 => CheckOutcome::Holds,
                1 => CheckOutcome::Code(String::new()),
                2 => CheckOutcome::Codes(Vec::new()),
                _ => return Err(PayloadError::Malformed),
            };
        }
        match outcome {
            CheckOutcome::Holds => Ok(()),
            CheckOutcome::Code(code) => self.word(word::CODE, code),
            CheckOutcome::Codes(codes) => {
                self.list(5, codes, &String::new(), |session, code| session.word(word::CODES, code))
            }
        }
    }

    fn guardian(&mut self, answer: &mut GuardianAnswer) -> Result<(), PayloadError> {
        let given = match answer {
            GuardianAnswer::Given => 0,
            GuardianAnswer::Refused => 1,
            GuardianAnswer::Waived { .. } => 2,
        };
        let found = self.bits.symbol(Field::Code, 1, 4, given)?;
        if found != given {
            *answer = match found {
                0 => GuardianAnswer::Given,
                1 => GuardianAnswer::Refused,
                2 => GuardianAnswer::Waived { reason: String::new() },
                _ => return Err(PayloadError::Malformed),
            };
        }
        match answer {
            GuardianAnswer::Waived { reason } => self.word(word::REASON, reason),
            _ => Ok(()),
        }
    }

    fn distress_point(&mut self, at: &mut DistressPoint) -> Result<(), PayloadError> {
        let given = match at {
            DistressPoint::Start => 0,
            DistressPoint::After(_) => 1,
            DistressPoint::Before(_) => 2,
            DistressPoint::End => 3,
            DistressPoint::AnyMoment => 4,
        };
        let found = self.bits.symbol(Field::Code, 2, 8, given)?;
        if found != given {
            *at = match found {
                0 => DistressPoint::Start,
                1 => DistressPoint::After(NodeIndex::default()),
                2 => DistressPoint::Before(NodeIndex::default()),
                3 => DistressPoint::End,
                4 => DistressPoint::AnyMoment,
                _ => return Err(PayloadError::Malformed),
            };
        }
        match at {
            DistressPoint::After(section) | DistressPoint::Before(section) => self.node(section),
            _ => Ok(()),
        }
    }

    fn block(&mut self, block: &mut u16) -> Result<(), PayloadError> {
        let found = self.bits.number(Field::Count, 3, u64::from(*block))?;
        *block = u16::try_from(found).map_err(|_| PayloadError::Malformed)?;
        Ok(())
    }
}
