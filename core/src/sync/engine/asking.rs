//! What is asked for, before it is signed: a request, and what its answer will be read as.
//!
//! One request is on its way at a time. What was asked is all that the engine remembers of it, so an answer has its
//! meaning from here and never from what the server says that it answers.

use super::{Wanted, lane::Ready};
use crate::{
    ids::{Hash32, StreamKind},
    sync::wire::{Method, encode, path},
};

/// What is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    State,
    Orders,
    Push(Pushing),
    Offer { stream: StreamKind, sequence: u64 },
    Held,
    Download(Wanted),
    Media(Hash32),
}

/// The records of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pushing {
    pub stream: StreamKind,
    pub first: u64,
    pub last: u64,
    pub bytes: u64,
}

/// A request that is not signed yet.
#[derive(Debug)]
pub(super) struct Asking {
    pub asked: Asked,
    pub method: Method,
    pub path: String,
    pub body: Vec<u8>,
}

impl Asking {
    /// Reads what is at a path.
    pub fn get(asked: Asked, path: impl Into<String>) -> Self {
        Self { asked, method: Method::Get, path: path.into(), body: Vec::new() }
    }

    /// Sends a body to a path.
    pub fn post(asked: Asked, path: impl Into<String>, body: Vec<u8>) -> Self {
        Self { asked, method: Method::Post, path: path.into(), body }
    }

    /// The next records of a stream.
    pub fn push(stream: StreamKind, ready: &Ready) -> Self {
        let Ready { first, last, bytes, .. } = *ready;
        Self::post(Asked::Push(Pushing { stream, first, last, bytes }), path::PUSH, encode(&ready.push))
    }

    /// One record that was set aside, once more.
    pub fn offer(stream: StreamKind, sequence: u64, ready: &Ready) -> Self {
        Self::post(Asked::Offer { stream, sequence }, path::PUSH, encode(&ready.push))
    }
}
