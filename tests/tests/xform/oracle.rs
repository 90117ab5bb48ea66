//! JavaRosa itself: our XForms against pyxform's, and our submissions against JavaRosa's.

use std::{
    env,
    error::Error,
    fs,
    path::Path,
    process::Command,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use fieldward_core::{
    collect::replay::walked,
    form::Form,
    xform::{self, Marks},
};
use fieldward_tests::tables::workbook;

use super::{Outcome, forms, surroundings};

/// Walks of each form.
const WALKS: u64 = 20;

#[test]
fn javarosa_walks_our_xform_and_pyxforms_alike() -> Outcome {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() % 1_000_000;
    let place = tempfile::tempdir()?;
    let jar = env::var("ORACLE_JAR")?;
    let classes = format!("{jar}:{}:{}", env::var("ORACLE_CLASSES")?, place.path().display());
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/xform/Submit.java");
    run(Command::new("javac").args(["-cp", &classes, "-d"]).arg(place.path()).arg(program))?;
    let mut found = Vec::new();
    for (name, path) in forms::files(".md")? {
        let book = workbook(&fs::read_to_string(path)?)?;
        let form = Arc::new(fieldward_core::xlsform::read(&book).form.ok_or("a form that is refused")?);
        let file = |ending: &str| place.path().join(format!("{name}{ending}"));
        fs::write(file(".xlsx"), book)?;
        run(Command::new(env::var("XLS2XFORM")?).arg("--skip_validate").arg(file(".xlsx")).arg(file(".theirs.xml")))?;
        fs::write(file(".ours.xml"), xform::write(&form))?;
        run(Command::new("java").args(["-jar", &jar]).arg(file(".ours.xml")))?;
        for side in [".theirs", ".ours"] {
            let (from, to) = (seed.to_string(), (seed + WALKS - 1).to_string());
            let walk = ["-cp", &classes, "Submit"];
            run(Command::new("java").args(walk).arg(file(&format!("{side}.xml"))).args([&from, &to]).arg(file(side)))?;
        }
        found.extend(compared(&name, &form, &file(".theirs"), &file(".ours"))?);
    }
    assert!(found.is_empty(), "from seed {seed}:\n{}", found.join("\n"));
    Ok(())
}

/// What differs between two folders of walks, and between JavaRosa's submissions and ours.
fn compared(name: &str, form: &Arc<Form>, theirs: &Path, ours: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(theirs)? {
        let path = entry?.path();
        let file = path.file_name().ok_or("a file without a name")?;
        let (one, other) = (fs::read_to_string(&path)?, fs::read_to_string(ours.join(file))?);
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            found.extend(
                first_difference(&without_chance(&one), &without_chance(&other)).map(|line| format!("{name}: {line}")),
            );
            let (lines, walked) = walked(form, &one, &surroundings())?;
            if lines.last().map(|line| without_chance(line)) == one.lines().last().map(without_chance) {
                let sent = xform::submission(walked.instance(), &Marks::default());
                let theirs = fs::read_to_string(path.with_extension("xml"))?;
                let (theirs, sent) = (elements(&without_chance(&theirs)), elements(&without_chance(&sent)));
                found.extend(first_difference(&theirs, &sent).map(|line| format!("{name}, submission: {line}")));
            }
        }
    }
    Ok(found)
}

/// Without what chance and clock decide.
fn without_chance(text: &str) -> String {
    let mut parts = text.split("uuid:");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain += part.trim_start_matches(|letter: char| letter.is_ascii_hexdigit() || letter == '-');
    }
    plain
}

/// One element a line, empty ones written in one way.
fn elements(xml: &str) -> String {
    let start =
        xml.find("<").and_then(|first| xml[first + 1..].find('<').map(|second| first + 1 + second)).unwrap_or(0);
    xml[start..].replace(" />", "/>").replace('>', ">\n").replace("\n<", "\n\n<")
}

fn first_difference(one: &str, other: &str) -> Option<String> {
    let pairs = one.lines().zip(other.lines());
    let different = pairs.into_iter().find(|(one, other)| one != other).map(|(one, other)| format!("{one} is {other}"));
    different.or_else(|| (one.lines().count() != other.lines().count()).then(|| "one is longer".to_owned()))
}

fn run(command: &mut Command) -> Outcome {
    let output = command.output()?;
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(told.into()) }
}
