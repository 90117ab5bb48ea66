//! How the interview came about: consent, distress, presence, referrals, the stop.

use fieldward_core::{
    log::{ConsentAnswer, DistressPoint, GuardianAnswer},
    review::{DistressView, PresenceNote, PresenceView},
    words::{language_name, need},
};
use maud::{Markup, html};

use crate::console::{
    desk::{Desk, DeskRecord},
    pages::answers::{Seen, Shown, class},
    say,
    words::{Tongue, Words, fill},
};

/// The card of facts.
pub fn facts(tongue: Tongue, desk: &Desk, record: &DeskRecord, seen: Seen) -> Markup {
    let words = tongue.words();
    let view = &record.view;
    let said = fieldward_core::words::Tongue::of(tongue.tag());
    // That a highly sensitive section was reached stands in its distress check.
    let checks: Vec<&DistressView> =
        view.distress.iter().filter(|check| class(desk, check.sensitivity, seen) == Shown::Plain).collect();
    html! {
        section.card aria-labelledby="facts" {
            h2 #facts { (words.facts.title) }
            dl.facts {
                (line(words.facts.duration, &duration(words, record)))
                @if !view.spoken.is_empty() { (line(words.facts.language, &language_name(&view.spoken))) }
                // Nobody is met again for a correction: there is no consent to show, and none is missing.
                @if view.parent.is_none() {
                    (consent(words, record, tongue))
                    div { dt { (words.facts.distress) } dd { (distress(words, &checks)) } }
                    div { dt { (words.facts.presence) } dd { (presence(words, &view.presence)) } }
                }
                @if !view.referrals.is_empty() { div { dt { (words.facts.referrals) } dd { ul.chips {
                    @for referral in &view.referrals {
                        li.chip.quiet { (need(said, &referral.need)) ": " @if referral.accepted { (words.facts.yes) } @else { (words.facts.no) } }
                    }
                } } } }
                @if let Some((code, kept)) = view.stopped {
                    (line(words.facts.stop, &format!("{} · {}", say::stop_code(code), words.stop(code))))
                    (line(words.facts.kept, if kept { words.facts.yes } else { words.facts.no }))
                }
            }
        }
    }
}

fn line(name: &str, text: &str) -> Markup {
    html! { div { dt { (name) } dd { (text) } } }
}

fn duration(words: &Words, record: &DeskRecord) -> String {
    let last = record.log.last().map_or(0, |event| event.at_ms);
    fill(words.facts.minutes, &[("minutes", &(last / 60_000).to_string())])
}

fn consent(words: &Words, record: &DeskRecord, tongue: Tongue) -> Markup {
    let consent = &record.view.consent;
    let own = match consent.own {
        Some(ConsentAnswer::Given) => words.facts.given,
        Some(ConsentAnswer::Refused) => words.facts.refused,
        Some(ConsentAnswer::Pressed) => words.facts.pressed,
        None => words.facts.not_sought,
    };
    let text = |code: &String| {
        let purpose = record.study.use_statement.purposes.iter().find(|purpose| purpose.code == *code);
        purpose.map_or_else(|| code.clone(), |purpose| purpose.text.get(tongue.tag()).to_owned())
    };
    html! {
        (line(words.facts.consent, own))
        @if let Some(guardian) = &consent.guardian { (line(words.facts.guardian, &guardian_words(words, guardian))) }
        @if !consent.told.is_empty() { (line(words.facts.told, &consent.told.join(", "))) }
        @if !consent.teach_back.is_empty() {
            div { dt { (words.facts.teach_back) } dd { ul.chips {
                @for (question, outcome) in &consent.teach_back {
                    li.chip.quiet { (question + 1) ": " (words.teach_back(*outcome)) }
                }
            } } }
        }
        @if !consent.purposes.is_empty() {
            div { dt { (words.facts.purposes) } dd { ul { @for code in &consent.purposes { li { (text(code)) } } } } }
        }
    }
}

fn guardian_words(words: &Words, answer: &GuardianAnswer) -> String {
    match answer {
        GuardianAnswer::Given => words.facts.given.to_owned(),
        GuardianAnswer::Refused => words.facts.refused.to_owned(),
        GuardianAnswer::Waived { reason } => fill(words.facts.waived, &[("reason", reason)]),
    }
}

fn distress(words: &Words, checks: &[&DistressView]) -> Markup {
    html! {
        @if checks.is_empty() { (words.facts.none) } @else {
            ul.levels {
                @for check in checks {
                    li class=(level_class(check.level)) {
                        span.unseen { (words.facts.level) " " } strong { (check.level) } " · " (point(words, check))
                    }
                }
            }
        }
    }
}

fn level_class(level: u8) -> &'static str {
    match level {
        0 => "chip quiet",
        1 => "chip warn",
        _ => "chip alert",
    }
}

fn point(words: &Words, check: &DistressView) -> String {
    match check.point {
        DistressPoint::Start => words.facts.at_start.to_owned(),
        DistressPoint::After(_) => fill(words.facts.after, &[("section", &check.section)]),
        DistressPoint::Before(_) => fill(words.facts.before, &[("section", &check.section)]),
        DistressPoint::End => words.facts.at_end.to_owned(),
        DistressPoint::AnyMoment => say::since_start(check.at_ms),
    }
}

fn presence(words: &Words, notes: &[PresenceView]) -> Markup {
    html! {
        @if notes.is_empty() { (words.facts.none) } @else {
            ul { @for note in notes { li { (say::since_start(note.at_ms)) " " (present(words, note)) } } }
        }
    }
}

fn present(words: &Words, note: &PresenceView) -> String {
    let people = note.who.iter().map(|person| words.person(*person));
    let notes = note.notes.iter().map(|note| match note {
        PresenceNote::Insisted => words.facts.insisted,
        PresenceNote::CouldHear => words.facts.could_hear,
    });
    let all: Vec<&str> = people.chain(notes).collect();
    if all.is_empty() { words.facts.nobody.to_owned() } else { all.join(", ") }
}
