//! The door: a passphrase unlocks the study's key, in memory, for this session.

use maud::{Markup, html};

use crate::console::{
    Transport, address,
    form::Fields,
    words::{Words, fill},
};

/// Why the door is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Somebody came.
    Arrived,
    /// The session ended by itself.
    Expired,
    /// The supervisor signed out.
    SignedOut,
    /// The passphrase opened nothing.
    Wrong,
    /// Too many wrong passphrases; wait this many seconds.
    Wait(u64),
    /// The server has no study yet.
    NoStudy,
}

/// What to do after unlocking.
#[derive(Debug, Clone, Default)]
pub struct Resume {
    /// Where to go.
    pub path: String,
    /// What was typed when the session ended; kept in the page, never on the server.
    pub fields: Option<Fields>,
}

/// The sign-in page.
pub fn sign_in(words: &Words, transport: Transport, reason: Reason, resume: &Resume) -> Markup {
    let door = &words.door;
    html! {
        div.narrow.stack {
            div {
                h1 { (door.title) }
                p.lead { (door.lead) }
            }
            (notice(words, reason, resume))
            @if transport == Transport::Tls { p.note { (door.certificate) } }
            @if reason != Reason::NoStudy { (passphrase(words, reason, resume)) }
            details {
                summary { (door.why_question) }
                p { (door.why_answer) }
            }
        }
    }
}

fn notice(words: &Words, reason: Reason, resume: &Resume) -> Markup {
    let door = &words.door;
    let (class, text) = match reason {
        Reason::Arrived => return html! {},
        Reason::Expired if resume.fields.is_some() => ("note warn", door.expired_kept.to_owned()),
        Reason::Expired => ("note warn", door.expired.to_owned()),
        Reason::SignedOut => ("note good", door.signed_out.to_owned()),
        Reason::Wrong => ("note alert", door.wrong.to_owned()),
        Reason::Wait(seconds) => ("note alert", fill(door.wait, &[("seconds", &seconds.to_string())])),
        Reason::NoStudy => ("note warn", door.no_study.to_owned()),
    };
    html! { p #notice class=(class) role="alert" { (text) } }
}

fn passphrase(words: &Words, reason: Reason, resume: &Resume) -> Markup {
    let door = &words.door;
    let described = if reason == Reason::Wrong { "hint notice" } else { "hint" };
    html! {
        form.card method="post" action=(address::SIGN_IN) {
            div.field {
                label for="username" { (door.account) }
                input #username type="text" name="username" value="supervisor" autocomplete="username" required
                    autocapitalize="none" spellcheck="false";
            }
            div.field {
                label for="passphrase" { (door.passphrase) }
                span.hint #hint { (door.hint) }
                input #passphrase type="password" name="passphrase" autocomplete="current-password" required
                    autofocus aria-describedby=(described) aria-invalid=[(reason == Reason::Wrong).then_some("true")];
            }
            input type="hidden" name="resume_path" value=(resume.path);
            @if let Some(fields) = &resume.fields { input type="hidden" name="resume_fields" value=(fields.encode()); }
            div.actions { button type="submit" { (door.unlock) } }
        }
    }
}

/// After unlocking: what was typed before the session ended, and a button that sends it.
pub fn resume(words: &Words, path: &str, fields: &Fields, csrf: &str) -> Markup {
    html! {
        div.narrow.stack {
            h1 { (words.door.resume_title) }
            p.lead { (words.door.resume_lead) }
            form.card method="post" action=(path) {
                input type="hidden" name="csrf" value=(csrf);
                @for (name, value) in fields.iter().filter(|(name, _)| *name != "csrf") {
                    input type="hidden" name=(name) value=(value);
                }
                div.actions {
                    button type="submit" autofocus { (words.door.resume_send) }
                    a.button.second href=(address::OVERVIEW) { (words.door.resume_drop) }
                }
            }
        }
    }
}
