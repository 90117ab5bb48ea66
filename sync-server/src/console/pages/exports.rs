//! Exports: for which purpose, which records, in which form.

use maud::{Markup, html};

use crate::console::{
    address,
    desk::Desk,
    form::Fields,
    standing,
    words::{Tongue, Words, fill},
};

/// Why an export was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFault {
    /// The purpose is not in the use statement (R089).
    Purpose,
    /// No record may be exported for it.
    Nothing,
}

/// The page.
pub fn exports(tongue: Tongue, desk: &Desk, typed: &Fields, fault: Option<ExportFault>, csrf: &str) -> Markup {
    let words = tongue.words();
    html! {
        div.stack {
            div { h1 { (words.exports.title) } p.lead { (words.exports.lead) } }
            @if let Some(fault) = fault {
                p.note.alert role="alert" {
                    @match fault { ExportFault::Purpose => (words.exports.wrong_purpose), ExportFault::Nothing => (words.exports.nothing) }
                }
            }
            @if desk.records.is_empty() {
                section.empty { h2 { (words.exports.empty_title) } p { (words.exports.empty_lead) } }
            } @else { (form(tongue, desk, typed, csrf)) }
            section.note aria-labelledby="held-back" {
                h2 #held-back { (words.exports.never_title) }
                ul { @for line in words.exports.never { li { (line) } } }
            }
        }
    }
}

fn form(tongue: Tongue, desk: &Desk, typed: &Fields, csrf: &str) -> Markup {
    let words = tongue.words();
    html! {
        form.card method="post" action=(address::EXPORTS) {
            input type="hidden" name="csrf" value=(csrf);
            (purposes(tongue, desk, typed))
            (instruments(tongue, desk, typed))
            (which(words, desk, typed))
            fieldset {
                legend { (words.exports.format) }
                (radio("format", "xlsx", words.exports.xlsx, typed, "xlsx"))
                (radio("format", "csv", words.exports.csv, typed, "xlsx"))
            }
            fieldset {
                legend { (words.exports.sensitive) }
                label.tick {
                    input type="checkbox" name="sensitive" value="yes" checked[typed.get("sensitive") == "yes"];
                    span { (words.exports.sensitive_lead) }
                }
            }
            div.actions { button type="submit" { (words.exports.make) } }
        }
    }
}

fn purposes(tongue: Tongue, desk: &Desk, typed: &Fields) -> Markup {
    let words = tongue.words();
    html! {
        div.field {
            label for="purpose" { (words.exports.purpose) }
            span.hint #purpose-hint { (words.exports.purpose_hint) }
            select #purpose name="purpose" aria-describedby="purpose-hint" required {
                option value="" { (words.exports.choose) }
                @for purpose in &desk.study.use_statement.purposes {
                    option value=(purpose.code) selected[typed.get("purpose") == purpose.code] {
                        (purpose.text.get(tongue.tag()))
                    }
                }
            }
        }
    }
}

fn instruments(tongue: Tongue, desk: &Desk, typed: &Fields) -> Markup {
    let words = tongue.words();
    let title = |instrument: &fieldward_core::study::Instrument| {
        let form = &instrument.form;
        form.title.in_general(form.language_index(tongue.tag()))
    };
    html! {
        div.field {
            label for="instrument" { (words.records.instrument) }
            select #instrument name="instrument" {
                @for instrument in desk.instruments() {
                    option value=(instrument.id) selected[typed.get("instrument") == instrument.id] { (title(instrument)) }
                }
            }
        }
    }
}

fn which(words: &Words, desk: &Desk, typed: &Fields) -> Markup {
    let first = || desk.records.iter().filter(|record| record.view.parent.is_none());
    let accepted = first().filter(|record| standing::is_accepted(desk, record)).count().to_string();
    let all = first().count().to_string();
    html! {
        fieldset {
            legend { (words.exports.which) }
            (radio("which", "accepted", &fill(words.exports.accepted, &[("count", &accepted)]), typed, "accepted"))
            (radio("which", "all", &fill(words.exports.all, &[("count", &all)]), typed, "accepted"))
        }
    }
}

fn radio(name: &str, value: &str, text: &str, typed: &Fields, preset: &str) -> Markup {
    let chosen = if typed.get(name).is_empty() { preset } else { typed.get(name) };
    html! {
        label.tick {
            input type="radio" name=(name) value=(value) checked[chosen == value];
            span { (text) }
        }
    }
}
