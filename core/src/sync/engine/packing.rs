//! Everything that waits, as pushes for parcels: what a device hands over where it has no line to its server.
//!
//! The pushes are the same bytes that a sync would send; only who carries them differs. What was packed stays in the
//! outbox until an acknowledgement comes back, so a card that is lost loses nothing.

use super::{
    Local, LocalError,
    lane::{Lane, Waiting},
};
use crate::{ids::StreamKind, sync::wire::Push};

/// The pushes that a device would send from its last acknowledgements on, each with so many bytes of records. The rule
/// of a sync holds here too: identities do not travel beside the answers they belong to, so they are packed only when
/// nothing else waits.
///
/// # Errors
/// As the store says.
pub fn waiting_pushes(local: &impl Local, bytes_max: usize) -> Result<Vec<Push>, LocalError> {
    let mut pushes = Vec::new();
    for stream in StreamKind::ALL {
        if stream == StreamKind::Identity && !pushes.is_empty() {
            break;
        }
        let mut lane = Lane::new(stream);
        lane.stands(local.acknowledged(stream)?);
        while let Waiting::Push(ready) = lane.ready(local, bytes_max)? {
            lane.stands(ready.last);
            pushes.push(ready.push);
        }
    }
    Ok(pushes)
}
