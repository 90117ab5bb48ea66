//! The shipped study reads without a word; each fault of a copy is found where it stands.

use std::path::{Path, PathBuf};

use super::read_folder;

fn training_study() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instruments/training-study")
}

#[test]
fn the_training_study_has_neither_errors_nor_warnings() {
    let reading = read_folder(&training_study());
    let said: Vec<String> = reading.issues.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{said:#?}");
    let study = reading.study.expect("a folder without errors gives a study");
    assert_eq!(study.id.0, "river-crossing");
    assert_eq!(study.told.len(), 24);
}
