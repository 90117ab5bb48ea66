//! Recordings go last, a chunk at a time, from where the server has them: a cut costs one chunk.
//!
//! They go after the downloads too: a questionnaire that was mended does not wait for an hour of sound.

use super::{Asked, Engine, Local, LocalError, MediaCame};
use crate::{
    ids::Hash32,
    sync::wire::{MediaMark, Method, path},
};

/// Answers in a row that bring a recording no further, after which it is left for the next sync.
const STILL_MAX: u32 = 3;

/// What is asked for, and how: method, path, body.
pub(super) type MediaRequest = (Asked, Method, String, Vec<u8>);

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
    pub(super) fn media_request(&mut self, local: &impl Local) -> Result<Option<MediaRequest>, LocalError> {
        if self.media.ended {
            return Ok(None);
        }
        if self.media.under_way.is_none() {
            self.media.under_way = local.media()?.map(|(hash, total)| (hash, total, None));
        }
        let Some((hash, total, mark)) = self.media.under_way else { return Ok(None) };
        Ok(Some(match mark {
            None => (Asked::Media(hash), Method::Get, format!("{}/{hash}", path::MEDIA), Vec::new()),
            Some(from) => {
                let chunk = local.media_chunk(&hash, from)?;
                (Asked::Media(hash), Method::Post, format!("{}/{hash}/{total}/{from}", path::MEDIA), chunk)
            }
        }))
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
        self.media.ended = self.media.still > STILL_MAX || said.have >= total;
        self.media.under_way = Some((known, total, Some(said.have)));
        Ok(())
    }
}
