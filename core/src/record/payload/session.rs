//! What writer and reader remember while they go through a payload, and the small things that all kinds hold.
//!
//! One description serves both directions: a method that is given a value writes it or reads into it, as its
//! [`Direction`] does, so that a writer and a reader cannot differ. Every length is bounded before anything is reserved
//! for it. Nothing here knows which kinds of events there are.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    PayloadContext, PayloadError,
    coder::Direction,
    model::{Bits, Field},
    place::Places,
    text::{self, TextModel},
    words::Words,
};
use crate::{ids::Hash32, moment::Moment};

/// Longest list.
pub const LIST_MAX: usize = 4096;
/// Choices up to which a list of choices is a bit for each.
const BITMAP_CHOICES_MAX: usize = 40;

/// One payload being written or read.
pub(super) struct Session<'a, D> {
    pub bits: Bits<D>,
    pub context: PayloadContext<'a>,
    pub places: Places,
    pub words: Words,
    pub text: Option<TextModel>,
    /// Seconds since the start, of the event in hand.
    pub now_s: u64,
    /// The first moment, and when it was: later ones are expected from it.
    pub anchor: Option<(Moment, u64)>,
}

impl<'a, D: Direction> Session<'a, D> {
    /// At the beginning.
    pub fn new(direction: D, context: PayloadContext<'a>) -> Self {
        Self {
            bits: Bits::new(direction),
            places: Places::new(context.form),
            context,
            words: Words::new(),
            text: None,
            now_s: 0,
            anchor: None,
        }
    }

    /// Free text.
    pub fn text(&mut self, text: &mut String) -> Result<(), PayloadError> {
        text::code(&mut self.bits, &mut self.text, text)
    }

