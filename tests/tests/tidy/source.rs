//! The source files of the workspace, read once.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One Rust file.
pub(crate) struct Source {
    /// From the repository's root, with forward slashes: `core/src/ids.rs`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

impl Source {
    /// Tests are held to sizes, not to names or layers.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests")
            || self.path.ends_with("/double.rs")
            || self.path.ends_with("tests.rs")
    }

    /// The room of core it belongs to: `expr`, `vault` ...
    pub(crate) fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("core/src/")?;
        inside.split(['/', '.']).next().filter(|room| *room != "lib")
    }

    /// Its lines of code, numbered from 1, without the tests at its end and without comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .take_while(|line| line.trim() != "#[cfg(test)]")
            .enumerate()
            .map(|(at, line)| (at + 1, line.split("//").next().unwrap_or(line)))
            .filter(|(_, line)| !line.trim().is_empty())
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the repository").to_path_buf()
}

/// Every Rust file of ours.
pub(crate) fn all() -> Vec<Source> {
    let mut found = Vec::new();
    for package in ["core", "ffi", "sync-server", "tests"] {
        walk(&root().join(package), &mut found);
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder that opens can be listed").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                walk(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let inside = path.strip_prefix(root()).expect("the walk begins at the root");
            let text = fs::read_to_string(&path).expect("our sources are UTF-8");
            found.push(Source { path: inside.to_string_lossy().replace('\\', "/"), text });
        }
    }
}
