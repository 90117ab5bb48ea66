//! In which order choices are shown.
//!
//! `randomize=true` shuffles them: by the seed that the author gives, which is JavaRosa's order for that seed, else by
//! one of the interview's own. Either way a question shows one order however often it is looked at.

use super::Instance;
use crate::{
    expr::{Evaluation, seed_of, shuffled},
    form::{ChoiceOrder, Parameters, Path, Question},
};

impl Instance {
    /// Indexes of the choices that are offered now, in the order in which they are shown.
    #[must_use]
    pub fn shown_choices(&self, at: &Path) -> Vec<u32> {
        let offered = self.choices(at);
        match self.form.question(at.node) {
            Some(question) if is_shuffled(question) => {
                let order = shuffled(offered.len(), self.order_seed(question, at));
                order.into_iter().filter_map(|place| offered.get(place).copied()).collect()
            }
            _ => offered,
        }
    }

    fn order_seed(&self, question: &Question, at: &Path) -> i64 {
        if let Some(seed) = &question.seed {
            let _budget = self.bounds.budget();
            return seed_of(&Evaluation::new(self, at.node, at.at()).item(seed));
        }
        let hash = blake3::keyed_hash(&self.around.seed, &at.node.0.to_le_bytes());
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&hash.as_bytes()[..4]);
        i64::from(u32::from_le_bytes(bytes))
    }
}

fn is_shuffled(question: &Question) -> bool {
    matches!(&question.parameters, Parameters::Select(select) if select.order == ChoiceOrder::Shuffled)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use super::*;
    use crate::{
        form::{Form, NodeKind, SelectParameters, fixture},
        instance::Surroundings,
        moment::Moment,
    };

    fn shown(order: ChoiceOrder, seed: u8) -> Vec<u32> {
        let lines = ["list abc: a b c d e f g h", "select_one abc q", "integer other"];
        let mut form: Form = fixture::form(&lines);
        let NodeKind::Question(question) = &mut form.nodes[1].kind else { panic!("q is a question") };
        question.parameters = Parameters::Select(SelectParameters { order, ..SelectParameters::default() });
        let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
        let surroundings = Surroundings { now, device_id: String::new(), seed: [seed; 32], values: BTreeMap::new() };
        let mut instance = Instance::new(Arc::new(form), &surroundings);
        let at = instance.form().find("q").expect("q is in the form");
        let first = instance.shown_choices(&at);
        let other = instance.form().find("other").expect("other is in the form");
        instance.answer(&other, Some(crate::form::Value::Integer(3))).expect("it is a number");
        assert_eq!(instance.shown_choices(&at), first, "the order stays all through the interview");
        first
    }

    #[test]
    fn a_shuffled_list_keeps_one_order_within_an_interview() {
        let listed: Vec<u32> = (0..8).collect();
        assert_eq!(shown(ChoiceOrder::AsListed, 1), listed);
        let (one, other) = (shown(ChoiceOrder::Shuffled, 1), shown(ChoiceOrder::Shuffled, 2));
        assert_ne!(one, other, "two interviews have two orders");
        let mut sorted = one;
        sorted.sort_unstable();
        assert_eq!(sorted, listed, "none is lost");
    }
}
