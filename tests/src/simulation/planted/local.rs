//! What sync sees of a device, with a planted fault in front of it.

use fieldward_core::{
    authority::{ChainMark, Role, SignedVouch, Vouch},
    ids::{DeviceId, Hash32, RecordId, StreamKind},
    sync::{
        engine::{Local, LocalError, MediaCame, Obeyed, PackageTaken},
        wire::{Decree, FaultCode, PackageSeal, Return, SignedOrder},
    },
    vault::{DeviceSigner, Pending, SealingPublic},
};

use super::{Lost, Planted};
use crate::simulation::server::BASE;

/// Whether a device's power failed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasCut {
    /// It did.
    Yes,
    /// It did not.
    No,
}

/// What sync sees of a device, with a fault in front of it, and a note of every acknowledgement that it believed.
pub struct PlantedLocal<'a, L> {
    /// The device.
    pub local: L,
    /// The fault.
    pub planted: Planted,
    /// Whether the device's power failed before.
    pub was_cut: WasCut,
    /// Acknowledgements, in their order.
    pub acknowledged: &'a mut Vec<(StreamKind, u64)>,
    /// Numbers of the returns that came.
    pub arrived: &'a mut Vec<u64>,
    /// Of those, the ones in which nothing was.
    pub empty: &'a mut Vec<u64>,
    /// Orders that came, and what was done about them.
    pub obeyed: &'a mut Vec<(SignedOrder, Obeyed)>,
}

impl<L: Local> PlantedLocal<'_, L> {
    /// Everything up to here counts as seen.
    fn believe_anybody(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError> {
        let Some(link) = self.local.link(stream, sequence)? else { return Ok(()) };
        let marks = vec![ChainMark { stream, sequence, link }];
        let vouch = Vouch { device: self.local.device(), marks, unopened: Vec::new() };
        signed_for_a_supervisor(vouch).map_or(Ok(()), |vouch| self.local.vouched(&vouch))
    }

    /// Whether a planted fault keeps this stream back.
    fn keeps_back(&self, stream: StreamKind) -> Result<Lost, LocalError> {
        let kept = match (self.planted, stream) {
            (Planted::StreamForgotten, StreamKind::Answers) => true,
            (Planted::AlertsLast, StreamKind::Alert) => {
                self.local.latest(StreamKind::Answers)? > self.local.acknowledged(StreamKind::Answers)?
            }
            _ => false,
        };
        Ok(if kept { Lost::Yes } else { Lost::No })
    }
}

/// A word that no supervisor gave, as a device hears it that checks no signature.
fn signed_for_a_supervisor(vouch: Vouch) -> Option<SignedVouch> {
    let supervisor = BASE.accounts.values().find(|account| account.holder.role == Role::Supervisor)?;
    let signatures = vec![supervisor.sign(&vouch)];
    Some(SignedVouch { statement: vouch, signatures })
}

/// What a device does that is content with one holder: it takes the other's word for given.
fn signed_for_the_other(order: &SignedOrder) -> SignedOrder {
    let [one] = order.signatures.as_slice() else { return order.clone() };
    let mut others = BASE.accounts.values().filter(|account| account.holder.role == Role::Administrator);
    let other = others.next().filter(|account| account.holder.id != one.holder);
    let signatures = [one.clone()].into_iter().chain(other.map(|account| account.sign(&order.statement)));
    SignedOrder { statement: order.statement.clone(), signatures: signatures.collect() }
}

