//! The id of an interview, as a value that expressions may read: `${instanceID}`.
//!
//! Only a form that reads it has a question for it, in a group `meta` at the end, where other clients keep it too. Both
//! are made by no row, by which [`crate::form::Form::is_made`] knows them.

use crate::form::{Control, DataType, DraftChoiceList, DraftKind, DraftRow, FormDraft, Preload};

const REFERENCE: &str = "${instanceID}";

/// Adds the rows of the id to a draft that reads it.
pub fn add_instance_id(draft: &mut FormDraft) {
    let is_read = draft.rows.iter().any(reads)
        || draft.choice_lists.iter().any(says)
        || draft.instance_name.contains(REFERENCE)
        || draft.entities.iter().any(|entity| {
            [&entity.id, &entity.create_if, &entity.update_if, &entity.label]
                .iter()
                .any(|cell| cell.contains(REFERENCE))
        });
    if !is_read || draft.rows.iter().any(|row| row.name == "instanceID") {
        return;
    }
    let control = Control::Preload(Preload::InstanceId);
    let id = DraftKind::Question { data_type: DataType::Text, control, choice_list: String::new() };
    for (kind, name) in [(DraftKind::BeginGroup, "meta"), (id, "instanceID"), (DraftKind::End, "")] {
        draft.rows.push(DraftRow { kind, name: name.to_owned(), ..DraftRow::default() });
    }
}

fn says(list: &DraftChoiceList) -> bool {
    let mut labels = (0..list.len()).flat_map(|choice| (0..list.languages()).map(move |language| (choice, language)));
    list.has_outputs() && labels.any(|(choice, language)| list.label_of(choice, language).contains(REFERENCE))
}

fn reads(row: &DraftRow) -> bool {
    let cells = [
        &row.relevant,
        &row.required,
        &row.constraint,
        &row.calculation,
        &row.default,
        &row.read_only,
        &row.choice_filter,
        &row.repeat_count,
        &row.seed,
    ];
    let texts = [&row.label, &row.hint, &row.guidance, &row.required_message, &row.constraint_message];
    cells.into_iter().chain(texts.into_iter().flatten()).any(|cell| cell.contains(REFERENCE))
}
