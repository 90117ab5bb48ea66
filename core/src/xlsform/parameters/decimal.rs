//! Exact numbers, for the steps of a scale: 0.3 is three steps of 0.1, which floating point does not say.

/// Most digits that are told apart.
const DIGITS_MAX: usize = 18;

/// A number without rounding: `digits` divided by ten to the power of `places`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    /// Reads `-1.50` and `2e3`.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok()?;
        let (sign, number) = number.strip_prefix('-').map_or((1, number), |number| (-1, number));
        let number = number.strip_prefix('+').filter(|_| sign == 1).unwrap_or(number);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all = format!("{whole}{fraction}");
        let is_plain = !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain || all.len() > DIGITS_MAX || exponent.unsigned_abs() as usize > DIGITS_MAX {
            return None;
        }
        let places = i32::try_from(fraction.len()).ok()? - exponent;
        let digits: i128 = all.parse().ok()?;
        let scale = 10_i128.checked_pow(places.min(0).unsigned_abs())?;
        Some(Self { digits: sign * digits.checked_mul(scale)?, places: places.max(0).unsigned_abs() })
    }

    /// Both as whole numbers of one unit. Digits and places are bounded, so that nothing overflows.
    fn aligned(self, other: Self) -> (i128, i128) {
        let places = self.places.max(other.places);
        let scaled = |number: Self| number.digits.saturating_mul(10_i128.saturating_pow(places - number.places));
        (scaled(self), scaled(other))
    }

    /// This less the other.
    pub fn less(self, other: Self) -> Self {
        let (one, two) = self.aligned(other);
        Self { digits: one.saturating_sub(two), places: self.places.max(other.places) }
    }

    /// Without its sign.
    pub fn size(self) -> Self {
        Self { digits: self.digits.saturating_abs(), ..self }
    }

    /// Whether it is a multiple of the other, which is not 0.
    pub fn is_multiple_of(self, other: Self) -> bool {
        let (one, two) = self.aligned(other);
        one.checked_rem(two).is_none_or(|rest| rest == 0)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Whether it has no fraction.
    pub fn is_whole(self) -> bool {
        self.digits.checked_rem(10_i128.saturating_pow(self.places)).is_none_or(|rest| rest == 0)
    }

    /// Whether it is above the other.
    pub fn is_above(self, other: Self) -> bool {
        let (one, two) = self.aligned(other);
        one > two
    }

    /// Whether both are the same.
    pub fn is(self, other: Self) -> bool {
        let (one, two) = self.aligned(other);
        one == two
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect("the test's number is a number")
    }

    #[test]
    fn steps_are_exact() {
        assert!(number("0.3").is_multiple_of(number("0.1")));
        assert!(!number("0.35").is_multiple_of(number("0.1")));
        assert!(
            number("-1.50").is(number("-1.5")) && number("2e3").is(number("2000")) && number("5e-1").is(number("0.5"))
        );
        assert!(number("2.0").is_whole() && !number("2.5").is_whole());
        assert!(number("10").less(number("1")).is(number("9")) && number("-3").size().is(number("3")));
        assert!(number("1.1").is_above(number("1.01")) && number("0.00").is_zero());
        for text in ["", "nan", "inf", "1,5", "--1", "1e99", "1234567890123456789"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
