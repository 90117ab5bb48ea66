//! What a search offers, with files as Collect documents them.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    collect::replay::replay,
    form::{DraftChoiceSource, DraftKind, Form, FormDraft, Table, fixture, table::Source},
    instance::{Instance, Surroundings},
    moment::Moment,
};

fn towns() -> Table {
    let columns = ["code", "Name", "region-1", "sortby", "picture"].map(str::to_owned).to_vec();
    let mut table = Table::new("towns", Source::File("towns.csv".to_owned()), columns);
    table.push(["kp", "Kampot", "South", "3", "kp.png"]);
    table.push(["kd", "Kandal", "south", "1", ""]);
    table.push(["bb", "Battambang", "West", "2", ""]);
    table.push(["kd", "Kandal again", "West", "10", ""]);
    table.push(["", "Nowhere", "West", "0", ""]);
    table
}

/// A text `typed`, and a select of what this list and this call come to.
fn draft(choices: &str, arguments: &str) -> FormDraft {
    let mut draft = fixture::draft(&[&format!("list l: {choices}"), "text typed", "select_one l town"]);
    draft.rows[1].choice_source = DraftChoiceSource::Search(arguments.to_owned());
    draft.tables = vec![towns()];
    draft
}

fn surroundings() -> Surroundings {
    let now = Moment { wall_ms: 0, offset_min: 0, monotonic_ms: 0 };
    Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() }
}

/// What is offered once this was typed: `name=label`.
fn offered(draft: FormDraft, typed: &str) -> Vec<String> {
    let form = Form::compile(draft).unwrap_or_else(|faults| panic!("{}", fixture::told(&faults).join("; ")));
    let mut instance = Instance::new(Arc::new(form), &surroundings());
    let at = |name| instance.form().find(name).expect("it is in the form");
    let (from, town) = (at("typed"), at("town"));
    if !typed.is_empty() {
        instance.answer(&from, Some(crate::form::Value::Text(typed.to_owned()))).expect("it is a text");
    }
    let said = |choice: u32| {
        let name = instance.form().choice(town.node, choice).expect("it is offered").name();
        format!("{name}={}", instance.choice_label(&town, choice, ""))
    };
    instance.shown_choices(&town).into_iter().map(said).collect()
}

fn labelled(draft: FormDraft, label: &str) -> FormDraft {
    let mut list = crate::form::DraftChoiceList::new("l", Vec::new(), &[]);
    list.push(2, "code", &[label], &[""; 0]);
    FormDraft { choice_lists: vec![list], ..draft }
}

#[test]
fn rows_are_offered_as_the_call_says() {
    for (arguments, typed, expected) in [
        ("'towns'", "", &["kd=Kandal", "bb=Battambang", "kp=Kampot"][..]),
        ("'towns.csv', 'contains', 'name', ${typed}", "KAM", &["kp=Kampot"]),
        ("'towns', 'contains', 'name', ${typed}", "", &["kd=Kandal", "bb=Battambang", "kp=Kampot"]),
        ("'towns', 'startswith', 'NAME', ${typed}", "ka", &["kd=Kandal", "kp=Kampot"]),
        ("'towns', 'endswith', 'name', ${typed}", "bang", &["bb=Battambang"]),
        ("'towns', 'matches', 'name', ${typed}", "kandal", &["kd=Kandal"]),
        ("'towns', 'matches', 'name', ${typed}", "kanda", &[]),
        ("'towns', 'matches', 'code,name', ${typed}", "bb", &["bb=Battambang"]),
        ("'towns', 'contains', 'name', ${typed}, 'region_1', 'SOUTH'", "ka", &["kd=Kandal", "kp=Kampot"]),
        ("'towns', 'matches', '', '', 'region-1', ${typed}", "west", &["bb=Battambang", "kd=Kandal again"]),
    ] {
        // The second row of a code is known by the label of its own when only it passes.
        assert_eq!(offered(labelled(draft("code", arguments), "Name"), typed), expected, "{arguments} {typed}");
    }
}

#[test]
fn labels_take_several_columns_and_choices_that_are_numbers_stay() {
    let several = offered(labelled(draft("code", "'towns'"), "code, name, region-1"), "");
    assert_eq!(several[0], "kd=Kandal (region-1: south)");
    assert_eq!(offered(labelled(draft("code", "'towns'"), ""), "")[0], "kd=kd");
    let with_fixed = draft("code -88 99", "'towns', 'matches', 'name', ${typed}");
    // The fixture's labels are the names in large letters: a column of that name is the one that is stored.
    assert_eq!(offered(with_fixed.clone(), "kandal"), ["kd=kd", "-88=-88", "99=99"]);
    assert_eq!(offered(with_fixed, "nothing"), ["-88=-88", "99=99"]);
}

#[test]
fn a_call_that_cannot_be_carried_out_leaves_the_list_and_is_told() {
    for (choices, arguments, expected) in [
        ("code", "'villages'", "villages.csv is not there, or has no rows"),
        ("code", "'towns', 'matches', 'size', ${typed}", "the file has no column 'size'"),
        ("size", "'towns'", "the file has no column 'size'"),
        ("code", "'towns', 'matches'", "it has one, four or six arguments"),
    ] {
        let (form, faults) = Form::compile_telling(draft(choices, arguments));
        let told = fixture::told(&faults).join("; ");
        assert!(told.contains(expected), "{arguments}: {told}");
        let form = form.expect("the form is usable");
        assert_eq!(form.choice_list(form.find("town").expect("it is there").node).expect("a list").len(), 1);
    }
}

#[test]
fn a_form_with_a_search_is_stored_and_shows_pictures() {
    let mut draft = labelled(draft("code", "'towns'"), "name");
    let file = vec!["picture".to_owned()];
    draft.choice_lists[0].media = vec![(0, crate::form::DraftMedia { kind: crate::form::MediaKind::Image, file })];
    let form = Form::compile(draft).expect("the form has no faults");
    assert_eq!(Form::open(&form.store()).as_ref(), Ok(&form));
    let town = form.find("town").expect("it is there");
    let pictures = form.choice_list(town.node).expect("a list").iter().map(|choice| choice.media().count());
    assert_eq!(pictures.collect::<Vec<_>>(), [0, 0, 1, 0]);
}

#[test]
fn a_replay_takes_rows_of_the_file_and_of_the_list_as_it_is_written() {
    let form = Arc::new(Form::compile(labelled(draft("code", "'towns'"), "name")).expect("the form has no faults"));
    for value in ["bb", "code"] {
        let text = format!(
            r#"{{"op":"answer","ref":"/data/town","value":"{value}","outcome":"ok"}}
{{"op":"state","nodes":{{}}}}"#
        );
        let told = replay(&form, &text, &surroundings()).expect("a walk").concat();
        assert!(told.contains(r#""outcome":"ok""#) && told.contains(&format!(r#""/data/town":"{value}""#)), "{told}");
    }
}

#[test]
fn only_selects_are_searched() {
    let mut draft = draft("code", "'towns'");
    if let DraftKind::Question { choice_list, .. } = &mut draft.rows[1].kind {
        choice_list.clear();
    }
    let (_, faults) = Form::compile_telling(draft);
    assert!(fixture::told(&faults).join("; ").contains("its list is not on the sheet of choices"));
}
