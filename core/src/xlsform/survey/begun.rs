//! Rows that begin and end groups and repeats.

use std::collections::HashSet;

use crate::form::{DraftKind, DraftRow, only_reference};

use super::{Reader, table_list::TableList};
use crate::xlsform::{Issue, sheet::Row, types::Block};

impl Reader<'_> {
    pub(super) fn begin(&mut self, row: &Row, block: Block) {
        let care = self.inherited(row);
        let kind = if block == Block::Repeat { DraftKind::BeginRepeat } else { DraftKind::BeginGroup };
        let mut draft = self.draft(row, kind);
        self.check_block(row, block, &mut draft);
        draft.care = care.clone();
        let heading = self.begin_table_list(row, &mut draft);
        self.issues.extend(self.blocks.begin(self.sheet, row, block, care));
        if block == Block::Group && !self.sheet.text(row, "flat").is_empty() {
            self.flat(row);
        } else {
            self.rows.push(draft);
        }
        self.rows.extend(heading);
    }

    pub(super) fn end(&mut self, row: &Row, block: Block) {
        let before = self.blocks.depth();
        let issues = self.blocks.end(self.sheet, row, block);
        self.issues.extend(issues);
        self.table_list = TableList::None;
        self.check_end(row);
        if !self.sheet.text(row, "save_to").is_empty() {
            self.no_save(row);
        }
        for depth in (self.blocks.depth() + 1..=before).rev() {
            self.close(depth, row.number);
        }
    }

    /// What an end says has no effect; an author who wrote it there meant the group.
    fn check_end(&mut self, row: &Row) {
        const BELONG_TO_THE_BEGINNING: [&str; 6] =
            ["relevant", "repeat_count", "appearance", "constraint", "calculation", "required"];
        for column in BELONG_TO_THE_BEGINNING {
            if !self.sheet.text(row, column).is_empty() {
                let message = "the end of a group or repeat has no use for this; the cell has no effect";
                self.warning(row, column, message, "Move it to the row in which the group or repeat begins");
            }
        }
    }

    /// A group that is none among the answers: what is in it stands in the group around it.
    fn flat(&mut self, row: &Row) {
        self.flat.push(self.blocks.depth());
        let message = "the group is flat: its questions stand in the group around it, and nothing else of it is read";
        self.warning(row, "flat", message, "Clear the cell for a group of its own");
    }

    /// What only a repeat, or no group at all, can have.
    fn check_block(&mut self, row: &Row, block: Block, draft: &mut DraftRow) {
        let name = draft.name.clone();
        self.names.block(&name);
        self.check_reserved(row, &name);
        if block == Block::Repeat {
            if self.names.repeat(&name) {
                let message = format!("there is another repeat named '{name}'");
                self.error(row, "name", message, "Give each repeat of the form a name of its own");
            } else if name == self.around.root_name {
                let message = format!("'{name}' is the name of the form itself, which no repeat may have");
                self.error(row, "name", message, "Rename the repeat");
            }
            if draft.label.is_empty() && draft.media.is_empty() {
                self.warning(row, "label", "the repeat has no label", "Write what its members are called");
            }
        }
        if !draft.save_to.is_empty() {
            draft.save_to.clear();
            self.no_save(row);
        }
        let why = "only a question has this";
        // Whoever fills a column of a whole sheet writes no beside groups too.
        if draft.required != "no" {
            self.unused(row, "required", &mut draft.required, why);
        }
        self.unused(row, "constraint", &mut draft.constraint, why);
        self.unused(row, "calculation", &mut draft.calculation, why);
        self.unused(row, "default", &mut draft.default, why);
        self.unused(row, "choice_filter", &mut draft.choice_filter, "only a select has this");
        if block != Block::Repeat {
            self.unused(row, "repeat_count", &mut draft.repeat_count, "only a repeat has this");
        }
    }

    fn no_save(&mut self, row: &Row) {
        let message = "a group or repeat cannot be saved as a property of an entity";
        self.error(row, "save_to", message, "Write save_to in the row of a question");
    }

    /// A loop that writes a repeat out several times gives several repeats one name.
    pub(super) fn check_repeats(&mut self) {
        let mut known: HashSet<&str> = HashSet::new();
        let mut twice: Vec<(u32, String)> = Vec::new();
        for row in self.rows.iter().filter(|row| row.kind == DraftKind::BeginRepeat) {
            let is_written_once = self.names.how_many(&row.name) == 1;
            if !known.insert(&row.name) && is_written_once && !twice.iter().any(|(known, _)| *known == row.row) {
                twice.push((row.row, row.name.clone()));
            }
        }
        for (row, name) in twice {
            let message = format!("the loop makes several repeats named '{name}'");
            let issue =
                Issue::error(self.sheet.name(), message, "Use a repeat outside of the loop, or groups inside it");
            self.issues.push(issue.at(row, self.sheet.place("name")));
        }
    }

    /// A number that must be worked out has a question of its own in an XForm, which is called after the repeat.
    pub(super) fn check_counts(&mut self) {
        let is_reference = |count: &str| count.is_empty() || only_reference(count).is_some();
        let counted =
            self.rows.iter().filter(|row| row.kind == DraftKind::BeginRepeat && !is_reference(&row.repeat_count));
        let made: Vec<(u32, String)> = counted.map(|row| (row.row, format!("{}_count", row.name))).collect();
        for (row, name) in made.into_iter().filter(|(_, name)| self.names.how_many(name) > 0) {
            let message = format!("the number is kept in a question named '{name}', which is the name of another row");
            let remedy = format!("Rename {name}, or calculate the number in a row of its own and refer to that");
            let issue = Issue::error(self.sheet.name(), message, remedy);
            self.issues.push(issue.at(row, self.sheet.place("repeat_count")));
        }
    }

    /// The name `meta` belongs to what is said about an interview.
    pub(super) fn check_reserved(&mut self, row: &Row, name: &str) {
        if name == "meta" {
            self.error(row, "name", "the name meta is taken for what is said about an interview", "Rename it");
        }
    }
}
