//! Forms at random: the same seed gives the same form.
//!
//! A form is a list of rows that name earlier rows only, so that nothing decides itself. Everything stands in it that
//! depends on anything else: relevance of questions, groups and repeats, totals over repeats and shares of them,
//! counted and free repeats inside each other, cascades, triggers, defaults that are worked out.

mod expressions;

use std::fmt::Write;

use crate::chance::Chance;

/// The lists that generated forms choose from, as rows of a table.
const CHOICES: &str = "| choices |\n| | list_name | name | label | reg | sev |\n\
    | | yn | yes | Yes | | |\n| | yn | no | No | | |\n\
    | | reg | r1 | One | | |\n| | reg | r2 | Two | | |\n| | reg | r3 | Three | | |\n\
    | | dis | d1 | A | r1 | |\n| | dis | d2 | B | r1 | |\n| | dis | d3 | C | r2 | |\n| | dis | d4 | D | r3 | |\n\
    | | sym | s1 | S1 | | 0 |\n| | sym | s2 | S2 | | 1 |\n| | sym | s3 | S3 | | 2 |\n| | sym | s4 | S4 | | 3 |\n";

const HEADER: &str = "| | type | name | label | relevant | required | constraint | calculation | default | choice_filter | repeat_count | trigger |\n";

/// A form as the table that `workbook` reads.
pub fn form(seed: u64) -> String {
    let mut writer =
        Writer { chance: Chance(seed), table: format!("| survey |\n{HEADER}"), known: Vec::new(), rows: 0 };
    let size = 12 + writer.chance.below(30);
    writer.block(&mut Vec::new(), size, 0);
    // A form ends with something that hangs on much of it.
    let total = writer.number(&[], 0);
    writer.row(&[("type", "calculate"), ("name", "last"), ("calculation", &total)]);
    writer.table + CHOICES
}

/// What a row holds, as far as others can use it.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Text,
    Region,
    One,
    Many,
    Date,
    Moment,
    Place,
}

/// A row that others can name.
#[derive(Clone)]
struct Known {
    name: String,
    kind: Kind,
    repeats: Vec<String>,
}

struct Writer {
    chance: Chance,
    table: String,
    known: Vec<Known>,
    rows: usize,
}

