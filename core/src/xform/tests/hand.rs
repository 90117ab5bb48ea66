//! XForms as people write them: attributes in any order, paths relative to the group, binds by id, items inline.

use super::form;
use crate::{
    form::{Control, DataType, NodeKind},
    xform::{Reading, read},
};

fn xform(instance: &str, model: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><!-- by hand --><h:html xmlns='http://www.w3.org/2002/xforms' \
         xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa' xmlns:x='http://example.org/x'>\
         <h:head><h:title>By hand</h:title><model><instance><root id='hand' version='3' x:own='1'>{instance}</root></instance>\
         {model}</model></h:head><h:body>{body}</h:body></h:html>"
    )
}

#[test]
fn paths_may_be_relative_and_binds_may_have_ids() {
    let xml = xform(
        "<g><age/><name>  Amina </name></g><free/>",
        "<bind type='xsd:int' id='a' nodeset='/root/g/age' constraint='. &gt; 0'/><bind nodeset='g/name' relevant='../age > 5'/>",
        "<group ref='/root/g'><label>Who</label><input bind='a'><label>Age <![CDATA[& more]]></label></input>\
         <input ref='name'><label>Name of <output value='../age'/></label><hint>h</hint></input></group><input ref='free'/>",
    );
    let form = form(&xml);
    assert_eq!((form.id.0.as_str(), form.version.0.as_str()), ("hand", "3"));
    let names: Vec<&str> = form.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["data", "g", "age", "name", "free"]);
    assert_eq!(form.nodes[2].label.plain(0, 0), "Age & more");
    assert_eq!(form.nodes[3].label.in_general(0), "Name of …");
    let question = form.question(crate::form::NodeIndex(2)).expect("a question");
    assert_eq!((question.data_type, question.control), (DataType::Integer, Control::Input));
    assert!(question.constraint.is_some() && form.nodes[3].relevant.is_some());
    let name = form.question(crate::form::NodeIndex(3)).expect("a question");
    assert_eq!(name.default.as_ref().map(|default| default.source.as_str()), Some("Amina"));
}

#[test]
fn items_may_stand_in_the_control() {
    let items = "<item><label>Yes</label><value>y</value></item><item><value>n</value><label>No</label></item>";
    let xml = xform(
        "<a/><b/>",
        "",
        &format!(
            "<select1 ref='/root/a'><label>A</label>{items}</select1><select ref='/root/b'><label>B</label>{items}</select>"
        ),
    );
    let form = form(&xml);
    let choices = form.choice_list(crate::form::NodeIndex(1)).expect("a list");
    let said: Vec<_> = choices.iter().map(|choice| (choice.name(), choice.label().plain(0, 0).into_owned())).collect();
    assert_eq!(said, [("y", "Yes".to_owned()), ("n", "No".to_owned())]);
    assert!(form.choice_list(crate::form::NodeIndex(2)).is_some_and(|list| list.len() == 2));
}

#[test]
fn an_instance_may_store_any_column() {
    let xml = xform(
        "<r/><town/>",
        "<instance id='towns'><root><item><code>1</code><title>One</title><region>n</region></item>\
         <item><code>2</code><title>Two</title><region>s</region></item></root></instance>",
        "<input ref='/root/r'><label>R</label></input><select1 ref='/root/town'><label>T</label>\
         <itemset nodeset=\"randomize(instance('towns')/root/item[region = /root/r])\"><value ref='code'/><label ref='title'/></itemset></select1>",
    );
    let form = form(&xml);
    let choices = form.choice_list(crate::form::NodeIndex(2)).expect("a list");
    let said: Vec<_> = choices.iter().map(|choice| (choice.name(), choice.label().plain(0, 0).into_owned())).collect();
    assert_eq!(said, [("1", "One".to_owned()), ("2", "Two".to_owned())]);
    assert!(form.question(crate::form::NodeIndex(2)).is_some_and(|question| question.choice_filter.is_some()));
}

