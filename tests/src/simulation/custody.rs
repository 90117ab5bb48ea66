//! The office of the custodians: identities are asked for by one, granted by two, opened once; a custodian goes and
//! another comes.
//!
//! Before each step what fewer than three people could try is tried, and must fail; what three agree on must come
//! about. The clock moves, requests expire, and the server's power may fail between any two steps. What is opened must
//! be what the interviewer was told, and two identities are as like as what was typed in them. Whoever comes in a
//! custodian's place is handed their halves and grants with the others; whoever left grants nothing more.

use std::collections::BTreeSet;

use fieldward_core::{
    authority::{Purpose, Role},
    ids::{Hash32, ReferenceNumber, StreamKind},
    record::likeness,
    vault::StretchCost,
};
use fieldward_sync_server::{
    accounts::{Account, AccountError, unlock_account},
    identities::{IdentityError, OpenedIdentity, Wish, grant, open, request},
    relist,
    rotation::{RotationError, reseal, rotate},
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
/// Custodians who may leave, not those whose halves the ledger opens; and who of their role stays in any case.
const MAY_LEAVE: [(&str, &str); 2] = [("custodian_1/3", "custodian_1/1"), ("custodian_2/3", "custodian_2/2")];
/// Words of an answer that are long enough to be compared on their own, as the study has it.
const WORD_CHARS_MIN: usize = 3;
/// Requests in a thousand for which somebody is asked who came in another's place: to them halves are handed over.
const CAME_FIRST: u64 = 500;

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
    /// Those who came in their place.
    came: Vec<Account>,
    /// Identities that were opened.
    pub opened: u64,
}

impl World {
    /// Somebody needs a name; or a custodian leaves.
    pub(super) fn custody(&mut self) -> Result<(), Violation> {
        self.revive_server()?;
        if self.custody.left.len() < MAY_LEAVE.len() && self.chance.happens(150) {
            return self.rotate();
        }
        self.open_somebody()
    }

    /// Somebody's identity is asked for, or that of two who may be one, and opened.
    pub(super) fn open_somebody(&mut self) -> Result<(), Violation> {
        let arrived = |machine: usize, number| {
            let told = self.devices[machine].id().map(|id| self.witness.told(id, StreamKind::Identity));
            told.is_some_and(|told| told >= number)
        };
        let people: Vec<_> = self.ledger.named(&self.withdrawn.people, arrived).into_iter().collect();
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
        for left in self.custody.left.clone() {
            self.must_fail("granted by somebody who left", |store, now, rng| {
                grant(store, holders::account(left), &hash, now, rng).map(drop)
            })?;
        }
        let (first, second) = (self.custodian(Role::FirstCustodian), self.custodian(Role::SecondCustodian));
        let (early, late) = if self.chance.happens(500) { (&first, &second) } else { (&second, &first) };
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
        let identities = match self.step(|store, now, _| open(store, requester, &hash, now))? {
            Step::Done((identities, _)) => identities,
            Step::Refused => return Err(not_done("what two granted was not opened")),
            Step::Failed => return Ok(()),
        };
        self.custody.opened += identities.len() as u64;
        self.history.note(format!("{} identities were opened", identities.len()));
        let left = self.server.store().and_then(|store| store.pockets(&hash).ok()).map_or(0, |left| left.len());
        hold(Rule::OpenedByThree, (left == 0).into(), || format!("{left} pockets are left of a request"))?;
        self.must_fail("opened twice", |store, now, _| open(store, requester, &hash, now).map(drop))?;
        self.as_told(references, &identities)
    }

    /// Any custodian of a role who is one now.
    fn custodian(&mut self, role: Role) -> Account {
        let names = (1..=3).map(|number| format!("{}/{number}", role.name()));
        let stayed = names.filter(|name| !self.custody.left.contains(name.as_str()));
        let stayed: Vec<&Account> = stayed.map(|name| holders::account(&name)).collect();
        let came: Vec<&Account> = self.custody.came.iter().filter(|account| account.holder.role == role).collect();
        let asked = if !came.is_empty() && self.chance.happens(CAME_FIRST) { came } else { stayed };
        (*self.chance.pick(&asked)).clone()
    }

    /// `None` when it came to nothing with reason.
    fn granted(&mut self, custodian: &Account, hash: &Hash32) -> Result<Option<()>, Violation> {
        let handed = if self.custody.came.iter().any(|came| came.holder.id == custodian.holder.id) {
            self.handed_over(custodian)?
        } else {
            true
        };
        match self.step(|store, now, rng| grant(store, custodian, hash, now, rng))? {
            Step::Done(_) => Ok(Some(())),
            Step::Refused if handed => Err(not_done("a custodian could not grant")),
            // What arrived since was not handed over.
            Step::Refused | Step::Failed => Ok(None),
        }
    }

