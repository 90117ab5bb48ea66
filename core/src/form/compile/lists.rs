//! Choice lists: names unique, and sorted where a form looks choices up.

use std::collections::HashMap;

use super::{Cell, Compiler};
use crate::{
    expr::Code,
    form::{Choice, ChoiceList, DraftChoiceList, Form, FormFaultKind, NodeKind, Sheet},
};

/// Most choices of all lists together.
pub const CHOICES_MAX: usize = 1_000_000;

impl Compiler {
    pub fn lists(&mut self, lists: &[DraftChoiceList]) -> Vec<ChoiceList> {
        let mut total = 0;
        let mut known: Vec<&str> = Vec::new();
        let mut compiled = Vec::with_capacity(lists.len());
        for list in lists {
            let row = list.choices.first().map_or(0, |choice| choice.row);
            let cell = Cell { sheet: Sheet::Choices, row, column: "list_name" };
            if known.contains(&list.name.as_str()) {
                self.fault(cell, FormFaultKind::DuplicateList(list.name.clone()));
            }
            known.push(&list.name);
            total += list.choices.len();
            if total > CHOICES_MAX {
                self.fault(cell, FormFaultKind::TooMany { what: "choices", limit: CHOICES_MAX });
                break;
            }
            compiled.push(self.list(list));
        }
        compiled
    }

    fn list(&mut self, list: &DraftChoiceList) -> ChoiceList {
        let mut rows: HashMap<&str, u32> = HashMap::with_capacity(list.choices.len());
        let mut choices = Vec::with_capacity(list.choices.len());
        for choice in &list.choices {
            let cell = Cell { sheet: Sheet::Choices, row: choice.row, column: "name" };
            if choice.name.is_empty() {
                self.fault(cell, FormFaultKind::NoName);
            } else if let Some(first_row) = rows.insert(&choice.name, choice.row) {
                self.fault(cell, FormFaultKind::DuplicateChoice { name: choice.name.clone(), first_row });
            }
            let label = self.text(&choice.label, Cell { column: "label", ..cell }, None);
            let mut columns = choice.columns.clone();
            columns.resize(list.columns.len(), String::new());
            choices.push(Choice { name: choice.name.clone(), label, columns });
        }
        let mut by_name: Vec<u32> = (0..u32::try_from(choices.len()).unwrap_or(u32::MAX)).collect();
        by_name.sort_by(|one, other| choices[*one as usize].name.cmp(&choices[*other as usize].name));
        let by_column = vec![Vec::new(); list.columns.len()];
        ChoiceList { name: list.name.clone(), choices, columns: list.columns.clone(), by_name, by_column }
    }
}

/// Sorts the lists by those columns that a choice filter compares with something, so that a cascade over many choices
/// looks at those that match and not at all.
pub fn sort_filtered_columns(form: &mut Form) {
    let mut wanted: Vec<(u32, u32)> = Vec::new();
    for node in &form.nodes {
        let NodeKind::Question(question) = &node.kind else { continue };
        if let (Some(list), Some(filter)) = (question.choice_list, &question.choice_filter) {
            collect(&filter.code, &mut |column| wanted.push((list, column)));
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    for (list, column) in wanted {
        let Some(list) = form.choice_lists.get_mut(list as usize) else { continue };
        let column = column as usize;
        let mut order: Vec<u32> = (0..u32::try_from(list.choices.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|one, other| {
            let value = |choice: &u32| &list.choices[*choice as usize].columns[column];
            value(one).cmp(value(other)).then(one.cmp(other))
        });
        list.by_column[column] = order;
    }
}

/// The columns that are compared by `=` where it decides alone, or together with others by `and`.
fn collect(code: &Code, found: &mut dyn FnMut(u32)) {
    match code {
        Code::And(sides) => sides.iter().for_each(|side| collect(side, found)),
        Code::Compare(_, sides) => {
            for side in sides.iter() {
                if let Code::Column(column) = side {
                    found(*column);
                }
            }
        }
        _ => {}
    }
}
