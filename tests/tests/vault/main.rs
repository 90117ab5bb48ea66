//! The shipped vault on a disk that fails: a power cut at every write of everything that changes the lock or the whole
//! store, and a full disk. What is not synced then is there, gone or torn, as chance will have it.
//!
//! After each cut the store must be as it was before or as it should be after, and never half; what was destroyed must
//! not be readable.

mod bench;
mod cuts;
mod full;
