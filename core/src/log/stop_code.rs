//! Why an interview stopped.

use serde::{Deserialize, Serialize};

/// Why an interview stopped. Codes are those of the instruments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StopCode {
    /// Distress of level 2.
    St1,
    /// Distress of level 3, or danger now.
    St2,
    /// Risk of reprisal.
    St3,
    /// Recent abuse or trafficking known, or distress at the start: not a research subject.
    St4,
    /// Agreement not understood, refused or withdrawn; also the person's own stop.
    St5,
    /// Second level 1 in a visit.
    St6,
    /// A third person insists, enters or listens.
    St7,
    /// Language mismatch, or an unsafe interpreter.
    St8,
    /// Already interviewed with this instrument.
    St9,
    /// Time limit: to the closing section.
    St10,
    /// Age outside the protocol.
    St11,
    /// The interviewer is unsafe or unwell.
    St12,
    /// Observation: a child ill, hurt, very upset, or handed over under force.
    StD1,
    /// A gate that cannot be passed: no service reachable, no training, no safety plan.
    Gate,
}
