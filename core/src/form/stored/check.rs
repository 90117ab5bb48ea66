//! Whether a form that was read from bytes holds together: every index leads to something, every call has its
//! arguments. A compiled form always does; what is checked here is what the rest of the crate takes for granted.

use crate::{
    expr::{Code, Expression, NodeIndex, NodeRef, REPEAT_DEPTH_MAX},
    form::{ChoiceSource, Form, GROUP_DEPTH_MAX, Media, NODES_MAX, Node, NodeKind, Piece, Question, Table, Text},
};

/// Whether everything that the form refers to is in it.
pub fn is_whole(form: &Form) -> bool {
    let languages = form.languages.len();
    usize::from(form.default_language) < languages
        && is_tree(&form.nodes)
        && form.tables.iter().all(Table::is_whole)
        && is_laid_out(form)
        && are_dependencies(form)
        && form.nodes.iter().all(|node| is_node(form, node))
        && is_text(form, &form.title)
        && is_expression(form, form.instance_name.as_ref())
        && are_entities(form)
}

/// A root, and every node after its parent and inside of it, not too deep.
fn is_tree(nodes: &[Node]) -> bool {
    let mut depths: Vec<usize> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let (parent, end) = (node.parent.0 as usize, node.end.0 as usize);
        let inside = match index {
            0 => parent == 0 && matches!(node.kind, NodeKind::Root) && end == nodes.len(),
            _ => parent < index && end > index && end <= nodes[parent].end.0 as usize,
        };
        let depth = depths.get(parent).map_or(0, |depth| depth + 1);
        if !inside || depth > GROUP_DEPTH_MAX + 1 {
            return false;
        }
        depths.push(depth);
    }
    !nodes.is_empty() && nodes.len() <= NODES_MAX + 1
}

fn is_laid_out(form: &Form) -> bool {
    let (scopes, places) = (&form.layout.scopes, &form.layout.places);
    let slots: u64 = scopes.iter().map(|scope| u64::from(scope.slots)).sum();
    let scope_is_whole = |(index, scope): (usize, &crate::form::layout::Scope)| {
        let Some(around) = scopes.get(scope.parent as usize) else { return false };
        let deeper = match index {
            0 => scope.parent == 0 && scope.depth == 0,
            _ => {
                let own = around.inner.get(scope.rank as usize).is_some_and(|inner| *inner as usize == index);
                own && (scope.parent as usize) < index && scope.depth == around.depth + 1
            }
        };
        deeper && usize::from(scope.depth) <= REPEAT_DEPTH_MAX && is_node_index(form, scope.repeat)
    };
    let place_is_whole = |place: &crate::form::layout::Place| {
        let scope = scopes.get(place.scope as usize);
        scope.is_some_and(|scope| place.slot < scope.slots) && place.gates.iter().all(|gate| is_node_index(form, *gate))
    };
    let inner_are_known = scopes.iter().flat_map(|scope| &scope.inner).all(|inner| (*inner as usize) < scopes.len());
    !scopes.is_empty()
        && slots <= form.nodes.len() as u64
        && inner_are_known
        && scopes.iter().enumerate().all(scope_is_whole)
        && places.len() == form.nodes.len()
        && places.iter().all(place_is_whole)
        && form.layout.by_name.iter().all(|node| is_node_index(form, *node))
}

fn are_dependencies(form: &Form) -> bool {
    let dependencies = &form.dependencies;
    let is_rule = |rule: u32| (rule as usize) < dependencies.rules.len();
    let touches = [&dependencies.touched, &dependencies.cascades];
    let count = form.nodes.len();
    dependencies.rules.iter().all(|rule| is_node_index(form, rule.node))
        && touches.iter().all(|by_node| by_node.len() == count)
        && touches.iter().flat_map(|by_node| by_node.iter().flatten()).all(|touch| is_rule(touch.rule))
        && dependencies.own.len() == count
        && dependencies.own.iter().flatten().all(|rule| is_rule(*rule))
        && dependencies.set_by.len() == count
        && dependencies.set_by.iter().flatten().all(|node| is_node_index(form, *node))
}

fn is_node(form: &Form, node: &Node) -> bool {
    let kind = match &node.kind {
        NodeKind::Root | NodeKind::Group => true,
        NodeKind::Repeat { count, .. } => is_expression(form, count.as_ref()),
        NodeKind::Question(question) => is_question(form, question),
    };
    kind && [&node.label, &node.hint, &node.guidance].iter().all(|text| is_text(form, text))
        && is_expression(form, node.relevant.as_ref())
        && node.media.iter().all(|media: &Media| is_text(form, &media.file))
}

fn is_question(form: &Form, question: &Question) -> bool {
    let expressions = [
        &question.choice_filter,
        &question.required,
        &question.constraint,
        &question.calculation,
        &question.default,
        &question.read_only,
        &question.seed,
    ];
    let source = match &question.choice_source {
        ChoiceSource::Answers(node) => is_node_index(form, *node),
        ChoiceSource::List | ChoiceSource::Search(_) => true,
    };
    source
        && question.choice_list.is_none_or(|list| (list as usize) < form.tables.len())
        && question.triggers.iter().all(|node| is_node_index(form, *node))
        && expressions.iter().all(|expression| is_expression(form, expression.as_ref()))
        && is_text(form, &question.required_message)
        && is_text(form, &question.constraint_message)
}

fn are_entities(form: &Form) -> bool {
    form.entities.iter().all(|entity| {
        let expressions = [&entity.id, &entity.create_if, &entity.update_if, &entity.label];
        is_node_index(form, entity.within)
            && entity.saves.iter().all(|(_, node)| is_node_index(form, *node))
            && expressions.iter().all(|expression| is_expression(form, expression.as_ref()))
    })
}

fn is_text(form: &Form, text: &Text) -> bool {
    text.0.iter().flatten().all(|piece| match piece {
        Piece::Words(_) => true,
        Piece::Output(expression) => is_expression(form, Some(expression)),
    })
}

fn is_expression(form: &Form, expression: Option<&Expression>) -> bool {
    let Some(expression) = expression else { return true };
    let mut whole = true;
    expression.code.each_part(&mut |part| {
        whole &= match part {
            Code::Nodes(reference) => is_reference(form, reference),
            Code::Paths(references) => references.iter().all(|reference| is_reference(form, reference)),
            Code::Call(function, arguments) => function.check_count(arguments.len()).is_ok(),
            _ => true,
        };
    });
    whole
}

fn is_reference(form: &Form, reference: &NodeRef) -> bool {
    is_node_index(form, reference.node)
        && reference.repeats.len() <= REPEAT_DEPTH_MAX
        && usize::from(reference.shared) <= reference.repeats.len()
        && reference.repeats.iter().all(|node| is_node_index(form, *node) && form.is_repeat(*node))
}

fn is_node_index(form: &Form, node: NodeIndex) -> bool {
    (node.0 as usize) < form.nodes.len()
}
