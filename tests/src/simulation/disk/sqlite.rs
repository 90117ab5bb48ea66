//! SQLite's file layer over [`Disk`](super::Disk): the only unsafe code of the workspace.
//!
//! SQLite calls its file layer through C function pointers, and no maintained crate offers that safely with the shared
//! memory of a write-ahead log and without a C compiler's own parser at build time. So the glue is here, in the tests'
//! crate, and does nothing but turn pointers into calls of [`Handle`]. Files outside of every mounted folder go to the
//! system's layer, so that other tests of the same program are not disturbed.
#![allow(unsafe_code, reason = "SQLite's file layer is a table of C functions")]

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int, c_void},
    mem::size_of,
    path::{Path, PathBuf},
    ptr,
    sync::{Arc, Mutex, Once, PoisonError, Weak},
};

use rusqlite::ffi;

use super::{
    Disk, Trouble,
    handle::{Handle, Making},
    locks::Hold,
};

/// As the system's own layer: bytes beside a write are never changed by it.
const POWERSAFE_OVERWRITE: c_int = 0x1000;
const SECTOR_BYTES: c_int = 4096;

static DISKS: Mutex<BTreeMap<PathBuf, Weak<Disk>>> = Mutex::new(BTreeMap::new());

/// What stands where SQLite keeps an open file of ours. The first field is SQLite's.
#[repr(C)]
struct OpenFile {
    base: ffi::sqlite3_file,
    handle: *mut Handle,
    regions: *mut Vec<super::file::Region>,
}

pub(super) fn mount(folder: &Path, disk: &Arc<Disk>) {
    install();
    DISKS.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned(), Arc::downgrade(disk));
}

pub(super) fn unmount(folder: &Path) {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner).remove(folder);
}

fn disk_of(name: &str) -> Option<Arc<Disk>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner).get(Path::new(name).parent()?)?.upgrade()
}

