//! Keys and ciphers: every primitive that guards something, called in one place each.
//!
//! All of them are crates', and each is held to its published vectors as it is called here (`tests.rs` lists them).
//! This room chooses: which cipher, how long a nonce, which mode; nobody above chooses again. It knows bytes and
//! nothing else: no store, no record, no person, no clock, and no randomness of its own.
//!
//! | for | by | in |
//! |---|---|---|
//! | sealing under a key that is used often | XChaCha20-Poly1305, random nonce | `cipher.rs` |
//! | sealing under a key that is used once | ChaCha20-Poly1305, nonce of zeros | `cipher.rs` |
//! | a key out of a key | BLAKE3 key derivation, a context for each use | `cipher.rs` |
//! | sealing to somebody's public key | HPKE: X25519, HKDF-SHA256, ChaCha20-Poly1305 | `sealing.rs` |
//! | a device's signatures | ECDSA on P-256 with SHA-256 | `signing.rs` |
//! | a key out of a PIN or passphrase | Argon2id | `stretch.rs` |
//! | what a keystore adds to it | HMAC-SHA256 | `mac.rs` |
//!
//! Two stand elsewhere: hashes of what is no secret are `ids`' ([`Hash32`](crate::ids::Hash32)), and what holders sign
//! is signed by Ed25519 in `authority`, beside the rule which bytes those are.

pub mod cipher;
mod mac;
#[cfg(debug_assertions)]
pub mod rehearsal;
mod sealing;
mod signing;
mod stretch;

pub use cipher::{Key, NONCE_BYTES, NotOpened, TAG_BYTES, open_once, seal_once};
pub use mac::hmac_sha256;
pub use sealing::{SEALING_OVERHEAD_BYTES, SealingPublic, SealingSecret, UnusablePublicKey};
pub use signing::{DeviceSigner, Signature, SignatureError, SignerPublic, SoftwareSigner};
pub use stretch::{CostOutOfBounds, PASSES_MAX, SALT_BYTES, STRETCH_MS_MAX, STRETCH_MS_MIN, StretchCost, stretch};

#[cfg(test)]
mod tests;
