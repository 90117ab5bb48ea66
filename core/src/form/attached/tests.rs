//! Files by examples: what is read, and what is said about what cannot be.

use proptest::prelude::*;

use super::*;

fn table(file: &str, bytes: &[u8]) -> (Table, Option<AttachedError>) {
    let mut files = Attachments::default();
    files.add(file, bytes.to_vec()).expect("the example is small");
    files.table("list", file)
}

/// Columns in the first row, then the cells.
fn check(file: &str, content: &str, expected: &[&[&str]]) {
    let (table, error) = table(file, content.as_bytes());
    assert_eq!(error, None, "{content}");
    let mut rows = vec![table.columns().to_vec()];
    let columns = 0..u32::try_from(table.columns().len()).expect("few columns");
    rows.extend((0..table.len()).map(|row| columns.clone().map(|column| table.text(row, column).to_owned()).collect()));
    assert_eq!(rows, expected, "{content}");
}

fn check_error(file: &str, bytes: &[u8], expected: &str) {
    let (table, error) = table(file, bytes);
    assert_eq!(error.map(|error| format!("{}: {error}", error.line)).as_deref(), Some(expected));
    assert!(table.is_empty() && table.columns().is_empty());
}

#[test]
fn csv_as_collect_reads_it() {
    check("a.csv", "name,label\na,A\nb,B\n", &[&["name", "label"], &["a", "A"], &["b", "B"]]);
    check("a.csv", "\u{feff}name;label\r\na;\"A;1, \"\"x\"\"\"\r\n", &[&["name", "label"], &["a", "A;1, \"x\""]]);
    check("a.CSV", "name,label\n\na\n b , c ,d\n", &[&["name", "label"], &["a", ""], &[" b ", " c "]]);
    check("a.csv", "name\n\"two\nlines\"\n", &[&["name"], &["two\nlines"]]);
    check("a.csv", "name,label", &[&["name", "label"]]);
}

#[test]
fn xml_items_are_rows() {
    check(
        "a.xml",
        "<?xml version='1.0'?><root><item><name> a </name><label>A &amp; &#66;</label></item>\n<other/>\
         <item><name>b</name><x><deep>1</deep></x><name>c</name></item></root>",
        &[&["name", "label", "x"], &["a", "A & B", ""], &["b", "", ""]],
    );
    check("a.xml", "<root/>", &[&[]]);
    check("a.xml", "<root><item><t><![CDATA[<b>]]></t></item></root>", &[&["t"], &["<b>"]]);
}

#[test]
fn features_are_rows() {
    check(
        "a.geojson",
        r#"{"type":"FeatureCollection","name":"x","features":[
            {"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[102.0,0.5]},"properties":{"name":"A","n":1.50,"id":"p"}},
            {"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3.25,-4]]},"properties":{"ok":true,"none":null}},
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]},"properties":null}]}"#,
        &[
            &["geometry", "name", "n", "id", "ok", "none"],
            &["0.5 102.0 0 0", "A", "1.50", "7", "", ""],
            &["2 1 0 0; -4 3.25 0 0", "", "", "", "true", ""],
            &["0 0 0 0; 0 1 0 0; 0 0 0 0", "", "", "", "", ""],
        ],
    );
}

#[test]
fn what_cannot_be_read_is_said_and_gives_an_empty_table() {
    let (_, error) = Attachments::default().table("towns", "towns.csv");
    assert_eq!(error.map(|error| error.to_string()).as_deref(), Some("towns.csv: the file is not beside the form"));
    check_error("a.xml", b"<r>\n\xe9t\xe9</r>", "2: a.xml: the letters of the file cannot be read: it is not UTF-8");
    check_error("a.csv", b"", "0: a.csv: the file has no line with the names of its columns");
    check_error("a.txt", b"name", "0: a.txt: only files ending in .csv, .xml and .geojson are read");
    check_error(
        "a.xml",
        b"<root>\n<item>",
        "2: a.xml: the file cannot be read as XML: the file ends inside an element",
    );
    check_error(
        "a.geojson",
        b"{\"type\":\"Feature\"}",
        "0: a.geojson: the file cannot be read as GeoJSON: expected a FeatureCollection with features",
    );
    let many = br#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[]}}]}"#;
    check_error("a.geojson", many, "0: a.geojson: only points, lines and polygons can be read, and this is neither");
}

