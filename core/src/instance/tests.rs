//! One filling-in, by examples in lines: `age = 12` answers, `age =` clears, `add leg`, `remove leg[1]`; then what is
//! expected of the whole, as `path=value` of every relevant question.

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::{Instance, Surroundings, Validity};
use crate::{
    form::{Form, Path, fixture},
    moment::Moment,
};

const NOW: Moment = Moment { wall_ms: 1_772_350_200_000, offset_min: 0, monotonic_ms: 0 };

pub(crate) fn start(form: &Arc<Form>) -> Instance {
    let surroundings = Surroundings { now: NOW, device_id: "d1".to_owned(), seed: [1; 32], values: BTreeMap::new() };
    Instance::new(form.clone(), &surroundings)
}

pub(crate) fn path(form: &Form, text: &str) -> Path {
    form.find(text).unwrap_or_else(|| panic!("the form has no {text}"))
}

impl Instance {
    /// How many times chance was asked.
    pub(crate) fn drawn(&self) -> u64 {
        self.drawn.get()
    }
}

fn act(instance: &mut Instance, line: &str) {
    let form = instance.form().clone();
    if let Some(repeat) = line.strip_prefix("add ") {
        instance.add_repeat(&path(&form, repeat)).expect("a repetition can be added");
    } else if let Some(repeat) = line.strip_prefix("remove ") {
        instance.remove_repeat(&path(&form, repeat)).expect("a repetition can be removed");
    } else {
        let (name, text) = line.split_once(" =").expect("an answer has a value");
        let at = path(&form, name);
        let value = Some(text.trim()).filter(|text| !text.is_empty());
        let value = value.map(|text| form.parse_value(at.node, text).expect("the value fits its type"));
        instance.answer(&at, value).expect("the answer can be given");
    }
}

fn state(instance: &Instance) -> Vec<String> {
    let form = instance.form();
    let told = |(path, value): (Path, Option<crate::form::Value>)| {
        let text = value.map_or_else(String::new, |value| form.lexical(&path, &value));
        format!("{}={text}", form.prompt_id(&path))
    };
    instance.leaves().into_iter().map(told).collect()
}

fn check(lines: &[&str], actions: &[&str], expected: &str) {
    let form = Arc::new(fixture::form(lines));
    let mut instance = start(&form);
    actions.iter().for_each(|line| act(&mut instance, line));
    assert_eq!(state(&instance).join(" "), expected, "{actions:?}");
}

#[test]
fn of_choices_with_one_name_the_one_that_is_offered_is_meant() {
    let filter = "select_one v x | choice_filter: d = ${d}";
    let draft = fixture::draft(&["list v +d: spring=east spring=west lake=east", "text d", filter]);
    let form = Arc::new(Form::compile(draft).expect("the draft has no faults"));
    let mut instance = start(&form);
    let village = path(&form, "x");
    act(&mut instance, "d = west");
    act(&mut instance, "x = spring");
    assert!(instance.value(&village).is_some() && instance.offers(&village, 0));
    assert_eq!(instance.choices(&village), [1]);
    act(&mut instance, "x = lake");
    assert!(!instance.offers(&village, 2));
    assert_eq!(instance.value(&village), None);
}

#[test]
fn calculations_follow_answers_in_their_order() {
    let lines = [
        "calculate c | calculation: ${b} * 2",
        "calculate b | calculation: ${a} + 1",
        "integer a",
        "text d | relevant: ${c} > 4",
    ];
    check(&lines, &[], "c= b= a=");
    check(&lines, &["a = 1"], "c=4 b=2 a=1");
    check(&lines, &["a = 2", "d = x"], "c=6 b=3 a=2 d=x");
    check(&lines, &["a = 2", "a ="], "c= b= a=");
}

#[test]
fn what_is_not_relevant_reads_as_empty_and_keeps_its_value() {
    let lines = [
        "integer a",
        "begin_group g | relevant: ${a} > 1",
        "text t | default: kept",
        "begin_group h",
        "text u | relevant: ${t} = 'kept'",
        "end",
        "end",
        "calculate seen | calculation: concat('<', ${t}, ${u}, '>')",
    ];
    check(&lines, &[], "a= seen=<>");
    check(&lines, &["a = 2", "u = here"], "a=2 t=kept u=here seen=<kepthere>");
    check(&lines, &["a = 2", "u = here", "a = 1"], "a=1 seen=<>");
    check(&lines, &["a = 2", "u = here", "a = 1", "a = 3"], "a=3 t=kept u=here seen=<kepthere>");
    check(&lines, &["a = 2", "u = here", "t = other"], "a=2 t=other seen=<other>");
}

