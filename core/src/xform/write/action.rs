//! Actions: what is set when the interview begins, when a repetition is added, or when another answer changes.
//!
//! A workbook has no actions: they follow from defaults that are worked out and from the column `trigger`. Where each
//! has to stand so that ODK's clients carry it out, model or body, is known here.

use std::{
    collections::HashMap,
    fmt::{self, Write},
};

use super::{Writer, paths::Place, question};
use crate::form::{AudioQuality, Control, Form, NodeIndex, NodeKind, Parameters, Preload, Question};

impl<W: Write> Writer<'_, '_, W> {
    /// Actions of one node that stand in the model.
    pub(super) fn first_load_actions(&mut self, index: NodeIndex) -> fmt::Result {
        let Some(question) = question::of(self.form.node(index)) else { return Ok(()) };
        let path = self.paths.absolute(index).to_owned();
        if let Some(default) = question::dynamic_default(question) {
            let value = self.paths.xpath(default, Place::at(index));
            self.set_value(&path, "odk-instance-first-load", &value)?;
        }
        match question.control {
            Control::Preload(Preload::StartGeopoint) => {
                self.action("odk:setgeopoint", &path, "odk-instance-first-load")?;
                self.xml.close()
            }
            Control::Preload(Preload::BackgroundAudio) => {
                self.action("odk:recordaudio", &path, "odk-instance-load")?;
                self.xml.attribute_if("odk:quality", quality(question))?;
                self.xml.close()
            }
            _ => Ok(()),
        }
    }

    /// Dynamic defaults of a repeat's own questions, for each repetition that is added.
    pub(super) fn new_repeat_actions(&mut self, repeat: NodeIndex) -> fmt::Result {
        let form = self.form;
        let end = form.node(repeat).end;
        let mut next = NodeIndex(repeat.0 + 1);
        while next < end {
            let node = form.node(next);
            if matches!(node.kind, NodeKind::Repeat { .. }) {
                next = node.end;
                continue;
            }
            if let Some(default) = question::of(node).and_then(question::dynamic_default) {
                let value = self.paths.xpath(default, Place::at(next));
                let path = self.paths.absolute(next).to_owned();
                self.set_value(&path, "odk-new-repeat", &value)?;
            }
            next = NodeIndex(next.0 + 1);
        }
        self.new_repeat_entities(repeat)
    }

    /// What a change of this question sets.
    pub(super) fn change_actions(&mut self, trigger: NodeIndex) -> fmt::Result {
        let form = self.form;
        for target in self.triggered.get(&trigger).cloned().unwrap_or_default() {
            let Some(question) = question::of(form.node(target)) else { continue };
            let path = self.paths.absolute(target).to_owned();
            if question.control == Control::Preload(Preload::BackgroundGeopoint) {
                self.action("odk:setgeopoint", &path, "xforms-value-changed")?;
                self.xml.close()?;
            } else {
                let calculation = question.calculation.as_ref();
                let value = calculation.map(|value| self.paths.xpath(&value.source, Place::at(trigger)));
                self.set_value(&path, "xforms-value-changed", &value.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    pub(super) fn set_value(&mut self, path: &str, event: &str, value: &str) -> fmt::Result {
        self.action("setvalue", path, event)?;
        self.xml.attribute_if("value", value)?;
        self.xml.close()
    }

    fn action(&mut self, name: &str, path: &str, event: &str) -> fmt::Result {
        self.xml.open(name)?;
        self.xml.attribute("ref", path)?;
        self.xml.attribute("event", event)
    }
}

/// Which questions each trigger sets.
pub fn triggered(form: &Form) -> HashMap<NodeIndex, Vec<NodeIndex>> {
    let mut triggered: HashMap<NodeIndex, Vec<NodeIndex>> = HashMap::new();
    for (target, node) in (0_u32..).zip(&form.nodes) {
        for trigger in question::of(node).into_iter().flat_map(|question| &question.triggers) {
            triggered.entry(*trigger).or_default().push(NodeIndex(target));
        }
    }
    triggered
}

/// How well a sound is to be recorded; empty when nothing is said.
pub fn quality(question: &Question) -> &'static str {
    match &question.parameters {
        Parameters::Audio { quality } => quality.map_or("", AudioQuality::word),
        _ => "",
    }
}