#[test]
fn a_repeat_may_begin_with_several_copies_and_a_fixed_count() {
    let xml = xform(
        "<n>2</n><r jr:template=''><x/></r><r><x/></r><r><x/></r>",
        "<bind nodeset='/root/n' type='int'/>",
        "<group><label>R</label><repeat nodeset='/root/r' jr:count='/root/n' jr:noAddRemove='true()'><input ref='x'><label>X</label></input></repeat></group>",
    );
    let form = form(&xml);
    let NodeKind::Repeat { count: Some(count), .. } = &form.nodes[2].kind else { panic!("a repeat with a count") };
    assert_eq!(count.source, "${n}");
    assert_eq!(form.nodes[2].label.plain(0, 0), "R");
}

#[test]
fn what_a_change_sets_is_a_calculation_with_a_trigger() {
    let xml = xform(
        "<a/><b/><c/>",
        "<bind nodeset='/root/b' type='int'/><setvalue ref='/root/c' event='odk-instance-first-load' value='now()'/>",
        "<input ref='/root/a'><label>A</label><setvalue event='xforms-value-changed' ref='/root/b' value='../a + 1'/></input>",
    );
    let form = form(&xml);
    let set = form.question(crate::form::NodeIndex(2)).expect("a question");
    assert_eq!(set.triggers, [crate::form::NodeIndex(1)]);
    assert_eq!(set.calculation.as_ref().map(|value| value.source.as_str()), Some("/root/a + 1"));
    assert!(form.question(crate::form::NodeIndex(3)).is_some_and(|question| question.default.is_some()));
}