const MEMBERS: [&str; 8] = [
    "begin_repeat member",
    "integer age",
    "calculate place | calculation: position(..)",
    "text school | relevant: ${age} < 18",
    "end",
    "calculate sum | calculation: sum(${age})",
    "calculate count | calculation: count(${member})",
    "calculate oldest | calculation: max(${age})",
];

#[test]
fn repetitions_come_and_go() {
    check(&MEMBERS, &[], "member/age= member/place=1 sum=0 count=1 oldest=");
    check(
        &MEMBERS,
        &["member/age = 7", "add member", "member[2]/age = 30"],
        "member/age=7 member/place=1 member/school= member[2]/age=30 member[2]/place=2 sum=37 count=2 oldest=30",
    );
    check(
        &MEMBERS,
        &["member/age = 7", "add member", "member[2]/age = 30", "remove member[1]"],
        "member/age=30 member/place=1 sum=30 count=1 oldest=30",
    );
}

#[test]
fn a_count_decides_the_number() {
    let lines = [
        "integer n",
        "begin_repeat leg | repeat_count: ${n}",
        "text place | default: p",
        "begin_repeat night",
        "calculate at | calculation: concat(position(../..), '.', position(..))",
        "end",
        "end",
        "calculate legs | calculation: count(${leg})",
    ];
    check(&lines, &[], "n= legs=0");
    check(
        &lines,
        &["n = 2", "add leg[2]/night"],
        "n=2 leg/place=p leg/night/at=1.1 leg[2]/place=p leg[2]/night/at=2.1 legs=2",
    );
    check(&lines, &["n = 2", "n = 1"], "n=1 leg/place=p leg/night/at=1.1 legs=1");
    check(&lines, &["n = 2", "n ="], "n= legs=0");
}

#[test]
fn observation_repeats_begin_empty() {
    check(&["begin_repeat hour | appearance: hour-block", "integer seen", "end", "text end_note"], &[], "end_note=");
}

#[test]
fn the_fixed_and_the_missing_are_refused() {
    let form = Arc::new(fixture::form(&[
        "begin_repeat r | repeat_count: 2",
        "integer a",
        "end",
        "begin_group g",
        "text b",
        "end",
    ]));
    let mut instance = start(&form);
    assert_eq!(instance.add_repeat(&path(&form, "r")), Err(super::ChangeError::CountIsFixed));
    assert_eq!(instance.add_repeat(&path(&form, "g")), Err(super::ChangeError::NoSuchPlace));
    assert_eq!(instance.answer(&path(&form, "r[3]/a"), None), Err(super::ChangeError::NoSuchPlace));
    let text = crate::form::Value::Text("x".to_owned());
    assert_eq!(instance.answer(&path(&form, "r[2]/a"), Some(text.clone())), Err(super::ChangeError::WrongKind));
    assert_eq!(instance.answer(&path(&form, "g"), Some(text)), Err(super::ChangeError::WrongKind));
}

#[test]
fn repetitions_have_a_limit() {
    let line = format!("begin_repeat r | repeat_count: {}", u32::from(super::REPETITIONS_MAX) + 1);
    let form = Arc::new(fixture::form(&[&line, "integer a", "end"]));
    assert_eq!(start(&form).repeat_count(&path(&form, "r")), super::REPETITIONS_MAX);
}

#[test]
fn a_count_of_its_own_repeat_comes_to_rest() {
    let lines = ["integer a", "begin_repeat r | repeat_count: count(${r}) + 1 + ${a} * 0", "integer b", "end"];
    let form = Arc::new(fixture::form(&lines));
    let mut instance = start(&form);
    assert_eq!(instance.repeat_count(&path(&form, "r")), 0, "there is no number before the answer");
    act(&mut instance, "a = 1");
    assert_eq!(usize::from(instance.repeat_count(&path(&form, "r"))), super::GROWTHS_MAX);
    act(&mut instance, "a = 2");
    assert_eq!(usize::from(instance.repeat_count(&path(&form, "r"))), 2 * super::GROWTHS_MAX);
}