    /// The length of a list; what is too long is refused before room is made.
    pub fn length(&mut self, known: u32, length: usize) -> Result<usize, PayloadError> {
        let length = self.bits.number(Field::ListLength, known, length as u64)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= LIST_MAX);
        let length = length.ok_or(PayloadError::Limit("list"))?;
        self.bits.spend(length)?;
        Ok(length)
    }

    /// A list whose items begin as `blank` when they are read.
    pub fn list<T: Clone>(
        &mut self,
        known: u32,
        list: &mut Vec<T>,
        blank: &T,
        mut item: impl FnMut(&mut Self, &mut T) -> Result<(), PayloadError>,
    ) -> Result<(), PayloadError> {
        let length = self.length(known, list.len())?;
        list.resize(length, blank.clone());
        list.iter_mut().try_for_each(|entry| item(self, entry))
    }

    /// Something that may be absent.
    pub fn option<T>(
        &mut self,
        known: u32,
        option: &mut Option<T>,
        blank: impl FnOnce() -> T,
        item: impl FnOnce(&mut Self, &mut T) -> Result<(), PayloadError>,
    ) -> Result<(), PayloadError> {
        if self.bits.flag(Field::Present, known, option.is_some())? {
            item(self, option.get_or_insert_with(blank))
        } else {
            *option = None;
            Ok(())
        }
    }

    /// One of a few values without content, by its number in the draft format. `room` leaves space for new ones.
    pub fn small<T: Serialize + DeserializeOwned>(
        &mut self,
        known: u32,
        room: u32,
        value: &mut T,
    ) -> Result<(), PayloadError> {
        let mut number = [0; 8];
        let number = postcard::to_slice(value, &mut number).map_err(|_| PayloadError::Malformed)?;
        let [number] = number else { return Err(PayloadError::Malformed) };
        if u32::from(*number) >= room {
            return Err(PayloadError::Limit("values of a kind"));
        }
        let found = self.bits.symbol(Field::Small, known, room, u32::from(*number))?;
        *value = postcard::from_bytes(&[found as u8]).map_err(|_| PayloadError::Malformed)?;
        Ok(())
    }

    /// Yes or no.
    pub fn flag(&mut self, known: u32, value: &mut bool) -> Result<(), PayloadError> {
        *value = self.bits.flag(Field::Flag, known, *value)?;
        Ok(())
    }

    /// A byte that is mostly small.
    pub fn byte(&mut self, field: Field, known: u32, value: &mut u8) -> Result<(), PayloadError> {
        let number = self.bits.number(field, known, u64::from(*value))?;
        *value = u8::try_from(number).map_err(|_| PayloadError::Malformed)?;
        Ok(())
    }

    /// Bytes without a pattern.
    pub fn bytes(&mut self, bytes: &mut [u8]) -> Result<(), PayloadError> {
        for byte in bytes {
            *byte = self.bits.raw(8, u64::from(*byte))? as u8;
        }
        Ok(())
    }

    /// A hash that is expected to be the header's.
    pub fn hash(&mut self, hash: &mut Hash32, expected: Hash32) -> Result<(), PayloadError> {
        if self.bits.likely(Field::Hash, 0, *hash == expected)? {
            *hash = expected;
            Ok(())
        } else {
            self.bytes(&mut hash.0)
        }
    }

    /// An offset from UTC; most are whole quarters of an hour.
    pub fn offset(&mut self, offset_min: &mut i16, expected: i16) -> Result<(), PayloadError> {
        if self.bits.likely(Field::OffsetExpected, 0, *offset_min == expected)? {
            *offset_min = expected;
            return Ok(());
        }
        let round = self.bits.likely(Field::OffsetExpected, 1, *offset_min % 15 == 0)?;
        let unit = if round { 15 } else { 1 };
        let units = self.bits.wide_signed(i64::from(*offset_min) / unit)?;
        let offset = units.checked_mul(unit).and_then(|offset| i16::try_from(offset).ok());
        *offset_min = offset.ok_or(PayloadError::Malformed)?;
        Ok(())
    }

    /// A moment in whole seconds. The first is written out; later ones are expected from it and the time since.
    pub fn moment(&mut self, at: &mut Moment) -> Result<(), PayloadError> {
        let wall_s = at.wall_ms.div_euclid(1000);
        let monotonic_s = at.monotonic_ms / 1000;
        let (wall_s, monotonic_s) = if let Some((first, first_s)) = self.anchor {
            let elapsed = self.now_s.wrapping_sub(first_s);
            let wall = first.wall_ms.div_euclid(1000).wrapping_add(elapsed as i64);
            let monotonic = (first.monotonic_ms / 1000).wrapping_add(elapsed);
            let wall_off = self.bits.signed(Field::Wall, 0, wall_s.wrapping_sub(wall))?;
            let monotonic_off = monotonic_s.wrapping_sub(monotonic) as i64;
            let monotonic_off = self.bits.signed(Field::Monotonic, 0, monotonic_off)?;
            self.offset(&mut at.offset_min, first.offset_min)?;
            (wall.wrapping_add(wall_off), monotonic.wrapping_add(monotonic_off as u64))
        } else {
            self.offset(&mut at.offset_min, 0)?;
            (self.bits.wide_signed(wall_s)?, self.bits.wide(monotonic_s)?)
        };
        at.wall_ms = wall_s.checked_mul(1000).ok_or(PayloadError::Malformed)?;
        at.monotonic_ms = monotonic_s.checked_mul(1000).ok_or(PayloadError::Malformed)?;
        self.anchor.get_or_insert((*at, self.now_s));
        Ok(())
    }

    /// Indexes of choices out of a list of `size`: a bit for each when they ascend, else one by one.
    pub fn choices(&mut self, list: u32, size: usize, chosen: &mut Vec<u32>) -> Result<(), PayloadError> {
        let ascending =
            chosen.windows(2).all(|pair| pair[0] < pair[1]) && chosen.last().is_none_or(|last| (*last as usize) < size);
        let small = size <= BITMAP_CHOICES_MAX;
        if small && self.bits.likely(Field::Ascending, 0, ascending)? {
            let given = std::mem::take(chosen);
            for index in 0..size as u32 {
                if self.bits.flag(Field::Bitmap, list, given.contains(&index))? {
                    chosen.push(index);
                }
            }
            return Ok(());
        }
        self.list(1, chosen, &0, |session, index| session.choice(list, size, index))
    }

    /// The index of a choice out of a list of `size`; one beyond it costs more.
    pub fn choice(&mut self, list: u32, size: usize, index: &mut u32) -> Result<(), PayloadError> {
        let inside = (*index as usize) < size;
        let inside = size > 0 && self.bits.likely(Field::Choice, u32::MAX, inside)?;
        let found = if inside {
            self.bits.symbol(Field::Choice, list, size as u32, *index)?
        } else {
            u32::try_from(self.bits.wide(u64::from(*index))?).map_err(|_| PayloadError::Malformed)?
        };
        *index = found;
        Ok(())
    }
}
