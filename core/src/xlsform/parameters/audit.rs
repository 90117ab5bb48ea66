//! Parameters of a log of the interview's steps.

use crate::form::Audit;

use super::{Fault, Pairs};

const KEYS: [&str; 6] = [
    "identify-user",
    "location-max-age",
    "location-min-interval",
    "location-priority",
    "track-changes",
    "track-changes-reasons",
];
const LOCATION: [&str; 3] = ["location-priority", "location-min-interval", "location-max-age"];

/// The parameters of a row `audit`.
#[must_use]
pub fn audit(text: &str) -> (Audit, Vec<Fault>) {
    let mut pairs = Pairs::parse(text);
    pairs.accept(&KEYS);
    pairs.word("track-changes", &["true", "false"]);
    pairs.word("track-changes-reasons", &["on-form-edit"]);
    pairs.word("identify-user", &["true", "false"]);
    let given = LOCATION.iter().filter(|key| pairs.get(key).is_some()).count();
    if given > 0 && given < LOCATION.len() {
        let message = format!("places are logged only with all of {}", LOCATION.join(", "));
        pairs.fault(message, "Write all three, or none");
    } else if given > 0 {
        pairs.word("location-priority", &["no-power", "low-power", "balanced", "high-accuracy"]);
        let (interval, age) = (pairs.whole("location-min-interval"), pairs.whole("location-max-age"));
        for (key, seconds) in [("location-min-interval", interval), ("location-max-age", age)] {
            if seconds.is_some_and(|seconds| seconds < 0) {
                pairs.fault(format!("the parameter {key} is below 0"), "Write seconds, such as 60");
            }
        }
        if interval.zip(age).is_some_and(|(interval, age)| age < interval) {
            pairs.fault("location-max-age is below location-min-interval", "Let a place be at least as old as that");
        }
    }
    (Audit { parameters: pairs.pairs }, pairs.faults)
}
