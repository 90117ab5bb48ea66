//! What expressions can ask about an interview.

use std::borrow::Cow;

use super::{Instance, store};
use crate::{
    expr::{At, Item, NodeIndex, Pattern, World, alike},
    form::{Table, Value, table::ITEXT_ID},
    moment::Moment,
};

impl World for Instance {
    fn read(&self, node: NodeIndex, at: At) -> Item<'_> {
        let slot = if self.is_open(node, at) { self.slot(node, at) } else { None };
        match slot.and_then(|slot| slot.value.as_ref()) {
            // Whatever offset a moment was said in, it is told as this device's clock shows it.
            Some(Value::DateTime(ms, _)) => Item::DateTime(*ms, self.offset_min()),
            Some(value) => store::item_of(&self.form, node, value),
            None => Item::EMPTY,
        }
    }

    fn is_relevant(&self, node: NodeIndex, at: At) -> bool {
        self.slot(node, at).is_some() && self.is_open(node, at)
    }

    fn repetitions(&self, repeat: NodeIndex, around: At) -> u16 {
        if self.bounds.is_exhausted() { 0 } else { Self::repetitions(self, repeat, around) }
    }

    fn visited(&self, count: u32) {
        self.bounds.note_visits(count);
    }

    fn table(&self, name: &str) -> Option<u32> {
        self.form.tables.iter().position(|table| table.name == name).and_then(|place| u32::try_from(place).ok())
    }

    fn column(&self, table: u32, name: &str) -> Option<u32> {
        self.form.tables.get(table as usize)?.column(name)
    }

    fn column_alike(&self, table: u32, name: &str) -> Option<u32> {
        let found = self.form.tables.get(table as usize)?;
        let near = || found.columns().iter().position(|known| alike(known, name)).and_then(|at| u32::try_from(at).ok());
        found.column(name).or_else(near)
    }

    fn rows(&self, table: u32) -> u32 {
        let table = self.form.tables.get(table as usize).filter(|_| !self.bounds.is_exhausted());
        table.map_or(0, Table::len)
    }

    fn cell(&self, table: u32, row: u32, column: u32) -> Cow<'_, str> {
        self.form.tables.get(table as usize).map_or(Cow::Borrowed(""), |table| table.cell(row, column))
    }

    fn has_cell(&self, table: u32, row: u32, column: u32) -> bool {
        self.form.tables.get(table as usize).is_some_and(|table| table.has_cell(row, column))
    }

    fn rows_where(&self, table: u32, column: u32, text: &str) -> Option<&[u32]> {
        self.form.tables.get(table as usize)?.rows_where(column, text)
    }

    fn itext(&self, id: &str) -> Option<String> {
        let label =
            self.form.tables.iter().find_map(|table| Some(table.label(table.row_of_itext_id(id)?, ITEXT_ID)))?;
        Some(label.plain(self.language, self.form.default_language).into_owned())
    }

    fn label_of(&self, question: NodeIndex, at: At, name: &str) -> Option<String> {
        self.choice_name(question, at, name)
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

    fn version(&self) -> &str {
        &self.form.version.0
    }

    fn property(&self, name: &str) -> String {
        match name {
            "deviceid" => self.around.device_id.clone(),
            _ => self.around.values.get(name).cloned().unwrap_or_default(),
        }
    }

    fn language(&self) -> &str {
        self.form.languages.get(usize::from(self.language)).map_or("", |language| &language.tag)
    }

    fn now(&self) -> Moment {
        self.around.now
    }

    fn draw(&self) -> [u8; 16] {
        let count = self.drawn.get();
        self.drawn.set(count + 1);
        let hash = blake3::keyed_hash(&self.around.seed, &count.to_le_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        bytes
    }
}
