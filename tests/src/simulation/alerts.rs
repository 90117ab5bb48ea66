//! Alerts: whoever is in danger is told of, as often as the logs say so and not once more.
//!
//! An alert is sealed when it stands in the log, in a record of its own, whatever becomes of the interview. So the
//! alerts of all logs are held against the alert records, each with its code and its person. Where a log is gone,
//! because somebody withdrew or a device was destroyed with its drafts, there may be more records than logs say.

use std::collections::BTreeSet;

use fieldward_core::{
    ids::{ReferenceNumber, StreamKind},
    log::{EventKind, StopCode},
    record::{Content, SealedRecord},
    study::Respondent,
};

use super::{
    ledger::opened_with_study,
    server::BASE,
    witness::{Rule, Violation, hold},
    world::World,
};

/// A machine, what happened, and to whom; an observation's alert names nobody.
type Told = (usize, StopCode, Option<ReferenceNumber>);
/// What logs say, each with the number of its interview; and the people of whom a log is gone.
type Said = (Vec<(Told, ReferenceNumber)>, BTreeSet<ReferenceNumber>);

impl World {
    /// For every alert in a log there is one alert record of the machine.
    pub(super) fn alerts_held(&self) -> Result<(), Violation> {
        let (said, silent) = self.said()?;
        let sent = self.sent();
        for (told, whose) in &said {
            let known = sent.iter().any(|one| one == told || (one.0, one.1, one.2) == (told.0, told.1, Some(*whose)));
            hold(Rule::AlertsAreSent, known.into(), || format!("no record of the alert {:?}", told.1))?;
        }
        for told in sent.iter().filter(|told| self.is_whole(told.0)) {
            let gone = told.2.map_or(!silent.is_empty(), |whose| silent.contains(&whose));
            let (in_logs, in_records) =
                (said.iter().filter(|(one, _)| one == told).count(), sent.iter().filter(|one| *one == told).count());
            hold(Rule::AlertsAreSent, (gone || in_logs == in_records).into(), || {
                format!("the alert {:?} stands in {in_logs} logs and is in {in_records} records", told.1)
            })?;
        }
        Ok(())
    }

    /// What all logs say.
    fn said(&self) -> Result<Said, Violation> {
        let (mut said, mut silent) = (Vec::new(), self.withdrawn.people.clone());
        for (machine, sequence, whose) in self.ledger.all() {
            let Some(record) = self.witness.record(machine, StreamKind::Answers, sequence) else { continue };
            let Content::Answers(log) = opened_with_study(record)? else {
                silent.insert(whose);
                continue;
            };
            let named = (!is_observation(record)).then_some(whose);
            said.extend(log.iter().filter_map(|event| match event.kind {
                EventKind::Alert { code } => Some(((machine, code, named), whose)),
                _ => None,
            }));
        }
        Ok((said, silent))
    }

    /// What the alert records say.
    fn sent(&self) -> Vec<Told> {
        let alerts = self.witness.places().filter(|(_, stream, _)| *stream == StreamKind::Alert);
        let told =
            |(machine, stream, sequence)| match opened_with_study(self.witness.record(machine, stream, sequence)?) {
                Ok(Content::Alert(alert)) => Some((machine, alert.code, alert.reference)),
                _ => None,
            };
        alerts.filter_map(told).collect()
    }

    /// Whether all that was ever said on a machine is in a record of its own.
    fn is_whole(&self, machine: usize) -> bool {
        self.devices[machine].ended.is_none() && !self.copied.contains(&machine)
    }
}

fn is_observation(record: &[u8]) -> bool {
    let form = SealedRecord::from_bytes(record).ok().map(|sealed| sealed.header.form);
    let of = BASE.study.instruments.iter().find(|instrument| Some(instrument.form_hash) == form);
    of.is_some_and(|instrument| instrument.respondent == Respondent::Nobody)
}
