//! Hands parcels to a relay or a server, and asks for receipts. For programs in Rust; shells ask a `Device`.
//!
//! A parcel is sealed to the server and a receipt to its device, so this way needs no pinned key: over plain HTTP it
//! shows sizes and times. With pins it is TLS with those keys, as always.

use fieldward_core::sync::{
    Pins,
    parcel::Carried,
    wire::{CONTENT_TYPE, Fault, FaultCode, Method, Request, Response, decode, path},
};

use crate::transport::{Patience, Transport};

/// A way to a relay or a server.
#[derive(Debug, Clone)]
pub struct Courier(Transport);

/// What came of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// A relay keeps it: no acknowledgement.
    Kept,
    /// Receipts, still sealed.
    Receipts(Vec<Vec<u8>>),
    /// It will never be taken.
    Refused,
    /// It was answered, and this parcel is not taken now: there is no room, or its device has had its share.
    NotNow,
    /// Nobody answered.
    NoLine,
}

impl Courier {
    /// A way to this address; `None` when the address is none.
    #[must_use]
    pub fn new(address: &str, pins: Option<Pins>) -> Option<Self> {
        Transport::for_sealed(address, pins, Patience::Person).ok().map(Self)
    }

    /// Hands one parcel over.
    pub async fn hand_over(&self, parcel: Vec<u8>) -> Handed {
        self.ask(Method::Post, path::PARCELS, parcel).await
    }

    /// Asks for every receipt that is there.
    pub async fn receipts(&self) -> Handed {
        self.ask(Method::Get, path::RECEIPTS, Vec::new()).await
    }

    async fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Handed {
        let headers = vec![("content-type", CONTENT_TYPE.to_owned())];
        let request = Request { method, path: path.to_owned(), headers, body };
        self.0.send(request).await.map_or(Handed::NoLine, |answer| handed(&answer))
    }
}

fn handed(answer: &Response) -> Handed {
    if answer.content_type != CONTENT_TYPE {
        return Handed::NoLine;
    }
    if answer.status == 200 {
        return match decode(&answer.body) {
            Ok(Carried::Kept) => Handed::Kept,
            Ok(Carried::Receipts(receipts)) => Handed::Receipts(receipts),
            Err(_) => Handed::NoLine,
        };
    }
    let code = decode::<Fault>(&answer.body).map(|fault| fault.code);
    match code {
        Ok(FaultCode::Body | FaultCode::TooLarge | FaultCode::Chain | FaultCode::Unknown) => Handed::Refused,
        Ok(_) => Handed::NotNow,
        Err(_) => Handed::NoLine,
    }
}
