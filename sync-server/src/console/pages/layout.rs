//! The frame of every page: bar, skip link, main part, foot.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    accounts::LogStanding,
    console::{
        address,
        words::{Tongue, Words},
    },
};

/// Where a page stands in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before signing in, or an error: no navigation.
    Outside,
    /// The overview.
    Overview,
    /// Records, and one record.
    Records,
    /// Coverage.
    Coverage,
    /// Exports.
    Exports,
    /// Requests for identities.
    Identities,
}

/// What the frame needs to know.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The page's language.
    pub tongue: Tongue,
    /// Where the page stands.
    pub place: Place,
    /// The page's title.
    pub title: &'a str,
    /// The page's own address, for the language switch.
    pub here: &'a str,
    /// Token of the session's forms; empty outside.
    pub csrf: &'a str,
    /// The study's title and whether it is a training study.
    pub study: Option<StudyLine>,
    /// Whether the log of holders can be believed: when not, every page says so.
    pub log: LogStanding,
}

/// What the frame says of the study.
#[derive(Debug, Clone)]
pub struct StudyLine {
    /// Its title.
    pub title: String,
    /// What kind of study it is.
    pub standing: Standing,
}

/// Whether an ethics board approved the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Approved.
    Approved,
    /// Not approved: every page says so.
    Training,
}

/// A whole page.
pub fn page(frame: &Frame<'_>, body: &Markup) -> Markup {
    let words = frame.tongue.words();
    html! {
        (DOCTYPE)
        html lang=(frame.tongue.tag()) dir=(frame.tongue.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (frame.title) " · Fieldward" }
                link rel="stylesheet" href=(address::STYLE);
                link rel="icon" href=(address::ICON) type="image/svg+xml";
            }
            body {
                a.skip href="#main" { (words.frame.skip) }
                (training(frame, words))
                @if frame.log == LogStanding::Broken { p.training role="alert" { (words.frame.log_broken) } }
                (bar(frame, words))
                main #main tabindex="-1" { (body) }
                footer.foot { (foot(frame, words)) }
            }
        }
    }
}

fn training(frame: &Frame<'_>, words: &Words) -> Markup {
    let shown = frame.study.as_ref().is_some_and(|study| study.standing == Standing::Training);
    html! { @if shown { p.training { (words.frame.training) } } }
}

fn bar(frame: &Frame<'_>, words: &Words) -> Markup {
    html! {
        header.bar {
            div {
                a.brand href=(address::OVERVIEW) { (PreEscaped(MARK)) "Fieldward" }
                @if frame.place != Place::Outside { (navigation(frame.place, words)) }
                div.end {
                    (tongues(frame, words))
                    @if frame.place != Place::Outside {
                        form method="post" action=(address::SIGN_OUT) {
                            input type="hidden" name="csrf" value=(frame.csrf);
                            button.plain type="submit" { (words.frame.sign_out) }
                        }
                    }
                }
            }
        }
    }
}

fn navigation(place: Place, words: &Words) -> Markup {
    let links = [
        (Place::Overview, address::OVERVIEW, words.frame.overview),
        (Place::Records, address::RECORDS, words.frame.records),
        (Place::Coverage, address::COVERAGE, words.frame.coverage),
        (Place::Exports, address::EXPORTS, words.frame.exports),
        (Place::Identities, address::IDENTITIES, words.frame.identities),
    ];
    html! {
        nav aria-label=(words.frame.navigation) {
            ul {
                @for (here, address, label) in links {
                    li { a href=(address) aria-current=[(here == place).then_some("page")] { (label) } }
                }
            }
        }
    }
}

fn tongues(frame: &Frame<'_>, words: &Words) -> Markup {
    html! {
        div.tongues role="group" aria-label=(words.frame.language) {
            @for tongue in Tongue::ALL {
                a href=(address::language(tongue, frame.here)) lang=(tongue.tag()) hreflang=(tongue.tag())
                    aria-current=[(tongue == frame.tongue).then_some("true")] { (tongue.name()) }
            }
        }
    }
}

fn foot(frame: &Frame<'_>, words: &Words) -> Markup {
    html! {
        @if let Some(study) = &frame.study { p { (study.title) } }
        p { (words.frame.foot) }
    }
}

/// The mark: a field under a ward's arch.
pub(in crate::console) const MARK: &str = concat!(
    r#"<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" "#,
    r#"stroke-width="3" stroke-linecap="round" d="M5 27V15a11 11 0 0 1 22 0v12M11 27v-6m5 6V17m5 10v-6"/></svg>"#
);
