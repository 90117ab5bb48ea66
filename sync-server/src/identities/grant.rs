//! Granting: a custodian reads why, and seals their half of each identity to the request's one-time key.
//!
//! The reason was sealed to each custodian by the requester and is bound to the signed request by its hash, so that
//! both custodians read the same words. A grant re-seals a 42-byte capsule and never touches the record; the custodian
//! learns nothing of what it opens.

use fieldward_core::{
    authority::{Act, Grant, Holder, LogHead, Role, Signed, may_grant},
    ids::{Hash32, ReferenceNumber},
    moment::Moment,
    record::{
        StreamKind,
        identity::{CustodianRole, Half},
    },
    sync::wire,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    HALVES, IdentityError, REASON, REASON_USE, handed_over, in_pocket, named, pocket, request::hash_of, sealed,
};
use crate::{
    accounts::{Account, AccountError},
    audit,
    store::{HandedOver, LogStep, Store},
};

const RECORDS_AT_ONCE: u32 = 500;

/// What a custodian reads before granting.
#[derive(Clone)]
pub struct Asked {
    /// Whose identities: one number for each, so that a number comes twice when two interviews asked for a name.
    pub references: Vec<ReferenceNumber>,
    /// Why.
    pub reason: Zeroizing<String>,
}

/// Shows nothing of it.
impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Asked({} numbers, ..)", self.references.len())
    }
}

/// Which half a role holds.
pub(super) fn half_of(role: Role) -> Result<CustodianRole, IdentityError> {
    match role {
        Role::FirstCustodian => Ok(CustodianRole::First),
        Role::SecondCustodian => Ok(CustodianRole::Second),
        _ => Err(AccountError::Role.into()),
    }
}

/// The reason of a request, as it was sealed to this custodian.
///
/// # Errors
/// When there is none for this account, or it is not what the requester signed.
pub fn read_reason(store: &dyn Store, account: &Account, request: &Hash32) -> Result<Asked, IdentityError> {
    let log = audit::read_as(store, account)?;
    let view = named(&log, request)?;
    let reasons: Vec<(String, Vec<u8>)> = store
        .pockets(request)?
        .into_iter()
        .filter(|pocket| pocket.slot.starts_with(REASON))
        .map(|pocket| (pocket.slot, pocket.sealed))
        .collect();
    if hash_of(&reasons) != view.request.reason {
        return Err(IdentityError::Changed);
    }
    let sealed = pocket(store, request, &format!("{REASON}{}", account.holder.id.0))?;
    let plain = account.secret.sealing().open(REASON_USE, &view.request.nonce, &sealed);
    let plain = plain.map_err(|_| IdentityError::Changed)?;
    let (references, reason): (Vec<ReferenceNumber>, String) =
        wire::decode(&plain).map_err(|_| IdentityError::Changed)?;
    Ok(Asked { references, reason: Zeroizing::new(reason) })
}

/// Grants a request. Gives the new head of the log.
///
/// # Errors
/// See [`IdentityError`]; then nothing was written.
pub fn grant(
    store: &dyn Store,
    account: &Account,
    request: &Hash32,
    now: &Moment,
    rng: &mut impl CryptoRng,
) -> Result<LogHead, IdentityError> {
    let role = half_of(account.holder.role)?;
    let secret = account.secret.sealing();
    audit::write::<IdentityError>(store, account, now.wall_ms, |log| {
        let view = named(log, request)?;
        may_grant(view, &account.holder, now.wall_ms)?;
        // The numbers are what this custodian approves, and nothing ties them to the records: at the least there is one
        // for each identity, and an identity more than was said is not granted along.
        let asked = read_reason(store, account, request)?;
        if asked.references.len() != view.request.records.len() {
            return Err(IdentityError::Changed);
        }
        let mut halves = Vec::new();
        for record in &view.request.records {
            let sealed = sealed(store, *record)?;
            let half = Half::open(&sealed, role, &handed_over(store, *record)?, &secret)?;
            let capsule = half.grant(&sealed, request, &view.request.one_time, rng)?;
            halves.push((*record, capsule.bytes().to_vec()));
        }
        let halves = wire::encode(&halves);
        let custodian = account.holder.id.clone();
        let grant = Grant { request: *request, custodian, halves: Hash32::of(&halves), head: log.head() };
        let pockets = vec![in_pocket(*request, format!("{HALVES}{}", account.holder.role.name()), halves)];
        let signatures = vec![account.sign(&grant)];
        Ok((Act::Granted(Signed { statement: grant, signatures }), LogStep { pockets, ..LogStep::default() }))
    })
}

/// Every half that this custodian can open, for another custodian of the role. What another holds already is sealed
/// anew: it costs nothing and mends what was missed.
///
/// # Errors
/// As the store says, or when the other's key is unusable.
pub fn reseal(
    store: &dyn Store,
    account: &Account,
    to: &Holder,
    rng: &mut impl CryptoRng,
) -> Result<Vec<HandedOver>, IdentityError> {
    let (role, secret) = (half_of(account.holder.role)?, account.secret.sealing());
    let (mut after, mut halves) = (0, Vec::new());
    loop {
        let arrived = store.records(after, RECORDS_AT_ONCE)?;
        let Some(last) = arrived.last() else { return Ok(halves) };
        after = last.arrival;
        for stored in arrived.iter().filter(|stored| stored.stream == StreamKind::Identity) {
            let sealed = stored.sealed()?;
            let Ok(half) = Half::open(&sealed, role, &handed_over(store, stored.record)?, &secret) else { continue };
            let capsule = half.hand_over(&sealed, &to.sealing, rng)?.bytes().to_vec();
            halves.push(HandedOver { record: stored.record, holder: to.id.0.clone(), capsule });
        }
    }
}
