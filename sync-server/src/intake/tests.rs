//! What a server says about parcels, and to whom: a parcel names its device, and anybody can make one.

use fieldward_core::{
    ids::{DeviceId, RecordId},
    record::{RecordHeader, identity::Custodians, seal},
    sync::wire::PackageSeal,
    vault::{DeviceSigner, SealingPublic, Signature, SoftwareSigner},
};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::{
    clock,
    store::{Enrolment, InviteRow, PublishedPackage, PublishedStudy, sqlite::SqliteStore},
};

/// A server with a study in force.
pub(crate) struct Field {
    pub folder: TempDir,
    pub store: SqliteStore,
    pub carrier: SealingSecret,
}

/// An enrolled phone.
pub(crate) struct Phone {
    pub id: DeviceId,
    signer: SoftwareSigner,
    secret: SealingSecret,
}

impl Field {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = SqliteStore::open(folder.path()).expect("an empty store");
        let (key, hash) = (SealingPublic([9; 32]), Hash32::of(b"package"));
        let study = PublishedStudy {
            id: StudyId("study".into()),
            package: hash,
            sealing_key: key,
            signing_key: SoftwareSigner::random(&mut clock::rng()).public(),
            custodians: Custodians { first: vec![key], second: vec![key] },
            keys_signature: Signature([1; 64]),
            wrapped: Vec::new(),
        };
        let seal = PackageSeal { serial: 1, signature: Signature([2; 64]) };
        let package = PublishedPackage { hash, bytes: b"package".to_vec(), seal, published_ms: 1 };
        store.publish(&study, &package).expect("the store takes it");
        Self { folder, store, carrier: SealingSecret::from_bytes([7; 32]) }
    }

    pub fn phone(&self, number: u8) -> Phone {
        let token = Hash32([number; 32]);
        let phone = Phone {
            id: DeviceId(Uuid::from_u128(number.into())),
            signer: SoftwareSigner::random(&mut clock::rng()),
            secret: SealingSecret::from_bytes([number; 32]),
        };
        self.store.invite(&InviteRow { token, label: "one".into(), expires_ms: 100 }).expect("the store takes it");
        let (signing_key, sealing_key) = (phone.signer.public(), phone.secret.public());
        let enrolment = Enrolment { token, device: phone.id, signing_key, sealing_key, at_ms: 1 };
        self.store.enrol(&enrolment).expect("the token is fresh");
        phone
    }

    /// The first alert of a phone, of this study, signed by some phone.
    pub fn parcel(&self, phone: &Phone, study: &str, by: &Phone) -> Vec<u8> {
        let header = RecordHeader {
            study: StudyId(study.into()),
            form: Hash32([1; 32]),
            statement: Hash32([2; 32]),
            device: phone.id,
            stream: StreamKind::Alert,
            sequence: 1,
            record: RecordId(Uuid::from_u128(u128::from(phone.id.0.as_bytes()[15]) << 8)),
        };
        let key = SealingSecret::from_bytes([3; 32]).public();
        let record = seal(header, b"help", &key, &mut clock::rng()).expect("small");
        let batch = Batch::sign(Hash32([0; 32]), vec![record], &by.signer).expect("one record is a batch");
        let parcel = Parcel { device: phone.id, push: Push::new(Vec::new(), &batch), orders: 0 };
        parcel.seal(&self.carrier.public(), &mut clock::rng()).expect("small")
    }

    fn receipt(&self, phone: &Phone, parcel: &[u8]) -> Receipt {
        let sealed =
            take_parcel(&self.store, &self.carrier, parcel, 5, &mut clock::rng()).expect("it is for this server");
        Receipt::open(&sealed, (phone.id, &phone.secret), &self.carrier.public()).expect("it is for this phone")
    }
}

#[test]
fn a_parcel_in_another_phones_name_is_never_answered_with_a_refused_record() {
    let field = Field::new();
    let (phone, attacker) = (field.phone(1), field.phone(2));
    let forged = field.parcel(&phone, "another study", &attacker);
    assert_eq!(field.receipt(&phone, &forged).refused, None, "the phone would set its alert aside for good");
    let own = field.parcel(&phone, "another study", &phone);
    let refused = Some((StreamKind::Alert, Refused { sequence: 1, code: FaultCode::Unknown }));
    assert_eq!(field.receipt(&phone, &own).refused, refused, "of its own record it is told");
    let own = field.parcel(&phone, "study", &phone);
    let receipt = field.receipt(&phone, &own);
    assert_eq!((receipt.refused, receipt.marks[0].durable), (None, 1));
}
