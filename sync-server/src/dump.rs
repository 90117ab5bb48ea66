//! No picture of this process's memory on a disk: keys and answers are in it while somebody works.
//!
//! A crash writes a core file where the system lets it, and another program of the same account may read the memory of
//! a running one. Both are forbidden before anything else is done. What a system does not offer is left as it is.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Forbids core files, and on Linux reading by other programs too.
pub fn forbid() {
    // The only failure is a system that keeps its own rule, and there is nothing better to do then.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_leaves_no_memory_on_the_disk() {
        forbid();
        assert_eq!(rustix::process::getrlimit(Resource::Core).current, Some(0));
        #[cfg(target_os = "linux")]
        assert_eq!(rustix::process::dumpable_behavior(), Ok(rustix::process::DumpableBehavior::NotDumpable));
    }
}
