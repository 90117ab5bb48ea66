//! Folders that inputs are written into: in memory where the machine has such a place.

use std::path::Path;

use tempfile::TempDir;

/// A folder of this process, gone with it.
pub fn fresh() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder can be made")
}
