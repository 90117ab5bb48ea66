//! Identities: who asked for which, what for, who granted; asking, granting, opening; and a person's withdrawal.

use fieldward_core::{
    authority::{Holder, LogHead, Purpose, REQUEST_MS_DEFAULT, RequestState, RequestView, Role},
    record::likeness,
};
use maud::{Markup, html};

use crate::{
    console::{
        address,
        form::Fields,
        say::wall_time,
        words::{Tongue, Words, fill},
    },
    identities::{Asked, NOTE_CHARS_MAX, Named, OpenedIdentity},
};

/// What the page is drawn from.
pub struct IdentitiesView {
    /// Who looks.
    pub holder: Holder,
    /// Requests, the newest first, each with what was asked when this holder may read it.
    pub requests: Vec<(RequestView, Option<Asked>)>,
    /// Where the log stands.
    pub head: LogHead,
    /// Now, by the server's clock.
    pub now_ms: i64,
}

/// What came of a form.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Nothing was sent.
    Looking,
    /// It was done.
    Done,
    /// It was refused, in these words.
    Refused(String),
}

/// The page.
pub fn identities(tongue: Tongue, view: &IdentitiesView, typed: &Fields, outcome: &Outcome, csrf: &str) -> Markup {
    let words = tongue.words();
    let supervisor = view.holder.role == Role::Supervisor;
    html! {
        div.stack {
            div { h1 { (words.identities.title) } p.lead { (words.identities.lead) } }
            @match outcome {
                Outcome::Looking => {}
                Outcome::Done => { p.note.good role="status" { (words.identities.done) } }
                Outcome::Refused(why) => { p.note.alert role="alert" { (words.identities.refused) " " (why) } }
            }
            section.stack aria-labelledby="requests" {
                h2 #requests { (words.identities.requests) }
                @if view.requests.is_empty() { p.empty { (words.identities.none) } }
                @for (request, asked) in &view.requests { (one(tongue, view, request, asked.as_ref(), csrf)) }
            }
            @if supervisor { (ask(words, typed, csrf)) (withdraw(words, csrf)) }
            p.hint { (fill(words.identities.head, &[("head", &view.head.to_string())])) }
        }
    }
}

fn one(tongue: Tongue, view: &IdentitiesView, request: &RequestView, asked: Option<&Asked>, csrf: &str) -> Markup {
    let words = tongue.words();
    let state = request.state(view.now_ms);
    let granted: Vec<&str> = request.grants.iter().map(|(_, grant)| grant.custodian.0.as_str()).collect();
    html! {
        article.card {
            h3 { (purpose(words, request.request.purpose)) }
            dl.facts {
                dt { (words.identities.state) } dd { (state_words(words, state)) }
                dt { (words.identities.count) } dd { (request.request.records.len()) }
                dt { (words.identities.asked_by) } dd { (request.request.requester.0) }
                dt { (words.identities.asked_at) } dd { (wall_time(words, request.asked_ms, 0)) }
                dt { (words.identities.expires) } dd { (wall_time(words, request.request.expires_ms, 0)) }
                dt { (words.identities.granted_by) }
                dd { @if granted.is_empty() { (words.identities.nobody) } @else { (granted.join(", ")) } }
                @if let Some(asked) = asked {
                    dt { (words.identities.reason) } dd dir="auto" { (asked.reason.as_str()) }
                    dt { (words.identities.references) }
                    dd { @for reference in &asked.references { bdi { (reference) } br; } }
                }
            }
            (deed(words, view, request, state, csrf))
        }
    }
}

/// What this holder can do about a request.
fn deed(words: &Words, view: &IdentitiesView, request: &RequestView, state: RequestState, csrf: &str) -> Markup {
    let mine = request.request.requester == view.holder.id;
    let granted = request.grants.iter().any(|(role, _)| *role == view.holder.role);
    let hash = request.hash.to_string();
    let button = |address: String, label: &str| {
        html! {
            form method="post" action=(address) {
                input type="hidden" name="csrf" value=(csrf);
                div.actions { button type="submit" { (label) } }
            }
        }
    };
    html! {
        @if state == RequestState::Waiting && view.holder.role.is_custodian() && !granted {
            p.hint { (words.identities.grant_hint) }
            (button(address::grant(&hash), words.identities.grant))
        } @else if state == RequestState::Granted && mine {
            p.hint { (words.identities.open_hint) }
            (button(address::open_identities(&hash), words.identities.open))
        }
    }
}

