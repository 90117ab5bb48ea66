//! Giving an order: built on the study's last one, signed by two holders, checked as a device will check it, kept.
//!
//! The server's part ends here: it hands down what is kept, and can neither sign nor change it.

use fieldward_core::{
    authority::{AuthorityError, HolderSignature},
    ids::DeviceId,
    moment::Moment,
    sync::wire::{Decree, Order, SignedOrder, given},
};
use thiserror::Error;

use crate::{
    accounts::holders,
    store::{Device, Store, StoreError},
};

/// Why no order was given.
#[derive(Debug, Error)]
pub enum OrderError {
    /// Fewer than two holders who may give orders have signed.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// No device, or more than one, by this name.
    #[error("{found} devices are called so: give the device's id")]
    Device {
        /// How many.
        found: usize,
    },
    /// The store failed, or another order came first.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives an order in the name of those who sign it.
///
/// # Errors
/// [`OrderError::Authority`] when they are not two holders who may; nothing is kept then.
pub fn give(
    store: &dyn Store,
    decree: Decree,
    now: &Moment,
    sign: impl FnOnce(&Order) -> Vec<HolderSignature>,
) -> Result<SignedOrder, OrderError> {
    let (published, holders) = holders(store)?;
    let (_, last) = store.orders(u64::MAX, 1)?;
    let order = Order::following(last, decree, now);
    let signed = SignedOrder { signatures: sign(&order), statement: order };
    given(&signed, &holders, &published.id)?;
    store.add_order(&signed, now.wall_ms)?;
    Ok(signed)
}

/// The device that somebody means: by its id, or by the name on its invite when only one has it.
///
/// # Errors
/// [`OrderError::Device`] when that is none or several.
pub fn meant(store: &dyn Store, name: &str) -> Result<DeviceId, OrderError> {
    let fits = |device: &Device| device.id.0.to_string() == name || device.label == name;
    let found: Vec<DeviceId> = store.devices()?.iter().filter(|device| fits(device)).map(|device| device.id).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        several => Err(OrderError::Device { found: several.len() }),
    }
}

#[cfg(test)]
mod tests {
    use fieldward_core::{
        authority::{HolderId, HolderSecret, Role, Roster, Seat},
        ids::{Hash32, StudyId},
        record::{WrappedHolderSecret, identity::Custodians},
        study::{package, read_folder},
        sync::wire::PackageSeal,
        vault::{Key, SealingPublic, Signature, SignerPublic, StretchCost},
    };

    use super::*;
    use crate::accounts::unlock_account;
    use crate::store::{Enrolment, InviteRow, PublishedPackage, PublishedStudy, WrappedKey, sqlite::SqliteStore};

    const NOW: Moment = Moment { wall_ms: 1_790_000_000_000, offset_min: 0, monotonic_ms: 0 };

    fn secret(number: u8) -> (HolderId, HolderSecret) {
        (HolderId(format!("holder/{number}")), HolderSecret::from_key(Key::from_bytes([number; 32])))
    }

