//! From an action to events. What is not possible is refused with a reason; nothing here decides what is safe: each
//! event still has to pass [`Interview::admit`].

use crate::{
    interview::{
        Action, Interview, Refusal,
        admit::INTERVIEWER_STOPS,
        stand::Stand,
        view::{Opened, View},
    },
    log::{CorrectionReason, EventKind, StopCode},
    moment::Moment,
    safeguard::{RefusalCode, observation},
};

type Planned = Result<Vec<EventKind>, Refusal>;

impl Interview {
    /// Does an action on this copy: first what follows by itself, then the action, then what follows from it.
    pub(super) fn carry_out(&mut self, action: &Action, now: &Moment) -> Result<(), Refusal> {
        let unsafe_step = |_| Refusal::new(RefusalCode::Safeguard);
        if self.facts.finalized {
            return Err(Refusal::new(RefusalCode::Closed));
        }
        self.settle(now).map_err(unsafe_step)?;
        let was_ended = self.case(self.facts.at_ms).ended().is_some();
        let kinds = self.kinds(action, now)?;
        self.has_room_for(&kinds)?;
        for kind in kinds {
            // On a page of checks the device settles its own steps in between, and a stop that one asks for ends it.
            if matches!(kind, EventKind::Checked { .. }) {
                self.settle(now).map_err(unsafe_step)?;
                if !was_ended && self.case(self.facts.at_ms).ended().is_some() {
                    break;
                }
            }
            self.append(kind, now).map_err(unsafe_step)?;
        }
        self.settle(now).map_err(unsafe_step)
    }

    fn kinds(&mut self, action: &Action, now: &Moment) -> Planned {
        let stand = self.stand(self.facts.log_time(now));
        let ended = self.case(self.facts.at_ms).ended().is_some();
        match action {
            Action::Stop | Action::StopFor { .. } if ended => Ok(Vec::new()),
            Action::Stop => Ok(self.stop_kinds()),
            Action::StopFor { code } => self.stop_for(*code),
            Action::Withdraw => self.withdraw(),
            Action::Finalize if stand == Stand::Ready => Ok(vec![EventKind::Finalized { at: *now }]),
            Action::Resume => Ok(vec![EventKind::CameBack { at: *now }]),
            Action::Pause if !ended && !self.facts.paused => Ok(vec![EventKind::Paused]),
            Action::CheckDistress if self.can_check() => self.open_check(Opened::Distress),
            Action::NotePresence if self.can_check() && self.has_consent() => self.open_check(Opened::Presence),
            Action::ChangeLanguage { language } => self.change_language(language),
            Action::Back | Action::Forward if ended => Err(Refusal::new(RefusalCode::NotNow)),
            Action::Back => self.look_back(),
            Action::Forward => self.look_forward(),
            Action::Correct { prompt, value, reason } => self.correct(prompt, value, *reason),
            Action::Fill { entries } => self.fill(entries, &stand, now),
            Action::Decline { prompt, reason } => match &stand {
                Stand::Put(at) if self.form().prompt_id(at) == *prompt => {
                    self.view = View::default();
                    Ok(vec![EventKind::Declined { at: at.clone(), reason: *reason }])
                }
                _ => Err(self.not_declined(prompt)),
            },
            Action::AddRepeat | Action::EndRepeat => self.repeat(action, &stand),
            Action::SafetyAction if !self.is_with_person() => Ok(vec![EventKind::Alert { code: StopCode::StD1 }]),
            _ => self.watch(action, &stand, now),
        }
    }

    /// Without a reason: the person's own stop (ST5), or the observer's (ST12).
    fn stop_kinds(&mut self) -> Vec<EventKind> {
        self.view = View::default();
        let code = if self.is_with_person() { StopCode::St5 } else { StopCode::St12 };
        vec![EventKind::Stopped { code }]
    }

    fn stop_for(&mut self, code: StopCode) -> Planned {
        self.view = View::default();
        match code {
            StopCode::St2 if self.is_with_person() => Ok(vec![EventKind::Alert { code }]),
            StopCode::St12 => Ok(vec![EventKind::Stopped { code }]),
            _ if self.is_with_person() && INTERVIEWER_STOPS.contains(&code) => Ok(vec![EventKind::Stopped { code }]),
            _ => Err(Refusal::new(RefusalCode::NotNow)),
        }
    }

    fn withdraw(&mut self) -> Planned {
        self.view = View::default();
        if self.facts.withdrawn {
            Ok(Vec::new())
        } else if self.is_with_person() {
            Ok(vec![EventKind::Withdrawn])
        } else {
            Err(Refusal::new(RefusalCode::NotNow))
        }
    }

    /// The person is there, and questions have not come to an end by a stop.
    pub(super) fn can_check(&self) -> bool {
        self.is_with_person() && self.facts.has_met() && self.case(self.facts.at_ms).ended().is_none()
    }

    fn open_check(&mut self, check: Opened) -> Planned {
        self.view = View { opened: Some(check), ..View::default() };
        Ok(Vec::new())
    }

    fn change_language(&self, language: &str) -> Planned {
        let ended = self.case(self.facts.at_ms).ended().is_some();
        if !self.may_set_language() || ended {
            return Err(Refusal::new(RefusalCode::NotNow));
        }
        if !self.spoken_languages().iter().any(|known| known == language) {
            return Err(Refusal::new(RefusalCode::BadValue));
        }
        Ok(vec![EventKind::Language { language: language.to_owned() }])
    }

