//! Everything that reads a file of somebody else's.

use std::sync::{Arc, LazyLock};

use fieldward_core::{
    collect::replay::replay,
    form::{Form, attached::Attachments},
    xform as xforms, xlsform,
};

use crate::{
    archive,
    interview::{surroundings, walk},
    text,
};

/// A small form with something of everything, for the targets that need one.
const FORM: &str = include_str!("../seeds/survey/everything");

static SMALL: LazyLock<Arc<Form>> = LazyLock::new(|| {
    let reading = xlsform::read(&archive::table(FORM));
    let issues: Vec<String> = reading.issues.iter().map(ToString::to_string).collect();
    Arc::new(reading.form.unwrap_or_else(|| panic!("the small form is sound: {issues:?}")))
});

static STORED: LazyLock<Vec<u8>> = LazyLock::new(|| SMALL.store());

/// What it is, its version and its hash.
const HEAD_BYTES: usize = 8 + 2 + 32;

/// The first byte says what the rest is: a whole file, a sheet, the shared texts, or an OpenDocument's content.
pub fn workbook(input: &[u8]) {
    let Some((kind, rest)) = input.split_first() else { return };
    let settings = b"<worksheet><sheetData/></worksheet>".to_vec();
    match kind {
        b's' => read(&archive::workbook(&[("survey", rest.to_vec()), ("settings", settings)], b"<sst/>"), &[]),
        b't' => {
            let sheet =
                br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;
            read(&archive::workbook(&[("survey", sheet.to_vec())], rest), &[]);
        }
        b'o' => read(&archive::open_document(rest), &[]),
        _ => read(rest, &[]),
    }
}

/// The line `--` ends the table; what comes after is how the form is filled in.
pub fn survey(input: &[u8]) {
    let input = text(input);
    let (table, choices) = input.split_once("\n--\n").unwrap_or((input, "0123456789abcdefghijklmnopqrstuvwxyz"));
    read(&archive::table(table), choices.as_bytes());
}

fn read(bytes: &[u8], choices: &[u8]) {
    let reading = xlsform::read(bytes);
    let refused = reading.issues.iter().any(xlsform::Issue::is_error);
    assert_eq!(reading.form.is_none(), refused, "a form is made exactly when nothing is an error");
    assert!(reading.issues.iter().all(|issue| !issue.remedy.is_empty()), "an issue says what would mend it");
    if let Some(form) = reading.form {
        walk(form, choices);
    }
}

/// A file that may be an XForm.
pub fn xform(input: &[u8]) {
    let reading = xforms::read(input);
    let refused = reading.issues.iter().any(xforms::Issue::is_error);
    assert_eq!(reading.form.is_none(), refused, "a form is made exactly when nothing is an error");
    if let Some(form) = reading.form {
        walk(form, b"0123456789abcdefghijklmnopqrstuvwxyz");
    }
}

/// Steps through the small form.
pub fn transcript(input: &[u8]) {
    let lines = text(input);
    if let Ok(replayed) = replay(&SMALL, lines, &surroundings()) {
        let steps = lines.lines().filter(|line| !line.trim().is_empty()).count();
        assert_eq!(replayed.len(), steps, "each step has its line");
    }
}

/// The small form as it is stored: the input says in threes where a byte changes and into what. The hash is made right
/// again, because what lies behind it must not be believed either. What still opens is filled in.
pub fn stored(input: &[u8]) {
    let mut bytes = STORED.clone();
    let (head, body) = bytes.split_at_mut(HEAD_BYTES);
    for change in input.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % body.len();
        body[place] = change[2];
    }
    head[HEAD_BYTES - 32..].copy_from_slice(blake3::hash(body).as_bytes());
    if let Ok(form) = Form::open(&bytes) {
        walk(form, b"0123456789abcdefghijklmnopqrstuvwxyz");
    }
}

/// The first byte says the kind of file; the rest is the file.
pub fn attachment(input: &[u8]) {
    let Some((kind, rest)) = input.split_first() else { return };
    let name = ["places.csv", "places.xml", "places.geojson"][usize::from(*kind) % 3];
    let mut files = Attachments::default();
    let _ = files.add(name, rest.to_vec());
    let (table, _) = files.table("places", name);
    for row in 0..table.len().min(50) {
        for column in 0..table.columns().len().min(50) {
            let _ = table.cell(row, column as u32);
        }
    }
}
