//! From the parts of a file to a draft, and from the compiler's faults to issues of the file.

use std::collections::{HashMap, HashSet};

use super::{
    body::{Body, Walk},
    choices::{ItemSource, Itemset, Lists},
    issue::{Issue, Severity},
    meta::Meta,
    model::{Actions, Binds, Parts},
    nodes::Tree,
    rows::Rows,
    words::Words,
    written,
};
use crate::{
    form::{
        Attachment, DraftRow, DraftWritten, FormDraft, FormFault, Settings, Table, WRITTEN_VALUES_MAX,
        attached::Attachments, table::Source,
    },
    xform::{
        limits::{CELLS_MAX, COLUMNS_MAX, SPOKEN_BYTES_MAX},
        xml::{Document, Element, Space},
    },
};

/// A draft, and where its rows come from.
pub struct Drafted {
    /// What the compiler takes.
    pub draft: FormDraft,
    /// The nodes, by a row's number less one.
    pub tree: Tree,
}

/// Puts a file's parts together.
pub fn draft(file: &Document, parts: &Parts<'_>, attachments: &Attachments, issues: &mut Vec<Issue>) -> Drafted {
    let mut tree = Tree::of(parts.main);
    let binds = Binds::of(parts.model, &tree, issues);
    let mut actions = Actions::default();
    for action in parts.model.elements() {
        if matches!(&*action.name, "setvalue" | "setgeopoint" | "recordaudio") {
            actions.add(action, None, (&tree, &binds), issues);
        }
    }
    let mut walk = Walk { body: Body::default(), actions: &mut actions, tree: &tree, binds: &binds, issues };
    if let Some(body) = parts.body {
        walk.inside(body, 0);
    }
    let body = walk.body;
    let mut meta = Meta::of(&tree, &binds, &body, issues);
    meta.find_counts(&tree, &binds, &body, &file.root);
    let words = Words::of(parts.model);
    let itemsets: HashMap<usize, Itemset> = body
        .controls
        .iter()
        .filter_map(|(node, control)| Some((*node, Itemset::of(control.child("itemset")?)?)))
        .collect();
    let mut lists = Lists::of(&parts.secondary(), &by_instance(&itemsets), &words, &tree);
    tree.arrange(&body.asked);
    let mut rows = Rows {
        tree: &tree,
        binds: &binds,
        body: &body,
        actions: &actions,
        words: &words,
        meta: &meta,
        lists: &mut lists,
        itemsets: &itemsets,
        issues,
        rows: Vec::new(),
    };
    rows.inside(0);
    let made = rows.rows;
    let repeats: HashSet<usize> = body.repeats.keys().copied().collect();
    let written = written::values(parts.main, &tree, &repeats);
    too_much(&words, &written, parts, issues);
    left_out(file, &lists, issues);
    let files = lists.attachments.iter().map(|file| attached(file, attachments, parts, issues));
    let mut tables: Vec<Table> = files.chain(lists.tables).collect();
    tables.extend(lists.last_saved.as_ref().map(|id| {
        let mut columns = tree.leaves();
        let last = LastReads::of(&made, &meta, id);
        columns.retain(|name| last.are_of(name));
        Table::new(id, Source::LastSaved, columns)
    }));
    let draft = FormDraft {
        id: parts.main.attribute("id").unwrap_or(&parts.main.name).to_owned(),
        version: parts.main.attribute("version").unwrap_or_default().to_owned(),
        title: vec![parts.title.clone(); words.count()],
        rows: made,
        tables,
        choice_lists: lists.lists,
        attachments: lists.attachments,
        settings: settings(file, parts, &tree, &meta),
        instance_name: meta.renamed(&meta.instance_name),
        settings_row: 1,
        entities: meta.entities.clone(),
        written,
        default_language: words.default_language,
        languages: words.languages,
    };
    Drafted { draft, tree }
}

/// Says what is more than a form may have.
fn too_much(words: &Words, written: &[DraftWritten], parts: &Parts<'_>, issues: &mut Vec<Issue>) {
    if words.is_too_much() {
        let message = format!("more than {SPOKEN_BYTES_MAX} bytes of words");
        issues.push(Issue::error((0, 0), message, "Divide the form"));
    }
    if written.len() > WRITTEN_VALUES_MAX {
        let message = format!("the repetitions have more than {WRITTEN_VALUES_MAX} values in writing");
        issues.push(Issue::error((parts.main.line, parts.main.column), message, "Begin with fewer repetitions"));
    }
}

/// Says what of the file is more than is kept.
fn left_out(file: &Document, lists: &Lists, issues: &mut Vec<Issue>) {
    if let Some(place) = lists.too_large {
        let message = format!("a list has more than {COLUMNS_MAX} columns, or more than {CELLS_MAX} cells");
        issues.push(Issue::error(place, message, "Divide the list, or leave out columns that nothing reads"));
    }
    if file.namespaces_left_out > 0 {
        let message = format!("{} more vocabularies are declared than are kept", file.namespaces_left_out);
        issues.push(Issue::warning((0, 0), message, "Declare those alone that the form uses"));
    }
}

/// Which answers of the interview before are read: what is not read need not outlive it.
enum LastReads<'t> {
    /// A path leads to more than one, or is no plain path.
    Any,
    /// Those of these names.
    Named(HashSet<&'t str>),
}

