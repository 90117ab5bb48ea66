//! Bits that learn, and numbers made of them.
//!
//! A model is the chance of a one at one place of the grammar (a [`Field`], what is known there, and how far one is
//! within it). It starts where the form says, moves quickly at first and slowly later. Each function both writes and
//! reads: it codes the value it is given and returns the value that was coded.

use std::collections::HashMap;

use super::{PayloadError, coder::Direction};

/// Most that all texts, lists and events of one payload hold together, counted in bytes and items.
pub const ITEMS_MAX: usize = 256 * 1024;
/// How slowly a model moves in the end: by one part in so many.
const SLOWEST: u16 = 30;
const EVEN: u16 = 32768;
/// No bit is ever certain.
const LEAST: u16 = 48;

/// A place of the grammar. The order is part of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Steps,
    Step,
    Sequence,
    SequenceGap,
    Seconds,
    IsItem,
    ItemStep,
    NodeStep,
    DepthExpected,
    Repetition,
    Present,
    TypeExpected,
    Type,
    Ascending,
    Bitmap,
    ListLength,
    Choice,
    Integer,
    Date,
    TimeRound,
    Time,
    OffsetExpected,
    Instant,
    DecimalShort,
    DecimalPlaces,
    Decimal,
    TextLength,
    WordNext,
    WordKnown,
    Word,
    Code,
    Small,
    Flag,
    Hash,
    Wall,
    Monotonic,
    Count,
    Minutes,
}

/// Field, what is known there, how far within.
type Slot = (Field, u32, u32);

/// The chance of a one, and how often it was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model {
    pub one: u16,
    pub seen: u16,
}

impl Model {
    /// A model that expects this chance.
    pub fn expecting(one: u16) -> Self {
        Self { one: one.clamp(LEAST, u16::MAX - LEAST), seen: 0 }
    }

    /// A model that expects nothing.
    pub fn even() -> Self {
        Self::expecting(EVEN)
    }

    /// Learns one bit.
    pub fn learn(&mut self, bit: bool) {
        let target = if bit { i32::from(u16::MAX) } else { 0 };
        let step = (target - i32::from(self.one)) * 2 / (2 * i32::from(self.seen) + 3);
        let moved = i32::from(self.one) + step;
        self.one = moved.clamp(i32::from(LEAST), i32::from(u16::MAX - LEAST)) as u16;
        self.seen = (self.seen + 1).min(SLOWEST);
    }
}

/// A coder with its models.
pub(super) struct Bits<D> {
    /// Writes or reads.
    pub direction: D,
    models: HashMap<Slot, Model>,
    left: usize,
}

impl<D: Direction> Bits<D> {
    /// Nothing learnt yet.
    pub fn new(direction: D) -> Self {
        Self { direction, models: HashMap::new(), left: ITEMS_MAX }
    }

    /// Counts items against [`ITEMS_MAX`], before room is made for them.
    pub fn spend(&mut self, items: usize) -> Result<(), PayloadError> {
        self.left = self.left.checked_sub(items).ok_or(PayloadError::Limit("items"))?;
        Ok(())
    }

    fn learning(&mut self, slot: Slot, expected: u16, bit: bool) -> Result<bool, PayloadError> {
        let model = self.models.entry(slot).or_insert_with(|| Model::expecting(expected));
        let bit = self.direction.code(model.one, bit)?;
        model.learn(bit);
        Ok(bit)
    }

    /// Yes or no.
    pub fn flag(&mut self, field: Field, known: u32, value: bool) -> Result<bool, PayloadError> {
        self.learning((field, known, 0), EVEN, value)
    }

    /// Whether what is most likely is so: starts at nine in ten.
    pub fn likely(&mut self, field: Field, known: u32, value: bool) -> Result<bool, PayloadError> {
        self.learning((field, known, 0), 58982, value)
    }

    /// One of `size` values, all as likely in the beginning.
    pub fn symbol(&mut self, field: Field, known: u32, size: u32, value: u32) -> Result<u32, PayloadError> {
        let bits = 32 - size.saturating_sub(1).leading_zeros();
        let mut found = 0_u64;
        for place in (0..bits).rev() {
            let half = 1_u64 << place;
            let below = half.min(u64::from(size) - found);
            let above = half.min(u64::from(size).saturating_sub(found + half));
            if above == 0 {
                continue;
            }
            let expected = (above * 65536 / (above + below)) as u16;
            let node = (found >> place) as u32 | (1 << (bits - place - 1));
            let slot = (field, known, node);
            if self.learning(slot, expected, (value >> place) & 1 == 1)? {
                found += half;
            }
        }
        Ok(found as u32)
    }

    /// Any number; small ones are short. Its length in bits is coded in unary, then the bits.
    pub fn number(&mut self, field: Field, known: u32, value: u64) -> Result<u64, PayloadError> {
        let wanted = 64 - value.leading_zeros();
        let mut length = 0;
        while length < 64 && self.learning((field, known, length), EVEN, length < wanted)? {
            length += 1;
        }
        let mut found = u64::from(length > 0);
        for place in (0..length.saturating_sub(1)).rev() {
            let bit = (value >> place) & 1 == 1;
            let near_the_top = length - place <= 3;
            let bit = if near_the_top {
                let slot = (field, known, 64 + length * 4 + (found & 3) as u32 + 256 * (length - place));
                self.learning(slot, EVEN, bit)?
            } else {
                self.direction.code(EVEN, bit)?
            };
            found = (found << 1) | u64::from(bit);
        }
        Ok(found)
    }

    /// Any number that is as likely large as small: its length in six bits, then the bits, nothing learnt.
    pub fn wide(&mut self, value: u64) -> Result<u64, PayloadError> {
        let wanted = 64 - value.leading_zeros();
        let length = self.raw(7, u64::from(wanted))?.min(64) as u32;
        self.raw(length, value)
    }

    /// Bits without a model.
    pub fn raw(&mut self, bits: u32, value: u64) -> Result<u64, PayloadError> {
        let mut found = 0;
        for place in (0..bits).rev() {
            found = (found << 1) | u64::from(self.direction.code(EVEN, (value >> place) & 1 == 1)?);
        }
        Ok(found)
    }

    /// A number that may be below zero; those near zero are short.
    pub fn signed(&mut self, field: Field, known: u32, value: i64) -> Result<i64, PayloadError> {
        let folded = ((value << 1) ^ (value >> 63)) as u64;
        let folded = self.number(field, known, folded)?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// As [`Bits::wide`], below zero too.
    pub fn wide_signed(&mut self, value: i64) -> Result<i64, PayloadError> {
        let folded = self.wide(((value << 1) ^ (value >> 63)) as u64)?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }
}
