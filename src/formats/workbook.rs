//! A workbook as it is written (XLSX): sheets of rows; sums are numbers with two decimals, days are days, texts are texts.
//!
//! A number in a cell is read as a binary one, which holds fifteen digits. The library makes it of the decimal that it is
//! given, so that no sum is ever binary here; one with more digits, which no bill has, is written as a text.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::money::Yuan;

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name: at most 31 characters.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A heading that runs over the columns to its right.
    Title(String),
    /// A sentence that runs over the columns to its right.
    Sentence(String),
    /// The headings of the columns below.
    Header(Vec<String>),
    /// What stands in the columns.
    Cells(Vec<Cell>),
    /// Nothing.
    Blank,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text; never a formula, whatever it begins with.
    Text(String),
    /// A sum.
    Sum(Yuan),
    /// A day.
    Day(NaiveDate),
}

/// A cell holds no more characters; Excel refuses a file with more.
const LONGEST: usize = 32_000;

/// The longest number that comes back as it was written: fifteen digits, the last two behind the point.
const LARGEST: i64 = 999_999_999_999_999;

/// A column is no narrower and no wider, in characters; what is longer goes on in the next line of its cell.
const WIDTHS: (usize, usize) = (8, 60);

/// The bytes of a workbook. Made on the same day, the same sheets give the same bytes.
///
/// # Errors
/// What the library says: more rows than a sheet has, for one.
pub fn write(sheets: &[Sheet], made_on: NaiveDate) -> Result<Vec<u8>, String> {
    let said = |error: XlsxError| error.to_string();
    let mut book = Workbook::new();
    let made_on = day(made_on).map_err(said)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
    let looks = Looks::new();
    for sheet in sheets {
        fill(book.add_worksheet(), sheet, &looks).map_err(said)?;
    }
    book.save_to_buffer().map_err(said)
}

/// How cells look.
struct Looks {
    title: Format,
    header: Format,
    text: Format,
    /// Of a text that would become a formula once somebody edits it.
    quoted: Format,
    sentence: Format,
    sum: Format,
    day: Format,
}

impl Looks {
    fn new() -> Looks {
        let text = Format::new().set_text_wrap();
        Looks {
            title: Format::new().set_bold(),
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin),
            quoted: text.clone().set_quote_prefix(),
            text,
            sentence: Format::new().set_quote_prefix(),
            sum: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn fill(into: &mut Worksheet, sheet: &Sheet, looks: &Looks) -> Result<(), XlsxError> {
    into.set_name(&sheet.name)?;
    // On A4, as wide as the page.
    into.set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (number, row) in (0..).zip(&sheet.rows) {
        match row {
            Row::Blank => {}
            Row::Title(text) => {
                into.write_string_with_format(number, 0, cut(text), &looks.title)?;
            }
            Row::Sentence(text) => {
                into.write_string_with_format(number, 0, cut(text), &looks.sentence)?;
            }
            Row::Header(titles) => {
                for (column, title) in (0..).zip(titles) {
                    into.write_string_with_format(number, column, cut(title), &looks.header)?;
                }
            }
            Row::Cells(cells) => {
                for (column, cell) in (0..).zip(cells) {
                    put(into, (number, column), cell, looks)?;
                }
            }
        }
    }
    for (column, width) in (0..).zip(widths(&sheet.rows)) {
        into.set_column_width(column, width)?;
    }
    Ok(())
}

fn put(
    into: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let look = match begins_a_formula(text) {
                true => &looks.quoted,
                false => &looks.text,
            };
            into.write_string_with_format(row, column, cut(text), look)?;
        }
        Cell::Sum(sum) if sum.fen().abs() > LARGEST => {
            into.write_string(row, column, sum.to_string())?;
        }
        Cell::Sum(sum) => {
            into.write_with_format(row, column, Decimal::new(sum.fen(), 2), &looks.sum)?;
        }
        Cell::Day(on) => {
            into.write_datetime_with_format(row, column, day(*on)?, &looks.day)?;
        }
    }
    Ok(())
}

fn day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

/// Whether a spreadsheet takes a text for a formula.
pub fn begins_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'])
}

