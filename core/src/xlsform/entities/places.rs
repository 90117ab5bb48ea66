//! Which group or repeat an entity belongs to.
//!
//! Nobody writes it: it follows from the questions that save to the entity, and from those that its cells refer to. An
//! entity stands in the deepest repeat that any of them is in, and as near to the questions that save to it as there is
//! room, since a group holds one entity. Example: with `save_to` in a repeat `tree`, and a label from a question
//! outside of it, there is one entity for each tree. The order in which places are given is that of the reference
//! reader, so that both refuse the same forms.

use std::collections::{HashMap, HashSet};

use crate::form::{DraftEntity, DraftKind, DraftRow, references};

use crate::xlsform::{issue::Issue, sheet::Sheet};

/// Groups and repeats around a row, outermost first: the row that begins each, and which of them are repeats.
type Path = Vec<(u32, Block)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Block {
    Group,
    Repeat,
}

/// The part of a path up to its innermost repeat: one entity for each repetition of that.
fn scope(path: &[(u32, Block)]) -> &[(u32, Block)] {
    let end = path.iter().rposition(|(_, block)| *block == Block::Repeat).map_or(0, |last| last + 1);
    &path[..end]
}

fn repeats(path: &[(u32, Block)]) -> usize {
    path.iter().filter(|(_, block)| *block == Block::Repeat).count()
}

fn below(path: &[(u32, Block)]) -> usize {
    path.len() - scope(path).len()
}

/// A row that belongs to an entity.
#[derive(Debug, Clone)]
struct Use {
    path: Path,
    row: u32,
    kind: UseKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UseKind {
    /// It saves a property.
    Saves,
    /// A cell of the entity refers to it.
    Named,
}

/// What an entity asks for.
struct Request {
    entity: usize,
    scope: Path,
    wanted: Path,
    lineages: Vec<Path>,
}

/// Finds the place of each entity: the row that begins its group or repeat, 0 for the form as a whole.
pub fn find(
    sheet: &Sheet,
    survey: &Sheet,
    rows: &[DraftRow],
    entities: &[DraftEntity],
    by_list: &HashMap<&str, usize>,
    issues: &mut Vec<Issue>,
) -> Vec<u32> {
    let uses = uses(rows, entities, by_list);
    let mut unused: Vec<bool> = vec![true; entities.len()];
    let mut requests: Vec<Request> = Vec::new();
    for (entity, uses) in &uses {
        unused[*entity] = false;
        match request(*entity, uses) {
            Ok(request) => requests.push(request),
            Err(strange) => {
                let message = "this question and others of the entity stand in different repeats";
                let remedy = "Copy the value by a calculate into the repeat of the others, and use that";
                let issue = match strange.kind {
                    UseKind::Saves => {
                        Issue::error(survey.name(), message, remedy).at(strange.row, survey.place("save_to"))
                    }
                    UseKind::Named => {
                        let row = entities.get(*entity).map_or(0, |entity| entity.row);
                        let message = format!(
                            "the question of row {} and others of the entity stand in different repeats",
                            strange.row
                        );
                        Issue::error(sheet.name(), message, remedy).at(row, "")
                    }
                };
                issues.push(issue);
            }
        }
    }
    for (entity, _) in unused.into_iter().enumerate().filter(|(_, is_unused)| *is_unused) {
        requests.push(Request { entity, scope: Path::new(), wanted: Path::new(), lineages: Vec::new() });
    }
    let mut within = vec![0; entities.len()];
    for (entity, place) in places(&requests, entities, sheet, issues) {
        within[entity] = place.last().map_or(0, |(row, _)| *row);
    }
    within
}

/// For each entity the rows that belong to it, entities in the order of their first row.
fn uses(rows: &[DraftRow], entities: &[DraftEntity], by_list: &HashMap<&str, usize>) -> Vec<(usize, Vec<Use>)> {
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, entity) in entities.iter().enumerate() {
        let cells = [&entity.id, &entity.create_if, &entity.update_if, &entity.label];
        for name in cells.into_iter().flat_map(|cell| references(cell)).filter_map(|reference| reference.name()) {
            // Entities come one after the other, so that one of them stands last among those that name a row.
            let users = named.entry(name).or_default();
            if users.last() != Some(&place) {
                users.push(place);
            }
        }
    }
    let mut uses: Vec<(usize, Vec<Use>)> = Vec::new();
    let mut places: Vec<Option<usize>> = vec![None; entities.len()];
    let mut path = Path::new();
    for row in rows {
        let saved = row.save_to.split_once('#').and_then(|(list, _)| by_list.get(list).copied());
        let saved = saved.map(|entity| (entity, UseKind::Saves));
        let users = named.get(row.name.as_str()).into_iter().flatten().map(|entity| (*entity, UseKind::Named));
        for (entity, kind) in saved.into_iter().chain(users) {
            let found = Use { path: path.clone(), row: row.row, kind };
            match places[entity] {
                Some(place) => uses[place].1.push(found),
                None => {
                    places[entity] = Some(uses.len());
                    uses.push((entity, vec![found]));
                }
            }
        }
        match row.kind {
            DraftKind::BeginGroup => path.push((row.row, Block::Group)),
            DraftKind::BeginRepeat => path.push((row.row, Block::Repeat)),
            DraftKind::End => drop(path.pop()),
            DraftKind::Question { .. } => {}
        }
    }
    uses
}

