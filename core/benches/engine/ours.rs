//! Our engine on the large forms.
//!
//! An answer is checked and then stored, as a shell does it and as JavaRosa's `answerQuestion` does.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use fieldward_core::{
    form::{Form, Path as Place, Value},
    instance::{Instance, Surroundings, Validity},
    moment::Moment,
    xlsform,
};

use crate::{
    Outcome,
    forms::{Large, REGIONS, choices, groups, members},
    peak::{self, Stage},
    sample::{Figures, Sample},
};

/// Answers that are timed, after as many that are not.
const ANSWERS: usize = 1_000;

/// Every figure of one form.
pub fn measure(large: Large, size: usize, file: &Path) -> Outcome<Figures> {
    let (mut figures, name) = (Figures::default(), large.name());
    let bytes = fs::read(file)?;
    let rounds = (40_000 / size).clamp(3, 20);
    let (mut read, mut begun, mut runnable) = (Sample::default(), Sample::default(), Sample::default());
    let mut form = Arc::new(from_workbook(&bytes)?);
    for _ in 0..rounds {
        form = Arc::new(read.time(|| from_workbook(&bytes))?);
        begun.time(|| begin(&form));
        runnable.time(|| from_workbook(&bytes).map(|form| begin(&Arc::new(form))))?;
    }
    figures.push(runnable.figure(&format!("{name}: workbook to runnable"), size));
    figures.push(read.figure(&format!("{name}: read the workbook"), size));
    figures.push(begun.figure(&format!("{name}: begin an interview"), size));
    figures.push(stored(&form, rounds)?.figure(&format!("{name}: open the stored form"), size));
    let bytes = form.store();
    let kept = file.with_extension("stored");
    fs::write(&kept, &bytes)?;
    figures.amount(&format!("{name}: stored form, KiB"), size, bytes.len() as f64 / 1024.0);
    figures.amount(&format!("{name}: peak from the workbook, MiB"), size, peak::of(Stage::Workbook, file)?);
    figures.amount(&format!("{name}: peak from the stored form, MiB"), size, peak::of(Stage::Stored, &kept)?);
    let instance = begin(&form);
    match large {
        Large::Chain => chain(instance, size, &mut figures)?,
        Large::Wide => wide(instance, size, &mut figures)?,
        Large::Roster => roster(instance, size, &mut figures)?,
        Large::Choices => cascade(instance, size, &mut figures)?,
    }
    Ok(figures)
}

/// A form from its workbook.
pub fn from_workbook(bytes: &[u8]) -> Outcome<Form> {
    let reading = xlsform::read(bytes);
    let fault = reading.issues.iter().find(|issue| issue.is_error()).map(ToString::to_string);
    reading.form.ok_or_else(|| fault.unwrap_or_default().into())
}

/// A form from what was stored.
pub fn open(bytes: &[u8]) -> Outcome<Form> {
    Ok(Form::open(bytes)?)
}

/// An interview at its beginning.
pub fn begin(form: &Arc<Form>) -> Instance {
    let now = Moment { wall_ms: 1_795_262_400_000, offset_min: 0, monotonic_ms: 0 };
    let surroundings = Surroundings { now, device_id: String::new(), seed: [0; 32], values: BTreeMap::new() };
    Instance::new(form.clone(), &surroundings)
}

fn stored(form: &Form, rounds: usize) -> Outcome<Sample> {
    let bytes = form.store();
    let mut sample = Sample::default();
    for _ in 0..rounds {
        sample.time(|| open(&bytes))?;
    }
    Ok(sample)
}

fn place(instance: &Instance, name: &str) -> Outcome<Place> {
    instance.form().find(name).ok_or_else(|| format!("the form has no {name}").into())
}

fn answer(instance: &mut Instance, at: &Place, value: Value) -> Outcome<()> {
    let validity = instance.check(at, Some(&value));
    instance.answer(at, Some(value))?;
    if validity == Validity::Ok { Ok(()) } else { Err("a timed answer must be a good one".into()) }
}

/// Times the same question answered over and over, the second half of the rounds only.
fn answers(instance: &mut Instance, at: &Place, value: impl Fn(usize) -> Value) -> Outcome<Sample> {
    for round in 0..ANSWERS {
        answer(instance, at, value(round))?;
    }
    let mut sample = Sample::default();
    for round in 0..ANSWERS {
        let value = value(round);
        sample.time(|| answer(instance, at, value))?;
    }
    Ok(sample)
}

fn chain(mut instance: Instance, size: usize, figures: &mut Figures) -> Outcome<()> {
    let number = |round: usize| Value::Integer((round % 900) as i64);
    let (top, leaf) = (place(&instance, "q_0_0")?, place(&instance, &leaf(size))?);
    figures.push(answers(&mut instance, &top, number)?.figure("chain: answer at the top", size));
    figures.push(answers(&mut instance, &leaf, number)?.figure("chain: answer at a leaf", size));
    Ok(())
}

/// A question of `chain` in the middle that nothing depends on.
pub fn leaf(size: usize) -> String {
    format!("q_{}_1", groups(size) / 2)
}

fn wide(mut instance: Instance, size: usize, figures: &mut Figures) -> Outcome<()> {
    let gate = place(&instance, "gate")?;
    let toggle = |round: usize| Value::Choice((round % 2) as u32);
    figures.push(answers(&mut instance, &gate, toggle)?.figure("wide: toggle", size));
    Ok(())
}

fn roster(mut instance: Instance, size: usize, figures: &mut Figures) -> Outcome<()> {
    let (repeat, mut age) = (place(&instance, "member")?, place(&instance, "age")?);
    let (mut adds, mut ages) = (Sample::default(), Sample::default());
    for member in 0..members(size) {
        if member > 0 {
            let added = adds.time(|| instance.add_repeat(&repeat))?;
            age.at.clone_from(&added.at);
        }
        ages.time(|| answer(&mut instance, &age, Value::Integer((member % 60) as i64)))?;
    }
    figures.push(adds.figure("roster: add a member", size));
    figures.push(ages.figure("roster: answer an age", size));
    Ok(())
}

fn cascade(mut instance: Instance, size: usize, figures: &mut Figures) -> Outcome<()> {
    let [region, district, village] = ["region", "district", "village"].map(|name| place(&instance, name));
    let (region, district, village) = (region?, district?, village?);
    answer(&mut instance, &region, Value::Choice(3))?;
    let in_region = instance.choices(&district);
    let (mut lists, mut answers) = (Sample::default(), Sample::default());
    for round in 0..ANSWERS {
        let chosen = in_region[round % in_region.len()];
        answers.time(|| answer(&mut instance, &district, Value::Choice(chosen)))?;
        let matching = lists.time(|| instance.choices(&village));
        if matching.len() != (choices(size) / REGIONS).min(100) {
            return Err("the cascade offers the wrong number of villages".into());
        }
    }
    figures.push(answers.figure("choices: answer the district", size));
    figures.push(lists.figure("choices: list those that match", size));
    Ok(())
}
