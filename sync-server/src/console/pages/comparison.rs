//! A correction beside what it corrects, field by field.

use fieldward_core::review::{FieldChange, FieldComparison, compare};
use maud::{Markup, html};

use crate::console::{
    desk::{Desk, DeskRecord},
    pages::answers::{Seen, shown, value},
    words::Words,
};

/// The table of queried fields.
pub fn comparison(words: &Words, desk: &Desk, parent: &DeskRecord, correction: &DeskRecord, seen: Seen) -> Markup {
    let fields = compare(&parent.view, &correction.view);
    html! {
        section.card.table-card aria-labelledby="comparison" {
            h2 #comparison { (words.comparison.title) }
            @if fields.is_empty() { p { (words.comparison.nothing) } } @else {
                table.cards {
                    thead { tr {
                        th scope="col" { (words.comparison.question) }
                        th scope="col" { (words.comparison.before) }
                        th scope="col" { (words.comparison.after) }
                        th scope="col" { (words.comparison.change) }
                    } }
                    tbody { @for field in &fields { (row(words, desk, field, seen)) } }
                }
            }
        }
    }
}

fn row(words: &Words, desk: &Desk, field: &FieldComparison<'_>, seen: Seen) -> Markup {
    let cell = |answer| html! { dl.cell { (value(words, answer, shown(desk, answer, seen))) } };
    html! {
        tr {
            th scope="row" { (field.after.label) }
            td data-label=(words.comparison.before) { @if let Some(before) = field.before { (cell(before)) } @else { "–" } }
            td data-label=(words.comparison.after) { (cell(field.after)) }
            td data-label=(words.comparison.change) {
                @match field.change {
                    FieldChange::Changed => span.chip.new { (words.comparison.changed) },
                    FieldChange::Confirmed => span.chip.quiet { (words.comparison.confirmed) },
                }
            }
        }
    }
}
