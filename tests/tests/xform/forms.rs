//! The forms of these tests: tables as `javarosa/` has them, with their walks, and the shipped questionnaires.

use std::{error::Error, fs, path::PathBuf, sync::Arc};

use fieldward_core::{form::Form, xlsform};
use fieldward_tests::tables::workbook;

/// A name and a form.
pub type Named = (String, Arc<Form>);

/// Files below `javarosa/` with this ending, each with its name.
pub fn files(ending: &str) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/javarosa"))];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match name.strip_suffix(ending) {
                _ if path.is_dir() => folders.push(path),
                Some(name) if name != "README" => found.push((name.to_owned(), path)),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The forms of `javarosa/`.
pub fn tables() -> Result<Vec<Named>, Box<dyn Error>> {
    let mut forms = Vec::new();
    for (name, path) in files(".md")? {
        let form = read(&name, &workbook(&fs::read_to_string(path)?)?)?;
        forms.push((name, form));
    }
    Ok(forms)
}

/// The recorded walks through one of them.
pub fn walks(form: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let own = |name: &str| name.rsplit_once('-').is_some_and(|(known, _)| known == form);
    let files = files(".jsonl")?.into_iter().filter(|(name, _)| own(name));
    files.map(|(_, path)| Ok(fs::read_to_string(path)?)).collect()
}

/// The questionnaires that ship.
pub fn shipped() -> Result<Vec<Named>, Box<dyn Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/instruments/training-study/instruments");
    let mut forms = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.display().to_string();
        forms.push((name.clone(), read(&name, &fs::read(path)?)?));
    }
    Ok(forms)
}

fn read(name: &str, bytes: &[u8]) -> Result<Arc<Form>, Box<dyn Error>> {
    let reading = xlsform::read(bytes);
    let errors: Vec<String> = reading.issues.iter().filter(|issue| issue.is_error()).map(ToString::to_string).collect();
    Ok(Arc::new(reading.form.ok_or(format!("{name}: {}", errors.join("; ")))?))
}
