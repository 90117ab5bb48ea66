//! Itemsets: where the items of a control stand, which of them are offered, and in which order.
//!
//! Knows how a nodeset is written, and not what stands in the instances.

use std::collections::HashMap;

use crate::xform::xml::Element;

/// An itemset, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Itemset {
    /// Where the items stand.
    pub source: ItemSource,
    /// Which of them are offered; empty for all.
    pub filter: String,
    /// Whether and by what seed they are shuffled.
    pub order: ItemOrder,
    /// What is stored.
    pub value: String,
    /// What is read aloud.
    pub label: String,
}

/// Where the items of an itemset stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemSource {
    /// In the instance of this id.
    Instance(String),
    /// In the form's own repeat: its path.
    Nodes(String),
}

/// In which order items are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemOrder {
    /// As they stand.
    AsListed,
    /// Shuffled.
    Shuffled,
    /// Shuffled by a seed.
    Seeded(String),
}

impl Itemset {
    /// The itemset of a control; `None` when its nodeset cannot be understood.
    pub fn of(itemset: &Element) -> Option<Self> {
        let reference =
            |name| itemset.child(name).and_then(|child| child.attribute("ref")).unwrap_or_default().to_owned();
        let (nodeset, order) = order(itemset.attribute("nodeset")?)?;
        let (path, filter) = predicate(nodeset);
        let source = match path.strip_prefix("instance(") {
            Some(rest) => {
                let (id, _) = rest.split_once(')')?;
                ItemSource::Instance(id.trim().trim_matches(['\'', '"']).to_owned())
            }
            None => ItemSource::Nodes(path.to_owned()),
        };
        let value = Some(reference("value")).filter(|value| !value.is_empty()).unwrap_or_else(|| "name".to_owned());
        Some(Self { source, filter, order, value, label: reference("label") })
    }
}

/// `randomize(nodeset, seed)` taken off a nodeset.
fn order(nodeset: &str) -> Option<(&str, ItemOrder)> {
    let Some(inside) = nodeset.trim().strip_prefix("randomize") else { return Some((nodeset, ItemOrder::AsListed)) };
    let inside = inside.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some(match outermost(inside, b',').last() {
        Some(comma) => (&inside[..*comma], ItemOrder::Seeded(inside[comma + 1..].trim().to_owned())),
        None => (inside, ItemOrder::Shuffled),
    })
}

/// The path before the first predicate, and all predicates as one.
fn predicate(nodeset: &str) -> (&str, String) {
    let nodeset = nodeset.trim();
    let Some(first) = outermost(nodeset, b'[').first().copied() else { return (nodeset, String::new()) };
    let (path, mut rest) = nodeset.split_at(first);
    let mut filters: Vec<&str> = Vec::new();
    while let Some(inside) = rest.trim_start().strip_prefix('[') {
        let Some(close) = outermost(inside, b']').first().copied() else { break };
        filters.push(inside[..close].trim());
        rest = &inside[close + 1..];
    }
    match filters.as_slice() {
        [one] => (path.trim(), (*one).to_owned()),
        several => (path.trim(), several.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" and ")),
    }
}

/// Places of a letter that stands in no quotes and no brackets.
fn outermost(text: &str, wanted: u8) -> Vec<usize> {
    let (mut depth, mut quote, mut places) = (0_i32, None, Vec::new());
    for (place, letter) in text.bytes().enumerate() {
        match (quote, letter) {
            (Some(open), _) if letter == open => {
                quote = None;
            }
            (None, b'\'' | b'"') => quote = Some(letter),
            (None, _) if depth == 0 && letter == wanted => {
                places.push(place);
                if wanted == b'[' {
                    break;
                }
            }
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth -= 1,
            _ => {}
        }
    }
    places
}

/// The itemset of each instance that says which of its columns is stored: the first one in the file.
pub fn by_instance(itemsets: &HashMap<usize, Itemset>) -> HashMap<String, Itemset> {
    let mut nodes: Vec<&usize> = itemsets.keys().collect();
    nodes.sort_unstable();
    let mut uses = HashMap::new();
    for itemset in nodes.into_iter().filter_map(|node| itemsets.get(node)) {
        if let ItemSource::Instance(id) = &itemset.source {
            uses.entry(id.clone()).or_insert_with(|| itemset.clone());
        }
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(nodeset: &str, source: &str, filter: &str, shuffled: &ItemOrder) {
        let (path, found) = order(nodeset).expect("the example is a nodeset");
        let (path, filtered) = predicate(path);
        assert_eq!((path, filtered.as_str(), &found), (source, filter, shuffled), "{nodeset}");
    }

    #[test]
    fn nodesets_are_taken_apart() {
        let plain = ItemOrder::AsListed;
        check("instance('c')/root/item", "instance('c')/root/item", "", &plain);
        check(
            "instance('c')/root/item[a = 'x]' and b[1] = 2]",
            "instance('c')/root/item",
            "a = 'x]' and b[1] = 2",
            &plain,
        );
        check("/data/r[./n != ''][./m > 1]", "/data/r", "(./n != '') and (./m > 1)", &plain);
        check(
            "randomize(instance('c')/root/item[f(a, b)])",
            "instance('c')/root/item",
            "f(a, b)",
            &ItemOrder::Shuffled,
        );
        let seeded = ItemOrder::Seeded("/data/seed".to_owned());
        check("randomize(instance('c')/root/item, /data/seed )", "instance('c')/root/item", "", &seeded);
    }
}
