//! Whether a line crosses itself: what `intersects()` asks of a drawn path or area.
//!
//! Two sides cross when the ends of each lie on both sides of the other, or when an end lies on the other. Neighbours
//! share a corner, which is no crossing; so do the first and the last side of a line that is closed. Latitudes and
//! longitudes are taken as plane, as ODK Collect takes them.

use super::place::Point;

/// Sides beyond this are not compared, for the comparisons grow with their square.
pub const SIDES_MAX: usize = 2_000;

#[derive(Clone, Copy)]
struct Side {
    from: Point,
    to: Point,
}

/// Whether two sides may meet where one ends and the other begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meeting {
    Neighbours,
    Strangers,
}

/// Whether any side of a line meets another than its neighbours' corners.
#[must_use]
pub fn crosses_itself(line: &[Point]) -> bool {
    if line.len() < 3 {
        return false;
    }
    let sides: Vec<Side> = line
        .windows(2)
        .map(|ends| Side { from: ends[0], to: ends[1] })
        .filter(|side| side.from != side.to)
        .take(SIDES_MAX)
        .collect();
    if let [one, other] = sides[..] {
        return cross(one, other, Meeting::Neighbours);
    }
    let closed = line.first() == line.last();
    (0..sides.len()).any(|first| {
        (first + 1..sides.len()).any(|second| {
            let meeting = if second == first + 1 { Meeting::Neighbours } else { Meeting::Strangers };
            let is_joint = closed && first == 0 && second == sides.len() - 1;
            !is_joint && cross(sides[first], sides[second], meeting)
        })
    })
}

fn cross(one: Side, other: Side, meeting: Meeting) -> bool {
    let start = turn(one.from, other.from, other.to);
    let other_end = turn(one.from, one.to, other.to);
    if (start == 0 && within(one.from, other)) || (other_end == 0 && within(other.to, one)) {
        return true;
    }
    if one.to == other.from && meeting == Meeting::Neighbours {
        return false;
    }
    let end = turn(one.to, other.from, other.to);
    let other_start = turn(one.from, one.to, other.from);
    (start * end < 0 && other_start * other_end < 0)
        || (end == 0 && within(one.to, other))
        || (other_start == 0 && within(other.from, one))
}

/// Whether three points turn left (1), right (-1) or not at all (0).
fn turn(one: Point, two: Point, three: Point) -> i8 {
    let (ahead_x, ahead_y) = (two.latitude - one.latitude, two.longitude - one.longitude);
    let (aside_x, aside_y) = (three.latitude - one.latitude, three.longitude - one.longitude);
    let product = ahead_x * aside_y - aside_x * ahead_y;
    i8::from(product > 0.0) - i8::from(product < 0.0)
}

/// Whether a point lies in the rectangle around a side.
fn within(point: Point, side: Side) -> bool {
    let between = |value: f64, one: f64, other: f64| one.min(other) <= value && value <= one.max(other);
    between(point.latitude, side.from.latitude, side.to.latitude)
        && between(point.longitude, side.from.longitude, side.to.longitude)
}

#[cfg(test)]
mod tests {
    use super::{super::place::points, SIDES_MAX, crosses_itself};

    fn check(line: &str, expected: bool) {
        let points = points(line).expect("the line is made of places");
        assert_eq!(crosses_itself(&points), expected, "{line}");
    }

    #[test]
    fn lines_cross_themselves_or_not() {
        for (line, expected) in [
            ("", false),
            ("0 0", false),
            ("0 0;1 1", false),
            ("0 0;1 1;0 0", true),
            ("0 0;1 1;2 2", false),
            ("0 0;2 2;1 1", true),
            ("0 0;0 1;1 1;0 0", false),
            ("1 1;1 3;2 3;2 2;0 2", true),
            ("0 0;0 2;2 2;2 1;0 1", true),
            ("0 0;0 1;1 1;1 0;0 0", false),
            ("0 0;1 1;1 0;0 1;0 0", true),
            ("0 0;0 0;1 1;1 1", false),
        ] {
            check(line, expected);
        }
    }

    #[test]
    fn sides_beyond_the_limit_are_not_compared() {
        let straight = (0..=SIDES_MAX).map(|place| format!("{place} 0;")).collect::<String>();
        check(&format!("{straight}{SIDES_MAX} 1;0 -1"), false);
        check(&format!("0 0;{SIDES_MAX} 0;{SIDES_MAX} 1;0 -1"), true);
    }
}
