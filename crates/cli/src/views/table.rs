//! Rows, written in every format.

use crate::args::ViewFormat;
use crate::output::{Page, unicode};
use crate::show::style::tame;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, presets,
};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};
use textwrap::core::display_width;

/// One row of a view. As JSON it is an object; CSV has the same fields as columns; tables for
/// people have cells of their own.
pub trait Row: Serialize {
    /// Names of the fields in their order.
    const FIELDS: &'static [&'static str];
    /// Headings of the table for people.
    const HEADS: &'static [Head];

    /// What the table for people shows, one text for each heading.
    fn cells(&self) -> Vec<String>;
}

/// A heading, and how its column is laid out.
#[derive(Debug, Clone, Copy)]
pub enum Head {
    /// Words, wrapped where the page is narrow.
    Words(&'static str),
    /// Something that must not be cut: an id, a day.
    Whole(&'static str),
    /// A number.
    Number(&'static str),
}

impl Head {
    fn title(self) -> &'static str {
        match self {
            Head::Words(title) | Head::Whole(title) | Head::Number(title) => title,
        }
    }
}

/// Declares the fields of a row once: as a type, for JSON, and as the columns of CSV.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: $ty,)*
        }

        impl $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];
        }
    };
}
pub(super) use row;

/// Writes rows.
pub fn write<R: Row>(
    out: &mut impl Write,
    rows: &[R],
    format: ViewFormat,
    page: Page,
) -> io::Result<()> {
    match format {
        ViewFormat::Text | ViewFormat::Table => table(out, rows, page),
        ViewFormat::Json => json(out, rows),
        ViewFormat::Jsonl => jsonl(out, rows),
        ViewFormat::Csv => csv(out, rows),
        ViewFormat::Markdown => markdown(out, rows),
    }
}

fn table<R: Row>(out: &mut impl Write, rows: &[R], page: Page) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.cells().iter().map(|cell| tame(cell)).collect())
        .collect();
    let mut table = Table::new();
    let line = if unicode() { '─' } else { '-' };
    table
        .load_preset(presets::NOTHING)
        .set_style(TableComponent::HeaderLines, line)
        .set_style(TableComponent::MiddleHeaderIntersections, line)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(page.width).unwrap_or(u16::MAX))
        .set_header(R::HEADS.iter().map(|head| head.title()))
        .add_rows(&cells);
    let uncut = page.width >= width_uncut::<R>(&cells);
    let last = R::HEADS.len().saturating_sub(1);
    for (i, (head, column)) in R::HEADS.iter().zip(table.column_iter_mut()).enumerate() {
        column.set_padding((0, if i == last { 0 } else { GAP }));
        if uncut && !matches!(head, Head::Words(_)) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        if matches!(head, Head::Number(_)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    writeln!(out, "{}", table.trim_fmt())
}

/// Columns between columns, and the fewest in which words can be read.
const GAP: u16 = 2;
const WORDS: usize = 10;

/// The width from which on nothing needs to be cut but words.
fn width_uncut<R: Row>(cells: &[Vec<String>]) -> usize {
    let columns = R::HEADS.iter().enumerate().map(|(i, head)| {
        let widths = cells.iter().filter_map(|row| row.get(i));
        let widest = widths.map(|cell| display_width(cell)).max().unwrap_or(0);
        let needed = match head {
            Head::Words(_) => widest.min(WORDS),
            Head::Whole(_) | Head::Number(_) => widest,
        };
        needed.max(display_width(head.title())) + usize::from(GAP)
    });
    columns.sum()
}

fn json<R: Row>(out: &mut impl Write, rows: &[R]) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, row) in rows.iter().enumerate() {
        out.write_all(if i == 0 { b"\n  " } else { b",\n  " })?;
        serde_json::to_writer(&mut *out, row)?;
    }
    out.write_all(if rows.is_empty() { b"]\n" } else { b"\n]\n" })
}