#[test]
fn one_more_while_the_last_says_so() {
    let count = "if(indexed-repeat(${more}, ${r}, count(${r})) = 'yes', count(${r}) + 1, max(1, count(${r})))";
    let repeat = format!("begin_repeat r | repeat_count: {count}");
    let lines = ["list yn: yes no", &repeat, "select_one yn more", "end"];
    check(&lines, &[], "r/more=");
    check(&lines, &["r/more = yes", "r[2]/more = yes"], "r/more=yes r[2]/more=yes r[3]/more=");
    check(&lines, &["r/more = yes", "r[2]/more = no"], "r/more=yes r[2]/more=no");
}

const PLACES: [&str; 7] = [
    "list region: r1 r2",
    "list district +region: d1=r1 d2=r1 d3=r2",
    "select_one region region",
    "select_one district district | choice_filter: region = ${region}",
    "select_multiple district seen | choice_filter: region = ${region} or name = 'd3'",
    "select_one district other | choice_filter: name != ${district} and region = ${region}",
    "calculate where | calculation: jr:choice-name(${district}, '${district}')",
];

#[test]
fn cascades_offer_what_matches_and_drop_what_no_longer_does() {
    let form = Arc::new(fixture::form(&PLACES));
    let mut instance = start(&form);
    let offered = |instance: &Instance, name: &str| instance.choices(&path(&form, name));
    assert_eq!(offered(&instance, "district"), [0u32; 0]);
    act(&mut instance, "region = r1");
    assert_eq!(offered(&instance, "district"), [0, 1]);
    assert_eq!(offered(&instance, "seen"), [0, 1, 2]);
    act(&mut instance, "district = d2");
    assert_eq!(offered(&instance, "other"), [0]);
    act(&mut instance, "seen = d1 d3");
    assert_eq!(state(&instance).join(" "), "region=r1 district=d2 seen=d1 d3 other= where=D2");
    act(&mut instance, "region = r2");
    assert_eq!(state(&instance).join(" "), "region=r2 district= seen=d3 other= where=");
}

#[test]
fn answers_are_checked() {
    let form = Arc::new(fixture::form(&[
        "list yn: yes no",
        "integer age | constraint: . >= 0 and . < 120 | required: yes",
        "text name | required: ${age} > 17",
        "text away | required: yes | relevant: ${age} = 1",
        "select_one yn ok | choice_filter: name = 'yes'",
        "note n | required: yes",
    ]));
    let mut instance = start(&form);
    let validity = |instance: &Instance, name: &str, text: &str| {
        let at = path(&form, name);
        let value = Some(text).filter(|text| !text.is_empty());
        let value = value.map(|text| form.parse_value(at.node, text).expect("the value fits its type"));
        instance.check(&at, value.as_ref())
    };
    assert_eq!(validity(&instance, "age", ""), Validity::Required);
    assert_eq!(validity(&instance, "age", "-1"), Validity::Constraint);
    assert_eq!(validity(&instance, "age", "12"), Validity::Ok);
    assert_eq!(validity(&instance, "name", ""), Validity::Ok);
    assert_eq!(validity(&instance, "ok", "no"), Validity::Constraint);
    assert_eq!(validity(&instance, "ok", "yes"), Validity::Ok);
    act(&mut instance, "age = 18");
    assert_eq!(validity(&instance, "name", ""), Validity::Required);
    assert_eq!(instance.validate(), [(path(&form, "name"), Validity::Required)]);
    act(&mut instance, "name = Dara");
    assert_eq!(instance.validate(), []);
}

#[test]
fn words_have_answers_in_them() {
    let form = Arc::new(fixture::form(&[
        "text name",
        "begin_repeat leg | label: Leg of ${name}",
        "text place",
        "text why | label: Why did ${name} go to ${place}?",
        "end",
    ]));
    let mut instance = start(&form);
    for line in ["name = Dara", "leg/place = A", "add leg", "leg[2]/place = B"] {
        act(&mut instance, line);
    }
    assert_eq!(instance.label(&path(&form, "leg[2]/why"), "default"), "Why did Dara go to B?");
    assert_eq!(instance.label(&path(&form, "leg[2]"), "fr"), "Leg of Dara");
}

