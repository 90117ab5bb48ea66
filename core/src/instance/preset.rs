//! Values that stand there before anybody answers: defaults, and what the device fills in.

use super::{Instance, store};
use crate::{
    expr::{At, Evaluation, NodeIndex, time},
    form::{Control, Preload, Question, Value},
    moment::Moment,
};

impl Instance {
    /// The first value of a question in a new block.
    pub(super) fn preset(&mut self, node: NodeIndex, at: At, question: &Question) {
        let form = self.form.clone();
        let value = match question.control {
            Control::Preload(preload) => self.preloaded(preload),
            _ => question.default.as_ref().and_then(|default| {
                let item = Evaluation::new(&*self, node, at).item(default);
                store::value_of(&form, node, &item, self.now.offset_min)
            }),
        };
        if value.is_some() {
            self.put(node, at, value);
        }
    }

    fn preloaded(&self, preload: Preload) -> Option<Value> {
        match preload {
            Preload::Start => Some(Value::DateTime(self.now.wall_ms, self.now.offset_min)),
            Preload::Today => Some(Value::Date(time::local_day(self.now.wall_ms, self.now.offset_min))),
            Preload::DeviceId => Some(Value::Text(self.device_id.clone())).filter(|_| !self.device_id.is_empty()),
            // What no surroundings tell yet.
            _ => None,
        }
    }

    /// Fills in `end`: when the interview is finalized.
    pub fn close(&mut self, now: Moment) {
        self.now = now;
        let form = self.form.clone();
        for path in self.all_nodes() {
            let control = form.question(path.node).map(|question| question.control);
            if control == Some(Control::Preload(Preload::End)) {
                self.put(path.node, path.at(), Some(Value::DateTime(now.wall_ms, now.offset_min)));
            }
        }
        self.settle();
    }
}
