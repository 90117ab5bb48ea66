//! What may come next: every event is looked at here before it is taken in, whether it was planned now or is read
//! back from a store. This is the only door into the log.

use crate::{
    form::{AskedBy, NodeIndex, Path, Value, look::watched},
    instance::Validity,
    interview::{Interview, LogFault, stand::Stand},
    log::{Brought, ConsentAnswer, CorrectionReason, DistressPoint, Event, EventKind, StopCode, TrustAnswer},
    safeguard::{Case, Check, Gate, ask_once, observation, outcome_fits},
};

/// Highest level of the distress check.
pub(super) const DISTRESS_LEVEL_MAX: u8 = 3;

/// Codes for which an interviewer may stop an interview, besides the person's own stop.
pub(super) const INTERVIEWER_STOPS: [StopCode; 6] =
    [StopCode::St3, StopCode::St5, StopCode::St7, StopCode::St8, StopCode::St11, StopCode::St12];

type Admission = Result<(), LogFault>;

impl Interview {
    /// Whether this event may follow.
    pub(super) fn admit(&self, event: &Event) -> Admission {
        self.admit_place(event)?;
        match &event.kind {
            EventKind::Brought(brought) => self.admit_brought(brought),
            EventKind::Resumed { .. } | EventKind::CameBack { .. } => Ok(()),
            EventKind::Withdrawn => allowed(self.is_with_person() && !self.facts.withdrawn),
            kind => match self.stand(event.at_ms) {
                Stand::Auto(next) => allowed(next.first() == Some(kind)),
                stand if self.case(event.at_ms).ended().is_some() => self.admit_after_end(kind, &stand),
                stand => self.admit_in_course(kind, &stand, event.at_ms),
            },
        }
    }

    /// Whatever it is: the next number, no earlier than the last, and neither a second start nor after the end.
    pub(super) fn admit_place(&self, event: &Event) -> Admission {
        if self.facts.finalized {
            return Err(LogFault::Closed);
        }
        if event.sequence != self.facts.count {
            return Err(LogFault::Sequence);
        }
        if event.at_ms < self.facts.at_ms {
            return Err(LogFault::Time);
        }
        if matches!(event.kind, EventKind::Started(_)) { Err(LogFault::Start) } else { Ok(()) }
    }

    /// Before anything happened, and what the form has a place for.
    fn admit_brought(&self, brought: &Brought) -> Admission {
        let last = self.log.last().map(|event| &event.kind);
        if !matches!(last, Some(EventKind::Started(_) | EventKind::Brought(_))) {
            return Err(LogFault::Order);
        }
        if brought.fits(self.form()) { Ok(()) } else { Err(LogFault::Form) }
    }

    fn admit_after_end(&self, kind: &EventKind, stand: &Stand) -> Admission {
        match (kind, stand) {
            (EventKind::Kept { .. }, Stand::Keep) | (EventKind::Finalized { .. }, Stand::Ready) => Ok(()),
            (EventKind::Checked { .. } | EventKind::Referral { .. }, _) => self.admit_closing(kind, stand),
            _ => Err(LogFault::Safeguard),
        }
    }

    /// What is possible at any moment, else what the moment is for.
    fn admit_in_course(&self, kind: &EventKind, stand: &Stand, at_ms: u64) -> Admission {
        let person = self.is_with_person();
        match kind {
            EventKind::Stopped { code: StopCode::St12 } => Ok(()),
            EventKind::Stopped { code } => allowed(person && INTERVIEWER_STOPS.contains(code)),
            EventKind::Alert { code: StopCode::St2 } => allowed(person),
            EventKind::Alert { code: StopCode::StD1 } => allowed(!person),
            EventKind::Paused => allowed(!self.facts.paused && !matches!(stand, Stand::Query(_))),
            EventKind::Language { language } => {
                allowed(self.may_set_language() && self.spoken_languages().contains(language))
            }
            EventKind::Distress { level, at: DistressPoint::AnyMoment } => {
                allowed(person && self.facts.has_met() && *level <= DISTRESS_LEVEL_MAX)
            }
            EventKind::Presence { .. } => allowed(person && self.has_consent()),
            EventKind::Corrected { at, value, reason } => self.admit_correction(at, value.as_ref(), *reason, stand),
            EventKind::Noted { at, value } if self.facts.noted.contains(at) => self.admit_note(at, value.as_ref()),
            _ => self.admit_at(kind, stand, at_ms),
        }
    }

