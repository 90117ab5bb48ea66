//! Nodes that a form keeps elsewhere than among its questions: `meta` blocks, and the numbers of repetitions.
//!
//! A workbook has settings, sheets and columns for them; programs that make XForms write them as nodes like others. A
//! node is taken for one of these only where nothing asks for it, so that no question is lost.

use std::collections::{HashMap, HashSet};

use super::{
    body::Body,
    issue::Issue,
    model::Binds,
    nodes::Tree,
    relative::{absolute, quoted},
    rows::number,
};
use crate::{
    form::{Audit, DraftEntity, InstanceId},
    xform::xml::{Element, Space},
};

/// What makes a block `meta` what it is; without any of them it is a group like others, that happens to be called so.
const PARTS: [&str; 4] = ["instanceID", "instanceName", "audit", "deprecatedID"];

/// What stands in the meta blocks of a form.
pub struct Meta {
    /// What makes the submission's id.
    pub instance_id: InstanceId,
    /// What a finished interview is called.
    pub instance_name: String,
    /// The log of steps.
    pub audit: Option<Audit>,
    /// What the form makes or changes in lists of entities.
    pub entities: Vec<DraftEntity>,
    /// Nodes made for the number of a repeat, with their calculation.
    pub counts: HashMap<usize, String>,
    own: HashSet<usize>,
    /// Groups and repeats that hold an entity, with its list.
    holders: Vec<(usize, String)>,
    parents: Vec<usize>,
    root: String,
}

impl Meta {
    /// Takes all meta blocks of a form.
    pub fn of(tree: &Tree, binds: &Binds<'_>, body: &Body<'_>, issues: &mut Vec<Issue>) -> Self {
        let mut meta = Self {
            instance_id: InstanceId::Omitted,
            instance_name: String::new(),
            audit: None,
            entities: Vec::new(),
            counts: HashMap::new(),
            own: HashSet::new(),
            holders: Vec::new(),
            parents: tree.spots.iter().map(|spot| spot.parent).collect(),
            root: tree.path(0),
        };
        for (index, spot) in tree.spots.iter().enumerate() {
            let holds = |part: &str| tree.child(index, part).is_some();
            let is_block = holds("entity") || (spot.parent == 0 && PARTS.iter().any(|part| holds(part)));
            if index != 0 && spot.name == "meta" && is_block && !body.groups.contains_key(&index) {
                meta.block(index, tree, binds, issues);
            }
        }
        meta
    }

    fn block(&mut self, block: usize, tree: &Tree, binds: &Binds<'_>, issues: &mut Vec<Issue>) {
        self.own.insert(block);
        for child in &tree.spots[block].children {
            let bind = binds.get(*child);
            let says = |name: &str| bind.and_then(|bind| bind.attribute(name)).unwrap_or_default().to_owned();
            match tree.spots[*child].name.as_str() {
                "instanceID" => self.instance_id = instance_id(bind),
                "instanceName" => {
                    // A name that nothing calculates stays what stands in writing, mostly nothing.
                    let calculated = says("calculate");
                    let written = || quoted(tree.spots[*child].value.trim());
                    self.instance_name = if calculated.is_empty() { written() } else { calculated };
                }
                "audit" => self.audit = Some(audit(bind)),
                "entity" => self.entity(block, *child, tree, binds),
                // ODK's own program writes these when an interview is edited.
                "deprecatedID" | "timeStart" | "timeEnd" | "userID" => {}
                _ => {
                    let message = "this part of meta is not known and is not read";
                    let issue = Issue::warning(tree.spots[*child].place, message, "Put it among the questions");
                    issues.push(issue.about(tree.path(*child)));
                }
            }
        }
    }

    fn entity(&mut self, block: usize, entity: usize, tree: &Tree, binds: &Binds<'_>) {
        let spot = &tree.spots[entity];
        let attribute =
            |name: &str| spot.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        let calculated = |name: &str| {
            let bind = binds.attribute(entity, name);
            let source = bind.and_then(|bind| bind.attribute("calculate")).unwrap_or_default();
            absolute(source, tree, entity)
        };
        let label =
            tree.child(entity, "label").and_then(|label| Some((label, binds.get(label)?.attribute("calculate")?)));
        let holder = tree.spots[block].parent;
        let list = attribute("dataset").unwrap_or_default().to_owned();
        let (creates, updates) = (attribute("create").is_some(), attribute("update").is_some());
        self.holders.push((holder, list.clone()));
        self.entities.push(DraftEntity {
            row: number(entity),
            list,
            within_row: if holder == 0 { 0 } else { number(holder) },
            id: if updates { calculated("id") } else { String::new() },
            create_if: if creates { calculated("create") } else { String::new() },
            update_if: if updates { calculated("update") } else { String::new() },
            label: label.map_or_else(String::new, |(_, source)| absolute(source, tree, entity)),
        });
    }

