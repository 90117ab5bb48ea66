//! Cells of every kind, and sheets that are none.

use super::*;
use crate::xlsform::markup::Markup;

fn common() -> Common {
    let styles = vec![Shown::Number, Shown::Moment, Shown::Duration];
    Common { strings: ["one", " two "].iter().collect(), styles, days: Days::default() }
}

fn cells(part: &str) -> Result<Vec<String>, Stop> {
    let mut found = Vec::new();
    sheet::read(Markup::new(part.as_bytes()), &common(), |(row, column), text| {
        found.push(match text {
            CellText::Text(text) => format!("{row},{column}={text}"),
            CellText::Failed(error) => format!("{row},{column}!{error}"),
            CellText::NotWorkedOut => format!("{row},{column}?"),
        });
        Ok(())
    })?;
    Ok(found)
}

fn check(rows: &str, expected: &[&str]) {
    let part = format!("<worksheet><dimension ref='A1'/><sheetData>{rows}</sheetData><oddHeader>&bad;");
    let found = cells(&part).unwrap_or_default();
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{rows}");
}

#[test]
fn cells_of_every_kind_are_read() {
    check("<row r='2'><c r='B2' t='s'><v>1</v></c></row>", &["1,1=two"]);
    check(
        "<row><c><v>12.0</v></c><c/><c t='n'><v>1E2</v></c></row><row><c><v>3</v></c></row>",
        &["0,0=12", "0,2=100", "1,0=3"],
    );
    check(
        "<row><c s='1'><v>45352</v></c><c s='2'><v>1.5</v></c><c s='9'><v>1</v></c></row>",
        &["0,0=2024-03-01", "0,1=36:00:00", "0,2=1"],
    );
    check(
        "<row><c t='b'><v>1</v></c><c t='b'><v>false</v></c><c t='e'><v>#N/A</v></c></row>",
        &["0,0=TRUE", "0,1=FALSE", "0,2!#N/A"],
    );
    check(
        "<row><c t='str'><f>A1&amp;\"x\"</f><v>a&lt;b</v></c><c><f>1+1</f></c><c t='str'><f>\"\"</f><v></v></c></row>",
        &["0,0=a<b", "0,1?", "0,2="],
    );
    check("<row><c t='inlineStr'><is><r><t>a </t></r><r><t>b_x0041_</t></r></is></c></row>", &["0,0=a bA"]);
    check("<row><c t='d'><v>2024-03-01T00:00:00</v></c><c><v>word</v></c></row>", &["0,0=2024-03-01", "0,1=word"]);
    check(
        "<x:row r='3'><x:c r='A3' t='s'><x:v>0</x:v></x:c></x:row><row r='9'/><row><c><v>1</v></c></row>",
        &["2,0=one", "9,0=1"],
    );
}

#[test]
fn sheets_that_are_cut_or_contradict_themselves_are_broken() {
    for part in [
        "",
        "<worksheet><sheetData><row><c><v>1</v></c>",
        "<sheetData><row r='0'/></sheetData>",
        "<sheetData><row r='99999999999'/></sheetData>",
        "<sheetData><c r='12'/></sheetData>",
        "<sheetData><c r='AAAAAAAAAAAAAAAA1'/></sheetData>",
        "<sheetData><c t='s'><v>2</v></c></sheetData>",
        "<sheetData><c t='s'><v>x</v></c></sheetData>",
        "<sheetData><c t='str'><v>&nbsp;</v></c></sheetData>",
    ] {
        assert!(matches!(cells(part), Err(Stop::Fault(Fault::Broken))), "{part}");
    }
    assert_eq!(cells("<chartsheet/>").ok(), Some(Vec::new()));
    assert_eq!(cells("<worksheet><sheetData/></worksheet>").ok(), Some(Vec::new()));
}