#[test]
fn once_keeps_and_the_device_fills_in() {
    let lines = [
        "start begun",
        "integer a",
        "calculate kept | calculation: once(${a})",
        "text d | default: concat('x', 1 + 1)",
    ];
    check(&lines, &["a = 1", "a = 2"], "begun=2026-03-01T07:30:00.000Z a=2 kept=1 d=x2");
}

#[test]
fn a_repetition_that_is_not_there_yet_can_be_asked_about() {
    let form = Arc::new(fixture::form(&[
        "integer a",
        "begin_repeat r | relevant: ${a} = 1 | appearance: counted-row",
        "text t",
        "end",
    ]));
    let mut instance = start(&form);
    assert!(!instance.is_relevant(&path(&form, "r")));
    act(&mut instance, "a = 1");
    assert!(instance.is_relevant(&path(&form, "r")));
    assert!(!instance.is_relevant(&path(&form, "r/t")));
}

#[test]
fn a_trigger_sets_once_what_names_it() {
    let lines = [
        "integer a",
        "begin_repeat r",
        "text who",
        "text said | trigger: who | calculation: concat(${who}, ' of ', ${a}, ', ', position(..))",
        "text then | trigger: said | calculation: concat('then ', ${said})",
        "text gone | trigger: who",
        "end",
    ];
    check(&lines, &["a = 1"], "a=1 r/who= r/said= r/then= r/gone=");
    check(
        &lines,
        &["a = 1", "r/gone = x", "add r", "r[2]/who = b", "a = 2"],
        "a=2 r/who= r/said= r/then= r/gone=x r[2]/who=b r[2]/said=b of 1, 2 r[2]/then=then b of 1, 2 r[2]/gone=",
    );
    check(&lines, &["r/gone = x", "r/who = b", "r/said = no"], "a= r/who=b r/said=no r/then=then no r/gone=");
}

#[test]
fn triggers_in_a_circle_come_to_rest() {
    let lines = ["integer a | trigger: b | calculation: ${b} + 1", "integer b | trigger: a | calculation: ${a} + 1"];
    let limit = super::TRIGGERS_DEEP_MAX;
    check(&lines, &["a = 0"], &format!("a={} b={}", limit, limit - 1));
}

#[test]
fn a_new_repetition_has_defaults_of_its_own() {
    let lines =
        ["integer a", "begin_repeat r", "integer n | default: ${a} + position(..)", "text t | default: x", "end"];
    check(&lines, &["a = 5", "add r", "a = 7", "add r"], "a=7 r/n= r/t=x r[2]/n=7 r[2]/t=x r[3]/n=10 r[3]/t=x");
}

