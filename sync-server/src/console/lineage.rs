//! Which record corrects which.
//!
//! A correction names the record that it corrects, and its device is what says so. It is taken for one when a
//! supervisor sent that record back, or accepted the correction itself after seeing it beside what it changes. Several
//! may correct one record: all are kept, and what counts is for `standing` to say. It reads views and decisions, and
//! opens nothing.

use std::{collections::HashMap, sync::Arc};

use fieldward_core::review::Flag;

use super::{
    chains::Chains,
    desk::{Desk, DeskRecord, RecordState},
    standing,
};

/// Corrections of one record that are taken without somebody's word for each: more than a supervisor asks for.
pub(super) const CORRECTIONS_ASKED_MAX: usize = 32;

/// Joins corrections and what they correct, in the order of arrival. An accepted record stays accepted: a person
/// decided.
pub(super) fn link(records: &mut [DeskRecord], chains: &Chains) {
    let by_hash: HashMap<_, _> = records.iter().enumerate().map(|(place, record)| (record.hash, place)).collect();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(records.len());
    for record in records.iter() {
        let parent = record.view.parent.and_then(|hash| by_hash.get(&hash).copied());
        parents.push(parent.filter(|parent| may_correct(record, &records[*parent], chains)));
    }
    for place in 0..records.len() {
        let Some(parent) = parents[place] else { continue };
        records[place].corrects = Some(records[parent].id);
        if records[place].is_accepted() {
            adopt(records, &parents, place);
        } else if is_asked(&records[parent]) {
            join(records, place, parent);
        }
    }
    for place in 0..records.len() {
        let Some(parent) = parents[place] else { continue };
        if !records[parent].corrected_by.contains(&records[place].id) {
            flag(&mut records[place], Flag::NobodyAsked);
        }
    }
}

fn is_asked(parent: &DeskRecord) -> bool {
    parent.decided.returned.is_some() && parent.corrected_by.len() < CORRECTIONS_ASKED_MAX
}

/// Who accepted a correction accepted what it builds on: each is joined to its parent, up to the first record.
fn adopt(records: &mut [DeskRecord], parents: &[Option<usize>], place: usize) {
    let above = |place: &usize| parents[*place];
    for step in std::iter::successors(Some(place), above) {
        if let Some(parent) = parents[step] {
            join(records, step, parent);
        }
    }
}

fn join(records: &mut [DeskRecord], place: usize, parent: usize) {
    let id = records[place].id;
    let parent = &mut records[parent];
    if !parent.corrected_by.contains(&id) {
        parent.corrected_by.push(id);
    }
    if parent.state != RecordState::Accepted {
        parent.state = RecordState::Corrected;
    }
}

/// A record is returned to the device that made it, about the same person and on the same form. Whatever else names it
/// as its parent corrects nothing: else one device could put its own words in the place of what another gathered.
fn may_correct(correction: &DeskRecord, parent: &DeskRecord, chains: &Chains) -> bool {
    (correction.form, correction.view.reference) == (parent.form, parent.view.reference)
        && chains.is_name_of(correction.device, parent.device)
}

/// Says at each record of a family that two of its accepted corrections differ and nobody decided between them.
pub(super) fn flag_unsettled(desk: &mut Desk) {
    let bases = desk.records.iter().filter(|record| record.corrects.is_none() && !record.corrected_by.is_empty());
    let open = bases.flat_map(|base| standing::unsettled(desk, base)).collect::<Vec<_>>();
    for record in desk.records.iter_mut().filter(|record| open.contains(&record.id)) {
        flag(record, Flag::Unsettled);
    }
}

pub(super) fn flag(record: &mut DeskRecord, flag: Flag) {
    Arc::make_mut(&mut record.view).flags.push(flag);
}

#[cfg(test)]
mod tests;
