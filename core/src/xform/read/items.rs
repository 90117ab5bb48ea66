//! The items of an instance inside an XForm, and what stands in each: cells, cells inside cells, attributes.
//!
//! A cell inside others has the names that lead to it as its column, so that a path of an expression finds it. Which
//! columns are a name or a label is not known here.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use crate::{
    form::table::Elements,
    xform::xml::{Element, Space},
};

/// Most bytes of the names that lead to a cell inside others; what is longer is not read.
pub const CELL_PATH_BYTES_MAX: usize = 1000;

/// The items of an instance.
pub fn items(instance: &Element) -> Vec<&Element> {
    instance.elements().next().into_iter().flat_map(Element::elements).collect()
}

/// What an instance calls its root and its items; those of the first item where they differ.
pub fn elements_of(instance: &Element) -> Elements {
    let root = instance.elements().next();
    let item = root.and_then(|root| root.elements().next());
    root.zip(item).map_or(Elements::Usual, |(root, item)| Elements::named(&root.name, &item.name))
}

/// Whether a root has nothing but values, each by a name of its own.
pub fn is_record(root: &Element) -> bool {
    let mut names = HashSet::new();
    let is_value = |child: &Element| child.elements().next().is_none() && names.insert(child.name.clone());
    root.elements().next().is_some() && root.elements().all(is_value)
}

/// The columns of items, in the order in which they are first seen.
pub struct Columns {
    /// Their names: `x`, `deep/x`, `@id`.
    pub names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Columns {
    /// All columns but those that are special.
    pub fn of(items: &[&Element], special: impl Fn(&str) -> bool) -> Self {
        let mut columns = Self { names: Vec::new(), places: HashMap::new() };
        for item in items {
            each_cell(item, "", &mut |name, _| {
                if !special(name) && !columns.places.contains_key(name) {
                    columns.places.insert(name.to_owned(), columns.names.len());
                    columns.names.push(name.to_owned());
                }
            });
        }
        columns
    }

    /// The cells of one item; of two with one name the first counts.
    pub fn cells(&self, item: &Element) -> Vec<String> {
        let mut cells: Vec<Option<String>> = vec![None; self.names.len()];
        each_cell(item, "", &mut |name, text| {
            if let Some(cell) = self.places.get(name).and_then(|place| cells.get_mut(*place)) {
                cell.get_or_insert_with(text);
            }
        });
        cells.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// Visits what stands in an element, each with the names that lead there.
fn each_cell(element: &Element, path: &str, visit: &mut dyn FnMut(&str, &dyn Fn() -> String)) {
    for attribute in element.attributes.iter().filter(|attribute| attribute.space == Space::None) {
        visit(&join(path, &format!("@{}", attribute.name)), &|| attribute.value.clone());
    }
    for child in element.elements() {
        let path = join(path, &child.name);
        if path.len() > CELL_PATH_BYTES_MAX {
            continue;
        }
        if child.elements().next().is_none() {
            visit(&path, &|| child.text());
        } else {
            each_cell(child, &path, visit);
        }
    }
}

fn join<'n>(path: &str, name: &'n str) -> Cow<'n, str> {
    if path.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(format!("{path}/{name}")) }
}
