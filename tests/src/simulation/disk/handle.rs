//! An open file: what SQLite asks of it, in safe code.

use std::{
    path::Path,
    sync::{Arc, MutexGuard, atomic::AtomicU64},
};

use super::{
    Disk, Platter, Syncing, Trouble,
    file::{File, Region},
    locks::Hold,
};

pub(super) struct Handle {
    disk: Arc<Disk>,
    name: String,
    id: u64,
}

impl Disk {
    /// Opens a file; makes it when it is absent and `make` says so.
    pub(super) fn open(self: &Arc<Self>, name: &str, make: Making) -> Result<Handle, Trouble> {
        let mut platter = self.live()?;
        let there = Path::new(name).exists();
        if !there && make == Making::Never {
            return Err(Trouble::Gone);
        }
        if !there {
            // Somebody deleted it with the system's own call: what was in it is gone.
            platter.files.remove(name);
            std::fs::OpenOptions::new().create(true).append(true).open(name).map_err(|_| Trouble::Gone)?;
        }
        platter.files.entry(name.to_owned()).or_default();
        platter.handles += 1;
        let id = platter.handles;
        drop(platter);
        Ok(Handle { disk: Arc::clone(self), name: name.to_owned(), id })
    }

    /// Deletes a file. Until the folder is synced, a cut may bring it back.
    pub(super) fn delete(&self, name: &str, synced: bool) -> Result<(), Trouble> {
        let mut platter = self.live()?;
        platter.burn()?;
        let file = platter.files.remove(name).ok_or(Trouble::Gone)?;
        platter.deleted.retain(|(deleted, _)| deleted != name);
        if synced {
            platter.deleted.clear();
        } else {
            platter.deleted.push((name.to_owned(), file));
        }
        let _ = std::fs::remove_file(name);
        Ok(())
    }

    /// Whether a file is there.
    pub(super) fn has(&self, name: &str) -> Result<bool, Trouble> {
        Ok(self.live()?.files.contains_key(name) && Path::new(name).exists())
    }

    fn live(&self) -> Result<MutexGuard<'_, Platter>, Trouble> {
        let platter = self.platter();
        if platter.off { Err(Trouble::Gone) } else { Ok(platter) }
    }
}

/// Whether opening makes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Making {
    Never,
    WhenAbsent,
}

impl Platter {
    /// One more write: the fuse burns down.
    fn burn(&mut self) -> Result<(), Trouble> {
        self.counts.writes += 1;
        if let Some(left) = &mut self.fuse {
            if *left == 0 {
                self.off = true;
                return Err(Trouble::Gone);
            }
            *left -= 1;
        }
        Ok(())
    }

    fn file(&mut self, name: &str) -> Result<&mut File, Trouble> {
        self.files.get_mut(name).ok_or(Trouble::Gone)
    }
}

impl Handle {
    pub fn read(&self, at: usize, into: &mut [u8]) -> Result<usize, Trouble> {
        Ok(self.disk.live()?.file(&self.name)?.read(at, into))
    }

    pub fn write(&self, at: usize, bytes: &[u8]) -> Result<(), Trouble> {
        let mut platter = self.disk.live()?;
        let growth = platter.file(&self.name)?.growth(at, bytes.len());
        if growth > 0 && platter.room.is_some_and(|room| self.disk.used(&platter) + growth > room) {
            platter.counts.refused += 1;
            return Err(Trouble::Full);
        }
        let cut = platter.burn();
        // The write at which the power fails is on its way: it may arrive, like every unsynced one.
        platter.file(&self.name)?.write(at, bytes);
        cut
    }

    pub fn resize(&self, length: usize) -> Result<(), Trouble> {
        let mut platter = self.disk.live()?;
        platter.burn()?;
        platter.file(&self.name)?.resize(length);
        Ok(())
    }

    /// What was written to the file is durable. With the first sync of a file that it made, SQLite's own layer syncs
    /// the folder too: then every name in it is durable, and every deletion.
    pub fn sync(&self) -> Result<(), Trouble> {
        let mut platter = self.disk.live()?;
        platter.burn()?;
        platter.counts.syncs += 1;
        if platter.syncing == Syncing::Honest {
            let file = platter.file(&self.name)?;
            file.sync();
            if !file.named {
                platter.deleted.clear();
                platter.files.values_mut().for_each(|file| file.named = true);
            }
        }
        Ok(())
    }

    pub fn size(&self) -> Result<usize, Trouble> {
        Ok(self.disk.live()?.file(&self.name)?.current().len())
    }

    pub fn raise(&self, level: u8) -> Result<(), Trouble> {
        self.disk.live()?.file(&self.name)?.locks.raise(self.id, level)
    }

    pub fn lower(&self, level: u8) -> Result<(), Trouble> {
        self.disk.live()?.file(&self.name)?.locks.lower(self.id, level);
        Ok(())
    }

    pub fn is_reserved(&self) -> Result<bool, Trouble> {
        Ok(self.disk.live()?.file(&self.name)?.locks.is_reserved())
    }

    pub fn take(&self, slots: std::ops::Range<usize>, hold: Hold) -> Result<(), Trouble> {
        self.disk.live()?.file(&self.name)?.locks.take(self.id, slots, hold)
    }

    pub fn give(&self, slots: std::ops::Range<usize>, hold: Hold) -> Result<(), Trouble> {
        self.disk.live()?.file(&self.name)?.locks.give(self.id, slots, hold);
        Ok(())
    }

    /// A region of the memory that the file's connections share; made, and those before it, when `make` says so.
    pub fn region(&self, index: usize, bytes: usize, make: Making) -> Result<Option<Region>, Trouble> {
        let mut platter = self.disk.live()?;
        let regions = &mut platter.file(&self.name)?.regions;
        while regions.len() <= index && make == Making::WhenAbsent {
            regions.push((0..bytes.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
        }
        Ok(regions.get(index).map(Arc::clone))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Ok(mut platter) = self.disk.live()
            && let Ok(file) = platter.file(&self.name)
        {
            file.locks.forget(self.id);
        }
    }
}
