//! What a person types or a shell passes on: reference numbers, age bands, references to recordings, action files,
//! the headers of a signed request.

use std::path::Path;

use fieldward_core::{
    analysis::BandSet,
    ids::ReferenceNumber,
    record::MediaReference,
    sync::wire::{RequestSignature, header},
};
use fieldward_sync_server::terminal::script;

use crate::text;

/// Each in turn: whoever types does not say what it is.
pub fn typed(input: &[u8]) {
    let written = text(input);
    if let Ok(number) = written.parse::<ReferenceNumber>() {
        assert_eq!(number.to_string().parse(), Ok(number), "a number that is printed can be read");
    }
    if let Ok(reference) = written.parse::<MediaReference>() {
        assert!(reference.to_string().parse::<MediaReference>().is_ok(), "a reference that is printed can be read");
    }
    if let Ok(bands) = BandSet::parse(written, 5) {
        let _ = bands.faults(bands.0.first().copied().expect("a text has at least one part"));
    }
    let _ = (script::Script::read(written, Path::new("")), script::typed_texts(written));
    let mut parts = written.splitn(3, ' ');
    let headers: Vec<&str> = std::iter::from_fn(|| parts.next()).collect();
    let names = [header::DEVICE, header::NONCE, header::SIGNATURE];
    let read =
        |asked: &'static str| names.iter().position(|name| *name == asked).and_then(|at| headers.get(at).copied());
    let _ = RequestSignature::from_headers(read);
}
