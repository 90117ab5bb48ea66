//! A disk that forgets: what SQLite writes is kept in memory, and what was not synced may be lost or torn.
//!
//! The shipped stores open their files by path through SQLite's default file layer, which [`sqlite`] puts in front of
//! the system's. A [`Disk`] stands for one machine's folder. It can fill up, and it can stop at any write as in a power
//! cut: from then on nothing answers until [`Disk::power_on`], which decides for every unsynced write whether it is
//! there, gone, or there in part. It must not know what is written.

mod file;
mod handle;
mod locks;
mod sqlite;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rand_core::Rng;

use file::File;
pub use sqlite::install;

/// Why the disk did not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The power is off, or there is no such file.
    Gone,
    /// No room.
    Full,
    /// Somebody else holds the lock.
    Busy,
}

/// What a disk has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Writes, truncations and deletions.
    pub writes: u64,
    /// Syncs.
    pub syncs: u64,
    /// Power cuts.
    pub cuts: u64,
    /// Unsynced writes that a cut took away.
    pub lost: u64,
    /// Unsynced writes of which a cut left a part.
    pub torn: u64,
    /// Writes that were refused for want of room.
    pub refused: u64,
}

/// How a sync behaves: a planted fault makes it a lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Syncing {
    /// What was written is durable when a sync returns.
    #[default]
    Honest,
    /// A sync does nothing.
    Pretended,
}

/// A machine's folder.
pub struct Disk {
    folder: PathBuf,
    platter: Mutex<Platter>,
}

#[derive(Default)]
struct Platter {
    files: BTreeMap<String, File>,
    /// Files that were deleted since the folder was last synced: a cut may bring them back.
    deleted: Vec<(String, File)>,
    /// Writes until the power fails.
    fuse: Option<u64>,
    off: bool,
    /// All that fits, when it is full.
    room: Option<usize>,
    syncing: Syncing,
    counts: Counts,
    handles: u64,
}

/// Everything that is on a disk, by the names within its folder: a backup, or the state of a device that is cloned.
#[derive(Clone, Default)]
pub struct Image {
    files: BTreeMap<String, Vec<u8>>,
    /// Files that the shipped code wrote with the system's own calls.
    plain: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// Every file, by its name.
    #[must_use]
    pub fn into_files(self) -> Vec<(String, Vec<u8>)> {
        self.files.into_iter().chain(self.plain).collect()
    }
}

impl Disk {
    /// An empty disk for a folder that exists; files in it are found by SQLite from now on.
    #[must_use]
    pub fn mount(folder: &Path) -> Arc<Self> {
        let disk = Arc::new(Self { folder: folder.to_owned(), platter: Mutex::default() });
        sqlite::mount(folder, &disk);
        disk
    }

    /// The folder that it stands for.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The power fails at the write after so many more.
    pub fn cut_after(&self, writes: u64) {
        self.platter().fuse = Some(writes);
    }

    /// The power does not fail after all.
    pub fn no_cut(&self) {
        self.platter().fuse = None;
    }

