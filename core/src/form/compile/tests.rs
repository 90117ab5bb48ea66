//! Compiling, by examples: faults with their cells, paths, and the stored form.

use std::collections::BTreeSet;

use crate::form::{
    Form, NodeIndex, NodeKind, Parameters, SelectParameters,
    attached::Attachments,
    fixture::{compile, draft, form, told},
};

/// The lines have exactly these faults, as `row column: message`.
fn check(lines: &[&str], expected: &[&str]) {
    let found = compile(lines).map_or_else(|faults| told(&faults), |_| Vec::new());
    assert_eq!(found, expected, "{lines:?}");
}

#[test]
fn names_and_nesting() {
    let (empty, faults) = Form::compile_telling(draft(&[]));
    assert!(empty.is_some(), "an empty form can be loaded");
    assert_eq!(told(&faults), ["0 type: the form has no questions"]);
    check(&["text a", "text a"], &["3 name: 'a' is already the name of row 2"]);
    check(&["begin_group g", "text a", "end", "begin_group h", "text a", "end"], &[]);
    check(&["begin_group g", "text a"], &["2 type: this group or repeat is never ended"]);
    check(&["text a", "end"], &["3 type: this ends a group or repeat that was never begun"]);
    check(
        &["text 1a"],
        &["2 name: '1a' cannot be a name: a name begins with a letter or _ and holds letters, digits, _, - and ."],
    );
}

#[test]
fn faults_of_expressions_stand_in_their_cells_all_at_once() {
    check(
        &[
            "integer age | constraint: . >",
            "text b | relevant: ${agee} > 5",
            "text c | relevant: selcted(${age}, 'x')",
            "text d | label: You are ${aje}",
            "text e | required: maybe(",
        ],
        &[
            "2 constraint: expected a value, a name or a path, found the end (at character 4)",
            "3 relevant: there is no question named 'agee' - did you mean 'age'? (at character 1)",
            "4 relevant: there is no function named 'selcted' - did you mean 'selected'? (at character 1)",
            "5 label: there is no question named 'aje' - did you mean 'age'? (at character 9)",
            "6 required: expected a value, a name or a path, found the end (at character 7)",
        ],
    );
}

#[test]
fn what_is_not_supported_yet_says_so() {
    check(
        &["text a", "calculate b | calculation: ${last-saved#a}"],
        &["3 calculation: ${last-saved#a} is not supported (at character 1)"],
    );
    check(
        &["calculate b | calculation: ../preceding::b"],
        &["2 calculation: preceding::b is not supported (at character 4)"],
    );
}

#[test]
fn selects_need_their_lists() {
    check(&["select_one yn a"], &["2 type: there is no choice list named 'yn'"]);
    check(
        &["list yn: yes no", "select_one yn a | default: maybe"],
        &["2 default: the default is not the name of one of the choices"],
    );
    check(
        &["text a | choice_filter: x = 1"],
        &[
            "2 choice_filter: the path leads to no question: there is no 'x' here (at character 1); it finds nothing",
            "2 choice_filter: only a select question can have a choice_filter",
        ],
    );
    check(
        &["list d +region: a=r1", "text r", "select_one d x | choice_filter: regio = ${r}"],
        &["3 choice_filter: the path leads to no question: there is no 'regio' here - did you mean 'region'? (at \
             character 1); it finds nothing"],
    );
}

#[test]
fn circles_are_refused() {
    let circle =
        |row: u32, column: &str, names: &str| format!("{row} {column}: these decide each other in a circle: {names}");
    check(&["calculate a | calculation: ${a} + 1"], &[&circle(2, "calculation", "a -> a")]);
    check(
        &["text z", "calculate a | calculation: ${b}", "calculate b | calculation: concat(${a}, ${z})"],
        &[&circle(3, "calculation", "a -> b -> a")],
    );
    check(&["begin_group g | relevant: ${x} = 1", "integer x", "end"], &[&circle(2, "relevant", "g -> g")]);
    check(
        &["calculate a | calculation: ${a}", "calculate b | calculation: ${b}"],
        &[&circle(2, "calculation", "a -> a"), &circle(3, "calculation", "b -> b")],
    );
    check(&["integer a | relevant: . = ''"], &[&circle(2, "relevant", "a -> a")]);
    check(&["begin_repeat r | relevant: position() < 3", "integer a", "end"], &[]);
    check(&["integer a | constraint: . > ${b}", "calculate b | calculation: ${a} * 2"], &[]);
    check(
        &["integer a | relevant: ${b} > 1", "integer b | relevant: ${a} > 1"],
        &[&circle(2, "relevant", "a -> b -> a")],
    );
}

