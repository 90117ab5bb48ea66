//! Whatever the bytes and the cells, the reader answers.

use proptest::prelude::*;

use super::book;
use crate::xlsform::{Standing, read};

const WORDS: [&str; 36] = [
    "type",
    "name",
    "label",
    "label::fr",
    "relevant",
    "constraint",
    "calculation",
    "list_name",
    "sensitivity",
    "by",
    "need",
    "text",
    "integer",
    "select_one a",
    "select_multiple a or_other",
    "begin_group",
    "begin repeat",
    "end_group",
    "end_repeat",
    "calculate",
    "note",
    "image",
    "a",
    "b",
    "${a} > 1",
    "${",
    "selected(${a}, 'b')",
    "'",
    "n:1e300",
    "n:-0.5",
    "b:true",
    "\u{A0}",
    "S3",
    "S0",
    "observer",
    "\u{202E}é漢",
];

/// A cell: a word that means something, or anything at all.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => proptest::sample::select(WORDS.as_slice()).prop_map(str::to_owned),
        2 => Just(String::new()),
        1 => "[^|\\[\\]\n\r]{0,12}".prop_filter("a typed cell", |text| !text.trim().contains(':')),
    ]
}

fn sheet(name: &'static str, header: &'static str) -> impl Strategy<Value = String> {
    let header = prop_oneof![4 => Just(header.to_owned()), 1 => Just(String::new())];
    let row = proptest::collection::vec(cell(), 1..9).prop_map(|cells| cells.join(" | "));
    (header, proptest::collection::vec(row, 0..12)).prop_map(move |(header, rows)| {
        let rows: Vec<String> = rows.into_iter().filter(|row| !row.trim().is_empty()).collect();
        format!("[{name}]\n{header}\n{}\n", rows.join("\n"))
    })
}

/// A form is there exactly when nothing is an error, and every issue says what would mend it.
fn answers(bytes: &[u8]) {
    let reading = read(bytes);
    assert_eq!(reading.form.is_none(), reading.issues.iter().any(crate::xlsform::Issue::is_error));
    for issue in reading.issues_in(Standing::Approved) {
        assert!(!issue.message.is_empty() && !issue.remedy.is_empty(), "{issue}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn random_bytes_are_answered(mut bytes in proptest::collection::vec(any::<u8>(), 0..600), kind in 0..3) {
        let magic: &[u8] = [b"".as_slice(), b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"][kind as usize];
        bytes.splice(0..0, magic.iter().copied());
        answers(&bytes);
    }

    #[test]
    fn a_damaged_workbook_is_answered(flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
                                      end in any::<prop::sample::Index>()) {
        let mut bytes = book("[survey]\ntype | name | label\nselect_one a | b | B\n[choices]\nlist_name | name | label\na | x | X");
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        answers(&bytes);
        let end = end.index(bytes.len());
        answers(&bytes[..end]);
    }

    #[test]
    fn random_cells_are_answered(survey in sheet("survey", "type | name | label | label::fr | relevant | calculation | sensitivity | by"),
                                 choices in sheet("choices", "list_name | name | label | region"),
                                 settings in sheet("settings", "form_id | form_title | default_language")) {
        answers(&book(&format!("{survey}{choices}{settings}")));
    }
}