    /// Somebody who stays seals every half to somebody who came, unless nobody thinks of it.
    fn handed_over(&mut self, came: &Account) -> Result<bool, Violation> {
        if self.chance.happens(300) {
            return Ok(false);
        }
        let of_role = |stays: &&str| holders::account(stays).holder.role == came.holder.role;
        let Some(stays) = MAY_LEAVE.iter().map(|(_, stays)| *stays).find(of_role) else { return Ok(false) };
        let (to, stays) = (came.holder.id.0.clone(), holders::account(stays));
        let done = self.step(|store, now, rng| reseal(store, &to, stays, now, rng).map_err(of_rotation))?;
        match done {
            Step::Done(_) => Ok(true),
            Step::Refused => Err(not_done("halves could not be handed over")),
            Step::Failed => Ok(false),
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
            Err(IdentityError::Store(_) | IdentityError::Audit(_) | IdentityError::Account(AccountError::Store(_))) => {
                Step::Failed
            }
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
            for other in identities {
                let (found, typed) = (likeness(&identity.tokens, &other.tokens).shared, alike(identity, other));
                hold(Rule::OpenedByThree, (found == typed).into(), || {
                    format!("two identities have {typed} things in common, and {found} were found")
                })?;
            }
        }
        let all = references.iter().all(|wanted| identities.iter().any(|found| found.reference == *wanted));
        hold(Rule::OpenedByThree, all.into(), || "somebody who was asked for was not opened".to_owned())
    }

    /// A custodian leaves; their grants count no longer, and nobody hands over who may not.
    fn rotate(&mut self) -> Result<(), Violation> {
        let may: Vec<_> = MAY_LEAVE.into_iter().filter(|(leaves, _)| !self.custody.left.contains(leaves)).collect();
        let (leaves, stays) = *self.chance.pick(&may);
        let (stays, supervisor) = (holders::account(stays), holders::account("supervisor"));
        let now = self.server.clocks.now();
        let Some(store) = self.server.store() else { return Ok(()) };
        for (hands_over, signs) in [(supervisor, supervisor), (stays, stays), (holders::account(leaves), supervisor)] {
            let refused =
                rotate(store, (leaves, None), (hands_over, signs), &now, (StretchCost::FLOOR, self.chance.rng()));
            hold(Rule::TwoDecide, refused.is_err().into(), || "a custodian was replaced by who may not".to_owned())?;
        }
        if let Some(writes) = self.network.strikes(Fault::ServerCut).then(|| self.chance.below(60)) {
            self.server.disk.cut_after(writes);
        }
        let done =
            rotate(store, (leaves, None), (stays, supervisor), &now, (StretchCost::FLOOR, self.chance.rng())).ok();
        self.after_writing();
        self.revive_server()?;
        self.note_package();
        let Some(store) = self.server.store() else { return Ok(()) };
        let (_, log) = fieldward_sync_server::audit::read(store)
            .map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
        let left = log.holder(&holders::account(leaves).holder.id).is_none();
        hold(Rule::ReturnedIsDurable, (left || done.is_none()).into(), || "a change of holders is lost".to_owned())?;
        if left {
            let keys = store.study().ok().flatten().map_or_else(Vec::new, |study| study.wrapped);
            let kept = keys.iter().any(|key| key.holder == leaves);
            hold(Rule::OpenedByThree, (!kept).into(), || "the key of somebody who left is kept".to_owned())?;
            // As the command does: a database that is put back from before finds the change beside it.
            relist::keep(store, self.server.disk.folder())
                .map_err(|error| Violation { rule: Rule::NoStrangeErrors, what: error.to_string() })?;
            self.custody.left.insert(leaves);
            self.history.note(format!("{leaves} left"));
        }
        // Nobody has the passphrase of a change that came through in a power cut.
        if let Some(rotated) = done.and_then(|done| done.passphrase) {
            let (name, words) = (&rotated.holder, &rotated.words);
            let came = unlock_account(store, name, words);
            self.custody.came.push(came.map_err(|error| not_done(&format!("{name} cannot begin: {error}")))?);
        }
        Ok(())
    }
}

/// How many things two identities have in common, by what was typed: for each question the whole answer, and each word.
fn alike(one: &OpenedIdentity, other: &OpenedIdentity) -> usize {
    things(one).intersection(&things(other)).count()
}

fn things(identity: &OpenedIdentity) -> BTreeSet<(&str, String)> {
    let mut things = BTreeSet::new();
    for (question, answer) in &identity.lines {
        let mut words: Vec<&str> = answer.split_whitespace().collect();
        words.sort_unstable();
        things.insert((question.as_str(), words.join(" ")));
        let long = words.iter().filter(|word| word.len() >= WORD_CHARS_MIN);
        things.extend(long.map(|word| (question.as_str(), (*word).to_owned())));
    }
    things
}

fn of_rotation(error: RotationError) -> IdentityError {
    match error {
        RotationError::Store(error) => IdentityError::Store(error),
        RotationError::Audit(error) => IdentityError::Audit(error),
        RotationError::Identity(error) => error,
        RotationError::Account(error) => IdentityError::Account(error),
        _ => IdentityError::Changed,
    }
}

fn not_done(what: &str) -> Violation {
    Violation { rule: Rule::OpenedByThree, what: what.to_owned() }
}
