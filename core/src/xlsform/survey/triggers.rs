//! The column `trigger`: which answers evaluate a calculation.

use std::collections::HashMap;

use crate::form::{Control, DraftKind, Preload, Reference, references};

use super::Reader;
use crate::xlsform::{Issue, faults::NAMES_COMPARED_MAX, near::did_you_mean, sheet::Row};

/// How many issues of one row are looked through for whether something was said of it.
const TOLD_OF_A_ROW: usize = 64;

impl Reader<'_> {
    /// The names between `${` and `}`, with commas between several.
    pub(super) fn triggers(&mut self, row: &Row) -> Vec<String> {
        let text = self.sheet.text(row, "trigger");
        let mut names = Vec::new();
        for part in text.split(',') {
            let found: Vec<Reference<'_>> = references(part).collect();
            if found.len() > 1 {
                self.error(row, "trigger", "several triggers stand together", "Put a comma between them");
            }
            if found.iter().any(|reference| reference.name().is_none()) {
                self.error(row, "trigger", "the trigger cannot be read", "Write it as ${name}");
            }
            names.extend(found.into_iter().filter_map(Reference::name).map(str::to_owned));
        }
        if names.is_empty()
            && !text.is_empty()
            && !self.issues.iter().rev().take(TOLD_OF_A_ROW).any(|issue| issue.row == row.number)
        {
            self.error(row, "trigger", format!("'{text}' names no question"), "Write it as ${name}");
        }
        names
    }

    /// Once all rows are read: a trigger is a question that somebody answers.
    pub(super) fn check_triggers(&mut self) {
        let mut controls: HashMap<&str, Control> = HashMap::new();
        for row in &self.rows {
            if let DraftKind::Question { control, .. } = &row.kind {
                controls.insert(&row.name, *control);
            }
        }
        let (mut found, mut compared): (Vec<Issue>, usize) = (Vec::new(), 0);
        for row in &self.rows {
            let DraftKind::Question { control, .. } = &row.kind else { continue };
            let is_place = *control == Control::Preload(Preload::BackgroundGeopoint);
            for name in &row.triggers {
                let (message, remedy) = match controls.get(name.as_str()) {
                    _ if !self.names.is_question(name) => {
                        compared += 1;
                        let most = if compared > NAMES_COMPARED_MAX { 0 } else { usize::MAX };
                        let names = self.names.all().take(most).filter(|name| self.names.is_question(name));
                        let remedy = did_you_mean(name, names, "Use the name of one question of this form");
                        (format!("there is no question named '{name}'"), remedy)
                    }
                    Some(Control::Calculate) if !is_place => {
                        let message = format!("'{name}' is calculated: nobody answers it, so it triggers nothing");
                        (message, "Use a question that is shown".to_owned())
                    }
                    _ => continue,
                };
                let issue = Issue::error(self.sheet.name(), message, remedy);
                found.push(issue.at(row.row, self.sheet.place("trigger")));
            }
        }
        self.issues.extend(found);
    }
}
