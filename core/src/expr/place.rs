//! Places and lines out of the texts that answers are: `latitude longitude altitude accuracy`, points with `;` between.

/// A place on earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Longest line that is looked at, in points.
pub const LINE_POINTS_MAX: usize = 20_000;

/// Numbers of one point: latitude, longitude, altitude, accuracy.
const NUMBERS_MAX: usize = 4;

/// One point; a number that is missing is 0, and nothing at all is the place where both are 0, as in JavaRosa.
#[must_use]
pub fn point(text: &str) -> Option<Point> {
    let mut numbers = [0.0; NUMBERS_MAX];
    for (position, number) in text.split(' ').filter(|part| !part.is_empty()).enumerate() {
        *numbers.get_mut(position)? = number.trim_matches(|c: char| c <= ' ').parse().ok()?;
    }
    Some(Point { latitude: numbers[0], longitude: numbers[1] })
}

/// The points of a line or area.
#[must_use]
pub fn points(text: &str) -> Option<Vec<Point>> {
    // Java's split leaves out empty parts at the end.
    let text = text.trim_end_matches(';');
    text.split(';').take(LINE_POINTS_MAX).map(|part| point(part.trim_matches(|c: char| c <= ' '))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(f64, f64)>) {
        assert_eq!(point(text).map(|point| (point.latitude, point.longitude)), expected, "{text}");
    }

    #[test]
    fn points_are_read_as_javarosa_reads_them() {
        check("11.5 104.9 0 5", Some((11.5, 104.9)));
        check("11.5  104.9", Some((11.5, 104.9)));
        check("", Some((0.0, 0.0)));
        check("1,5 2", None);
        check("1 2 3 4 5", None);
        check("a b", None);
    }

    #[test]
    fn a_line_is_read_so_far_and_no_further() {
        let line = "1 1;".repeat(LINE_POINTS_MAX + 1);
        assert_eq!(points(&line).map(|points| points.len()), Some(LINE_POINTS_MAX));
        assert_eq!(points("1 1; 2 2;;").map(|points| points.len()), Some(2));
    }
}
