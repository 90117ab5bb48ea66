//! The office of the custodians: identities are asked for by one, granted by two, opened once; a custodian goes and
//! another comes.
//!
//! Before each step what fewer than three people could try is tried, and must fail. The clock moves, requests expire,
//! and the server's power may fail between any two steps. What is opened must be what the interviewer was told.

use std::collections::BTreeSet;

use fieldward_core::{
    authority::{Purpose, Role},
    ids::{Hash32, ReferenceNumber},
    record::likeness,
    vault::StretchCost,
};
use fieldward_sync_server::{
    accounts::Account,
    identities::{IdentityError, OpenedIdentity, Wish, grant, open, request},
    relist,
    rotation::rotate,
    store::Store,
};

use super::{
    canary,
    faults::Fault,
    holders,
    planted::Planted,
    time::HOUR_MS,
    witness::{Rule, Violation, hold},
    world::World,
};

/// How long a request may wait.
const WAITS_MS: i64 = 48 * HOUR_MS;
/// Custodians who may leave: not those whose halves the ledger opens.
const MAY_LEAVE: [(&str, &str); 2] = [("custodian_1/3", "custodian_1/1"), ("custodian_2/3", "custodian_2/2")];

/// How a step in the office went.
enum Step<T> {
    Done(T),
    /// It was refused, with reason or without.
    Refused,
    /// The server's disk was full, or its power failed.
    Failed,
}

/// Who was opened, and who left.
#[derive(Default)]
pub struct Custody {
    /// Custodians who left.
    pub left: BTreeSet<&'static str>,
    /// Identities that were opened.
    pub opened: u64,
}

impl World {
    /// Somebody needs a name; or a custodian leaves.
    pub(super) fn custody(&mut self) -> Result<(), Violation> {
        self.revive_server()?;
        if self.custody.left.is_empty() && self.chance.happens(100) {
            return self.rotate();
        }
        let people: Vec<_> = self.ledger.named(&self.withdrawn.people).into_iter().collect();
        if people.is_empty() {
            return Ok(());
        }
        let one = *self.chance.pick(&people);
        let two = *self.chance.pick(&people);
        let wanted: BTreeSet<ReferenceNumber> = [one, two].into_iter().collect();
        self.ask_and_open(&wanted.into_iter().collect::<Vec<_>>())
    }

    fn ask_and_open(&mut self, references: &[ReferenceNumber]) -> Result<(), Violation> {
        let supervisors = ["supervisor", "supervisor/2"];
        let asks = self.chance.below(2) as usize;
        let (requester, other) = (holders::account(supervisors[asks]), holders::account(supervisors[1 - asks]));
        let purpose = if references.len() > 1 { Purpose::Duplicates } else { Purpose::Safety };
        let reason = canary::text(5).into();
        let wish = Wish { references: references.to_vec(), purpose, reason, waits_ms: WAITS_MS };
        let Step::Done((hash, _)) = self.step(|store, now, rng| request(store, requester, &wish, now, rng))? else {
            return Ok(());
        };
        self.must_fail("opened what nobody granted", |store, now, _| open(store, requester, &hash, now).map(drop))?;
        self.must_fail("granted as a supervisor", |store, now, rng| {
            grant(store, requester, &hash, now, rng).map(drop)
        })?;
        let (first, second) = (self.custodian(Role::FirstCustodian), self.custodian(Role::SecondCustodian));
        let (early, late) = if self.chance.happens(500) { (first, second) } else { (second, first) };
        if self.granted(early, &hash)?.is_none() {
            return Ok(());
        }
        if self.planted == Planted::GrantedAlone {
            self.granted(late, &hash)?;
        }
        let two = "granted twice with one role";
        self.must_fail(two, |store, now, rng| grant(store, early, &hash, now, rng).map(drop))?;
        self.must_fail("opened with one half", |store, now, _| open(store, requester, &hash, now).map(drop))?;
        if self.chance.happens(200) {
            // By the server's own clock, which nobody sets meanwhile.
            self.time.pass(WAITS_MS + 1);
            self.must_fail("granted too late", |store, now, rng| grant(store, late, &hash, now, rng).map(drop))?;
            return self.must_fail("opened too late", |store, now, _| open(store, requester, &hash, now).map(drop));
        }
        if self.granted(late, &hash)?.is_none() {
            return Ok(());
        }
        self.must_fail("opened for somebody else", |store, now, _| open(store, other, &hash, now).map(drop))?;
        let Step::Done((identities, _)) = self.step(|store, now, _| open(store, requester, &hash, now))? else {
            return Ok(());
        };
        self.custody.opened += identities.len() as u64;
        self.history.note(format!("{} identities were opened", identities.len()));
        self.must_fail("opened twice", |store, now, _| open(store, requester, &hash, now).map(drop))?;
        self.as_told(references, &identities)
    }