#[test]
fn every_way_of_writing_letters_is_read() {
    let xml = xform("<a/>", "", "<input ref='/root/a'><label>តើ 😀?</label></input>");
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(xml.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [&[0xEF, 0xBB, 0xBF], xml.as_bytes()].concat();
    for bytes in [xml.as_bytes(), &utf16, &marked] {
        assert!(super::super::is_xform(bytes));
        let form = read(bytes).form.expect("the form is read");
        assert_eq!(form.nodes[1].label.plain(0, 0), "តើ 😀?");
    }
}

/// One select stores the id and shows the words, another stores the name and shows the code; expressions ask for
/// either.
#[test]
fn two_selects_use_one_instance_each_in_its_way() {
    let item = |id: u32, name: &str| {
        format!("<item><id>{id}</id><name>{name}</name><label>{name}!</label><code>C{id}</code></item>")
    };
    let model = format!("<instance id='c'><root>{}{}</root></instance>", item(1, "kale"), item(2, "leek"))
        + "<bind nodeset='/root/found' calculate=\"instance('c')/root/item[name = 'leek']/id\"/>";
    let select = |node: &str, value: &str, label: &str| {
        format!(
            "<select1 ref='/root/{node}'><label>L</label><itemset nodeset=\"instance('c')/root/item\">\
             <value ref='{value}'/><label ref='{label}'/></itemset></select1>"
        )
    };
    let body = select("a", "id", "label") + &select("b", "name", "code");
    let form = read(xform("<a/><b/><found/>", &model, &body).as_bytes()).form.expect("the form is read");
    let choice = |name: &str, choice: u32| {
        let node = form.find(name).expect("the node is there").node;
        let choice = form.choice(node, choice).expect("the choice is there");
        format!("{}: {}", choice.name(), choice.label().plain(0, 0))
    };
    assert_eq!((choice("a", 0), choice("a", 1)), ("1: kale!".to_owned(), "2: leek!".to_owned()));
    assert_eq!((choice("b", 0), choice("b", 1)), ("kale: C1".to_owned(), "leek: C2".to_owned()));
    let form = std::sync::Arc::new(form);
    let instance = crate::instance::tests::start(&form);
    let found = form.find("found").expect("the node is there");
    assert_eq!(instance.value(&found), Some(&crate::form::Value::Text("2".to_owned())));
    // Written out and read in again it is the same.
    let written = crate::xform::write(&form);
    assert_eq!(super::difference(&super::meaning(&form), &super::meaning(&super::form(&written)), ""), None);
}

fn check(xml: &str, line: u32, node: &str, message: &str) {
    let Reading { form, issues } = read(xml.as_bytes());
    assert!(form.is_none(), "{message}");
    let found = issues.iter().find(|issue| issue.message.contains(message) && issue.line == line && issue.node == node);
    let told: Vec<String> = issues.iter().map(ToString::to_string).collect();
    assert!(found.is_some_and(|issue| issue.is_error() && !issue.remedy.is_empty()), "{message}: {}", told.join("\n"));
}

/// Other clients pass over it.
#[test]
fn a_bind_without_a_node_is_said_and_not_read() {
    let Reading { form, issues } = read(xform("<a/>", "\n<bind nodeset='/root/b'/>", "").as_bytes());
    assert!(form.is_some());
    let found = issues.iter().find(|issue| issue.node == "/root/b").expect("it is said");
    assert!(!found.is_error() && found.line == 2 && found.message.contains("leads to no node"));
}

/// As in other clients, which keep nothing there.
#[test]
fn a_first_value_of_another_type_is_said_and_not_kept() {
    let Reading { form, issues } =
        read(xform("<a>1900-01-01 00:00:00</a>", "<bind nodeset='/root/a' type='date'/>", "").as_bytes());
    assert!(issues.iter().any(|issue| !issue.is_error() && issue.message.contains("the default is not a date")));
    let form = form.expect("the form is read");
    assert!(form.question(crate::form::NodeIndex(1)).is_some_and(|question| question.default.is_none()));
}

#[test]
fn faults_name_line_and_node() {
    check("<data/>", 1, "", "no XForm");
    check("<a>", 1, "", "well-formed");
    check(&xform("<a/>", "\n<bind nodeset='/root/a' relevant='1 >'/>", ""), 1, "/root/a", "relevant");
    check(&xform("<a/>", "", "\n\n<input ref='/root/c'/>"), 3, "/root/c", "leads to no node");
    check(
        &xform(
            "\n<a/>",
            "",
            "<select1 ref='/root/a'><label>A</label><itemset nodeset=\"/root/no\"><value ref='v'/></itemset></select1>",
        ),
        2,
        "/root/a",
        "itemset",
    );
}

#[test]
fn each_event_of_an_action_counts_by_itself() {
    let check = |event: &str, expected: (Option<&str>, bool), told: usize| {
        let body = format!(
            "<input ref='/root/a'><label>A</label><setvalue ref='/root/b' event='{event}' value=\"concat('x', /root/a)\"/>\
             </input><input ref='/root/b'><label>B</label></input>"
        );
        let reading = read(xform("<a/><b/>", "", &body).as_bytes());
        let form = reading.form.expect("no fault stops the form");
        let question = form.question(crate::form::NodeIndex(2)).expect("a question");
        let default = question.default.as_ref().map(|default| default.source.as_str());
        assert_eq!((default, !question.triggers.is_empty()), expected, "{event}");
        assert_eq!(reading.issues.len(), told, "{event} {:?}", reading.issues);
    };
    let sets = Some("concat('x', /root/a)");
    check("odk-instance-first-load", (sets, false), 0);
    check("odk-instance-first-load xforms-value-changed", (sets, true), 0);
    check("xforms-value-changed", (None, true), 0);
    check("odk-instance-load", (sets, false), 1);
    check("xforms-revalidate", (None, false), 1);
    check("xforms-ready my-event", (sets, false), 1);
}

#[test]
fn a_block_meta_is_what_its_parts_make_it() {
    let named = |instance: &str| form(&xform(instance, "", "<input ref='/root/a'/>"));
    let own = named("<a/><meta><instanceID/><instanceName/></meta>");
    assert_eq!(own.nodes.len(), 2);
    assert_eq!(own.instance_name.as_ref().map(|name| name.source.as_str()), Some("''"), "there, and empty");
    let written = named("<a/><meta><instanceName>Round 2</instanceName></meta>");
    assert_eq!(written.instance_name.map(|name| name.source.clone()).as_deref(), Some("'Round 2'"));
    let other = named("<a/><meta><formVersion>7</formVersion></meta>");
    let names: Vec<&str> = other.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["data", "a", "meta", "formVersion"]);
    assert_eq!(other.instance_name, None);
}

