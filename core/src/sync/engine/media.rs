//! Recordings go last, a chunk at a time, from where the server has them: a cut costs one chunk.
//!
//! They go after the downloads too: a questionnaire that was mended does not wait for an hour of sound.

use super::{Asked, Asking, Engine, Local, LocalError, MediaCame, STILL_MAX, Turn};
use crate::{
    ids::Hash32,
    sync::wire::{MediaMark, path},
};

/// The recording that is on its way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MediaLane {
    /// Which, how long, and how far the server has it, once it has said so.
    under_way: Option<(Hash32, u64, Option<u64>)>,
    still: u32,
    /// No more recordings in this sync.
    pub ended: bool,
}

impl MediaLane {
    /// After any doubt the server is asked again how far it is.
    pub fn doubt(&mut self) {
        if let Some((_, _, mark)) = &mut self.under_way {
            *mark = None;
        }
    }
}

impl Engine {
    /// The next request for a recording, if one waits.
    pub(super) fn recording(&mut self, local: &impl Local) -> Result<(), Turn> {
        if self.media.ended {
            return Ok(());
        }
        if self.media.under_way.is_none() {
            self.media.under_way = local.media()?.map(|(hash, total)| (hash, total, None));
        }
        let Some((hash, total, mark)) = self.media.under_way else { return Ok(()) };
        let asked = Asked::Media(hash);
        let asking = match mark {
            None => Asking::get(asked, format!("{}/{hash}", path::MEDIA)),
            Some(from) => {
                let chunk = local.media_chunk(&hash, from)?;
                Asking::post(asked, format!("{}/{hash}/{total}/{from}", path::MEDIA), chunk)
            }
        };
        self.within_the_day()?;
        Err(asking.into())
    }

    /// The server said how far it has a recording.
    pub(super) fn media_marked(
        &mut self,
        hash: Hash32,
        said: MediaMark,
        local: &mut impl Local,
    ) -> Result<(), LocalError> {
        let Some((known, total, before)) = self.media.under_way.filter(|(known, ..)| *known == hash) else {
            return Ok(());
        };
        if said.whole {
            self.media.under_way = None;
            self.media.still = 0;
            self.retry.progressed();
            return local.media_done(&hash, if before.is_some() { MediaCame::Now } else { MediaCame::Before });
        }
        let moved = before.is_some_and(|before| said.have > before);
        if moved {
            self.media.still = 0;
            self.retry.progressed();
        } else {
            self.media.still += 1;
        }
        // The first answer says only where the recording stands: it cannot have moved it, and is one more.
        self.media.ended = self.media.still > STILL_MAX || said.have >= total;
        self.media.under_way = Some((known, total, Some(said.have)));
        Ok(())
    }
}
