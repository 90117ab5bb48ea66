//! The list of holders: who founded the study, and every change since, each signed by two of those who were left.
//!
//! It stands in the study package, so a device knows it. The package's own signature is one supervisor's; if that were
//! enough to change the list, one bribed supervisor could name custodians of their own and read every identity from
//! then on. So a device takes a new list only when it continues the one it has ([`Roster::continues`]), and every
//! change in it was signed by two holders, one of them of the role that changes (a supervisor, where the role is one
//! that vouches for nobody).
//!
//! Custodians only change places, because each role must keep its number of holders. Others may come or leave alone;
//! the last supervisor cannot leave, since a supervisor who stays has to sign.

use serde::{Deserialize, Serialize};

use super::{AuthorityError, HOLDER_ID_BYTES_MAX, Holder, HolderId, Role, Signed, Statement, message, two_of};
use crate::{
    ids::{Hash32, StudyId},
    seal::SealingPublic,
};

const ROSTER_USE: &str = "fieldward roster 1";
/// Most holders at a time.
pub const ROSTER_HOLDERS_MAX: usize = 64;
/// Most changes that a roster remembers; a study that needs more is founded anew.
pub const ROSTER_CHANGES_MAX: usize = 128;

/// The holders of a study. Empty in a study that was read from a folder and not published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Who held keys when the study was first published.
    pub founding: Vec<Holder>,
    /// What changed since, in order.
    pub changes: Vec<Signed<RosterChange>>,
    /// Number of the study's last order when this list was published: what a server that hides an order cannot hide
    /// from a device that takes the package. It is no part of the list's hash.
    pub orders_last: u64,
}

/// One holder leaves, another of the same role comes; or only one of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterChange {
    /// Hash of the list before, so that a change fits one place only.
    pub before: Hash32,
    /// Who leaves.
    pub leaves: Option<HolderId>,
    /// Who comes, under a name that was never used.
    pub comes: Option<Holder>,
}

impl Statement for RosterChange {
    const LABEL: &'static str = "change of the roster";
}

impl Roster {
    /// A new study's.
    #[must_use]
    pub fn found(holders: Vec<Holder>) -> Self {
        Self { founding: holders, ..Self::default() }
    }

    /// Who holds keys now.
    ///
    /// # Errors
    /// When the list contradicts itself, or a change was not signed by two who remain, one of the same role.
    pub fn holders(&self, study: &StudyId) -> Result<Vec<Holder>, AuthorityError> {
        self.holders_at(self.version(), study)
    }

