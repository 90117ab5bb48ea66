//! A device and a server in memory; the link between them stands in `fate`.
//!
//! The server double keeps the rules of the real one in a few lines; the real engine drives that in the server's tests.

mod returns;

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use uuid::Uuid;

pub(super) use super::fate::{Fate, sync};
use super::{Local, LocalError, MediaCame, Obeyed, PackageTaken};
use crate::{
    authority::SignedVouch,
    ids::{DeviceId, Hash32, RecordId, StreamKind, StudyId},
    record::{Capsule, ChainHead, MEDIA_CHUNK_BYTES, RecordHeader, RecordKeys, SealedRecord},
    seal::{DeviceSigner, SealingPublic, Signature, SoftwareSigner},
    sync::wire::{
        self, CONTENT_TYPE, Decree, FaultCode, Held, Mark, MediaMark, NotHeld, Orders, PackagePart, PackageSeal, Push,
        Pushed, Refused, Request, Response, Return, SignedOrder, State, limits, path,
    },
    vault::Pending,
};

/// A device's store in memory. It refuses to acknowledge what the server has not stored: that is the law.
pub(super) struct Phone {
    pub id: DeviceId,
    pub signer: SoftwareSigner,
    pub streams: BTreeMap<StreamKind, Vec<Pending>>,
    pub acknowledged: BTreeMap<StreamKind, u64>,
    pub parked: BTreeSet<(StreamKind, u64)>,
    pub forked: BTreeSet<StreamKind>,
    pub package: Option<Hash32>,
    /// What it says to the next package.
    pub takes: PackageTaken,
    pub returns: Vec<Vec<u8>>,
    /// Orders that it obeyed, and the grants that it got.
    pub media: Vec<Vec<u8>>,
    /// Recordings that the server said it has, and how many it was known to hold.
    pub media_sent: Vec<Vec<u8>>,
    pub media_known: u64,
    pub obeyed: Vec<u64>,
    /// It cannot judge an order before it has this package.
    pub judges_by: Option<Hash32>,
    pub grants: Vec<i64>,
    /// Supervisors' words that it was given.
    pub words: Vec<SignedVouch>,
    /// A stream that cannot be read.
    pub unreadable: Option<StreamKind>,
    /// What the office is to be told of.
    pub owed: Vec<RecordId>,
}

impl Phone {
    pub fn new(rng: &mut ChaCha20Rng) -> Self {
        Self {
            id: DeviceId(Uuid::from_u128(7)),
            signer: SoftwareSigner::random(rng),
            streams: StreamKind::ALL.iter().map(|stream| (*stream, Vec::new())).collect(),
            acknowledged: BTreeMap::new(),
            parked: BTreeSet::new(),
            forked: BTreeSet::new(),
            package: None,
            takes: PackageTaken::InForce,
            returns: Vec::new(),
            media: Vec::new(),
            media_sent: Vec::new(),
            media_known: 0,
            obeyed: Vec::new(),
            judges_by: None,
            grants: Vec::new(),
            words: Vec::new(),
            unreadable: None,
            owed: Vec::new(),
        }
    }

    /// Finalizes one record of so many bytes.
    pub fn finalize(&mut self, stream: StreamKind, size_bytes: usize, rng: &mut ChaCha20Rng) -> SealedRecord {
        let records = self.streams.entry(stream).or_default();
        let previous = records.last().map_or(Hash32([0; 32]), |last| last.link);
        let sequence = records.len() as u64 + 1;
        let mut body = vec![0; size_bytes];
        rng.fill_bytes(&mut body);
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        let header = RecordHeader {
            study: StudyId("study".into()),
            form: Hash32([1; 32]),
            statement: Hash32([2; 32]),
            device: self.id,
            stream,
            sequence,
            record: RecordId(Uuid::from_bytes(id)),
        };
        let capsule = Capsule::from_slice(&[3; crate::record::CAPSULE_BYTES]).expect("it has the length");
        let record = SealedRecord { header, keys: RecordKeys::Study(capsule), body };
        let link = record.link(&previous);
        records.push(Pending { sequence, previous, link, bytes: record.to_bytes() });
        record
    }
}

impl Local for Phone {
    fn device(&self) -> DeviceId {
        self.id
    }

    fn signer(&self) -> &dyn DeviceSigner {
        &self.signer
    }

    fn latest(&self, stream: StreamKind) -> Result<u64, LocalError> {
        Ok(self.streams[&stream].len() as u64)
    }

