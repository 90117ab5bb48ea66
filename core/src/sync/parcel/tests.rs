//! Parcels, receipts and files: who can read and make them, what they show, and their bytes.

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use uuid::Uuid;

use super::*;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

fn secret(byte: u8) -> SealingSecret {
    SealingSecret::from_bytes([byte; 32])
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(5)
}

pub(crate) fn parcel(bytes: usize) -> Parcel {
    Parcel { device: DEVICE, push: Push { parked: Vec::new(), batch: vec![4; bytes] }, orders: 2 }
}

pub(crate) fn receipt() -> Receipt {
    Receipt {
        parcel: Hash32([1; 32]),
        marks: Vec::new(),
        refused: None,
        orders: Vec::new(),
        orders_last: 3,
        server_ms: 1_790_000_000_000,
        vouched: None,
    }
}

#[test]
fn a_parcel_is_for_one_server_and_shows_its_size_in_steps() {
    let mut sizes = Vec::new();
    for bytes in [0, 100, 3_000, 4_090, 20_000, 100_000, 200_000, 400_000] {
        let sealed = parcel(bytes).seal(&secret(1).public(), &mut rng()).expect("it fits");
        assert_eq!(Parcel::open(&sealed, &secret(1)), Ok(parcel(bytes)));
        assert_eq!(Parcel::open(&sealed, &secret(2)), Err(CarriedError::NotOpened));
        let mut changed = sealed.clone();
        changed[bytes / 2] ^= 1;
        assert_eq!(Parcel::open(&changed, &secret(1)), Err(CarriedError::NotOpened));
        sizes.push(sealed.len() - crate::seal::SEALING_OVERHEAD_BYTES);
    }
    assert_eq!(sizes, [4096, 4096, 4096, 16384, 65536, 131_072, 262_144, 524_288]);
    assert_eq!(parcel(PARCEL_BYTES_MAX).seal(&secret(1).public(), &mut rng()), Err(CarriedError::Length));
}

#[test]
fn a_receipt_is_for_one_device_and_of_one_server() {
    let (own, server) = (secret(3), secret(1));
    let sealed = receipt().seal((DEVICE, &own.public()), &server, &mut rng()).expect("it fits");
    assert_eq!(Receipt::open(&sealed, (DEVICE, &own), &server.public()), Ok(receipt()));
    let other = DeviceId(Uuid::from_u128(8));
    let refused = Err(CarriedError::NotOpened);
    assert_eq!(Receipt::open(&sealed, (other, &own), &server.public()), refused, "another device's");
    assert_eq!(Receipt::open(&sealed, (DEVICE, &secret(4)), &server.public()), refused, "another key");
    assert_eq!(Receipt::open(&sealed, (DEVICE, &own), &secret(2).public()), refused, "another server's");
    // Who knows the device's public key only can seal to it, and is not believed.
    let forged = own.public().seal(RECEIPT_USE, DEVICE.0.as_bytes(), &padded(&receipt()).expect("it fits"), &mut rng());
    assert_eq!(Receipt::open(&forged.expect("a sound key"), (DEVICE, &own), &server.public()), refused);
}

#[test]
fn a_file_is_a_title_and_what_follows_each_after_its_length() {
    let file = FileKind::Outbox.write(&[vec![1, 2], vec![3]]).expect("it fits");
    assert_eq!(file, b"fieldward-outbox-01\n\0\0\0\x02\x01\x02\0\0\0\x01\x03");
    assert_eq!(FileKind::Outbox.read(&file), Ok(vec![[1, 2].as_slice(), &[3]]));
    assert_eq!(FileKind::Receipts.read(&file), Err(CarriedError::Other));
    for cut in 21..file.len() {
        let expected = if cut == 26 { Ok(1) } else { Err(CarriedError::Length) };
        assert_eq!(FileKind::Outbox.read(&file[..cut]).map(|found| found.len()), expected, "cut at {cut}");
    }
    let many = vec![Vec::new(); FILE_PARCELS_MAX + 1];
    assert_eq!(FileKind::Outbox.write(&many), Err(CarriedError::Length));
    let long = [FileKind::Outbox.title().as_slice(), &(PARCEL_BYTES_MAX as u32 + 1).to_be_bytes()].concat();
    assert_eq!(FileKind::Outbox.read(&long), Err(CarriedError::Length));
}

proptest! {
    #[test]
    fn whatever_is_brought_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = FileKind::Outbox.read(&bytes);
        prop_assert!(Parcel::open(&bytes, &secret(1)).is_err());
        prop_assert!(Receipt::open(&bytes, (DEVICE, &secret(3)), &secret(1).public()).is_err());
    }
}
