//! Logs that were tampered with, and what shows.

use super::{super::*, holder, secret, study};
use crate::{
    ids::{DeviceId, Hash32, RecordId},
    seal::SealingPublic,
};

pub(super) const HOUR: i64 = 3_600_000;

/// A log in the making.
pub(super) struct Desk {
    pub log: Log,
    entries: Vec<Vec<u8>>,
}

impl Desk {
    pub fn new() -> Self {
        let holders = vec![
            holder(1, "supervisor", Role::Supervisor),
            holder(2, "supervisor/2", Role::Supervisor),
            holder(3, "custodian_1/1", Role::FirstCustodian),
            holder(4, "custodian_1/2", Role::FirstCustodian),
            holder(5, "custodian_2/1", Role::SecondCustodian),
            holder(6, "analyst", Role::Analyst),
        ];
        let mut desk = Self { log: Log::default(), entries: Vec::new() };
        desk.act(0, Act::Founded(Roster::found(holders))).expect("the first entry");
        desk
    }

    pub fn act(&mut self, now_ms: i64, act: Act) -> Result<(), LogFault> {
        let entry = self.log.next(&study(), now_ms, act).map_err(|error| error.fault)?;
        self.entries.push(entry.to_bytes());
        self.log = Log::read(&study(), self.entries.clone()).expect("it was checked");
        Ok(())
    }

    pub fn signed<T: Statement + Clone>(&self, number: u64, id: &str, statement: T) -> Signed<T> {
        let signature = secret(number).sign(&HolderId(id.into()), &study(), &statement);
        Signed { statement, signatures: vec![signature] }
    }

    pub fn request(&self, nonce: u8, records: &[u128], now_ms: i64) -> Request {
        Request {
            nonce: [nonce; 16],
            requester: HolderId("supervisor".into()),
            one_time: SealingPublic([9; 32]),
            records: records.iter().map(|record| RecordId(uuid::Uuid::from_u128(*record))).collect(),
            purpose: Purpose::Safety,
            reason: Hash32::of(b"reason"),
            expires_ms: now_ms + 24 * HOUR,
            head: self.log.head(),
        }
    }

    pub fn ask(&mut self, nonce: u8, records: &[u128], now_ms: i64) -> Result<Hash32, LogFault> {
        let request = self.request(nonce, records, now_ms);
        let hash = request.hash(&study());
        self.act(now_ms, Act::Requested(self.signed(1, "supervisor", request))).map(|()| hash)
    }

    pub fn grant(&mut self, (number, id): (u64, &str), request: Hash32, now_ms: i64) -> Result<(), LogFault> {
        let custodian = HolderId(id.into());
        let grant = Grant { request, custodian, halves: Hash32::of(b"halves"), head: self.log.head() };
        self.act(now_ms, Act::Granted(self.signed(number, id, grant)))
    }

    pub fn open(&mut self, (number, id): (u64, &str), request: Hash32, now_ms: i64) -> Result<(), LogFault> {
        let opened = Opened { request, requester: HolderId(id.into()), head: self.log.head() };
        self.act(now_ms, Act::Opened(self.signed(number, id, opened)))
    }

    fn look(&mut self, now_ms: i64) {
        let looked = Looked {
            holder: HolderId("analyst".into()),
            records: Vec::new(),
            occasion: Occasion::Export,
            head: self.log.head(),
        };
        self.act(now_ms, Act::Looked(self.signed(6, "analyst", looked))).expect("analysts export");
    }
}

/// Founded, asked, granted, granted, opened, looked.
fn whole() -> Desk {
    let mut desk = Desk::new();
    let request = desk.ask(1, &[7], HOUR).expect("a sound request");
    desk.grant((3, "custodian_1/1"), request, 2 * HOUR).expect("the first role");
    desk.grant((5, "custodian_2/1"), request, 3 * HOUR).expect("the second role");
    desk.open((1, "supervisor"), request, 4 * HOUR).expect("both granted");
    desk.look(5 * HOUR);
    desk
}

fn broken(entries: Vec<Vec<u8>>) -> Option<(u64, LogFault)> {
    Log::read(&study(), entries).err().map(|error| (error.number, error.fault))
}

#[test]
fn what_was_deleted_moved_or_edited_shows_at_the_first_broken_link() {
    let entries = whole().entries;
    assert_eq!(entries.len(), 6);
    assert_eq!(broken(entries.clone()), None);
    for place in 0..entries.len() - 1 {
        let mut deleted = entries.clone();
        deleted.remove(place);
        assert_eq!(broken(deleted), Some((place as u64 + 1, LogFault::Missing)), "entry {} deleted", place + 1);
        let mut moved = entries.clone();
        moved.swap(place, place + 1);
        assert_eq!(broken(moved), Some((place as u64 + 1, LogFault::Missing)), "entry {} moved", place + 1);
    }
    for (place, entry) in entries.iter().enumerate() {
        for byte in 0..entry.len() {
            let mut edited = entries.clone();
            edited[place][byte] ^= 1;
            // The last entry's clock is the one thing that neither a later link nor a signature holds.
            let clock = place + 1 == entries.len() && broken(edited.clone()).is_none();
            let found = broken(edited).map(|(number, _)| number);
            let at = [place as u64 + 1, place as u64 + 2];
            assert!(clock || found.is_some_and(|number| at.contains(&number)), "entry {} byte {byte}", place + 1);
        }
    }
}

