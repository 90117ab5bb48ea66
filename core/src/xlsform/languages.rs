//! The languages of a workbook: which there are, which one columns without a language are in, and what is not
//! translated.

use std::collections::BTreeMap;

use crate::form::{DraftText, Language};

use super::{
    columns::{CHOICES_TEXTS, SURVEY_TEXTS},
    faults::Sheets,
    issue::Issue,
    limits::{ISSUES_MAX, LANGUAGES_MAX},
    near::did_you_mean,
    settings,
    sheet::{Row, Sheet},
};

/// The languages of one form.
#[derive(Debug, Default)]
pub struct Languages {
    /// In the order of the columns.
    pub all: Vec<Language>,
    /// The form's default, and the language of columns that name none.
    pub default: u16,
}

impl Languages {
    /// Looks over the columns of both sheets, and at the setting `default_language`.
    pub fn find(sheets: &Sheets<'_>, issues: &mut Vec<Issue>) -> Self {
        let Sheets { survey, choices, settings: said, .. } = sheets;
        let setting = said.and_then(|sheet| Some((sheet, settings::first(sheet)?)));
        let wanted = setting.map_or("", |(sheet, row)| sheet.text(row, "default_language"));
        let mut languages = Self::default();
        let columns = survey.columns().iter().filter(|column| SURVEY_TEXTS.contains(&column.name.as_str()));
        let labels = choices
            .iter()
            .flat_map(|sheet| sheet.columns())
            .filter(|column| CHOICES_TEXTS.contains(&column.name.as_str()));
        for column in columns.chain(labels).filter(|column| !column.language.is_empty()) {
            if languages.index(&column.language).is_none() {
                languages.all.push(Language::named(&column.language));
            }
        }
        let bare = survey.columns().iter().any(|column| column.name == "label" && column.language.is_empty());
        let (name, known) = if wanted.is_empty() { ("default", None) } else { (wanted, languages.index(wanted)) };
        match known {
            Some(index) => languages.default = index,
            None if bare || languages.all.is_empty() => languages.all.insert(0, Language::named(name)),
            None if wanted.is_empty() => {}
            None => {
                let Some((sheet, row)) = setting else { return languages };
                let names = languages.all.iter().map(|language| language.name.as_str());
                let remedy = did_you_mean(wanted, names, "Write it as in the headers, such as English (en)");
                let message = format!("no column is in the default language {wanted}");
                issues.push(sheet.warning(row, "default_language", message, remedy));
            }
        }
        if languages.all.len() > LANGUAGES_MAX {
            let message = format!("the form has {} languages, more than {LANGUAGES_MAX}", languages.all.len());
            issues.push(Issue::error(survey.name(), message, "Remove columns, or make two forms"));
            languages.all.truncate(LANGUAGES_MAX);
            languages.default = 0;
        }
        languages
    }

    /// Which language is written so; none for an unknown one.
    fn index(&self, written: &str) -> Option<u16> {
        if written.is_empty() {
            return (!self.all.is_empty()).then_some(self.default);
        }
        let found = self.all.iter().position(|language| same(&language.name, written))?;
        u16::try_from(found).ok()
    }

    /// The words of one column and row, by language.
    pub fn text(&self, sheet: &Sheet, row: &Row, column: &str) -> DraftText {
        let mut text = DraftText::new();
        for (language, words) in sheet.texts(row, column) {
            let Some(index) = self.index(language).map(usize::from) else { continue };
            if text.len() <= index {
                text.resize(index + 1, String::new());
            }
            if text[index].is_empty() || !language.is_empty() {
                words.clone_into(&mut text[index]);
            }
        }
        text
    }

    /// The words that are said of a question. Where its row names no language for them they are meant for all, as they
    /// are where an XForm has them in the element itself.
    pub fn said(&self, sheet: &Sheet, row: &Row, column: &str) -> DraftText {
        let mut text = self.text(sheet, row, column);
        let names_none = sheet.texts(row, column).all(|(language, words)| language.is_empty() || words.is_empty());
        if names_none
            && self.all.len() > 1
            && let Some(words) = text.pop().filter(|words| !words.is_empty())
        {
            text = vec![words; self.all.len()];
        }
        text
    }

    /// Warnings for what is written in one language and not in another: once for a column that is not there at all,
    /// else cell by cell.
    pub fn untranslated(&self, sheet: &Sheet, columns: &[&str], of: impl Fn(&Row) -> bool) -> Vec<Issue> {
        let mut issues = Vec::new();
        for column in columns.iter().filter(|_| self.all.len() > 1) {
            let mut there: BTreeMap<u16, String> = BTreeMap::new();
            for known in sheet.columns().iter().filter(|known| known.name == *column) {
                there.extend(self.index(&known.language).map(|index| (index, known.place())));
            }
            if there.is_empty() {
                continue;
            }
            for (index, language) in (0..).zip(&self.all) {
                if !there.contains_key(&index) {
                    let message = format!("the column {column} is missing in {}", language.name);
                    let remedy = format!("Add the column {column}::{}", language.name);
                    issues.push(Issue::warning(sheet.name(), message, remedy).at(sheet.header_row(), *column));
                }
            }
            self.gaps(sheet, column, &there, &of, &mut issues);
        }
        issues
    }

    /// Cells without the words that other languages have in their row. More than are listed are not looked for.
    fn gaps(
        &self,
        sheet: &Sheet,
        column: &str,
        there: &BTreeMap<u16, String>,
        of: &impl Fn(&Row) -> bool,
        issues: &mut Vec<Issue>,
    ) {
        for row in sheet.rows().iter().filter(|row| of(row)) {
            let text = self.text(sheet, row, column);
            let is_gap = |index: &u16| text.get(usize::from(*index)).is_none_or(String::is_empty);
            for (index, place) in there.iter().filter(|(index, _)| !text.is_empty() && is_gap(index)) {
                if issues.len() > ISSUES_MAX {
                    return;
                }
                let name = self.all.get(usize::from(*index)).map_or("", |language| language.name.as_str());
                let message = format!("the {column} is not translated into {name}");
                let issue = Issue::warning(sheet.name(), message, "Write the translation into this cell");
                issues.push(issue.at(row.number, place));
            }
        }
    }
}

/// Whether two headers mean one language: case and spaces do not count.
fn same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase)
    }
    a == b || letters(a).eq(letters(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_from_brackets_or_from_bare_tags() {
        for (name, tag) in [
            ("French (fr)", "fr"),
            ("fr", "fr"),
            ("Português (pt-BR)", "pt-BR"),
            ("English", ""),
            ("default", ""),
            ("x (y z)", ""),
        ] {
            assert_eq!(Language::named(name).tag, tag, "{name}");
        }
        assert!(same("French (fr)", "french(FR)"));
    }
}
