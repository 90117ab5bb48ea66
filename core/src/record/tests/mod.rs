//! Records as a whole: what opens, what does not, and the bytes that must never change.

mod chain;
mod golden;
mod identity;
mod sealing;
mod small;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use uuid::Uuid;

use super::{RecordHeader, SealedRecord, StreamKind, StudySecret, seal};
use crate::{
    ids::{DeviceId, Hash32, RecordId, StudyId},
    seal::SealingSecret,
};

const CONTENT: &[u8] = b"what was said";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn study() -> StudySecret {
    StudySecret(SealingSecret::from_bytes([7; 32]))
}

fn header(stream: StreamKind, sequence: u64) -> RecordHeader {
    RecordHeader {
        study: StudyId("bus-stations-2026".into()),
        form: Hash32::of(b"form"),
        statement: Hash32::of(b"statement"),
        device: DeviceId(Uuid::from_u128(0xd0)),
        stream,
        sequence,
        record: RecordId(Uuid::from_u128(0xa000 + u128::from(sequence))),
    }
}

fn answers(sequence: u64) -> SealedRecord {
    let header = header(StreamKind::Answers, sequence);
    seal(header, CONTENT, &study().public(), &mut rng(sequence)).expect("small, and the key is sound")
}
