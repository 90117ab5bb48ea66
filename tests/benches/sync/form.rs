//! A questionnaire of sixty questions in six sections: mostly choices, some numbers, five short texts.

use std::fmt::Write as _;

use fieldward_core::{
    study::{Instrument, Method, Respondent, Study, VisitRule, package},
    xlsform,
};

/// Its name in the study.
pub const NAME: &str = "sixty";
/// Questions in it.
pub const QUESTIONS: usize = 60;
const SECTIONS: usize = 6;
/// Kinds of questions in a section: the type as a workbook writes it.
const KINDS: [&str; 10] = [
    "select_one l3",
    "select_one l5",
    "integer",
    "select_one l3",
    "select_one l12",
    "select_multiple l8",
    "select_one l3",
    "select_one l4",
    "integer",
    "select_one l7",
];
/// Lists of choices, by how many they have.
const LISTS: [usize; 6] = [3, 4, 5, 7, 8, 12];

/// The study with the questionnaire as one more instrument.
///
/// # Panics
/// When the questionnaire does not read: nothing can be measured then.
pub fn with_sixty(study: Study) -> Study {
    let reading = xlsform::read(workbook().as_bytes());
    let form = reading.form.unwrap_or_else(|| panic!("the questionnaire reads: {:?}", reading.issues));
    let form_hash = package::hash_of_form(&form);
    let sixty = Instrument {
        id: NAME.into(),
        form: form.into(),
        form_hash,
        method: Method::Interview,
        respondent: Respondent::Caregiver,
        training: String::new(),
        visit_rule: VisitRule::One,
    };
    let mut study = study;
    study.instruments.push(sixty);
    study
}

/// The workbook as a Markdown table.
fn workbook() -> String {
    let mut text = String::from("| survey |\n| | type | name | label | sensitivity | need | by |\n");
    for section in 1..=SECTIONS {
        let _ = writeln!(text, "| | begin_group | s{section} | Section {section} | S1 | | |");
        for (place, kind) in KINDS.iter().enumerate() {
            // Every other section ends with a text, the last one too.
            let kind = if place == 9 && (section % 2 == 0 || section > 4) { "text" } else { kind };
            let name = format!("q{section}_{place}");
            let _ =
                writeln!(text, "| | {kind} | {name} | Question {section}.{place} | S1 | to be weighed | participant |");
        }
        let _ = writeln!(text, "| | end_group | | | | | |");
    }
    text.push_str("| choices |\n| | list_name | name | label |\n");
    for list in LISTS {
        for choice in 0..list {
            let _ = writeln!(text, "| | l{list} | choice_{choice} | Choice {choice} |");
        }
    }
    text.push_str("| settings |\n| | form_id | version | form_title |\n| | sixty | 1 | Sixty questions |\n");
    text
}