/// A text that fits into a cell.
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST);
    end.map_or(text, |(end, _)| &text[..end])
}

/// How wide the columns of the tables are, in characters.
fn widths(rows: &[Row]) -> Vec<u32> {
    let mut widths: Vec<usize> = Vec::new();
    let mut widen = |column: usize, width: usize| {
        if widths.len() <= column {
            widths.resize(column + 1, 0);
        }
        widths[column] = widths[column].max(width);
    };
    for row in rows {
        match row {
            Row::Title(_) | Row::Sentence(_) | Row::Blank => {}
            Row::Header(titles) => {
                let titles = titles.iter().enumerate();
                titles.for_each(|(column, title)| widen(column, title.width()));
            }
            Row::Cells(cells) => {
                for (column, cell) in cells.iter().enumerate() {
                    let width = match cell {
                        Cell::Empty => 0,
                        Cell::Text(text) => text.width(),
                        Cell::Sum(sum) => sum.grouped().len(),
                        Cell::Day(_) => 10,
                    };
                    widen(column, width);
                }
            }
        }
    }
    let fitting = widths.into_iter().map(|width| {
        let width = (width + 2).clamp(WIDTHS.0, WIDTHS.1);
        u32::try_from(width).unwrap_or_default()
    });
    fitting.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::table::{Hints, workbook};

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    /// The cells of the first sheet, as the reader of fee lists sees them.
    fn read_back(rows: Vec<Row>) -> Vec<Vec<String>> {
        let sheet = Sheet {
            name: "金额".to_owned(),
            rows,
        };
        let bytes = write(&[sheet], day()).unwrap();
        let sheet = workbook("a.xlsx", &bytes, &Hints::default()).unwrap();
        let cells = sheet.rows.iter().map(|row| row.cells.iter());
        cells
            .map(|cells| cells.map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        let sum = |text: &str| Cell::Sum(crate::typed::money(text).unwrap());
        let read = read_back(vec![
            Row::Title("题".to_owned()),
            Row::Blank,
            Row::Header(vec!["项目".to_owned(), "金额".to_owned()]),
            Row::Cells(vec![Cell::Text("=1+1".to_owned()), sum("-1234567.80")]),
            Row::Cells(vec![Cell::Empty, sum("0.07"), Cell::Day(day())]),
            // Beyond fifteen digits: as a text, with every one of them.
            Row::Cells(vec![Cell::Sum(std::iter::repeat_n(Yuan::MAX, 11).sum())]),
        ]);
        assert_eq!(
            read,
            [
                vec!["题"],
                vec!["项目", "金额"],
                vec!["=1+1", "-1234567.8"],
                vec!["", "0.07", "2026-11-22"],
                vec!["11000000000000.00"],
            ]
        );
    }

    #[test]
    fn the_same_sheets_give_the_same_bytes() {
        let sheets = [Sheet {
            name: "a".to_owned(),
            rows: vec![Row::Sentence("b".to_owned())],
        }];
        assert_eq!(write(&sheets, day()), write(&sheets, day()));
    }

    #[test]
    fn a_text_that_no_cell_holds_is_cut() {
        let read = read_back(vec![Row::Sentence("长".repeat(40_000))]);
        assert_eq!(read[0][0].chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn every_sum_comes_back_to_the_fen(fen in proptest::collection::vec(-LARGEST..=LARGEST, 50)) {
            // An amount from outside is at most a trillion; a sum of ten may be more.
            let tenth = |fen: i64| Yuan::from_fen(fen / 10).unwrap();
            let sums = fen.iter().map(|&fen| std::iter::repeat_n(tenth(fen), 10).sum());
            let sums: Vec<Yuan> = sums.collect();
            let rows = sums.iter().map(|&sum| Row::Cells(vec![Cell::Text("x".to_owned()), Cell::Sum(sum)]));
            let read = read_back(rows.collect());
            for (row, sum) in read.iter().zip(&sums) {
                let number: Decimal = row[1].parse().unwrap();
                prop_assert_eq!(number, Decimal::new(sum.fen(), 2));
            }
        }
    }
}
