//! What an observer counted with one tap a row: how often, and what was seen, by hour block.

use fieldward_core::{
    analysis::{CountedRow, ObservedBlock},
    form::{Form, Path},
    review::value_in_words,
};
use maud::{Markup, html};

use crate::console::{
    desk::{Desk, DeskRecord},
    words::{Tongue, fill},
};

/// Every counted row of a record; nothing for a record without any.
pub fn counted(tongue: Tongue, desk: &Desk, record: &DeskRecord) -> Markup {
    let words = &tongue.words().answers;
    let blocks: Vec<&ObservedBlock> = record.view.blocks.iter().filter(|block| !block.rows.is_empty()).collect();
    let instrument = record.study.instrument(&record.view.instrument).filter(|_| !blocks.is_empty());
    html! {
        @if let Some(instrument) = instrument {
            section.card aria-labelledby="counted" {
                h2 #counted { (words.counted) }
                @for block in blocks {
                    h3.repetition { (fill(words.counted_block, &[("block", &(block.block + 1).to_string())])) }
                    ul { @for row in &block.rows { li { strong { (row.count) " ×" } " " (seen(tongue, desk, &instrument.form, row)) } } }
                }
            }
        }
    }
}

/// What a row shows, as far as the access plan lets a supervisor see it.
fn seen(tongue: Tongue, desk: &Desk, form: &Form, row: &CountedRow) -> String {
    let language = form.language_index(tongue.tag());
    let visible = row.row.iter().filter(|(node, _)| desk.may_see(form.node(*node).care.sensitivity));
    let words = visible.map(|(node, value)| {
        let at = Path { node: *node, at: row.at.at.clone() };
        value_in_words(form, &at, value, language)
    });
    words.collect::<Vec<_>>().join(" · ")
}
