//! Values that stand there before anybody answers: defaults, and what the device fills in.

use super::{Instance, store};
use crate::{
    expr::{At, Evaluation, Item, NodeIndex, time},
    form::{Control, NodeKind, Preload, Question, Value},
    moment::Moment,
};

impl Instance {
    /// The first value of a question in a new block.
    pub(super) fn preset(&mut self, node: NodeIndex, at: At, question: &Question) {
        let value = self.first_value(node, at, question);
        if value.is_some() {
            self.put(node, at, self.bounds.kept_if_room(value));
        }
    }

    /// What stands there before anybody answers.
    pub(crate) fn first_value(&self, node: NodeIndex, at: At, question: &Question) -> Option<Value> {
        match question.control {
            Control::Preload(preload) => self.preloaded(preload),
            _ => {
                if let Some(text) = self.written(node, at) {
                    return store::value_of(&self.form, node, &Item::Text(text.into()), self.offset_min());
                }
                let item = Evaluation::new(self, node, at).item(question.default.as_ref()?);
                store::value_of(&self.form, node, &item, self.offset_min())
            }
        }
    }

    /// What a repetition has in writing: one that the form begins with, or that a number says should be there.
    fn written(&self, node: NodeIndex, at: At) -> Option<&str> {
        if self.form.written.is_empty() {
            return None;
        }
        let repeat = Some(self.form.repeat_of(node)).filter(|repeat| repeat.0 != 0)?;
        let is_counted = matches!(self.form.node(repeat).kind, NodeKind::Repeat { count: Some(_), .. });
        self.form.written.get(node, at).filter(|_| is_counted || !self.has_begun)
    }

    fn preloaded(&self, preload: Preload) -> Option<Value> {
        match preload {
            Preload::Start => Some(Value::DateTime(self.around.now.wall_ms, self.offset_min())),
            Preload::Today => Some(Value::Date(time::local_day(self.around.now.wall_ms, self.offset_min()))),
            Preload::DeviceId => {
                Some(Value::Text(self.around.device_id.clone())).filter(|_| !self.around.device_id.is_empty())
            }
            Preload::Username => self.told("username"),
            Preload::PhoneNumber => self.told("phonenumber"),
            Preload::Email => self.told("email"),
            Preload::SimSerial => self.told("simserial"),
            Preload::SubscriberId => self.told("subscriberid"),
            Preload::StartGeopoint => self.told("start-geopoint").and_then(|place| match place {
                Value::Text(text) => crate::form::parse_geopoint(&text).map(Value::Geopoint),
                _ => None,
            }),
            Preload::InstanceId => self.told("instanceID"),
            // Filled in when it is over, when a trigger says so, or by a recorder.
            Preload::End | Preload::BackgroundGeopoint | Preload::BackgroundAudio => None,
        }
    }

    /// What the surroundings tell under a name, if they do.
    fn told(&self, name: &str) -> Option<Value> {
        self.around.values.get(name).filter(|text| !text.is_empty()).map(|text| Value::Text(text.clone()))
    }

    /// Fills in `end`: when the interview is finalized.
    pub fn close(&mut self, now: Moment) {
        self.around.now = now;
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
