//! One custodian leaves, another comes, and no record changes.
//!
//! A custodian of the same role who stays opens each half and seals it to the newcomer; the capsules stand beside the
//! records. The changed list is signed by the one who stays and by a supervisor, stands in the log, and goes to devices
//! in the next package, so that new identities are sealed to the newcomer and no longer to who left. Who left keeps a
//! key that opens their half of what was sealed until then, wherever they have a copy of it: a half, as before, and
//! their grants count no longer.

use fieldward_core::{
    authority::{Act, Holder, HolderId, HolderSecret, Log, LogHead, Role, RosterChange, Seat, Signed},
    moment::Moment,
    record::{RecordError, StudyAnchor, WrappedHolderSecret},
    study::Study,
    vault::StretchCost,
};
use rand_core::CryptoRng;
use thiserror::Error;

use crate::{
    accounts::{Account, AccountError, Passphrase, new_passphrase, package_in_force},
    audit::{self, AuditError},
    identities::{self, IdentityError},
    publish::{PublishError, next_package},
    store::{LogStep, Store, StoreError, WrappedKey},
};

/// Why nobody was put in another's place.
#[derive(Debug, Error)]
pub enum RotationError {
    /// Who leaves is no custodian of the list.
    #[error("the study lists no such custodian")]
    Unknown,
    /// Who hands over must stay, and be of the same role.
    #[error("another custodian of the same role has to hand the halves over")]
    SameRole,
    /// A card that was made for another place.
    #[error(
        "the card must be made for the next free place: `fieldward holder card {0}`, on the newcomer's own machine"
    )]
    Card(String),
    /// An account.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Halves.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The publication.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key could not be wrapped.
    #[error("the new custodian's key could not be wrapped")]
    Wrapping,
}

impl From<RecordError> for RotationError {
    fn from(_: RecordError) -> Self {
        Self::Wrapping
    }
}

/// What was done.
#[derive(Debug)]
pub struct Rotated {
    /// Who came.
    pub holder: HolderId,
    /// The newcomer's passphrase, to be shown once; none where they brought a card.
    pub passphrase: Option<Passphrase>,
    /// How many halves were handed over.
    pub halves: usize,
    /// The log after it.
    pub head: LogHead,
}

/// Puts a new custodian in the place of one who leaves. `stays` is another of the role, or its recovery key. With a
/// card, the newcomer's secret is theirs alone; else it is made here.
///
/// # Errors
/// See [`RotationError`]; then nothing has changed.
pub fn rotate(
    store: &dyn Store,
    (leaves, card): (&str, Option<&Holder>),
    (stays, supervisor): (&Account, &Account),
    now: &Moment,
    (cost, rng): (StretchCost, &mut impl CryptoRng),
) -> Result<Rotated, RotationError> {
    let log = audit::read_as(store, supervisor)?;
    let leaving = log.holder(&HolderId(leaves.to_owned())).filter(|holder| holder.role.is_custodian());
    let leaving = leaving.cloned().ok_or(RotationError::Unknown)?;
    if stays.holder.role != leaving.role || stays.holder.id == leaving.id {
        return Err(RotationError::SameRole);
    }
    if supervisor.holder.role != Role::Supervisor {
        return Err(AccountError::Role.into());
    }
    let Newcomer { holder: comes, wrapped, passphrase } =
        newcomer(&log, (leaving.role, card), &supervisor.founding.anchor(&supervisor.study), (cost, rng))?;
    let handed_over = identities::reseal(store, stays, &comes, rng)?;
    let halves = handed_over.len();
    let head = audit::write::<RotationError>(store, supervisor, now.wall_ms, |log| {
        let statement =
            RosterChange { before: log.roster().hash(), leaves: Some(leaving.id.clone()), comes: Some(comes.clone()) };
        let signatures = vec![stays.sign(&statement), supervisor.sign(&statement)];
        let change = Signed { statement, signatures };
        let publication = Some(republished(store, log, &change, supervisor, now)?);
        let step = LogStep {
            handed_over: handed_over.clone(),
            wrapped: wrapped.iter().cloned().collect(),
            left: vec![leaving.id.0.clone()],
            publication,
            ..LogStep::default()
        };
        Ok((Act::Changed(change), step))
    })?;
    Ok(Rotated { holder: comes.id, passphrase, halves, head })
}

/// Somebody who comes, and what is kept and shown of a secret that was made here.
pub(crate) struct Newcomer {
    pub holder: Holder,
    pub wrapped: Option<WrappedKey>,
    pub passphrase: Option<Passphrase>,
}

/// Who comes in this role: the holder of a card, or somebody whose secret is made here, wrapped under a new passphrase
/// and bound to the study as it was founded.
pub(crate) fn newcomer(
    log: &Log,
    (role, card): (Role, Option<&Holder>),
    anchor: &StudyAnchor,
    (cost, rng): (StretchCost, &mut impl CryptoRng),
) -> Result<Newcomer, RotationError> {
    let id = new_name(log, role);
    if let Some(card) = card {
        if card.id != id || card.role != role || card.seat != Seat::Person {
            return Err(RotationError::Card(id.0));
        }
        return Ok(Newcomer { holder: card.clone(), wrapped: None, passphrase: None });
    }
    let (secret, words) = (HolderSecret::random(rng), new_passphrase(rng));
    let wrapped = WrappedHolderSecret::wrap(&secret, (&words, anchor), cost, rng)?.0;
    let wrapped = Some(WrappedKey { holder: id.0.clone(), wrapped });
    let passphrase = Some(Passphrase { holder: id.0.clone(), words, seat: Seat::Person });
    Ok(Newcomer { holder: secret.holder(id, role, Seat::Person), wrapped, passphrase })
}

/// The package in force, with the changed list.
pub(crate) fn republished(
    store: &dyn Store,
    log: &Log,
    change: &Signed<RosterChange>,
    supervisor: &Account,
    now: &Moment,
) -> Result<(crate::store::PublishedStudy, crate::store::PublishedPackage), RotationError> {
    let before = store.study()?.ok_or(StoreError::NoStudy)?;
    let (_, _, study) = package_in_force(store)?;
    if !study.roster.is_list_of(log.roster()) {
        return Err(StoreError::Damaged("list of holders: the package and the log name different ones").into());
    }
    let mut roster = log.roster().clone();
    roster.changes.push(change.clone());
    Ok(next_package(store, before, &Study { roster, ..study }, supervisor, now)?)
}

/// A name that nobody has had.
fn new_name(log: &Log, role: Role) -> HolderId {
    let number = log.roster().ever().filter(|holder| holder.role == role && holder.seat == Seat::Person).count() + 1;
    HolderId(format!("{}/{number}", role.name()))
}

/// Hands to a custodian who came later what was sealed to the old list and arrived since. Gives how many halves.
///
/// # Errors
/// See [`RotationError`].
pub fn reseal(
    store: &dyn Store,
    to: &str,
    account: &Account,
    now: &Moment,
    rng: &mut impl CryptoRng,
) -> Result<usize, RotationError> {
    let log = audit::read_as(store, account)?;
    let to = log.holder(&HolderId(to.to_owned())).ok_or(RotationError::Unknown)?;
    if to.role != account.holder.role || to.id == account.holder.id {
        return Err(RotationError::SameRole);
    }
    let handed_over = identities::reseal(store, account, to, rng)?;
    let halves = handed_over.len();
    let step = LogStep { after: log.head().number, handed_over, at_ms: now.wall_ms, ..LogStep::default() };
    store.extend_log(&step)?;
    Ok(halves)
}
