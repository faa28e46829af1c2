//! What can go wrong with a ledger, and what to do.

use rusqlite::ErrorCode;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why a ledger could not be opened, read or added to. Whatever it is, the ledger stays as it was
/// after the last batch that went in.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// There is none.
    Missing(PathBuf),
    /// The file cannot be opened.
    Closed(PathBuf, String),
    /// The file is something else.
    NotALedger(PathBuf),
    /// A later version of the program made it.
    Newer {
        /// The ledger.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// An earlier version of the program made it, and it cannot be written to bring it up to date.
    Older {
        /// The ledger.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// The file, or the folder in which it lies, cannot be written.
    ReadOnly(PathBuf),
    /// There is no room for more.
    Full(PathBuf),
    /// Another program is writing to it, and went on doing so for too long.
    Busy(PathBuf),
    /// It does not hold what it should: what is wrong.
    Damaged(PathBuf, String),
    /// It could not be read or written: what the system says.
    Io(PathBuf, String),
    /// What was asked for is not in it.
    Unknown(String),
}

/// What a fallible function of this crate gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What an error of the database means for this ledger.
    pub(crate) fn of(path: &Path, error: &rusqlite::Error) -> Error {
        let path = path.to_owned();
        let what = error.to_string();
        let rusqlite::Error::SqliteFailure(code, _) = error else {
            // A value of another type than the format has, a missing row or table.
            return Error::Damaged(path, what);
        };
        match code.code {
            ErrorCode::NotADatabase => Error::NotALedger(path),
            ErrorCode::DatabaseCorrupt
            | ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch
            | ErrorCode::Unknown => Error::Damaged(path, what),
            ErrorCode::ReadOnly => Error::ReadOnly(path),
            ErrorCode::DiskFull => Error::Full(path),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy(path),
            ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Error::Closed(path, what),
            ErrorCode::SystemIoFailure
                if code.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ =>
            {
                Error::Damaged(path, "it ends too early".to_owned())
            }
            _ => Error::Io(path, what),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |path: &Path| path.display().to_string();
        match self {
            Error::Missing(path) => write!(
                f,
                "{}: there is no ledger here: make one with `rashomon add REPORTS`, or name one with --ledger",
                show(path)
            ),
            Error::Closed(path, why) => write!(
                f,
                "{}: cannot be opened ({why}): see that its folder is there and that you may read it",
                show(path)
            ),
            Error::NotALedger(path) => write!(
                f,
                "{}: is no ledger, and was left as it is: name another file with --ledger",
                show(path)
            ),
            Error::Newer { path, format } => write!(
                f,
                "{}: was made by a later version of rashomon (its format is {format}, this version knows formats up to {}): install that version",
                show(path),
                crate::FORMAT
            ),
            Error::Older { path, format } => write!(
                f,
                "{}: was made by an earlier version of rashomon (its format is {format}) and must be brought to format {}, but cannot be written: copy it to where you may write, and name the copy with --ledger",
                show(path),
                crate::FORMAT
            ),
            Error::ReadOnly(path) => write!(
                f,
                "{}: cannot be written: see that you may write to the file and to its folder, or name another with --ledger",
                show(path)
            ),
            Error::Full(path) => write!(
                f,
                "{}: there is no room for more: free some space on its disk and run the same command again; what had gone in is kept",
                show(path)
            ),
            Error::Busy(path) => write!(
                f,
                "{}: another program has been writing to it for a while: wait for it to end and run the same command again",
                show(path)
            ),
            Error::Damaged(path, what) => write!(
                f,
                "{}: is damaged ({what}): `rashomon check` says how far; put back a copy, or add the reports to a new ledger",
                show(path)
            ),
            Error::Io(path, what) => write!(
                f,
                "{}: could not be read or written ({what}): see that its disk works and has room, and run the same command again; what had gone in is kept",
                show(path)
            ),
            Error::Unknown(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}
