//! What stands around the answers: who and when without a name, caveats, the use statement, observed hours, codebook.

use std::collections::BTreeSet;

use fieldward_core::{
    analysis::{CaveatFacts, CaveatLanguage, Subject, caveats_for, coverage, print_caveat, spread_over_week},
    form::{NodeIndex, Sensitivity},
    ids::{Hash32, RecordId},
    moment::Moment,
    review::{AnswerState, Completeness, Flag},
};
use jiff::{Timestamp, tz::Offset};

use super::{
    Cell, Order, Table,
    eligible::Eligible,
    tables::{Column, TableOf},
};
use crate::console::{Desk, DeskRecord, RecordState, Standing, export_lines};

/// Columns that every record has, before its answers.
pub(super) const RECORD_COLUMNS: [&str; 20] = [
    "record",
    "reference",
    "instrument",
    "form_version",
    "visit",
    "site",
    "started",
    "finished",
    "minutes",
    "language",
    "device",
    "review",
    "corrections",
    "unsettled",
    "stopped",
    "constrained",
    "training",
    "answered",
    "declined",
    "missing",
];

/// The cells of [`RECORD_COLUMNS`]. What is there and what is missing is counted over the questions that are exported:
/// a count over the others would tell how they were answered.
pub(super) fn record_cells(desk: &Desk, standing: &Standing<'_>, exported: &BTreeSet<NodeIndex>) -> Vec<Cell> {
    let (record, view) = (standing.base, &standing.base.view);
    let counted = Completeness::of(standing.answers().filter(|answer| exported.contains(&answer.path.node)));
    let review = if standing.is_accepted() { RecordState::Accepted } else { record.state };
    let has = |wanted: &Flag| Cell::count(view.flags.contains(wanted));
    let minutes = record.log.last().map_or(0, |event| event.at_ms / 60_000);
    let mut cells = record_key(standing);
    cells.extend([
        Cell::text(&view.instrument),
        Cell::text(form_version(record)),
        Cell::count(view.visit),
        view.site.as_ref().map_or(Cell::Empty, |site| Cell::text(&site.0)),
        Cell::text(iso(&view.started)),
        view.finished.as_ref().map_or(Cell::Empty, |at| Cell::text(iso(at))),
        Cell::count(i64::try_from(minutes).unwrap_or(i64::MAX)),
        Cell::text(&view.spoken),
        Cell::text(desk.device_name(record.device)),
        Cell::text(review.code()),
        Cell::count(standing.taken.len() as u32),
        Cell::count(standing.unsettled.len() as u32),
        view.stopped.map_or(Cell::Empty, |(code, _)| Cell::text(format!("{code:?}").to_uppercase())),
        has(&Flag::Constrained),
        has(&Flag::Training),
        Cell::count(counted.answered),
        Cell::count(counted.declined),
        Cell::count(counted.missing),
    ]);
    cells
}

/// The questionnaire's version when the record was made.
fn form_version(record: &DeskRecord) -> &str {
    record.study.instrument(&record.view.instrument).map_or("", |instrument| instrument.form.version.0.as_str())
}

/// What the id of a record in exports is made with.
const EXPORT_ID_USE: &[u8] = b"fieldward export 1 record";
/// Letters of it: as many bits as a record's own id has.
const EXPORT_ID_LETTERS: usize = 32;

/// The two cells that tie a row to its record.
pub(super) fn record_key(standing: &Standing<'_>) -> Vec<Cell> {
    vec![Cell::text(export_id(standing.base.id)), Cell::text(standing.base.view.reference.to_string())]
}

/// A record's id in exports: the same in each of them, and without the millisecond that stands in its id on the wire.
pub(super) fn export_id(record: RecordId) -> String {
    let mut id = Hash32::of(&[EXPORT_ID_USE, record.0.as_bytes()].concat()).to_string();
    id.truncate(EXPORT_ID_LETTERS);
    id
}

