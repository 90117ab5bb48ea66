//! A session as sync sees it: streams that wait, a key that signs, a place for what is fetched.
//!
//! The engine asks and tells in numbers and bytes; this turns that into reads and writes of the vault, each durable
//! when it returns. What the server hands down is checked here before it is kept: a package by its seal and its list of
//! holders, an order by two signatures. Deleting sealed copies is here as well, because only here both the study's
//! retention rule and the server's marks are known.

use rand_core::CryptoRng;

use super::{InForce, Session, SessionError, enrolment::roster_follows, grant::Grant};
use crate::{
    authority::{ChainMark, SignedVouch, VOUCH_UNOPENED_MAX, Vouch},
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    moment::Moment,
    record::{MEDIA_CHUNK_BYTES, SealedRecord},
    study::package,
    sync::{
        engine::{Local, LocalError, MediaCame, Obeyed, PackageTaken},
        wire::{FaultCode, PackageSeal, Return, SignedOrder},
    },
    vault::{DeviceSigner, Pending, SealingPublic, SoftwareSigner, VaultError},
};

/// A session for the length of one step of a sync.
pub struct Link<'a, R> {
    session: &'a mut Session,
    device: DeviceId,
    signer: SoftwareSigner,
    now: Moment,
    rng: &'a mut R,
}

impl Session {
    /// The session as sync sees it.
    ///
    /// # Errors
    /// [`SessionError::NotEnrolled`] before the first enrolment.
    pub fn link<'a, R: CryptoRng>(&'a mut self, now: &Moment, rng: &'a mut R) -> Result<Link<'a, R>, SessionError> {
        let device = self.enrolment()?.device;
        let signer = self.vault.signer()?;
        for id in std::mem::take(&mut self.half_done) {
            // One that is in memory was sealed when it was taken up. What fails here is tried again after the next
            // unlock.
            if self.open.as_ref().is_none_or(|open| open.id != id) {
                let _ = self.look_over(id, now, rng);
            }
        }
        Ok(Link { session: self, device, signer, now: *now, rng })
    }

