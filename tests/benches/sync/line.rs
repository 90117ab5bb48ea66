//! A 2G line in simulated time: slow, far, lossy, and cut every twenty seconds. No socket, no sleep.
//!
//! A packet that is lost is sent again after a time-out; a cut loses whatever is under way, and the next exchange opens
//! a new connection (a round trip for TCP, another for TLS, with the bytes of its handshake). Both ways of syncing go
//! over the same line by the same rules.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rand_core::Rng;

/// Bits in a second, up and down.
pub const BITS_A_SECOND: f64 = 50_000.0;
/// There and back.
pub const ROUND_TRIP_MS: f64 = 600.0;
/// Packets in a hundred that are lost.
pub const LOST_PERCENT: u64 = 5;
/// The line is cut at every multiple of this.
pub const CUT_EVERY_MS: f64 = 20_000.0;
/// A client notices a cut after so long.
const NOTICED_MS: f64 = 1_000.0;
/// A lost packet is sent again after so long: no less than a second, by RFC 6298.
const RESEND_MS: f64 = 1_200.0;
const PACKET_BYTES: u64 = 1_400;
const HEADER_BYTES: u64 = 40;
/// A TLS 1.3 handshake with a certificate of P-256.
const HANDSHAKE_UP: u64 = 400;
const HANDSHAKE_DOWN: u64 = 1_000;

/// What came of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchanged {
    /// Both ways whole.
    Whole,
    /// Cut before the server had the whole request.
    RequestLost,
    /// The server had it, the answer was lost.
    AnswerLost,
}

/// A line and its clock.
pub struct Line {
    /// Milliseconds since the start.
    pub now_ms: f64,
    /// Bytes that went up, sent again or not.
    pub up: u64,
    connected: bool,
    rng: ChaCha20Rng,
}

impl Line {
    /// A line with this luck.
    pub fn new(seed: u64) -> Self {
        Self { now_ms: 0.0, up: 0, connected: false, rng: ChaCha20Rng::seed_from_u64(seed) }
    }

    /// Nothing is sent for a while; the line is cut meanwhile like at any time.
    pub fn wait(&mut self, ms: f64) {
        self.connected &= self.now_ms + ms < self.next_cut();
        self.now_ms += ms;
    }

    /// A request of so many bytes up, and its answer.
    pub fn exchange(&mut self, up: u64, down: u64) -> Exchanged {
        let cut = self.next_cut();
        let mut at = self.now_ms;
        if !self.connected {
            at += ROUND_TRIP_MS;
            at += self.carry(HANDSHAKE_UP) + ROUND_TRIP_MS + self.carry(HANDSHAKE_DOWN);
        }
        at += self.carry(up);
        self.up += up;
        let arrived = at + ROUND_TRIP_MS / 2.0;
        at += ROUND_TRIP_MS + self.carry(down);
        if at < cut {
            self.now_ms = at;
            self.connected = true;
            return Exchanged::Whole;
        }
        self.now_ms = cut + NOTICED_MS;
        self.connected = false;
        if arrived < cut { Exchanged::AnswerLost } else { Exchanged::RequestLost }
    }

    fn next_cut(&self) -> f64 {
        ((self.now_ms / CUT_EVERY_MS).floor() + 1.0) * CUT_EVERY_MS
    }

    /// How long so many bytes take, with packets that are lost.
    fn carry(&mut self, bytes: u64) -> f64 {
        let packets = bytes.div_ceil(PACKET_BYTES).max(1);
        let mut ms = (bytes + packets * HEADER_BYTES) as f64 * 8_000.0 / BITS_A_SECOND;
        for _ in 0..packets {
            while self.rng.next_u64() % 100 < LOST_PERCENT {
                ms += RESEND_MS + (PACKET_BYTES.min(bytes) + HEADER_BYTES) as f64 * 8_000.0 / BITS_A_SECOND;
            }
        }
        ms
    }
}
