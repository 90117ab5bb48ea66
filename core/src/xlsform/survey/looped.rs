//! `begin_loop over LIST`: the rows inside stand once for each choice of the list, in a group of the choice's name.
//!
//! `%(name)s` and `%(label)s` (and any other column of the list) in the cells of those rows become the choice's own.

use std::collections::HashSet;

use crate::form::{DraftChoiceList, DraftKind, DraftRow, DraftText, NODES_MAX};

use super::Reader;
use crate::xlsform::{
    choices::add_other,
    limits::{CELL_CHARS_MAX, WRITTEN_BYTES_MAX},
    sheet::Row,
    types::{self, Block, Ending, RowType},
};

/// Bytes of one cell of a loop when a choice's columns stand in it.
const FILLED_BYTES_MAX: usize = CELL_CHARS_MAX * 4;

/// A loop that is not ended yet.
pub(super) struct Loop {
    /// How many groups are open inside it and with it.
    depth: usize,
    /// Where its rows begin.
    first: usize,
    list: String,
}

impl Reader<'_> {
    pub(super) fn begin_loop(&mut self, row: &Row, list: String) {
        self.begin(row, Block::Loop);
        if list.is_empty() {
            self.error(row, "type", "the loop does not say over which list it goes", "Write begin_loop over LIST");
        } else if !self.around.lists.has(&list) {
            let remedy = self.around.lists.did_you_mean(&list, "Add the list to the choices sheet, or mend its name");
            self.error(row, "type", format!("there is no choice list named '{list}'"), remedy);
        }
        self.loops.push(Loop { depth: self.blocks.depth(), first: self.rows.len(), list });
    }

    /// Ends the group at this depth; a loop is written out first.
    pub(super) fn close(&mut self, depth: usize, row: u32) {
        if self.loops.last().is_some_and(|open| open.depth == depth)
            && let Some(ended) = self.loops.pop()
        {
            self.write_out(&ended, row);
        }
        if self.flat.last() == Some(&depth) {
            self.flat.pop();
            return;
        }
        self.rows.push(DraftRow { row, kind: DraftKind::End, ..DraftRow::default() });
    }

    /// The list of a loop; with the choice `other`, when a select anywhere in the sheet adds that.
    fn looped(&self, name: &str) -> Option<DraftChoiceList> {
        let mut list = self.around.lists.get(name)?.clone();
        if self.lists_with_other().contains(name) {
            add_other(std::slice::from_mut(&mut list), &HashSet::from([name.to_owned()]), self.around.languages);
        }
        Some(list)
    }

    /// The lists of which some select of the sheet asks for the choice `other`, found at the end of the first loop.
    fn lists_with_other(&self) -> &HashSet<String> {
        self.lists_with_other.get_or_init(|| {
            let asked = self.sheet.rows().iter().filter_map(|row| match types::parse(self.sheet.text(row, "type")) {
                RowType::Select(select) if select.ending == Ending::OrOther => Some(select.list),
                _ => None,
            });
            asked.collect()
        })
    }

    fn write_out(&mut self, ended: &Loop, row: u32) {
        let inside = self.rows.split_off(ended.first.min(self.rows.len()));
        let Some(list) = self.looped(&ended.list) else { return };
        if self.rows.len() + inside.len().saturating_mul(list.len()) > NODES_MAX {
            let message = format!("the loop makes more than {NODES_MAX} questions");
            let issue = crate::xlsform::Issue::error(self.sheet.name(), message, "Use a repeat, or a shorter list");
            return self.issues.push(issue.at(row, self.sheet.place("type")));
        }
        let languages = self.around.languages.all.len().max(1);
        let mut written = 0_usize;
        for choice in (0..list.len()).filter(|choice| list.name_of(*choice) != "none") {
            let label: DraftText = (0..languages).map(|language| list.label_of(choice, language).to_owned()).collect();
            let care = inside.first().map(|row| row.care.clone()).unwrap_or_default();
            let (kind, name) = (DraftKind::BeginGroup, list.name_of(choice).to_owned());
            self.rows.push(DraftRow { row, kind, name, label, care, ..DraftRow::default() });
            let first = self.rows.len();
            self.write_one(&inside, &list, choice);
            written = self.rows[first..].iter().map(size_bytes).fold(written, usize::saturating_add);
            self.rows.push(DraftRow { row, kind: DraftKind::End, ..DraftRow::default() });
            if written > WRITTEN_BYTES_MAX {
                let message = format!("the loop makes rows of more than {WRITTEN_BYTES_MAX} bytes");
                let issue = crate::xlsform::Issue::error(self.sheet.name(), message, "Use a repeat, or shorter texts");
                return self.issues.push(issue.at(row, self.sheet.place("type")));
            }
        }
    }

    /// The rows for one choice; cells of groups inside the loop's groups stay as they are.
    fn write_one(&mut self, inside: &[DraftRow], list: &DraftChoiceList, choice: usize) {
        let mut depth = 0_usize;
        for template in inside {
            let mut row = template.clone();
            if template.kind == DraftKind::End {
                depth = depth.saturating_sub(1);
            } else if let Some(column) = (depth == 0).then(|| fill_row(&mut row, list, choice)).flatten() {
                let message = "a % in a loop begins the name of a column, such as %(label)s";
                let issue = crate::xlsform::Issue::error(self.sheet.name(), message, "Write %% for the sign itself");
                let issue = issue.at(row.row, self.sheet.place(column));
                if !self.issues.contains(&issue) {
                    self.issues.push(issue);
                }
            }
            if matches!(template.kind, DraftKind::BeginGroup | DraftKind::BeginRepeat) {
                depth += 1;
            }
            self.rows.push(row);
        }
    }
}

