//! Parameters of a scale.

use crate::form::{Parameters, RangeParameters};
use crate::xlsform::listed::Listed;

use super::{Checked, Fault, Pairs, decimal::Decimal};

/// How many of the names under a scale's ticks are looked at: many scales may share one list.
pub const TICKS_NAMED_MAX: usize = 1_000;

/// The scale's numbers that hold.
struct Scale {
    start: Decimal,
    end: Decimal,
    step: Decimal,
    tick: Option<Decimal>,
}

impl Scale {
    fn is_outside(&self, number: Decimal) -> bool {
        let (low, high) = if self.start.is_above(self.end) { (self.end, self.start) } else { (self.start, self.end) };
        low.is_above(number) || number.is_above(high)
    }
}

/// Whether a number is one that somebody can point to on a scale; so is what is no number, of which others tell.
pub fn can_be_pointed_to(range: &RangeParameters, number: &str) -> bool {
    let [start, end, step, number] = [&range.start, &range.end, &range.step, number].map(Decimal::parse);
    let (Some(start), Some(end), Some(step), Some(number)) = (start, end, step, number) else { return true };
    let scale = Scale { start, end, step, tick: None };
    !scale.is_outside(number) && (step.is_zero() || number.less(start).is_multiple_of(step))
}

/// The parameters of a range: its ends, its step, and what stands beside it.
pub fn range(mut pairs: Pairs, appearance: &str, lists: &Listed<'_>) -> Checked {
    pairs.accept(&["end", "placeholder", "start", "step", "tick_interval", "tick_labelset"]);
    let is_plain = appearance.is_empty() || appearance.contains("vertical") || appearance.contains("no-ticks");
    let extra = ["tick_interval", "placeholder", "tick_labelset"];
    if !is_plain && extra.iter().any(|key| pairs.get(key).is_some()) {
        let message = format!("{} go with no appearance, or with vertical and no-ticks", extra.join(", "));
        pairs.fault(message, "Remove them, or change the appearance");
    }
    let given = |pairs: &Pairs, key: &str, otherwise: &str| pairs.get(key).unwrap_or(otherwise).to_owned();
    let written = RangeParameters {
        start: given(&pairs, "start", "1"),
        end: given(&pairs, "end", "10"),
        step: given(&pairs, "step", "1"),
        tick_interval: pairs.text("tick_interval"),
        placeholder: pairs.text("placeholder"),
        tick_labels: pairs.text("tick_labelset"),
    };
    let mut read = |key: &str, text: &str| {
        let number = Decimal::parse(text);
        if number.is_none() && !text.is_empty() {
            pairs.fault(format!("the parameter {key} is not a number: '{text}'"), "Write a number, such as 5");
        }
        number
    };
    let (start, end, step) = (read("start", &written.start), read("end", &written.end), read("step", &written.step));
    let (tick, placeholder) =
        (read("tick_interval", &written.tick_interval), read("placeholder", &written.placeholder));
    let numbers = [start, end, step, tick, placeholder];
    let is_fraction = numbers.iter().flatten().any(|number| !number.is_whole());
    if let (Some(start), Some(end), Some(step)) = (start, end, step) {
        if start.is_above(end) {
            let message = "the range ends before it begins: it runs downwards";
            pairs.doubts.push(Fault::new(message, "Exchange start and end, unless it is meant so"));
        }
        let scale = Scale { start, end, step, tick };
        steps(&mut pairs, &scale);
        if !step.is_zero() {
            pointer(&mut pairs, &scale, placeholder);
            labels(&mut pairs, &scale, appearance, lists);
        }
    }
    Checked { is_fraction, ..pairs.done(Parameters::Range(Box::new(written))) }
}

fn steps(pairs: &mut Pairs, scale: &Scale) {
    let width = scale.end.less(scale.start).size();
    for (key, length) in [("step", Some(scale.step)), ("tick_interval", scale.tick)] {
        let Some(length) = length else { continue };
        if length.is_zero() {
            pairs.fault(format!("the parameter {key} is 0"), "Write how far one step goes, such as 1");
        } else if length.is_above(width) {
            pairs.fault(format!("the parameter {key} goes further than from start to end"), "Make it smaller");
        }
    }
    if scale.tick.is_some_and(|tick| !scale.step.is_zero() && !tick.is_multiple_of(scale.step)) {
        pairs
            .fault("the parameter tick_interval is not a multiple of step", "Write one, two, three ... times the step");
    }
}

fn pointer(pairs: &mut Pairs, scale: &Scale, placeholder: Option<Decimal>) {
    let Some(placeholder) = placeholder else { return };
    if !placeholder.less(scale.start).is_multiple_of(scale.step) {
        pairs.fault("the parameter placeholder stands between two steps", "Put it on a step");
    }
    if scale.is_outside(placeholder) {
        pairs.fault("the parameter placeholder is not between start and end", "Put it between them");
    }
}

fn labels(pairs: &mut Pairs, scale: &Scale, appearance: &str, lists: &Listed<'_>) {
    let Some(name) = pairs.get("tick_labelset").map(str::to_owned) else { return };
    let Some(list) = lists.get(&name) else {
        return pairs
            .fault(format!("there is no choice list '{name}' for tick_labelset"), "Add it to the choices sheet");
    };
    let unit = scale.tick.unwrap_or(scale.step);
    let mut placed: Vec<Decimal> = Vec::new();
    for choice in list.names().take(TICKS_NAMED_MAX) {
        let Some(number) = Decimal::parse(choice) else {
            pairs.fault(format!("the choice '{choice}' of '{name}' is not a number"), "Name choices by ticks");
            continue;
        };
        if scale.is_outside(number) {
            pairs.fault(format!("the choice {choice} of '{name}' is not between start and end"), "Remove it");
        } else if !unit.is_zero() && !number.less(scale.start).is_multiple_of(unit) {
            pairs.fault(format!("the choice {choice} of '{name}' stands between two ticks"), "Put it on a tick");
        }
        // Whether there are more than two is all that is asked.
        if placed.len() <= 2 && !placed.iter().any(|known| known.is(number)) {
            placed.push(number);
        }
    }
    let ends = |number: &Decimal| number.is(scale.start) || number.is(scale.end);
    let both = placed.len() == if scale.start.is(scale.end) { 1 } else { 2 };
    if appearance.contains("no-ticks") && !(both && placed.iter().all(ends)) {
        let message = format!("without ticks, '{name}' names the start and the end and nothing else");
        pairs.fault(message, "Leave these two choices, or remove no-ticks");
    }
}