    /// Link after a record of a stream; `None` when it was forgotten, or there is none.
    pub(super) fn link_after(&self, stream: StreamKind, sequence: u64) -> Result<Option<Hash32>, SessionError> {
        let head = self.vault.outbox().head(stream)?;
        if sequence == head.next_sequence - 1 {
            return Ok(Some(head.link));
        }
        match self.vault.outbox().pending(stream, sequence, 1) {
            Ok(following) => Ok(following.first().map(|record| record.previous)),
            Err(VaultError::NoSuchRecord { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Remembers how far a supervisor has signed for this device's records. A word that no supervisor of the package in
    /// force gave, or that is of another device or another chain, changes nothing.
    fn take_vouch(&mut self, signed: &SignedVouch, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let enrolment = self.enrolment()?;
        let Ok(vouch) = signed.by_supervisor(&self.holders(), &enrolment.study) else { return Ok(()) };
        if vouch.device != enrolment.device || vouch.unopened.len() > VOUCH_UNOPENED_MAX {
            return Ok(());
        }
        for mark in &vouch.marks {
            if self.link_after(mark.stream, mark.sequence)? == Some(mark.link) {
                self.take_mark(mark, vouch, rng)?;
            }
        }
        Ok(())
    }

    /// Moves the mark of one stream, up to the first record that nobody opened though this device did nothing to it.
    /// Such records are set aside from now on, which keeps them and offers them again; what was set aside and has been
    /// opened since is aside no more.
    fn take_mark(&self, mark: &ChainMark, vouch: &Vouch, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let (stream, documents) = (mark.stream, self.documents());
        let parked = documents.parked(stream)?;
        let mut strange: Option<u64> = None;
        for sequence in vouch.unopened_until(mark) {
            if !self.did_it(stream, sequence, &parked)? {
                documents.park(stream, sequence, FaultCode::Unknown, rng)?;
                strange = Some(strange.map_or(sequence, |first| first.min(sequence)));
            }
        }
        let up_to = strange.map_or(mark.sequence, |first| first.saturating_sub(1));
        if up_to > documents.vouched(stream)? {
            documents.put_vouched(stream, up_to, rng)?;
        }
        self.unnote_fork(mark, rng)?;
        let opened =
            |sequence: &u64| *sequence <= mark.sequence && !vouch.unopened_until(mark).any(|at| at == *sequence);
        parked.into_iter().filter(opened).try_for_each(|sequence| documents.unpark(stream, sequence, rng))
    }

    /// Whether it is this device's own doing, or too late to matter to it, that a record cannot be opened on the
    /// server.
    fn did_it(&self, stream: StreamKind, sequence: u64, parked: &[u64]) -> Result<bool, SessionError> {
        let outbox = self.vault.outbox();
        if parked.contains(&sequence) || !outbox.kept(stream)?.contains(&sequence) {
            return Ok(true);
        }
        let held = outbox.pending(stream, sequence.saturating_sub(1), 1)?;
        let held = held.first().ok_or(SessionError::Document)?;
        Ok(SealedRecord::from_bytes(&held.bytes)?.is_withdrawn())
    }

    /// After a sync: deletes sealed copies that the study's retention rule no longer wants, and says how many.
    ///
    /// An acknowledgement alone is not enough, because a server can give one for nothing: a supervisor must have
    /// opened the record with the study's key, and signed for it. Identities are opened by nobody in the ordinary
    /// course; of those the supervisor's session has seen that the record is there, whole, and halved for custodians of
    /// both roles.
    ///
    /// # Errors
    /// As the store says.
    pub fn forget_sent(&mut self, now: &Moment, rng: &mut impl CryptoRng) -> Result<u64, SessionError> {
        let Ok(study) = self.study() else { return Ok(0) };
        // What it still has, it will bring under its new name.
        if self.is_forked()? {
            return Ok(0);
        }
        let days = study.limits.retention_days;
        let mut first_kept = [0; StreamKind::ALL.len()];
        for stream in StreamKind::ALL {
            let parked = self.documents().parked(stream)?.into_iter().min();
            let unvouched = self.documents().vouched(stream)? + 1;
            first_kept[stream as usize] = parked.map_or(unvouched, |parked| parked.min(unvouched));
        }
        let forgotten = self.vault.outbox().forget(now, days, |stream| first_kept[stream as usize], rng)?;
        self.forget_media(now, days, rng)?;
        if forgotten > 0 {
            let outbox = self.vault.outbox();
            let here = |stream, sequence| outbox.kept(stream).is_ok_and(|kept| kept.contains(&sequence));
            self.documents().forget_traces(here, rng)?;
        }
        Ok(forgotten)
    }
}

impl<R: CryptoRng> Local for Link<'_, R> {
    fn device(&self) -> DeviceId {
        self.device
    }

    fn signer(&self) -> &dyn DeviceSigner {
        &self.signer
    }

    fn latest(&self, stream: StreamKind) -> Result<u64, LocalError> {
        let head = self.session.vault.outbox().head(stream).map_err(|_| LocalError)?;
        Ok(head.next_sequence.saturating_sub(1))
    }

    fn pending(&self, stream: StreamKind, after: u64, bytes_max: usize) -> Result<Vec<Pending>, LocalError> {
        self.session.vault.outbox().pending(stream, after, bytes_max).map_err(|_| LocalError)
    }

    fn acknowledged(&self, stream: StreamKind) -> Result<u64, LocalError> {
        Ok(self.session.vault.outbox().head(stream).map_err(|_| LocalError)?.acknowledged)
    }

    fn link(&self, stream: StreamKind, sequence: u64) -> Result<Option<Hash32>, LocalError> {
        self.session.link_after(stream, sequence).map_err(|_| LocalError)
    }

    fn vouched(&mut self, vouch: &SignedVouch) -> Result<(), LocalError> {
        self.session.take_vouch(vouch, self.rng).map_err(|_| LocalError)
    }

    fn acknowledge(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError> {
        let Self { session, now, rng, .. } = self;
        let acknowledged =
            session.in_kept_room(|session| Ok(session.vault.outbox().acknowledge(stream, sequence, now, *rng)?));
        acknowledged.map_err(|_| LocalError)
    }

    fn forked(&mut self, stream: StreamKind) -> Result<(), LocalError> {
        self.session.note_fork(stream, self.rng).map_err(|_| LocalError)
    }

    fn park(&mut self, stream: StreamKind, sequence: u64, reason: FaultCode) -> Result<(), LocalError> {
        self.session.documents().park(stream, sequence, reason, self.rng).map_err(|_| LocalError)
    }

    fn parked(&self, stream: StreamKind) -> Result<Vec<u64>, LocalError> {
        self.session.documents().parked(stream).map_err(|_| LocalError)
    }

    fn owed(&self) -> Result<Vec<RecordId>, LocalError> {
        self.session.owed_unseen().map_err(|_| LocalError)
    }

    fn not_held(&mut self, records: &[RecordId]) -> Result<u64, LocalError> {
        self.session.settle_owed(records, self.rng).map_err(|_| LocalError)
    }

    fn package(&self) -> Result<Option<Hash32>, LocalError> {
        Ok(self.session.study.as_ref().map(|in_force| in_force.hash))
    }

    /// The key of the invite signed it, and no later publication is in force here: a server that was broken into cannot
    /// bring back a form that was mended.
    fn wants_package(&self, hash: Hash32, seal: &PackageSeal) -> Result<bool, LocalError> {
        let enrolment = self.session.enrolment().map_err(|_| LocalError)?;
        let newest = self.session.study.as_ref().map_or(0, |in_force| in_force.serial);
        // One that is here and cannot be read is fetched again, and no older one in its place.
        let follows = self.session.unread.is_none_or(|unread| (hash, seal.serial) == unread || seal.serial > unread.1);
        Ok(seal.serial > newest && follows && seal.holds(&hash, &enrolment.package_signing_key))
    }

    /// Puts a package in force only when it is wanted, can be read, and is of the study that the device was enrolled
    /// in.
    fn take_package(&mut self, hash: Hash32, bytes: &[u8], seal: &PackageSeal) -> Result<PackageTaken, LocalError> {
        // Looked at before anything is read: what nobody signed is not taken apart.
        if !self.wants_package(hash, seal)? || Hash32::of(bytes) != hash {
            return Ok(PackageTaken::Refused);
        }
        let Ok(study) = package::decode(bytes) else { return Ok(PackageTaken::Refused) };
        let enrolment = self.session.enrolment().map_err(|_| LocalError)?;
        let known = self.session.study.as_ref().map(|in_force| in_force.study.as_ref());
        let founding = self.session.documents().founding().map_err(|_| LocalError)?;
        if study.id != enrolment.study {
            return Ok(PackageTaken::Refused);
        }
        if !roster_follows(known, (enrolment, founding), &study) {
            return Ok(PackageTaken::OtherHolders);
        }
        let documents = self.session.documents();
        documents.put_package(hash, seal.serial, bytes, self.rng).map_err(|_| LocalError)?;
        self.session.study = Some(InForce { hash, serial: seal.serial, study: study.into() });
        self.session.unread = None;
        // From now on interviews can begin here. Its days begin with the study that came, not with the first interview,
        // which may be long after the last that was heard of the server.
        if self.session.documents().grant().map_err(|_| LocalError)?.is_none() {
            let first = Grant::given(self.now.wall_ms, &self.now);
            self.session.documents().put_grant(&first, self.rng).map_err(|_| LocalError)?;
        }
        Ok(PackageTaken::InForce)
    }

    fn orders_mark(&self) -> Result<u64, LocalError> {
        self.session.orders_mark().map_err(|_| LocalError)
    }

    fn obey(&mut self, order: &SignedOrder) -> Result<Obeyed, LocalError> {
        self.session.obey(order, &self.now, self.rng).map_err(|_| LocalError)
    }

    fn grant(&mut self, server_ms: i64, carrier: &SealingPublic) -> Result<(), LocalError> {
        let Self { session, now, rng, .. } = self;
        // Without it nothing is sent, and what is sent and seen there is what makes room here.
        let granted = session.in_kept_room(|session| {
            session.documents().put_carrier(carrier, *rng)?;
            session.grant(server_ms, now, *rng)
        });
        granted.map_err(|_| LocalError)
    }

    fn media(&self) -> Result<Option<(Hash32, u64)>, LocalError> {
        self.session.media_waiting().map_err(|_| LocalError)
    }

    fn media_chunk(&self, hash: &Hash32, from: u64) -> Result<Vec<u8>, LocalError> {
        let sealed = self.session.documents().sealed_media(hash).map_err(|_| LocalError)?;
        let rest = usize::try_from(from).ok().and_then(|from| sealed.get(from..)).ok_or(LocalError)?;
        Ok(rest[..rest.len().min(MEDIA_CHUNK_BYTES)].to_vec())
    }

    fn media_done(&mut self, hash: &Hash32, came: MediaCame) -> Result<(), LocalError> {
        self.session.media_done(hash, came, &self.now, self.rng).map_err(|_| LocalError)
    }

    fn media_held(&mut self, count: u64) -> Result<(), LocalError> {
        self.session.media_held(count, self.rng).map_err(|_| LocalError)
    }

    fn returns_mark(&self) -> Result<u64, LocalError> {
        self.session.documents().returns_mark().map_err(|_| LocalError)
    }

    /// Keeps only what the study's key sealed to this device: a server that makes returns up fills nobody's phone.
    fn take_return(&mut self, returned: &Return) -> Result<(), LocalError> {
        let ours = self.session.opened_return(&returned.sealed).is_ok();
        let kept = if ours { returned.sealed.as_slice() } else { &[] };
        self.session.documents().put_return(returned.number, kept, self.rng).map_err(|_| LocalError)
    }
}