/// Bytes of what a row says.
fn size_bytes(row: &DraftRow) -> usize {
    let expressions: usize = row.expressions().iter().map(|(_, text)| text.len()).sum();
    let files = row.media.iter().flat_map(|media| &media.file).map(String::len);
    let others = row.attributes.iter().map(|attribute| attribute.value.len()).chain(files).sum::<usize>();
    size_of::<DraftRow>() + expressions + others + row.words().map(str::len).sum::<usize>()
}

/// Fills every cell of a row; the column of one that cannot be filled.
fn fill_row(row: &mut DraftRow, list: &DraftChoiceList, choice: usize) -> Option<&'static str> {
    let mut strange = None;
    let cells = [
        ("relevant", &mut row.relevant),
        ("required", &mut row.required),
        ("constraint", &mut row.constraint),
        ("calculation", &mut row.calculation),
        ("default", &mut row.default),
        ("read_only", &mut row.read_only),
        ("choice_filter", &mut row.choice_filter),
        ("repeat_count", &mut row.repeat_count),
    ];
    for (column, cell) in cells {
        if !fill(cell, list, choice, 0) {
            strange = Some(column);
        }
    }
    let media = row.media.iter_mut().map(|media| (media.kind.column(), &mut media.file));
    let texts = [
        ("label", &mut row.label),
        ("hint", &mut row.hint),
        ("guidance_hint", &mut row.guidance),
        ("required_message", &mut row.required_message),
        ("constraint_message", &mut row.constraint_message),
    ];
    for (column, text) in texts.into_iter().chain(media) {
        for (language, words) in text.iter_mut().enumerate() {
            if !fill(words, list, choice, language) {
                strange = Some(column);
            }
        }
    }
    strange
}

/// Puts the choice's columns in; false when a `%` is followed by something else.
fn fill(text: &mut String, list: &DraftChoiceList, choice: usize, language: usize) -> bool {
    if !text.contains('%') {
        return true;
    }
    let (mut filled, mut rest) = (String::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('%') {
        filled.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            filled.push('%');
            rest = after;
            continue;
        }
        let Some((column, after)) = after.strip_prefix('(').and_then(|after| after.split_once(")s")) else {
            return false;
        };
        let place = || list.columns.iter().position(|known| known == column);
        match column {
            "name" => filled.push_str(list.name_of(choice)),
            "label" => filled.push_str(list.label_of(choice, language)),
            _ => match place() {
                Some(place) => filled.push_str(list.cell_of(choice, place)),
                None => return false,
            },
        }
        rest = after;
        // As long as a cell may be many times over: no text that anybody reads.
        if filled.len() > FILLED_BYTES_MAX {
            return false;
        }
    }
    filled.push_str(rest);
    *text = filled;
    true
}
