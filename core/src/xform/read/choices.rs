//! What there is to choose from: lists in instances, items inside the controls, and files beside the form.
//!
//! An instance whose items have names of their own, or that a control offers, is a list; any other is a table in which
//! expressions look things up. Which control offers which of them is said by its itemset.

use std::collections::{HashMap, HashSet};

use super::{
    items::{Columns, elements_of, is_record, items},
    itemset::Itemset,
    nodes::Tree,
    words::{Words, key},
};
use crate::{
    form::{
        Attachment, DraftChoiceList, Table, search,
        table::{Elements, Source},
    },
    xform::{
        limits::{CELLS_MAX, COLUMNS_MAX},
        xml::Element,
    },
};

/// Lists and attached files of an XForm.
#[derive(Default)]
pub struct Lists {
    /// Choice lists, in the order of their instances.
    pub lists: Vec<DraftChoiceList>,
    /// Files that lie beside the form.
    pub attachments: Vec<Attachment>,
    /// Instances that no control offers and that are no lists of names: expressions look things up in them.
    pub tables: Vec<Table>,
    /// What expressions call the answers that were saved last.
    pub last_saved: Option<String>,
    /// Which column of a list is stored, by the list's id.
    pub values: HashMap<String, String>,
    /// Which column of a list is read aloud, by the list's id.
    pub labels: HashMap<String, String>,
    /// Where an instance stands that has more columns or cells than are kept.
    pub too_large: Option<(u32, u32)>,
    names: HashSet<String>,
}

impl Lists {
    /// All instances but the main one; `uses` says which columns itemsets store and read aloud.
    pub fn of(instances: &[(&str, &Element)], uses: &HashMap<String, Itemset>, words: &Words<'_>, tree: &Tree) -> Self {
        let mut lists = Self::default();
        for (id, instance) in instances {
            if instance.attribute("src").is_none() && is_too_large(instance) {
                lists.too_large = Some((instance.line, instance.column));
                continue;
            }
            match instance.attribute("src") {
                Some(address) => {
                    let file = address.rsplit_once('/').map_or(address, |(_, file)| file);
                    if address.starts_with("jr://instance/") {
                        lists.last_saved = Some((*id).to_owned());
                    } else {
                        let (id, file) = ((*id).to_owned(), file.to_owned());
                        lists.attachments.push(Attachment { id, file, row: 0, column: String::new() });
                    }
                }
                None if !uses.contains_key(*id) && !is_list(instance) => lists.tables.push(plain(id, instance)),
                None => {
                    let list = table(id, instance, uses.get(*id), words, tree);
                    lists.values.insert((*id).to_owned(), stored(instance, uses.get(*id)).to_owned());
                    lists.labels.insert((*id).to_owned(), spoken(instance, uses.get(*id)).to_owned());
                    lists.names.insert((*id).to_owned());
                    lists.lists.push(list);
                }
            }
        }
        lists
    }

    /// The file that a `search()` with these arguments looks into, which no instance names.
    pub fn searched(&mut self, arguments: &str) {
        let Some(file) = search::file_of(arguments).filter(|id| self.attachments.iter().all(|known| known.id != *id))
        else {
            return;
        };
        let (row, column) = (0, String::new());
        self.attachments.push(Attachment { file: format!("{file}.csv"), id: file, row, column });
    }

    /// The items inside a control, as a list of this name.
    pub fn inline(&mut self, name: &str, control: &Element, words: &Words<'_>, tree: &Tree) -> String {
        let mut list = DraftChoiceList::new(name, Vec::new(), &words.languages);
        for item in control.elements().filter(|element| &*element.name == "item") {
            let said = words.element(item.child("label"), tree, 0);
            let value = item.child("value").map(Element::text).unwrap_or_default();
            let place = u32::try_from(list.len()).unwrap_or(u32::MAX);
            list.push(0, &value, &said.text, &[""; 0]);
            list.media.extend(said.media.into_iter().map(|media| (place, media)));
        }
        let mut name = name.to_owned();
        // Two questions of one name, each with its own items.
        if !self.names.insert(name.clone()) {
            name = format!("{name}_{}", self.lists.len());
            self.names.insert(name.clone());
        }
        list.name.clone_from(&name);
        self.lists.push(list);
        name
    }
}

