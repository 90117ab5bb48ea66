//! A device that was copied: one of its machines goes on under a name of its own.
//!
//! Two machines with one name and one key give the same numbers to different records, and of a number the server takes
//! one. So the machine whose record came second takes a new name and new keys, and brings under them whatever it still
//! has of its own chain. That it has this chain, it proves with the old key ([`SignedSuccession`]). But whoever copied
//! the machine has that key too: the records that it brings in the old name count only when a supervisor, who knows
//! which machine is whose, has said so in the log ([`Continued`]). Until then they are kept and believed of nobody.

use serde::{Deserialize, Serialize};

use super::{ChainMark, HolderId, LogHead, Statement};
use crate::{
    ids::{DeviceId, StreamKind},
    seal::{SealingPublic, Signature, SignerPublic},
};

const FRONT: &[u8] = b"fieldward-succession-1\n";
/// How often the records of one device can have been brought on under another name: more is no machine's life.
pub const SUCCESSIONS_MAX: usize = 16;

/// Who goes on, under which name and keys, and from where in its chains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// The name that was copied.
    pub predecessor: DeviceId,
    /// The new one.
    pub successor: DeviceId,
    /// What checks the new one's signatures.
    pub signing: SignerPublic,
    /// What returns are sealed to.
    pub sealing: SealingPublic,
    /// Where each stream stood before the first record that the successor brings; a stream that it brings whole is left
    /// out.
    pub begins: Vec<ChainMark>,
}

/// A succession, signed by the key of the device that was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedSuccession {
    /// What is said.
    pub succession: Succession,
    /// By the predecessor's key over [`Succession::message`].
    pub signature: Signature,
}

/// A supervisor says that a machine goes on in another's name: it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continued {
    /// Who says so.
    pub holder: HolderId,
    /// Of which machine.
    pub succession: Succession,
    /// The log that they were shown.
    pub head: LogHead,
}

impl Statement for Continued {
    const LABEL: &'static str = "another name for a device";
}

impl Succession {
    /// What the predecessor's key signs.
    ///
    /// # Panics
    /// Never: a succession holds plain values, which postcard always writes.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        postcard::to_extend(self, FRONT.to_vec()).expect("plain values, which postcard always writes")
    }

    /// Whether it names two devices, and each stream once at most.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let once = |kind: &StreamKind| self.begins.iter().filter(|mark| mark.stream == *kind).count() <= 1;
        let bounded = self.begins.len() <= StreamKind::ALL.len();
        self.predecessor != self.successor && bounded && StreamKind::ALL.iter().all(once)
    }

    /// Where a stream stood before what the successor brings.
    #[must_use]
    pub fn begin(&self, stream: StreamKind) -> Option<ChainMark> {
        self.begins.iter().copied().find(|mark| mark.stream == stream)
    }
}

impl SignedSuccession {
    /// Whether the device that was copied signed this.
    #[must_use]
    pub fn is_by(&self, predecessor: &SignerPublic) -> bool {
        predecessor.verify(&self.succession.message(), &self.signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::Hash32,
        seal::{DeviceSigner, SoftwareSigner},
    };

    fn succession() -> Succession {
        let stream = StreamKind::Answers;
        Succession {
            predecessor: DeviceId(Uuid::from_u128(7)),
            successor: DeviceId(Uuid::from_u128(8)),
            signing: SignerPublic([2; 33]),
            sealing: SealingPublic([3; 32]),
            begins: vec![ChainMark { stream, sequence: 300, link: Hash32([4; 32]) }],
        }
    }

    #[test]
    fn what_a_copied_device_signs_keeps_its_bytes() {
        let digits = data_encoding::HEXLOWER.encode(&succession().message());
        assert_eq!(
            digits,
            concat!(
                "6669656c64776172642d73756363657373696f6e2d310a100000000000000000000000000000000710000000000000000000",
                "0000000000000821020202020202020202020202020202020202020202020202020202020202020202030303030303030303",
                "03030303030303030303030303030303030303030303030101ac020404040404040404040404040404040404040404040404",
                "040404040404040404",
            )
        );
    }

    #[test]
    fn it_is_signed_by_the_key_that_was_copied_and_for_one_successor() {
        let [key, other] = [7, 8].map(|byte| SoftwareSigner::from_bytes(&[byte; 32]).expect("below the order"));
        let signature = key.sign(&succession().message()).expect("a key in memory signs");
        let signed = SignedSuccession { succession: succession(), signature };
        assert!(signed.is_by(&key.public()) && !signed.is_by(&other.public()));
        let changed = Succession { successor: DeviceId(Uuid::from_u128(9)), ..succession() };
        assert!(!SignedSuccession { succession: changed, signature }.is_by(&key.public()));
    }

    #[test]
    fn it_names_two_devices_and_each_stream_once() {
        assert!(succession().is_well_formed());
        let same = Succession { successor: succession().predecessor, ..succession() };
        let twice = Succession { begins: [succession().begins, succession().begins].concat(), ..succession() };
        assert!(!same.is_well_formed() && !twice.is_well_formed());
    }
}
