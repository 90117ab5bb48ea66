//! Groups and repeats while they are open: every end must meet its beginning.
//!
//! What an author forgot is put in, so that the rest of the sheet is read as it was meant and only the one fault is
//! reported.

use crate::form::Care;

use super::{
    issue::Issue,
    limits::DEPTH_MAX,
    sheet::{Row, Sheet},
    types::Block,
};

/// A group or repeat that is not ended yet.
struct Open {
    block: Block,
    name: String,
    row: u32,
    care: Care,
}

impl Open {
    fn is(&self) -> String {
        format!("{} '{}' of row {}", self.block.word(), self.name, self.row)
    }
}

/// All that are open, outermost first.
#[derive(Default)]
pub struct Blocks {
    open: Vec<Open>,
    last_section: u32,
}

impl Blocks {
    /// What a row here inherits; none outside of all.
    pub fn care(&self) -> Option<&Care> {
        self.open.last().map(|open| &open.care)
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Row of the outermost open group; 0 outside of all.
    pub fn section(&self) -> u32 {
        self.open.first().map_or(0, |open| open.row)
    }

    /// Row of the last group that was begun at the top; 0 when there was none.
    pub fn last_section(&self) -> u32 {
        self.last_section
    }

    /// A beginning.
    pub fn begin(&mut self, sheet: &Sheet, row: &Row, block: Block, care: Care) -> Option<Issue> {
        if self.open.is_empty() {
            self.last_section = row.number;
        }
        let name = sheet.text(row, "name").to_owned();
        self.open.push(Open { block, name, row: row.number, care });
        (self.open.len() == DEPTH_MAX + 1).then(|| {
            let message = format!("more than {DEPTH_MAX} groups and repeats stand inside one another");
            sheet.error(row, "type", message, "Put some of them beside one another")
        })
    }

    /// An end: what is wrong with it.
    pub fn end(&mut self, sheet: &Sheet, row: &Row, block: Block) -> Vec<Issue> {
        let written = format!("end_{}", block.word());
        let Some(at) = self.open.iter().rposition(|open| open.block == block) else {
            return self.end_other(sheet, row, &written);
        };
        let mut issues = Vec::new();
        let unended = self.open.split_off(at + 1);
        for open in &unended {
            issues.push(unclosed(sheet, open, &format!("before {written} in row {}", row.number)));
        }
        let name = sheet.text(row, "name");
        if let Some(open) = self.open.pop().filter(|open| !name.is_empty() && unended.is_empty() && open.name != name) {
            let message = format!("this end is named '{name}' and ends the {}", open.is());
            issues.push(sheet.warning(row, "name", message, "Correct the name, or move the row"));
        }
        issues
    }

    /// An end of which nothing of the kind is open.
    fn end_other(&mut self, sheet: &Sheet, row: &Row, written: &str) -> Vec<Issue> {
        let Some(open) = self.open.pop() else {
            let message = format!("{written} ends nothing: no group or repeat is open here");
            return vec![sheet.error(row, "type", message, "Remove the row, or begin the group above")];
        };
        let message = format!("{written} cannot end the {}", open.is());
        let remedy = format!("Write end_{}", open.block.word());
        vec![sheet.error(row, "type", message, remedy)]
    }

    /// The sheet is over.
    pub fn finish(self, sheet: &Sheet) -> Vec<Issue> {
        self.open.iter().map(|open| unclosed(sheet, open, "before the sheet is over")).collect()
    }
}

/// An issue where the group was opened: that is where the author has to look.
fn unclosed(sheet: &Sheet, open: &Open, when: &str) -> Issue {
    let word = open.block.word();
    let message = format!("the {word} '{}' that begins here is not ended {when}", open.name);
    Issue::error(sheet.name(), message, format!("Add a row end_{word}")).at(open.row, sheet.place("type"))
}
