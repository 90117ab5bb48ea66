//! What a script expects, and the sentence that says what was found in its place.

use super::{
    command::Expectation,
    report::{describe, step_name},
    run::{Runner, Trouble},
    search,
};

impl Runner<'_> {
    pub(super) fn expect(&mut self, expectation: &Expectation) -> Result<(), Trouble> {
        if !matches!(expectation, Expectation::Refused(_)) {
            self.flush()?;
        }
        match expectation {
            Expectation::Step(step) => {
                let screen = self.current()?;
                same("step", step, step_name(screen.step), &describe(screen))
            }
            Expectation::Question(name) => {
                let screen = self.current()?;
                let found = search::prompt(screen, name).is_some() || screen.id == *name;
                if found { Ok(()) } else { Err(format!("expected question {name}, found {}", describe(screen)).into()) }
            }
            Expectation::Value { name, value } => self.expect_value(name, value),
            Expectation::Notice(code) => {
                let screen = self.current()?;
                let found: Vec<&str> = screen.notices.iter().map(|notice| notice.code.as_str()).collect();
                if found.contains(&code.as_str()) {
                    return Ok(());
                }
                Err(format!("expected notice {code}, found {}", found.join(", ")).into())
            }
            Expectation::Refused(code) => self.expect_refused(code.as_deref()),
            Expectation::Open(number) => counted("open interviews", *number, self.open_interviews()?.len()),
            Expectation::Waiting(number) => {
                let waiting = usize::try_from(self.device.waiting_count()?).unwrap_or(usize::MAX);
                counted("sealed records that wait", *number, waiting)
            }
            Expectation::Returns(number) => counted("returned records", *number, self.device.returns()?.len()),
        }
    }

    /// Looks at the screen first, then at everything that was answered. The message says no value: only that it
    /// differs.
    fn expect_value(&self, name: &str, value: &str) -> Result<(), Trouble> {
        let shown = self.current()?.prompts.iter().find(|prompt| search::means(name, &prompt.id));
        let found = match shown {
            Some(prompt) => Some(prompt.value.clone()),
            None => {
                let interview = self.interview.clone().ok_or("no interview is open")?;
                let answers = self.device.answers(interview)?;
                answers.into_iter().find(|answer| search::means(name, &answer.prompt)).map(|answer| answer.value)
            }
        };
        match found.unwrap_or_default() {
            found if found == value => Ok(()),
            found if found.is_empty() => Err(format!("{name} has no value").into()),
            _ => Err(format!("{name} has another value than the one expected").into()),
        }
    }

    fn expect_refused(&self, code: Option<&str>) -> Result<(), Trouble> {
        match (&self.refusal, code) {
            (None, _) => Err("expected a refusal, but the command before was done".into()),
            (Some(_), None) => Ok(()),
            (Some(refused), Some(code)) => same("refusal", code, &refused.code, &refused.reason),
        }
    }
}

fn same(what: &str, expected: &str, found: &str, about: &str) -> Result<(), Trouble> {
    if expected == found { Ok(()) } else { Err(format!("expected {what} {expected}, found {found}: {about}").into()) }
}

fn counted(what: &str, expected: usize, found: usize) -> Result<(), Trouble> {
    if expected == found { Ok(()) } else { Err(format!("expected {expected} {what}, found {found}").into()) }
}
