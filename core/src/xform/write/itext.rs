//! The translations: for each language, the words of every label, hint, message and choice, with pictures and sounds.
//!
//! A text that is missing in one language and there in another is written `-`, so that all languages have the same
//! keys, as readers of XForms demand.

use std::fmt::{self, Write};

use super::{
    Writer,
    paths::Place,
    wording::{self, Wording},
};
use crate::form::{
    Media, MediaKind, NodeIndex, Text,
    table::{self, Source, Table},
};

/// What a reader sees for a text that was not translated.
pub const UNTRANSLATED: &str = "-";

/// One text of one language: its form, and what it says.
struct Value<'t> {
    form: &'static str,
    folder: &'static str,
    text: &'t Text,
}

impl<W: Write> Writer<'_, '_, W> {
    pub(super) fn itext(&mut self) -> fmt::Result {
        if !self.has_itext() {
            return Ok(());
        }
        self.xml.open("itext")?;
        let form = self.form;
        for (language, spoken) in form.languages.iter().enumerate() {
            self.xml.open("translation")?;
            self.xml.attribute("lang", &spoken.name)?;
            if language == usize::from(form.default_language) {
                self.xml.attribute("default", "true()")?;
            }
            for index in (1..form.nodes.len()).filter_map(|index| u32::try_from(index).ok()).map(NodeIndex) {
                self.node_texts(index, language)?;
            }
            for table in form.tables.iter().filter(|table| is_keyed(table)) {
                self.choice_texts(table, language)?;
            }
            self.xml.close()?;
        }
        self.xml.close()
    }

    fn has_itext(&self) -> bool {
        let keyed = |index: NodeIndex| {
            let node = self.form.node(index);
            let messages = super::question::of(node).is_some_and(|question| {
                [&question.constraint_message, &question.required_message]
                    .into_iter()
                    .any(|text| !text.is_empty() && wording::of_message(self.form, text) == Wording::Keyed)
            });
            messages
                || wording::of_label(self.form, node) == Wording::Keyed
                || wording::of_hint(self.form, node) == Wording::Keyed
        };
        let nodes = (1..self.form.nodes.len()).filter_map(|index| u32::try_from(index).ok()).map(NodeIndex);
        self.form.tables.iter().any(is_keyed) || nodes.into_iter().any(keyed)
    }

    fn node_texts(&mut self, index: NodeIndex, language: usize) -> fmt::Result {
        let node = self.form.node(index);
        let (path, place) = (self.paths.absolute(index).to_owned(), Place::at(index));
        if wording::of_label(self.form, node) == Wording::Keyed {
            let mut values = vec![Value { form: "", folder: "", text: &node.label }];
            values.extend(node.media.iter().map(media));
            self.text(&format!("{path}:label"), &values, language, place)?;
        }
        if wording::of_hint(self.form, node) == Wording::Keyed {
            let values = [
                Value { form: "", folder: "", text: &node.hint },
                Value { form: "guidance", folder: "", text: &node.guidance },
            ];
            self.text(&format!("{path}:hint"), &values, language, place)?;
        }
        let Some(question) = super::question::of(node) else { return Ok(()) };
        for (name, text) in
            [("jr:constraintMsg", &question.constraint_message), ("jr:requiredMsg", &question.required_message)]
        {
            if !text.is_empty() && wording::of_message(self.form, text) == Wording::Keyed {
                self.text(&format!("{path}:{name}"), &[Value { form: "", folder: "", text }], language, place)?;
            }
        }
        Ok(())
    }

    fn choice_texts(&mut self, table: &Table, language: usize) -> fmt::Result {
        for row in 0..table.len() {
            let label = table.label(row, table::ITEXT_ID).to_text();
            let mut values = vec![Value { form: "", folder: "", text: &label }];
            values.extend(table.media(row).map(media));
            self.text(&table.cell(row, table::ITEXT_ID), &values, language, Place::NOWHERE)?;
        }
        Ok(())
    }

    fn text(&mut self, key: &str, values: &[Value<'_>], language: usize, place: Place) -> fmt::Result {
        self.xml.open("text")?;
        self.xml.attribute("id", key)?;
        for value in values.iter().filter(|value| !value.text.is_empty()) {
            let pieces = value.text.in_language(language);
            if pieces.is_empty() && !value.folder.is_empty() {
                continue;
            }
            self.xml.open_text("value")?;
            self.xml.attribute_if("form", value.form)?;
            if pieces.is_empty() {
                self.xml.text(UNTRANSLATED)?;
            } else {
                if !value.folder.is_empty() {
                    self.xml.text(&format!("jr://{}/", value.folder))?;
                }
                self.pieces(pieces, place)?;
            }
            self.xml.close()?;
        }
        self.xml.close()
    }
}

fn media(media: &Media) -> Value<'_> {
    let (form, folder) = (MediaKind::column(media.kind), MediaKind::folder(media.kind));
    Value { form, folder, text: &media.file }
}

/// Whether the labels of a list that goes out are translated.
fn is_keyed(table: &Table) -> bool {
    table.column("itextId").is_some() && !matches!(table.source, Source::Searched(_))
}