fn ask(words: &Words, typed: &Fields, csrf: &str) -> Markup {
    let hours = (REQUEST_MS_DEFAULT / 3_600_000).to_string();
    let chosen = if typed.get("hours").is_empty() { hours.as_str() } else { typed.get("hours") };
    html! {
        form.card method="post" action=(address::IDENTITIES) aria-labelledby="ask" {
            h2 #ask { (words.identities.ask) }
            input type="hidden" name="csrf" value=(csrf);
            div.field {
                label for="references" { (words.identities.references) }
                span.hint #references-hint { (words.identities.references_hint) }
                textarea #references name="references" rows="3" required autocapitalize="characters" spellcheck="false"
                    aria-describedby="references-hint" { (typed.get("references")) }
            }
            div.field {
                label for="purpose" { (words.identities.purpose) }
                select #purpose name="purpose" required {
                    @for purpose_of in Purpose::ALL {
                        option value=(purpose_of.code()) selected[typed.get("purpose") == purpose_of.code()] {
                            (purpose(words, purpose_of))
                        }
                    }
                }
            }
            div.field {
                label for="reason" { (words.identities.reason) }
                span.hint #reason-hint { (words.identities.reason_hint) }
                textarea #reason name="reason" rows="3" maxlength=(NOTE_CHARS_MAX) required dir="auto"
                    aria-describedby="reason-hint" { (typed.get("reason")) }
            }
            div.field {
                label for="hours" { (words.identities.hours) }
                input #hours type="number" name="hours" min="1" max="72" value=(chosen) required;
            }
            div.actions { button type="submit" { (words.identities.send) } }
        }
    }
}

fn withdraw(words: &Words, csrf: &str) -> Markup {
    html! {
        form.card method="post" action=(address::WITHDRAWALS) aria-labelledby="withdraw" {
            h2 #withdraw { (words.identities.withdraw) }
            p.hint { (words.identities.withdraw_hint) }
            input type="hidden" name="csrf" value=(csrf);
            div.field {
                label for="reference" { (words.identities.reference) }
                input #reference type="text" name="reference" required autocomplete="off" autocapitalize="characters"
                    spellcheck="false";
            }
            div.field {
                label for="second" { (words.identities.second) }
                input #second type="text" name="second" value="supervisor/2" required autocomplete="off"
                    autocapitalize="none" spellcheck="false";
            }
            div.field {
                label for="second-passphrase" { (words.identities.second_passphrase) }
                input #second-passphrase type="password" name="second_passphrase" required autocomplete="off";
            }
            div.actions { button type="submit" { (words.identities.withdraw_send) } }
        }
    }
}

/// Identities that were just opened. They are on this page and nowhere else.
pub fn opened(tongue: Tongue, identities: &[OpenedIdentity], head: LogHead) -> Markup {
    let words = tongue.words();
    html! {
        div.stack {
            div { h1 { (words.identities.opened_title) } p.lead { (words.identities.opened_lead) } }
            @for identity in identities {
                article.card {
                    h2 { bdi { (identity.reference) } }
                    @if identity.named == Named::NotAsked { p.note.alert role="alert" { (words.identities.not_asked) } }
                    dl.facts {
                        @for (question, answer) in &identity.lines { dt dir="auto" { (question) } dd dir="auto" { (answer) } }
                    }
                }
            }
            (likely(words, identities))
            p.hint { (fill(words.identities.head, &[("head", &head.to_string())])) }
            div.actions { a.button.second href=(address::IDENTITIES) { (words.identities.back) } }
        }
    }
}

/// Pairs that may be one child.
fn likely(words: &Words, identities: &[OpenedIdentity]) -> Markup {
    let pairs = identities.iter().enumerate().flat_map(|(place, one)| {
        identities[place + 1..].iter().map(move |other| (one, other, likeness(&one.tokens, &other.tokens)))
    });
    let pairs: Vec<_> = pairs.filter(|(_, _, found)| found.is_likely()).collect();
    html! {
        @if !pairs.is_empty() {
            section.note.warn aria-labelledby="likely" {
                h2 #likely { (words.identities.likely) }
                ul {
                    @for (one, other, found) in pairs {
                        li { bdi { (one.reference) } " · " bdi { (other.reference) } " (" (found.shared) "/" (found.of) ")" }
                    }
                }
            }
        }
    }
}

fn purpose(words: &Words, purpose: Purpose) -> &'static str {
    let [safety, referral, follow_up, own_request, duplicates] = words.identities.purposes;
    match purpose {
        Purpose::Safety => safety,
        Purpose::Referral => referral,
        Purpose::FollowUp => follow_up,
        Purpose::OwnRequest => own_request,
        Purpose::Duplicates => duplicates,
    }
}

fn state_words(words: &Words, state: RequestState) -> &'static str {
    let [waiting, granted, opened, expired] = words.identities.states;
    match state {
        RequestState::Waiting => waiting,
        RequestState::Granted => granted,
        RequestState::Opened => opened,
        RequestState::Expired => expired,
    }
}
