//! What showing a question does: its answer loses what is no longer offered, and nothing else is told.
//!
//! JavaRosa remembers the last list that it worked out for a question, and keeps to it while the values that the filter
//! names are the same: whether they are still relevant it does not ask.

use super::{Collect, Remembered};
use crate::{
    expr::{At, NodeIndex},
    form::{ChoiceSource, DataType, Path, Value},
    instance::javarosa::written,
};

impl Collect {
    /// Shows a question.
    pub(super) fn show(&mut self, path: &Path) {
        let form = self.form().clone();
        let Some(question) = form.question(path.node) else { return };
        let offers = match question.choice_source {
            ChoiceSource::Answers(of) => Offers::Answers(self.instance.answers_of(of, path)),
            ChoiceSource::List | ChoiceSource::Search(_) if question.choice_list.is_some() => {
                self.offers(path.node, path.at())
            }
            _ => return,
        };
        let Some(value) = self.instance.value(path).cloned() else { return };
        if matches!((&question.choice_source, &value), (ChoiceSource::Search(_), Value::Text(_))) {
            return;
        }
        // Two choices of one name are one answer.
        let name = |choice: u32| form.choice(path.node, choice).map(|choice| choice.name());
        let is_offered = |choice: u32| match &offers {
            Offers::All | Offers::Answers(_) => true,
            Offers::These(these) => {
                these.binary_search(&choice).is_ok() || these.iter().any(|one| name(*one) == name(choice))
            }
        };
        let kept = match value {
            Value::Choice(choice) => is_offered(choice).then_some(value),
            // A list from which everything went is an answer still, though an empty one.
            Value::Choices(choices) => {
                Some(Value::Choices(choices.into_iter().filter(|choice| is_offered(*choice)).collect()))
            }
            Value::Text(text) if matches!(offers, Offers::Answers(_)) => offers.kept(text, question.data_type),
            // A calculation gave it, and some of its names are choices.
            Value::Text(text) if question.data_type == DataType::SelectMultiple => {
                let known = text.split(' ').filter_map(|name| form.choice_list(path.node)?.position(name));
                Some(Value::Choices(known.filter(|choice| is_offered(*choice)).collect()))
            }
            // A calculation gave a number or a truth: its text may be a choice, as `2` is of an age group.
            Value::Integer(_) | Value::Decimal(_) | Value::Boolean(_) => self.chosen(path.node, &value, is_offered),
            _ => None,
        };
        if let Some(slot) = self.instance.slot_mut(path.node, path.at()) {
            slot.value = kept;
        }
    }

    /// The choice that a calculated value is by its text, if it is offered.
    fn chosen(&self, node: NodeIndex, value: &Value, is_offered: impl Fn(u32) -> bool) -> Option<Value> {
        let name = written(self.form(), node, value, self.instance.offset_min());
        let choice = self.form().choice_list(node)?.position(&name).filter(|choice| is_offered(*choice))?;
        let is_many = self.form().question(node)?.data_type == DataType::SelectMultiple;
        Some(if is_many { Value::Choices(vec![choice]) } else { Value::Choice(choice) })
    }

    /// Whether somebody who is shown a select would find nothing to choose.
    pub(super) fn offers_nothing(&mut self, path: &Path) -> bool {
        let form = self.form().clone();
        let Some(question) = form.question(path.node) else { return false };
        if question.choice_filter.is_none() || question.choice_list.is_none() {
            return false;
        }
        let remembered = self.remembered.get(&path.node).cloned();
        let nothing = matches!(self.offers(path.node, path.at()), Offers::These(these) if these.is_empty());
        // Asking is not showing: what was worked out last stays so.
        match remembered {
            Some(remembered) => self.remembered.insert(path.node, remembered),
            None => self.remembered.remove(&path.node),
        };
        nothing
    }

    /// What is offered, or was when the filter's values were the same.
    fn offers(&mut self, node: NodeIndex, at: At) -> Offers {
        let form = self.form().clone();
        let Some(filter) = form.question(node).and_then(|question| question.choice_filter.as_ref()) else {
            return Offers::All;
        };
        let mut named = Vec::new();
        filter.code.each_reference(&mut |reference| named.push(reference.node));
        let values: Option<Vec<_>> = named.into_iter().map(|name| self.stored(name, node, at)).collect();
        if let (Some(values), Some(known)) = (&values, self.remembered.get(&node))
            && known.values == *values
        {
            return Offers::These(known.offered.clone());
        }
        let mut offered = self.instance.offered(node, at);
        offered.sort_unstable();
        match values {
            Some(values) => self.remembered.insert(node, Remembered { values, offered: offered.clone() }),
            None => self.remembered.remove(&node),
        };
        Offers::These(offered)
    }

    /// What stands at a node, relevant or not; `None` when it is many nodes or none.
    fn stored(&self, name: NodeIndex, node: NodeIndex, at: At) -> Option<(NodeIndex, At, Option<Value>)> {
        let place = self.instance.only_place(name, node, at).filter(|_| !self.form().is_repeat(name))?;
        let slot = self.instance.slot(name, place)?;
        Some((name, place, slot.value.clone()))
    }
}

enum Offers {
    All,
    /// Sorted.
    These(Vec<u32>),
    /// Texts that were answered elsewhere; the empty ones are none.
    Answers(Vec<String>),
}

impl Offers {
    /// What is left of an answer that is a text.
    fn kept(&self, text: String, data_type: DataType) -> Option<Value> {
        let Self::Answers(answers) = self else { return None };
        let is_offered = |one: &str| !one.is_empty() && answers.iter().any(|answer| answer == one);
        if data_type == DataType::SelectMultiple {
            let kept: Vec<&str> = text.split(' ').filter(|one| is_offered(one)).collect();
            return Some(Value::Text(kept.join(" ")));
        }
        is_offered(&text).then_some(Value::Text(text))
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use crate::{
        collect::replay::replay,
        form::{DraftChoiceSource, Form, fixture},
        instance::Surroundings,
        moment::Moment,
    };

    /// As JavaRosa walked `select_one ${name}` with the filter `${age} > 17`: who is asked about is a repetition.
    #[test]
    fn a_filter_of_answers_asks_about_the_repetition_that_each_stands_in() {
        let mut draft = fixture::draft(&["begin_repeat m", "text name", "integer age", "end", "select_one list who"]);
        draft.rows[4].choice_source = DraftChoiceSource::Answers("name".to_owned());
        draft.rows[4].choice_filter = "${age} > 17".to_owned();
        if let crate::form::DraftKind::Question { choice_list, .. } = &mut draft.rows[4].kind {
            choice_list.clear();
        }
        let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
        let form = Arc::new(form);
        let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
        let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
        let check = |age: &str, who: &str| {
            let lines = [("m/name", "amina"), ("m/age", "120"), ("who", "amina"), ("m/age", age)];
            let answer = |(at, value): (&str, &str)| {
                format!(r#"{{"op":"answer","ref":"/data/{at}","value":"{value}","outcome":"ok"}}"#)
            };
            let mut text: Vec<String> = lines.map(answer).into();
            text.push(r#"{"op":"validate","outcome":"ok"}"#.to_owned());
            text.push(r#"{"op":"state","nodes":{}}"#.to_owned());
            let told = replay(&form, &text.join("\n"), &surroundings).expect("a walk");
            let state = told.last().map(ToString::to_string).unwrap_or_default();
            assert!(state.contains(&format!(r#""/data/who":"{who}""#)), "{age}: {state}");
        };
        check("35", "amina");
        check("11", "");
    }
}