/// Local time with its offset, to the minute: nobody needs a second.
fn iso(at: &Moment) -> String {
    let local =
        Offset::from_seconds(i32::from(at.offset_min) * 60).ok().zip(Timestamp::from_millisecond(at.wall_ms).ok());
    local.map_or_else(String::new, |(offset, stamp)| {
        let at = offset.to_datetime(stamp);
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!("{}T{:02}:{:02}{sign}{hours:02}:{minutes:02}", at.date(), at.hour(), at.minute())
    })
}

/// The caveats, filled in from what is exported.
pub(super) fn caveats(desk: &Desk, order: &Order, picked: &Eligible<'_>) -> Table {
    let language = CaveatLanguage::of(&order.language);
    let facts = facts(desk, order, picked);
    let row = |caveat| {
        vec![Cell::text(format!("{caveat:?}").to_uppercase()), Cell::text(print_caveat(caveat, language, &facts))]
    };
    let mut rows: Vec<Vec<Cell>> = caveats_for(Subject::Records).into_iter().map(row).collect();
    // Whoever reads the table must know that something was taken out of the database, or put in.
    rows.extend(
        export_lines(desk, &order.language).into_iter().map(|line| vec![Cell::text("DAMAGE"), Cell::text(line)]),
    );
    Table { of: TableOf::Study, name: "caveats".into(), header: vec!["caveat".into(), "text".into()], rows }
}

fn facts(desk: &Desk, order: &Order, picked: &Eligible<'_>) -> CaveatFacts {
    let study = &desk.study;
    let mut stopped: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for (code, _) in picked.records.iter().filter_map(|standing| standing.base.view.stopped) {
        *stopped.entry(format!("{code:?}").to_uppercase()).or_default() += 1;
    }
    let present = |standing: &&Standing<'_>| standing.base.view.presence.iter().any(|note| !note.who.is_empty());
    let places: Vec<&str> = study.sites.iter().map(|site| site.name.get(&order.language)).collect();
    let ages = study.legal.minimum_ages.iter().map(|(work, age)| format!("{work} {age}"));
    let version = study.instrument(&order.instrument).map_or("", |one| one.form.version.0.as_str());
    CaveatFacts {
        places: places.join(", "),
        dates: format!("{} – {}", study.period.0, study.period.1),
        others_present: picked.records.iter().filter(present).count() as u64,
        stopped: stopped.iter().map(|(code, count)| format!("{code}: {count}")).collect::<Vec<_>>().join(", "),
        threshold: study.limits.disclosure_threshold,
        rounding: study.limits.rounding,
        minimum_ages: ages.collect::<Vec<_>>().join(", "),
        hazardous_list: study.legal.hazardous_list.clone(),
        rule_versions: format!("{} {version}", order.instrument),
        coverage: observed(desk, order, picked),
        ..CaveatFacts::default()
    }
}

