//! Reading and writing the fixed byte layouts of records and batches.
//!
//! Numbers are little-endian base-128 ("varint") unless a layout says otherwise; texts and bytes carry their length
//! in front. A reader never trusts a length: it takes from what is there, or says that the bytes are malformed.
//!
//! Not postcard, which the wire and the vault use: what a batch says once is left out of its records, some fields have
//! no length because their place gives it, and a record's bytes are kept for years, so they follow no crate's format.

use super::RecordError;

/// Takes a layout apart.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// Reads `bytes` as a `what`.
    pub fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { rest: bytes, what }
    }

    fn malformed(&self) -> RecordError {
        RecordError::Malformed { what: self.what }
    }

    /// So many bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], RecordError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.malformed())?;
        self.rest = rest;
        Ok(taken)
    }

    /// A fixed number of bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], RecordError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| self.malformed())
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, RecordError> {
        Ok(self.array::<1>()?[0])
    }

    /// A number. Only its shortest form is taken, so that a layout has one way to be written.
    pub fn number(&mut self) -> Result<u64, RecordError> {
        let mut number = 0_u64;
        for place in 0..10_u32 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            let overlong = byte == 0 && place > 0;
            let too_large = place == 9 && byte > 1;
            if overlong || too_large {
                return Err(self.malformed());
            }
            number |= bits << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(self.malformed())
    }

    /// A count or length, at most `most`.
    pub fn count(&mut self, most: usize) -> Result<usize, RecordError> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= most).ok_or_else(|| self.malformed())
    }

    /// Bytes with their length in front.
    pub fn bytes(&mut self, most: usize) -> Result<&'a [u8], RecordError> {
        let count = self.count(most)?;
        self.take(count)
    }

    /// A text with its length in front.
    pub fn text(&mut self, most: usize) -> Result<String, RecordError> {
        let bytes = self.bytes(most)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| self.malformed())
    }

    /// Nothing may be left.
    pub fn finish(self) -> Result<(), RecordError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.malformed()) }
    }
}

/// Writes a number.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let bits = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            out.push(bits);
            return;
        }
        out.push(bits | 0x80);
    }
}

/// Writes bytes with their length in front.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
