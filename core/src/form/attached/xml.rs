//! An XML list: a root with elements `item`, whose children are the columns.
//!
//! Read event by event, so that a file of many items is never a tree in memory, and an element nested without end is
//! only counted. Text is taken without the blanks around it, as JavaRosa takes it.

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::{AttachedFault, CELL_BYTES_MAX, Trouble, rows::Rows};

/// The depth of an `item`, and of its children: the root is 1.
const ITEM: usize = 2;
const CELL: usize = 3;
/// Elements inside one another.
const DEPTH_MAX: usize = 64;

pub fn read(text: &str) -> Result<Rows, Trouble> {
    let mut reader = Reader::from_str(text);
    let mut items = Items::default();
    loop {
        let before = reader.buffer_position();
        let event = reader.read_event().map_err(|error| broken(text, before, error.to_string()))?;
        let more = items.event(event).map_err(|fault| Trouble { line: line_of(text, before), fault })?;
        if !more {
            if let Some(other) = items.other.filter(|_| items.rows.is_empty()) {
                items.rows.remark = Some(Trouble { line: 0, fault: AttachedFault::NoItems(other) });
            }
            return Ok(items.rows);
        }
    }
}

#[derive(Default)]
struct Items {
    rows: Rows,
    depth: usize,
    /// Whether the element at the depth of items is one.
    in_item: InItem,
    /// The first element that stands where an item would, and is none.
    other: Option<String>,
    /// The column that is open, and its text so far.
    column: usize,
    text: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum InItem {
    Yes,
    #[default]
    No,
}

impl Items {
    /// Takes one event; gives whether there are more to come.
    fn event(&mut self, event: Event<'_>) -> Result<bool, AttachedFault> {
        match event {
            Event::Start(start) => self.open(&start)?,
            Event::Empty(start) => {
                self.open(&start)?;
                self.close()?;
            }
            Event::End(_) => self.close()?,
            Event::Text(text) => self.say(&text.xml10_content()),
            Event::CData(text) => self.say(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().map_err(|error| unknown(&error.to_string()))?;
                let name = reference.into_inner();
                let known = letter.map(String::from).or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                self.say(&known.ok_or_else(|| unknown(&format!("the entity &{name}; is not known")))?);
            }
            Event::Eof if self.depth > 0 => return Err(unknown("the file ends inside an element")),
            Event::Eof => return Ok(false),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        Ok(true)
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), AttachedFault> {
        self.depth += 1;
        let name = start.local_name();
        let name = name.into_inner();
        match self.depth {
            ITEM if name == "item" => self.in_item = InItem::Yes,
            ITEM => {
                self.in_item = InItem::No;
                self.other.get_or_insert_with(|| name.to_owned());
            }
            CELL if self.in_item == InItem::Yes => {
                self.column = self.rows.column(name)?;
                self.text.clear();
            }
            DEPTH_MAX.. => {
                return Err(AttachedFault::TooMany { what: "elements inside one another", limit: DEPTH_MAX });
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        // A cell that is too long is refused when it ends; until then it must not grow without bound.
        if self.depth == CELL && self.text.len() <= CELL_BYTES_MAX {
            self.text.push_str(text);
        }
    }

    fn close(&mut self) -> Result<(), AttachedFault> {
        match self.depth {
            CELL if self.in_item == InItem::Yes => self.rows.fill(self.column, self.text.trim())?,
            ITEM if self.in_item == InItem::Yes => self.rows.end()?,
            _ => {}
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }
}

fn unknown(why: &str) -> AttachedFault {
    AttachedFault::Malformed { kind: "XML", why: why.to_owned() }
}

fn broken(text: &str, at: u64, why: String) -> Trouble {
    Trouble { line: line_of(text, at), fault: AttachedFault::Malformed { kind: "XML", why } }
}

fn line_of(text: &str, at: u64) -> u32 {
    let before = text.as_bytes().get(..usize::try_from(at).unwrap_or(usize::MAX)).unwrap_or(text.as_bytes());
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}