impl<'t> LastReads<'t> {
    /// What all expressions and words read of this instance.
    fn of(rows: &'t [DraftRow], meta: &'t Meta, id: &str) -> Self {
        let expressions = rows.iter().flat_map(|row| row.expressions().map(|(_, text)| text));
        let seeds = rows.iter().map(|row| row.seed.as_str());
        let words = rows.iter().flat_map(DraftRow::words);
        let all = expressions.chain(seeds).chain(words).chain([meta.instance_name.as_str()]);
        let mut names = HashSet::new();
        for path in all.flat_map(|text| last_paths(text, id)) {
            let Some(path) = path else { return Self::Any };
            names.extend(path.rsplit('/').next());
        }
        Self::Named(names)
    }

    fn are_of(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Named(names) => names.contains(name),
        }
    }
}

/// The paths into an instance that a text holds; nothing in the place of one that is no plain path.
fn last_paths<'t>(text: &'t str, id: &str) -> impl Iterator<Item = Option<&'t str>> {
    let plain = |letter: char| letter.is_alphanumeric() || "/_-.:".contains(letter);
    text.split("instance(").skip(1).filter_map(move |call| {
        let (called, rest) = call.split_once(')')?;
        if called.trim().trim_matches(['\'', '"']) != id {
            return None;
        }
        let end = rest.find(|letter| !plain(letter)).unwrap_or(rest.len());
        let (path, after) = (rest[..end].trim_end_matches('/'), rest[end..].trim_start());
        let is_plain = path.starts_with('/') && !path.contains("//") && !after.starts_with(['[', '*', '/']);
        Some(is_plain.then_some(path))
    })
}

/// The table of a file beside the form; an empty one, and a warning, when it cannot be read.
fn attached(file: &Attachment, attachments: &Attachments, parts: &Parts<'_>, issues: &mut Vec<Issue>) -> Table {
    let (table, error) = attachments.table(&file.id, &file.file);
    if let Some(error) = error {
        let place = (parts.model.line, parts.model.column);
        issues.push(Issue::warning(place, error.to_string(), "Put the file beside the XForm"));
    }
    table
}

/// The itemset of each instance that says which of its columns is stored: the first one in the file.
fn by_instance(itemsets: &HashMap<usize, Itemset>) -> HashMap<String, Itemset> {
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

fn settings(file: &Document, parts: &Parts<'_>, tree: &Tree, meta: &Meta) -> Settings {
    let root = &tree.spots[0];
    let of_root = |name: &str| root.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let own = ["id", "version", "odk:prefix", "odk:delimiter"];
    let mut client = submission(parts.model.child("submission"));
    for (column, attribute) in [("prefix", "odk:prefix"), ("delimiter", "odk:delimiter")] {
        client.extend(of_root(attribute).map(|value| (column.to_owned(), value)));
    }
    let namespace = match &parts.main.space {
        Space::Other(_) => {
            file.namespaces.iter().find(|(prefix, _)| prefix.is_empty()).map(|(_, address)| address.clone())
        }
        _ => None,
    };
    Settings {
        root_name: if root.name == "data" { String::new() } else { root.name.clone() },
        style: parts.body.and_then(|body| body.attribute("class")).unwrap_or_default().to_owned(),
        client,
        namespaces: file.namespaces.iter().filter(|(prefix, _)| !prefix.is_empty()).cloned().collect(),
        attributes: root.attributes.iter().filter(|(name, _)| !own.contains(&name.as_str())).cloned().collect(),
        instance_namespace: namespace.unwrap_or_default(),
        instance_id: meta.instance_id.clone(),
        audit: meta.audit.clone(),
    }
}

/// Settings that the element `submission` holds, by the columns that a workbook has for them.
fn submission(element: Option<&Element>) -> Vec<(String, String)> {
    let Some(element) = element else { return Vec::new() };
    let found = |space: Space, name: &str| element.attribute_in(&space, name).map(str::to_owned);
    [
        ("submission_url", found(Space::None, "action")),
        ("public_key", found(Space::None, "base64RsaPublicKey")),
        ("auto_send", found(Space::OpenRosa, "auto-send")),
        ("auto_delete", found(Space::OpenRosa, "auto-delete")),
        ("client_editable", found(Space::Odk, "client-editable")),
    ]
    .into_iter()
    .filter_map(|(column, value)| Some((column.to_owned(), value?)))
    .collect()
}

/// A fault of the compiler as an issue about a node.
pub fn issue(fault: &FormFault, tree: &Tree) -> Issue {
    let node = usize::try_from(fault.row).ok().and_then(|row| row.checked_sub(1));
    let spot = node.and_then(|node| Some((node, tree.spots.get(node)?)));
    let place = spot.map_or((0, 0), |(_, spot)| spot.place);
    let message = match attribute(&fault.column) {
        Some(attribute) => format!("{attribute}: {}", fault.kind),
        None => fault.kind.to_string(),
    };
    let remedy = match fault.remedy().trim_end_matches('.') {
        "" => "Correct it in the XForm",
        remedy => remedy,
    };
    let issue = Issue::error(place, message, remedy);
    let issue = Issue { severity: Severity::of(fault), ..issue };
    match spot {
        Some((node, _)) => issue.about(tree.path(node)),
        None => issue,
    }
}

/// What an XForm calls a column of the survey.
fn attribute(column: &str) -> Option<&str> {
    Some(match column.split("::").next().unwrap_or_default() {
        "relevant" => "relevant",
        "required" => "required",
        "read_only" => "readonly",
        "constraint" => "constraint",
        "calculation" => "calculate",
        "default" => "the first value",
        "choice_filter" => "the itemset's predicate",
        "repeat_count" => "jr:count",
        "label" => "label",
        "hint" => "hint",
        "trigger" => "setvalue",
        "constraint_message" => "jr:constraintMsg",
        "required_message" => "jr:requiredMsg",
        _ => return None,
    })
}