/// Where one entity wants to stand; else the row that does not go together with the others.
fn request(entity: usize, uses: &[Use]) -> Result<Request, Use> {
    let mut deepest: &[(u32, Block)] = &[];
    for one in uses {
        if repeats(&one.path) > repeats(deepest) {
            deepest = scope(&one.path);
        }
    }
    let inside = |one: &&Use| scope(&one.path) == deepest;
    // The first of the deepest, as the reference reader takes it.
    let deepest_of = |kind: Option<UseKind>| {
        let mut best: Option<&Use> = None;
        for one in uses.iter().filter(inside).filter(|one| kind.is_none_or(|kind| one.kind == kind)) {
            if best.is_none_or(|best| below(&one.path) > below(&best.path)) {
                best = Some(one);
            }
        }
        best
    };
    let saving = deepest_of(Some(UseKind::Saves)).or_else(|| uses.iter().find(|one| one.kind == UseKind::Saves));
    let mut known = HashSet::new();
    let saved = uses.iter().filter(|one| one.kind == UseKind::Saves && known.insert(&one.path));
    let lineages: Vec<Path> = saved.map(|one| one.path.clone()).collect();
    let wanted = match (saving, lineages.as_slice()) {
        (Some(saving), [_, _, ..]) => {
            let (own, common) = (scope(&saving.path).to_vec(), common(&lineages));
            let rank = |path: &Path| (repeats(path), below(path));
            if rank(&common) > rank(&own) { common } else { own }
        }
        (Some(saving), _) => saving.path.clone(),
        (None, _) => deepest_of(None).map(|one| one.path.clone()).unwrap_or_default(),
    };
    for one in uses {
        let own = scope(&one.path);
        let apart = !deepest.starts_with(own);
        if apart || (one.kind == UseKind::Saves && scope(&wanted) != own) {
            return Err(one.clone());
        }
    }
    Ok(Request { entity, scope: deepest.to_vec(), wanted, lineages })
}

/// What the paths have in common; where they part and meet again, up to where they part last.
fn common(paths: &[Path]) -> Path {
    let Some(first) = paths.first() else { return Path::new() };
    let shortest = paths.iter().map(Vec::len).min().unwrap_or(0);
    let parts = (0..shortest).rev().find(|at| paths.iter().any(|path| path[*at] != first[*at]));
    first[..parts.unwrap_or(shortest)].to_vec()
}

/// Gives each entity a place of its own.
fn places(
    requests: &[Request],
    entities: &[DraftEntity],
    sheet: &Sheet,
    issues: &mut Vec<Issue>,
) -> Vec<(usize, Path)> {
    if let [only] = requests
        && only.scope.is_empty()
    {
        return vec![(only.entity, Path::new())];
    }
    let mut scopes: Vec<Vec<&Request>> = Vec::new();
    let mut known: HashMap<&Path, usize> = HashMap::new();
    for request in requests {
        let scope = *known.entry(&request.scope).or_insert(scopes.len());
        match scopes.get_mut(scope) {
            Some(here) => here.push(request),
            None => scopes.push(vec![request]),
        }
    }
    let mut given: HashMap<Path, usize> = HashMap::new();
    let mut places = Vec::new();
    for mut here in scopes {
        here.sort_by_key(|request| entities.get(request.entity).map_or(0, |entity| entity.row));
        for request in here {
            match place(request, &mut given) {
                Ok(place) => places.push((request.entity, place)),
                Err(other) => {
                    let row = |entity: usize| entities.get(entity).map_or(0, |entity| entity.row);
                    let message =
                        format!("the entity of row {} stands in the only group that is left for this one", row(other));
                    let remedy = "Put the questions of each of the two into a group of its own";
                    issues.push(Issue::error(sheet.name(), message, remedy).at(row(request.entity), ""));
                }
            }
        }
    }
    places
}

/// The lowest place that is free; else the entity that stands in the way.
fn place(request: &Request, given: &mut HashMap<Path, usize>) -> Result<Path, usize> {
    let mut in_the_way = None;
    for depth in (request.scope.len()..=request.wanted.len()).rev() {
        let place = request.wanted[..depth].to_vec();
        let Some(other) = given.get(&place) else {
            given.insert(place.clone(), request.entity);
            for lineage in &request.lineages {
                for end in depth..=lineage.len() {
                    given.insert(lineage[..end].to_vec(), request.entity);
                }
            }
            return Ok(place);
        };
        in_the_way = Some(*other);
        // Questions that save must have no other entity between them and their own.
        if let Some(other) = request.lineages.first().and_then(|lineage| given.get(lineage)) {
            return Err(*other);
        }
    }
    in_the_way.map_or_else(|| Ok(request.scope.clone()), Err)
}