impl Writer {
    fn row(&mut self, cells: &[(&str, &str)]) {
        let columns = HEADER.trim().trim_matches('|').split('|').map(str::trim).skip(1);
        let line: Vec<&str> =
            columns.map(|column| cells.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell)).collect();
        let _ = writeln!(self.table, "| | {} |", line.join(" | "));
    }

    fn block(&mut self, repeats: &mut Vec<String>, size: usize, depth: usize) {
        let end = self.rows + size;
        while self.rows < end {
            self.rows += 1;
            let name = format!("n{}", self.rows);
            let relevant = if self.chance.percent(40) { self.truth(repeats, 0) } else { String::new() };
            let inside = 2 + self.chance.below(5);
            match self.chance.below(100) {
                0..10 if depth < 3 => {
                    self.row(&[("type", "begin_group"), ("name", &name), ("label", &name), ("relevant", &relevant)]);
                    self.block(repeats, inside, depth + 1);
                    self.row(&[("type", "end_group")]);
                }
                10..20 if depth < 3 && repeats.len() < 2 => {
                    let count = self.count(repeats);
                    let head = [("type", "begin_repeat"), ("name", &*name), ("label", &*name)];
                    self.row(&[head[0], head[1], head[2], ("relevant", &relevant), ("repeat_count", &count)]);
                    repeats.push(name);
                    self.block(repeats, inside, depth + 1);
                    repeats.pop();
                    self.row(&[("type", "end_repeat")]);
                }
                _ => self.question(&name, &relevant, repeats),
            }
        }
    }

    fn count(&mut self, repeats: &[String]) -> String {
        match self.chance.below(6) {
            0 => self.chance.one(&["1", "2", "3"]).to_owned(),
            1 => self.named(repeats, Some(Kind::Number)).map_or_else(String::new, |name| format!("{name} mod 4")),
            _ => String::new(),
        }
    }

    fn question(&mut self, name: &str, relevant: &str, repeats: &[String]) {
        let (kind, mut cells) = match self.chance.below(22) {
            0 | 1 => (Kind::Number, vec![("type", "integer".to_owned())]),
            2 => (Kind::Number, vec![("type", "decimal".to_owned())]),
            3 => (Kind::Text, vec![("type", "text".to_owned())]),
            4 => (Kind::Date, vec![("type", "date".to_owned())]),
            5 => (Kind::Region, vec![("type", "select_one reg".to_owned())]),
            6 => (Kind::One, self.cascade(repeats)),
            7 => (Kind::One, vec![("type", "select_one yn".to_owned())]),
            8 => (Kind::Many, vec![("type", "select_multiple sym".to_owned())]),
            9 | 10 => (Kind::Number, vec![("type", "calculate".to_owned()), ("calculation", self.number(repeats, 0))]),
            11 => (Kind::Text, vec![("type", "calculate".to_owned()), ("calculation", self.words(repeats))]),
            13 => (Kind::Moment, vec![("type", "dateTime".to_owned())]),
            14 => (Kind::Place, vec![("type", "geopoint".to_owned())]),
            15 => (Kind::Many, vec![("type", "rank reg".to_owned())]),
            16 => (Kind::Number, vec![("type", "range".to_owned())]),
            17 => (Kind::Text, vec![("type", "acknowledge".to_owned())]),
            18 => (Kind::Text, self.answers(repeats)),
            19 => (Kind::Many, self.several(repeats)),
            _ => (Kind::Text, vec![("type", "note".to_owned())]),
        };
        let is_asked = cells.len() == 1 && cells[0].1 != "note";
        cells.extend([("name", name.to_owned()), ("relevant", relevant.to_owned())]);
        if cells[0].1 != "calculate" {
            cells.push(("label", name.to_owned()));
        }
        if is_asked {
            self.rules(kind, &mut cells, repeats);
        }
        let cells: Vec<(&str, &str)> = cells.iter().map(|(column, cell)| (*column, cell.as_str())).collect();
        self.row(&cells);
        self.known.push(Known { name: name.to_owned(), kind, repeats: repeats.to_vec() });
    }

    /// What an answer must be, and what stands there before.
    fn rules(&mut self, kind: Kind, cells: &mut Vec<(&'static str, String)>, repeats: &[String]) {
        if self.chance.percent(20) {
            cells.push(("required", if self.chance.percent(60) { "yes".to_owned() } else { self.truth(repeats, 1) }));
        }
        let is_whole = cells[0].1 == "integer";
        match kind {
            Kind::Number if self.chance.percent(25) => {
                let other = self.number(repeats, 1);
                cells.push(("constraint", self.chance.one(&[". > 0", ". >= 0 and . < 100", ". != 4"]).to_owned()));
                if self.chance.percent(30) {
                    cells.pop();
                    cells.push(("constraint", format!(". <= {other}")));
                }
            }
            Kind::Text if self.chance.percent(25) => {
                cells
                    .push(("constraint", self.chance.one(&["string-length(.) > 2", "regex(., '[a-z ]+')"]).to_owned()));
            }
            _ => {}
        }
        match self.chance.below(10) {
            0 if is_whole => cells.push(("default", self.chance.one(&["0", "3", "18"]).to_owned())),
            1 if is_whole => cells.push(("default", self.number(repeats, 1))),
            2 if kind == Kind::Text => cells.push(("default", self.words(repeats))),
            3 if is_whole || kind == Kind::Text => {
                if let Some(trigger) = self.trigger(repeats) {
                    let value = if is_whole { self.number(repeats, 1) } else { self.words(repeats) };
                    cells.extend([("trigger", trigger), ("calculation", value)]);
                }
            }
            _ => {}
        }
    }

    /// A question that a person answers, in the same repetition.
    fn trigger(&mut self, repeats: &[String]) -> Option<String> {
        let mut here = self.known.iter().filter(|known| known.kind == Kind::Region && known.repeats == repeats);
        here.next_back().map(|known| format!("${{{}}}", known.name))
    }

    fn cascade(&mut self, repeats: &[String]) -> Vec<(&'static str, String)> {
        match self.named(repeats, Some(Kind::Region)) {
            Some(region) => {
                vec![("type", "select_one dis".to_owned()), ("choice_filter", format!("reg = {region}"))]
            }
            None => {
                let filter = self.named(repeats, Some(Kind::Number)).map_or_else(String::new, |n| format!("sev < {n}"));
                vec![("type", "select_one sym".to_owned()), ("choice_filter", filter)]
            }
        }
    }
}
