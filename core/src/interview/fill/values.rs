//! What is typed for an item, as a value: refused when it is none, warned about or refused when it breaks the form's
//! rule, by whose item it is.

use crate::{
    form::{AskedBy, Control, DataType, Parameters, Path, Question, Value},
    instance::Validity,
    interview::{Interview, Refusal},
    log::CorrectionReason,
    safeguard::{RefusalCode, ask_once},
};

/// What acknowledging stores, as JavaRosa does.
pub const ACKNOWLEDGED: &str = "OK";
/// What stands in the place of a file that no shell could take: an answer that says so, and is counted as such.
pub const NOT_TAKEN: &str = "not-taken-here";

impl Interview {
    /// A value for an item, warned about once where it looks wrong on a participant's item, refused on an observer's.
    pub(in crate::interview) fn read(&mut self, at: &Path, prompt: &str, typed: &str) -> Result<Value, Refusal> {
        let refused = |_| Refusal::at(RefusalCode::BadValue, prompt);
        let value = self.form().parse_value(at.node, typed).map_err(refused)?;
        let offered = self.instance.choices(at);
        let chosen: &[u32] = match &value {
            Value::Choice(one) => std::slice::from_ref(one),
            Value::Choices(several) => several,
            _ => &[],
        };
        let stands = self.form().question(at.node).is_some_and(|question| stands(question, &value, &offered))
            && self.is_among_answers(at, &value);
        if !stands || chosen.iter().any(|choice| !self.instance.offers(at, *choice)) {
            return Err(Refusal::at(RefusalCode::BadValue, prompt));
        }
        if self.instance.check(at, Some(&value)) != Validity::Constraint {
            return Ok(value);
        }
        let words = self.instance.constraint_message(at, &self.facts.language);
        if self.form().node(at.node).care.by == AskedBy::Observer {
            return Err(Refusal::in_words(RefusalCode::Constraint, prompt, words));
        }
        let entry = (prompt.to_owned(), typed.to_owned());
        if self.view.warned.as_ref() == Some(&entry) {
            return Ok(value);
        }
        self.view.warned = Some(entry);
        Err(Refusal::in_words(RefusalCode::LooksWrong, prompt, words))
    }

    /// Where choices are answers of the form itself, whether all that is chosen is among them.
    fn is_among_answers(&self, at: &Path, value: &Value) -> bool {
        match (self.instance.answers_offered(at), value) {
            (Some(answers), Value::Text(text)) => {
                let takes_one =
                    self.form().question(at.node).is_some_and(|asked| asked.data_type == DataType::SelectOne);
                answers.contains(text) || (!takes_one && text.split(' ').all(|one| answers.iter().any(|a| a == one)))
            }
            _ => true,
        }
    }

    pub(in crate::interview) fn may_correct(
        &self,
        at: &Path,
        prompt: &str,
        reason: CorrectionReason,
    ) -> Result<(), Refusal> {
        let refused = |code| Err(Refusal::at(code, prompt));
        if !self.queried().is_empty() {
            let queried = self.queried().iter().any(|(queried, _)| queried == at);
            return if queried && reason == CorrectionReason::Queried {
                Ok(())
            } else {
                refused(RefusalCode::NotQueried)
            };
        }
        if ask_once::may_correct(&self.facts, at, reason) {
            Ok(())
        } else if reason == CorrectionReason::Slip && self.facts.items.contains_key(at) {
            refused(RefusalCode::TooLateForSlip)
        } else {
            refused(RefusalCode::NotNow)
        }
    }
}

/// What a scale, an order and an acknowledgement need beyond the type of their value.
fn stands(question: &Question, value: &Value, offered: &[u32]) -> bool {
    match (question.control, &question.parameters, value) {
        (Control::Range, Parameters::Range(scale), Value::Integer(number)) => scale.allows(*number as f64),
        (Control::Range, Parameters::Range(scale), Value::Decimal(number)) => scale.allows(*number),
        (Control::Rank, _, Value::Choices(order)) => order.len() == offered.len(),
        (Control::Acknowledge, _, Value::Text(said)) => said == ACKNOWLEDGED,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(control: Control, value: &Value, expected: bool) {
        let parameters = match control {
            Control::Range => Parameters::Range(Box::default()),
            _ => Parameters::None,
        };
        let question = Question { data_type: DataType::Text, control, parameters, ..Question::default() };
        assert_eq!(stands(&question, value, &[0, 1, 2]), expected, "{control:?} {value:?}");
    }

    #[test]
    fn scales_orders_and_acknowledgements_are_held_to_their_kind() {
        check(Control::Range, &Value::Integer(10), true);
        check(Control::Range, &Value::Integer(11), false);
        check(Control::Range, &Value::Decimal(2.5), false);
        check(Control::Rank, &Value::Choices(vec![2, 0, 1]), true);
        check(Control::Rank, &Value::Choices(vec![2, 0]), false);
        check(Control::Acknowledge, &Value::Text(ACKNOWLEDGED.to_owned()), true);
        check(Control::Acknowledge, &Value::Text("perhaps".to_owned()), false);
        check(Control::Input, &Value::Integer(11), true);
    }
}
