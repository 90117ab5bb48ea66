//! The file system inside an `.xls`: sectors in chains, a directory, and small streams in a stream of their own.
//!
//! A chain never has more sectors than the file, so that one that bites its tail ends.

use super::XlsFault;
use crate::xlsform::xls::records::number;

const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;
const MINI_SECTOR_BYTES: usize = 64;
/// Streams below this size lie in the stream of small ones.
const MINI_BELOW: usize = 4096;
/// Sectors of the table that stand in the header.
const TABLE_IN_HEADER: usize = 109;

/// The stream with the workbook's records.
pub fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, XlsFault> {
    let files = Files::open(bytes).ok_or(XlsFault::Strange)?;
    if files.find(&["EncryptedPackage"]).is_some() {
        return Err(XlsFault::Protected);
    }
    let entry = files.find(&["Workbook", "Book"]).ok_or(XlsFault::Strange)?;
    Ok(files.stream(entry))
}

struct Files<'b> {
    bytes: &'b [u8],
    sector_bytes: usize,
    /// By sector the next one.
    next: Vec<u32>,
    mini_next: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'b> Files<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        bytes.get(..HEADER_BYTES)?;
        let sector_bytes = match number(bytes, 30, 2) {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut files = Self { bytes, sector_bytes, next: Vec::new(), mini_next: Vec::new(), entries: Vec::new() };
        for sector in files.table_sectors() {
            let numbers = files.sector(sector).chunks_exact(4).map(|bytes| number(bytes, 0, 4));
            files.next.extend(numbers.collect::<Vec<_>>());
        }
        let directory = files.chain(number(bytes, 48, 4));
        files.entries = directory.chunks_exact(ENTRY_BYTES).map(entry).collect();
        let mini = files.chain(number(bytes, 60, 4));
        files.mini_next = mini.chunks_exact(4).map(|bytes| number(bytes, 0, 4)).collect();
        Some(files)
    }

    /// The sectors that hold the table of chains: some stand in the header, the rest in sectors of their own.
    fn table_sectors(&self) -> Vec<u32> {
        let in_header = (0..TABLE_IN_HEADER).map(|place| number(self.bytes, 76 + place * 4, 4));
        let mut sectors: Vec<u32> = in_header.collect();
        let mut more = number(self.bytes, 68, 4);
        for _ in 0..self.count() {
            let bytes = self.sector(more);
            let Some((numbers, last)) = bytes.len().checked_sub(4).map(|end| bytes.split_at(end)) else { break };
            sectors.extend(numbers.chunks_exact(4).map(|bytes| number(bytes, 0, 4)));
            more = number(last, 0, 4);
        }
        sectors.retain(|sector| (*sector as usize) < self.count());
        sectors.truncate(self.count());
        sectors
    }

    /// How many sectors the file has.
    fn count(&self) -> usize {
        self.bytes.len().div_ceil(self.sector_bytes)
    }

    /// The bytes of a sector; fewer at the end of the file, none beyond.
    fn sector(&self, sector: u32) -> &'b [u8] {
        let start = (sector as usize).saturating_add(1).saturating_mul(self.sector_bytes);
        let end = start.saturating_add(self.sector_bytes).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or(&[])
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let mut found = Vec::new();
        let mut sector = start;
        for _ in 0..self.count() {
            let Some(next) = self.next.get(sector as usize) else { break };
            found.extend_from_slice(self.sector(sector));
            sector = *next;
        }
        found
    }

    fn find(&self, names: &[&str]) -> Option<&Entry> {
        names.iter().find_map(|name| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)))
    }

    fn stream(&self, entry: &Entry) -> Vec<u8> {
        if entry.size >= MINI_BELOW {
            let mut stream = self.chain(entry.start);
            stream.truncate(entry.size);
            return stream;
        }
        let minis = self.entries.first().map(|root| self.chain(root.start)).unwrap_or_default();
        let mut stream = Vec::new();
        let mut sector = entry.start;
        while stream.len() < entry.size {
            let start = (sector as usize).saturating_mul(MINI_SECTOR_BYTES);
            let (Some(bytes), Some(next)) =
                (minis.get(start..start.saturating_add(MINI_SECTOR_BYTES)), self.mini_next.get(sector as usize))
            else {
                break;
            };
            stream.extend_from_slice(bytes);
            sector = *next;
        }
        stream.truncate(entry.size);
        stream
    }
}

fn entry(bytes: &[u8]) -> Entry {
    let length = (number(bytes, 64, 2) as usize).saturating_sub(2).min(62);
    let letters: Vec<u16> =
        bytes.get(..length).unwrap_or(&[]).chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    Entry {
        name: String::from_utf16_lossy(&letters),
        start: number(bytes, 116, 4),
        size: number(bytes, 120, 4) as usize,
    }
}
