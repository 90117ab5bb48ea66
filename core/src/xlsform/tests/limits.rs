//! Each limit, just passed, and files that are no workbooks.

use std::io::{Cursor, Read, Write};

use super::{book, lines};
use crate::xlsform::{
    Shape, Workbook, WorkbookError,
    limits::{
        CELL_CHARS_MAX, COLUMNS_MAX, DEPTH_MAX, FILE_BYTES_MAX, INFLATED_BYTES_MAX, ISSUES_MAX, LANGUAGES_MAX,
        OSM_VALUES_MAX, RELATIONS_MAX, ROWS_MAX, SHEETS_MAX,
    },
    parameters::TICKS_NAMED_MAX,
    read,
};

fn check(bytes: &[u8], expected: &WorkbookError) {
    let found = Workbook::open(bytes).and_then(|mut book| book.sheet("survey", &Shape::default()).map(|_| ()));
    assert_eq!(found.as_ref(), Err(expected));
    let [issue] = read(bytes).issues.try_into().expect("one issue for the whole file");
    assert!(issue.is_error() && issue.message == expected.to_string() && issue.remedy == expected.remedy());
}

/// The workbook with one of its parts changed.
fn repacked(bytes: &[u8], name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is an archive");
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut part = old.by_index(index).expect("a part");
        let title = part.name().expect("a plain name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a whole part");
        let content = if title == name { change(content) } else { content };
        let options = zip::write::SimpleFileOptions::default();
        new.start_file(title, options).and_then(|()| Ok(new.write_all(&content)?)).expect("memory is writable");
    }
    new.finish().expect("memory is writable").into_inner()
}

#[test]
fn strangers_are_not_opened() {
    check(b"", &WorkbookError::Empty);
    check(b"type,name\ntext,a\n", &WorkbookError::NotAWorkbook);
    check(b"PK\x03\x04 and no more", &WorkbookError::CutShort);
    check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no more", &WorkbookError::NotAWorkbook);
    let mut wrapped = b"\xD0\xCF\x11\xE0".to_vec();
    wrapped.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    check(&wrapped, &WorkbookError::Protected);
}

#[test]
fn files_have_a_size() {
    let size_bytes = FILE_BYTES_MAX + 1;
    check(&vec![0; size_bytes], &WorkbookError::FileTooLarge { size_bytes });
}

#[test]
fn files_unpack_to_a_size() {
    let full = vec![b' '; usize::try_from(INFLATED_BYTES_MAX).expect("fits")];
    let bytes =
        repacked(&book("[survey]\ntype"), "xl/sharedStrings.xml", |content| [full.as_slice(), &content].concat());
    assert!(bytes.len() < FILE_BYTES_MAX);
    check(&bytes, &WorkbookError::InflatesTooFar);
    // What nobody asks for is never unpacked.
    let bytes = repacked(&book("[survey]\ntype"), "docProps/app.xml", |_| full.clone());
    assert!(Workbook::open(&bytes).is_ok());
}

#[test]
fn a_part_that_is_read_again_counts_once() {
    let large = vec![b' '; usize::try_from(INFLATED_BYTES_MAX / 3 * 2).expect("fits")];
    let bytes =
        repacked(&book("[survey]\ntype"), "xl/worksheets/sheet1.xml", |content| [large.as_slice(), &content].concat());
    let mut book = Workbook::open(&bytes).expect("the workbook opens");
    for _ in 0..2 {
        assert!(book.sheet("survey", &Shape::default()).is_ok());
    }
}

#[test]
fn workbooks_have_a_number_of_sheets() {
    let sheets: String = (0..=SHEETS_MAX).map(|i| format!("[s{i}]\n")).collect();
    check(&book(&sheets), &WorkbookError::TooManySheets { count: SHEETS_MAX + 1 });
}

/// An archive with one part.
fn archive(name: &str, content: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file(name, options).and_then(|()| Ok(archive.write_all(content.as_bytes())?)).expect("in memory");
    archive.finish().expect("memory is writable").into_inner()
}

