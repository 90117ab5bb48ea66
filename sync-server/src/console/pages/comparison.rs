//! A correction beside what stands without it, field by field, and beside other corrections that say something else.

use maud::{Markup, html};

use crate::console::{
    address,
    desk::{Desk, DeskRecord},
    pages::answers::{Seen, Shown, shown, value},
    say,
    standing::{Field, field_by_field},
    words::Words,
};

/// The table of what accepting a correction decides about.
pub fn comparison(words: &Words, desk: &Desk, correction: &DeskRecord, seen: Seen) -> Markup {
    let mut fields = field_by_field(desk, correction);
    fields.retain(|field| shown(desk, &field.after, seen) != Shown::Denied);
    html! {
        section.card.table-card aria-labelledby="comparison" {
            h2 #comparison { (words.comparison.title) }
            @if fields.is_empty() { p { (words.comparison.nothing) } } @else {
                p.soft { (words.comparison.lead) }
                (table(words, desk, &fields, seen))
            }
        }
    }
}

fn table(words: &Words, desk: &Desk, fields: &[Field], seen: Seen) -> Markup {
    let said = |field: &Field| !field.others.is_empty() && shown(desk, &field.after, seen) == Shown::Plain;
    let elsewhere = fields.iter().any(said);
    html! {
        table.cards {
            thead { tr {
                th scope="col" { (words.comparison.question) }
                th scope="col" { (words.comparison.before) }
                th scope="col" { (words.comparison.after) }
                @if elsewhere { th scope="col" { (words.comparison.elsewhere) } }
                th scope="col" { (words.comparison.change) }
            } }
            tbody {
                @for field in fields {
                    tr {
                        (said_here(words, field, shown(desk, &field.after, seen)))
                        @if elsewhere {
                            td data-label=(words.comparison.elsewhere) {
                                @if said(field) { (said_elsewhere(words, desk, field)) } @else { "–" }
                            }
                        }
                        td data-label=(words.comparison.change) { (change(words, field, shown(desk, &field.after, seen))) }
                    }
                }
            }
        }
    }
}

fn said_here(words: &Words, field: &Field, shown: Shown) -> Markup {
    let cell = |answer| html! { dl.cell { (value(words, answer, shown)) } };
    html! {
        th scope="row" { (field.after.label) }
        td data-label=(words.comparison.before) { @if let Some(before) = &field.before { (cell(before)) } @else { "–" } }
        td data-label=(words.comparison.after) { (cell(&field.after)) }
    }
}

fn said_elsewhere(words: &Words, desk: &Desk, field: &Field) -> Markup {
    html! {
        div {
            @for (id, answer) in &field.others {
                dl.cell { (value(words, answer, Shown::Plain)) }
                @if let Some(other) = desk.record(*id) {
                    a href=(address::record(*id)) { (say::wall_time(words, other.received_ms, 0)) }
                }
            }
        }
    }
}

/// What is closed shows neither what it says nor whether that is new.
fn change(words: &Words, field: &Field, shown: Shown) -> Markup {
    html! {
        @if shown != Shown::Plain { "–" }
        @else if field.is_changed() { span.chip.new { (words.comparison.changed) } }
        @else { span.chip.quiet { (words.comparison.confirmed) } }
    }
}
