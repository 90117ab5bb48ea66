//! `GET /v1/media/{hash}` and `POST /v1/media/{hash}/{total}/{from}`: recordings, a sealed chunk at a time.
//!
//! The body of a post is the chunk's bytes. A chunk that is not the next is not taken, and the answer says which is;
//! after the last one the server compares the hash, and begins anew when it differs.

use serde::{Deserialize, Serialize};

/// How far the server has a recording on its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaMark {
    /// Bytes of it, from the beginning.
    pub have: u64,
    /// All of it is there and has the hash that it is named by.
    pub whole: bool,
}
