//! Tab-separated lists: `#` begins a comment line, the first other line names the columns.

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    columns: &'a str,
    cells: &'a str,
}

impl<'a> Row<'a> {
    /// What stands in a column, without the white space around it; nothing where there is no such column or the line ends
    /// before it.
    pub fn get(&self, column: &str) -> &'a str {
        let mut cells = self.columns.split('\t').zip(self.cells.split('\t'));
        cells
            .find(|(name, _)| *name == column)
            .map_or("", |(_, cell)| cell.trim())
    }
}

/// The lines of a list, in order.
pub fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    let mut lines = table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let columns = lines.next().unwrap_or_default();
    lines.map(move |cells| Row { columns, cells })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_the_name_of_their_column() {
        let table = "# what it holds\nword\tact\n\nsay\t says \r\n# a remark\nhum\n";
        let read: Vec<_> = rows(table)
            .map(|row| (row.get("word"), row.get("act"), row.get("none")))
            .collect();
        assert_eq!(read, [("say", "says", ""), ("hum", "", "")]);
        assert_eq!(rows("# only a remark").count(), 0);
    }
}