#[test]
fn entities_are_made_and_changed_as_declared() {
    let mut draft = fixture::draft(&[
        "text name | save_to: name",
        "integer age | save_to: age | relevant: ${name} != 'x'",
        "text id",
    ]);
    draft.entities.push(crate::form::DraftEntity {
        list: "children".to_owned(),
        id: "${id}".to_owned(),
        create_if: "${id} = ''".to_owned(),
        update_if: "${id} != ''".to_owned(),
        label: "concat('Child ', ${name})".to_owned(),
        ..Default::default()
    });
    let form = Arc::new(Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; "))));
    let mut instance = start(&form);
    ["name = Dara", "age = 9"].iter().for_each(|line| act(&mut instance, line));
    let told = |instance: &Instance| {
        let changes = instance.entity_changes();
        let [change] = changes.as_slice() else { panic!("one declaration makes one change") };
        let saved: Vec<String> = change.properties.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let label = change.label.clone().unwrap_or_default();
        format!("{:?} {} '{}' {label}: {}", change.kind, change.list, change.id, saved.join(" "))
    };
    assert_eq!(told(&instance), "Create children '' Child Dara: name=Dara age=9");
    ["id = u1", "name = x"].iter().for_each(|line| act(&mut instance, line));
    assert_eq!(told(&instance), "Update children 'u1' Child x: name=x");
}

#[test]
fn the_device_tells_what_it_knows() {
    let form = Arc::new(fixture::form(&["text a"]));
    let mut draft = fixture::draft(&["text a"]);
    let preload = crate::form::Control::Preload(crate::form::Preload::Username);
    draft.rows[0].kind = crate::form::DraftKind::Question {
        data_type: crate::form::DataType::Text,
        control: preload,
        choice_list: String::new(),
    };
    let known = Arc::new(Form::compile(draft).expect("a preload can be compiled"));
    let values = BTreeMap::from([("username".to_owned(), "sok".to_owned())]);
    let surroundings = Surroundings { now: NOW, device_id: "d1".to_owned(), seed: [1; 32], values };
    assert_eq!(state(&Instance::new(known.clone(), &surroundings)), ["a=sok"]);
    assert_eq!(state(&start(&known)), ["a="], "nothing where nobody tells");
    assert_eq!(state(&Instance::new(form, &surroundings)), ["a="], "and nothing where nobody asks");
}

/// Everything that the engine keeps, in one form.
const EVERYTHING: [&str; 20] = [
    "list region: r1 r2",
    "list district +region: d1=r1 d2=r1 d3=r2",
    "integer n",
    "select_one region region | relevant: ${n} > 1",
    "select_one district district | choice_filter: region = ${region}",
    "begin_repeat member | relevant: ${n} != 3",
    "integer age | default: ${n} + 1",
    "calculate place | calculation: position(..)",
    "text school | relevant: ${age} < 18 and ${place} < 3",
    "calculate share | calculation: ${age} div sum(../../member/age)",
    "begin_repeat job | repeat_count: ${age} mod 3",
    "integer hours | relevant: ${share} > 0.2",
    "calculate pay | calculation: ${hours} * ${age}",
    "end",
    "end",
    "calculate total | calculation: sum(${pay}) + count(${job})",
    "calculate grown | calculation: count(/data/member[age > 3])",
    "calculate first | calculation: indexed-repeat(${age}, ${member}, 2)",
    "calculate names | calculation: concat(${district}, join(',', ${school}))",
    "note last | relevant: ${total} > 5 and ${grown} > 1",
];

#[derive(Debug, Clone)]
enum Step {
    Answer(&'static str, u8),
    Member(u8, &'static str, u8),
    Job(u8, u8, u8),
    Add,
    Remove(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let answer =
        (prop_oneof![Just("n"), Just("region"), Just("district")], 0u8..5).prop_map(|(name, v)| Step::Answer(name, v));
    let member =
        (0u8..4, prop_oneof![Just("age"), Just("school")], 0u8..30).prop_map(|(m, name, v)| Step::Member(m, name, v));
    let job = (0u8..4, 0u8..3, 0u8..9).prop_map(|(m, j, v)| Step::Job(m, j, v));
    let remove = (0u8..4).prop_map(Step::Remove);
    proptest::collection::vec(prop_oneof![answer, member, job, Just(Step::Add), remove], 0..25)
}

/// Takes a step if it leads anywhere.
fn take(instance: &mut Instance, step: &Step) {
    let form = instance.form().clone();
    let (name, number) = match step {
        Step::Answer(name, value) => ((*name).to_owned(), *value),
        Step::Member(member, name, value) => (format!("member[{}]/{name}", member + 1), *value),
        Step::Job(member, job, value) => (format!("member[{}]/job[{}]/hours", member + 1, job + 1), *value),
        Step::Add => {
            let _ = instance.add_repeat(&path(&form, "member"));
            return;
        }
        Step::Remove(member) => {
            let _ = instance.remove_repeat(&path(&form, &format!("member[{}]", member + 1)));
            return;
        }
    };
    let at = path(&form, &name);
    let text = match name.as_str() {
        "region" => format!("r{number}"),
        "district" => format!("d{number}"),
        _ => number.to_string(),
    };
    let _ = instance.answer(&at, form.parse_value(at.node, &text).ok());
}

proptest! {
    #[test]
    fn touched_rules_and_all_rules_give_the_same(steps in steps()) {
        let form = Arc::new(fixture::form(&EVERYTHING));
        let mut instance = start(&form);
        for step in &steps {
            take(&mut instance, step);
            let touched = instance.root.clone();
            instance.touch_inside(crate::form::NodeIndex(0), crate::expr::At::default());
            instance.settle();
            prop_assert!(touched == instance.root, "evaluating everything changed something after {step:?}");
        }
    }

    #[test]
    fn the_same_answers_give_the_same_interview(steps in steps()) {
        let form = Arc::new(fixture::form(&EVERYTHING));
        let (mut one, mut other) = (start(&form), start(&form));
        steps.iter().for_each(|step| take(&mut one, step));
        steps.iter().for_each(|step| take(&mut other, step));
        prop_assert_eq!(state(&one), state(&other));
    }
}
