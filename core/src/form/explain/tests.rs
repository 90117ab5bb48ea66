//! Small forms whose rulings and chains can be read off.

use super::{Explanation, Facet, Influence, Link, explain, overview, shown_name};
use crate::form::{Form, fixture};

const HOUSE: &[&str] = &[
    "list yn: yes no",
    "select_one yn consent",
    "begin_group work | relevant: ${consent} = 'yes'",
    "integer hours | constraint: . < 100",
    "calculate month | calculation: ${hours} * 4",
    "end",
    "integer pay | relevant: ${month} > 10 | required: ${hours} > 1",
    "begin_repeat child",
    "integer age | constraint: . < ${hours}",
    "end",
];

fn told(form: &Form, links: &[Link]) -> Vec<String> {
    let line = |link: &Link| {
        let name = shown_name(form, link.ruling.node);
        format!("{}{} {}: {}", "> ".repeat(link.depth), name, link.ruling.facet.column(), link.ruling.source)
    };
    links.iter().map(line).collect()
}

fn explained(form: &Form, name: &str) -> Explanation {
    explain(form, form.find(name).expect("the form has this question").node)
}

#[test]
fn a_question_is_decided_by_its_own_rulings_then_by_inherited_ones_then_through_others() {
    let form = fixture::form(HOUSE);
    assert_eq!(
        told(&form, &explained(&form, "pay").causes),
        [
            "pay relevant: ${month} > 10",
            "pay required: ${hours} > 1",
            "> month calculation: ${hours} * 4",
            "> work relevant: ${consent} = 'yes'",
        ]
    );
    assert_eq!(
        told(&form, &explained(&form, "hours").causes),
        ["hours constraint: . < 100", "work relevant: ${consent} = 'yes'"]
    );
}

#[test]
fn what_a_question_decides_is_followed_through_relevance_and_calculation_only() {
    let form = fixture::form(HOUSE);
    assert_eq!(
        told(&form, &explained(&form, "consent").effects),
        [
            "work relevant: ${consent} = 'yes'",
            "> month calculation: ${hours} * 4",
            "> pay relevant: ${month} > 10",
            "> pay required: ${hours} > 1",
            "> child/age constraint: . < ${hours}",
        ]
    );
    assert!(explained(&form, "pay").effects.is_empty());
}

#[test]
fn a_chain_names_the_link_before_it() {
    let form = fixture::form(&[
        "integer a",
        "calculate b | calculation: ${a} + 1",
        "calculate c | calculation: ${b} + 1",
        "calculate d | calculation: ${a} + ${c}",
    ]);
    let effects = explained(&form, "a").effects;
    let through: Vec<Option<usize>> = effects.iter().map(|link| link.through).collect();
    assert_eq!(through, [None, None, Some(0)], "d reads a itself, so it stands at the first place");
    let chain: Vec<String> = overview(&form).longest_chain.iter().map(|node| shown_name(&form, *node)).collect();
    assert_eq!(chain, ["b", "c", "d"]);
}

#[test]
fn rulings_of_a_node_that_reads_itself_do_not_name_it() {
    let form = fixture::form(&["integer a | constraint: ${a} > 0 and . < 9", "text b | relevant: ${a} = 1"]);
    let influence = Influence::of(&form);
    let facets: Vec<Facet> = influence.rulings().iter().map(|ruling| ruling.facet).collect();
    assert_eq!(facets, [Facet::Constraint, Facet::Relevant]);
    assert!(influence.rulings()[0].reads.is_empty());
}

#[test]
fn the_overview_counts() {
    let form = fixture::form(HOUSE);
    let found = overview(&form);
    assert_eq!((found.questions, found.calculations, found.groups, found.repeats), (4, 1, 1, 1));
    assert_eq!((found.lists, found.choices, found.expressions, found.depth), (1, 2, 6, 1));
    let most: Vec<(String, usize)> =
        found.most_read.iter().map(|(node, readers)| (shown_name(&form, *node), *readers)).collect();
    assert_eq!(most[0], ("hours".to_owned(), 3));
}
