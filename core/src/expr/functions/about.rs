//! What an expression can ask about the form, the device and the interview's words; and looking up one cell of a table.
//!
//! `name()`, `local-name()` and the others about a node's place in a document are answered when the form is compiled:
//! they are constants, and no document is left when the form runs.

use serde::{Deserialize, Serialize};

use super::{Entry, MANY, entry};
use crate::expr::{Code, Evaluation, Item, Reach, RowFilter, RowsRef, World};

/// Functions about the form, the device and the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named as authors know it; the table says what it takes")]
pub enum AboutFunction {
    Version,
    Property,
    Depend,
    Itext,
    PullData,
    Lang,
    Name,
    NamespaceUri,
    Id,
}

pub(super) const TABLE: &[Entry<AboutFunction>] = &[
    entry("version", AboutFunction::Version, 0, 0),
    entry("property", AboutFunction::Property, 1, 1),
    entry("depend", AboutFunction::Depend, 1, MANY),
    entry("jr:itext", AboutFunction::Itext, 1, 1),
    entry("pulldata", AboutFunction::PullData, 4, 4),
    entry("lang", AboutFunction::Lang, 1, 1),
    entry("name", AboutFunction::Name, 0, 1),
    entry("local-name", AboutFunction::Name, 0, 1),
    entry("namespace-uri", AboutFunction::NamespaceUri, 0, 1),
    entry("id", AboutFunction::Id, 1, 1),
];

impl AboutFunction {
    pub(super) fn call<'w, W: World>(self, evaluation: &Evaluation<'w, W>, arguments: &'w [Code]) -> Item<'w> {
        let text = |position: usize| evaluation.text(&arguments[position]);
        match self {
            Self::Version => Item::Text(evaluation.world.version().into()),
            Self::Property => Item::text(evaluation.world.property(&text(0))),
            Self::Depend => evaluation.code(&arguments[0]),
            Self::Itext => {
                let id = text(0);
                evaluation.world.itext(&id).map_or_else(|| Item::text(format!("[itext:{id}]")), Item::text)
            }
            Self::PullData => pulled(evaluation, [text(0), text(1), text(2), text(3)].map(|text| text.into_owned())),
            Self::Lang => Item::Boolean(is_language(evaluation.world.language(), &text(0))),
            // Answered when the form was compiled; no node of a form has a namespace or an id of its own.
            Self::Name | Self::NamespaceUri | Self::Id => Item::EMPTY,
        }
    }
}

/// The cell of the first row in which another column has this text, where the names are calculated.
fn pulled<'w, W: World>(evaluation: &Evaluation<'w, W>, [table, column, key, wanted]: [String; 4]) -> Item<'w> {
    let world = evaluation.world;
    let Some(table) = world.table(table.trim_end_matches(".csv")) else { return Item::EMPTY };
    let (Some(column), Some(key)) = (world.column_alike(table, &column), world.column_alike(table, &key)) else {
        return Item::EMPTY;
    };
    evaluation.row_alike(table, key, &wanted).map_or(Item::EMPTY, |row| Item::Text(world.cell(table, row, column)))
}

/// `pulldata` with its three names written out, as the path that it stands for.
pub fn pulldata_path(table: u32, column: u32, key: u32, wanted: Code) -> Code {
    let filters = vec![RowFilter::Alike(key, wanted)];
    Code::Rows(Box::new(RowsRef { table, filters, column: Reach::Column(column) }))
}

/// Whether a language tag is the wanted one or a kind of it: `en-GB` is `en`.
fn is_language(tag: &str, wanted: &str) -> bool {
    let (tag, wanted) = (tag.to_lowercase(), wanted.to_lowercase());
    tag.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