    /// How often the list was changed: what an order says of the list that its signers stood in.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.changes.len() as u64
    }

    /// Who held keys when the list had been changed so often.
    ///
    /// # Errors
    /// [`AuthorityError::LaterRoster`] when this list was not changed so often; else as [`Roster::holders`].
    pub fn holders_at(&self, version: u64, study: &StudyId) -> Result<Vec<Holder>, AuthorityError> {
        if self.founding.len() > ROSTER_HOLDERS_MAX || self.changes.len() > ROSTER_CHANGES_MAX {
            return Err(AuthorityError::Roster);
        }
        let version = usize::try_from(version).map_err(|_| AuthorityError::LaterRoster)?;
        if version > self.changes.len() {
            return Err(AuthorityError::LaterRoster);
        }
        let mut known: Vec<Holder> = Vec::new();
        for holder in &self.founding {
            admit(&mut known, holder)?;
        }
        let mut now = known.clone();
        for (place, change) in self.changes.iter().take(version).enumerate() {
            self.apply(study, place, change, &mut now)?;
            if let Some(comes) = &change.statement.comes {
                admit(&mut known, comes)?;
            }
        }
        Ok(now)
    }

    fn apply(
        &self,
        study: &StudyId,
        place: usize,
        change: &Signed<RosterChange>,
        now: &mut Vec<Holder>,
    ) -> Result<(), AuthorityError> {
        let RosterChange { before, leaves, comes } = &change.statement;
        if *before != self.hash_until(place) {
            return Err(AuthorityError::Roster);
        }
        let left = match leaves {
            Some(leaves) => {
                let place = now.iter().position(|holder| holder.id == *leaves).ok_or(AuthorityError::Roster)?;
                Some(now.remove(place))
            }
            None => None,
        };
        let role = changing(left.as_ref(), comes.as_ref())?;
        let both = two_of(now, &Role::ORDERING, &message(study, &change.statement), &change.signatures)?;
        if !both.iter().any(|holder| holder.role == vouching(role)) {
            return Err(AuthorityError::NotTwo);
        }
        now.extend(comes.clone());
        Ok(())
    }

    /// Everybody who ever held keys.
    pub fn ever(&self) -> impl Iterator<Item = &Holder> {
        self.founding.iter().chain(self.changes.iter().filter_map(|change| change.statement.comes.as_ref()))
    }

    /// What names this list: BLAKE3 over the founding holders and every change, signatures left out.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        self.hash_until(self.changes.len())
    }

    /// What names the list that founded the study, whatever changed since.
    #[must_use]
    pub fn founding_hash(&self) -> Hash32 {
        self.hash_until(0)
    }

    fn hash_until(&self, changes: usize) -> Hash32 {
        let statements: Vec<&RosterChange> =
            self.changes.iter().take(changes).map(|change| &change.statement).collect();
        let bytes = postcard::to_stdvec(&(&self.founding, statements))
            .expect("a roster holds plain values only, which postcard always writes");
        Hash32::of_use(ROSTER_USE, &[&bytes])
    }

    /// Whether both name the same holders and the same changes under the same signatures.
    #[must_use]
    pub fn is_list_of(&self, other: &Self) -> bool {
        (&self.founding, &self.changes) == (&other.founding, &other.changes)
    }

    /// Whether this list is the known one, or one that came of it. What a device asks before it takes a package.
    ///
    /// # Errors
    /// [`AuthorityError::OtherRoster`] when it is not; else as [`Roster::holders`].
    pub fn continues(&self, known: &Self, study: &StudyId) -> Result<(), AuthorityError> {
        if known.founding.is_empty() {
            return self.holders(study).map(|_| ());
        }
        let longer = self.changes.len() >= known.changes.len();
        if !longer || self.hash_until(known.changes.len()) != known.hash() {
            return Err(AuthorityError::OtherRoster);
        }
        self.holders(study).map(|_| ())
    }
}

/// The role that a change is about.
fn changing(left: Option<&Holder>, comes: Option<&Holder>) -> Result<Role, AuthorityError> {
    match (left, comes) {
        (Some(left), Some(comes)) if left.role == comes.role => Ok(left.role),
        (Some(one), None) | (None, Some(one)) if !one.role.is_custodian() => Ok(one.role),
        _ => Err(AuthorityError::Roster),
    }
}

/// Of which role one of the two who sign has to be.
fn vouching(role: Role) -> Role {
    match role {
        Role::Supervisor | Role::FirstCustodian | Role::SecondCustodian => role,
        Role::Analyst | Role::Administrator => Role::Supervisor,
    }
}

/// The keys that a half goes to, recovery keys included, in the list's order.
#[must_use]
pub fn sealing_keys(holders: &[Holder], role: Role) -> Vec<SealingPublic> {
    holders.iter().filter(|holder| holder.role == role).map(|holder| holder.sealing).collect()
}

/// Nobody comes twice, under one name or with one key.
fn admit(known: &mut Vec<Holder>, holder: &Holder) -> Result<(), AuthorityError> {
    let twice =
        |other: &Holder| other.id == holder.id || other.signing == holder.signing || other.sealing == holder.sealing;
    let name = 1..=HOLDER_ID_BYTES_MAX;
    if !name.contains(&holder.id.0.len()) || known.iter().any(twice) {
        return Err(AuthorityError::Roster);
    }
    known.push(holder.clone());
    Ok(())
}
