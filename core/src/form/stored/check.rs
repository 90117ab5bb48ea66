//! Whether a form that was read from bytes holds together: every index leads to something, every call has its
//! arguments. A compiled form always does; what is checked here is what the rest of the crate takes for granted.

use crate::{
    expr::{Code, Expression, NodeIndex, NodeRef, REPEAT_DEPTH_MAX, Whom},
    form::{
        ChoiceSource, Dependencies, Form, GROUP_DEPTH_MAX, Media, NODES_MAX, Node, NodeKind, Piece, Question, Table,
        Text,
        dependencies::{Rule, RuleKind},
        is_name,
    },
};

/// Whether everything that the form refers to is in it. Its nodes are a tree, laid out.
pub fn is_whole(form: &Form) -> bool {
    let languages = form.languages.len();
    usize::from(form.default_language) < languages
        && form.tables.iter().all(|table| is_table(form, table))
        && are_dependencies(form)
        && form.nodes.iter().all(|node| is_node(form, node))
        && is_text(form, &form.title)
        && is_expression(form, form.instance_name.as_ref())
        && are_entities(form)
        && form.written.is_whole(form)
}

/// A root, and every other node directly behind the one before it or inside of it, not too deep, by a name that is one.
/// So each node's end is where the next begins, and walking over a node leaves nothing out.
pub fn is_tree(nodes: &[Node]) -> bool {
    let is_root = |root: &&Node| matches!(root.kind, NodeKind::Root) && root.parent.0 == 0;
    let Some(root) = nodes.first().filter(is_root) else { return false };
    if root.end.0 as usize != nodes.len() || nodes.len() > NODES_MAX + 1 {
        return false;
    }
    // The nodes that are not over yet, each inside the one before, and how many of them are repeats.
    let mut open = vec![(NodeIndex(0), 0)];
    for (index, node) in (1_u32..).zip(&nodes[1..]) {
        while open.last().is_some_and(|(around, _)| nodes[around.0 as usize].end.0 <= index) {
            open.pop();
        }
        let Some((around, repeats)) = open.last().copied() else { return false };
        let inside = node.parent == around && index < node.end.0 && node.end <= nodes[around.0 as usize].end;
        let (holds, repeats) = match node.kind {
            NodeKind::Root => (false, repeats),
            NodeKind::Question(_) => (node.end.0 == index + 1, repeats),
            NodeKind::Group => (true, repeats),
            NodeKind::Repeat { .. } => (true, repeats + 1),
        };
        open.push((NodeIndex(index), repeats));
        let is_deep = open.len() > GROUP_DEPTH_MAX + 2 || repeats > REPEAT_DEPTH_MAX;
        if !inside || !holds || is_deep || !is_name(&node.name) {
            return false;
        }
    }
    true
}

/// Whether this is every node but the root, by name and then in document order, and no two siblings have one name.
pub fn is_ordered(by_name: &[NodeIndex], nodes: &[Node]) -> bool {
    let known = by_name.iter().all(|node| node.0 > 0 && (node.0 as usize) < nodes.len());
    if by_name.len() + 1 != nodes.len() || !known {
        return false;
    }
    let node = |index: &NodeIndex| &nodes[index.0 as usize];
    let sorted = |pair: &[NodeIndex]| (&node(&pair[0]).name, pair[0]) < (&node(&pair[1]).name, pair[1]);
    let differ = |namesakes: &[NodeIndex]| {
        let mut parents: Vec<NodeIndex> = namesakes.iter().map(|index| node(index).parent).collect();
        parents.sort_unstable();
        parents.windows(2).all(|pair| pair[0] != pair[1])
    };
    by_name.windows(2).all(sorted)
        && by_name.chunk_by(|one, other| node(one).name == node(other).name).filter(|some| some.len() > 1).all(differ)
}

fn are_dependencies(form: &Form) -> bool {
    let dependencies = &form.dependencies;
    let is_rule = |rule: u32| (rule as usize) < dependencies.rules.len();
    let touches = [&dependencies.touched, &dependencies.cascades];
    let count = form.nodes.len();
    dependencies.rules.iter().all(|rule| fits(form, *rule))
        && touches.iter().all(|lists| lists.is_whole(count))
        && touches.iter().flat_map(|lists| lists.items()).all(|touch| is_rule(touch.rule))
        && dependencies.own.is_whole(count)
        && dependencies.own.items().iter().all(|rule| is_rule(*rule))
        && (0..count).all(|node| are_own(dependencies, node))
        && dependencies.set_by.is_whole(count)
        && dependencies.set_by.items().iter().all(|node| is_node_index(form, *node))
        && (0..).zip(&dependencies.rules).all(|(place, rule)| comes_before(dependencies, place, *rule))
}

/// Only a repeat has a number of repetitions.
fn fits(form: &Form, rule: Rule) -> bool {
    is_node_index(form, rule.node) && (rule.kind != RuleKind::Count || form.is_repeat(rule.node))
}

/// Whether the rules of a node are its own.
fn are_own(dependencies: &Dependencies, node: usize) -> bool {
    dependencies.own[node].iter().all(|rule| dependencies.rules[*rule as usize].node.0 as usize == node)
}

/// Whether what a rule's result touches comes after it, so that what one answer sets off comes to rest. A number of
/// repetitions may touch anything, for it grows so many times and no more; a filter is asked again when it took
/// something out of the answer, and when the answer is calculated.
fn comes_before(dependencies: &Dependencies, place: u32, rule: Rule) -> bool {
    let node = rule.node.0 as usize;
    let is_filter = |touched: u32| {
        dependencies.rules.get(touched as usize) == Some(&Rule { node: rule.node, kind: RuleKind::Offered })
    };
    match rule.kind {
        RuleKind::Count => true,
        RuleKind::Relevant => dependencies.cascades[node].iter().all(|touch| touch.rule > place),
        RuleKind::Offered | RuleKind::Calculate => {
            dependencies.touched[node].iter().all(|touch| touch.rule > place || is_filter(touch.rule))
        }
    }
}

fn is_table(form: &Form, table: &Table) -> bool {
    table.is_whole() && table.texts().all(|text| is_text(form, text))
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
        ChoiceSource::List | ChoiceSource::External | ChoiceSource::Search(_) => true,
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
    text.pieces().all(|piece| match piece {
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
        && reference.filters.iter().all(|filter| match filter.whom {
            Whom::Node(node) => is_node_index(form, node),
            Whom::Repetitions => true,
        })
}

fn is_node_index(form: &Form, node: NodeIndex) -> bool {
    (node.0 as usize) < form.nodes.len()
}