/// Whoever owns the database can make every hash anew, but no signature.
#[test]
fn a_chain_that_was_made_anew_does_not_hold_what_its_holders_were_shown() {
    let anew = |acts: Vec<Act>| {
        let mut head = LogHead::START;
        let mut entries = Vec::new();
        for act in acts {
            let entry = head.entry(9 * HOUR, act);
            head = entry.head();
            entries.push(entry.to_bytes());
        }
        broken(entries)
    };
    let acts: Vec<Act> = whole().log.entries().iter().map(|entry| entry.act.clone()).collect();
    // Clocks alone are changed, and every later act named another head.
    assert_eq!(anew(acts.clone()), Some((2, LogFault::OtherHead)));
    let without =
        |place: usize| acts.iter().enumerate().filter(move |(at, _)| *at != place).map(|(_, act)| act.clone());
    assert_eq!(anew(without(0).collect()), Some((1, LogFault::Founding)));
    assert_eq!(anew(without(1).collect()), Some((2, LogFault::OtherHead)));
}

#[test]
fn a_cut_end_is_seen_by_whoever_noted_a_later_head() {
    let entries = whole().entries;
    let head = Log::read(&study(), entries.clone()).expect("whole").head();
    let cut = Log::read(&study(), entries[..5].to_vec()).expect("a cut chain is whole in itself");
    let expected = LogError { number: 6, fault: LogFault::CutOff };
    assert_eq!(cut.check_noted(head), Err(expected));
    assert_eq!(cut.check_written(&head.to_string()), Err(expected));
    let whole = Log::read(&study(), entries).expect("whole");
    assert_eq!((whole.check_noted(head), whole.check_written(&head.to_string())), (Ok(()), Ok(())));
    assert_eq!(whole.check_noted(LogHead::START), Ok(()));
    assert!(whole.check_written("6:0000-0000-0000-0000").is_err());
}

#[test]
fn nobody_acts_for_another() {
    let mut desk = Desk::new();
    let request = desk.request(1, &[7], HOUR);
    let forged = desk.signed(2, "supervisor", request.clone());
    assert_eq!(
        desk.act(HOUR, Act::Requested(forged)),
        Err(LogFault::Signature(AuthorityError::Signature)),
        "another's key"
    );
    let other = desk.signed(2, "supervisor/2", request.clone());
    assert_eq!(desk.act(HOUR, Act::Requested(other)), Err(LogFault::Signature(AuthorityError::Stranger)));
    let unsigned = Signed { statement: request.clone(), signatures: Vec::new() };
    assert_eq!(desk.act(HOUR, Act::Requested(unsigned)), Err(LogFault::Signature(AuthorityError::TooMany)));
    let analyst = Request { requester: HolderId("analyst".into()), ..request };
    let signed = desk.signed(6, "analyst", analyst);
    assert_eq!(desk.act(HOUR, Act::Requested(signed)), Err(LogFault::Signature(AuthorityError::Stranger)));
    let again = desk.log.entries()[0].act.clone();
    assert_eq!(desk.act(HOUR, again), Err(LogFault::Founding));
}

#[test]
fn a_withdrawal_needs_two() {
    let mut desk = Desk::new();
    let withdrawn = Withdrawn { holder: HolderId("supervisor".into()), records: Vec::new(), head: desk.log.head() };
    let mut signed = desk.signed(1, "supervisor", withdrawn.clone());
    assert_eq!(desk.act(HOUR, Act::Withdrawn(signed.clone())), Err(LogFault::Signature(AuthorityError::NotTwo)));
    signed.signatures.push(secret(5).sign(&HolderId("custodian_2/1".into()), &study(), &withdrawn));
    assert_eq!(desk.act(HOUR, Act::Withdrawn(signed)), Ok(()));
}

#[test]
fn an_order_about_a_device_needs_two_who_saw_this_log() {
    let mut desk = Desk::new();
    let ordered = Ordered {
        holder: HolderId("supervisor".into()),
        number: 7,
        what: Ordering::Wipe,
        device: DeviceId(uuid::Uuid::from_u128(7)),
        head: desk.log.head(),
    };
    let both = |desk: &Desk, ordered: &Ordered| {
        let mut signed = desk.signed(1, "supervisor", ordered.clone());
        signed.signatures.push(secret(5).sign(&HolderId("custodian_2/1".into()), &study(), ordered));
        Act::Ordered(signed)
    };
    let alone = Act::Ordered(desk.signed(1, "supervisor", ordered.clone()));
    assert_eq!(desk.act(HOUR, alone), Err(LogFault::Signature(AuthorityError::NotTwo)));
    let elsewhere = Ordered { head: LogHead { number: 1, hash: Hash32([9; 32]) }, ..ordered.clone() };
    assert_eq!(desk.act(HOUR, both(&desk, &elsewhere)), Err(LogFault::OtherHead));
    let forged = Ordered { holder: HolderId("supervisor/2".into()), ..ordered.clone() };
    assert_eq!(desk.act(HOUR, both(&desk, &forged)), Err(LogFault::Signature(AuthorityError::Stranger)));
    assert_eq!(desk.act(HOUR, both(&desk, &ordered)), Ok(()));
}

#[test]
fn golden() {
    let bytes: Vec<u8> = whole().entries.concat();
    let digits: String = include_str!("log.hex").split_whitespace().collect();
    assert_eq!(data_encoding::HEXLOWER.encode(&bytes), digits);
}

/// What a statement's signature is over, and the signature.
#[test]
fn golden_statement() {
    let request = Desk::new().request(1, &[7], HOUR);
    let signature = secret(1).sign(&HolderId("supervisor".into()), &study(), &request);
    let digits: String = include_str!("statement.hex").split_whitespace().collect();
    let both = [message(&study(), &request), signature.signature.0.to_vec()].concat();
    assert_eq!(data_encoding::HEXLOWER.encode(&both), digits);
}