#[test]
fn what_collect_cannot_open_is_read_and_said() {
    let check = |file: &str, content: &[u8], cell: &str, said: &str| {
        let (table, error) = table(file, content);
        let error = error.map(|error| format!("{}: {}", error.line, error.fault)).unwrap_or_default();
        assert_eq!((table.text(0, 1), error.starts_with(said)), (cell, true), "{error}");
    };
    check("a.csv", b"name,label\nx,Caf\xe9\n", "Caf\u{e9}", "2: the letters of the file are not UTF-8");
    check("a.csv", b"name,label,name\nx,A,y\n", "A", "1: two columns are named 'name'");
    check("a.csv", b"name,label\nx,A\ny,\"B\"c\n", "A", "3: there is text behind a closing quotation mark");
    check("a.xml", b"<r><state><name>x</name></state></r>", "", "0: the list has no element named item, only 'state'");
    check("a.csv", b"name;label\nx;\"A \"\"b\"\" c\"\n", "A \"b\" c", "");
    let feature = br#"{"type":"FeatureCollection","features":[{"type":"Feature",
        "geometry":{"type":"Point","coordinates":[1,2]},"properties":{"of":[1, 2]}}]}"#;
    check("a.geojson", feature, "[1, 2]", "0: the property 'of' is a list or an object");
}

#[test]
fn limits_are_said() {
    let long = format!("name\n{}", "x".repeat(CELL_BYTES_MAX + 1));
    check_error("a.csv", long.as_bytes(), "2: a.csv: the file has more than 65536 bytes in one cell");
    let wide = vec!["c"; COLUMNS_MAX + 1].iter().enumerate().map(|(i, c)| format!("{c}{i}")).collect::<Vec<_>>();
    check_error("a.csv", wide.join(",").as_bytes(), "0: a.csv: the file has more than 500 columns");
    let rows = format!("n\n{}", "x\n".repeat(ROWS_MAX as usize + 1));
    check_error("a.csv", rows.as_bytes(), "1000002: a.csv: the file has more than 1000000 rows");
    let header: Vec<String> = (0..COLUMNS_MAX).map(|column| format!("c{column}")).collect();
    let cells = format!("{}\n{}", header.join(","), "x\n".repeat(CELLS_MAX / COLUMNS_MAX + 1));
    check_error("a.csv", cells.as_bytes(), "16002: a.csv: the file has more than 8000000 cells");
    let deep = "<a>".repeat(70);
    check_error("a.xml", deep.as_bytes(), "1: a.xml: the file has more than 64 elements inside one another");
    let mut files = Attachments::default();
    assert!(files.add("big.csv", vec![0; FILE_BYTES_MAX + 1]).is_err());
    for number in 0..FILES_MAX {
        files.add(&number.to_string(), Vec::new()).expect("so many are taken");
    }
    assert!(files.add("one more", Vec::new()).is_err());
    assert!(files.add("0", Vec::new()).is_ok());
}

proptest! {
    #[test]
    fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), ending in 0..3_usize) {
        let file = ["a.csv", "a.xml", "a.geojson"][ending];
        let (table, error) = table(file, &bytes);
        prop_assert!(error.is_none_or(|error| error.fault.is_remark()) || table.is_empty());
    }

    #[test]
    fn what_csv_writes_is_read_back(cells in proptest::collection::vec("[a-z;,\"\n ]{1,5}", 2..6)) {
        let mut writer = csv_writer();
        writer.write_record(&cells).expect("writing into memory");
        let written = writer.into_inner().expect("writing into memory");
        let (table, error) = table("a.csv", &[b"a,b,c,d,e,f\n", written.as_slice()].concat());
        prop_assert_eq!(error, None);
        for (column, cell) in (0..).zip(&cells) {
            prop_assert_eq!(table.text(0, column), cell);
        }
    }
}

fn csv_writer() -> ::csv::Writer<Vec<u8>> {
    ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new())
}