#[test]
fn sheets_are_listed_up_to_one_more_than_there_may_be() {
    let expected = WorkbookError::TooManySheets { count: SHEETS_MAX + 1 };
    let many = SHEETS_MAX * 5;
    let more: String = (0..many).map(|id| format!("<sheet name=\"x{id}\" sheetId=\"9{id}\" r:id=\"rId1\"/>")).collect();
    let add = |content: Vec<u8>| {
        let text = String::from_utf8(content).expect("the list of sheets is text");
        text.replace("</sheets>", &format!("{more}</sheets>")).into_bytes()
    };
    check(&repacked(&book("[survey]\ntype"), "xl/workbook.xml", add), &expected);
    let tables: String = (0..many).map(|table| format!("<table:table table:name='t{table}'/>")).collect();
    check(&archive("content.xml", &format!("<office:spreadsheet>{tables}</office:spreadsheet>")), &expected);
}

#[test]
fn keys_of_a_map_have_so_many_values_together() {
    let keys = "k | v | V\n".repeat(400);
    let values: String = (0..OSM_VALUES_MAX / 400).map(|value| format!("v | x{value} | X\n")).collect();
    let told = |values: &str| {
        let rows =
            format!("[survey]\ntype | name | label\nosm k | a | A\n[osm]\nlist_name | name | label\n{keys}{values}");
        let found = lines(&read(&book(&rows)));
        found.iter().any(|line| line.contains("the keys of the sheet have more than 100000 values together"))
    };
    assert!(!told(&values));
    assert!(told(&format!("{values}v | one_more | X\n")));
}

#[test]
fn a_scale_looks_at_so_many_names_of_its_ticks() {
    let choices: String = (0..=TICKS_NAMED_MAX).map(|tick| format!("l | {} | T\n", tick % 10 + 1)).collect();
    let told = |choices: &str| {
        let rows = format!(
            "[survey]\ntype | name | label | parameters\nrange | a | A | tick_labelset=l\n[choices]\nlist_name | name | label\n{choices}\
             [settings]\nform_id | allow_choice_duplicates\nf | yes"
        );
        lines(&read(&book(&rows))).iter().any(|line| line.contains("is not a number"))
    };
    assert!(told(&format!("l | x | X\n{choices}")));
    assert!(!told(&format!("{choices}l | x | X\n")));
}

#[test]
fn a_plain_text_begins_so_many_sheets_and_no_more() {
    let each: String = (0..1_000_000).map(|row| format!("s{row},a,b,c,d\n")).collect();
    check(each.as_bytes(), &WorkbookError::TooManySheets { count: SHEETS_MAX + 1 });
}

#[test]
fn a_part_of_a_workbook_has_so_many_relations() {
    let more: String =
        (0..=RELATIONS_MAX).map(|id| format!("<Relationship Id=\"x{id}\" Type=\"a/image\" Target=\"i\"/>")).collect();
    let add = |content: Vec<u8>| {
        let text = String::from_utf8(content).expect("relations are text");
        text.replace("</Relationships>", &format!("{more}</Relationships>")).into_bytes()
    };
    check(&repacked(&book("[survey]\ntype"), "xl/_rels/workbook.xml.rels", add), &WorkbookError::InflatesTooFar);
}

