//! Actions of an XForm: what is set, or sensed by the device, when an interview or repetition begins or an answer
//! changes.
//!
//! An action is put to the node that it sets. Events that never come here are told.

use std::collections::HashMap;

use super::{
    issue::Issue,
    model::Binds,
    nodes::Tree,
    relative::{absolute, quoted},
};
use crate::xform::xml::Element;

/// What actions set, by the node that they set.
#[derive(Default)]
pub struct Actions {
    /// Expressions that are evaluated once, when the node begins to be there.
    pub defaults: HashMap<usize, String>,
    /// Texts that are set when the node begins to be there.
    pub texts: HashMap<usize, String>,
    /// The nodes whose change sets the node, and to what.
    pub triggers: HashMap<usize, (Vec<usize>, String)>,
    /// Nodes that are given a place or a sound, with the attributes of the action.
    pub sensed: HashMap<usize, Sensed>,
}

/// What a device senses into a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sensed {
    /// Where the interview begins.
    StartPlace,
    /// Where the device is when another answer changes.
    TriggeredPlace,
    /// A sound, with its quality.
    Sound(String),
}

impl Actions {
    /// Takes one action; `trigger` is the control that it stands in.
    pub fn add(
        &mut self,
        action: &Element,
        trigger: Option<usize>,
        (tree, binds): (&Tree, &Binds<'_>),
        issues: &mut Vec<Issue>,
    ) {
        let place = (action.line, action.column);
        let reference = action.attribute("ref").unwrap_or_default();
        if reference.contains("/@") {
            return;
        }
        let by_id = action.attribute("bind").filter(|_| reference.is_empty());
        let target = by_id.map_or_else(|| tree.find(reference, trigger.unwrap_or(0)), |id| binds.node_of(id));
        let Some(target) = target else {
            let remedy = "Mend its ref";
            issues.push(Issue::error(place, "the action sets no node of the form", remedy).about(reference));
            return;
        };
        let events = Events::of(action, issues);
        let sets = |change: &mut Self, issues: &mut Vec<Issue>, value: String| {
            change.trigger(target, trigger, value, place, tree, issues);
        };
        match &*action.name {
            "setgeopoint" if events.on_change => {
                self.sensed.insert(target, Sensed::TriggeredPlace);
                sets(self, issues, String::new());
            }
            "setgeopoint" if events.on_load => drop(self.sensed.insert(target, Sensed::StartPlace)),
            "recordaudio" => {
                let quality = action.attributes.iter().find(|attribute| &*attribute.name == "quality");
                let quality = quality.map(|quality| quality.value.clone()).unwrap_or_default();
                self.sensed.insert(target, Sensed::Sound(quality));
            }
            "setgeopoint" => {}
            _ => {
                if events.on_change {
                    sets(self, issues, value_of(action, tree, trigger));
                }
                if events.on_load {
                    match action.attribute("value") {
                        Some(value) => drop(self.defaults.insert(target, value.to_owned())),
                        None => drop(self.texts.insert(target, action.text())),
                    }
                }
            }
        }
    }

    fn trigger(
        &mut self,
        target: usize,
        trigger: Option<usize>,
        value: String,
        place: (u32, u32),
        tree: &Tree,
        issues: &mut Vec<Issue>,
    ) {
        let Some(trigger) = trigger else { return };
        let (triggers, known) = self.triggers.entry(target).or_insert_with(|| (Vec::new(), value.clone()));
        if !triggers.contains(&trigger) {
            triggers.push(trigger);
        }
        if *known != value {
            let message = "two controls set this node to different values; the first one counts";
            let remedy = "Calculate the value in one place";
            issues.push(Issue::warning(place, message, remedy).about(tree.path(target)));
        }
    }
}

/// When an action is carried out, each event by itself.
struct Events {
    /// When the interview or a repetition begins.
    on_load: bool,
    /// When another answer changes.
    on_change: bool,
}

impl Events {
    /// The events of an action; of those that never come here it is warned.
    fn of(action: &Element, issues: &mut Vec<Issue>) -> Self {
        let place = (action.line, action.column);
        let written = action.attributes.iter().filter(|attribute| &*attribute.name == "event");
        let names: Vec<&str> = written.flat_map(|attribute| attribute.value.split_whitespace()).collect();
        let mut events = Self { on_load: names.is_empty(), on_change: false };
        for name in names {
            match name {
                "odk-instance-first-load" | "odk-new-repeat" | "xforms-ready" | "jr-insert" => events.on_load = true,
                "xforms-value-changed" => events.on_change = true,
                "odk-instance-load" => {
                    events.on_load = true;
                    if &*action.name == "setvalue" {
                        let message =
                            "the value is set when the interview begins, and not again when it is opened later";
                        issues.push(Issue::warning(place, message, "Use odk-instance-first-load").about(name));
                    }
                }
                _ => {
                    let message = "the event never comes here, and the action is not carried out for it";
                    let remedy = "Use odk-instance-first-load, odk-new-repeat or xforms-value-changed";
                    issues.push(Issue::warning(place, message, remedy).about(name));
                }
            }
        }
        events
    }
}

/// What an action sets: an expression, seen from its target, or the text in it.
fn value_of(action: &Element, tree: &Tree, trigger: Option<usize>) -> String {
    match action.attribute("value") {
        Some(value) => {
            let around = tree.spots.get(trigger.unwrap_or(0)).map_or(0, |spot| spot.parent);
            absolute(value, tree, around)
        }
        None if action.text().is_empty() => String::new(),
        None => quoted(&action.text()),
    }
}
