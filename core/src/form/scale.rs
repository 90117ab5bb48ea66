//! The scale of a range question as numbers: where it ends, and where a pointer can stand on it.
//!
//! Authors write tenths, which no binary number is exactly: what is near enough to a step stands on it.

use super::RangeParameters;

/// How far from a step a number may be and still stand on it: decimal steps such as 0.1 are not exact.
const TOLERANCE: f64 = 1e-6;

impl RangeParameters {
    /// Start, end and step; 1, 10 and 1 for what is no number.
    #[must_use]
    pub fn numbers(&self) -> (f64, f64, f64) {
        let number = |text: &str, usual: f64| text.trim().parse().ok().filter(|n: &f64| n.is_finite()).unwrap_or(usual);
        (number(&self.start, 1.0), number(&self.end, 10.0), number(&self.step, 1.0).abs())
    }

    /// Whether a number stands on the scale: between its ends, and a whole number of steps from its start.
    #[must_use]
    pub fn allows(&self, number: f64) -> bool {
        let (start, end, step) = self.numbers();
        let inside = number >= start.min(end) - TOLERANCE && number <= start.max(end) + TOLERANCE;
        let steps = (number - start).abs() / step;
        inside && (step == 0.0 || (steps - steps.round()).abs() < TOLERANCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &str, end: &str, step: &str, number: f64, expected: bool) {
        let text = |text: &str| text.to_owned();
        let scale =
            RangeParameters { start: text(start), end: text(end), step: text(step), ..RangeParameters::default() };
        assert_eq!(scale.allows(number), expected, "{start} {end} {step}: {number}");
    }

    #[test]
    fn a_pointer_stands_on_steps_between_the_ends() {
        check("1", "10", "1", 1.0, true);
        check("1", "10", "1", 10.0, true);
        check("1", "10", "1", 11.0, false);
        check("1", "10", "1", 2.5, false);
        check("0", "1", "0.1", 0.7, true);
        check("0", "1", "0.1", 0.75, false);
        check("10", "-10", "5", -5.0, true);
        check("10", "-10", "5", 3.0, false);
    }
}
