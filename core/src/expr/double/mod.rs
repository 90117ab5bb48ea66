//! A number as Java writes it, digit for digit.
//!
//! Up to version 18 Java's `Double.toString` is not the shortest text that reads back as the same number, and that text
//! is what forms in the field join, compare and store: 2^101 is `2.5353012004564588E30` there and one digit shorter
//! elsewhere. The rule: digits are given out one by one until what is left is less than half a step to either
//! neighbour, the step being that above the number (below a power of two it is half as wide, and a quarter is taken); a
//! text with an exponent has two digits at least; whole numbers of 63 bits are written out, but for those of their last
//! digits that no double tells apart. Nothing here knows what the number counts.

mod division;
mod large;

use std::cmp::Ordering;

use self::division::Division;

/// Bits that a double tells numbers apart with.
const PRECISION: i32 = 53;

/// A number as Java's `Double.toString` has it: always a fraction, and an exponent below 0.001 and from 10,000,000.
#[must_use]
pub fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_infinite() {
        return format!("{sign}Infinity");
    }
    if number.abs() == 0.0 {
        return format!("{sign}0.0");
    }
    let Digits { digits, before_point } = Digits::of(number.abs());
    let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
    let filled = |width: usize| format!("{text:0<width$}");
    match usize::try_from(before_point) {
        Ok(whole @ 1..=7) => {
            let filled = filled(whole + 1);
            format!("{sign}{}.{}", &filled[..whole], &filled[whole..])
        }
        _ if (-2..=0).contains(&before_point) => {
            format!("{sign}0.{}{text}", "0".repeat(before_point.unsigned_abs() as usize))
        }
        _ => {
            let filled = filled(2);
            format!("{sign}{}.{}E{}", &filled[..1], &filled[1..], before_point - 1)
        }
    }
}

/// The digits of a number, and how many of them stand before the point; none or fewer when zeros follow it.
struct Digits {
    digits: Vec<u8>,
    before_point: i32,
}

/// A number apart: `bits` times two to the power of `exponent`, no more bits than needed.
struct Parts {
    /// An odd number.
    bits: u64,
    /// Below zero for a number with a fraction.
    exponent: i32,
    /// How many bits there are to tell it from its neighbours.
    precision: i32,
}

impl Parts {
    fn of(number: f64) -> Self {
        let raw = number.to_bits();
        let (fraction, exponent) = (raw & ((1 << 52) - 1), i32::try_from(raw >> 52 & 0x7FF).unwrap_or(0));
        let (bits, exponent, precision) = match exponent {
            0 => (fraction, -1074, 64 - i32::try_from(fraction.leading_zeros()).unwrap_or(0)),
            _ => (fraction | 1 << 52, exponent - 1075, PRECISION),
        };
        let zeros = bits.trailing_zeros();
        Self { bits: bits >> zeros, exponent: exponent + i32::try_from(zeros).unwrap_or(0), precision }
    }

    fn length(&self) -> i32 {
        64 - i32::try_from(self.bits.leading_zeros()).unwrap_or(0)
    }

    /// The place of the highest bit.
    fn top(&self) -> i32 {
        self.length() - 1 + self.exponent
    }
}

impl Digits {
    fn of(number: f64) -> Self {
        let parts = Parts::of(number);
        match u32::try_from(parts.exponent) {
            Ok(shift) if parts.top() <= 62 => Self::of_whole(parts.bits << shift, parts.top()),
            _ => Self::one_by_one(number, &parts),
        }
    }

    /// A whole number, without those of its last digits that no double tells apart.
    fn of_whole(number: u64, top: i32) -> Self {
        let undecided = u32::try_from(top - PRECISION - 1).unwrap_or(0);
        let power = 10_u64.pow((1_u64 << undecided).ilog10());
        let rounded = if power > 1 { (number + power / 2) / power } else { number };
        let text = (u128::from(rounded) * u128::from(power)).to_string();
        let digits: Vec<u8> = text.trim_end_matches('0').bytes().map(|digit| digit - b'0').collect();
        Self { digits, before_point: i32::try_from(text.len()).unwrap_or(0) }
    }

    /// Digit by digit, as the quotient of two whole numbers, until both ways lead back to the number.
    fn one_by_one(number: f64, parts: &Parts) -> Self {
        let mut exponent = decimal_exponent(number);
        let mut division = Division::new(parts, exponent);
        let mut digits = Vec::new();
        let mut digit = division.digit();
        let (mut low, mut high) = division.ends();
        if digit == 0 && !high {
            exponent -= 1;
        } else {
            digits.push(digit);
        }
        // With an exponent, one digit alone is never the end.
        if !(-3..8).contains(&exponent) {
            (low, high) = (false, false);
        }
        while !low && !high {
            digit = division.digit();
            (low, high) = division.ends();
            digits.push(digit);
        }
        let odd = digits.last().is_some_and(|digit| digit % 2 == 1);
        let mut digits = Self { digits, before_point: exponent + 1 };
        let up = match (high, low) {
            (true, true) => match division.half() {
                Ordering::Equal => odd,
                order => order == Ordering::Greater,
            },
            (high, _) => high,
        };
        if up {
            digits.round_up();
        }
        digits
    }

    fn round_up(&mut self) {
        while self.digits.last() == Some(&9) {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => {
                self.digits.push(1);
                self.before_point += 1;
            }
        }
    }
}

/// The power of ten of the first digit.
fn decimal_exponent(number: f64) -> i32 {
    let written = format!("{number:e}");
    written.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a Java 17 wrote: the bits of numbers, and their texts.
    const RECORDED: &str = include_str!("recorded.tsv");

    #[test]
    fn numbers_are_written_as_java_wrote_them() {
        let mut count = 0;
        for line in RECORDED.lines() {
            let (bits, expected) = line.split_once('\t').expect("bits and a text");
            let number = f64::from_bits(u64::from_str_radix(bits, 16).expect("the bits are in hexadecimal"));
            assert_eq!(double_text(number), expected, "{bits}");
            count += 1;
        }
        assert!(count > 5_000);
    }

    #[test]
    fn what_has_no_digits_has_a_name() {
        for (number, expected) in [
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (-2.5, "-2.5"),
        ] {
            assert_eq!(double_text(number), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_reads_back_as_its_number(bits: u64) {
            let number = f64::from_bits(bits);
            let read: f64 = double_text(number).replace("Infinity", "inf").parse().expect("it is a number");
            proptest::prop_assert!(read.to_bits() == bits || number.is_nan());
        }
    }
}
