//! A small workbook made byte by byte, and what strangers may send in its place.

use super::*;

fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a test's record is short");
    [&kind.to_le_bytes(), &length.to_le_bytes(), bytes].concat()
}

/// A stream with one sheet of these records.
fn stream(cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = record(0x0809, &[0, 6, 5, 0]);
    let strings = record(SHARED_STRINGS, &[1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, b't', b'e', b'x', b't']);
    let format = record(FORMAT, &[164, 0, 8, 0, 0, b'y', b'y', b'-', b'm', b'm', b'-', b'd', b'd']);
    let styles = [record(STYLE, &[0, 0, 0, 0]), record(STYLE, &[0, 0, 164, 0]), record(STYLE, &[0, 0, 14, 0])].concat();
    let name = |start: u32| {
        let sheet = [&start.to_le_bytes()[..], &[0, 0, 6, 0], b"survey"].concat();
        [begin.clone(), strings.clone(), format.clone(), styles.clone(), record(BOUND_SHEET, &sheet), record(END, &[])]
            .concat()
    };
    let start = u32::try_from(name(0).len()).expect("short");
    [name(start), record(0x0809, &[0, 6, 16, 0]), cells.concat(), record(END, &[])].concat()
}

/// A file with this stream, in sectors of 512 bytes: the table of chains, the directory, the stream.
fn file(stream: &[u8]) -> Vec<u8> {
    let size = stream.len().max(4096);
    let sectors = size.div_ceil(512);
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[30] = 9;
    header[32] = 6;
    header[48..52].copy_from_slice(&1_u32.to_le_bytes());
    for place in [60, 68] {
        header[place..place + 4].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    }
    header[76..512].fill(0xFF);
    header[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let mut next = vec![0xFFFF_FFFD_u32, 0xFFFF_FFFE];
    next.extend(
        (0..sectors)
            .map(|place| if place + 1 == sectors { 0xFFFF_FFFE } else { u32::try_from(place).expect("few") + 3 }),
    );
    next.resize(128, 0xFFFF_FFFF);
    let mut directory = vec![0_u8; 512];
    let mut put = |at: usize, name: &str, start: u32, size: usize| {
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        directory[at..at + letters.len()].copy_from_slice(&letters);
        directory[at + 64] = u8::try_from(letters.len() + 2).expect("a short name");
        directory[at + 116..at + 120].copy_from_slice(&start.to_le_bytes());
        directory[at + 120..at + 124].copy_from_slice(&u32::try_from(size).expect("small").to_le_bytes());
    };
    put(0, "Root Entry", 0xFFFF_FFFE, 0);
    put(128, "Workbook", 2, size);
    let next: Vec<u8> = next.into_iter().flat_map(u32::to_le_bytes).collect();
    let mut bytes = [header, next, directory, stream.to_vec()].concat();
    bytes.resize(512 * 3 + sectors * 512, 0);
    bytes
}

fn check(cells: &[Vec<u8>], expected: &[(u32, u32, &str)]) {
    let xls = Xls::open(&file(&stream(cells))).expect("the file is a workbook");
    assert_eq!(xls.sheet_names(), ["survey"]);
    let mut found = Vec::new();
    let kept: Result<(), ()> = xls.cells("survey", |(row, column), text| {
        let text = match text {
            CellText::Text(text) => text.into_owned(),
            CellText::Failed(error) => error,
            CellText::NotWorkedOut => String::new(),
        };
        found.push((row, column, text));
        Ok(())
    });
    assert_eq!(kept, Ok(()));
    let found: Vec<(u32, u32, &str)> = found.iter().map(|(row, column, text)| (*row, *column, text.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn cells_of_every_kind_are_read() {
    let at = |row: u8, column: u8, style: u8| vec![row, 0, column, 0, style, 0];
    let with = |kind: u16, at: Vec<u8>, rest: &[u8]| record(kind, &[&at[..], rest].concat());
    check(
        &[
            with(0x00FD, at(0, 0, 0), &[0, 0, 0, 0]),
            with(0x0204, at(0, 1, 0), &[2, 0, 0, b'o', b'k']),
            with(0x0203, at(1, 0, 0), &1.5_f64.to_le_bytes()),
            with(0x0203, at(1, 1, 1), &45352.0_f64.to_le_bytes()),
            with(0x027E, at(1, 2, 0), &(12_i32 << 2 | 2).to_le_bytes()),
            record(0x00BD, &[2, 0, 3, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0xA2, 0xC4, 2, 0, 4, 0]),
            with(0x0205, at(3, 0, 0), &[1, 0]),
            with(0x0205, at(3, 1, 0), &[0x17, 1]),
            with(0x0006, at(4, 0, 0), &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
            record(0x0207, &[3, 0, 0, b's', b'u', b'm']),
            with(0x0006, at(4, 1, 0), &2.0_f64.to_le_bytes()),
        ],
        &[
            (0, 0, "text"),
            (0, 1, "ok"),
            (1, 0, "1.5"),
            (1, 1, "2024-03-01"),
            (1, 2, "12"),
            (2, 3, "2"),
            (2, 4, "2024-03-01"),
            (3, 0, "TRUE"),
            (3, 1, "#REF!"),
            (4, 0, "sum"),
            (4, 1, "2"),
        ],
    );
}

#[test]
fn chains_that_bite_their_tails_end() {
    let mut bytes = file(&stream(&[]));
    // The directory goes on in itself, and so does the stream.
    bytes[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    bytes[512 + 8..512 + 12].copy_from_slice(&2_u32.to_le_bytes());
    assert!(Xls::open(&bytes).is_ok());
}

#[test]
fn cut_and_locked_files_are_told() {
    let whole = file(&stream(&[]));
    assert_eq!(Xls::open(&whole[..700]).err(), Some(XlsFault::Strange));
    let locked = [record(0x0809, &[0, 6, 5, 0]), record(PASSWORD, &[0; 6])].concat();
    assert_eq!(Xls::open(&file(&locked)).err(), Some(XlsFault::Protected));
}
