//! How a spreadsheet shows a number: as it is, as a day or a time, or as a length of time.
//!
//! A cell holds `45352` and says by its format that people see 1 March 2024. Knows formats, by their number or as they
//! are written.

/// How a number is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    #[default]
    Number,
    /// As a day, a time of day, or both.
    Moment,
    /// As hours that may be more than a day's.
    Duration,
}

impl Shown {
    /// By the number of a format that every spreadsheet program has.
    pub fn built_in(format: u32) -> Self {
        match format {
            46 => Self::Duration,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Moment,
            _ => Self::Number,
        }
    }

    /// By a format as it is written: its first part has letters of a day or a time outside of quotation marks, or such
    /// letters alone in brackets.
    pub fn of(format: &str) -> Self {
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            match letter {
                // The letter that comes next stands for itself, or for a space of its width.
                '\\' | '_' | '*' => drop(letters.next()),
                '"' => drop(letters.find(|letter| *letter == '"')),
                '[' => {
                    let inside: Vec<char> = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    let is_elapsed = |letter: &char| matches!(letter, 'h' | 'H' | 'm' | 'M' | 's' | 'S');
                    if !inside.is_empty() && inside.iter().all(is_elapsed) {
                        return Self::Duration;
                    }
                }
                ';' => return Self::Number,
                'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' => return Self::Moment,
                _ => {}
            }
        }
        Self::Number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_days_and_times_are_known() {
        for (format, expected) in [
            ("yyyy-mm-dd", Shown::Moment),
            ("[$-409]h:mm AM/PM", Shown::Moment),
            ("[h]:mm:ss", Shown::Duration),
            ("[Blue]\\+[mm]", Shown::Duration),
            ("General", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("\"day\" 0", Shown::Number),
            ("#,##0_d;[Red]-0", Shown::Number),
            ("0;yyyy", Shown::Number),
            ("0*d\\m", Shown::Number),
            ("[Red", Shown::Number),
            ("\"open", Shown::Number),
        ] {
            assert_eq!(Shown::of(format), expected, "{format}");
        }
        assert_eq!(
            [0, 14, 46, 47].map(Shown::built_in),
            [Shown::Number, Shown::Moment, Shown::Duration, Shown::Moment]
        );
    }
}