/// Whether each item of an instance has a name of its own.
fn is_list(instance: &Element) -> bool {
    let mut names = HashSet::new();
    let name = |item: &Element| item.child("name").map(Element::text).unwrap_or_default();
    items(instance)
        .into_iter()
        .all(|item| Some(name(item)).filter(|name| !name.is_empty()).is_some_and(|name| names.insert(name)))
}

/// Whether the items of an instance make more columns or cells than a table can have.
fn is_too_large(instance: &Element) -> bool {
    let items = items(instance);
    let columns = Columns::of(&items, |_| false).names.len();
    columns > COLUMNS_MAX || items.len().saturating_mul(columns) > CELLS_MAX
}

/// An instance of items as a table without names or labels; one whose root has nothing but values is one row.
fn plain(id: &str, instance: &Element) -> Table {
    let root = instance.elements().next();
    let (items, elements) = match root.filter(|root| is_record(root)) {
        Some(root) => (vec![root], Elements::Record { root: root.name.to_string() }),
        None => (items(instance), elements_of(instance)),
    };
    let columns = Columns::of(&items, |_| false);
    let mut table = Table::new(id, Source::Choices, columns.names.clone()).with_elements(elements);
    for item in &items {
        table.push(columns.cells(item).iter().map(String::as_str));
    }
    table
}

/// The column that is a list's own: `name` where every item has one, so that expressions find it under that name, else
/// what the first itemset stores.
fn stored<'s>(instance: &Element, uses: Option<&'s Itemset>) -> &'s str {
    let has_name = |item: &&Element| item.child("name").is_some_and(|name| !name.text().is_empty());
    let items = items(instance);
    let all_have = !items.is_empty() && items.iter().all(has_name);
    uses.filter(|_| !all_have).map_or("name", |itemset| itemset.value.as_str())
}

/// The column that holds a list's labels, or the keys of their translations.
fn spoken<'s>(instance: &Element, uses: Option<&'s Itemset>) -> &'s str {
    let by_key = items(instance).first().is_some_and(|item| item.child("itextId").is_some());
    match uses.map(|itemset| itemset.label.as_str()) {
        Some(label) if !label.starts_with("jr:itext") && !label.is_empty() => label,
        _ if by_key => "itextId",
        _ => "label",
    }
}

/// An instance of items as a list: what is stored is its name, what is read aloud its label, the rest its columns.
fn table(id: &str, instance: &Element, uses: Option<&Itemset>, words: &Words<'_>, tree: &Tree) -> DraftChoiceList {
    let items = items(instance);
    let (stored, spoken) = (stored(instance, uses), spoken(instance, uses));
    let special = |name: &str| name == "name" || name == "itextId" || (name == "label" && spoken == "label");
    let columns = Columns::of(&items, special);
    let mut list = DraftChoiceList::new(id, columns.names.clone(), &words.languages);
    list.elements = elements_of(instance);
    for (place, item) in (0_u32..).zip(&items) {
        let text = |name: &str| item.child(name).map(Element::text).unwrap_or_default();
        let cells = columns.cells(item);
        let label = text(spoken);
        let keyed = if spoken == "itextId" { Some(label.as_str()) } else { key(&label) };
        let said = match keyed {
            Some(key) => words.keyed(key, tree, 0),
            None => super::words::Spoken { text: words.in_all(label.clone()), ..Default::default() },
        };
        list.push(0, &text(stored), &said.text, &cells);
        list.media.extend(said.media.into_iter().map(|media| (place, media)));
    }
    list
}
