//! Choices that are answers of the form itself: `select_one ${name}` offers what was answered in each repetition.
//!
//! Such a choice has no index: what is stored is the answer's text. Which repetitions count is the filter's affair, and
//! it is asked about each of them.

use std::collections::HashSet;

use super::Instance;
use crate::{
    expr::{At, Evaluation, Expression, NodeIndex, World},
    form::{ChoiceSource, DataType, Path, Question},
};

impl Instance {
    /// The answers that a select offers now, in the order of their repetitions, each once; `None` for a question whose
    /// choices are no answers.
    #[must_use]
    pub fn answers_offered(&self, at: &Path) -> Option<Vec<String>> {
        let ChoiceSource::Answers(of) = self.form.question(at.node)?.choice_source else { return None };
        let _budget = self.bounds.budget();
        let mut answers = self.answers_of(of, at);
        let mut seen = HashSet::new();
        answers.retain(|answer| !answer.is_empty() && seen.insert(answer.clone()));
        Some(answers)
    }

    /// What is left of an answer that is a text when only answers that are offered may stand; `None` for nothing.
    pub(super) fn answer_offered(&self, at: &Path, text: &str) -> Option<String> {
        let Some(offered) = self.answers_offered(at) else { return Some(text.to_owned()) };
        let is_offered = |one: &str| offered.iter().any(|answer| answer == one);
        let takes_several =
            self.form.question(at.node).is_some_and(|asked| asked.data_type == DataType::SelectMultiple);
        if !takes_several || is_offered(text) {
            return is_offered(text).then(|| text.to_owned());
        }
        let kept: Vec<&str> = text.split(' ').filter(|one| is_offered(one)).collect();
        (!kept.is_empty()).then(|| kept.join(" "))
    }

    /// The answers of a question in all repetitions that a place may choose from and that the filter there leaves.
    pub(crate) fn answers_of(&self, of: NodeIndex, path: &Path) -> Vec<String> {
        let filter = self.form.question(path.node).and_then(|question| question.choice_filter.as_ref());
        let places = self.answered_at(of, path.node, path.at()).into_iter();
        let left = places.filter(|at| self.leaves_answer(filter, of, (*at, path.at())));
        left.map(|at| self.read(of, at).to_text().into_owned()).collect()
    }

    /// Whether this is one of them.
    pub(super) fn is_answered(
        &self,
        of: NodeIndex,
        question: &Question,
        (node, at): (NodeIndex, At),
        name: &str,
    ) -> bool {
        let filter = question.choice_filter.as_ref();
        // Comparing is cheaper than to ask the filter.
        let is_it = |one: &At| *self.read(of, *one).to_text() == *name && self.leaves_answer(filter, of, (*one, at));
        self.answered_at(of, node, at).iter().any(is_it)
    }

    /// All repetitions of a question's own repeat, in their order; the repeats around that one are those of the place
    /// that asks. Asked from inside the repeat too it is all of them: whose mother somebody is, is another member.
    fn answered_at(&self, of: NodeIndex, node: NodeIndex, at: At) -> Vec<At> {
        let depth = self.form.layout.depth(of);
        let around = self.form.shared_depth(node, of).min(depth.saturating_sub(1));
        self.unrolled(of, depth, &[at.cut(around)])
    }