/// Each as ODK Validate says it.
#[test]
fn circles_through_required_and_read_only_are_refused() {
    let circle = |row: u32, column: &str, names: &str| {
        format!("{row} {column}: ODK Collect cannot open the form, for these decide each other in a circle: {names}")
    };
    let required = |names: &str| circle(2, "required", names);
    let either = ["text a | required: ${b} = ''", "text b | required: ${a} = ''"];
    check(&either, &[&required("a -> b -> a")]);
    check(&[either[0], "text b"], &[]);
    check(&[either[0], "text b | constraint: ${a} != ''"], &[]);
    check(&[either[0], "text b | relevant: ${a} != ''"], &[&required("a -> b -> a")]);
    check(&["begin_repeat p", either[0], either[1], "end"], &[&circle(3, "required", "a -> b -> a")]);
    check(&["text a | required: . = ''"], &[&required("a -> a")]);
    check(
        &["text a | read_only: ${b} = ''", "text b | read_only: ${a} = ''"],
        &[&circle(2, "read_only", "a -> b -> a")],
    );
    check(
        &["integer a | required: ${c} = 1", "calculate c | calculation: ${a} + 1", "text z | required: ${a} = 1"],
        &[&required("a -> c -> a")],
    );
    check(&["text b", "text a | required: ${b} = '' | relevant: ${b} = ''"], &[]);
    check(&["text a", "begin_group g | relevant: ${a} != ''", "text b | required: ${a} = ''", "end"], &[]);
    check(&["begin_repeat p", "integer a | required: count(${p}) > 1 and position(..) = 1", "end"], &[]);
    check(&["begin_repeat p", "integer a", "end", "integer t | required: sum(${a}) > 1"], &[]);
    let three = ["text a | required: ${b} = ''", "text b | required: ${c} = ''", "text c | required: ${a} = ''"];
    check(&three, &[&required("a -> b -> c -> a")]);
    check(
        &[either[0], either[1], "text c | required: ${d} = ''", "text d | required: ${c} = ''"],
        &[&required("a -> b -> a"), &circle(4, "required", "c -> d -> c")],
    );
}

#[test]
fn limits_are_faults() {
    let deep: Vec<String> = (0..=crate::expr::REPEAT_DEPTH_MAX).map(|depth| format!("begin_repeat r{depth}")).collect();
    let mut lines: Vec<&str> = deep.iter().map(String::as_str).collect();
    lines.push("text a");
    lines.extend(std::iter::repeat_n("end", deep.len()));
    check(&lines, &["10 type: more than 8 repeats inside each other"]);
    let groups: Vec<String> = (0..=super::GROUP_DEPTH_MAX).map(|depth| format!("begin_group g{depth}")).collect();
    let mut lines: Vec<&str> = groups.iter().map(String::as_str).collect();
    lines.extend(std::iter::repeat_n("end", groups.len()));
    check(&lines, &["66 type: more than 64 groups inside each other"]);
    let long = format!("calculate a | calculation: '{}'", "x".repeat(crate::expr::EXPRESSION_BYTES_MAX));
    check(&[&long], &["2 calculation: the expression is longer than 262144 characters (at character 1)"]);
    let nested = format!("calculate a | calculation: {}1{}", "(".repeat(65), ")".repeat(65));
    check(&[&nested], &["2 calculation: the expression is nested deeper than 64 levels (at character 66)"]);
}

const TRAVEL: [&str; 8] =
    ["begin_group way", "begin_repeat leg", "text place", "begin_repeat night", "text where", "end", "end", "end"];

#[test]
fn paths_are_printed_and_found() {
    let form = form(&TRAVEL);
    for (text, whole, short) in [
        ("/data/way", "/data/way", "way"),
        ("place", "/data/way/leg/place", "leg/place"),
        ("leg[2]/place", "/data/way/leg[2]/place", "leg[2]/place"),
        ("/data/way/leg[3]/night[2]/where", "/data/way/leg[3]/night[2]/where", "leg[3]/night[2]/where"),
        ("leg[2]", "/data/way/leg[2]", "leg[2]"),
    ] {
        let path = form.find(text).expect("the path is in the form");
        assert_eq!((form.path_text(&path).as_str(), form.prompt_id(&path).as_str()), (whole, short));
        assert_eq!(form.find(short), Some(path.clone()));
        assert_eq!(form.find(whole), Some(path));
    }
    for wrong in ["", "/", "/data/none", "leg[0]/place", "leg[x]/place", "none"] {
        assert_eq!(form.find(wrong), None, "{wrong}");
    }
}

#[test]
fn a_name_that_two_groups_use_is_written_whole() {
    let form = form(&["begin_group g", "text a", "end", "begin_group h", "text a", "end"]);
    assert_eq!(form.find("a"), None);
    let path = form.find("/data/h/a").expect("the path is in the form");
    assert_eq!(form.prompt_id(&path), "/data/h/a");
}