fn jsonl<R: Row>(out: &mut impl Write, rows: &[R]) -> io::Result<()> {
    for row in rows {
        writeln!(
            out,
            "{}",
            crate::read::one_line(serde_json::to_string(row)?)
        )?;
    }
    Ok(())
}

fn csv<R: Row>(out: &mut impl Write, rows: &[R]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(R::FIELDS).map_err(told)?;
    for row in rows {
        let value = serde_json::to_value(row)?;
        let field = |name: &&str| value.get(name).map_or_else(String::new, plain);
        csv.write_record(R::FIELDS.iter().map(field))
            .map_err(told)?;
    }
    csv.flush()
}

/// What kept rows from being written, as it is: a closed pipe is no fault.
fn told(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A value as text: lists joined with `; `.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            items.join("; ")
        }
        other => other.to_string(),
    }
}

fn markdown<R: Row>(out: &mut impl Write, rows: &[R]) -> io::Result<()> {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let titles = R::HEADS.iter().map(|head| head.title().to_owned());
    writeln!(out, "{}", line(titles.collect()))?;
    let rules = R::HEADS.iter().map(|head| match head {
        Head::Number(_) => "---:".to_owned(),
        _ => "---".to_owned(),
    });
    writeln!(out, "{}", line(rules.collect()))?;
    for row in rows {
        let cells = row.cells();
        writeln!(out, "{}", line(cells.iter().map(|c| escaped(c)).collect()))?;
    }
    Ok(())
}

/// The words of a report as Markdown shows them: nothing in them is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in tame(text).chars() {
        if matches!(
            c,
            '\\' | '|' | '<' | '>' | '&' | '*' | '_' | '`' | '[' | ']' | '~' | '#' | '!'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    row!(
        /// A row.
        Sample {
            /// Text.
            name: Option<String>,
            /// Number.
            count: u64,
            /// List.
            list: Vec<String>,
        }
    );

    impl Row for Sample {
        const FIELDS: &'static [&'static str] = Sample::NAMES;
        const HEADS: &'static [Head] = &[Head::Words("Name"), Head::Number("Count")];

        fn cells(&self) -> Vec<String> {
            vec![
                self.name.clone().unwrap_or_default(),
                self.count.to_string(),
            ]
        }
    }

    fn written(format: ViewFormat, width: usize) -> String {
        let rows = [
            Sample {
                name: Some("a \"b\", c\nd | <e>".into()),
                count: 12,
                list: vec!["x".into(), "y".into()],
            },
            Sample {
                name: None,
                count: 3,
                list: Vec::new(),
            },
        ];
        let page = Page {
            color: false,
            width,
        };
        let mut out = Vec::new();
        write(&mut out, &rows, format, page).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formats_read_back_as_what_went_in() {
        let json: Value = serde_json::from_str(&written(ViewFormat::Json, 80)).unwrap();
        assert_eq!(json[0]["name"], "a \"b\", c\nd | <e>");
        assert_eq!(json[1]["name"], Value::Null);
        let lines = written(ViewFormat::Jsonl, 80);
        let lines: Vec<Value> = lines
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(Value::Array(lines), json);
        let csv = written(ViewFormat::Csv, 80);
        let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
        assert_eq!(reader.headers().unwrap(), vec!["name", "count", "list"]);
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows[0], vec!["a \"b\", c\nd | <e>", "12", "x; y"]);
        assert_eq!(rows[1], vec!["", "3", ""]);
    }

    #[test]
    fn tables_shrink_to_the_page_and_markdown_stays_one_row_a_line() {
        let table = written(ViewFormat::Table, 16);
        assert!(
            table.lines().all(|line| line.chars().count() <= 16),
            "{table}"
        );
        assert_eq!(
            written(ViewFormat::Markdown, 16),
            "| Name | Count |\n| --- | ---: |\n| a \"b\", c d \\| \\<e\\> | 12 |\n|  | 3 |\n"
        );
    }
}
