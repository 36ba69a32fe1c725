//! Tables of a terminal, and a document as people read of it.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use crate::cli::messages::{Lang, clean, say};
use crate::cli::output::paper::{Grid, Row};
use crate::rules::source::Source;

/// The width of what is not a terminal.
pub(crate) const WIDTH: usize = 100;
/// Below this nothing can be laid out.
pub(crate) const NARROWEST: usize = 40;
/// Beyond this nothing is easier to read.
pub(crate) const WIDEST: usize = 160;

/// A document as people read of it.
pub(crate) fn source_line(lang: Lang, source: &Source, is_stale: bool) -> String {
    let mut parts = vec![clean(&source.title)];
    parts.extend(
        source
            .number
            .iter()
            .chain(&source.issuer)
            .map(|text| clean(text)),
    );
    parts.extend(source.issued.map(|day| day.to_string()));
    parts.extend(source.seen_at.iter().map(|text| clean(text)));
    parts.push(source.grade.name().to_owned());
    let checked = source.checked;
    parts.push(if is_stale {
        say!(lang, "核对于 {checked}，已过期", "checked {checked}, stale")
    } else {
        say!(lang, "核对于 {checked}", "checked {checked}")
    });
    parts.join(lang.pick("，", ", "))
}

/// A table of texts.
pub(crate) fn plain_table(
    header: &[&str],
    rows: Vec<Vec<String>>,
    columns: Option<usize>,
) -> String {
    grid(&Grid::new(header, rows), columns)
}

/// A table, figures right, never wider than the terminal.
pub(crate) fn grid(grid: &Grid, columns: Option<usize>) -> String {
    let width = columns.unwrap_or(WIDTH).clamp(NARROWEST, WIDEST);
    let mut table = ruled(width, columns.is_some());
    table.set_header(&grid.header);
    for (index, column) in table.column_iter_mut().enumerate() {
        if grid.is_figures(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // Numbers, days and words are not broken where the width allows it, with fewer blanks around them if need be. Between
    // two columns there is one more.
    let longest = longest_words(grid);
    let needed = |blanks: usize| {
        let columns = longest.iter().map(|longest| longest + blanks + 1);
        columns.sum::<usize>().saturating_sub(1)
    };
    if let Some(blanks) = [2, 1].into_iter().find(|blanks| needed(*blanks) <= width) {
        for (column, longest) in table.column_iter_mut().zip(&longest) {
            column.set_padding((u16::from(blanks == 2), 1));
            let boundary = Width::Fixed((longest + blanks) as u16);
            column.set_constraint(ColumnConstraint::LowerBoundary(boundary));
        }
    }
    for row in &grid.rows {
        table.add_row(&row.cells);
    }
    printed(&table)
}

/// What each column needs so that no word in it is broken. Chinese may be broken anywhere.
fn longest_words(grid: &Grid) -> Vec<usize> {
    let longest = |text: &str| {
        let words = text.split(|c: char| matches!(c, ' ' | '\n') || !c.is_ascii());
        words.map(str::len).max().unwrap_or(0)
    };
    let columns = grid.header.iter().enumerate().map(|(index, title)| {
        let cells = grid
            .rows
            .iter()
            .filter_map(|row: &Row| row.cells.get(index));
        let cells = cells.map(|cell| longest(cell)).max().unwrap_or(0);
        cells.max(longest(title))
    });
    columns.collect()
}

/// A table with lines above and below it and under its header: of one character when nobody looks at a terminal.
fn ruled(width: usize, is_terminal: bool) -> Table {
    let line = if is_terminal { '─' } else { '-' };
    let line = LineStyle::none().fill(line).junction(line);
    let style = TableStyle::new()
        .top_border(line)
        .header_separator(line)
        .bottom_border(line);
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width as u16);
    table
}

/// The lines of a table, without blanks at their ends.
fn printed(table: &Table) -> String {
    let text = table.to_string();
    text.lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}
