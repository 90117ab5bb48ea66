//! Error pages that say what happened and what to do next.

use maud::{Markup, html};

use crate::console::{address, words::Words};

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No such page or record.
    NotFound,
    /// The form was not made by this session.
    Stale,
    /// What was sent cannot be read.
    Unreadable,
    /// The store did not answer.
    Store,
    /// Somebody else decided in between.
    AlreadyDecided,
    /// The log of holders is broken: nothing may be decided.
    LogBroken,
}

/// The page.
pub fn problem(words: &Words, problem: Problem) -> Markup {
    let (title, lead) = match problem {
        Problem::NotFound => words.problems.not_found,
        Problem::Stale => words.problems.stale,
        Problem::Unreadable => words.problems.unreadable,
        Problem::Store => words.problems.store,
        Problem::AlreadyDecided => words.problems.already_decided,
        Problem::LogBroken => words.problems.log_broken,
    };
    html! {
        div.narrow.stack {
            h1 { (title) }
            p.lead { (lead) }
            div.actions { a.button href=(address::OVERVIEW) { (words.problems.back) } }
        }
    }
}