#[test]
fn what_means_nothing_here_goes_out_as_it_came_in() {
    let xml = xform(
        "<g><a/></g><d/><t/>",
        "<bind nodeset='/root/t' type='date' jr:preload='date' jr:preloadParams='today'/>",
        "<group ref='/root/g' intent=\"org.example.app(x='1')\"><label>G</label><input ref='/root/g/a'/></group>\
         <input ref='/root/d' query=\"instance('districts')/root/item[p = /root/g/a ]\"><label>D</label></input>\
         <input ref='/root/t'><label>T</label></input>",
    );
    let form = form(&xml);
    let out = crate::xform::write(&form);
    assert!(out.contains("intent=\"org.example.app(x='1')\""), "{out}");
    assert!(out.contains("query=\"instance('districts')/root/item[p = /root/g/a ]\""), "{out}");
    let day = form.find("t").and_then(|at| form.question(at.node)?.default.as_ref().map(|day| day.source.clone()));
    assert_eq!(day.as_deref(), Some("today()"));
}

#[test]
fn a_group_may_be_gated_by_a_node_that_is_calculated() {
    let xml = xform(
        "<a/><ok/><b/>",
        "<bind nodeset='/root/ok' relevant=\"/root/a != ''\" calculate=\"'yes'\"/><bind nodeset='/root/b' relevant=\"/root/ok = 'yes'\"/>",
        "<input ref='/root/a'><label>A</label></input><group ref='/root/ok'><label>O</label><input ref='/root/b'><label>B</label></input></group>",
    );
    let form = form(&xml);
    let ok = form.find("ok").and_then(|at| form.question(at.node)).expect("a calculation");
    assert_eq!((ok.control, ok.calculation.is_some()), (Control::Calculate, true));
}

/// As JavaRosa opens them: what stands in each repetition, and after one more was added.
fn check_repetitions(instance: &str, first: &[&str], last: &str) {
    let xml = xform(
        instance,
        "<bind nodeset='/root/r/x' type='string'/>",
        "<group><label>R</label><repeat nodeset='/root/r'><input ref='/root/r/x'><label>X</label></input></repeat></group>",
    );
    for text in [xml.clone(), crate::xform::write(&form(&xml))] {
        let form = std::sync::Arc::new(form(&text));
        let mut instance = crate::instance::tests::start(&form);
        let repeat = form.find("r").expect("a repeat");
        let added = instance.add_repeat(&repeat).expect("there is room");
        let count = instance.repeat_count(&repeat);
        let value = |position: u16| {
            let path = crate::form::Path { node: crate::form::NodeIndex(added.node.0 + 1), at: vec![position] };
            instance.value(&path).map_or_else(String::new, |value| form.lexical(&path, value))
        };
        let all: Vec<String> = (0..count).map(value).collect();
        let expected: Vec<&str> = first.iter().copied().chain([last]).collect();
        assert_eq!(all, expected, "{text}");
    }
}

#[test]
fn each_repetition_has_what_stands_in_it() {
    check_repetitions("<r jr:template=''><x>9</x></r><r><x>1</x></r><r><x>2</x></r>", &["1", "2"], "9");
    check_repetitions("<r><x>1</x></r><r><x/></r><r><x>3</x></r>", &["1", "", "3"], "");
    check_repetitions("<r><x/></r><r jr:template=''><x>t</x></r>", &[""], "t");
    check_repetitions("<r jr:template=''><x>t</x></r><r><x>t</x></r>", &["t"], "t");
}

#[test]
fn values_in_writing_have_a_limit() {
    let many = |count: usize| {
        let questions: String = (0..count).map(|number| format!("<q{number}>1</q{number}>")).collect();
        let repetitions = format!("<r>{questions}</r>").repeat(200);
        let xml = xform(
            &repetitions,
            "",
            "<group><label>R</label><repeat nodeset='/root/r'><input ref='/root/r/q0'/></repeat></group>",
        );
        read(xml.as_bytes())
    };
    let refused = many(crate::form::WRITTEN_VALUES_MAX / 200 + 1);
    assert!(refused.form.is_none() && refused.issues.iter().any(|issue| issue.message.contains("values in writing")));
    assert!(many(crate::form::WRITTEN_VALUES_MAX / 200).form.is_some());
}

