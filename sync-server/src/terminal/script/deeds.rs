//! Deeds on the open interview, from a script's words to actions.

use fieldward::{Action, CorrectionReason, DeclineReason, Entry, Prompt, PromptControl, Screen, Step};

use super::{
    command::{Deed, Gates, Seen},
    gates,
    report::describe,
    run::{Runner, Trouble},
    search,
};

/// Notes and gates between two questions of any form.
const SCREENS_BETWEEN_MAX: usize = 200;

impl Runner<'_> {
    pub(super) fn deed(&mut self, deed: &Deed) -> Result<(), Trouble> {
        if let Deed::Answer { name, value } = deed {
            return self.answer(name, value);
        }
        self.flush()?;
        let action = match deed {
            Deed::Answer { .. } => return Ok(()),
            Deed::Fill(pairs) => Action::Fill { entries: self.entries(pairs)? },
            Deed::Decline { name, reason } => return self.decline(name, *reason),
            Deed::Correct { name, value, reason } => self.correction(name, value, *reason)?,
            Deed::Next => Action::Fill { entries: Vec::new() },
            Deed::AddRepeat => Action::AddRepeat,
            Deed::EndRepeat => Action::EndRepeat,
            Deed::Back => Action::Back,
            Deed::Forward => Action::Forward,
            Deed::Distress(level) => return self.distress(*level),
            Deed::Presence(who) => return self.presence(who),
            Deed::ChangeLanguage(language) => Action::ChangeLanguage { language: language.clone() },
            Deed::Pause => Action::Pause,
            Deed::Resume => Action::Resume,
            Deed::Tally { prompt, row, count } => self.tally(prompt, row, *count)?,
            Deed::UndoTally => Action::UndoTally,
            Deed::CloseBlock { minutes, seen } => {
                Action::CloseBlock { minutes: *minutes, nothing_seen: *seen == Seen::Nothing }
            }
            Deed::EndShift => Action::EndShift,
            Deed::SafetyAction => Action::SafetyAction,
            Deed::Stop(None) => Action::Stop,
            Deed::Stop(Some(code)) => Action::StopFor { code: *code },
            Deed::Withdraw => Action::Withdraw,
            Deed::Finalize => Action::Finalize,
        };
        self.act(action)
    }

    /// Answers a question wherever it stands: notes before it are read, gates are passed when the script says so.
    pub(super) fn answer(&mut self, name: &str, value: &str) -> Result<(), Trouble> {
        self.reach(name)?;
        let screen = self.current()?;
        let prompt = search::prompt(screen, name).ok_or("the question is gone")?;
        let entry = Entry { prompt: prompt.id.clone(), value: search::lexical(value, prompt)? };
        let missing = |asked: &Prompt| {
            asked.id != entry.prompt && self.pending.iter().all(|answered| answered.prompt != asked.id)
        };
        let all = !search::entries(screen).any(missing);
        self.pending.retain(|answered| answered.prompt != entry.prompt);
        self.pending.push(entry);
        if all { self.flush() } else { Ok(()) }
    }

    /// Goes on to the screen that asks this question.
    pub(super) fn reach(&mut self, name: &str) -> Result<(), Trouble> {
        for _ in 0..SCREENS_BETWEEN_MAX {
            let screen = self.current()?;
            if asks(screen, name) {
                return Ok(());
            }
            if !self.pending.is_empty() {
                self.flush()?;
            } else if gates::is_read_only(screen) {
                self.act(Action::Fill { entries: Vec::new() })?;
            } else if let (Gates::Pass, gates::Passing::Answer(action)) =
                (self.gates, gates::good_answer(screen, &self.manner))
            {
                self.act(action)?;
            } else {
                return Err(not_here(screen, name).into());
            }
        }
        Err(format!("`{name}` is not reached from {}", describe(self.current()?)).into())
    }

    fn entries(&self, pairs: &[(String, String)]) -> Result<Vec<Entry>, Trouble> {
        let screen = self.current()?;
        let entry = |(name, value): &(String, String)| {
            let prompt = search::prompt(screen, name).ok_or_else(|| not_here(screen, name))?;
            Ok(Entry { prompt: prompt.id.clone(), value: search::lexical(value, prompt)? })
        };
        pairs.iter().map(entry).collect()
    }

    fn decline(&mut self, name: &str, reason: DeclineReason) -> Result<(), Trouble> {
        self.reach(name)?;
        let prompt = search::prompt(self.current()?, name).ok_or("the question is gone")?.id.clone();
        self.act(Action::Decline { prompt, reason })
    }

    /// A correction is of something that was answered; what it is called on its screen is looked up there.
    fn correction(&self, name: &str, value: &str, reason: Option<CorrectionReason>) -> Result<Action, Trouble> {
        let usual = if self.correction { CorrectionReason::Queried } else { CorrectionReason::Volunteered };
        let on_screen = search::prompt(self.current()?, name);
        let value = on_screen.map_or_else(|| Ok(value.to_owned()), |prompt| search::lexical(value, prompt))?;
        let prompt = match on_screen {
            Some(prompt) => prompt.id.clone(),
            None => self.answered(name)?.unwrap_or_else(|| name.to_owned()),
        };
        Ok(Action::Correct { prompt, value, reason: reason.unwrap_or(usual) })
    }

    fn answered(&self, name: &str) -> Result<Option<String>, Trouble> {
        let interview = self.interview.clone().ok_or("no interview is open")?;
        let answers = self.device.answers(interview)?;
        Ok(answers.into_iter().map(|answer| answer.prompt).find(|prompt| search::means(name, prompt)))
    }

    fn distress(&mut self, level: u8) -> Result<(), Trouble> {
        if self.current()?.step != Step::Distress {
            self.act(Action::CheckDistress)?;
        }
        let action = gates::distress(self.current()?, level).ok_or("the screen asks for no distress level")?;
        self.act(action)
    }

    fn presence(&mut self, who: &[String]) -> Result<(), Trouble> {
        if self.current()?.step != Step::Presence {
            self.act(Action::NotePresence)?;
        }
        let action = gates::presence(self.current()?, who)?;
        self.act(action)
    }

    fn tally(&self, name: &str, row: &[(String, String)], count: u16) -> Result<Action, Trouble> {
        let screen = self.current()?;
        let counts = |prompt: &&Prompt| matches!(prompt.control, PromptControl::Counter | PromptControl::CountedRow);
        let counter = screen.prompts.iter().filter(counts).find(|prompt| search::means(name, &prompt.id));
        let prompt = counter.ok_or_else(|| not_here(screen, name))?.id.clone();
        let part_of = format!("{prompt}/");
        let part = |(name, value): &(String, String)| {
            let inside = |part: &&Prompt| part.id.starts_with(&part_of) && search::means(name, &part.id);
            let part = screen.prompts.iter().find(inside).ok_or_else(|| not_here(screen, name))?;
            Ok(Entry { prompt: part.id.clone(), value: search::lexical(value, part)? })
        };
        let row = row.iter().map(part).collect::<Result<Vec<Entry>, Trouble>>()?;
        Ok(Action::Tally { prompt, row, count })
    }
}

/// Whether a screen asks this question. A gate's own prompts have names with a point or a slash, so that a form's
/// question called `language` is not taken for the gate of that name.
fn asks(screen: &Screen, name: &str) -> bool {
    let may_be = !gates::is_gate(screen.step) || name.contains(['.', '/']);
    may_be && search::prompt(screen, name).is_some()
}

fn not_here(screen: &Screen, name: &str) -> String {
    let names: Vec<&str> = screen.prompts.iter().map(|prompt| prompt.id.as_str()).collect();
    let hint = match screen.step {
        Step::Question | Step::Closing | Step::AfterLeaving | Step::Block => "",
        Step::Repeat => "; `add` or `end` answers it",
        _ => "; `pass` passes it, `gates pass` passes all such screens",
    };
    format!("the screen does not ask `{name}`: {}, which asks {}{hint}", describe(screen), names.join(", "))
}
