//! What an archive holds once it is unpacked, looked at before any of it is believed.
//!
//! A small file can hide a very large one, and a part can claim a number of texts for which nobody has the memory: the
//! reader behind this door makes room for as many as are claimed. Parts are counted as they stream by and not kept.

use std::io::{self, Read};

use super::limits::{CELLS_MAX, INFLATED_BYTES_MAX};

/// Markup of all parts that are not sheets, in numbers of `<`: each element there becomes something in memory, while
/// the cells of sheets stream by and are counted on their own.
pub const MARKUP_MAX: u64 = 8_000_000;

/// How far into its part the beginning of the shared texts must stand.
const BEGINNING_BYTES: usize = 64 * 1024;

/// What was counted so far.
#[derive(Debug, Default)]
pub struct Unpacked {
    bytes: u64,
    markup: u64,
}

impl Unpacked {
    /// Counts one part. `false` when the whole is more than can be kept.
    pub fn part(&mut self, name: &str, mut part: impl Read) -> io::Result<bool> {
        let is_shared = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let is_sheet = !is_shared && (name.contains("worksheets/") || name == "content.xml");
        let mut beginning = Vec::new();
        let mut chunk = [0; 16 * 1024];
        loop {
            let length = part.read(&mut chunk)?;
            let Some(read) = chunk.get(..length).filter(|read| !read.is_empty()) else { break };
            self.bytes += read.len() as u64;
            if !is_sheet {
                self.markup += read.iter().filter(|byte| **byte == b'<').count() as u64;
            }
            if self.bytes > INFLATED_BYTES_MAX || self.markup > MARKUP_MAX {
                return Ok(false);
            }
            let room = BEGINNING_BYTES - beginning.len();
            beginning.extend_from_slice(&read[..read.len().min(room)]);
        }
        Ok(!is_shared || claims_little(&beginning))
    }
}

/// Whether the number of shared texts that a part claims can be true.
fn claims_little(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let claims = text.match_indices("uniqueCount").map(|(place, word)| &text[place + word.len()..]);
    let numbers = claims.map(|claim| {
        let digits = claim.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse::<usize>()
    });
    let all_little = numbers.into_iter().all(|number| number.is_ok_and(|number| number <= CELLS_MAX));
    all_little && (text.contains("<sst") || text.contains(":sst"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, content: &[u8], expected: bool) {
        let kept = Unpacked::default().part(name, content).expect("memory is readable");
        assert_eq!(kept, expected, "{name}");
    }

    #[test]
    fn claims_and_markup_have_limits() {
        check("xl/sharedStrings.xml", br#"<sst uniqueCount="12"><si/></sst>"#, true);
        check("xl/sharedStrings.xml", br#"<sst uniqueCount="99999999999"/>"#, false);
        check("xl/sharedStrings.xml", br#"<sst uniqueCount = '99999999999999999999999'/>"#, false);
        check("xl/SharedStrings.xml", &[b' '; BEGINNING_BYTES + 9], false);
        let full = vec![b'<'; usize::try_from(MARKUP_MAX).expect("fits") + 1];
        check("xl/styles.xml", &full, false);
        check("xl/worksheets/sheet1.xml", &full, true);
        check("worksheets/sharedStrings.xml", &full, false);
    }
}
