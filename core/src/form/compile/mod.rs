//! From a draft to a form: names, expressions, texts, the order of recalculation.
//!
//! Each step goes on after a fault, so that an author reads all faults at once: rows give the nodes and the outline;
//! lists give the choices; then every cell with an expression is resolved; then the rules are put in order.

mod beyond;
mod cells;
mod circles;
mod lists;
mod meta;
mod named_choices;
mod order;
mod rows;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    DraftText, Form, FormDraft, FormFault, FormFaultKind, Language, Layout, NodeIndex, Piece, Sheet, Text,
    WrittenValues, dependencies::RuleKind, search,
};
use crate::{
    expr::{Expression, Outline, Read, Scope, Standing},
    ids::{FormId, FormVersion},
};

pub use lists::CHOICES_MAX;
pub use rows::{GROUP_DEPTH_MAX, NODES_MAX};

/// Bytes of all expressions of a form together: each becomes a tree that takes many times as many.
pub const EXPRESSIONS_BYTES_MAX: usize = 16 * 1024 * 1024;
/// References in labels, hints and other words of a form: each is an expression.
pub const OUTPUTS_MAX: usize = 200_000;

impl Form {
    /// Resolves a draft: all names, the order of recalculation, the place of every value.
    ///
    /// # Errors
    /// Every fault of the draft, in the order of its sheets and rows.
    pub fn compile(draft: FormDraft) -> Result<Self, Vec<FormFault>> {
        let (form, faults) = Self::compile_telling(draft);
        form.filter(|_| faults.is_empty()).ok_or(faults)
    }

    /// The same for a form that other clients load in spite of a fault: it may have those that are not
    /// [fatal](FormFault::is_fatal).
    #[must_use]
    pub fn compile_telling(mut draft: FormDraft) -> (Option<Self>, Vec<FormFault>) {
        meta::add_instance_id(&mut draft);
        let refused = search::carry_out(&mut draft);
        let mut compiler = Compiler::new(&draft);
        for search::Refused { row, why } in refused {
            compiler.fault(Cell { sheet: Sheet::Survey, row, column: "appearance" }, FormFaultKind::Search(why));
        }
        let skeleton = compiler.rows(&draft.rows, &draft.settings.root_name);
        compiler.known_tables(&draft);
        let mut nodes = compiler.cells(&skeleton, &draft);
        rows::close(&mut nodes);
        let dependencies = compiler.order(&nodes);
        compiler.circles(&nodes);
        let title = compiler.text(&draft.title, Cell { sheet: Sheet::Settings, row: 2, column: "form_title" }, None);
        let instance_name = compiler.instance_name(&draft);
        let entities = compiler.entities(&skeleton, &draft);
        let tables = compiler.tables(draft.choice_lists, draft.tables);
        compiler.faults.sort_by_key(|fault| (fault.sheet, fault.row));
        let mut faults = std::mem::take(&mut compiler.faults);
        if faults.iter().any(FormFault::is_fatal) {
            return (None, faults);
        }
        let mut form = Self {
            id: FormId(draft.id),
            version: FormVersion(draft.version),
            title,
            languages: compiler.languages,
            default_language: draft.default_language,
            layout: Layout::of(&nodes),
            nodes,
            tables,
            dependencies,
            settings: draft.settings,
            instance_name,
            entities,
            written: WrittenValues::default(),
        };
        form.written = WrittenValues::placed(&form, draft.written);
        lists::sort_looked_up_columns(&mut form, compiler.lookups);
        faults.extend(named_choices::unknown(&form));
        (Some(form), faults)
    }
}

/// What is known so far.
struct Compiler {
    outline: Outline,
    languages: Vec<Language>,
    faults: Vec<FormFault>,
    /// Rules found so far: whose, what they decide, what they read.
    rules: Vec<(NodeIndex, RuleKind, Vec<Read>)>,
    /// Expressions of `required` and `read_only`, see [`circles`].
    conditions: Vec<circles::Condition>,
    /// Columns of tables that expressions look things up in.
    lookups: Vec<(u32, u32)>,
    /// Names of the choices of lists that defaults were looked up in, by list and column.
    choices_known: HashMap<(u32, u32), HashSet<String>>,
    /// Bytes of expressions that may still be compiled, see [`EXPRESSIONS_BYTES_MAX`];
    /// nothing once it was said that they are too many.
    bytes_left: Option<usize>,
    /// References in labels and other words that may still be, see [`OUTPUTS_MAX`].
    outputs_left: usize,
}

/// A cell of the workbook, for faults.
#[derive(Debug, Clone, Copy)]
struct Cell<'c> {
    sheet: Sheet,
    row: u32,
    column: &'c str,
}

impl Compiler {
    fn new(draft: &FormDraft) -> Self {
        let languages = if draft.languages.is_empty() {
            vec![Language { name: "default".to_owned(), tag: String::new() }]
        } else {
            draft.languages.clone()
        };
        Self {
            outline: Outline::default(),
            languages,
            faults: Vec::new(),
            rules: Vec::new(),
            conditions: Vec::new(),
            lookups: Vec::new(),
            choices_known: HashMap::new(),
            bytes_left: Some(EXPRESSIONS_BYTES_MAX),
            outputs_left: OUTPUTS_MAX,
        }
    }