    fn pending(&self, stream: StreamKind, after: u64, bytes_max: usize) -> Result<Vec<Pending>, LocalError> {
        if self.unreadable == Some(stream) {
            return Err(LocalError);
        }
        let mut size = 0;
        let after = usize::try_from(after).map_err(|_| LocalError)?;
        let waiting = self.streams[&stream].iter().skip(after).enumerate();
        let fit = waiting.take_while(|(place, record)| {
            size += record.bytes.len();
            *place == 0 || size <= bytes_max
        });
        Ok(fit.map(|(_, record)| record.clone()).collect())
    }

    fn acknowledged(&self, stream: StreamKind) -> Result<u64, LocalError> {
        Ok(self.acknowledged.get(&stream).copied().unwrap_or(0))
    }

    fn link(&self, stream: StreamKind, sequence: u64) -> Result<Option<Hash32>, LocalError> {
        let Some(before) = sequence.checked_sub(1) else { return Ok(Some(Hash32([0; 32]))) };
        Ok(self.streams[&stream].get(usize::try_from(before).map_err(|_| LocalError)?).map(|record| record.link))
    }

    fn vouched(&mut self, word: &SignedVouch) -> Result<(), LocalError> {
        self.words.push(word.clone());
        Ok(())
    }

    fn acknowledge(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError> {
        if sequence > self.latest(stream)? {
            return Err(LocalError);
        }
        let mark = self.acknowledged.entry(stream).or_default();
        *mark = sequence.max(*mark);
        Ok(())
    }

    fn forked(&mut self, stream: StreamKind) -> Result<(), LocalError> {
        self.forked.insert(stream);
        Ok(())
    }

    fn park(&mut self, stream: StreamKind, sequence: u64, _: FaultCode) -> Result<(), LocalError> {
        self.parked.insert((stream, sequence));
        Ok(())
    }

    fn parked(&self, stream: StreamKind) -> Result<Vec<u64>, LocalError> {
        Ok(self.parked.iter().filter(|(of, _)| *of == stream).map(|(_, sequence)| *sequence).collect())
    }

    fn owed(&self) -> Result<Vec<RecordId>, LocalError> {
        Ok(self.owed.clone())
    }

    fn not_held(&mut self, records: &[RecordId]) -> Result<u64, LocalError> {
        let before = self.owed.len();
        self.owed.retain(|record| !records.contains(record));
        Ok((before - self.owed.len()) as u64)
    }

    fn package(&self) -> Result<Option<Hash32>, LocalError> {
        Ok(self.package)
    }

    fn wants_package(&self, _: Hash32, seal: &PackageSeal) -> Result<bool, LocalError> {
        Ok(seal.serial > 0)
    }

    fn take_package(&mut self, hash: Hash32, bytes: &[u8], _: &PackageSeal) -> Result<PackageTaken, LocalError> {
        assert_eq!(Hash32::of(bytes), hash, "only a whole package is handed over");
        if self.takes != PackageTaken::InForce {
            return Ok(self.takes);
        }
        self.package = Some(hash);
        Ok(PackageTaken::InForce)
    }

    fn orders_mark(&self) -> Result<u64, LocalError> {
        Ok(self.obeyed.last().copied().unwrap_or(0))
    }

    fn obey(&mut self, order: &SignedOrder) -> Result<Obeyed, LocalError> {
        if self.judges_by.is_some() && self.judges_by != self.package {
            return Ok(Obeyed::Unjudged);
        }
        let own = Decree::Wipe { device: self.id };
        if order.statement.decree == own {
            return Ok(Obeyed::Wipe);
        }
        self.obeyed.push(order.statement.number);
        Ok(Obeyed::Done)
    }

    fn grant(&mut self, server_ms: i64, _: &SealingPublic) -> Result<(), LocalError> {
        self.grants.push(server_ms);
        Ok(())
    }

    fn media(&self) -> Result<Option<(Hash32, u64)>, LocalError> {
        Ok(self.media.first().map(|sealed| (Hash32::of(sealed), sealed.len() as u64)))
    }

    fn media_chunk(&self, _: &Hash32, from: u64) -> Result<Vec<u8>, LocalError> {
        let sealed = self.media.first().ok_or(LocalError)?;
        let from = usize::try_from(from).map_err(|_| LocalError)?;
        Ok(sealed[from..].iter().take(MEDIA_CHUNK_BYTES).copied().collect())
    }

    fn media_done(&mut self, hash: &Hash32, came: MediaCame) -> Result<(), LocalError> {
        let place = self.media.iter().position(|sealed| Hash32::of(sealed) == *hash).ok_or(LocalError)?;
        let sent = self.media.remove(place);
        self.media_sent.push(sent);
        self.media_known += u64::from(came == MediaCame::Now);
        Ok(())
    }

    fn media_held(&mut self, count: u64) -> Result<(), LocalError> {
        if count < self.media_known {
            self.media.append(&mut self.media_sent);
        }
        self.media_known = count;
        Ok(())
    }

    fn returns_mark(&self) -> Result<u64, LocalError> {
        Ok(self.returns.len() as u64)
    }

    fn take_return(&mut self, returned: &Return) -> Result<(), LocalError> {
        assert_eq!(returned.number, self.returns.len() as u64 + 1, "returns come in order");
        self.returns.push(returned.sealed.clone());
        Ok(())
    }
}

/// A server in memory.
pub(super) struct Server {
    pub key: crate::seal::SignerPublic,
    pub heads: BTreeMap<StreamKind, ChainHead>,
    /// Every record that was taken, in the order of arrival: twice the same would be seen.
    pub stored: Vec<SealedRecord>,
    /// Hash of what holds each number, parked records included.
    taken: BTreeMap<(StreamKind, u64), Hash32>,
    /// Numbers of which it has nothing but the hash.
    pub hash_only: BTreeSet<(StreamKind, u64)>,
    pub package: Vec<u8>,
    pub package_serial: u64,
    /// Parts of packages that it gave.
    pub parts: usize,
    pub returns: Vec<Return>,
    pub returns_taken: u64,
    /// It always names one more return, and gives it.
    pub endless: bool,
    /// Records that it never takes.
    pub poison: BTreeSet<RecordId>,
    /// It says yes and stores nothing.
    pub forgets: BTreeSet<StreamKind>,
    /// Streams in the order in which their pushes came.
    pub order: Vec<StreamKind>,
    pub orders: Vec<SignedOrder>,
    /// Recordings, as far as they came, and the chunks that were posted.
    pub media: BTreeMap<String, Vec<u8>>,
    pub chunks: usize,
    /// It answers nothing but orders.
    pub revoked: bool,
    /// What it says to every push.
    pub refuses: Option<FaultCode>,
    /// The word that it hands down.
    pub vouched: Option<SignedVouch>,
    /// What it says to have keys of; it knows no such question when there is nothing here.
    pub holds: Option<Vec<RecordId>>,
    /// How many records each such question named.
    pub asked: Vec<usize>,
}

impl Server {
    pub fn new(phone: &Phone) -> Self {
        Self {
            key: phone.signer.public(),
            heads: StreamKind::ALL.iter().map(|kind| (*kind, ChainHead::start(phone.id, *kind))).collect(),
            stored: Vec::new(),
            taken: BTreeMap::new(),
            hash_only: BTreeSet::new(),
            refuses: None,
            vouched: None,
            holds: None,
            asked: Vec::new(),
            package: vec![9; limits::PACKAGE_PART_BYTES * 2 + 5],
            package_serial: 1,
            parts: 0,
            returns: Vec::new(),
            returns_taken: 0,
            endless: false,
            poison: BTreeSet::new(),
            forgets: BTreeSet::new(),
            order: Vec::new(),
            orders: Vec::new(),
            media: BTreeMap::new(),
            chunks: 0,
            revoked: false,
        }
    }

