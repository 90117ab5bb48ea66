//! Real forms: every workbook and XForm of a folder is walked by JavaRosa and replayed, and a table says how much
//! differs. `ORACLE_FORMS=FOLDER cargo verify oracle` runs it; ORACLE_WALKS says how many seeds.
//!
//! What the clock decides is left out: nodes that two walks of one seed, made one after the other, do not agree on.
#![allow(clippy::print_stdout, reason = "says on the terminal how much was compared")]

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use fieldward_core::{form::attached::Attachments, xform};
use serde_json::Value;

use crate::{
    Outcome, compare, oracle,
    walker::{self, Walks},
};

/// Seeds of each form, when nobody says how many.
const WALKS: u64 = 20;
/// Seconds that one form is walked.
const SECONDS: u64 = 300;
/// Differences of one form that are told.
const TOLD_MAX: usize = 5;

#[test]
fn forms_of_a_folder_have_the_same_outcomes_and_values() -> Outcome {
    let Ok(source) = env::var("ORACLE_FORMS") else { return Ok(()) };
    let place = tempfile::tempdir()?;
    gather(Path::new(&source), place.path())?;
    walker::convert(place.path())?;
    let first = oracle::number("ORACLE_SEED")?.unwrap_or(1);
    let many = oracle::number("ORACLE_WALKS")?.unwrap_or(WALKS);
    let walks = Walks { first, many, seconds: SECONDS, offset_min: oracle::offset(first) };
    // Twice, so that what the clock decides can be told apart.
    let again = place.path().join("walks-again");
    walker::walk(place.path(), Walks { many: many.min(4), ..walks })?;
    fs::rename(place.path().join("walks"), &again)?;
    let broken = walker::walk(place.path(), walks)?;
    let files = beside(place.path())?;
    println!("{:>5} {:>8} {:>6} {:>6}  form (seeds, lines, differences of the workbook, of its XForm)", "", "", "", "");
    let mut different = 0;
    for form in forms(place.path())? {
        let told =
            Row { folder: place.path(), again: &again, form: &form, offset_min: walks.offset_min, files: &files }
                .compare()?;
        let broke =
            broken.get(&form).map_or(String::new(), |broke| format!(" [JavaRosa broke {}: {}]", broke.len(), broke[0]));
        println!("{}{broke}", told.0);
        different += told.1;
    }
    assert_eq!(different, 0, "{different} lines and values differ");
    Ok(())
}

/// Copies what is in a folder, flat. A file that is an XForm already is one under the name that pyxform would give it.
fn gather(from: &Path, to: &Path) -> Outcome {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = fs::read(&path)?;
            let is_form = xform::is_xform(&bytes) && String::from_utf8_lossy(&bytes).contains("xforms");
            fs::write(to.join(if is_form { format!("{name}.xform") } else { name }), bytes)?;
        }
    }
    Ok(())
}

fn forms(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut forms = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        forms.extend(name.strip_suffix(".xform").map(str::to_owned));
    }
    Ok(forms.into_iter().collect())
}

/// The files that forms may name.
fn beside(folder: &Path) -> Result<Attachments, Box<dyn Error>> {
    let mut files = Attachments::default();
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if [".csv", ".xml", ".geojson"].iter().any(|end| name.ends_with(end))
            && files.add(&name, fs::read(&path)?).is_err()
        {
            break;
        }
    }
    Ok(files)
}

/// One form of the folder.
struct Row<'r> {
    folder: &'r Path,
    again: &'r Path,
    form: &'r str,
    offset_min: i16,
    files: &'r Attachments,
}

impl Row<'_> {
    /// A line of the table with the first differences below, and how many there are.
    fn compare(&self) -> Result<(String, usize), Box<dyn Error>> {
        let walks = walker::walked(self.folder, self.form)?;
        let volatile = self.volatile()?;
        let lines: usize = walks.iter().map(|walk| walk.text.lines().count()).sum();
        let book = self.folder.join(self.form);
        let mut found = Vec::new();
        let mut counts = Vec::new();
        for source in [book.clone(), self.folder.join(format!("{}.xform", self.form))] {
            if !source.exists() {
                counts.push("-".to_owned());
                continue;
            }
            let form = match compare::form_of(&fs::read(&source)?, self.files) {
                Ok(form) => form,
                Err(refused) => {
                    counts.push("refus".to_owned());
                    // A form that JavaRosa breaks on is rightly refused.
                    found.extend((!walks.is_empty()).then(|| refused.to_string()));
                    continue;
                }
            };
            let before = found.len();
            for walk in &walks {
                let surroundings = compare::surroundings_at(walk.wall_ms, self.offset_min);
                let differences = compare::differences(self.form, &form, &walk.text, &surroundings)?;
                let steady = differences.into_iter().filter(|line| !volatile.iter().any(|node| line.node == *node));
                found.extend(steady.map(|line| format!("seed {}: {}", walk.seed, line.told)));
            }
            counts.push((found.len() - before).to_string());
        }
        let mut row = format!("{:>5} {lines:>8} {:>6} {:>6}  {}", walks.len(), counts[0], counts[1], self.form);
        for line in found.iter().take(TOLD_MAX) {
            row += &format!("\n        {}", line.chars().take(400).collect::<String>());
        }
        Ok((row, found.len()))
    }

    /// Nodes that are not the same in two walks of one seed.
    fn volatile(&self) -> Result<BTreeSet<String>, Box<dyn Error>> {
        let mut volatile = BTreeSet::new();
        for walk in walker::walked(self.folder, self.form)? {
            let Ok(again) = fs::read_to_string(self.again.join(self.form).join(format!("{}.jsonl", walk.seed))) else {
                continue;
            };
            for (one, other) in walk.text.lines().zip(again.lines()).filter(|(one, other)| one != other) {
                let (one, other): (Value, Value) = (serde_json::from_str(one)?, serde_json::from_str(other)?);
                let (Some(one), Some(other)) = (one["nodes"].as_object(), other["nodes"].as_object()) else { continue };
                let unlike = one.iter().filter(|(node, value)| other.get(*node) != Some(value));
                volatile.extend(unlike.map(|(node, _)| compare::without_positions(node)));
            }
        }
        Ok(volatile)
    }
}