    fn fault(&mut self, cell: Cell<'_>, kind: FormFaultKind) {
        self.faults.push(FormFault { sheet: cell.sheet, row: cell.row, column: cell.column.to_owned(), kind });
    }

    /// An expression of a cell; `None` for an empty cell and for a fault, which is noted.
    fn expression(&mut self, source: &str, cell: Cell<'_>, standing: Standing) -> Option<(Expression, Vec<Read>)> {
        let blank = source.chars().take_while(|c| c.is_whitespace()).count();
        if source.trim().is_empty() { None } else { self.expression_from(source.trim(), blank, cell, standing) }
    }

    /// An expression that begins `before` characters into its cell.
    fn expression_from(
        &mut self,
        source: &str,
        before: usize,
        cell: Cell<'_>,
        standing: Standing,
    ) -> Option<(Expression, Vec<Read>)> {
        if !self.has_room_for(source, cell) {
            return None;
        }
        match Expression::compile_as_written(source, standing, &self.outline) {
            Ok(resolved) => {
                for mut error in resolved.nowhere {
                    error.offset += before;
                    self.fault(cell, FormFaultKind::Nowhere(error));
                }
                self.lookups.extend(resolved.lookups);
                Some((resolved.expression, resolved.reads))
            }
            Err(mut error) => {
                error.offset += before;
                self.fault(cell, FormFaultKind::Expression(error));
                None
            }
        }
    }

    /// Whether the expressions of the form are not too many yet; said once when they are.
    fn has_room_for(&mut self, source: &str, cell: Cell<'_>) -> bool {
        let Some(left) = self.bytes_left else { return false };
        self.bytes_left = left.checked_sub(source.len());
        if self.bytes_left.is_none() {
            let limit = EXPRESSIONS_BYTES_MAX;
            self.fault(cell, FormFaultKind::TooMany { what: "bytes of expressions", limit });
        }
        self.bytes_left.is_some()
    }

    /// The same for references inside of words.
    fn has_room_for_output(&mut self, cell: Cell<'_>) -> bool {
        if self.outputs_left == 1 {
            let what = "references in labels and other words";
            self.fault(cell, FormFaultKind::TooMany { what, limit: OUTPUTS_MAX });
        }
        self.outputs_left = self.outputs_left.saturating_sub(1);
        self.outputs_left > 0
    }

    /// A text with its outputs, which are resolved at a node; at none, outputs are refused.
    fn text(&mut self, written: &DraftText, cell: Cell<'_>, node: Option<NodeIndex>) -> Text {
        match written.as_slice() {
            [] => Text::default(),
            [only] if !only.contains("${") => Text::of_words([only]),
            written => {
                let pieces = |(language, words): (usize, &String)| self.pieces(words, language, cell, node);
                Text::of_pieces(written.iter().enumerate().map(pieces).collect())
            }
        }
    }

    fn pieces(&mut self, words: &str, language: usize, cell: Cell<'_>, node: Option<NodeIndex>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = words;
        // How far characters were counted, in bytes, and how many they are.
        let mut counted = (0, 0);
        let header = if words.contains("${") { self.header(cell.column, language) } else { String::new() };
        let cell = Cell { column: &header, ..cell };
        while let Some((place, output)) = next_output(rest) {
            if place.start > 0 {
                pieces.push(Piece::Words(rest[..place.start].to_owned()));
            }
            if !self.has_room_for_output(cell) {
                return pieces;
            }
            let before = words.len() - rest.len() + place.start;
            rest = &rest[place.end..];
            let standing = Standing { node: node.unwrap_or_default(), scope: Scope::Inside, choice_list: None };
            counted.1 += words[counted.0..before].chars().count();
            counted.0 = before;
            let before = counted.1;
            if let Some((expression, _)) = self.expression_from(output, before, cell, standing) {
                pieces.push(Piece::Output(expression));
            }
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        pieces
    }

    /// What the workbook calls the column of a language.
    fn header(&self, column: &str, language: usize) -> String {
        match self.languages.get(language) {
            Some(language) if language.name != "default" => format!("{column}::{}", language.name),
            _ => column.to_owned(),
        }
    }
}

/// Where the next output of a text stands, and its expression: `${name}`, or `${=expression=}` where a reader of other
/// files than workbooks found an expression that is no name.
///
/// `${}` is no reference, and stands as it is written.
fn next_output(text: &str) -> Option<(Range<usize>, &str)> {
    let start = text.match_indices("${").map(|(start, _)| start).find(|start| !text[start + 2..].starts_with('}'))?;
    let inside = start + 2;
    if let Some(written) = text[inside..].strip_prefix('=') {
        let length = written.find("=}")?;
        return Some((start..inside + 1 + length + 2, &written[..length]));
    }
    let end = inside + text[inside..].find('}')? + 1;
    Some((start..end, &text[start..end]))
}
