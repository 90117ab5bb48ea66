//! What supervisors decided, kept beside the records: each decision signed by who made it.
//!
//! A row of the database says nothing by itself. A decision counts when a supervisor of the study signed it, about this
//! record and its hash; any other row counts as none and is said among the breaks. One row a record and verdict: that
//! it was accepted is final, so which of two rows came later does not matter. Earlier versions kept decisions that
//! nobody signed; those count as none too, because nobody can tell them from invented ones.

use std::collections::{BTreeMap, HashSet};

use fieldward_core::{
    authority::{DECISION_OVER_MAX, Decision, Holder, Signed, SignedDecision, Verdict},
    ids::{Hash32, RecordId},
    study::Study,
    sync::wire::{decode, encode},
};
use uuid::Uuid;

use crate::{
    accounts::Account,
    store::{Document, Store, StoreResult},
};

const KIND: &str = "decision";
/// What was kept before decisions were signed.
const UNSIGNED_KIND: &str = "review";

/// What holds about one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// That it was accepted.
    pub accepted: Option<Decision>,
    /// That it was sent back.
    pub returned: Option<Decision>,
}

/// Every row about decisions, judged.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    held: BTreeMap<RecordId, Vec<Decision>>,
    /// Records about which a row says something that nobody signed.
    doubted: HashSet<RecordId>,
    /// The same from before decisions were signed.
    unsigned: HashSet<RecordId>,
}

/// Signatures that this session has checked: the hash of a row that holds.
pub(super) type Proven = HashSet<Hash32>;

/// Signs a decision in this account's name and keeps it. `over` names accepted corrections that this one counts before.
///
/// # Errors
/// As the store says.
pub fn decide(
    store: &dyn Store,
    account: &Account,
    (record, hash): (RecordId, Hash32),
    (verdict, over): (Verdict, Vec<Hash32>),
    at_ms: i64,
) -> StoreResult<()> {
    let over = over.into_iter().take(DECISION_OVER_MAX).collect();
    let statement = Decision { holder: account.holder.id.clone(), record, hash, verdict, over, at_ms };
    let signatures = vec![account.sign(&statement)];
    let signed = Signed { statement, signatures };
    store.keep(&Document { kind: KIND.into(), key: key(record, verdict), bytes: encode(&signed) })
}

fn key(record: RecordId, verdict: Verdict) -> Vec<u8> {
    let code = match verdict {
        Verdict::Accepted => 1,
        Verdict::Returned => 2,
    };
    [record.0.as_bytes().as_slice(), &[code]].concat()
}

/// Reads every decision. Whoever ever was a supervisor of the study may have made one.
pub(super) fn decisions(store: &dyn Store, study: &Study, proven: &mut Proven) -> StoreResult<Decisions> {
    let sound = study.roster.holders(&study.id).is_ok();
    let holders: Vec<Holder> = study.roster.ever().filter(|_| sound).cloned().collect();
    let mut found = Decisions::default();
    for document in store.kept(KIND)? {
        // A key that names no record says nothing about any.
        let Some(record) = document.key.get(..16).and_then(|id| Uuid::from_slice(id).ok()).map(RecordId) else {
            continue;
        };
        match judged(&document, (study, &holders), proven) {
            Some(decision) => found.held.entry(record).or_default().push(decision),
            None => {
                found.doubted.insert(record);
            }
        }
    }
    let unsigned = store.kept(UNSIGNED_KIND)?;
    found.unsigned.extend(unsigned.iter().filter_map(|one| Uuid::from_slice(&one.key).ok()).map(RecordId));
    Ok(found)
}

fn judged(document: &Document, (study, holders): (&Study, &[Holder]), proven: &mut Proven) -> Option<Decision> {
    let signed: SignedDecision = decode(&document.bytes).ok()?;
    let name = Hash32::of(&document.bytes);
    if !proven.contains(&name) {
        signed.by_supervisor(holders, &study.id).ok()?;
        proven.insert(name);
    }
    let decision = signed.statement;
    (key(decision.record, decision.verdict) == document.key).then_some(decision)
}

impl Decisions {
    /// What holds about the record with this hash.
    pub(super) fn of(&self, record: RecordId, hash: Hash32) -> Decided {
        let held = self.held.get(&record).map_or(&[][..], Vec::as_slice);
        let of = |verdict| held.iter().find(|one| (one.verdict, one.hash) == (verdict, hash)).cloned();
        Decided { accepted: of(Verdict::Accepted), returned: of(Verdict::Returned) }
    }

    /// Whether a row says something about this record that nobody signed. Who decides anew puts an end to it: a record
    /// that is accepted stays so, whatever else is written.
    pub(super) fn is_doubted(&self, record: RecordId, decided: &Decided) -> bool {
        let other_bytes = self.held.get(&record).is_some_and(|held| {
            held.iter().any(|one| Some(one) != decided.accepted.as_ref() && Some(one) != decided.returned.as_ref())
        });
        let undecided = decided.accepted.is_none();
        let none = undecided && decided.returned.is_none();
        undecided && (other_bytes || self.doubted.contains(&record)) || none && self.unsigned.contains(&record)
    }
}
