//! Every seed, and every input that once broke something, through its target.

use std::{fs, path::Path};

use fieldward_fuzz::TARGETS;

#[test]
fn seeds_break_nothing() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
        let mut count = 0;
        for entry in fs::read_dir(folder).expect("each target has its seeds") {
            let input = fs::read(entry.expect("a folder that opens can be listed").path()).expect("a seed is a file");
            target(&input);
            count += 1;
        }
        assert!(count > 0, "{name} has no seed");
    }
}
