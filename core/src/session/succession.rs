//! A device that was copied goes on under another name, with the next invite that it is shown.
//!
//! What it has sealed it cannot seal again: the keys are gone, and each record names the device that made it. So its
//! chain stays as it is, record by record; new is who signs the head of it. The new keys are made once and kept until
//! the server has answered, so that an answer that is lost makes no third name. The old key for returns stays, because
//! what was returned before is sealed to it.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    Session, SessionError,
    documents::{DEVICE, Shelved},
    random_id,
};
use crate::{
    authority::{ChainMark, SUCCESSIONS_MAX, SignedSuccession, Succession},
    ids::{DeviceId, StreamKind},
    sync::{
        Invite,
        wire::{Method, Request, Succeed, encode, path},
    },
    vault::{DeviceSigner, SealingSecret, SoftwareSigner},
};

/// The streams of which a server said that it holds other records under this device's numbers, each with the number of
/// its last record then.
const FORKED: &[u8] = b"forked";
/// The succession that this device signed last.
const SUCCESSION: &[u8] = b"succession";
/// Both new secrets, until the server has answered.
const NEXT_KEYS: &[u8] = b"next keys";
/// Every name that it had, each with its secret for returns.
const FORMER_KEYS: &[u8] = b"former keys";
const SECRET_BYTES: usize = 32;
const FORMER_BYTES: usize = 16 + SECRET_BYTES;

/// A new name that the server has not confirmed yet.
pub(super) struct Succeeding {
    pub(super) signed: SignedSuccession,
    signer: SoftwareSigner,
    returns: SealingSecret,
}

impl Session {
    /// Whether this device was copied, or put back from a copy: with the next invite it goes on under another name, and
    /// brings what it still has.
    ///
    /// # Errors
    /// As the store says.
    pub fn is_forked(&self) -> Result<bool, SessionError> {
        Ok(!self.forks()?.is_empty())
    }

    fn forks(&self) -> Result<Vec<(StreamKind, u64)>, SessionError> {
        Ok(self.documents().get(DEVICE, FORKED)?.unwrap_or_default())
    }

    pub(super) fn note_fork(&self, stream: StreamKind, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let mut forks = self.forks()?;
        if forks.iter().any(|(of, _)| *of == stream) {
            return Ok(());
        }
        forks.push((stream, self.vault.outbox().head(stream)?.next_sequence - 1));
        self.documents().put(DEVICE, FORKED, &forks, rng)
    }

    /// That a device was copied is a server's word, and one that lies could say so of every phone. A supervisor's word
    /// for a record of this very chain that was sealed after it refutes it: of a device that was copied, the server
    /// holds another chain from there on, and nobody signs for this one.
    pub(super) fn unnote_fork(&self, mark: &ChainMark, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let mut forks = self.forks()?;
        let before = forks.len();
        forks.retain(|(stream, last)| *stream != mark.stream || mark.sequence <= *last);
        // A name that was asked for already is on its way.
        if forks.len() == before || self.succeeding()?.is_some() {
            return Ok(());
        }
        self.documents().put(DEVICE, FORKED, &forks, rng)
    }

