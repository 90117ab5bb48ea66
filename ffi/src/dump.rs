//! Keeps keys and answers out of core dumps.
//!
//! A program that crashes can leave its whole memory in a file, which no key protects. Phones forbid that to apps;
//! a laptop, or a phone set up by its maker's engineers, may not. So does the system's swap space: memory is not locked
//! against it here, because stretching a PIN takes more than an ordinary account may lock, and a half of it would be a
//! promise nobody could keep. A laptop in the field needs an encrypted disk.

/// From now on this process leaves no core dump, and no other process of the same account may read its memory. Where
/// the system does not do it, nothing is worse than before.
pub(crate) fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    // A dump can also be piped to another program, whatever its limit.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn a_crash_leaves_no_core_dump() {
        super::forbid();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    }
}