#[test]
fn choices_of_a_file_are_its_rows() {
    let mut files = Attachments::default();
    files.add("towns.csv", b"name,code,town\nx,1,Ro\ny,2,Ta\n".to_vec()).expect("a small file");
    let mut draft = draft(&["select_one towns t | choice_filter: name = 'y'", "select_one towns u"]);
    draft.tables.push(files.table("towns", "towns.csv").0);
    let columns =
        SelectParameters { value: "code".to_owned(), label: "town".to_owned(), ..SelectParameters::default() };
    draft.rows[0].parameters = Parameters::Select(columns);
    let form = Form::compile(draft).expect("the draft has no faults");
    let list = form.choice_list(NodeIndex(1)).expect("it is a select");
    let town = list.get(list.position("2").expect("a town has the code")).expect("it is a row");
    assert_eq!((town.name(), &*town.label().plain(0, 0), &*town.column("name")), ("2", "Ta", "y"));
    let other = form.choice(NodeIndex(2), 1).expect("it is a row");
    assert_eq!((other.name(), &*other.label().plain(0, 0)), ("y", ""));
}

#[test]
fn a_filter_may_use_a_column_that_no_choice_fills() {
    let mut draft = draft(&["list d +region: a b", "select_one d x | choice_filter: region = ''"]);
    draft.choice_lists[0].keep_filled_columns();
    assert!(Form::compile(draft).is_ok());
}

#[test]
fn a_form_is_stored_and_opened_again() {
    let form = form(&[
        "list d +region: a=r1 b=r2",
        "text r | default: r1",
        "select_one d x | choice_filter: region = ${r} | label: Where in ${r}?",
        "begin_repeat leg | relevant: ${x} != '' | repeat_count: 2 + 1",
        "integer n | constraint: . < sum(/data/leg[position() > 1]/n)",
        "end",
    ]);
    let bytes = postcard::to_stdvec(&form).expect("a form has no part that cannot be stored");
    let opened: Form = postcard::from_bytes(&bytes).expect("what was stored is a form");
    assert_eq!(opened, form);
}

#[test]
fn subtrees_and_order() {
    let form = form(&[
        "calculate c | calculation: ${b} * 2",
        "begin_group g | relevant: ${c} > 4",
        "text t",
        "end",
        "calculate b | calculation: ${a} + 1",
        "integer a",
        "calculate d | calculation: ${t}",
    ]);
    let names: Vec<&str> = form.dependencies.rules.iter().map(|rule| form.node(rule.node).name.as_str()).collect();
    assert_eq!(names, ["b", "c", "g", "d"]);
    let ends: Vec<u32> = form.nodes.iter().map(|node| node.end.0).collect();
    assert_eq!(ends, [7, 2, 4, 4, 5, 6, 7]);
    assert!(matches!(form.node(NodeIndex(2)).kind, NodeKind::Group));
}

#[test]
fn every_name_is_a_node_of_its_own() {
    let draft = draft(&TRAVEL);
    let rows = draft.rows.iter().filter(|row| !row.name.is_empty()).count();
    let form = Form::compile(draft).expect("the draft has no faults");
    let paths: BTreeSet<String> = (1..form.nodes.len())
        .map(|index| NodeIndex(u32::try_from(index).expect("few nodes")))
        .map(|node| form.path_text(&crate::form::Path { node, at: vec![0; form.layout.depth(node)] }))
        .collect();
    assert_eq!(paths.len(), rows);
}

#[test]
fn a_form_of_another_client_begins_with_so_many_repetitions_and_no_more() {
    let most = crate::form::REPETITIONS_WRITTEN_MAX;
    for (written, begun) in
        [(None, 1), (Some(0), 0), (Some(most), most), (Some(most + 1), most), (Some(u16::MAX), most)]
    {
        let mut draft = draft(&["begin_repeat r", "text a", "end"]);
        draft.rows[0].repetitions = written;
        let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", told(&faults).join("\n")));
        let NodeKind::Repeat { initial, .. } = form.node(NodeIndex(1)).kind else { panic!("a repeat") };
        assert_eq!(initial, begun, "{written:?}");
    }
}

#[test]
fn a_default_that_is_no_choice_is_told_and_left_out() {
    let (form, faults) = Form::compile_telling(draft(&["list yn: yes no", "select_one yn a | default: maybe"]));
    assert_eq!(told(&faults), ["2 default: the default is not the name of one of the choices"]);
    let form = form.expect("it is usable all the same");
    assert_eq!(form.question(NodeIndex(1)).and_then(|question| question.default.as_ref()), None);
}

#[test]
fn expressions_of_a_form_have_a_size_together() {
    use super::EXPRESSIONS_BYTES_MAX;
    let one = format!("'{}'", "x".repeat((1 << 17) - 2));
    let most = EXPRESSIONS_BYTES_MAX / one.len();
    let told_of = |rows: usize| {
        let lines: Vec<String> = (0..rows).map(|row| format!("calculate c{row} | calculation: {one}")).collect();
        let faults = Form::compile_telling(draft(&lines.iter().map(String::as_str).collect::<Vec<_>>())).1;
        told(&faults)
    };
    assert_eq!(told_of(most), [""; 0]);
    let row = most + 2;
    let expected = format!("{row} calculation: more than {EXPRESSIONS_BYTES_MAX} bytes of expressions");
    assert_eq!(told_of(most + 2), [expected], "told once");
}