impl<L: Local> Local for PlantedLocal<'_, L> {
    fn device(&self) -> DeviceId {
        self.local.device()
    }

    fn signer(&self) -> &dyn DeviceSigner {
        self.local.signer()
    }

    fn latest(&self, stream: StreamKind) -> Result<u64, LocalError> {
        if self.keeps_back(stream)? == Lost::Yes {
            return Ok(0);
        }
        self.local.latest(stream)
    }

    fn pending(&self, stream: StreamKind, after: u64, bytes_max: usize) -> Result<Vec<Pending>, LocalError> {
        if self.keeps_back(stream)? == Lost::Yes {
            return Ok(Vec::new());
        }
        let mut pending = self.local.pending(stream, after, bytes_max)?;
        if self.planted == Planted::GapSent && pending.len() > 1 {
            pending.remove(0);
        }
        if self.planted == Planted::ParentLinkDropped {
            pending.iter_mut().for_each(|record| record.previous = Hash32([0; 32]));
        }
        Ok(pending)
    }

    fn acknowledged(&self, stream: StreamKind) -> Result<u64, LocalError> {
        self.local.acknowledged(stream)
    }

    fn link(&self, stream: StreamKind, sequence: u64) -> Result<Option<Hash32>, LocalError> {
        if self.planted == Planted::ForkUnseen {
            return Ok(None);
        }
        self.local.link(stream, sequence)
    }

    fn vouched(&mut self, vouch: &SignedVouch) -> Result<(), LocalError> {
        self.local.vouched(vouch)
    }

    fn acknowledge(&mut self, stream: StreamKind, sequence: u64) -> Result<(), LocalError> {
        let believed = match self.planted {
            Planted::AcknowledgedWithoutAnswer => self.local.latest(stream)?,
            _ => sequence,
        };
        if self.planted == Planted::AcknowledgementForgotten && self.was_cut == WasCut::Yes {
            return Ok(());
        }
        if believed > 0 {
            self.acknowledged.push((stream, believed));
        }
        self.local.acknowledge(stream, believed)?;
        if self.planted == Planted::VouchForged {
            self.believe_anybody(stream, believed)?;
        }
        let next = self.local.acknowledged(stream)? + 1;
        if self.planted == Planted::ParkedWithoutReason && self.local.latest(stream)? >= next {
            self.local.park(stream, next, FaultCode::Internal)?;
        }
        Ok(())
    }

    fn forked(&mut self, stream: StreamKind) -> Result<(), LocalError> {
        self.local.forked(stream)
    }

    fn park(&mut self, stream: StreamKind, sequence: u64, reason: FaultCode) -> Result<(), LocalError> {
        self.local.park(stream, sequence, reason)
    }

    fn parked(&self, stream: StreamKind) -> Result<Vec<u64>, LocalError> {
        self.local.parked(stream)
    }

    fn owed(&self) -> Result<Vec<RecordId>, LocalError> {
        self.local.owed()
    }

    fn not_held(&mut self, records: &[RecordId]) -> Result<u64, LocalError> {
        self.local.not_held(records)
    }

    fn package(&self) -> Result<Option<Hash32>, LocalError> {
        let package = self.local.package()?;
        Ok(match self.planted {
            Planted::PackageRolledBack if self.was_cut == WasCut::Yes => package.map(|_| BASE.package),
            Planted::PackageOfNobody if self.was_cut == WasCut::Yes => package.map(|_| Hash32([7; 32])),
            _ => package,
        })
    }

    fn wants_package(&self, hash: Hash32, seal: &PackageSeal) -> Result<bool, LocalError> {
        self.local.wants_package(hash, seal)
    }

    fn take_package(&mut self, hash: Hash32, bytes: &[u8], seal: &PackageSeal) -> Result<PackageTaken, LocalError> {
        self.local.take_package(hash, bytes, seal)
    }

    fn orders_mark(&self) -> Result<u64, LocalError> {
        self.local.orders_mark()
    }

    fn obey(&mut self, order: &SignedOrder) -> Result<Obeyed, LocalError> {
        let order = match self.planted {
            Planted::OrderOfOne => &signed_for_the_other(order),
            _ => order,
        };
        let did = match (self.planted, &order.statement.decree) {
            (Planted::WipePassedOver, Decree::Wipe { device }) if *device == self.local.device() => Obeyed::Passed,
            (Planted::KeysKeptOnDevice, Decree::Withdraw { .. }) => Obeyed::Passed,
            (Planted::OrderTwice, _) if self.local.orders_mark()? >= order.statement.number => Obeyed::Done,
            _ => self.local.obey(order)?,
        };
        self.obeyed.push((order.clone(), did));
        Ok(did)
    }

    fn grant(&mut self, server_ms: i64, carrier: &SealingPublic) -> Result<(), LocalError> {
        self.local.grant(server_ms, carrier)
    }

    fn media(&self) -> Result<Option<(Hash32, u64)>, LocalError> {
        if self.planted == Planted::RecordingLost {
            return Ok(None);
        }
        self.local.media()
    }

    fn media_chunk(&self, hash: &Hash32, from: u64) -> Result<Vec<u8>, LocalError> {
        self.local.media_chunk(hash, from)
    }

    fn media_done(&mut self, hash: &Hash32, came: MediaCame) -> Result<(), LocalError> {
        self.local.media_done(hash, came)
    }

    fn media_held(&mut self, count: u64) -> Result<(), LocalError> {
        self.local.media_held(count)
    }

    fn returns_mark(&self) -> Result<u64, LocalError> {
        self.local.returns_mark()
    }

    fn take_return(&mut self, returned: &Return) -> Result<(), LocalError> {
        self.arrived.push(returned.number);
        if returned.sealed.is_empty() {
            self.empty.push(returned.number);
        }
        if self.planted == Planted::ReturnEmptied {
            return self.local.take_return(&Return { sealed: Vec::new(), ..returned.clone() });
        }
        self.local.take_return(returned)
    }
}
