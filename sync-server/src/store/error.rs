//! What can go wrong in a store, in our words.
//!
//! A database's own error is kept as a text for the log; it must hold no value of a row, so it is made from codes.

use fieldward_core::ids::StudyId;
use thiserror::Error;

use super::sqlite::FILE_NAME;

/// Why a store did not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The token is unknown, used, or too old: not told apart.
    #[error("the token cannot be used")]
    Token,
    /// A device that was never enrolled.
    #[error("no such device")]
    NoDevice,
    /// A record that is not here.
    #[error("no such record")]
    NoRecord,
    /// The data folder holds another study.
    #[error("this data folder belongs to the study {0:?}")]
    OtherStudy(StudyId),
    /// The data folder is not there.
    #[error("there is no such data folder; `fieldward study publish` makes one")]
    NoFolder,
    /// No study was published yet.
    #[error("no study was published yet")]
    NoStudy,
    /// A device has stored more than its share, or more waits for it than may.
    #[error("this device has more than its share")]
    Quota,
    /// Another order was given meanwhile: this one does not follow the last.
    #[error("another order was given meanwhile: sign it again")]
    OrderTaken,
    /// Somebody else wrote into the log of holders in between.
    #[error("the log was written to in between; try again")]
    LogMoved,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The data folder was written by a later version.
    #[error("the data folder was written by a later version of Fieldward (schema {found}, here {known})")]
    Later {
        /// What the folder has.
        found: u32,
        /// What this program knows.
        known: u32,
    },
    /// What was read is not what was written.
    #[error("the database holds something that cannot be read: {0}")]
    Damaged(&'static str),
    /// The database file itself is damaged.
    #[error(
        "{FILE_NAME} in the data folder is damaged: stop the server, keep the file, and put the last backup back; \
         devices send again what it lacks"
    )]
    Torn,
    /// The server is going down.
    #[error("the server is stopping")]
    Stopping,
    /// Anything else that the database says: a code, never a value.
    #[error("the database failed: {0}")]
    Database(String),
}
