//! An allocator that counts: how many times memory was asked for, and how many bytes.
//!
//! It stands in the benchmark only. Counting costs a few nanoseconds an allocation, which makes our own figures worse,
//! never better.
#![allow(unsafe_code, reason = "the trait of an allocator is unsafe; every call goes on to the system's unchanged")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

#[global_allocator]
static COUNTING: Counting = Counting { times: AtomicU64::new(0), bytes: AtomicU64::new(0) };

struct Counting {
    times: AtomicU64,
    bytes: AtomicU64,
}

impl Counting {
    fn note(&self, bytes: usize) {
        self.times.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }
}

// SAFETY: each call is handed to the system's allocator with the arguments that it came with.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.note(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.note(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.note(size);
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What was asked for since the program began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allocated {
    /// How many times.
    pub times: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// What was asked for until now.
pub fn allocated() -> Allocated {
    Allocated { times: COUNTING.times.load(Relaxed), bytes: COUNTING.bytes.load(Relaxed) }
}

impl Allocated {
    /// What was asked for since then.
    pub fn since(self, before: Self) -> Self {
        Self { times: self.times - before.times, bytes: self.bytes - before.bytes }
    }
}