fn observed(desk: &Desk, order: &Order, picked: &Eligible<'_>) -> String {
    let blocks = picked
        .records
        .iter()
        .filter_map(|standing| standing.base.view.site.as_ref().zip(Some(&standing.base.view.blocks)));
    let planned = desk.study.sites.iter().filter(|site| site.minutes_wanted > 0);
    let sites = coverage(
        planned.map(|site| (site.id.clone(), site.minutes_wanted)),
        blocks.flat_map(|(site, blocks)| blocks.iter().map(move |block| (site, block))),
    );
    let line = |(id, site): (&fieldward_core::ids::SiteId, &fieldward_core::analysis::SiteCoverage)| {
        format!("{}: {}", desk.site_name(id, &order.language), site.cells_observed())
    };
    sites.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// What people were told, what this export is for, and what stays out of it.
pub(super) fn use_statement(desk: &Desk, order: &Order, picked: &Eligible<'_>) -> Table {
    let statement = &desk.study.use_statement;
    let purpose = statement.purposes.iter().find(|purpose| purpose.code == order.purpose);
    let line = |name: &str, cell: Cell| vec![Cell::text(name), cell];
    let rows = vec![
        line("study", Cell::text(desk.study.title.get(&order.language))),
        line("use_statement", Cell::text(statement.text.get(&order.language))),
        line("use_statement_hash", Cell::text(statement.hash.to_string())),
        line("purpose", Cell::text(&order.purpose)),
        line("purpose_text", Cell::text(purpose.map_or("", |purpose| purpose.text.get(&order.language)))),
        line("records", Cell::count(picked.records.len() as u32)),
        line("left_out_other_statement", Cell::count(picked.other_statement)),
        line("left_out_no_consent", Cell::count(picked.no_consent)),
        line("left_out_not_accepted", Cell::count(picked.not_accepted)),
        line("left_out_corrections_not_asked_for", Cell::count(picked.not_asked_for)),
        line("withdrawn", Cell::count(desk.withdrawn)),
    ];
    Table { of: TableOf::Study, name: "use_statement".into(), header: vec!["field".into(), "value".into()], rows }
}

/// Observed hours; no table for an interview. Unobserved is `:`, a true zero is 0.
pub(super) fn hours(records: &[Standing<'_>]) -> Option<Table> {
    let header = ["record", "reference", "block", "opened", "weekday", "hour", "minutes", "passings"];
    let mut rows = Vec::new();
    for standing in records {
        for block in &standing.base.view.blocks {
            let cell = spread_over_week(&block.opened, 1).first().map(|(cell, _)| *cell);
            let unobserved = || Cell::text(AnswerState::Unobserved.code());
            let mut row = record_key(standing);
            row.push(Cell::count(block.block + 1));
            row.push(Cell::text(iso(&block.opened)));
            row.push(cell.map_or(Cell::Empty, |cell| Cell::count(cell.day() as u8 + 1)));
            row.push(cell.map_or(Cell::Empty, |cell| Cell::count(cell.hour())));
            row.push(block.minutes.map_or_else(unobserved, Cell::count));
            row.push(block.passings().map_or_else(unobserved, Cell::count));
            rows.push(row);
        }
    }
    (!rows.is_empty()).then(|| Table {
        of: TableOf::Study,
        name: "hours".into(),
        header: header.map(str::to_owned).to_vec(),
        rows,
    })
}

/// Every column, its choices, and the codes for what has no value.
pub(super) fn codebook_table(columns: &[Column]) -> Table {
    let header = ["column", "question", "type", "choice", "choice_label", "sensitivity", "need", "serves", "map"];
    let mut rows = Vec::new();
    for column in columns {
        let entry = &column.entry;
        let line = |choice: &str, label: &str| {
            let texts = [
                &column.name,
                &entry.label,
                entry.data_type,
                choice,
                label,
                class(entry.sensitivity),
                &entry.need,
                &entry.question_id,
                &entry.map,
            ];
            texts.map(Cell::text).to_vec()
        };
        rows.push(line("", ""));
        rows.extend(entry.choices.iter().map(|choice| line(&choice.name, &choice.label)));
    }
    for state in AnswerState::WITHOUT_VALUE {
        let mut row = vec![Cell::Empty; header.len()];
        (row[2], row[3], row[4]) = (Cell::text("missing"), Cell::text(state.code()), Cell::text(meaning(state)));
        rows.push(row);
    }
    Table { of: TableOf::Study, name: "codebook".into(), header: header.map(str::to_owned).to_vec(), rows }
}

fn class(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Neutral => "S0",
        Sensitivity::Personal => "S1",
        Sensitivity::Sensitive => "S2",
        Sensitivity::HighlySensitive => "S3",
    }
}

/// Stable English names of the missing codes, for programs.
fn meaning(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Answered => "answered",
        AnswerState::NotAsked => "not asked",
        AnswerState::Unobserved => "not observed",
        AnswerState::Blank => "asked, left without an answer",
        AnswerState::DoesNotKnow => "does not know (88)",
        AnswerState::PrefersNotToSay => "prefers not to say (99)",
        AnswerState::Dropped => "dropped by a stop",
        AnswerState::Irrelevant => "does not apply",
        AnswerState::InIdentity => "held in the identity record",
    }
}
