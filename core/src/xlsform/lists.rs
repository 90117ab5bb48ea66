//! The lists of choices of a workbook, its own and those of the sheet `external_choices`.
//!
//! They are read before the questions, which name them, and finished after them: what nobody chose from is told, and
//! what questions asked for is added. Knows no question but by the rows that are handed in.

use std::collections::HashMap;

use super::{
    choices,
    columns::{CHOICES_TEXTS, check_choices},
    issue::Issue,
    languages::Languages,
    listed::Listed,
    opened::Opened,
    osm, settings,
    sheet::Sheet,
    survey::{self, Survey},
};
use crate::form::{DraftChoiceList, OsmTag};

/// All lists.
pub struct Lists {
    /// Those of the sheet `choices`.
    pub own: Vec<DraftChoiceList>,
    /// Those of the sheet `external_choices`.
    pub external: Vec<DraftChoiceList>,
    /// What may be said about things on a map, by list.
    pub osm: HashMap<String, Vec<OsmTag>>,
}

impl Lists {
    /// Reads the sheets that hold lists.
    pub fn read(opened: &Opened, languages: &Languages, issues: &mut Vec<Issue>) -> Self {
        let duplicates = settings::duplicates(opened.settings.as_ref());
        let own = lists_of(opened.choices.as_ref(), languages, duplicates, issues);
        // Names may repeat on the sheet `external_choices`.
        let external = lists_of(opened.external.as_ref(), languages, choices::Duplicates::Allowed, issues);
        Self { own, external, osm: osm::read(opened.osm.as_ref(), issues) }
    }

    /// All of them, as the form has them when its questions are known.
    pub fn complete(
        mut self,
        (sheet, survey_sheet): (Option<&Sheet>, &Sheet),
        survey: &Survey,
        languages: &Languages,
        issues: &mut Vec<Issue>,
    ) -> Vec<DraftChoiceList> {
        let listed = Listed::of(&self.own);
        self.external.iter_mut().for_each(|list| list.name = survey::external_name(&list.name, &listed));
        if let Some(sheet) = sheet {
            issues.extend(choices::check(sheet, &self.own, survey_sheet, &survey.rows));
        }
        choices::add_other(&mut self.own, &survey.with_other, languages);
        self.own.extend(self.external);
        self.own
    }
}

/// The lists of a sheet of choices, when the workbook has it.
fn lists_of(
    sheet: Option<&Sheet>,
    languages: &Languages,
    duplicates: choices::Duplicates,
    issues: &mut Vec<Issue>,
) -> Vec<DraftChoiceList> {
    let Some(sheet) = sheet else { return Vec::new() };
    issues.extend(check_choices(sheet));
    let lists = choices::read(sheet, languages, duplicates, issues);
    issues.extend(languages.untranslated(sheet, &CHOICES_TEXTS, |_| true));
    lists
}