    /// The request of a device that takes another name, or took one: a server that was put back may not know it. `None`
    /// for every other device.
    pub(super) fn succession_request(
        &self,
        invite: &Invite,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Request>, SessionError> {
        if self.is_forked()? && self.succeeding()?.is_none() {
            self.prepare(rng)?;
        }
        let (signed, signer) = match (self.succeeding()?, self.succession()?) {
            (Some(next), _) => (next.signed, next.signer),
            (None, Some(signed)) => (signed, self.vault.signer()?),
            (None, None) => return Ok(None),
        };
        let device = signed.succession.successor;
        let body = encode(&Succeed { token: invite.token, signed });
        Ok(Some(Request::signed(Method::Post, path::SUCCEED.to_owned(), body, (device, &signer), rng)?))
    }

    fn succession(&self) -> Result<Option<SignedSuccession>, SessionError> {
        self.documents().get(DEVICE, SUCCESSION)
    }

    /// Makes the new name and its keys, and signs with the old key from where it brings its chains.
    fn prepare(&self, rng: &mut impl CryptoRng) -> Result<(), SessionError> {
        let (signer, returns) = (SoftwareSigner::random(rng), SealingSecret::random(rng));
        let mut begins = Vec::new();
        for stream in StreamKind::ALL {
            let sequence = self.vault.outbox().kept(stream)?.start - 1;
            if sequence > 0 {
                let link = self.link_after(stream, sequence)?.ok_or(SessionError::Document)?;
                begins.push(ChainMark { stream, sequence, link });
            }
        }
        let succession = Succession {
            predecessor: self.enrolment()?.device,
            successor: DeviceId(random_id(rng)),
            signing: signer.public(),
            sealing: returns.public(),
            begins,
        };
        let signature = self.vault.signer()?.sign(&succession.message())?;
        let secrets = Zeroizing::new([signer.bytes().as_slice(), returns.bytes()].concat());
        let changes = [
            Shelved::put(DEVICE, SUCCESSION, &SignedSuccession { succession, signature })?,
            Shelved::raw(DEVICE, NEXT_KEYS, secrets),
        ];
        self.documents().change(&changes, rng)
    }

    /// The new name, while the server has not confirmed it.
    pub(super) fn succeeding(&self) -> Result<Option<Succeeding>, SessionError> {
        let Some(secrets) = self.vault.shelf().get(DEVICE, NEXT_KEYS)? else { return Ok(None) };
        let signed = self.succession()?.ok_or(SessionError::Document)?;
        let (signer, returns) = secrets.split_first_chunk().ok_or(SessionError::Document)?;
        let returns: [u8; SECRET_BYTES] = returns.try_into().map_err(|_| SessionError::Document)?;
        let signer = SoftwareSigner::from_bytes(signer)?;
        Ok(Some(Succeeding { signed, signer, returns: SealingSecret::from_bytes(returns) }))
    }

    /// The server knows the new name: it holds from now on, together with these changes.
    pub(super) fn succeed(
        &self,
        next: &Succeeding,
        mut changes: Vec<Shelved>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SessionError> {
        let succession = &next.signed.succession;
        let own = self.vault.return_key()?;
        let former = [succession.predecessor.0.as_bytes().as_slice(), own.bytes()].concat();
        let mut all = self.vault.shelf().get(DEVICE, FORMER_KEYS)?.unwrap_or_default();
        let too_many = (all.len() + former.len()).saturating_sub(SUCCESSIONS_MAX * FORMER_BYTES);
        all.drain(..too_many);
        let all = Zeroizing::new([all.as_slice(), Zeroizing::new(former).as_slice()].concat());
        changes.extend([
            Shelved::put(DEVICE, b"id", &succession.successor)?,
            Shelved::raw(DEVICE, FORMER_KEYS, all),
            Shelved::delete(DEVICE, NEXT_KEYS),
            Shelved::delete(DEVICE, FORKED),
        ]);
        Ok(self.vault.begin_anew((&next.signer, &next.returns), &Shelved::all(&changes), rng)?)
    }

    /// Names and secrets that returns may be sealed to: its own first, then those that it had.
    pub(super) fn return_keys(&self) -> Result<Vec<(DeviceId, SealingSecret)>, SessionError> {
        let mut keys = vec![(self.enrolment()?.device, self.vault.return_key()?)];
        let former = self.vault.shelf().get(DEVICE, FORMER_KEYS)?.unwrap_or_default();
        for one in former.chunks_exact(FORMER_BYTES) {
            let (id, secret) = one.split_first_chunk().ok_or(SessionError::Document)?;
            let secret: [u8; SECRET_BYTES] = secret.try_into().map_err(|_| SessionError::Document)?;
            keys.push((DeviceId(uuid::Uuid::from_bytes(*id)), SealingSecret::from_bytes(secret)));
        }
        Ok(keys)
    }
}
