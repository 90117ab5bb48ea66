//! How far an answer reaches in ODK Collect: which rules are evaluated after it, whether their inputs changed or not.
//!
//! JavaRosa keeps one *condition* for all nodes with the same expression over the same nodes; here such rules stand
//! together in a [`Together`], because their context is the node around all of them and so their repetitions are
//! touched together. What an answer reaches is everything that follows from it by the form alone; the order is that
//! of [`crate::form::Dependencies`].

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
};

use crate::{
    expr::{Code, Expression},
    form::{
        Form, NodeIndex, NodeKind,
        dependencies::{Rule, RuleKind},
    },
};

/// Rules with the same expression.
#[derive(Debug, Clone)]
pub struct Together {
    /// They all.
    pub rules: Vec<Rule>,
    /// The node around all of them; the rule's own node when it is alone.
    pub context: NodeIndex,
}

/// Which rules follow from which nodes and from each other, by the form alone.
#[derive(Debug, Clone)]
pub struct Reach {
    /// In the order of evaluation.
    pub all: Vec<Together>,
    /// By node: those that name it.
    named_by: Vec<Vec<u32>>,
    /// What the name of the filled-in form is made of.
    in_name: BTreeSet<NodeIndex>,
    /// By node: everything that its change reaches, once it was asked for.
    known: RefCell<HashMap<NodeIndex, Rc<[u32]>>>,
    /// By place in `all`: what follows at once, once it was asked for.
    next: RefCell<HashMap<u32, Rc<[u32]>>>,
}

impl Reach {
    /// What reaches what in a form.
    pub fn of(form: &Form) -> Self {
        let mut reach = Self {
            all: together(form),
            named_by: vec![Vec::new(); form.nodes.len()],
            in_name: form.instance_name.as_ref().map(named).unwrap_or_default(),
            known: RefCell::default(),
            next: RefCell::default(),
        };
        for (place, one) in (0_u32..).zip(&reach.all) {
            for node in names(form, one.rules[0]) {
                reach.named_by[node.0 as usize].push(place);
            }
        }
        reach
    }

    /// Those that name a node.
    pub fn named_by(&self, node: NodeIndex) -> &[u32] {
        &self.named_by[node.0 as usize]
    }

    /// Everything that a change of a node reaches, in the order of evaluation.
    pub fn from(&self, form: &Form, node: NodeIndex) -> Rc<[u32]> {
        if let Some(known) = self.known.borrow().get(&node) {
            return known.clone();
        }
        let found = self.reached_by(form, self.named_by(node));
        self.known.borrow_mut().insert(node, found.clone());
        found
    }

    /// These and everything that they reach, in the order of evaluation.
    pub fn reached_by(&self, form: &Form, roots: &[u32]) -> Rc<[u32]> {
        let mut found: BTreeSet<u32> = roots.iter().copied().collect();
        let mut waiting = roots.to_vec();
        while let Some(one) = waiting.pop() {
            waiting.extend(self.next(form, one).iter().filter(|next| found.insert(**next)));
        }
        found.into_iter().collect()
    }

    /// What follows at once: what names the nodes that it decides. A relevance decides all that is inside.
    pub fn next(&self, form: &Form, one: u32) -> Rc<[u32]> {
        if let Some(known) = self.next.borrow().get(&one) {
            return known.clone();
        }
        let mut next = BTreeSet::new();
        for decided in self.all[one as usize].rules.iter().map(|rule| decided(form, *rule)) {
            decided.for_each(|node| next.extend(&self.named_by[node as usize]));
        }
        let next: Rc<[u32]> = next.into_iter().collect();
        self.next.borrow_mut().insert(one, next.clone());
        next
    }

    /// Whether the name of the filled-in form follows from one of these nodes, or from what one of these decides.
    pub fn names_form(&self, form: &Form, changed: Range<u32>, reached: &[u32]) -> bool {
        let is_named = |nodes: Range<u32>| self.in_name.iter().any(|node| nodes.contains(&node.0));
        let rules = || reached.iter().flat_map(|one| &self.all[*one as usize].rules);
        is_named(changed) || rules().any(|rule| is_named(decided(form, *rule)))
    }

