//! Interviews from start to end, every stop rule, and the laws over all logs.

mod away;
mod course;
mod dropped;
mod fixture;
mod forged;
mod kinds;
mod laws;
mod shipped;
mod stops;
mod watching;
