//! Cells of the column, and what comes of them.

use super::*;
use crate::form::{ChoiceOrder, DraftChoiceList, SelectParameters};

fn faults(checked: &Checked) -> Vec<&str> {
    checked.faults.iter().map(|fault| fault.message.as_str()).collect()
}

fn check(name: &str, text: &str, expected: &[&str]) {
    let list = |name: &str, choices: &[&str]| {
        let mut list = DraftChoiceList::new(name, Vec::new(), &[]);
        choices.iter().for_each(|choice| list.push(2, choice, &[""; 0], &[""; 0]));
        list
    };
    let lists = [list("ends", &["0", "10"]), list("words", &["low", "9"]), list("far", &["20", "2.5"])];
    let (name, appearance) = name.split_once('/').unwrap_or((name, ""));
    assert_eq!(faults(&of_question(name, text, appearance, &Listed::of(&lists))), expected, "{name} {text}");
}

#[test]
fn pairs_are_told_apart_in_many_ways() {
    for text in ["rows=5", " Rows = 5 ", "rows=3,rows=5", "rows=5;"] {
        assert_eq!(
            of_question("text", text, "", &Listed::of(&[])).parameters,
            Parameters::Text { rows: Some(5) },
            "{text}"
        );
    }
    for text in ["rows", "rows=", "=5", "rows=5 6", "rows==5"] {
        check("text", text, &["the parameters cannot be read"]);
        check("date", text, &["the parameters cannot be read"]);
    }
    check("string", "rows=many", &[]);
}

#[test]
fn values_are_checked_by_the_type() {
    check("text", "rows=many", &["the parameter rows is not a whole number: 'many'"]);
    check("text", "cols=3", &["this type has no parameter cols"]);
    check("image", "max-pixels=1.5", &["the parameter max-pixels is not a whole number: '1.5'"]);
    check("image", "app=camera", &["the parameter app is not the name of an Android package: 'camera'"]);
    check("image/signature", "app=camera", &[]);
    check("image", "app=org.example.camera", &[]);
    check("audio", "quality=best", &["'best' is not a value of the parameter quality"]);
    check("audio", "quality=external", &[]);
    check("background-audio", "quality=external", &["'external' is not a value of the parameter quality"]);
    check("geopoint", "capture-accuracy=near", &["the parameter capture-accuracy is not a number: 'near'"]);
    check("geopoint", "incremental=true", &["this type has no parameter incremental"]);
    check("geoshape", "incremental=false", &["'false' is not a value of the parameter incremental"]);
    check("geotrace", "incremental=true allow-mock-accuracy=true", &[]);
}

#[test]
fn a_scale_is_held_to_its_steps() {
    check("range", "start=0 end=1 step=0.1 tick_interval=0.3 placeholder=0.7", &[]);
    check("range", "start=10 end=0 step=5", &[]);
    check("range", "start=x", &["the parameter start is not a number: 'x'"]);
    check("range", "step=0", &["the parameter step is 0"]);
    check("range", "step=11", &["the parameter step goes further than from start to end"]);
    check("range", "step=2 tick_interval=3", &["the parameter tick_interval is not a multiple of step"]);
    check("range", "placeholder=1.5", &["the parameter placeholder stands between two steps"]);
    check("range", "placeholder=11", &["the parameter placeholder is not between start and end"]);
    check(
        "range/rating",
        "placeholder=5",
        &["tick_interval, placeholder, tick_labelset go with no appearance, or with vertical and no-ticks"],
    );
    check("range/no-ticks", "start=0 tick_labelset=ends", &[]);
    check("range/vertical", "tick_labelset=none", &["there is no choice list 'none' for tick_labelset"]);
    check("range", "tick_labelset=words", &["the choice 'low' of 'words' is not a number"]);
    let far =
        ["the choice 20 of 'far' is not between start and end", "the choice 2.5 of 'far' stands between two ticks"];
    check("range", "tick_labelset=far", &far);
    assert!(of_question("range", "step=0.5", "", &Listed::of(&[])).is_fraction);
}

#[test]
fn choices_can_be_shuffled() {
    let shuffled = SelectParameters { order: ChoiceOrder::Shuffled, ..SelectParameters::default() };
    let checked = of_select(Chosen::List, "randomize=TRUE seed=${Who}");
    assert_eq!((checked.parameters, checked.seed.as_str()), (Parameters::Select(shuffled), "${Who}"));
    for (chosen, text, expected) in [
        (Chosen::List, "seed=4", "a seed has no effect without randomize=true"),
        (Chosen::List, "randomize=true seed=here", "the seed is neither a number nor one question: 'here'"),
        (Chosen::List, "randomize=perhaps", "'perhaps' is not a value of the parameter randomize"),
        (Chosen::List, "value=id", "this type has no parameter value"),
        (Chosen::File, "value=id*", "the parameter value is not the name of a column: 'id*'"),
    ] {
        assert_eq!(faults(&of_select(chosen, text)), [expected], "{text}");
    }
    assert!(of_select(Chosen::File, "value=Code label=name_fr").faults.is_empty());
}

#[test]
fn a_log_of_steps_knows_its_places() {
    let check = |text: &str, expected: &[&str]| {
        let (_, faults) = audit(text);
        assert_eq!(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>(), expected, "{text}");
    };
    check("track-changes=true identify-user=false track-changes-reasons=on-form-edit", &[]);
    check("location-priority=balanced location-min-interval=60 location-max-age=120", &[]);
    let all = "places are logged only with all of location-priority, location-min-interval, location-max-age";
    check("location-priority=balanced", &[all]);
    check(
        "location-priority=balanced location-min-interval=60 location-max-age=-1",
        &["the parameter location-max-age is below 0", "location-max-age is below location-min-interval"],
    );
    check("track-changes=maybe", &["'maybe' is not a value of the parameter track-changes"]);
}