    /// Any custodian of a role who is still one.
    fn custodian(&mut self, role: Role) -> &'static Account {
        let names: Vec<String> = (1..=3).map(|number| format!("{}/{number}", role.name())).collect();
        let names: Vec<&String> = names.iter().filter(|name| !self.custody.left.contains(name.as_str())).collect();
        holders::account(self.chance.pick(&names).as_str())
    }

    fn granted(&mut self, custodian: &Account, hash: &Hash32) -> Result<Option<()>, Violation> {
        match self.step(|store, now, rng| grant(store, custodian, hash, now, rng))? {
            Step::Done(_) => Ok(Some(())),
            // Somebody may have withdrawn meanwhile: then there is no half.
            Step::Refused | Step::Failed => Ok(None),
        }
    }

    /// One step of the office, during which the server's power may fail.
    fn step<T>(
        &mut self,
        work: impl FnOnce(
            &dyn Store,
            &fieldward_core::moment::Moment,
            &mut rand_chacha::ChaCha20Rng,
        ) -> Result<T, IdentityError>,
    ) -> Result<Step<T>, Violation> {
        self.revive_server()?;
        if let Some(writes) = self.network.strikes(Fault::ServerCut).then(|| self.chance.below(60)) {
            self.server.disk.cut_after(writes);
        }
        let now = self.server.clocks.now();
        let Some(store) = self.server.store() else { return Ok(Step::Failed) };
        let done = work(store, &now, self.chance.rng());
        let cut = self.server.disk.is_off();
        self.after_writing();
        Ok(match done {
            Ok(done) => Step::Done(done),
            Err(_) if cut => Step::Failed,
            Err(IdentityError::Store(_) | IdentityError::Audit(_)) => Step::Failed,
            Err(_) => Step::Refused,
        })
    }

    fn must_fail(
        &mut self,
        what: &str,
        work: impl FnOnce(
            &dyn Store,
            &fieldward_core::moment::Moment,
            &mut rand_chacha::ChaCha20Rng,
        ) -> Result<(), IdentityError>,
    ) -> Result<(), Violation> {
        let failed = !matches!(self.step(work)?, Step::Done(()));
        hold(Rule::OpenedByThree, failed.into(), || what.to_owned())
    }

    /// Whoever was asked for is opened, nobody else, and every word is one that the interviewer typed.
    fn as_told(&self, references: &[ReferenceNumber], identities: &[OpenedIdentity]) -> Result<(), Violation> {
        for identity in identities {
            let wanted = references.contains(&identity.reference);
            hold(Rule::OpenedByThree, wanted.into(), || "somebody else was opened".to_owned())?;
            let typed = identity.lines.iter().filter(|(_, answer)| canary::is_in(answer.as_bytes(), &[]));
            for (_, answer) in typed {
                let known = self.ledger.typed(identity.reference, answer);
                hold(Rule::OpenedByThree, known.into(), || "a name says what nobody typed".to_owned())?;
            }
            let own = likeness(&identity.tokens, &identity.tokens);
            hold(Rule::OpenedByThree, (own.shared == own.of).into(), || "somebody is not like themselves".to_owned())?;
        }
        let all = references.iter().all(|wanted| identities.iter().any(|found| found.reference == *wanted));
        hold(Rule::OpenedByThree, all.into(), || "somebody who was asked for was not opened".to_owned())
    }

    /// A custodian leaves; their grants count no longer, and nobody hands over who may not.
    fn rotate(&mut self) -> Result<(), Violation> {
        let (leaves, stays) = *self.chance.pick(&MAY_LEAVE);
        let (stays, supervisor) = (holders::account(stays), holders::account("supervisor"));
        let now = self.server.clocks.now();
        let Some(store) = self.server.store() else { return Ok(()) };
        for (hands_over, signs) in [(supervisor, supervisor), (stays, stays), (holders::account(leaves), supervisor)] {
            let refused = rotate(store, leaves, (hands_over, signs), &now, (StretchCost::FLOOR, self.chance.rng()));
            hold(Rule::TwoDecide, refused.is_err().into(), || "a custodian was replaced by who may not".to_owned())?;
        }
        if let Some(writes) = self.network.strikes(Fault::ServerCut).then(|| self.chance.below(60)) {
            self.server.disk.cut_after(writes);
        }
        let done = rotate(store, leaves, (stays, supervisor), &now, (StretchCost::FLOOR, self.chance.rng())).is_ok();
        self.after_writing();
        self.revive_server()?;
        self.note_package();
        let Some(store) = self.server.store() else { return Ok(()) };
        let (_, log) = fieldward_sync_server::audit::read(store)
            .map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
        let left = log.holder(&holders::account(leaves).holder.id).is_none();
        hold(Rule::ReturnedIsDurable, (left || !done).into(), || "a change of holders is lost".to_owned())?;
        if left {
            // As the command does: a database that is put back from before finds the change beside it.
            relist::keep(store, self.server.disk.folder())
                .map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
            self.custody.left.insert(leaves);
            self.history.note(format!("{leaves} left"));
        }
        Ok(())
    }
}
