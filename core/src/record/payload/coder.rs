//! An adaptive binary arithmetic coder: bits that are expected cost almost nothing.
//!
//! Writer and reader keep the same interval [low, high]; each bit cuts it where its probability says. Bytes leave as
//! soon as both ends agree on them. A reader that is asked for more than was written stops with an error, so garbage
//! cannot keep it busy.

use super::PayloadError;

/// How far a reader looks ahead, and so the most that it may read beyond the end.
const AHEAD_BYTES: usize = 8;

/// One bit with its chance of being one (in 65536ths), written or read. A reader ignores the bit that it is given.
pub(super) trait Direction {
    /// Codes the bit and returns it.
    fn code(&mut self, one: u16, bit: bool) -> Result<bool, PayloadError>;
}

/// Writes bits.
pub(super) struct Writer {
    low: u64,
    high: u64,
    out: Vec<u8>,
}

/// Reads bits.
pub(super) struct Reader<'a> {
    low: u64,
    high: u64,
    code: u64,
    rest: &'a [u8],
    beyond: usize,
}

/// Where a one ends and a zero begins; at least `low` and below `high`.
fn cut(low: u64, high: u64, one: u16) -> u64 {
    low + ((u128::from(high - low) * u128::from(one)) >> 16) as u64
}

fn agree(low: u64, high: u64) -> bool {
    (low ^ high) >> 56 == 0
}

impl Writer {
    /// An empty output.
    pub fn new() -> Self {
        Self { low: 0, high: u64::MAX, out: Vec::new() }
    }

    /// The bytes: as few as still name a number within the interval, zeros being read after them.
    pub fn finish(mut self) -> Vec<u8> {
        for count in 0..=8_usize {
            let below = u64::MAX.checked_shr(8 * count as u32).unwrap_or(0);
            let Some(number) = self.low.checked_add(below).map(|number| number & !below) else { continue };
            if number <= self.high {
                self.out.extend_from_slice(&number.to_be_bytes()[..count]);
                break;
            }
        }
        self.out
    }
}

impl Direction for Writer {
    fn code(&mut self, one: u16, bit: bool) -> Result<bool, PayloadError> {
        let cut = cut(self.low, self.high, one);
        if bit {
            self.high = cut;
        } else {
            self.low = cut + 1;
        }
        while agree(self.low, self.high) {
            self.out.push((self.low >> 56) as u8);
            self.low <<= 8;
            self.high = (self.high << 8) | 0xff;
        }
        Ok(bit)
    }
}

impl<'a> Reader<'a> {
    /// Reads what a writer finished.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self { low: 0, high: u64::MAX, code: 0, rest: bytes, beyond: 0 };
        for _ in 0..AHEAD_BYTES {
            reader.shift();
        }
        reader
    }

    fn shift(&mut self) {
        let byte = match self.rest.split_first() {
            Some((byte, rest)) => {
                self.rest = rest;
                *byte
            }
            None => {
                self.beyond += 1;
                0
            }
        };
        self.code = (self.code << 8) | u64::from(byte);
    }
}

impl Direction for Reader<'_> {
    fn code(&mut self, one: u16, _: bool) -> Result<bool, PayloadError> {
        let cut = cut(self.low, self.high, one);
        let bit = self.code <= cut;
        if bit {
            self.high = cut;
        } else {
            self.low = cut + 1;
        }
        while agree(self.low, self.high) {
            self.low <<= 8;
            self.high = (self.high << 8) | 0xff;
            self.shift();
            if self.beyond > AHEAD_BYTES {
                return Err(PayloadError::Malformed);
            }
        }
        Ok(bit)
    }
}
