//! Recordings of an export: opened with what stands in the answers, bound to the purpose, named by nothing personal.
//!
//! The answer to a question that asks for a recording is where it is and the key that opens it. No key leaves in a
//! table: each such cell becomes the name of a file beside the tables, or says why there is none. The purpose that the
//! person agreed to is part of a recording's seal, so an export for another purpose opens none of it. That keeps to the
//! rule whoever works with this program; whoever has the key and the chunks opens them for any purpose, which is why
//! the key stands in no table and on no page, and the chunks go when the person withdraws. Who withdrew is in no table,
//! and so has no recording here. A file is called by the hash of what was sealed, which tells nothing about who speaks.

use std::collections::BTreeMap;

use fieldward_core::{
    ids::Hash32,
    record::{MediaContext, MediaReference},
};
use zeroize::Zeroizing;

use super::{Cell, Table};

/// Bytes of recordings in one export; what is more is left out and says so.
pub const RECORDINGS_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Stands where a recording was made for another purpose, or its chunks are not all here.
pub const RECORDING_NOT_HERE: &str = "recording-not-here";
/// Stands where one is left out because the export has too many, or is a workbook.
pub const RECORDING_LEFT_OUT: &str = "recording-left-out";
/// Letters of the hash in a file's name.
const NAME_LETTERS: usize = 24;

/// Gives a whole recording, still sealed, when all of it is here.
pub type Fetch<'a> = &'a dyn Fn(&Hash32) -> Option<Vec<u8>>;

/// Opened recordings by the names of their files.
pub(super) type Recordings = BTreeMap<String, Zeroizing<Vec<u8>>>;

/// Puts file names in the place of references, and opens what they name. Without `fetch` nothing is opened.
pub(super) fn take_out(tables: &mut [Table], context: &MediaContext, fetch: Option<Fetch<'_>>) -> Recordings {
    let mut taken = Taken { files: Recordings::new(), bytes: 0 };
    for cell in tables.iter_mut().flat_map(|table| table.rows.iter_mut().flatten()) {
        let Cell::Text(text) = cell else { continue };
        if let Ok(reference) = text.parse::<MediaReference>() {
            *cell = Cell::text(taken.name(&reference, context, fetch));
        }
    }
    taken.files
}

struct Taken {
    files: Recordings,
    bytes: usize,
}

impl Taken {
    fn name(&mut self, reference: &MediaReference, context: &MediaContext, fetch: Option<Fetch<'_>>) -> String {
        let Some(fetch) = fetch else { return RECORDING_LEFT_OUT.into() };
        let opened = fetch(&reference.hash).and_then(|sealed| context.open(&sealed, reference).ok());
        let Some(opened) = opened else { return RECORDING_NOT_HERE.into() };
        if self.bytes + opened.len() > RECORDINGS_BYTES_MAX {
            return RECORDING_LEFT_OUT.into();
        }
        let hash = reference.hash.to_string();
        let name = format!("recordings/{}.{}", &hash[..NAME_LETTERS], ending(&opened));
        self.bytes += opened.len();
        self.files.insert(name.clone(), opened);
        name
    }
}

/// What kind of file it is, by how it begins.
fn ending(bytes: &[u8]) -> &'static str {
    let after_size = bytes.get(4..8).unwrap_or_default();
    match bytes {
        [b'O', b'g', b'g', b'S', ..] => "ogg",
        [b'R', b'I', b'F', b'F', ..] => "wav",
        [b'I', b'D', b'3', ..] | [0xff, 0xf2..=0xfb, ..] => "mp3",
        [b'#', b'!', b'A', b'M', b'R', ..] => "amr",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        _ if after_size == b"ftyp" => "m4a",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use fieldward_core::ids::StudyId;

    use super::{super::TableOf, *};

    fn context(purpose: &str) -> MediaContext {
        MediaContext { study: StudyId("river".into()), statement: Hash32([2; 32]), purpose: purpose.into() }
    }

    fn table(cells: &[&str]) -> Table {
        let rows = cells.iter().map(|text| vec![Cell::text(*text)]).collect();
        Table { of: TableOf::Study, name: "answers".into(), header: vec!["voice".into()], rows }
    }

    fn shown(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| row[0].plain()).collect()
    }

    #[test]
    fn a_recording_leaves_for_its_purpose_and_its_key_never() {
        let made = context("audio").seal(b"OggS and a voice", &mut crate::clock::rng());
        let (sealed, reference) = made.expect("it is short");
        let fetch = |hash: &Hash32| (*hash == reference.hash).then(|| sealed.clone());
        let check = |purpose: &str, fetch: Option<Fetch<'_>>| {
            let mut tables = [table(&[&reference.to_string(), "words", "fwm1.short"])];
            let files = take_out(&mut tables, &context(purpose), fetch);
            let shown = shown(&tables[0]);
            assert_eq!(shown[1..], ["words", "fwm1.short"]);
            (shown[0].clone(), files)
        };
        let (name, files) = check("audio", Some(&fetch));
        assert_eq!(name, format!("recordings/{}.ogg", &reference.hash.to_string()[..NAME_LETTERS]));
        assert_eq!(files.get(&name).map(|bytes| bytes.as_slice()), Some(b"OggS and a voice".as_slice()));
        let nothing = |shown: &str| (shown.to_owned(), Recordings::new());
        assert_eq!(check("research", Some(&fetch)), nothing(RECORDING_NOT_HERE));
        assert_eq!(check("audio", Some(&|_| None)), nothing(RECORDING_NOT_HERE));
        assert_eq!(check("audio", None), nothing(RECORDING_LEFT_OUT));
    }

    #[test]
    fn a_file_is_called_by_what_it_is() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(ending(bytes), expected);
        check(b"RIFF....WAVE", "wav");
        check(b"....ftypM4A ", "m4a");
        check(&[0xff, 0xfb, 0x90], "mp3");
        check(&[0xff, 0xd8, 0xff, 0xe0], "jpg");
        check(b"", "bin");
    }

    #[test]
    fn an_export_holds_so_many_bytes_of_recordings() {
        let (sealed, reference) = context("audio").seal(&[7; 100], &mut crate::clock::rng()).expect("it is short");
        let mut full = Taken { files: Recordings::new(), bytes: RECORDINGS_BYTES_MAX - 99 };
        let fetch = |_: &Hash32| Some(sealed.clone());
        assert_eq!(full.name(&reference, &context("audio"), Some(&fetch)), RECORDING_LEFT_OUT);
        full.bytes -= 1;
        assert!(full.name(&reference, &context("audio"), Some(&fetch)).starts_with("recordings/"));
    }
}
