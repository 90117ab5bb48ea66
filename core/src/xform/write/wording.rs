//! Words: inline where a form has one language, by key among the translations where it has several.
//!
//! A key is the path of its node and what is said there. Values inside words become outputs; pictures and sounds have
//! keys in any case, for they cannot stand inline.

use std::fmt::{self, Write};

use super::{Writer, paths::Place};
use crate::form::{Form, Node, NodeIndex, Piece, Text};

/// Where the words of an element stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// In the element itself.
    Inline,
    /// Among the translations.
    Keyed,
}

/// Whether the words of a form are by language.
pub fn is_translated(form: &Form) -> bool {
    form.languages.len() > 1 || form.languages.first().is_some_and(|language| language.name != "default")
}

/// Where a node's label stands: pictures and sounds need a key.
pub fn of_label(form: &Form, node: &Node) -> Wording {
    let keyed = !node.media.is_empty() || (is_translated(form) && !node.label.is_empty());
    if keyed { Wording::Keyed } else { Wording::Inline }
}

/// Where a node's hint stands: guidance needs a key.
pub fn of_hint(form: &Form, node: &Node) -> Wording {
    let keyed = !node.guidance.is_empty() || (is_translated(form) && !node.hint.is_empty());
    if keyed { Wording::Keyed } else { Wording::Inline }
}

/// Where a message stands: an attribute can hold no value of another question.
pub fn of_message(form: &Form, text: &Text) -> Wording {
    let has_output = text.pieces().any(|piece| matches!(piece, Piece::Output(_)));
    if has_output || is_translated(form) { Wording::Keyed } else { Wording::Inline }
}

impl<W: Write> Writer<'_, '_, W> {
    /// The label and the hint of a control, as far as it has them.
    pub(super) fn label_and_hint(&mut self, index: NodeIndex) -> fmt::Result {
        let node = self.form.node(index);
        let has_hint = !node.hint.is_empty() || !node.guidance.is_empty();
        if !node.label.is_empty() || !node.media.is_empty() || has_hint {
            self.label(index)?;
        }
        if has_hint {
            self.spoken(index, "hint", &node.hint, of_hint(self.form, node))?;
        }
        Ok(())
    }

    /// The label of a node, empty when it has none.
    pub(super) fn label(&mut self, index: NodeIndex) -> fmt::Result {
        let node = self.form.node(index);
        self.spoken(index, "label", &node.label, of_label(self.form, node))
    }

    fn spoken(&mut self, index: NodeIndex, name: &str, text: &Text, wording: Wording) -> fmt::Result {
        match wording {
            Wording::Keyed => {
                self.xml.open(name)?;
                let key = format!("jr:itext('{}:{name}')", self.paths.absolute(index));
                self.xml.attribute("ref", &key)?;
            }
            Wording::Inline => {
                self.xml.open_text(name)?;
                let pieces = text.languages().find(|pieces| !pieces.is_empty());
                self.pieces(pieces.unwrap_or(&[]), Place::at(index))?;
            }
        }
        self.xml.close()
    }

    /// What an attribute says for a message: the words, or the key.
    pub(super) fn message(&self, index: NodeIndex, name: &str, text: &Text) -> String {
        match of_message(self.form, text) {
            Wording::Keyed => format!("jr:itext('{}:{name}')", self.paths.absolute(index)),
            Wording::Inline => text.plain(self.form.default_language, 0),
        }
    }

    /// Words and outputs inside the open element.
    pub(super) fn pieces(&mut self, pieces: &[Piece], place: Place) -> fmt::Result {
        for piece in pieces {
            match piece {
                Piece::Words(words) => self.xml.text(words)?,
                Piece::Output(expression) => {
                    let value = self.paths.xpath(&expression.source, place);
                    self.xml.text_element("output")?;
                    self.xml.attribute("value", &value)?;
                    self.xml.close()?;
                }
            }
        }
        Ok(())
    }
}