    fn admit_at(&self, kind: &EventKind, stand: &Stand, at_ms: u64) -> Admission {
        match (stand, kind) {
            (Stand::Gate(gate), kind) => self.admit_gate(kind, gate, at_ms),
            (Stand::Put(open), EventKind::Answered { at, value }) => {
                allowed(open == at).and_then(|()| self.admit_value(at, value))
            }
            (Stand::Put(open), EventKind::Declined { at, .. }) => allowed(open == at),
            (Stand::Note(open), EventKind::Noted { at, value }) => {
                allowed(open == at).and_then(|()| self.admit_note(at, value.as_ref()))
            }
            (Stand::Repeat(open), EventKind::RepeatAdded { at } | EventKind::RepeatEnded { at }) => allowed(open == at),
            (Stand::Blocks, kind) => self.admit_watching(kind),
            (Stand::Farewell | Stand::AfterLeaving, kind) => self.admit_closing(kind, stand),
            (Stand::Ready, EventKind::Finalized { .. }) => Ok(()),
            _ => Err(LogFault::Order),
        }
    }

    fn admit_gate(&self, kind: &EventKind, gate: &Gate, at_ms: u64) -> Admission {
        match (gate, kind) {
            (Gate::Check(_), EventKind::Checked { step, outcome }) => {
                let check = Check::from_id(step).ok_or(LogFault::Form)?;
                let open = self.open_checks().contains(&check);
                allowed(open && outcome_fits(check, outcome) && outcome_passes(&self.case(at_ms), check, outcome))
            }
            (Gate::Distress(point), EventKind::Distress { level, at }) => {
                allowed(point == at && *level <= DISTRESS_LEVEL_MAX)
            }
            (Gate::Tell(index), EventKind::Told { line }) => {
                let lines = self.study.told_to(self.instrument().respondent);
                allowed(lines.get(*index).is_some_and(|told| told.line == *line))
            }
            (Gate::TeachBack(open), EventKind::TeachBack { question, .. }) => allowed(open == question),
            (Gate::Guardian, EventKind::Guardian { answer }) => allowed(self.waiver_is_approved(answer)),
            (Gate::Consent, EventKind::Consent { answer, purposes }) => {
                let known = purposes.iter().all(|code| self.separate_purposes().any(|purpose| purpose.code == *code));
                allowed(known && (*answer == ConsentAnswer::Given || purposes.is_empty()))
            }
            (Gate::Trust(open), EventKind::Trust { section, answer }) => {
                let case = self.case(at_ms);
                let hold =
                    case.open_section().is_some_and(|open| crate::safeguard::trust::conditions_hold(&case, open));
                allowed(open == section && (hold || *answer == TrustAnswer::NotMet))
            }
            _ => Err(LogFault::Safeguard),
        }
    }

    fn admit_correction(&self, at: &Path, value: Option<&Value>, reason: CorrectionReason, stand: &Stand) -> Admission {
        let in_correction = matches!(stand, Stand::Query(_) | Stand::Ready) && !self.queried().is_empty();
        let permitted = if in_correction {
            reason == CorrectionReason::Queried && self.queried().iter().any(|(queried, _)| queried == at)
        } else {
            self.has_consent() && ask_once::may_correct(&self.facts, at, reason)
        };
        allowed(permitted)?;
        value.map_or(Ok(()), |value| self.admit_value(at, value))
    }

    /// The form has this question, and the value is of its kind. Constraints are no matter here: on what a person
    /// said they only warn (invariant 7).
    fn admit_value(&self, at: &Path, value: &Value) -> Admission {
        let text = self.form().lexical(at, value);
        let fits = self.form().parse_value(at.node, &text).is_ok_and(|read| same_kind(&read, value));
        if fits { Ok(()) } else { Err(LogFault::Form) }
    }

    fn admit_note(&self, at: &Path, value: Option<&Value>) -> Admission {
        let by_person = self.form().node(at.node).care.by == AskedBy::Participant;
        if let Some(value) = value {
            allowed(!by_person)?;
            self.admit_value(at, value)?;
            return allowed(self.instance.check(at, Some(value)) == Validity::Ok);
        }
        Ok(())
    }