    /// A store with a study of two holders and an analyst, and two devices, both called `tablet`.
    fn store(folder: &std::path::Path) -> Result<(SqliteStore, StudyId), Box<dyn std::error::Error>> {
        let training = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/instruments/training-study");
        let mut study = read_folder(&training).study.ok_or("it reads")?;
        let roles = [(1, Role::Supervisor), (2, Role::SecondCustodian), (3, Role::Analyst)];
        let cost = StretchCost::FLOOR;
        let wrap = |number: u8| {
            let (id, secret) = secret(number);
            let words = format!("passphrase {number}");
            let wrapped = WrappedHolderSecret::wrap(&secret, &words, cost, &mut crate::clock::rng());
            wrapped.map(|wrapped| WrappedKey { holder: id.0, wrapped: wrapped.0 })
        };
        study.roster = Roster::found(
            roles
                .map(|(number, role)| {
                    let (id, secret) = secret(number);
                    secret.holder(id, role, Seat::Person)
                })
                .to_vec(),
        );
        let bytes = package::encode(&study);
        let package = PublishedPackage {
            hash: Hash32::of(&bytes),
            bytes,
            seal: PackageSeal { serial: 1, signature: Signature([1; 64]) },
            published_ms: 1,
        };
        let key = SealingPublic([1; 32]);
        let published = PublishedStudy {
            id: study.id.clone(),
            package: package.hash,
            sealing_key: key,
            signing_key: SignerPublic([1; 33]),
            custodians: Custodians { first: vec![key], second: vec![key] },
            keys_signature: Signature([1; 64]),
            wrapped: vec![wrap(1)?, wrap(2)?],
        };
        let store = SqliteStore::open(folder)?;
        store.publish(&published, &package)?;
        for number in [7, 8] {
            let token = Hash32([number; 32]);
            store.invite(&InviteRow { token, label: "tablet".into(), expires_ms: 100 })?;
            let device = DeviceId(uuid::Uuid::from_u128(u128::from(number)));
            let (signing_key, sealing_key) = (SignerPublic([number; 33]), key);
            store.enrol(&Enrolment { token, device, signing_key, sealing_key, at_ms: 1 })?;
        }
        Ok((store, study.id))
    }

    #[test]
    fn two_holders_give_an_order_and_nothing_is_kept_of_less() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (store, study) = store(folder.path())?;
        let device = DeviceId(uuid::Uuid::from_u128(7));
        let by = |numbers: &'static [u8]| {
            let study = study.clone();
            move |order: &Order| {
                let sign = |number: &u8| {
                    let (id, secret) = secret(*number);
                    secret.sign(&id, &study, order)
                };
                numbers.iter().map(sign).collect::<Vec<_>>()
            }
        };
        for numbers in [[].as_slice(), &[1], &[1, 1], &[1, 3], &[1, 4]] {
            let refused = give(&store, Decree::Revoke { device }, &NOW, by(numbers));
            assert!(matches!(refused, Err(OrderError::Authority(_))), "{numbers:?}");
        }
        assert_eq!(store.orders(0, 10)?, (Vec::new(), 0));
        let first = give(&store, Decree::Revoke { device }, &NOW, by(&[1, 2]))?;
        let second = give(&store, Decree::Wipe { device }, &NOW, by(&[2, 1]))?;
        assert_eq!((first.statement.before, second.statement.before), (0, first.statement.number));
        assert_eq!(store.orders(0, 10)?.0, [first, second]);
        assert!(store.device(device)?.is_some_and(|device| device.revoked_ms.is_some()));
        Ok(())
    }

    #[test]
    fn a_holder_signs_with_their_own_passphrase() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (store, _) = store(folder.path())?;
        let device = DeviceId(uuid::Uuid::from_u128(8));
        for (name, words) in [("holder/1", "passphrase 2"), ("holder/3", "passphrase 3"), ("nobody", "passphrase 1")] {
            assert!(unlock_account(&store, name, words).is_err(), "{name}");
        }
        let two =
            [unlock_account(&store, "holder/1", "passphrase 1")?, unlock_account(&store, "holder/2", "passphrase 2")?];
        give(&store, Decree::Wipe { device }, &NOW, |order| two.iter().map(|account| account.sign(order)).collect())?;
        Ok(())
    }

    #[test]
    fn a_device_is_meant_by_its_id_or_by_a_name_that_only_it_has() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (store, _) = store(folder.path())?;
        let device = DeviceId(uuid::Uuid::from_u128(8));
        assert_eq!(meant(&store, &device.0.to_string())?, device);
        for (name, found) in [("tablet", 2), ("phone", 0)] {
            let several = meant(&store, name).map(|_| ());
            assert!(matches!(several, Err(OrderError::Device { found: counted }) if counted == found), "{name}");
        }
        Ok(())
    }
}
