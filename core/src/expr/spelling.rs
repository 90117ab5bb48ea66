//! How far apart two names are: what every "did you mean" of this crate is made of.
//!
//! Insertions, removals, replacements and swaps of neighbours count one each, letters' case aside. Nobody writes names
//! of a page's length, and files that hold them come from somebody who would have us compare them: longer ones than
//! [`SPELLED_CHARS_MAX`] are far from everything. Knows words, not what they name.

/// The longest name that is compared with others, in characters.
pub const SPELLED_CHARS_MAX: usize = 128;

/// A name that others are compared with.
#[derive(Debug)]
pub struct Spelling {
    letters: Vec<char>,
}

impl Spelling {
    /// Takes a name as it is written.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self { letters: name.chars().take(SPELLED_CHARS_MAX + 1).flat_map(char::to_lowercase).collect() }
    }

    /// How many letters it has.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.letters.len()
    }

    /// How many slips lie between it and another; `None` when they are more than `most`.
    #[must_use]
    pub fn distance(&self, other: &str, most: usize) -> Option<usize> {
        let longest = self.letters.len().saturating_add(most).saturating_add(1);
        let other: Vec<char> = other.chars().take(longest).flat_map(char::to_lowercase).collect();
        let is_too_long = |letters: &[char]| letters.len() > SPELLED_CHARS_MAX;
        if is_too_long(&self.letters) || is_too_long(&other) || self.letters.len().abs_diff(other.len()) > most {
            return None;
        }
        Some(slips(&self.letters, &other)).filter(|slips| *slips <= most)
    }
}

/// Line by line; a swap looks two lines back and no further.
fn slips(wanted: &[char], other: &[char]) -> usize {
    let (mut before, mut above): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=wanted.len()).collect());
    for (line, letter) in other.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        row.push(line + 1);
        for (column, own) in wanted.iter().enumerate() {
            let replaced = above[column] + usize::from(own != letter);
            let mut best = replaced.min(above[column + 1] + 1).min(row[column] + 1);
            let is_swap = line > 0 && column > 0 && *own == other[line - 1] && wanted[column - 1] == *letter;
            if let Some(two) = before.get(column.wrapping_sub(1)).filter(|_| is_swap) {
                best = best.min(two + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, most: usize, expected: Option<usize>) {
        assert_eq!(Spelling::of(one).distance(other, most), expected, "{one} {other}");
        assert_eq!(Spelling::of(other).distance(one, most), expected, "{other} {one}");
    }

    #[test]
    fn slips_are_counted_as_far_as_they_are_tolerated() {
        check("age", "Age", 0, Some(0));
        check("age", "aeg", 1, Some(1));
        check("village", "vilage", 2, Some(1));
        check("kitten", "sitting", 3, Some(3));
        check("kitten", "sitting", 2, None);
        check("", "ab", 2, Some(2));
    }

    #[test]
    fn names_as_long_as_a_page_are_not_compared() {
        let (just, over) = ("a".repeat(SPELLED_CHARS_MAX), "a".repeat(SPELLED_CHARS_MAX + 1));
        check(&just, &just, 0, Some(0));
        check(&over, &over, 0, None);
        check(&"a".repeat(4_000_000), &"a".repeat(4_000_000), usize::MAX, None);
    }
}
