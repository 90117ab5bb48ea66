//! Expressions of generated forms: numbers, words and truths over the rows that can be named where they stand.

use super::{Kind, Known, Writer};

impl Writer {
    /// `${name}` of a row that can be named here as one value.
    pub(super) fn named(&mut self, repeats: &[String], kind: Option<Kind>) -> Option<String> {
        let fits = |known: &&Known| repeats.starts_with(&known.repeats) && kind.is_none_or(|kind| known.kind == kind);
        let known: Vec<&Known> = self.known.iter().filter(fits).collect();
        (!known.is_empty()).then(|| format!("${{{}}}", self.chance.one(&known).name))
    }

    /// `${name}` of a row in a repeat inside here.
    pub(super) fn deeper(&mut self, repeats: &[String]) -> Option<String> {
        let fits = |known: &&Known| known.repeats.len() > repeats.len() && known.repeats.starts_with(repeats);
        let known: Vec<&Known> = self.known.iter().filter(|known| known.kind == Kind::Number).filter(fits).collect();
        (!known.is_empty()).then(|| format!("${{{}}}", self.chance.one(&known).name))
    }

    pub(super) fn number(&mut self, repeats: &[String], depth: usize) -> String {
        let Some(name) = self.named(repeats, Some(Kind::Number)) else { return self.chance.below(20).to_string() };
        let deeper = self.deeper(repeats);
        match (self.chance.below(14), deeper) {
            (0..3, Some(deeper)) => {
                format!("{}({deeper})", self.chance.one(&["sum", "count", "count-non-empty", "min"]))
            }
            (3 | 4, _) if depth < 2 => {
                let (left, right) = (self.number(repeats, depth + 1), self.number(repeats, depth + 1));
                format!("({left}) {} ({right})", self.chance.one(&["+", "-", "*", "div", "mod"]))
            }
            (5, _) if !repeats.is_empty() => format!("position(..) + {name}"),
            (6, _) if depth < 2 => format!("if({}, {name}, 7)", self.truth(repeats, depth + 1)),
            (7, _) => format!("coalesce({name}, 2)"),
            (8, _) => self.indexed(repeats).unwrap_or(name),
            (9, _) => self.of_another_kind(repeats).unwrap_or(name),
            (10, _) => format!("round({name} div 7, {})", self.chance.below(4)),
            (11, _) => format!("{}({name})", self.chance.one(&["int", "abs", "number", "once", "floor"])),
            _ => name,
        }
    }

    pub(super) fn words(&mut self, repeats: &[String]) -> String {
        let Some(name) = self.named(repeats, None) else { return "concat('a', 1)".to_owned() };
        let deeper = self.deeper(repeats);
        match self.chance.below(9) {
            5 if deeper.is_some() => format!("join(', ', {})", deeper.unwrap_or_default()),
            6 => self.told(repeats).unwrap_or(name),
            7 => format!("normalize-space(translate({name}, 'aeiou', 'AEI'))"),
            8 => format!("substring-before(concat({name}, '-'), '-')"),
            0 => format!("concat('<', {name}, '>')"),
            1 => format!("substr({name}, 0, 2)"),
            2 => format!("if({}, {name}, 'none')", self.truth(repeats, 1)),
            3 => format!("once({name})"),
            _ => format!("coalesce({name}, 'x')"),
        }
    }

    pub(super) fn truth(&mut self, repeats: &[String], depth: usize) -> String {
        let fits = |known: &&Known| repeats.starts_with(&known.repeats);
        let known: Vec<&Known> = self.known.iter().filter(fits).collect();
        let Some(last) = known.len().checked_sub(1) else { return "1 = 1".to_owned() };
        let Known { name, kind, .. } = known[self.chance.below(last + 1)].clone();
        let name = format!("${{{name}}}");
        if depth < 1 && self.chance.percent(20) {
            let other = self.truth(repeats, depth + 1);
            return format!("{name} != '' {} ({other})", self.chance.one(&["and", "or"]));
        }
        match kind {
            Kind::Number => format!("{name} {} {}", self.chance.one(&[">", "<", ">=", "!="]), self.chance.below(20)),
            Kind::Text => format!("string-length({name}) > 2"),
            Kind::Region => format!("{name} = '{}'", self.chance.one(&["r1", "r2", "r3"])),
            Kind::One => format!("selected({name}, '{}')", self.chance.one(&["yes", "d1", "s1"])),
            Kind::Many => format!("count-selected({name}) > 1"),
            Kind::Moment => format!("decimal-date-time({name}) > 15000.5"),
            Kind::Place => format!("contains({name}, '1')"),
            Kind::Date => format!("{name} > date('2012-06-01')"),
        }
    }

    /// The value of a repetition that is said by its number.
    fn indexed(&mut self, repeats: &[String]) -> Option<String> {
        let fits = |known: &&Known| known.repeats.len() == repeats.len() + 1 && known.repeats.starts_with(repeats);
        let known: Vec<&Known> = self.known.iter().filter(|known| known.kind == Kind::Number).filter(fits).collect();
        let Known { name, repeats, .. } = (!known.is_empty()).then(|| self.chance.one(&known).clone())?;
        let index = 1 + self.chance.below(3);
        Some(format!("indexed-repeat(${{{name}}}, ${{{}}}, {index})", repeats.last()?))
    }

    /// A number that an answer of another kind has.
    fn of_another_kind(&mut self, repeats: &[String]) -> Option<String> {
        let kind = [Kind::Many, Kind::Text, Kind::Date, Kind::Moment][self.chance.below(4)];
        let name = self.named(repeats, Some(kind))?;
        Some(match kind {
            Kind::Many => format!("count-selected({name})"),
            Kind::Text => format!("string-length({name})"),
            Kind::Date => format!("number(format-date({name}, '%n'))"),
            _ => format!("int(decimal-date-time({name}))"),
        })
    }

    /// An answer as it is told to people.
    fn told(&mut self, repeats: &[String]) -> Option<String> {
        let kind = [Kind::Region, Kind::Many, Kind::Date, Kind::Moment][self.chance.below(4)];
        let name = self.named(repeats, Some(kind))?;
        Some(match kind {
            Kind::Region => format!("jr:choice-name({name}, '{name}')"),
            Kind::Many => format!("selected-at({name}, {})", self.chance.below(3)),
            Kind::Date => format!("format-date({name}, '%d/%m/%y %a')"),
            _ => format!("format-date-time({name}, '%Y-%b-%e %H:%M')"),
        })
    }

    /// A select that offers what was answered in the repetitions of a repeat.
    pub(super) fn answers(&mut self, repeats: &[String]) -> Vec<(&'static str, String)> {
        let fits = |known: &&Known| known.repeats.len() == repeats.len() + 1 && known.repeats.starts_with(repeats);
        let known: Vec<&Known> = self.known.iter().filter(|known| known.kind == Kind::Text).filter(fits).collect();
        match known.is_empty() {
            true => vec![("type", "barcode".to_owned())],
            false => vec![("type", format!("select_one ${{{}}}", self.chance.one(&known).name))],
        }
    }

    /// Several of a list that is filtered.
    pub(super) fn several(&mut self, repeats: &[String]) -> Vec<(&'static str, String)> {
        let filter =
            self.named(repeats, Some(Kind::Number)).map_or_else(String::new, |number| format!("sev >= {number}"));
        vec![("type", "select_multiple sym".to_owned()), ("choice_filter", filter)]
    }
}
