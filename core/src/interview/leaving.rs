//! What an interview leaves on its device for later ones: answers saved last, and changes of entity lists.
//!
//! Only an interview that came to its end leaves anything: one that was refused, stopped, withdrawn, or that corrects
//! another, leaves nothing at all. Of the others only what [`Keeping`] lets stay, and only what a form declares. The
//! device keeps what is left, and gives it to those forms of the same study that read it; nothing of it is sent.

use crate::{
    form::{Entity, Keeping},
    instance::EntityChange,
    interview::Interview,
    log::GuardianAnswer,
};

/// Most bytes of one text that is left; a longer one is not.
pub const LEFT_TEXT_BYTES_MAX: usize = 1024;
/// Most changes that one interview leaves in lists.
pub const LEFT_CHANGES_MAX: usize = 200;

/// What one interview leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaving {
    /// Name and text of each answer that the same form reads in its next interview; `None` when it reads none, or when
    /// this interview leaves nothing.
    pub last: Option<Vec<(String, String)>>,
    /// What it makes and changes in lists of entities.
    pub changes: Vec<EntityChange>,
}

pub(super) fn of(interview: &Interview) -> Leaving {
    let form = interview.form();
    if !came_to_its_end(interview) || form.last_saved().is_none() && form.entities.is_empty() {
        return Leaving::default();
    }
    let keeping = Keeping::of(form);
    let last = form.last_saved().map(|table| {
        let stays = |name: &&String| form.named(name).iter().all(|node| keeping.may_stay(*node));
        let names: Vec<String> = table.columns().iter().filter(stays).cloned().collect();
        let mut texts = interview.instance.texts_of(&names);
        texts.retain(|(_, text)| is_short(text));
        texts
    });
    let mut changes = interview.instance.entity_changes();
    changes.retain_mut(|change| may_be_left(form.entities.iter().collect(), &keeping, change));
    Leaving { last, changes: first_of(changes) }
}

/// With everybody's agreement where a person was asked, and without a stop.
fn came_to_its_end(interview: &Interview) -> bool {
    let facts = &interview.facts;
    let corrects = facts.start.as_ref().is_none_or(|start| start.correction.is_some());
    let agreed = !interview.is_with_person()
        || interview.has_consent() && !matches!(facts.guardian, Some(GuardianAnswer::Refused));
    facts.finalized && agreed && !corrects && !facts.withdrawn && facts.stopped.is_none()
}

/// Takes out of a change what may not stay; whether the rest of it may.
fn may_be_left(entities: Vec<&Entity>, keeping: &Keeping, change: &mut EntityChange) -> bool {
    let declared: Vec<&Entity> = entities
        .into_iter()
        .filter(|entity| entity.list == change.list && entity.within == change.within.node)
        .collect();
    let node = |property: &str| {
        let saves = declared.iter().flat_map(|entity| &entity.saves);
        saves.filter(|(name, _)| name == property).map(|(_, node)| *node).collect::<Vec<_>>()
    };
    change
        .properties
        .retain(|(property, text)| is_short(text) && node(property).into_iter().all(|node| keeping.may_stay(node)));
    let short = is_short(&change.id) && change.label.as_deref().is_none_or(is_short);
    short && !declared.is_empty() && declared.iter().all(|entity| keeping.may_declare(entity))
}

/// As many changes as one interview leaves.
fn first_of(mut changes: Vec<EntityChange>) -> Vec<EntityChange> {
    changes.truncate(LEFT_CHANGES_MAX);
    changes
}

fn is_short(text: &str) -> bool {
    text.len() <= LEFT_TEXT_BYTES_MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{form::Path, instance::EntityChangeKind};

    #[test]
    fn an_interview_leaves_so_many_changes() {
        let change = |number: usize| EntityChange {
            list: "plots".to_owned(),
            within: Path::default(),
            id: number.to_string(),
            kind: EntityChangeKind::Create,
            label: None,
            properties: Vec::new(),
        };
        let kept = first_of((0..=LEFT_CHANGES_MAX).map(change).collect());
        assert_eq!((kept.len(), kept[0].id.as_str()), (LEFT_CHANGES_MAX, "0"));
    }
}
