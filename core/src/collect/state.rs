//! What a submission would hold: every relevant leaf and its value, as JavaRosa writes it.

use super::Collect;
use crate::{
    expr::{Code, Evaluation, Expression},
    form::{Control, DataType, NodeIndex, NodeKind, Path, Value},
    instance::{javarosa::written, stored},
};

impl Collect {
    /// Paths below the root (`/member[2]/age`) and what stands there.
    #[must_use]
    pub fn leaves(&self) -> Vec<(String, String)> {
        let form = self.form();
        let mut leaves = Vec::new();
        self.counts_in(&Path::default(), &mut leaves);
        for path in self.instance.relevant_nodes() {
            match &form.node(path.node).kind {
                NodeKind::Question(question) => {
                    let value =
                        self.instance.value(&path).filter(|_| question.control != Control::Note || has_value(question));
                    leaves.push((self.below_root(&path), value.map_or_else(String::new, |v| self.text(path.node, v))));
                }
                _ => {
                    self.counts_in(&path, &mut leaves);
                    self.entities_in(&path, &mut leaves);
                    if self.holds_nothing(&path) {
                        leaves.push((self.below_root(&path), String::new()));
                    }
                }
            }
        }
        self.meta(&mut leaves);
        leaves
    }

    /// A group without questions, or with nothing but repeats that have no repetition, is a leaf.
    fn holds_nothing(&self, path: &Path) -> bool {
        let form = self.form();
        form.children(path.node).all(|child| match &form.node(child).kind {
            NodeKind::Repeat { count, .. } => {
                let has_node_for_count = count.as_ref().is_some_and(|count| named_by_count(count).is_none());
                !has_node_for_count && self.instance.repetitions(child, path.at()) == 0
            }
            _ => false,
        })
    }

    fn below_root(&self, path: &Path) -> String {
        let text = self.form().path_text(path);
        text.strip_prefix("/data").unwrap_or(&text).to_owned()
    }

    fn text(&self, node: NodeIndex, value: &Value) -> String {
        written(self.form(), node, value, self.instance.offset_min())
    }

    /// Numbers of repetitions that are more than a reference are nodes of their own in an XForm: `leg_count`.
    fn counts_in(&self, around: &Path, leaves: &mut Vec<(String, String)>) {
        let form = self.form();
        for child in form.children(around.node) {
            let NodeKind::Repeat { count: Some(count), .. } = &form.node(child).kind else { continue };
            if named_by_count(count).is_none() {
                let value = self.counts.get(&(child, around.at())).and_then(Option::as_ref);
                let name = format!("{}/{}_count", self.below_root(around), form.node(child).name);
                leaves.push((name, value.map_or_else(String::new, |value| self.text(child, value))));
            }
        }
    }

    /// What an XForm keeps beside the answers.
    fn meta(&self, leaves: &mut Vec<(String, String)>) {
        let form = self.form();
        if form.instance_name.is_some() {
            let name = self.name.as_ref().map_or_else(String::new, |name| self.text(Path::default().node, name));
            leaves.push(("/meta/instanceName".to_owned(), name));
        }
        if form.settings.audit.is_some() {
            leaves.push(("/meta/audit".to_owned(), String::new()));
        }
        self.entities_in(&Path::default(), leaves);
    }

    /// What an XForm keeps of the entities that a group, a repetition or the form holds.
    fn entities_in(&self, holder: &Path, leaves: &mut Vec<(String, String)>) {
        for entity in self.form().entities.iter().filter(|entity| entity.within == holder.node) {
            let around = if holder.node.0 == 0 { String::new() } else { self.below_root(holder) };
            match &entity.label {
                Some(label) => leaves.push((format!("{around}/meta/entity/label"), self.evaluated(label, holder))),
                None => leaves.push((format!("{around}/meta/entity"), String::new())),
            }
        }
    }

    /// Works out what the filled-in form is called. It stays so until something is evaluated that it follows from:
    /// an answer that goes because it is no longer offered tells nobody.
    pub(super) fn call_form(&mut self) {
        let form = self.form().clone();
        self.name = form.instance_name.as_ref().and_then(|name| self.text_of(name, &Path::default()));
    }

    fn evaluated(&self, expression: &Expression, at: &Path) -> String {
        self.text_of(expression, at).map_or_else(String::new, |value| self.text(at.node, &value))
    }

    fn text_of(&self, expression: &Expression, at: &Path) -> Option<Value> {
        let item = Evaluation::new(&self.instance, at.node, at.at()).item(expression);
        stored(DataType::Text, &item, self.instance.offset_min())
    }
}

/// Notes hold nothing, unless something calculates them.
fn has_value(question: &crate::form::Question) -> bool {
    question.calculation.is_some() || question.default.is_some()
}

/// The question that a number of repetitions is, when it is nothing more.
pub fn named_by_count(count: &Expression) -> Option<NodeIndex> {
    let source = count.source.trim();
    let is_name = source.starts_with("${") && source.ends_with('}') && source.matches('}').count() == 1;
    match &count.code {
        Code::Nodes(reference) if is_name => Some(reference.node),
        _ => None,
    }
}
