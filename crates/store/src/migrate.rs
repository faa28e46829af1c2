//! The formats of the ledger, and the way from each to the next.

use rusqlite::{Connection, TransactionBehavior};

/// The steps in order: step `n` leads from format `n` to format `n + 1`. A released step is never
/// changed.
const STEPS: &[&str] = &[
    include_str!("../migrations/1.sql"),
    include_str!("../migrations/2.sql"),
    include_str!("../migrations/3.sql"),
    include_str!("../migrations/4.sql"),
];

/// The format that this version writes.
pub const FORMAT: u32 = STEPS.len() as u32;

/// `RSHM`: tells a ledger from other databases.
pub(crate) const MARK: i32 = 0x5253_484d;

/// What a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing is in it yet.
    Empty,
    /// A ledger of this format.
    Ledger(u32),
    /// Something else.
    Foreign,
}

pub(crate) fn kind(db: &Connection) -> rusqlite::Result<Kind> {
    let number = |pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let (mark, format) = (number("application_id")?, number("user_version")?);
    if mark == MARK {
        return Ok(match u32::try_from(format) {
            Ok(format) if format > 0 => Kind::Ledger(format),
            _ => Kind::Foreign,
        });
    }
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match (mark, format, tables) {
        (0, 0, 0) => Kind::Empty,
        _ => Kind::Foreign,
    })
}

/// Brings a ledger, or an empty database, to [`FORMAT`], in one transaction.
pub(crate) fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been first.
    let from = match kind(&transaction)? {
        Kind::Empty => 0,
        Kind::Ledger(format) => format,
        Kind::Foreign => return Ok(()),
    };
    for step in STEPS.iter().skip(from as usize) {
        transaction.execute_batch(step)?;
    }
    if from < FORMAT {
        transaction.pragma_update(None, "application_id", MARK)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}
