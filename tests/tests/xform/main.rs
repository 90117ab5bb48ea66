//! XForms out and in, on whole forms: what goes out and comes in again behaves as it did.
//!
//! The forms and walks are those of `javarosa/`, and the shipped instruments. With the feature `oracle`, JavaRosa walks
//! our XForm and pyxform's with the same seeds, ODK Validate judges ours, and JavaRosa's submissions are held against
//! ours; it takes what the tests in `javarosa/` take.

mod forms;
#[cfg(feature = "oracle")]
mod oracle;

use std::{collections::BTreeMap, error::Error, sync::Arc};

use fieldward_core::{
    collect::replay::replay,
    form::{DataType, Form, NodeIndex, Path},
    instance::Surroundings,
    moment::Moment,
    xform,
};

type Outcome = Result<(), Box<dyn Error>>;

/// When the recorded walks were made, at noon: a form may ask what day it is.
const RECORDED_MS: i64 = 1_795_262_400_000;

/// The form, written as an XForm and read again.
fn again(form: &Form) -> Result<Arc<Form>, Box<dyn Error>> {
    let reading = xform::read(xform::write(form).as_bytes());
    let told: Vec<String> = reading.issues.iter().map(ToString::to_string).collect();
    Ok(Arc::new(reading.form.ok_or_else(|| told.join("\n"))?))
}

fn surroundings() -> Surroundings {
    let now = Moment { wall_ms: RECORDED_MS, offset_min: 0, monotonic_ms: 0 };
    Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() }
}

#[test]
fn recorded_walks_go_the_same_way_after_out_and_in() -> Outcome {
    let mut walked = 0;
    for (name, form) in forms::tables()? {
        let again = again(&form).map_err(|error| format!("{name}: {error}"))?;
        for walk in forms::walks(&name)? {
            assert_eq!(replay(&form, &walk, &surroundings())?, replay(&again, &walk, &surroundings())?, "{name}");
            walked += 1;
        }
    }
    assert!(walked >= 24, "walks are recorded for every form");
    Ok(())
}

#[test]
fn shipped_questionnaires_go_out_and_come_in() -> Outcome {
    for (name, form) in forms::shipped()? {
        let again = again(&form).map_err(|error| format!("{name}: {error}"))?;
        let walk = ordinary_walk(&form);
        assert!(walk.lines().count() > 10, "{name} asks something");
        assert_eq!(replay(&form, &walk, &surroundings())?, replay(&again, &walk, &surroundings())?, "{name}");
        let words = |form: &Form| form.nodes.iter().map(|node| node.label.in_general(0)).collect::<Vec<_>>();
        let asked = |form: &Form, words: Vec<String>| {
            let seen = |place: usize| u32::try_from(place).ok().and_then(|place| form.question(NodeIndex(place)));
            let asked = |place: &usize| seen(*place).is_some_and(|question| question.control.is_asked());
            words.into_iter().enumerate().filter(|(place, _)| asked(place)).collect::<Vec<_>>()
        };
        assert_eq!(asked(&form, words(&form)), asked(&again, words(&again)), "{name}");
    }
    Ok(())
}

/// Answers every question outside repeats once, in order.
fn ordinary_walk(form: &Form) -> String {
    let mut lines = String::new();
    for index in (1..form.nodes.len()).filter_map(|index| u32::try_from(index).ok()).map(NodeIndex) {
        let Some(question) = form.question(index).filter(|question| question.control.is_asked()) else { continue };
        let value = match question.data_type {
            DataType::Integer => "7".to_owned(),
            DataType::Decimal => "2.5".to_owned(),
            DataType::Date => "2020-02-29".to_owned(),
            DataType::Time => "14:30:00.000Z".to_owned(),
            DataType::DateTime => "2020-02-29T14:30:00.000Z".to_owned(),
            DataType::Geopoint => "11.5 104.9 10.0 4.5".to_owned(),
            DataType::SelectOne | DataType::SelectMultiple => {
                form.choice(index, index.0 % 2).or(form.choice(index, 0)).map_or("", |choice| choice.name()).to_owned()
            }
            _ => "some words".to_owned(),
        };
        if form.repeats_of(index).is_empty() {
            let reference = form.path_text(&Path { node: index, at: Vec::new() });
            lines += &format!("{}\n", serde_json::json!({"op": "answer", "ref": reference, "value": value}));
        }
    }
    lines + "{\"op\":\"validate\"}\n{\"op\":\"state\"}\n"
}