    /// Whether a filter leaves the answer that stands in a repetition; it is asked about the repetition, by the place
    /// that `current()` means.
    fn leaves_answer(&self, filter: Option<&Expression>, of: NodeIndex, (at, asker): (At, At)) -> bool {
        let evaluation = Evaluation { asker: Some(asker), ..Evaluation::new(self, self.form.repeat_of(of), at) };
        filter.is_none_or(|filter| evaluation.holds(filter))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{
        form::{Form, Value},
        instance::tests::{path, start},
        xlsform,
    };

    fn form(rows: &[&str]) -> Arc<Form> {
        let head = ["| survey |", "| | type | name | label | choice_filter | repeat_count |"];
        let lines: Vec<&str> = head.iter().chain(rows).copied().collect();
        let reading = xlsform::read(lines.join("\n").as_bytes());
        Arc::new(reading.form.unwrap_or_else(|| panic!("{:?}", reading.issues)))
    }

    /// Answers as `p[2]/n=Ben`, a number for `a` and `b`; then what a question offers, by its path.
    fn check(form: &Arc<Form>, answers: &str, expected: &[(&str, &str)]) {
        let mut instance = start(form);
        for (at, value) in answers.split(' ').filter_map(|answer| answer.split_once('=')) {
            let value = value.parse().map_or_else(|_| Value::Text(value.to_owned()), Value::Integer);
            instance.answer(&path(form, at), Some(value)).expect("the answer fits");
        }
        for (at, offered) in expected {
            let found = instance.answers_offered(&path(form, at)).expect("answers are its choices");
            assert_eq!(found.join(" "), *offered, "{at}");
        }
    }

    fn roster(filter: &str) -> Arc<Form> {
        let asked = format!("| | select_one ${{n}} | fr | F | {filter} | |");
        form(&[
            "| | begin_repeat | p | P | | 3 |",
            "| | text | n | N | | |",
            "| | integer | a | A | | |",
            &asked,
            "| | end_repeat | | | | |",
        ])
    }

    const THREE: &str = "p[1]/n=Anna p[1]/a=5 p[2]/n=Ben p[2]/a=2 p[3]/n=Cy p[3]/a=7";

    #[test]
    fn inside_of_a_roster_everybody_in_it_is_offered() {
        check(&roster(""), THREE, &[("p[1]/fr", "Anna Ben Cy"), ("p[2]/fr", "Anna Ben Cy")]);
        check(&roster(""), "p[1]/n=Anna", &[("p[3]/fr", "Anna")]);
    }

    #[test]
    fn a_filter_asks_about_each_of_them() {
        for filter in ["${a} > 3", "./a > 3"] {
            check(&roster(filter), THREE, &[("p[1]/fr", "Anna Cy"), ("p[2]/fr", "Anna Cy")]);
        }
        check(&roster("${n} != current()/../n"), THREE, &[("p[1]/fr", "Ben Cy"), ("p[2]/fr", "Anna Cy")]);
        check(&roster("./a > current()/../a"), THREE, &[("p[1]/fr", "Cy"), ("p[2]/fr", "Anna Cy")]);
    }

    #[test]
    fn an_answer_goes_when_another_repetition_takes_it_out_of_the_filter() {
        let form = roster("${a} > 3");
        let mut instance = start(&form);
        for (at, value) in THREE.split(' ').filter_map(|answer| answer.split_once('=')) {
            let value = value.parse().map_or_else(|_| Value::Text(value.to_owned()), Value::Integer);
            instance.answer(&path(&form, at), Some(value)).expect("the answer fits");
        }
        let chosen = path(&form, "p[2]/fr");
        instance.answer(&chosen, Some(Value::Text("Anna".to_owned()))).expect("the answer fits");
        assert_eq!(instance.value(&chosen), Some(&Value::Text("Anna".to_owned())));
        instance.answer(&path(&form, "p[1]/a"), Some(Value::Integer(1))).expect("the answer fits");
        assert_eq!(instance.value(&chosen), None);
    }

    #[test]
    fn repeats_around_the_roster_are_those_of_the_place() {
        let form = form(&[
            "| | begin_repeat | h | H | | 2 |",
            "| | begin_repeat | p | P | | 2 |",
            "| | text | n | N | | |",
            "| | select_one ${n} | fr | F | | |",
            "| | begin_repeat | k | K | | 1 |",
            "| | text | kn | KN | | |",
            "| | select_one ${n} | of | O | | |",
            "| | end_repeat | | | | |",
            "| | end_repeat | | | | |",
            "| | select_one ${n} | head | HD | | |",
            "| | end_repeat | | | | |",
        ]);
        let answers = "h[1]/p[1]/n=Anna h[1]/p[2]/n=Ben h[2]/p[1]/n=Cy h[2]/p[2]/n=Di";
        let expected = [
            ("h[1]/p[2]/fr", "Anna Ben"),
            ("h[2]/p[1]/fr", "Cy Di"),
            ("h[2]/p[2]/k[1]/of", "Cy Di"),
            ("h[1]/head", "Anna Ben"),
        ];
        check(&form, answers, &expected);
    }

    #[test]
    fn what_stands_in_another_repeat_is_that_of_who_asks() {
        let form = form(&[
            "| | begin_repeat | p | P | | 3 |",
            "| | text | n | N | | |",
            "| | integer | a | A | | |",
            "| | end_repeat | | | | |",
            "| | begin_repeat | q | Q | | 2 |",
            "| | integer | b | B | | |",
            "| | select_one ${n} | who | W | ${a} > ${b} | |",
            "| | end_repeat | | | | |",
        ]);
        check(&form, &format!("{THREE} q[1]/b=1 q[2]/b=4"), &[("q[1]/who", "Anna Ben Cy"), ("q[2]/who", "Anna Cy")]);
    }
}
