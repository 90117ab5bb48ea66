//! What comes from the wire, from a card and from a QR code: bodies, parcels, packages, invites.
//!
//! Laws: what can be read can be written, and is then read the same; what is no file, body or invite is refused.

use std::fmt::Debug;

use fieldward_core::{
    study::package,
    sync::{
        Invite,
        parcel::{FileKind, Parcel, Receipt},
        wire::{
            Enrol, Enrolled, Fault, Held, NotHeld, Orders, PackagePart, Push, Pushed, Returns, SignedOrder, State,
            Taken, decode, encode,
        },
    },
};
use serde::{Serialize, de::DeserializeOwned};

use crate::text;

/// A body of the wire: each kind is tried, since a server does not choose what it is sent.
pub fn wire(input: &[u8]) {
    body::<State>(input);
    body::<Pushed>(input);
    body::<Enrol>(input);
    body::<Enrolled>(input);
    body::<PackagePart>(input);
    body::<Returns>(input);
    body::<Taken>(input);
    body::<Held>(input);
    body::<NotHeld>(input);
    body::<Orders>(input);
    body::<SignedOrder>(input);
    body::<Fault>(input);
    body::<Push>(input);
    if let Ok(push) = decode::<Push>(input)
        && let Ok(batch) = push.read()
    {
        assert_eq!(batch.to_bytes(), push.batch, "a batch has one form only");
    }
}

/// A file that was carried by hand, and what is in it once its seal is open.
pub fn carried(input: &[u8]) {
    for kind in [FileKind::Outbox, FileKind::Receipts, FileKind::Orders] {
        if let Ok(sealed) = kind.read(input) {
            let sealed: Vec<Vec<u8>> = sealed.into_iter().map(<[u8]>::to_vec).collect();
            assert_eq!(kind.write(&sealed).ok().as_deref(), Some(input), "a file has one form only");
        }
    }
    body::<Parcel>(input);
    body::<Receipt>(input);
}

/// A study package, as a device takes it.
pub fn published(input: &[u8]) {
    if let Ok(study) = package::decode(input) {
        assert_eq!(package::encode(&study), input, "a package has one form only");
    }
}

/// An invite, as it was typed or scanned.
pub fn invite(input: &[u8]) {
    if let Ok(invite) = text(input).parse::<Invite>() {
        assert_eq!(invite.to_string().parse::<Invite>().ok(), Some(invite), "a printed invite can be read");
    }
}

fn body<T: DeserializeOwned + Serialize + PartialEq + Debug>(input: &[u8]) {
    if let Ok(read) = decode::<T>(input) {
        assert_eq!(decode::<T>(&encode(&read)).as_ref(), Ok(&read), "what can be read can be written");
    }
}