    fn admit_watching(&self, kind: &EventKind) -> Admission {
        let blocks = &self.facts.blocks;
        match kind {
            EventKind::BlockOpened { block, at } => {
                let next = usize::from(*block) == blocks.len() && blocks.len() < observation::BLOCKS_MAX;
                allowed(next && observation::current(&self.facts, at).is_none())
            }
            EventKind::Tally { block, at, count, row } => {
                let last = usize::from(*block) + 1 == blocks.len();
                let open = blocks.last().is_some_and(|block| block.minutes.is_none());
                allowed(last && open)?;
                if *count > 0 { self.admit_tap(at, *count, row) } else { self.admit_undo(at, *count, row) }
            }
            EventKind::Watched { block, minutes, nothing_seen } => {
                let waits = observation::waiting(&self.facts) == Some(*block);
                let found = blocks.get(usize::from(*block)).ok_or(LogFault::Order)?;
                let in_range = *minutes <= observation::BLOCK_MINUTES_MAX;
                allowed(waits && in_range && observation::agrees(found, *minutes, (*nothing_seen).into()))
            }
            EventKind::RepeatEnded { at } => {
                let ends = self.outline.hour_block == Some(at.node) && observation::waiting(&self.facts).is_none();
                allowed(ends && at.at.last().is_some_and(|number| usize::from(*number) == blocks.len()))
            }
            _ => Err(LogFault::Order),
        }
    }

    fn admit_tap(&self, at: &Path, count: i16, row: &[(NodeIndex, Value)]) -> Admission {
        let in_range = u16::try_from(count).is_ok_and(|count| count <= observation::TAP_COUNT_MAX);
        let block = u16::try_from(self.facts.blocks.len()).unwrap_or(u16::MAX).wrapping_sub(1);
        let repeat = self.outline.hour_block.map(|node| self.form().node(node).end).zip(self.outline.hour_block);
        let inside = repeat.is_some_and(|(end, node)| node < at.node && at.node < end) && at.at == [block];
        allowed(in_range && inside)?;
        let is_row = self.has_appearance(at.node, "counted-row");
        allowed(is_row || (self.has_appearance(at.node, watched::COUNTER) && row.is_empty()))?;
        let end = self.form().node(at.node).end;
        for (node, value) in row {
            allowed(at.node < *node && *node < end)?;
            self.admit_value(&Path { node: *node, at: vec![block, 0] }, value)?;
        }
        Ok(())
    }

    fn admit_undo(&self, at: &Path, count: i16, row: &[(NodeIndex, Value)]) -> Admission {
        let last = self.facts.blocks.last().and_then(|block| block.taps.last());
        allowed(last.is_some_and(|(tapped, by, seen)| tapped == at && count == -by && seen == row))
    }

    fn admit_closing(&self, kind: &EventKind, stand: &Stand) -> Admission {
        match kind {
            EventKind::Referral { need, .. } => {
                allowed(*stand == Stand::Farewell && self.study.services_for(need).next().is_some())
            }
            EventKind::Checked { step, outcome } => {
                let check = Check::from_id(step).ok_or(LogFault::Form)?;
                let here = match stand {
                    Stand::Farewell => matches!(check, Check::Farewell | Check::Card),
                    Stand::AfterLeaving => matches!(check, Check::Limits | Check::OwnDistress | Check::CheckedOut),
                    _ => false,
                };
                allowed(here && !self.facts.is_checked(check) && outcome_fits(check, outcome))
            }
            _ => Err(LogFault::Order),
        }
    }
}

/// Some findings are not written down: somebody goes and asks, or the interview is opened in another way.
fn outcome_passes(case: &Case, check: Check, outcome: &crate::log::CheckOutcome) -> bool {
    use crate::{log::CheckOutcome, safeguard::Code};
    let is = |code: Code| *outcome == CheckOutcome::Code(code.name().to_owned());
    match check {
        Check::RecentAbuse => !is(Code::Unknown),
        Check::Before => !is(Code::SecondVisit) || case.facts.visit() >= 2,
        _ => true,
    }
}

fn same_kind(read: &Value, value: &Value) -> bool {
    std::mem::discriminant(read) == std::mem::discriminant(value)
}

fn allowed(permitted: bool) -> Admission {
    if permitted { Ok(()) } else { Err(LogFault::Safeguard) }
}