    /// Whether a node is a meta block.
    pub fn is_own(&self, node: usize) -> bool {
        self.own.contains(&node)
    }

    /// The property that a node is saved to: of the nearest entity around it.
    pub fn save_to(&self, node: usize, bind: Option<&Element>) -> String {
        let Some(property) = bind.and_then(|bind| bind.attribute_in(&Space::Entities, "saveto")) else {
            return String::new();
        };
        if self.entities.len() < 2 {
            return property.to_owned();
        }
        let mut holder = node;
        loop {
            holder = self.parents.get(holder).copied().unwrap_or(0);
            if let Some((_, list)) = self.holders.iter().find(|(known, _)| *known == holder) {
                return format!("{list}#{property}");
            }
            if holder == 0 {
                return property.to_owned();
            }
        }
    }

    /// An expression with the names that a draft has for what stands in meta.
    pub fn renamed(&self, source: &str) -> String {
        let source = source.trim();
        if !source.contains("/meta/instance") {
            return source.to_owned();
        }
        let replace = |source: &str, name: &str| {
            ["meta/", "orx:meta/orx:"].iter().fold(source.to_owned(), |source, step| {
                source.replace(&format!("{}/{step}{name}", self.root), &format!("${{{name}}}"))
            })
        };
        replace(&replace(source, "instanceID"), "instanceName")
    }

    /// Finds the nodes that a converter makes for the number of a repeat's repetitions: read-only, calculated, named
    /// after the repeat, and asked about by nothing else.
    pub fn find_counts(&mut self, tree: &Tree, binds: &Binds<'_>, body: &Body<'_>, file: &Element) {
        let mut mentions: HashMap<String, usize> = HashMap::new();
        let wanted: HashMap<String, (usize, String)> = body
            .repeats
            .iter()
            .filter_map(|(repeat, element)| {
                let count = tree.find(element.attribute_in(&Space::JavaRosa, "count")?, *repeat)?;
                let bind = binds.get(count)?;
                let name = format!("{}_count", tree.spots[*repeat].name);
                let own = tree.spots[count].parent == tree.spots[*repeat].parent && tree.spots[count].name == name;
                let made = bind.attribute("readonly") == Some("true()") && !body.controls.contains_key(&count);
                let calculation = bind.attribute("calculate")?.to_owned();
                (own && made).then_some((name, (count, calculation)))
            })
            .collect();
        if wanted.is_empty() {
            return;
        }
        mentioned(file, &wanted, &mut mentions);
        for (name, (count, calculation)) in wanted {
            if mentions.get(&name) == Some(&2) {
                self.counts.insert(count, calculation);
            }
        }
    }
}

/// How many attributes mention each name: the bind and the repeat do, and nothing else should.
fn mentioned(element: &Element, wanted: &HashMap<String, (usize, String)>, mentions: &mut HashMap<String, usize>) {
    for attribute in element.attributes.iter().filter(|attribute| attribute.value.contains("_count")) {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        for name in attribute.value.split(|letter| !is_part(letter)).filter(|name| wanted.contains_key(*name)) {
            *mentions.entry(name.to_owned()).or_default() += 1;
        }
    }
    element.elements().for_each(|inner| mentioned(inner, wanted, mentions));
}

fn instance_id(bind: Option<&Element>) -> InstanceId {
    match bind.and_then(|bind| bind.attribute_in(&Space::JavaRosa, "preload")) {
        None | Some("uid" | "") => InstanceId::Made,
        Some(preload) => InstanceId::Preloaded(preload.to_owned()),
    }
}

fn audit(bind: Option<&Element>) -> Audit {
    let attributes = bind.into_iter().flat_map(|bind| &bind.attributes);
    let own = attributes.filter(|attribute| attribute.space == Space::Odk);
    Audit { parameters: own.map(|attribute| (attribute.name.to_string(), attribute.value.clone())).collect() }
}
