//! What expressions can ask about an interview.

use super::{Instance, store};
use crate::{
    expr::{At, Item, NodeIndex, Pattern, World},
    moment::Moment,
};

impl World for Instance {
    fn read(&self, node: NodeIndex, at: At) -> Item<'_> {
        let slot = if self.is_open(node, at) { self.slot(node, at) } else { None };
        match slot.and_then(|slot| slot.value.as_ref()) {
            Some(value) => store::item_of(&self.form, node, value),
            None => Item::EMPTY,
        }
    }

    fn is_relevant(&self, node: NodeIndex, at: At) -> bool {
        self.slot(node, at).is_some() && self.is_open(node, at)
    }

    fn repetitions(&self, repeat: NodeIndex, around: At) -> u16 {
        let scope = self.form.layout.place(repeat).scope;
        let blocks = self.root.repetitions(&self.form.layout, scope, around.positions());
        blocks.map_or(0, |blocks| u16::try_from(blocks.len()).unwrap_or(u16::MAX))
    }

    fn choice_name(&self, list: u32, choice: u32) -> &str {
        let list = self.form.choice_lists.get(list as usize);
        list.and_then(|list| list.choices.get(choice as usize)).map_or("", |choice| &choice.name)
    }

    fn choice_column(&self, list: u32, choice: u32, column: u32) -> &str {
        let list = self.form.choice_lists.get(list as usize);
        let choice = list.and_then(|list| list.choices.get(choice as usize));
        choice.and_then(|choice| choice.columns.get(column as usize)).map_or("", String::as_str)
    }

    fn choice_label(&self, list: u32, choice: u32) -> String {
        let list = self.form.choice_lists.get(list as usize);
        let choice = list.and_then(|list| list.choices.get(choice as usize));
        choice.map_or_else(String::new, |choice| choice.label.plain(self.language, self.form.default_language))
    }

    fn label_of(&self, question: NodeIndex, name: &str) -> Option<String> {
        let list = self.form.question(question)?.choice_list?;
        let choice = self.form.choice_list(question)?.position(name)?;
        Some(World::choice_label(self, list, choice))
    }

    fn matches(&self, pattern: &str, text: &str) -> bool {
        if let Some(known) = self.patterns.borrow().get(pattern) {
            return known.as_ref().is_some_and(|pattern| pattern.matches(text));
        }
        let compiled = Pattern::new(pattern);
        let found = compiled.as_ref().is_some_and(|pattern| pattern.matches(text));
        let mut patterns = self.patterns.borrow_mut();
        // Patterns are few unless a form calculates them; then the oldest knowledge is worth nothing.
        if patterns.len() >= super::PATTERNS_KEPT_MAX {
            patterns.clear();
        }
        patterns.insert(pattern.to_owned(), compiled);
        found
    }

    fn now(&self) -> Moment {
        self.now
    }

    fn draw(&self) -> [u8; 16] {
        let count = self.drawn.get();
        self.drawn.set(count + 1);
        let hash = blake3::keyed_hash(&self.seed, &count.to_le_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        bytes
    }
}
