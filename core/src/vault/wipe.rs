//! Overwrites what the calls before have left on the stack.
//!
//! Keys are wiped where they lived, but a value that is moved leaves its old bytes behind, and so do ciphers that work
//! on copies. Below the current frame nothing is in use, and a large array that is zeroed takes its place. Best effort:
//! registers and what the system itself copied are out of reach. A test searches a process's memory after a lock.

use zeroize::Zeroize;

/// More than the calls of this room use; less than a tenth of the smallest stack that a phone gives to a thread.
const STACK_BYTES: usize = 48 * 1024;

/// To be called when keys have been used and the caller goes on without them.
#[inline(never)]
pub(super) fn stack() {
    let mut area = [0_u8; STACK_BYTES];
    std::hint::black_box(&mut area).zeroize();
}
