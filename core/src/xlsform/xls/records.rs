//! The records of a stream: a kind, a length, and so many bytes. What is too long for one goes on in the next.

/// Goes on with the record before.
const CONTINUE: u16 = 0x003C;

/// One record.
#[derive(Debug, Clone, Copy)]
pub struct Record<'s> {
    /// What it is.
    pub kind: u16,
    /// What it holds.
    pub bytes: &'s [u8],
}

/// The records of a stream from one place on.
pub struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    /// From this byte of the stream.
    pub fn new(stream: &'s [u8], start: usize) -> Self {
        Self { rest: stream.get(start..).unwrap_or(&[]) }
    }

    /// The parts of a record that was just read: its own, then those in which it goes on.
    pub fn with_continued(&mut self, record: &Record<'s>) -> Vec<&'s [u8]> {
        let mut parts = vec![record.bytes];
        while number(self.rest, 0, 2) == u32::from(CONTINUE) && self.rest.len() >= 4 {
            match self.next() {
                Some(record) => parts.push(record.bytes),
                None => break,
            }
        }
        parts
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let kind = u16::try_from(number(self.rest.get(..4)?, 0, 2)).ok()?;
        let end = 4 + number(self.rest, 2, 2) as usize;
        let bytes = self.rest.get(4..end)?;
        self.rest = &self.rest[end..];
        Some(Record { kind, bytes })
    }
}

/// A whole number of up to four bytes, the least first; 0 where there are no bytes.
pub fn number(bytes: &[u8], at: usize, length: usize) -> u32 {
    let found = bytes.get(at..at + length).unwrap_or(&[]);
    found.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