/// Puts the layer in front of the system's, once for the program.
pub fn install() {
    static ONCE: Once = Once::new();
    // SAFETY: the table and its name live as long as the program; the system's table, which it points to, does too.
    ONCE.call_once(|| unsafe {
        ffi::sqlite3_initialize();
        let system = ffi::sqlite3_vfs_find(ptr::null());
        let layer = ffi::sqlite3_vfs {
            szOsFile: (*system).szOsFile.max(size_of::<OpenFile>() as c_int),
            pNext: ptr::null_mut(),
            zName: c"simulated".as_ptr(),
            pAppData: system.cast(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            ..*system
        };
        ffi::sqlite3_vfs_register(Box::into_raw(Box::new(layer)), 1);
    });
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn code(done: Result<(), Trouble>, otherwise: c_int) -> c_int {
    match done {
        Ok(()) => ffi::SQLITE_OK,
        Err(Trouble::Gone) => otherwise,
        Err(Trouble::Full) => ffi::SQLITE_FULL,
        Err(Trouble::Busy) => ffi::SQLITE_BUSY,
    }
}

/// The name that SQLite gives; it lives as long as the call.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() { None } else { unsafe { CStr::from_ptr(name) }.to_str().ok() }
}

unsafe fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a Handle {
    unsafe { &*(*file.cast::<OpenFile>()).handle }
}

unsafe extern "C" fn open(
    layer: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    let Some((disk, path)) = (unsafe { text(name) }).and_then(|name| Some((disk_of(name)?, name))) else {
        let system = unsafe { (*layer).pAppData }.cast::<ffi::sqlite3_vfs>();
        return match unsafe { (*system).xOpen } {
            Some(open) => unsafe { open(system, name, file, flags, flags_out) },
            None => ffi::SQLITE_CANTOPEN,
        };
    };
    unsafe { (*file).pMethods = ptr::null() };
    let make = if flags & ffi::SQLITE_OPEN_CREATE == 0 { Making::Never } else { Making::WhenAbsent };
    let Ok(handle) = disk.open(path, make) else { return ffi::SQLITE_CANTOPEN };
    let open = OpenFile {
        base: ffi::sqlite3_file { pMethods: &raw const METHODS },
        handle: Box::into_raw(Box::new(handle)),
        regions: Box::into_raw(Box::default()),
    };
    unsafe { file.cast::<OpenFile>().write(open) };
    if !flags_out.is_null() {
        unsafe { *flags_out = flags };
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let open = unsafe { file.cast::<OpenFile>().read() };
    drop(unsafe { Box::from_raw(open.handle) });
    drop(unsafe { Box::from_raw(open.regions) });
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(layer: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let Some((disk, path)) = (unsafe { text(name) }).and_then(|name| Some((disk_of(name)?, name))) else {
        let system = unsafe { (*layer).pAppData }.cast::<ffi::sqlite3_vfs>();
        return unsafe { (*system).xDelete }.map_or(ffi::SQLITE_IOERR, |delete| unsafe { delete(system, name, sync) });
    };
    match disk.has(path) {
        Ok(false) => ffi::SQLITE_IOERR_DELETE_NOENT,
        _ => code(disk.delete(path, sync != 0), ffi::SQLITE_IOERR_DELETE),
    }
}

unsafe extern "C" fn access(
    layer: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    found: *mut c_int,
) -> c_int {
    let Some((disk, path)) = (unsafe { text(name) }).and_then(|name| Some((disk_of(name)?, name))) else {
        let system = unsafe { (*layer).pAppData }.cast::<ffi::sqlite3_vfs>();
        let look = unsafe { (*system).xAccess };
        return look.map_or(ffi::SQLITE_IOERR, |look| unsafe { look(system, name, flags, found) });
    };
    let there = disk.has(path);
    unsafe { *found = c_int::from(there == Ok(true)) };
    code(there.map(|_| ()), ffi::SQLITE_IOERR_ACCESS)
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, length: c_int, at: i64) -> c_int {
    let into = unsafe { std::slice::from_raw_parts_mut(into.cast::<u8>(), length as usize) };
    match unsafe { handle(file) }.read(at as usize, into) {
        Ok(read) if read == into.len() => ffi::SQLITE_OK,
        Ok(read) => {
            into[read..].fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, length: c_int, at: i64) -> c_int {
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length as usize) };
    code(unsafe { handle(file) }.write(at as usize, bytes), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    code(unsafe { handle(file) }.resize(size as usize), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    code(unsafe { handle(file) }.sync(), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    let found = unsafe { handle(file) }.size();
    unsafe { *size = found.unwrap_or(0) as i64 };
    code(found.map(|_| ()), ffi::SQLITE_IOERR_FSTAT)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    code(unsafe { handle(file) }.raise(level as u8), ffi::SQLITE_IOERR_LOCK)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    code(unsafe { handle(file) }.lower(level as u8), ffi::SQLITE_IOERR_UNLOCK)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, reserved: *mut c_int) -> c_int {
    let found = unsafe { handle(file) }.is_reserved();
    unsafe { *reserved = c_int::from(found == Ok(true)) };
    code(found.map(|_| ()), ffi::SQLITE_IOERR_CHECKRESERVEDLOCK)
}

unsafe extern "C" fn file_control(_file: *mut ffi::sqlite3_file, _what: c_int, _with: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    SECTOR_BYTES
}

unsafe extern "C" fn device_characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    index: c_int,
    bytes: c_int,
    extend: c_int,
    at: *mut *mut c_void,
) -> c_int {
    let make = if extend == 0 { Making::Never } else { Making::WhenAbsent };
    let found = unsafe { handle(file) }.region(index as usize, bytes as usize, make);
    unsafe { *at = ptr::null_mut() };
    if let Ok(Some(region)) = &found {
        unsafe { *at = region.as_ptr().cast_mut().cast() };
        // Held until the file is closed, so that the memory outlives every use of it.
        unsafe { (*(*file.cast::<OpenFile>()).regions).push(Arc::clone(region)) };
    }
    code(found.map(|_| ()), ffi::SQLITE_IOERR_SHMMAP)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    let slots = first as usize..(first + count) as usize;
    let hold = if flags & ffi::SQLITE_SHM_SHARED == 0 { Hold::Exclusive } else { Hold::Shared };
    let handle = unsafe { handle(file) };
    let done = if flags & ffi::SQLITE_SHM_LOCK == 0 { handle.give(slots, hold) } else { handle.take(slots, hold) };
    code(done, ffi::SQLITE_IOERR_SHMLOCK)
}

unsafe extern "C" fn shm_barrier(_file: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(_file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    ffi::SQLITE_OK
}
