//! `search('towns', ...)` in an appearance: choices out of an attached file, as ODK Collect takes them.
//!
//! The question's own list says how: a choice whose name is a number stays as it is; of any other the name is the
//! column that is stored and the label the columns that are read. When a form is compiled, the rows of the file become
//! a list of their own, and the call becomes its filter; from there on it is a select like any other, in an interview
//! and in a replay. Each value is offered once. A call that cannot be carried out leaves the list as it is written, and
//! its author is told. The file itself was read before ([`super::attached`]).

mod call;
mod rows;
#[cfg(test)]
mod tests;

use self::{
    call::{SearchCall, Sought, Way},
    rows::Columns,
};
use super::{DraftChoiceSource, DraftKind, DraftRow, FormDraft};

/// Letters that are one with the small ones.
const LARGE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SMALL: &str = "abcdefghijklmnopqrstuvwxyz";

/// What expressions call the file that a call with these arguments searches; nothing when it names none.
#[must_use]
pub fn file_of(arguments: &str) -> Option<String> {
    call::file(arguments).filter(|file| !file.is_empty())
}

/// A call that is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Row of its question.
    pub row: u32,
    /// Why.
    pub why: String,
}

/// Gives each question with a call the rows that it searches and the filter that is its search.
pub fn carry_out(draft: &mut FormDraft) -> Vec<Refused> {
    let mut refused = Vec::new();
    for place in 0..draft.rows.len() {
        let DraftChoiceSource::Search(arguments) = &draft.rows[place].choice_source else { continue };
        match prepared(draft, &draft.rows[place], arguments) {
            Ok((list, filter)) => {
                let row = &mut draft.rows[place];
                if let DraftKind::Question { choice_list, .. } = &mut row.kind {
                    choice_list.clone_from(&list.name);
                }
                row.choice_filter = filter;
                draft.choice_lists.push(list);
            }
            Err(why) => refused.push(Refused { row: draft.rows[place].row, why }),
        }
    }
    refused
}

/// The list of a call, and the expression that chooses among it.
fn prepared(draft: &FormDraft, row: &DraftRow, arguments: &str) -> Result<(super::DraftChoiceList, String), String> {
    let call = SearchCall::read(arguments)?;
    if !row.choice_filter.trim().is_empty() {
        return Err("it does not go together with a choice_filter".to_owned());
    }
    let DraftKind::Question { choice_list, .. } = &row.kind else { return Err("only a select has it".to_owned()) };
    let written = draft.choice_lists.iter().find(|list| list.name == *choice_list);
    let written = written.ok_or("its list is not on the sheet of choices")?;
    let table = draft.tables.iter().find(|table| table.name == call.file && !table.is_empty());
    let table = table.ok_or_else(|| format!("{}.csv is not there, or has no rows", call.file))?;
    let mut columns = Columns::new(table);
    let filter = filter(&call, &mut columns)?;
    let list = rows::list(written, &columns, row.row)?;
    let is_fixed = rows::has_fixed(written);
    let filter = match (filter.is_empty(), is_fixed) {
        (false, true) => format!("{} = '1' or ({filter})", rows::FIXED),
        _ => filter,
    };
    Ok((list, filter))
}

/// The call as an expression over the columns that it looks at.
fn filter(call: &SearchCall, columns: &mut Columns<'_>) -> Result<String, String> {
    let mut sides = Vec::new();
    if let Some(Sought { way, columns: named, text }) = &call.sought {
        let text = small(text);
        let looked = named.iter().map(|named| {
            let cell = columns.searched(named)?;
            Ok(match way {
                Way::Contains => format!("contains({cell}, {text})"),
                Way::Starts => format!("starts-with({cell}, {text})"),
                Way::Ends => format!("ends-with({cell}, {text})"),
                Way::Matches => format!("{cell} = {text}"),
            })
        });
        let looked = looked.collect::<Result<Vec<_>, String>>()?;
        sides.push(if looked.len() == 1 { looked.concat() } else { format!("({})", looked.join(" or ")) });
    }
    if let Some((column, value)) = &call.filter {
        sides.push(format!("{} = {}", columns.searched(column)?, small(value)));
    }
    Ok(sides.join(" and "))
}

fn small(expression: &str) -> String {
    format!("translate(string({expression}), '{LARGE}', '{SMALL}')")
}
