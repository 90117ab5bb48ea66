//! The four large questionnaires that engines are timed on, written as workbooks.
//!
//! Each strains one thing: `chain` a calculation that runs through the whole form, `wide` one answer that decides a
//! fifth of all relevances, `choices` a cascade over very many choices, `roster` a repeat with totals over it. All grow
//! with one number, the number of questions; at 5,000 they are the forms that JavaRosa's published figures are of.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::Outcome;

/// A large questionnaire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Large {
    /// Groups of 49 questions, each group with a total that goes into the next one.
    Chain,
    /// One answer decides the relevance of a fifth of all questions.
    Wide,
    /// A repeat of twenty questions a member, with totals over the members.
    Roster,
    /// Region, district, village, each filtered by the one before.
    Choices,
}

/// All of them.
pub const ALL: [Large; 4] = [Large::Chain, Large::Wide, Large::Roster, Large::Choices];

/// Groups of `chain`.
pub const fn groups(size: usize) -> usize {
    size / 50
}

/// Members that are added to `roster`.
pub const fn members(size: usize) -> usize {
    size * 3 / 50
}

/// Villages of `choices`; a hundred in each district, and no more than a sheet may have.
pub const fn choices(size: usize) -> usize {
    const VILLAGES_MAX: usize = 150_000;
    if size * 20 < VILLAGES_MAX { size * 20 } else { VILLAGES_MAX }
}

/// Regions of `choices`.
pub const REGIONS: usize = 20;

impl Large {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Wide => "wide",
            Self::Roster => "roster",
            Self::Choices => "choices",
        }
    }

    /// Writes it as a workbook into a folder.
    pub fn write(self, folder: &Path, size: usize) -> Outcome<PathBuf> {
        let mut book = Workbook::new();
        let survey = Rows::begin(book.add_worksheet().set_name("survey")?, &SURVEY)?;
        match self {
            Self::Chain => chain(survey, size)?,
            Self::Wide => wide(survey, size)?,
            Self::Roster => roster(survey)?,
            Self::Choices => cascade(survey)?,
        }
        let header: &[&str] = if self == Self::Choices { &CASCADE } else { &CASCADE[..3] };
        let listed = Rows::begin(book.add_worksheet().set_name("choices")?, header)?;
        if self == Self::Choices {
            places(listed, size)?
        } else {
            yes_no(listed)?
        }
        let mut settings = Rows::begin(book.add_worksheet().set_name("settings")?, &["form_title", "form_id"])?;
        settings.add(&[self.name(), self.name()])?;
        let file = folder.join(format!("{}-{size}.xlsx", self.name()));
        book.save(&file)?;
        Ok(file)
    }
}

const SURVEY: [&str; 7] = ["type", "name", "label", "relevant", "constraint", "calculation", "choice_filter"];
const CASCADE: [&str; 5] = ["list_name", "name", "label", "region", "district"];

/// A sheet that is written from the top.
struct Rows<'b> {
    sheet: &'b mut Worksheet,
    next: u32,
}

impl<'b> Rows<'b> {
    fn begin(sheet: &'b mut Worksheet, header: &[&str]) -> Result<Self, XlsxError> {
        let mut rows = Self { sheet, next: 0 };
        rows.add(header)?;
        Ok(rows)
    }

    fn add(&mut self, cells: &[&str]) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            self.sheet.write_string(self.next, column, *cell)?;
        }
        self.next += 1;
        Ok(())
    }
}

fn chain(mut survey: Rows<'_>, size: usize) -> Result<(), XlsxError> {
    for group in 0..groups(size) {
        let before = group.checked_sub(1).map(|before| format!("${{total_{before}}}"));
        let relevant = before.as_ref().map_or_else(String::new, |before| format!("{before} >= 0"));
        survey.add(&["begin_group", &format!("g_{group}"), &format!("Group {group}"), &relevant])?;
        for question in 0..49 {
            let (name, label) = (format!("q_{group}_{question}"), format!("Question {group}.{question}"));
            survey.add(&["integer", &name, &label, "", ". >= 0 and . < 1000"])?;
        }
        let added = (0..49).step_by(7).map(|question| format!("coalesce(${{q_{group}_{question}}}, 0)"));
        let sum: Vec<String> = added.chain(before).collect();
        survey.add(&["calculate", &format!("total_{group}"), "", "", "", &sum.join(" + ")])?;
        survey.add(&["end_group"])?;
    }
    Ok(())
}

fn wide(mut survey: Rows<'_>, size: usize) -> Result<(), XlsxError> {
    survey.add(&["select_one yn", "gate", "Open?"])?;
    for question in 0..size {
        let kind = if question % 3 == 0 { "integer" } else { "text" };
        let relevant = if question < size / 5 { "${gate} = 'yes'" } else { "" };
        survey.add(&[kind, &format!("w_{question}"), &format!("Wide {question}"), relevant])?;
    }
    Ok(())
}

fn roster(mut survey: Rows<'_>) -> Result<(), XlsxError> {
    survey.add(&["begin_repeat", "member", "Member"])?;
    survey.add(&["integer", "age", "Age", "", ". >= 0 and . <= 120"])?;
    survey.add(&["select_one yn", "works", "Works?", "${age} >= 5"])?;
    survey.add(&["integer", "hours", "Hours", "${works} = 'yes'", ". >= 0 and . <= 168"])?;
    for age in 0..16 {
        survey.add(&["text", &format!("t_{age}"), &format!("Text {age}"), &format!("${{age}} > {age}")])?;
    }
    let over = "if(${age} < 12 and ${hours} >= 1 or ${age} < 15 and ${hours} >= 14 or ${hours} >= 43, 1, 0)";
    survey.add(&["calculate", "over", "", "", "", over])?;
    survey.add(&["end_repeat"])?;
    for (name, total) in [
        ("n", "count(${member})"),
        ("hours_sum", "sum(${hours})"),
        ("oldest", "max(${age})"),
        ("labour", "sum(${over})"),
    ] {
        survey.add(&["calculate", name, "", "", "", total])?;
    }
    Ok(())
}

fn cascade(mut survey: Rows<'_>) -> Result<(), XlsxError> {
    survey.add(&["select_one region", "region", "Region"])?;
    survey.add(&["select_one district", "district", "District", "", "", "", "region=${region}"])?;
    survey.add(&["select_one village", "village", "Village", "", "", "", "district=${district}"])
}

fn yes_no(mut listed: Rows<'_>) -> Result<(), XlsxError> {
    listed.add(&["yn", "yes", "Yes"])?;
    listed.add(&["yn", "no", "No"])
}

fn places(mut listed: Rows<'_>, size: usize) -> Result<(), XlsxError> {
    let districts = (choices(size) / 100).max(REGIONS);
    for region in 0..REGIONS {
        listed.add(&["region", &format!("r{region}"), &format!("Region {region}")])?;
    }
    for district in 0..districts {
        let region = format!("r{}", district % REGIONS);
        listed.add(&["district", &format!("d{district}"), &format!("District {district}"), &region])?;
    }
    for village in 0..choices(size) {
        let (region, district) = (format!("r{}", village % REGIONS), format!("d{}", village % districts));
        listed.add(&["village", &format!("v{village}"), &format!("Village {village}"), &region, &district])?;
    }
    Ok(())
}
