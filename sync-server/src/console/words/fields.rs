//! Which words there are, by page. A language that misses one does not compile.

/// The frame of every page.
pub(crate) struct FrameWords {
    pub(crate) skip: &'static str,
    pub(crate) training: &'static str,
    pub(crate) navigation: &'static str,
    pub(crate) overview: &'static str,
    pub(crate) records: &'static str,
    pub(crate) coverage: &'static str,
    pub(crate) exports: &'static str,
    pub(crate) language: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) foot: &'static str,
}

/// The sign-in page.
pub(crate) struct DoorWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) account: &'static str,
    pub(crate) passphrase: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) unlock: &'static str,
    pub(crate) why_question: &'static str,
    pub(crate) why_answer: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) expired_kept: &'static str,
    pub(crate) signed_out: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) wait: &'static str,
    pub(crate) no_study: &'static str,
    pub(crate) resume_title: &'static str,
    pub(crate) resume_lead: &'static str,
    pub(crate) resume_send: &'static str,
    pub(crate) resume_drop: &'static str,
}

/// The overview.
pub(crate) struct OverviewWords {
    pub(crate) title: &'static str,
    pub(crate) alerts: &'static str,
    pub(crate) alerts_lead: &'static str,
    pub(crate) damaged: &'static str,
    pub(crate) damaged_lead: &'static str,
    pub(crate) damage_seal: &'static str,
    pub(crate) damage_form: &'static str,
    pub(crate) damage_content: &'static str,
    pub(crate) forks: &'static str,
    pub(crate) figures: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) empty_title: &'static str,
    pub(crate) empty_lead: &'static str,
    pub(crate) batches: &'static str,
    pub(crate) team: &'static str,
    pub(crate) day: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) complete: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) flagged: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) see_week: &'static str,
    pub(crate) stops: &'static str,
    pub(crate) stops_lead: &'static str,
    pub(crate) no_stops: &'static str,
    pub(crate) empty_steps: [&'static str; 3],
}

/// The list of records.
pub(crate) struct RecordsWords {
    pub(crate) title: &'static str,
    pub(crate) count: &'static str,
    pub(crate) state: &'static str,
    pub(crate) device: &'static str,
    pub(crate) instrument: &'static str,
    pub(crate) site: &'static str,
    pub(crate) begun: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) items: &'static str,
    pub(crate) of: &'static str,
    pub(crate) any: &'static str,
    pub(crate) narrow: &'static str,
    pub(crate) none_title: &'static str,
    pub(crate) none_lead: &'static str,
    pub(crate) show_all: &'static str,
    pub(crate) alert: &'static str,
    pub(crate) flags: &'static str,
    pub(crate) stopped: &'static str,
}

/// One record.
pub(crate) struct RecordWords {
    pub(crate) missing: &'static str,
    pub(crate) visit: &'static str,
    pub(crate) beside: &'static str,
    pub(crate) corrects: &'static str,
    pub(crate) corrected_by: &'static str,
    pub(crate) parent_missing: &'static str,
    pub(crate) flags: &'static str,
    pub(crate) decide: &'static str,
    pub(crate) decide_lead: &'static str,
    pub(crate) awaits: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) send_back: &'static str,
}

/// Flags of a record.
pub(crate) struct FlagsWords {
    pub(crate) breach: &'static str,
    pub(crate) constrained: &'static str,
    pub(crate) training: &'static str,
    pub(crate) other_statement: &'static str,
    pub(crate) other_form: &'static str,
    pub(crate) clock_skew: &'static str,
    pub(crate) fast: &'static str,
    pub(crate) blank: &'static str,
}

/// Answers.
pub(crate) struct AnswersWords {
    pub(crate) untitled: &'static str,
    pub(crate) sensitive: &'static str,
    pub(crate) sensitive_lead: &'static str,
    pub(crate) open_sensitive: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) denied: &'static str,
    pub(crate) corrected: &'static str,
    pub(crate) irrelevant_count: &'static str,
    pub(crate) not_taken: &'static str,
    pub(crate) counted: &'static str,
    pub(crate) counted_block: &'static str,
}

/// A correction beside its parent.
pub(crate) struct ComparisonWords {
    pub(crate) title: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) question: &'static str,
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) change: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) confirmed: &'static str,
}