    fn look_back(&mut self) -> Planned {
        if self.view.opened.take().is_some() {
            return Ok(Vec::new());
        }
        let seen = self.looked_over();
        let place = match &self.view.looking_at {
            Some(at) => seen.iter().position(|one| one == at).unwrap_or(0),
            None => seen.len(),
        };
        let before = place.checked_sub(1).and_then(|place| seen.get(place));
        let before = before.ok_or_else(|| Refusal::new(RefusalCode::NotNow))?.clone();
        self.view = View { looking_at: Some(before), ..View::default() };
        Ok(Vec::new())
    }

    fn look_forward(&mut self) -> Planned {
        let seen = self.looked_over();
        let at = self.view.looking_at.take().ok_or_else(|| Refusal::new(RefusalCode::NotNow))?;
        let place = seen.iter().position(|one| *one == at);
        self.view = View { looking_at: place.and_then(|place| seen.get(place + 1)).cloned(), ..View::default() };
        Ok(Vec::new())
    }

    fn not_declined(&self, prompt: &str) -> Refusal {
        let known = self.form().find(prompt).is_some_and(|at| self.facts.items.contains_key(&at));
        Refusal::at(if known { RefusalCode::AskedOnce } else { RefusalCode::NotNow }, prompt)
    }

    fn repeat(&mut self, action: &Action, stand: &Stand) -> Planned {
        let Stand::Repeat(at) = stand else { return Err(Refusal::new(RefusalCode::NotNow)) };
        self.view = View::default();
        let at = at.clone();
        if *action == Action::EndRepeat {
            return Ok(vec![EventKind::RepeatEnded { at }]);
        }
        let mut trial = self.instance.clone();
        trial.add_repeat(&at).map_err(|_| Refusal::new(RefusalCode::TooMany))?;
        Ok(vec![EventKind::RepeatAdded { at }])
    }

    fn watch(&mut self, action: &Action, stand: &Stand, now: &Moment) -> Planned {
        if *stand != Stand::Blocks {
            return Err(Refusal::new(RefusalCode::NotNow));
        }
        match action {
            Action::Tally { prompt, row, count } => self.tally(prompt, row, *count, now),
            Action::UndoTally => self.undo_tally(),
            Action::CloseBlock { minutes, nothing_seen } => self.close_block(*minutes, *nothing_seen),
            Action::EndShift => self.end_shift(),
            _ => Err(Refusal::new(RefusalCode::NotNow)),
        }
    }

    fn undo_tally(&self) -> Planned {
        let open = self.facts.blocks.last().filter(|block| block.minutes.is_none());
        let (at, count, row) = open
            .and_then(|block| block.taps.last())
            .cloned()
            .ok_or_else(|| Refusal::new(RefusalCode::NothingToUndo))?;
        let block = u16::try_from(self.facts.blocks.len() - 1).map_err(|_| Refusal::new(RefusalCode::TooMany))?;
        Ok(vec![EventKind::Tally { block, at, count: -count, row }])
    }

    fn close_block(&self, minutes: u8, nothing_seen: bool) -> Planned {
        let block = observation::waiting(&self.facts).ok_or_else(|| Refusal::new(RefusalCode::NoBlock))?;
        if minutes > observation::BLOCK_MINUTES_MAX {
            return Err(Refusal::new(RefusalCode::MinutesOutOfRange));
        }
        if !observation::agrees(&self.facts.blocks[usize::from(block)], minutes, nothing_seen.into()) {
            return Err(Refusal::new(RefusalCode::Contradiction));
        }
        Ok(vec![EventKind::Watched { block, minutes, nothing_seen }])
    }

    fn end_shift(&self) -> Planned {
        if observation::waiting(&self.facts).is_some() {
            return Err(Refusal::new(RefusalCode::BlockOpen));
        }
        let node = self.outline.hour_block.ok_or_else(|| Refusal::new(RefusalCode::NotNow))?;
        let number = u16::try_from(self.facts.blocks.len()).map_err(|_| Refusal::new(RefusalCode::TooMany))?;
        Ok(vec![EventKind::RepeatEnded { at: crate::interview::walk::repetition(node, &[], number) }])
    }

    /// A tap after the hour's end opens the next block; the one before then waits for its minutes.
    fn tally(&self, prompt: &str, row: &[super::Entry], count: u16, now: &Moment) -> Planned {
        if count == 0 || count > observation::TAP_COUNT_MAX {
            return Err(Refusal::at(RefusalCode::BadValue, prompt));
        }
        let mut events = Vec::new();
        let block = match observation::current(&self.facts, now) {
            Some(block) => block,
            None => self.open_block(now, &mut events)?,
        };
        let (node, row) = self.tapped(prompt, row)?;
        let at = crate::form::Path { node, at: vec![block] };
        let count = i16::try_from(count).map_err(|_| Refusal::at(RefusalCode::BadValue, prompt))?;
        events.push(EventKind::Tally { block, at, count, row });
        Ok(events)
    }

    pub(super) fn open_block(&self, now: &Moment, events: &mut Vec<EventKind>) -> Result<u16, Refusal> {
        let next = self.facts.blocks.len();
        if next >= observation::BLOCKS_MAX {
            return Err(Refusal::new(RefusalCode::TooMany));
        }
        let block = u16::try_from(next).map_err(|_| Refusal::new(RefusalCode::TooMany))?;
        events.push(EventKind::BlockOpened { block, at: *now });
        Ok(block)
    }

    /// A value that a person corrects, or that a supervisor queried.
    fn correct(&mut self, prompt: &str, value: &str, reason: CorrectionReason) -> Planned {
        let at = self.form().find(prompt).ok_or_else(|| Refusal::at(RefusalCode::UnknownPrompt, prompt))?;
        self.may_correct(&at, prompt, reason)?;
        let value = if value.is_empty() { None } else { Some(self.read(&at, prompt, value)?) };
        self.view = View::default();
        Ok(vec![EventKind::Corrected { at, value, reason }])
    }
}
