//! Views: what the reports say, from several sides. Each is a list of rows of one type, which is
//! written as a table, JSON, CSV or Markdown; some have a page of their own beside.

pub mod claim;
pub mod claims;
pub mod control;
pub mod judgements;
pub mod question;
pub mod questions;
pub mod search;
pub mod sources;
mod table;
pub mod timeline;
pub mod toll;

use crate::Fault;
use crate::args::{FilterArgs, ViewFormat};
use crate::output::{Page, stdout};
use crate::show::style::Role;
use std::io::Write;
use table::Row;

/// Rows that a table shows where no limit is given.
const SHOWN: usize = 100;

/// Questions that a page shows with all that stands behind them where no limit is given.
const PAGED: usize = 20;

/// How many a view shows: in text and tables a number that can be looked through, unless the
/// arguments say otherwise.
fn limit(args: &FilterArgs, format: ViewFormat) -> Option<usize> {
    args.most(match format {
        ViewFormat::Text | ViewFormat::Table => Some(SHOWN),
        _ => None,
    })
}

/// As [`limit`], for a view whose text is a page of questions with what stands behind each.
fn page_limit(args: &FilterArgs, format: ViewFormat) -> Option<usize> {
    match format {
        ViewFormat::Text => args.most(Some(PAGED)),
        _ => limit(args, format),
    }
}

/// Prints rows: `shown` of what the view counts as `what`, and there may be more.
fn print<R: Row>(
    rows: &[R],
    (shown, what, more): (usize, &str, bool),
    format: ViewFormat,
    page: Page,
) -> Result<(), Fault> {
    let mut out = stdout(page);
    table::write(&mut out, rows, format, page)?;
    if matches!(format, ViewFormat::Text | ViewFormat::Table) {
        if rows.is_empty() {
            writeln!(out, "No {what} fit.")?;
        } else if more {
            let note = format!(
                "
The first {shown} {what}: --limit 0 shows all."
            );
            writeln!(out, "{}", page.paint(Role::Faint, &note))?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Prints a page.
fn page(text: &str, page: Page) -> Result<(), Fault> {
    let mut out = stdout(page);
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints one record as JSON: on several lines, or on one.
fn json(record: &impl serde::Serialize, format: ViewFormat, page: Page) -> Result<(), Fault> {
    let text = match format {
        ViewFormat::Jsonl => serde_json::to_string(record),
        _ => serde_json::to_string_pretty(record),
    };
    let text = crate::read::one_line(text.map_err(std::io::Error::from)?);
    self::page(&format!("{text}\n"), page)
}

/// A document's key with as much of a hash as tells it from others.
fn short_key(key: &str) -> String {
    let hash = key.strip_prefix("sha256:").and_then(|hash| hash.get(..12));
    hash.unwrap_or(key).to_owned()
}