    /// Those that decide anything in a node.
    pub fn inside(&self, form: &Form, node: NodeIndex) -> Vec<u32> {
        let is_inside = |rule: &Rule| (node.0..form.node(node).end.0).contains(&rule.node.0);
        let wanted = (0_u32..).zip(&self.all).filter(|(_, one)| one.rules.iter().any(is_inside));
        wanted.map(|(place, _)| place).collect()
    }
}

/// The rules of a form, those with the same expression together, at the place of the first.
fn together(form: &Form) -> Vec<Together> {
    let mut all: Vec<Together> = Vec::new();
    let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
    for rule in form.dependencies.rules.iter().filter(|rule| rule.kind != RuleKind::Offered) {
        let Some(expression) = expression(form, *rule) else { continue };
        let alike = known.entry(expression.source.trim()).or_default();
        let same = alike.iter().copied().find(|place| is_same(form, all[*place].rules[0], *rule, expression));
        match same {
            Some(place) => {
                all[place].rules.push(*rule);
                all[place].context = around_both(form, all[place].context, rule.node);
            }
            None => {
                alike.push(all.len());
                all.push(Together { rules: vec![*rule], context: rule.node });
            }
        }
    }
    all
}

/// Whether an expression is another rule's too: the same code, and nothing in it that is meant from where it stands.
fn is_same(form: &Form, one: Rule, rule: Rule, other: &Expression) -> bool {
    let mut is_absolute = true;
    other.code.each_reference(&mut |reference| is_absolute &= reference.shared == 0);
    let decides_values = |kind| kind != RuleKind::Relevant;
    is_absolute
        && decides_values(one.kind) == decides_values(rule.kind)
        && expression(form, one).is_some_and(|one| one.code == other.code)
}

/// The innermost node around two.
fn around_both(form: &Form, one: NodeIndex, other: NodeIndex) -> NodeIndex {
    let mut around = form.node(one).parent;
    while !(around.0..form.node(around).end.0).contains(&other.0) {
        around = form.node(around).parent;
    }
    around
}

/// The expression of a rule.
pub fn expression(form: &Form, rule: Rule) -> Option<&Expression> {
    match (rule.kind, &form.node(rule.node).kind) {
        (RuleKind::Relevant, _) => form.node(rule.node).relevant.as_ref(),
        (RuleKind::Calculate, NodeKind::Question(question)) => question.calculation.as_ref(),
        (RuleKind::Offered, NodeKind::Question(question)) => question.choice_filter.as_ref(),
        (RuleKind::Count, NodeKind::Repeat { count, .. }) => count.as_ref(),
        _ => None,
    }
}

/// The nodes whose value or relevance a rule decides.
fn decided(form: &Form, rule: Rule) -> Range<u32> {
    let end = match rule.kind {
        RuleKind::Relevant => form.node(rule.node).end.0,
        RuleKind::Calculate => rule.node.0 + 1,
        RuleKind::Count | RuleKind::Offered => rule.node.0,
    };
    rule.node.0..end
}

/// The nodes that a rule's expression names.
fn names(form: &Form, rule: Rule) -> BTreeSet<NodeIndex> {
    expression(form, rule).map(named).unwrap_or_default()
}

/// The nodes that an expression names. The repeats of an `indexed-repeat` are named in it.
fn named(expression: &Expression) -> BTreeSet<NodeIndex> {
    let mut names = BTreeSet::new();
    expression.code.each_reference(&mut |reference| {
        names.insert(reference.node);
    });
    expression.code.each_part(&mut |part| {
        let Code::Call(function, arguments) = part else { return };
        if let (true, Some(Code::Nodes(target))) = (function.name() == "indexed-repeat", arguments.first()) {
            names.extend(target.repeats.iter().copied());
        }
    });
    names
}