/// How an interview came about.
pub(crate) struct FactsWords {
    pub(crate) title: &'static str,
    pub(crate) duration: &'static str,
    pub(crate) minutes: &'static str,
    pub(crate) language: &'static str,
    pub(crate) consent: &'static str,
    pub(crate) guardian: &'static str,
    pub(crate) given: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) pressed: &'static str,
    pub(crate) not_sought: &'static str,
    pub(crate) waived: &'static str,
    pub(crate) told: &'static str,
    pub(crate) teach_back: &'static str,
    pub(crate) purposes: &'static str,
    pub(crate) distress: &'static str,
    pub(crate) level: &'static str,
    pub(crate) at_start: &'static str,
    pub(crate) at_end: &'static str,
    pub(crate) after: &'static str,
    pub(crate) before: &'static str,
    pub(crate) presence: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) insisted: &'static str,
    pub(crate) could_hear: &'static str,
    pub(crate) referrals: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) none: &'static str,
}

/// The timeline.
pub(crate) struct TimelineWords {
    pub(crate) title: &'static str,
    pub(crate) show: &'static str,
    pub(crate) started: &'static str,
    pub(crate) language: &'static str,
    pub(crate) checked: &'static str,
    pub(crate) told: &'static str,
    pub(crate) teach_back: &'static str,
    pub(crate) guardian: &'static str,
    pub(crate) consent: &'static str,
    pub(crate) presence: &'static str,
    pub(crate) distress: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) answered: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) corrected: &'static str,
    pub(crate) noted: &'static str,
    pub(crate) repeat_added: &'static str,
    pub(crate) repeat_ended: &'static str,
    pub(crate) trust: &'static str,
    pub(crate) section_entered: &'static str,
    pub(crate) section_left: &'static str,
    pub(crate) block_opened: &'static str,
    pub(crate) tally: &'static str,
    pub(crate) watched: &'static str,
    pub(crate) paused: &'static str,
    pub(crate) resumed: &'static str,
    pub(crate) referral: &'static str,
    pub(crate) alert: &'static str,
    pub(crate) stopped: &'static str,
    pub(crate) cut_short: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) finalized: &'static str,
    pub(crate) other: &'static str,
}

/// Sending a record back.
pub(crate) struct ReturningWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) never_ask_again: &'static str,
    pub(crate) comment: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) send: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) nothing_chosen: &'static str,
    pub(crate) no_comment: &'static str,
    pub(crate) too_long: &'static str,
    pub(crate) too_much: &'static str,
}

/// Coverage.
pub(crate) struct CoverageWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) cells: &'static str,
    pub(crate) reach: &'static str,
    pub(crate) rate: &'static str,
    pub(crate) picture: &'static str,
    pub(crate) unobserved: &'static str,
    pub(crate) a_third: &'static str,
    pub(crate) two_thirds: &'static str,
    pub(crate) nearly: &'static str,
    pub(crate) reached: &'static str,
    pub(crate) as_table: &'static str,
    pub(crate) table_caption: &'static str,
    pub(crate) empty_title: &'static str,
    pub(crate) empty_lead: &'static str,
    pub(crate) caveats: &'static str,
}

/// Exports.
pub(crate) struct ExportsWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) purpose_hint: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) which: &'static str,
    pub(crate) accepted: &'static str,
    pub(crate) all: &'static str,
    pub(crate) format: &'static str,
    pub(crate) xlsx: &'static str,
    pub(crate) csv: &'static str,
    pub(crate) sensitive: &'static str,
    pub(crate) sensitive_lead: &'static str,
    pub(crate) make: &'static str,
    pub(crate) wrong_purpose: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) empty_title: &'static str,
    pub(crate) empty_lead: &'static str,
    pub(crate) never_title: &'static str,
    pub(crate) never: [&'static str; 3],
}

/// Days and months.
pub(crate) struct TimeWords {
    pub(crate) months: [&'static str; 12],
    pub(crate) days: [&'static str; 7],
    pub(crate) days_short: [&'static str; 7],
}

/// Error pages.
pub(crate) struct ProblemsWords {
    pub(crate) back: &'static str,
    pub(crate) not_found: (&'static str, &'static str),
    pub(crate) stale: (&'static str, &'static str),
    pub(crate) unreadable: (&'static str, &'static str),
    pub(crate) store: (&'static str, &'static str),
    pub(crate) already_decided: (&'static str, &'static str),
}
