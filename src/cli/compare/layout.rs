//! The table of the variants: a row each where that fits the terminal, else a column each, a few at a time.

use unicode_width::UnicodeWidthStr;

use crate::cli::messages::Lang;

/// A variant as the table shows it.
pub(super) struct Shown {
    /// The words that tell it from the others.
    pub(super) words: Vec<String>,
    /// Its figures, one for each heading.
    pub(super) figures: Vec<String>,
    /// Whether it is marked.
    pub(super) is_cheapest: bool,
}

/// The headings and rows of one table.
pub(super) type Table = (Vec<String>, Vec<Vec<String>>);

/// What is not a terminal is as wide as this.
const WIDTH: usize = 100;

/// One table with a row for each variant, or several with a column for each.
pub(super) fn tables(
    lang: Lang,
    headings: &[String],
    shown: &[Shown],
    columns: Option<usize>,
) -> Vec<Table> {
    let width = columns.unwrap_or(WIDTH);
    let rows = by_rows(lang, headings, shown);
    if widest(&rows) <= width {
        return vec![rows];
    }
    let mut tables = Vec::new();
    let mut rest = shown;
    while !rest.is_empty() {
        let mut take = 1;
        while take < rest.len() && widest(&by_columns(lang, headings, &rest[..take + 1])) <= width {
            take += 1;
        }
        let (now, later) = rest.split_at(take);
        tables.push(by_columns(lang, headings, now));
        rest = later;
    }
    tables
}

fn by_rows(lang: Lang, headings: &[String], shown: &[Shown]) -> Table {
    let has_mark = shown.iter().any(|one| one.is_cheapest);
    let mut header = vec![lang.pick("情形", "variant").to_owned()];
    header.extend(headings.iter().cloned());
    header.extend(has_mark.then(String::new));
    let rows = shown.iter().map(|one| {
        let mut row = vec![one.words.join(" · ")];
        row.extend(one.figures.iter().cloned());
        row.extend(has_mark.then(|| mark(lang, one)));
        row
    });
    (header, rows.collect())
}

fn by_columns(lang: Lang, headings: &[String], shown: &[Shown]) -> Table {
    let mut header = vec![String::new()];
    header.extend(shown.iter().map(|one| {
        let mark = Some(mark(lang, one)).filter(|mark| !mark.is_empty());
        let lines: Vec<String> = one.words.iter().cloned().chain(mark).collect();
        lines.join("\n")
    }));
    let rows = headings.iter().enumerate().map(|(place, heading)| {
        let mut row = vec![heading.clone()];
        row.extend(shown.iter().map(|one| one.figures[place].clone()));
        row
    });
    (header, rows.collect())
}

fn mark(lang: Lang, one: &Shown) -> String {
    let text = match one.is_cheapest {
        true => lang.pick("最省", "cheapest"),
        false => "",
    };
    text.to_owned()
}

/// How wide a table is when nothing in it is broken.
fn widest((header, rows): &Table) -> usize {
    let cells = |place: usize| {
        let rows = rows.iter().map(move |row| row[place].as_str());
        rows.chain([header[place].as_str()])
    };
    let line = |text: &str| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let columns = 0..header.len();
    // A blank on both sides of a cell, and one between two columns.
    let columns = columns.map(|place| cells(place).map(line).max().unwrap_or(0) + 3);
    columns.sum::<usize>() - 1
}
