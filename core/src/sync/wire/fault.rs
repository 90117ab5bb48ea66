//! What a server says when it does not do what it was asked: a code for programs, a sentence for people, and what to
//! do about it.
//!
//! A fault names no person, no record's content and no other device. Where two causes must not be told apart from
//! outside (an unknown and an expired token), they share one code.

use serde::{Deserialize, Serialize};

use crate::ids::StreamKind;

/// Why, for programs. The number of the variant is its byte on the wire; new ones are added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultCode {
    /// 0. The body cannot be read (400).
    Body,
    /// 1. No such path, or no such package (404).
    Unknown,
    /// 2. A number or size is over a limit of the wire (413).
    TooLarge,
    /// 3. The request is not signed by an enrolled device (401).
    Signature,
    /// 4. The device was revoked (403).
    Revoked,
    /// 5. The token is unknown, used, or too old (403).
    Token,
    /// 6. Numbers are missing between the server's mark and the first record (409).
    Gap {
        /// Which stream.
        stream: StreamKind,
        /// The server's mark: send from the next number.
        durable: u64,
    },
    /// 7. The server has another record with this number (409).
    Fork {
        /// Which stream.
        stream: StreamKind,
        /// The number that is taken.
        sequence: u64,
    },
    /// 8. The chain or its signature does not fit the records (422).
    Chain,
    /// 9. Too much at once; ask again later (503).
    Busy,
    /// 10. The server's disk is full (507).
    Full,
    /// 11. The server failed; its log says why (500).
    Internal,
    /// 12. The server has no study yet (503).
    NoStudy,
    /// 13. This device has sent more than a day's share, or more than may wait (429).
    Quota,
}

/// The body of every answer with a status of 400 or above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// For programs.
    pub code: FaultCode,
    /// One sentence: what is wrong.
    pub message: String,
    /// One sentence: what to do.
    pub remedy: String,
}

impl FaultCode {
    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Body => 400,
            Self::Signature => 401,
            Self::Revoked | Self::Token => 403,
            Self::Unknown => 404,
            Self::Gap { .. } | Self::Fork { .. } => 409,
            Self::TooLarge => 413,
            Self::Chain => 422,
            Self::Quota => 429,
            Self::Internal => 500,
            Self::Busy | Self::NoStudy => 503,
            Self::Full => 507,
        }
    }

    /// The fault with the words that go with the code.
    #[must_use]
    pub fn fault(self) -> Fault {
        let (message, remedy) = self.words();
        Fault { code: self, message: message.into(), remedy: remedy.into() }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Body => ("The body of the request cannot be read.", "Send it again; if it fails again, update."),
            Self::Unknown => ("There is nothing at this path.", "Ask for the state and begin again from there."),
            Self::TooLarge => ("The request is larger than the wire allows.", "Send fewer records at once."),
            Self::Signature => {
                ("The request is not signed by a device of this study.", "Enrol the device with a new invite.")
            }
            Self::Revoked => ("This device was revoked.", "Ask your supervisor; a new invite enrols it again."),
            Self::Token => {
                ("This invite cannot be used: it was used already, or its ten minutes are over.", "Ask for a new one.")
            }
            Self::Gap { .. } => ("Records are missing before these.", "Send from the number after the server's mark."),
            Self::Fork { .. } => (
                "The server holds another record with the same number; both are kept.",
                "Stop sending this stream and tell your supervisor.",
            ),
            Self::Chain => {
                ("The records do not fit their chain or its signature.", "Build the batch again from what is stored.")
            }
            Self::Busy => ("The server has too much to do.", "Try again in a while."),
            Self::Full => ("The server's disk is full.", "Nothing was lost: try again when there is room."),
            Self::Internal => ("The server failed.", "Nothing was acknowledged: try again in a while."),
            Self::Quota => (
                "This device has sent more than its share of a day, or more than may wait.",
                "Nothing was lost: try again tomorrow, or tell your supervisor.",
            ),
            Self::NoStudy => ("The server has no study yet.", "Publish one with `fieldward study publish`."),
        }
    }
}
