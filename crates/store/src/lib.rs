//! The ledger's file: documents as they came, what was read in them, and what people judged of it,
//! in one SQLite database. The only part of the program that knows SQL.
//!
//! [`Store::open`] is where to begin. Documents, readings and judgements are only ever added to; the
//! database itself refuses to change or delete them. What views search in (titles, sentences,
//! claims, places) is worked out from the last reading of each document, and [`Store::check`]
//! compares the two.
//!
//! A batch goes in whole or not at all: whatever ends the program, the ledger is as it was after the
//! last batch. Several programs may add to one ledger at the same time; each waits its turn.
//!
//! Nothing here asks for the time: a [`Stamp`] says when and by which reader.

mod check;
mod entry;
mod error;
mod index;
mod judge;
mod migrate;
mod pack;
mod past;
mod questions;
mod reread;
mod sources;
mod store;
mod told;
mod views;
mod watched;

pub use check::Fault;
pub use entry::{Entry, Record};
pub use error::{Error, Result};

pub use migrate::FORMAT;
pub use past::Past;
pub use questions::{Changed, Settled};
pub use reread::Change;
pub use store::{Added, Counts, DocumentId, DocumentInfo, Mode, Stamp, Store};
pub use views::{Hit, Order};
