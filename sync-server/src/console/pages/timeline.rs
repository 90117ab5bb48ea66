//! The timeline: what happened, minute by minute, in words and without values.

use fieldward_core::{authority::Role, log::EventKind, review::TimelineEntry};
use maud::{Markup, html};

use crate::console::{
    desk::{Desk, DeskRecord},
    pages::answers::{Seen, Shown, class, is_kept_back},
    say,
    words::{Words, fill},
};

/// The card of the timeline, folded at first: it is long.
pub fn timeline(words: &Words, desk: &Desk, record: &DeskRecord, seen: Seen) -> Markup {
    let open: Vec<&TimelineEntry> = record.view.timeline.iter().filter(|entry| is_open(desk, entry, seen)).collect();
    html! {
        section.card aria-labelledby="timeline" {
            h2 #timeline { (words.timeline.title) }
            @if is_kept_back(desk, record, seen) { p.soft { (words.timeline.left_out) } }
            details {
                summary { (fill(words.timeline.show, &[("count", &open.len().to_string())])) }
                ol.timeline {
                    @for entry in &open {
                        li class=[loud(&entry.kind).then_some("loud")] {
                            time { (say::since_start(entry.at_ms)) }
                            span { (entry_words(words, entry)) }
                        }
                    }
                }
            }
        }
    }
}

/// That a question was asked or declined tells about its answer: such an entry shows no earlier than the answer does.
/// Alerts are for supervisors.
fn is_open(desk: &Desk, entry: &TimelineEntry, seen: Seen) -> bool {
    let alert = matches!(entry.kind, EventKind::Alert { .. });
    class(desk, entry.sensitivity, seen) == Shown::Plain && (!alert || desk.role == Role::Supervisor)
}

fn loud(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Stopped { .. }
            | EventKind::Withdrawn
            | EventKind::Alert { .. }
            | EventKind::CutShort { .. }
            | EventKind::Distress { level: 1.., .. }
    )
}

fn entry_words(words: &Words, entry: &TimelineEntry) -> String {
    let line = &words.timeline;
    let about = |template: &str| fill(template, &[("what", &entry.subject)]);
    match &entry.kind {
        EventKind::Asked { .. } => about(line.asked),
        EventKind::Answered { .. } => about(line.answered),
        EventKind::Declined { .. } => about(line.declined),
        EventKind::Corrected { .. } => about(line.corrected),
        EventKind::Noted { .. } => about(line.noted),
        EventKind::RepeatAdded { .. } => about(line.repeat_added),
        EventKind::RepeatEnded { .. } => about(line.repeat_ended),
        EventKind::Trust { .. } => about(line.trust),
        EventKind::SectionEntered { .. } => about(line.section_entered),
        EventKind::SectionLeft { .. } => about(line.section_left),
        EventKind::Tally { count, .. } => {
            fill(line.tally, &[("count", &format!("{count:+}")), ("what", &entry.subject)])
        }
        other => step_words(words, other),
    }
}

/// Steps around the questions.
fn step_words(words: &Words, kind: &EventKind) -> String {
    let line = &words.timeline;
    let with = |template: &str, value: &str| fill(template, &[("what", value)]);
    match kind {
        EventKind::Started(_) => line.started.to_owned(),
        EventKind::Language { language } => with(line.language, language),
        EventKind::Checked { step, .. } => with(line.checked, step),
        EventKind::Told { line: told } => with(line.told, told),
        EventKind::TeachBack { question, outcome } => {
            fill(line.teach_back, &[("number", &(question + 1).to_string()), ("what", words.teach_back(*outcome))])
        }
        EventKind::Guardian { .. } => line.guardian.to_owned(),
        EventKind::Consent { .. } => line.consent.to_owned(),
        EventKind::Presence { .. } => line.presence.to_owned(),
        EventKind::Distress { level, .. } => with(line.distress, &level.to_string()),
        EventKind::BlockOpened { block, .. } => with(line.block_opened, &(block + 1).to_string()),
        EventKind::Watched { block, minutes, .. } => {
            fill(line.watched, &[("what", &(block + 1).to_string()), ("minutes", &minutes.to_string())])
        }
        EventKind::Paused => line.paused.to_owned(),
        EventKind::Resumed { .. } | EventKind::CameBack { .. } => line.resumed.to_owned(),
        EventKind::Referral { need, .. } => with(line.referral, need),
        EventKind::Alert { code } => with(line.alert, say::stop_code(*code)),
        EventKind::Stopped { code } => {
            with(line.stopped, &format!("{} · {}", say::stop_code(*code), words.stop(*code)))
        }
        EventKind::Brought(_) => line.brought.to_owned(),
        EventKind::CutShort { code } => with(line.cut_short, say::stop_code(*code)),
        EventKind::Kept { .. } => line.kept.to_owned(),
        EventKind::Withdrawn => line.withdrawn.to_owned(),
        EventKind::Finalized { .. } => line.finalized.to_owned(),
        _ => line.other.to_owned(),
    }
}