    /// Whether the power has failed.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.platter().off
    }

    /// From now on no more fits than is there now, until [`Disk::make_room`].
    pub fn fill(&self) {
        let mut platter = self.platter();
        platter.room = Some(self.used(&platter));
    }

    /// Bytes of everything that is there.
    fn used(&self, platter: &Platter) -> usize {
        let files = platter.files.values().map(|file| file.current().len());
        files.chain(self.plain(platter).map(|(_, path)| path.metadata().map_or(0, |file| file.len() as usize))).sum()
    }

    /// Files that SQLite knows nothing of. One that it does know has an empty one of its name in the real folder.
    fn plain<'a>(&self, platter: &'a Platter) -> impl Iterator<Item = (String, PathBuf)> + 'a {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries
            .filter(|entry| !platter.files.contains_key(&*entry.path().to_string_lossy()))
            .filter(|entry| entry.metadata().is_ok_and(|file| file.len() > 0))
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
    }

    /// There is room again.
    pub fn make_room(&self) {
        self.platter().room = None;
    }

    /// Plants a fault, or takes it out.
    pub fn set_syncing(&self, syncing: Syncing) {
        self.platter().syncing = syncing;
    }

    /// Time enough has passed for the system to write back what nobody synced.
    pub fn write_back(&self) {
        let mut platter = self.platter();
        platter.files.values_mut().for_each(File::sync);
        platter.deleted.clear();
    }

    /// Files that the shipped code deleted with the system's own calls are gone from the folder, until it is synced or
    /// a cut brings them back. Nothing may hold one open.
    pub fn note_deletions(&self) {
        let mut platter = self.platter();
        let gone: Vec<String> = platter.files.keys().filter(|name| !Path::new(name).exists()).cloned().collect();
        for name in gone {
            let file = platter.files.remove(&name);
            platter.deleted.extend(file.map(|file| (name, file)));
        }
    }

    /// What it has done.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.platter().counts
    }

    /// The power is back: of what was not synced, chance leaves what it likes. Nothing may hold a file open.
    pub fn power_on(&self, rng: &mut impl Rng) {
        let mut platter = self.platter();
        platter.counts.cuts += 1;
        let deleted = std::mem::take(&mut platter.deleted);
        for (name, file) in deleted {
            if rng.next_u32().is_multiple_of(2) {
                platter.files.entry(name).or_insert(file);
            }
        }
        let Platter { files, counts, .. } = &mut *platter;
        files.retain(|_, file| file.named || rng.next_u32().is_multiple_of(2));
        for file in files.values_mut() {
            file.cut(counts, rng);
        }
        (platter.off, platter.fuse) = (false, None);
        self.mirror(&platter);
    }

    /// All that a thief of the disk would have, by file: what is there now, and what would be there after a cut.
    #[must_use]
    pub fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let platter = self.platter();
        let all = platter.files.iter().chain(platter.deleted.iter().map(|(name, file)| (name, file)));
        let versions = |(name, file): (&String, &File)| {
            let named = |(what, bytes): (&str, &[u8])| (format!("{name} {what}"), bytes.to_vec());
            file.versions().map(named).collect::<Vec<_>>()
        };
        all.flat_map(versions).collect()
    }

    /// What is on it now.
    #[must_use]
    pub fn image(&self) -> Image {
        let bytes = |(name, file): (&String, &File)| {
            let inside = Path::new(name).strip_prefix(&self.folder).unwrap_or(Path::new(name));
            (inside.to_string_lossy().into_owned(), file.current().to_vec())
        };
        let platter = self.platter();
        let plain = self.plain(&platter).map(|(name, path)| (name, std::fs::read(path).unwrap_or_default())).collect();
        Image { files: platter.files.iter().map(bytes).collect(), plain }
    }

    /// Puts an image in the place of all that is there. Nothing may hold a file open.
    pub fn restore(&self, image: &Image) {
        let mut platter = self.platter();
        platter.deleted.clear();
        let here = |name: &str| self.folder.join(name).to_string_lossy().into_owned();
        for (_, path) in self.plain(&platter) {
            let _ = std::fs::remove_file(path);
        }
        platter.files = image.files.iter().map(|(name, bytes)| (here(name), File::holding(bytes.clone()))).collect();
        (platter.off, platter.fuse) = (false, None);
        self.mirror(&platter);
        for (name, bytes) in &image.plain {
            let _ = std::fs::write(self.folder.join(name), bytes);
        }
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.platter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shipped code looks with the system's own calls whether its file is there, makes it and deletes it: so every
    /// file has an empty one of the same name in the real folder. What it wrote itself there stays.
    fn mirror(&self, platter: &Platter) {
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let plain = entry.metadata().is_ok_and(|file| file.len() > 0);
            if !plain && !platter.files.contains_key(&*entry.path().to_string_lossy()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        for name in platter.files.keys() {
            let _ = std::fs::OpenOptions::new().create(true).append(true).open(name);
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        sqlite::unmount(&self.folder);
    }
}

#[cfg(test)]
mod tests;
