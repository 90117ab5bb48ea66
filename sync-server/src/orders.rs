//! Giving an order: built on the study's last one, signed by two holders, checked as a device will check it, kept; and
//! written into the log of holders in the same transaction, so that no device is revoked or wiped without a trace.
//!
//! The server's part ends here: it hands down what is kept, and can neither sign nor change it.

use fieldward_core::{
    authority::{Act, AuthorityError, Ordered, Ordering, Signed},
    ids::DeviceId,
    moment::Moment,
    sync::{
        parcel::{CarriedError, FileKind},
        wire::{self, Decree, Order, SignedOrder, given},
    },
};
use thiserror::Error;

use crate::{
    accounts::Account,
    audit::{self, AuditError},
    store::{Device, LogStep, Store, StoreError},
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
    /// The log of holders is broken, or does not take it.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store failed, or another order came first.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives an order about a device in the name of two accounts.
///
/// # Errors
/// [`OrderError::Authority`] when they are not two holders who may; nothing is kept then.
pub fn give(
    store: &dyn Store,
    (what, device): (Ordering, DeviceId),
    (first, second): (&Account, &Account),
    now: &Moment,
) -> Result<SignedOrder, OrderError> {
    let published = store.study()?.ok_or(StoreError::NoStudy)?;
    let decree = match what {
        Ordering::Revoke => Decree::Revoke { device },
        Ordering::Wipe => Decree::Wipe { device },
    };
    let mut kept = None;
    audit::write::<OrderError>(store, first, now.wall_ms, |log| {
        let (_, last) = store.orders(u64::MAX, 1)?;
        let order = Order::following(last, log.roster(), decree.clone(), now);
        let holder = first.holder.id.clone();
        let entry = Ordered { holder, number: order.number, what, device, head: log.head() };
        let signatures = vec![first.sign(&order), second.sign(&order)];
        let order = SignedOrder { statement: order, signatures };
        given(&order, log.roster(), &published.id)?;
        kept = Some(order.clone());
        let act = Signed { signatures: vec![first.sign(&entry), second.sign(&entry)], statement: entry };
        Ok((Act::Ordered(act), LogStep { order: Some(order), ..LogStep::default() }))
    })?;
    kept.ok_or(OrderError::Authority(AuthorityError::NotTwo))
}

/// An order as a file, for a device that has no line.
///
/// # Errors
/// Never for one order.
pub fn as_file(order: &SignedOrder) -> Result<Vec<u8>, CarriedError> {
    FileKind::Orders.write(&[wire::encode(order)])
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
        record::{StudyAnchor, WrappedHolderSecret, identity::Custodians},
        study::{package, read_folder},
        sync::wire::PackageSeal,
        vault::{DeviceSigner, Key, SealingPublic, Signature, SignerPublic, SoftwareSigner, StretchCost},
    };

    use super::*;
    use crate::accounts::{Founding, unlock_account};
    use crate::store::{Enrolment, InviteRow, PublishedPackage, PublishedStudy, WrappedKey, sqlite::SqliteStore};

    const NOW: Moment = Moment { wall_ms: 1_790_000_000_000, offset_min: 0, monotonic_ms: 0 };

    fn secret(number: u8) -> (HolderId, HolderSecret) {
        (HolderId(format!("holder/{number}")), HolderSecret::from_key(Key::from_bytes([number; 32])))
    }

    const KEY: SealingPublic = SealingPublic([1; 32]);

    /// Two holders who may give orders, and an analyst.
    fn founders() -> Roster {
        let roles = [(1, Role::Supervisor), (2, Role::SecondCustodian), (3, Role::Analyst)];
        let holders = roles.map(|(number, role)| {
            let (id, secret) = secret(number);
            secret.holder(id, role, Seat::Person)
        });
        Roster::found(holders.to_vec())
    }

    /// A store with a study of two holders and an analyst, and two devices, both called `tablet`.
    fn store(folder: &std::path::Path) -> Result<(SqliteStore, StudyId), Box<dyn std::error::Error>> {
        let training = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/instruments/training-study");
        let mut study = read_folder(&training).study.ok_or("it reads")?;
        let cost = StretchCost::FLOOR;
        study.roster = founders();
        let signer = SoftwareSigner::from_bytes(&[9; 32])?;
        let key = KEY;
        let anchor = StudyAnchor::of(&study.id, &study.roster.founding_hash(), &key, &signer.public());
        let wrap = |number: u8| {
            let (id, secret) = secret(number);
            let words = format!("passphrase {number}");
            let wrapped = WrappedHolderSecret::wrap(&secret, (&words, &anchor), cost, &mut crate::clock::rng());
            wrapped.map(|wrapped| WrappedKey { holder: id.0, wrapped: wrapped.0 })
        };
        let bytes = package::encode(&study);
        let package = PublishedPackage {
            hash: Hash32::of(&bytes),
            seal: PackageSeal::sign(&Hash32::of(&bytes), 1, &signer)?,
            bytes,
            published_ms: 1,
        };
        let published = PublishedStudy {
            id: study.id.clone(),
            package: package.hash,
            sealing_key: key,
            signing_key: signer.public(),
            custodians: Custodians { first: vec![key], second: vec![key] },
            keys_signature: Signature([1; 64]),
            wrapped: vec![wrap(1)?, wrap(2)?],
        };
        let store = SqliteStore::open(folder)?;
        audit::begin(&store, &study, published, package, 1)?;
        for number in [7, 8] {
            let token = Hash32([number; 32]);
            store.invite(&InviteRow { token, label: "tablet".into(), expires_ms: 100 })?;
            let device = DeviceId(uuid::Uuid::from_u128(u128::from(number)));
            let (signing_key, sealing_key) = (SignerPublic([number; 33]), key);
            store.enrol(&Enrolment { token, device, signing_key, sealing_key, at_ms: 1 })?;
        }
        Ok((store, study.id))
    }

    /// An account, whether the study lists it or not.
    fn account(number: u8, role: Role, study: &StudyId) -> Account {
        let (id, secret) = secret(number);
        let founding = Founding { roster: founders().founding_hash(), records: KEY, packages: SignerPublic([0; 33]) };
        Account { study: study.clone(), holder: secret.holder(id, role, Seat::Person), secret, founding }
    }

    #[test]
    fn two_holders_give_an_order_and_nothing_is_kept_of_less() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (store, study) = store(folder.path())?;
        let device = DeviceId(uuid::Uuid::from_u128(7));
        let one = |number| account(number, Role::Supervisor, &study);
        for (first, second) in [(1, 1), (1, 3), (1, 4), (4, 1)] {
            let refused = give(&store, (Ordering::Revoke, device), (&one(first), &one(second)), &NOW);
            assert!(matches!(refused, Err(OrderError::Authority(_))), "{first} {second}");
        }
        assert_eq!((store.orders(0, 10)?, store.log()?.len()), ((Vec::new(), 0), 1));
        let first = give(&store, (Ordering::Revoke, device), (&one(1), &one(2)), &NOW)?;
        let second = give(&store, (Ordering::Wipe, device), (&one(2), &one(1)), &NOW)?;
        assert_eq!((first.statement.before, second.statement.before), (0, first.statement.number));
        let (_, log) = audit::read(&store)?;
        let logged: Vec<_> = log
            .entries()
            .iter()
            .filter_map(|entry| match &entry.act {
                Act::Ordered(act) => Some((act.statement.number, act.statement.what)),
                _ => None,
            })
            .collect();
        assert_eq!(logged, [(first.statement.number, Ordering::Revoke), (second.statement.number, Ordering::Wipe)]);
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
        give(&store, (Ordering::Wipe, device), (&two[0], &two[1]), &NOW)?;
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