    /// The server has the next number's hash, and nothing else.
    pub fn take_hash(&mut self, stream: StreamKind, sequence: u64, hash: Hash32) {
        self.taken.insert((stream, sequence), hash);
        self.hash_only.insert((stream, sequence));
        let head = self.heads[&stream];
        self.heads.insert(stream, ChainHead { sequence, link: head.after_hash(&hash).link, ..head });
    }

    pub fn answer(&mut self, request: &Request) -> Response {
        let answered = match request.verify(&self.key) {
            Ok(()) => self.body(request),
            Err(_) => Err(FaultCode::Signature),
        };
        let (status, body) = match answered {
            Ok(body) => (200, body),
            Err(code) => (code.status(), wire::encode(&code.fault())),
        };
        Response { status, content_type: CONTENT_TYPE.into(), body }
    }

    fn body(&mut self, request: &Request) -> Result<Vec<u8>, FaultCode> {
        if let Some(after) = request.path.strip_prefix(path::ORDERS) {
            let after: u64 = after[1..].parse().map_err(|_| FaultCode::Unknown)?;
            let last = self.orders.last().map_or(0, |order| order.statement.number);
            let orders = self.orders.iter().filter(|order| order.statement.number > after).take(1).cloned().collect();
            return Ok(wire::encode(&Orders { orders, last, package: Hash32::of(&self.package) }));
        }
        if self.revoked && !request.path.starts_with(path::PACKAGE) {
            return Err(FaultCode::Revoked);
        }
        if let Some(of) = request.path.strip_prefix(path::MEDIA) {
            return Ok(wire::encode(&self.recording(&of[1..], &request.body)));
        }
        if request.path == path::STATE {
            return Ok(wire::encode(&self.state()));
        }
        if request.path == path::PUSH {
            let push: Push = wire::decode(&request.body).map_err(|_| FaultCode::Body)?;
            return self.push(&push).map(|pushed| wire::encode(&pushed));
        }
        if request.path == path::HELD {
            let holds = self.holds.as_ref().ok_or(FaultCode::Unknown)?;
            let Held { mut records } = wire::decode(&request.body).map_err(|_| FaultCode::Body)?;
            self.asked.push(records.len());
            records.retain(|record| !holds.contains(record));
            return Ok(wire::encode(&NotHeld { records }));
        }
        if request.path == path::RETURNS_TAKEN {
            return Ok(wire::encode(&self.told(wire::decode(&request.body).map_err(|_| FaultCode::Body)?)));
        }
        let number = || request.path.rsplit('/').next().and_then(|text| text.parse::<usize>().ok());
        let from = number().ok_or(FaultCode::Unknown)?;
        if request.path.starts_with(path::PACKAGE) {
            self.parts += 1;
            let bytes = self.package[from..].iter().take(limits::PACKAGE_PART_BYTES).copied().collect();
            let total = self.package.len() as u64;
            let seal = PackageSeal { serial: self.package_serial, signature: Signature([0; 64]) };
            return Ok(wire::encode(&PackagePart { total, from: from as u64, bytes, seal }));
        }
        Ok(wire::encode(&self.returns_after(from as u64)))
    }