#[test]
fn loops_and_references_multiply_to_a_size() {
    let choices: String = (0..400).map(|choice| format!("big | c{choice} | C\n")).collect();
    let long = "x".repeat(20_000);
    let rows: String = (0..10).map(|row| format!("text | q{row} | {long}\n")).collect();
    let looped = format!(
        "[survey]\ntype | name | label\nbegin_loop over big | l | L\n{rows}end_loop\n[choices]\nlist_name | name | label\n{choices}"
    );
    let many = "${a}".repeat(8_000);
    let labels: String = (0..30).map(|row| format!("note | n{row} | {many}\n")).collect();
    let outputs = format!("[survey]\ntype | name | label\ntext | a | A\n{labels}");
    for (rows, expected) in [
        (looped, "the loop makes rows of more than 67108864 bytes"),
        (outputs, "more than 200000 references in labels and other words"),
    ] {
        let found = lines(&read(&book(&rows)));
        assert!(found.iter().any(|line| line.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn what_is_not_read_is_told() {
    let rows = "[survey]\ntype | name | label | parameters | rows | appearance\n\
                integer | a | A | rows=3 | | \n\
                text | b | B | | many | \n\
                date | c | C | | | myanmar\n\
                select_one l | d | D | | | search('towns')\n\
                [choices]\nlist_name | name | label\nl | town | label\n\
                [osm]\nlist_name | name | label\n | building | B\n\
                [settings]\nflat\nno";
    let found = lines(&read(&book(rows)));
    for expected in [
        "this type has no parameters: the cell has no effect",
        "'many' is no number of rows and has no effect",
        "myanmar: days of this calendar are not reckoned here",
        "search() is not carried out: towns.csv is not there",
        "the row has no list_name and is not read",
    ] {
        assert!(found.iter().any(|line| line.contains(expected)), "{expected}: {found:?}");
    }
    assert!(found.iter().all(|line| !line.contains("is not known")), "{found:?}");
}

#[test]
fn the_head_of_a_table_of_selects_is_asked_of_nobody() {
    let rows = "[survey]\ntype | name | label | appearance\nbegin_group | g | G | table-list\n\
                select_one l | a | A | \nselect_one l | b | B | \nend_group\n\
                [choices]\nlist_name | name | label\nl | x | X";
    let form = read(&book(rows)).form.expect("the form is read");
    let heads: Vec<&str> = form.nodes.iter().filter(|node| node.is_header()).map(|node| node.name.as_str()).collect();
    assert_eq!(heads, ["reserved_name_for_field_list_labels_3"]);
    let outline = crate::safeguard::Outline::of(&form);
    assert_eq!(outline.sections.len(), 1);
}

#[test]
fn sheets_have_a_number_of_rows_and_columns() {
    let sheet = "survey".to_owned();
    let rows = |count| book(&format!("[survey]\n{}", "x\n".repeat(count)));
    check(&rows(ROWS_MAX + 1), &WorkbookError::TooManyRows { sheet: sheet.clone() });
    let columns = format!("[survey]\n{}x", "|".repeat(COLUMNS_MAX));
    check(&book(&columns), &WorkbookError::TooManyColumns { sheet });
}

#[test]
fn a_broken_part_names_its_sheet() {
    let cut = |content: Vec<u8>| content[..content.len() / 2].to_vec();
    let bytes = repacked(&book("[survey]\ntype | name\ntext | a"), "xl/worksheets/sheet1.xml", cut);
    check(&bytes, &WorkbookError::Damaged { sheet: "survey".to_owned() });
}

#[test]
fn cells_have_a_length() {
    // A spreadsheet program writes no longer cells, so that only a table in plain text can have them.
    let rows = |length| format!("|survey|\n||type|name|label|\n||text|a|{}|", "é".repeat(length));
    assert!(lines(&read(rows(CELL_CHARS_MAX).as_bytes())).iter().all(|line| !line.contains("characters")));
    let found = lines(&read(rows(CELL_CHARS_MAX + 1).as_bytes()));
    let expected = "error, sheet survey, row 2, column C: the cell has more than 32767 characters. Shorten it, or \
                    use several rows";
    assert!(found.iter().any(|line| line == expected), "{found:?}");
}

#[test]
fn forms_have_a_depth_a_number_of_languages_and_of_listed_issues() {
    let (begins, ends) = ("begin_group | g | G\n".repeat(DEPTH_MAX + 1), "end_group\n".repeat(DEPTH_MAX + 1));
    let deep = format!("[survey]\ntype | name | label\n{begins}text | a | A\n{ends}");
    let labels: String = (0..=LANGUAGES_MAX).map(|i| format!("| label::L{i} ")).collect();
    let spoken = format!("[survey]\ntype | name {labels}\ntext | a | A");
    let endless = format!("[survey]\ntype | name | label\n{}", "strange | a | A\n".repeat(ISSUES_MAX + 5));
    for (rows, expected) in [
        (deep, "row 32, column type (A): more than 30 groups and repeats stand inside one another"),
        (spoken, "the form has 51 languages, more than 50"),
        (endless, "more issues are not listed"),
    ] {
        let found = lines(&read(&book(&rows)));
        assert!(found.iter().any(|line| line.contains(expected)), "{expected}: {found:?}");
        assert!(found.len() <= ISSUES_MAX + 1);
    }
}
