//! Asking for identities to be opened, with a reason that only custodians read.
//!
//! A request names records, an expiry and the hash of its reason, and is signed by a supervisor. The one-time key that
//! the halves will be sealed to is made here and kept sealed to the requester. References are matched to records by
//! keyed finders, so that the database alone does not say whose record is whose.

use fieldward_core::{
    authority::{Act, Log, LogHead, OpeningError, Purpose, REQUEST_MS_MAX, Request, Role, Signed, may_request},
    ids::{Hash32, RecordId, ReferenceNumber, StreamKind},
    moment::Moment,
    record::{StudySecret, identity::found_by},
    vault::SealingSecret,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{IdentityError, ONE_TIME, ONE_TIME_USE, REASON, REASON_USE, in_pocket};
use crate::{
    accounts::{Account, AccountError},
    audit,
    store::{LogStep, Pocket, Store, StoreResult},
};

/// Longest reason, in characters.
pub const NOTE_CHARS_MAX: usize = 500;
const RECORDS_AT_ONCE: u32 = 500;

/// What a supervisor wants opened.
#[derive(Clone)]
pub struct Wish {
    /// Whose identities.
    pub references: Vec<ReferenceNumber>,
    /// What for.
    pub purpose: Purpose,
    /// Why, in words that only the custodians read.
    pub reason: Zeroizing<String>,
    /// How long it may wait.
    pub waits_ms: i64,
}

/// Asks, and gives the hash that names the request, with the new head of the log.
///
/// # Errors
/// See [`IdentityError`]; then nothing was written.
pub fn request(
    store: &dyn Store,
    account: &Account,
    wish: &Wish,
    now: &Moment,
    rng: &mut impl CryptoRng,
) -> Result<(Hash32, LogHead), IdentityError> {
    if account.holder.role != Role::Supervisor {
        return Err(AccountError::Role.into());
    }
    if !(1..=NOTE_CHARS_MAX).contains(&wish.reason.trim().chars().count()) {
        return Err(IdentityError::Reason);
    }
    if !(1..=REQUEST_MS_MAX).contains(&wish.waits_ms) {
        return Err(OpeningError::Expiry.into());
    }
    let published = store.study()?.ok_or(crate::store::StoreError::NoStudy)?;
    let key = account.study_key(&published).ok_or(AccountError::Role)?;
    // One number for each record, in the records' order: custodians see how many identities each number leads to.
    let found = found(store, &key, &wish.references)?.into_iter().unzip();
    request_of(store, account, found, wish, now, rng)
}

/// Asks for records, in the name of numbers.
pub(super) fn request_of(
    store: &dyn Store,
    account: &Account,
    (references, records): (Vec<ReferenceNumber>, Vec<RecordId>),
    wish: &Wish,
    now: &Moment,
    rng: &mut impl CryptoRng,
) -> Result<(Hash32, LogHead), IdentityError> {
    let study = store.study()?.ok_or(crate::store::StoreError::NoStudy)?.id;
    let one_time = SealingSecret::random(rng);
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    let mut hash = Hash32([0; 32]);
    let head = audit::write::<IdentityError>(store, account, now.wall_ms, |log| {
        let reasons = reasons(log, (&references, wish.reason.trim()), &nonce, rng)?;
        let request = Request {
            nonce,
            requester: account.holder.id.clone(),
            one_time: one_time.public(),
            records: records.clone(),
            purpose: wish.purpose,
            reason: hash_of(&reasons),
            expires_ms: now.wall_ms.saturating_add(wish.waits_ms),
            head: log.head(),
        };
        may_request(log.requests(), &request, now.wall_ms)?;
        hash = request.hash(&study);
        let mut pockets: Vec<Pocket> =
            reasons.into_iter().map(|(slot, sealed)| in_pocket(hash, slot, sealed)).collect();
        pockets.push(in_pocket(hash, ONE_TIME.into(), kept(account, &hash, (&one_time, &references), rng)?));
        let signatures = vec![account.sign(&request)];
        Ok((Act::Requested(Signed { statement: request, signatures }), LogStep { pockets, ..LogStep::default() }))
    })?;
    Ok((hash, head))
}

/// The one-time secret and the numbers that were asked for, for nobody but the requester.
fn kept(
    account: &Account,
    request: &Hash32,
    (one_time, references): (&SealingSecret, &[ReferenceNumber]),
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, IdentityError> {
    let plain =
        Zeroizing::new([one_time.bytes().as_slice(), &fieldward_core::sync::wire::encode(&references)].concat());
    let sealed = account.holder.sealing.seal(ONE_TIME_USE, &request.0, &plain, rng);
    sealed.map_err(|_| IdentityError::Changed)
}

/// The reason and the numbers, once for each custodian. They carry no role's half, so one of them leaking opens
/// nothing.
fn reasons(
    log: &Log,
    (references, reason): (&[ReferenceNumber], &str),
    nonce: &[u8; 16],
    rng: &mut impl CryptoRng,
) -> Result<Vec<(String, Vec<u8>)>, IdentityError> {
    let plain = postcard_of(references, reason);
    let custodians = log.holders().iter().filter(|holder| holder.role.is_custodian());
    custodians
        .map(|holder| {
            let sealed = holder.sealing.seal(REASON_USE, nonce, &plain, rng).map_err(|_| IdentityError::Changed)?;
            Ok((format!("{REASON}{}", holder.id.0), sealed))
        })
        .collect()
}

fn postcard_of(references: &[ReferenceNumber], reason: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(fieldward_core::sync::wire::encode(&(references, reason)))
}

/// Hash of every sealed reason, in the order of the holders' names.
pub(super) fn hash_of(reasons: &[(String, Vec<u8>)]) -> Hash32 {
    let mut sorted: Vec<&(String, Vec<u8>)> = reasons.iter().collect();
    sorted.sort();
    Hash32::of(&fieldward_core::sync::wire::encode(&sorted))
}

fn found(
    store: &dyn Store,
    key: &StudySecret,
    references: &[ReferenceNumber],
) -> Result<Vec<(ReferenceNumber, RecordId)>, IdentityError> {
    let records = find(store, key, references)?;
    // Each number leads to something, and nobody learns from the answer which one does not.
    let every = references.iter().all(|wanted| records.iter().any(|(reference, _)| reference == wanted));
    if !every || records.is_empty() {
        return Err(IdentityError::NoIdentity);
    }
    Ok(records)
}

/// Which identity records belong to these numbers, found with the study's key.
///
/// # Errors
/// As the store says.
pub fn find(
    store: &dyn Store,
    key: &StudySecret,
    references: &[ReferenceNumber],
) -> StoreResult<Vec<(ReferenceNumber, RecordId)>> {
    let (mut after, mut records) = (0, Vec::new());
    loop {
        let arrived = store.records(after, RECORDS_AT_ONCE)?;
        let Some(last) = arrived.last() else { return Ok(records) };
        after = last.arrival;
        for stored in arrived.iter().filter(|stored| stored.stream == StreamKind::Identity) {
            let Ok(reference) = stored.sealed().and_then(|sealed| found_by(&sealed, &key.0)) else { continue };
            if references.contains(&reference) {
                records.push((reference, stored.record));
            }
        }
    }
}

/// Nothing of a wish is shown: a number leads to a person.
impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wish({} numbers, {:?})", self.references.len(), self.purpose)
    }
}