    fn recording(&mut self, of: &str, chunk: &[u8]) -> MediaMark {
        let mut parts = of.split('/');
        let hash = parts.next().unwrap_or_default().to_owned();
        let have = self.media.entry(hash.clone()).or_default();
        if parts.nth(1).and_then(|from| from.parse().ok()) == Some(have.len()) {
            have.extend_from_slice(chunk);
            self.chunks += 1;
        }
        MediaMark { have: have.len() as u64, whole: Hash32::of(have).to_string() == hash }
    }

    fn state(&self) -> State {
        let mark = |head: &ChainHead| Mark { stream: head.stream, durable: head.sequence, link: head.link };
        State {
            marks: self.heads.values().map(mark).collect(),
            package: Hash32::of(&self.package),
            returns_last: self.returns_last(),
            returns_taken: self.returns_taken,
            server_ms: 0,
            carrier: SealingPublic([8; 32]),
            vouched: self.vouched.clone(),
            recordings: self.media.iter().filter(|(hash, have)| Hash32::of(have).to_string() == **hash).count() as u64,
            orders_last: self.orders.last().map_or(0, |order| order.statement.number),
        }
    }

    fn push(&mut self, push: &Push) -> Result<Pushed, FaultCode> {
        let batch = push.read().map_err(|_| FaultCode::Body)?;
        assert!(batch.records.len() == 1 || push.batch.len() <= limits::BATCH_BYTES_MAX, "a batch has a limit");
        let header = &batch.records[0].header;
        let (stream, first) = (header.stream, header.sequence - push.parked.len() as u64);
        self.order.push(stream);
        if let Some(code) = self.refuses {
            return Err(code);
        }
        batch.verify_alone(&self.key).map_err(|_| FaultCode::Chain)?;
        let head = self.heads[&stream];
        if self.forgets.contains(&stream) {
            return Ok(Pushed { stream, durable: head.sequence, refused: None });
        }
        if first > head.sequence + 1 {
            return Err(FaultCode::Gap { stream, durable: head.sequence });
        }
        let parked = push.parked.iter().map(|parked| (parked.hash, None));
        let records = batch.records.into_iter().map(|record| (record.hash(), Some(record)));
        for (sequence, (hash, record)) in (first..).zip(parked.chain(records)) {
            match self.taken.get(&(stream, sequence)) {
                Some(held) if *held == hash => {
                    let offered = record.filter(|record| !self.poison.contains(&record.header.record));
                    if offered.is_some() && self.hash_only.remove(&(stream, sequence)) {
                        self.stored.extend(offered);
                    }
                    continue;
                }
                Some(_) => return Err(FaultCode::Fork { stream, sequence }),
                None => {}
            }
            if record.as_ref().is_some_and(|record| self.poison.contains(&record.header.record)) {
                let refused = Some(Refused { sequence, code: FaultCode::Body });
                return Ok(Pushed { stream, durable: sequence - 1, refused });
            }
            if record.is_none() {
                self.hash_only.insert((stream, sequence));
            }
            self.stored.extend(record);
            self.taken.insert((stream, sequence), hash);
            let link = self.heads[&stream].after_hash(&hash).link;
            self.heads.insert(stream, ChainHead { sequence, link, ..head });
        }
        Ok(Pushed { stream, durable: self.heads[&stream].sequence, refused: None })
    }
}
