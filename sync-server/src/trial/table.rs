//! Selects that stand as rows of one table: appearances `label`, `list-nolabel`, `table-list`.
//!
//! The choices are the columns, said once in the head; a row has its label and a mark under what is chosen. Where the
//! table would be wider than the terminal, each row says its choices itself.

use fieldward_core::{
    form::{Look, NodeIndex, Path, Value, look::Arrangement},
    instance::Instance,
};
use unicode_width::UnicodeWidthStr;

use super::surface::direction;
use crate::terminal::{
    draw::{Ink, Line},
    wrap::{Direction, wrap},
};

/// Columns of a row's label, where there are so many.
const LABEL_COLUMNS: usize = 28;
/// Blanks between columns.
const GAP: usize = 2;

/// Whether a question is a row of a table.
pub(super) fn is_row(instance: &Instance, at: &Path) -> bool {
    matches!(instance.form().look(at.node), Look::Choices(look) if look.arrangement == Arrangement::TableRow)
}

/// The rows of one list that stand on a page, with the row that is asked.
pub(super) struct TableOfSelects<'t> {
    pub instance: &'t Instance,
    pub language: &'t str,
    pub width: usize,
    pub rows: &'t [&'t Path],
    pub asked: &'t Path,
}

impl TableOfSelects<'_> {
    /// The whole table; nothing where there are no rows.
    pub fn lines(&self) -> Vec<Line> {
        let Some(first) = self.rows.first() else { return Vec::new() };
        let choices = self.choices(first);
        let widths: Vec<usize> = choices.iter().map(|choice| choice.width()).collect();
        let needed: usize = widths.iter().map(|width| width + GAP).sum();
        let room = self.width.saturating_sub(needed + GAP).min(LABEL_COLUMNS);
        let is_narrow =
            room < LABEL_COLUMNS / 2 || choices.iter().any(|choice| direction(choice) == Direction::RightToLeft);
        let mut lines = self.title(first);
        if is_narrow {
            lines.extend(self.rows.iter().flat_map(|row| self.row_alone(row, &choices)));
            return lines;
        }
        let head: String = choices.iter().map(|choice| format!("{}{choice}", " ".repeat(GAP))).collect();
        lines.push(Line { ink: Ink::Faint, text: format!("{}{head}", " ".repeat(GAP + room)) });
        lines.extend(self.rows.iter().flat_map(|row| self.row(row, room, &widths)));
        lines
    }

    /// What the head says besides the choices.
    fn title(&self, row: &Path) -> Vec<Line> {
        let form = self.instance.form();
        let list = |node: NodeIndex| form.question(node).and_then(|question| question.choice_list);
        let is_head = |node: &NodeIndex| form.node(*node).is_header() && list(*node) == list(row.node);
        let head = form.children(form.node(row.node).parent).find(is_head);
        let label =
            head.map(|node| self.instance.label(&Path { node, at: row.at.clone() }, self.language)).unwrap_or_default();
        if label.is_empty() { Vec::new() } else { self.put("", &label) }
    }

    /// A row with a mark under each choice that stands.
    fn row(&self, row: &Path, room: usize, widths: &[usize]) -> Vec<Line> {
        let label = self.instance.label(row, self.language);
        let mut lines = wrap(self.mark(row), &label, GAP + room, direction(&label));
        let chosen = self.chosen(row);
        let mut marks = String::new();
        for (place, width) in widths.iter().enumerate() {
            let mark = if chosen.contains(&place) { "x" } else { "·" };
            let before = (width - 1) / 2;
            marks += &format!("{}{}{mark}{}", " ".repeat(GAP), " ".repeat(before), " ".repeat(width - 1 - before));
        }
        if let Some(first) = lines.first_mut() {
            let isolates = first.matches(['\u{2067}', '\u{2069}']).count();
            let blank = (GAP + room).saturating_sub(first.width().saturating_sub(isolates));
            *first = format!("{first}{}{}", " ".repeat(blank), marks.trim_end());
        }
        let ink = self.ink(row);
        lines.into_iter().map(|text| Line { ink, text }).collect()
    }

    /// A row that says its choices itself.
    fn row_alone(&self, row: &Path, choices: &[String]) -> Vec<Line> {
        let label = self.instance.label(row, self.language);
        let chosen = self.chosen(row);
        let said: Vec<String> = choices
            .iter()
            .enumerate()
            .map(|(place, choice)| format!("[{}] {choice}", if chosen.contains(&place) { "x" } else { " " }))
            .collect();
        let mut lines: Vec<Line> = wrap(self.mark(row), &label, self.width, direction(&label))
            .into_iter()
            .map(|text| Line { ink: self.ink(row), text })
            .collect();
        lines.extend(self.put("    ", &said.join("  ")));
        lines
    }

    fn mark(&self, row: &Path) -> &'static str {
        if row == self.asked { "> " } else { "· " }
    }

    fn ink(&self, row: &Path) -> Ink {
        if row == self.asked { Ink::Plain } else { Ink::Faint }
    }

    fn choices(&self, row: &Path) -> Vec<String> {
        let offered = self.instance.shown_choices(row);
        let label = |choice: &u32| self.instance.choice_label(row, *choice, self.language);
        (1..).zip(&offered).map(|(number, choice)| format!("{number} {}", label(choice))).collect()
    }

    /// Places of what is chosen, among the choices of the row.
    fn chosen(&self, row: &Path) -> Vec<usize> {
        let chosen: &[u32] = match self.instance.value(row) {
            Some(Value::Choice(one)) => std::slice::from_ref(one),
            Some(Value::Choices(several)) => several,
            _ => &[],
        };
        let offered = self.instance.shown_choices(row);
        (0..offered.len()).filter(|place| chosen.contains(&offered[*place])).collect()
    }

    fn put(&self, first: &str, text: &str) -> Vec<Line> {
        let lines = wrap(first, text, self.width, direction(text));
        lines.into_iter().map(|text| Line { ink: Ink::Faint, text }).collect()
    }
}