/// As JavaRosa finds them, and the same once the form went out and came in again.
#[test]
fn an_instance_may_have_any_names_cells_inside_cells_and_attributes() {
    let instances = "<instance id='cfg'><cfg z='1'><limit>5</limit><unit>kg</unit></cfg></instance>\
        <instance id='states'><states><state id='1'><n>A</n><deep><x>7</x><y>1</y></deep></state>\
        <state id='2'><n>B</n><deep><x>8</x></deep></state></states></instance>";
    for (expression, expected) in [
        ("instance('cfg')/cfg/limit", "5"),
        ("concat(instance('cfg')/cfg/unit, instance('cfg')/cfg/@z)", "kg1"),
        ("count(instance('cfg')/cfg)", "1"),
        ("instance('states')/states/state[n='B']/deep/x", "8"),
        ("instance('states')/states/state[@id='2']/n", "B"),
        ("instance('states')/states/state[deep/x = 7]/@id", "1"),
        ("count(instance('states')/states/state/deep/y)", "1"),
        ("sum(instance('states')/states/state/deep/x)", "15"),
        ("count(instance('states')/states/state)", "2"),
    ] {
        let bind = format!("{instances}<bind nodeset='/root/a' calculate=\"{expression}\"/>");
        let xml = xform("<a/>", &bind, "");
        for text in [xml.clone(), crate::xform::write(&form(&xml))] {
            let form = std::sync::Arc::new(form(&text));
            let (instance, at) = (crate::instance::tests::start(&form), form.find("a").expect("a question"));
            let found = instance.value(&at).map_or_else(String::new, |value| form.lexical(&at, value));
            assert_eq!(found, expected, "{expression}\n{text}");
        }
    }
}

#[test]
fn choices_keep_the_names_of_their_elements() {
    let xml = xform(
        "<s/>",
        "<instance id='states'><states><state id='1'><name>a</name><label>A</label></state></states></instance>",
        "<select1 ref='/root/s'><label>S</label><itemset nodeset=\"instance('states')/states/state[@id = '1']\">\
         <value ref='name'/><label ref='label'/></itemset></select1>",
    );
    let form = form(&xml);
    let out = crate::xform::write(&form);
    assert!(out.contains("nodeset=\"instance('states')/states/state[@id = '1']\""), "{out}");
    let dense: String = out.lines().map(str::trim).collect();
    assert!(dense.contains("<states><state id=\"1\"><name>a</name>"), "{out}");
    let form = std::sync::Arc::new(form);
    let (instance, at) = (crate::instance::tests::start(&form), form.find("s").expect("a question"));
    assert_eq!(instance.choices(&at), [0]);
}

#[test]
fn names_that_lead_to_a_cell_have_a_limit() {
    let columns = |last: usize| {
        let names: Vec<String> = [200, 200, 200, 200, last].map(|length| "n".repeat(length)).into();
        let open: String = names.iter().map(|name| format!("<{name}>")).collect();
        let close: String = names.iter().rev().map(|name| format!("</{name}>")).collect();
        let instance = format!("<instance id='i'><r><c><x>1</x>{open}1{close}</c></r></instance>");
        form(&xform("<a/>", &instance, "")).tables[0].columns().len()
    };
    // Four names with their strokes take 804 bytes.
    let most = read::CELL_PATH_BYTES_MAX - 804;
    assert_eq!((columns(most), columns(most + 1)), (2, 1));
}

#[test]
fn a_label_that_names_itself_has_an_end() {
    let xml = xform(
        "<s/><c/>",
        "<bind nodeset='/root/c' type='string' calculate=\"jr:choice-name('a', '/root/s')\"/>",
        "<select1 ref='/root/s'><label>S</label><item><label>+<output value=\"jr:choice-name('a', '/root/s')\"/></label>\
         <value>a</value></item></select1>",
    );
    let form = std::sync::Arc::new(form(&xml));
    let instance = crate::instance::tests::start(&form);
    let said = form.find("c").and_then(|at| instance.value(&at).map(|value| form.lexical(&at, value)));
    assert_eq!(said, Some("+".repeat(crate::instance::LABELS_DEEP_MAX.into())));
}
