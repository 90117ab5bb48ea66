//! From the parts of a file to a draft: what each part says, then the lists, then the rows that need both.
//!
//! What is more than a form may have is told here, where all of it is known. What the draft means is the compiler's
//! affair.

use std::collections::HashSet;

use super::{
    choices::Lists, issue::Issue, itemset::by_instance, last_saved, model::Parts, nodes::Tree, rows::Rows, said::Said,
    settings, words::Words, written,
};
use crate::{
    form::{Attachment, DraftWritten, FormDraft, Table, WRITTEN_VALUES_MAX, attached::Attachments},
    xform::{
        limits::{CELLS_MAX, COLUMNS_MAX, SPOKEN_BYTES_MAX},
        xml::Document,
    },
};

/// A draft, and where its rows come from.
pub struct Drafted {
    /// What the compiler takes.
    pub draft: FormDraft,
    /// The nodes, by a row's number less one.
    pub tree: Tree,
}

/// Puts a file's parts together.
pub fn draft(file: &Document, parts: &Parts<'_>, attachments: &Attachments, issues: &mut Vec<Issue>) -> Drafted {
    let said = Said::of(file, parts, issues);
    let mut lists = Lists::of(&parts.secondary(), &by_instance(&said.itemsets), &said.words, &said.tree);
    let rows = Rows::of(&said, &mut lists, issues);
    let repeats: HashSet<usize> = said.body.repeats.keys().copied().collect();
    let written = written::values(parts.main, &said.tree, &repeats);
    too_much(&said.words, &written, parts, issues);
    left_out(file, &lists, issues);
    let files = lists.attachments.iter().map(|file| attached(file, attachments, parts, issues));
    let mut tables: Vec<Table> = files.chain(lists.tables).collect();
    tables.extend(lists.last_saved.as_ref().map(|id| last_saved::table(id, &said.tree, &rows, &said.meta)));
    let draft = FormDraft {
        id: parts.main.attribute("id").unwrap_or(&parts.main.name).to_owned(),
        version: parts.main.attribute("version").unwrap_or_default().to_owned(),
        title: vec![parts.title.clone(); said.words.count()],
        rows,
        tables,
        choice_lists: lists.lists,
        attachments: lists.attachments,
        settings: settings::settings(file, parts, &said.tree, &said.meta),
        instance_name: said.meta.renamed(&said.meta.instance_name),
        settings_row: 1,
        entities: said.meta.entities,
        written,
        default_language: said.words.default_language,
        languages: said.words.languages,
    };
    Drafted { draft, tree: said.tree }
}

/// Says what is more than a form may have.
fn too_much(words: &Words, written: &[DraftWritten], parts: &Parts<'_>, issues: &mut Vec<Issue>) {
    if words.is_too_much() {
        let message = format!("more than {SPOKEN_BYTES_MAX} bytes of words");
        issues.push(Issue::error((0, 0), message, "Divide the form"));
    }
    if written.len() > WRITTEN_VALUES_MAX {
        let message = format!("the repetitions have more than {WRITTEN_VALUES_MAX} values in writing");
        issues.push(Issue::error((parts.main.line, parts.main.column), message, "Begin with fewer repetitions"));
    }
}

/// Says what of the file is more than is kept.
fn left_out(file: &Document, lists: &Lists, issues: &mut Vec<Issue>) {
    if let Some(place) = lists.too_large {
        let message = format!("a list has more than {COLUMNS_MAX} columns, or more than {CELLS_MAX} cells");
        issues.push(Issue::error(place, message, "Divide the list, or leave out columns that nothing reads"));
    }
    if file.namespaces_left_out > 0 {
        let message = format!("{} more vocabularies are declared than are kept", file.namespaces_left_out);
        issues.push(Issue::warning((0, 0), message, "Declare those alone that the form uses"));
    }
}

/// The table of a file beside the form; an empty one, and a warning, when it cannot be read.
fn attached(file: &Attachment, attachments: &Attachments, parts: &Parts<'_>, issues: &mut Vec<Issue>) -> Table {
    let (table, error) = attachments.table(&file.id, &file.file);
    if let Some(error) = error {
        let place = (parts.model.line, parts.model.column);
        issues.push(Issue::warning(place, error.to_string(), "Put the file beside the XForm"));
    }
    table
}
