//! Every seed, and every input that once broke something, through its target.

use std::{collections::BTreeSet, fs, path::Path};

use fieldward_fuzz::TARGETS;

#[test]
fn seeds_break_nothing() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let listed = fs::read_dir(&seeds).expect("the seeds are there").map(|entry| entry.expect("a folder can be listed"));
    let folders: BTreeSet<String> = listed.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folders, names, "the fuzzer is run for every folder of seeds");
    for (name, target) in TARGETS {
        let mut count = 0;
        for entry in fs::read_dir(seeds.join(name)).expect("each target has its seeds") {
            let input = fs::read(entry.expect("a folder that opens can be listed").path()).expect("a seed is a file");
            target(&input);
            count += 1;
        }
        assert!(count > 0, "{name} has no seed");
    }
}
