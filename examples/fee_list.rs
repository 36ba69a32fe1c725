//! Writes a 费用清单 as a hospital's program would: a title over the header, dates in merged cells, a refund, a row of
//! totals. The charges are those of `urumqi-fees.csv`; shares of the first payment are written as one likes.
//!
//! ```sh
//! cargo run --example fee_list -- fees.xlsx             # 10% as 0.1 in cells shown as percentages
//! cargo run --example fee_list -- fees.xlsx fraction    # 0.1
//! cargo run --example fee_list -- fees.xlsx heading     # 10 under 自付比例(%)
//! cargo run --example fee_list -- fees.xlsx text        # 10% as a text
//! cargo run --example fee_list -- fees.xlsx text 1900   # the whole list 1900 times: 104,500 charges
//! ```
#![allow(clippy::disallowed_methods)] // it reads and writes the files that it is for

use std::error::Error;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet};

/// How the share of the first payment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shares {
    /// As a number that the spreadsheet shows with its sign.
    Percent,
    /// As a number.
    Fraction,
    /// As a number of hundredths; the heading says so.
    Heading,
    /// As a text.
    Text,
}

impl Shares {
    /// The way of that name.
    fn from_name(name: &str) -> Option<Shares> {
        match name {
            "percent" => Some(Shares::Percent),
            "fraction" => Some(Shares::Fraction),
            "heading" => Some(Shares::Heading),
            "text" => Some(Shares::Text),
            _ => None,
        }
    }
}

/// The workbook of a list in CSV, its charges so many times.
pub fn workbook(list: &str, shares: Shares, times: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let titles: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let charges: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let column = |name: &str| titles.iter().position(|title| title == name);
    let (date, amount) = (column("日期").ok_or("日期")?, column("金额").ok_or("金额")?);
    let share = column("自付比例").ok_or("自付比例")?;

    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("费用清单")?;
    let middle = Format::new()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let last = u16::try_from(titles.len())? - 1;
    sheet.merge_range(
        0,
        0,
        0,
        last,
        "住院患者费用清单",
        &middle.clone().set_bold(),
    )?;
    sheet.write_string(1, 0, "科室：心脏外科　打印日期：2024-06-02")?;
    for (at, title) in (0..).zip(&titles) {
        let title = match shares {
            Shares::Heading if usize::from(at) == share => "自付比例(%)",
            _ => title.as_str(),
        };
        sheet.write_string_with_format(2, at, title, &middle)?;
    }
    let all: Vec<&csv::StringRecord> = (0..times).flat_map(|_| &charges).collect();
    let mut total = Decimal::ZERO;
    for (row, charge) in (3..).zip(&all) {
        for (at, cell) in (0..).zip(charge.iter()) {
            if usize::from(at) == share {
                write_share(sheet, (row, at), cell, shares)?;
            } else if usize::from(at) == date {
                // Below, in merged cells.
            } else if let Ok(number) = cell.parse::<Decimal>() {
                sheet.write(row, at, number)?;
            } else {
                sheet.write_string(row, at, cell)?;
            }
        }
        total += charge[amount].parse::<Decimal>()?;
    }
    // Charges of one day share a cell.
    let mut first = 0;
    for days in all.chunk_by(|one, other| one[date] == other[date]) {
        let (from, to) = (row_of(first)?, row_of(first + days.len() - 1)?);
        let at = u16::try_from(date)?;
        match days {
            [only] => drop(sheet.write_string(from, at, &only[date])?),
            _ => drop(sheet.merge_range(from, at, to, at, &days[0][date], &middle)?),
        }
        first += days.len();
    }
    let end = row_of(all.len())?;
    sheet.write_string(end, 0, "合计")?;
    sheet.write(end, u16::try_from(amount)?, total)?;
    sheet.write_string(end + 1, 0, "制表：住院收费处")?;
    Ok(book.save_to_buffer()?)
}

/// The row of the sheet in which a charge stands.
fn row_of(charge: usize) -> Result<u32, Box<dyn Error>> {
    Ok(u32::try_from(charge)? + 3)
}

/// `10%` in the way that is asked for.
fn write_share(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    percent: &str,
    shares: Shares,
) -> Result<(), Box<dyn Error>> {
    let Some(number) = percent.strip_suffix('%') else {
        return Ok(());
    };
    let number: Decimal = number.parse()?;
    let fraction = number / Decimal::ONE_HUNDRED;
    match shares {
        Shares::Percent => {
            let shown = Format::new().set_num_format("0%");
            sheet.write_with_format(row, at, fraction, &shown)?
        }
        Shares::Fraction => sheet.write(row, at, fraction)?,
        Shares::Heading => sheet.write(row, at, number)?,
        Shares::Text => sheet.write_string(row, at, percent)?,
    };
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let file = words.first().ok_or("name the file to be written")?;
    let shares = words
        .get(1)
        .map_or(Some(Shares::Percent), |name| Shares::from_name(name));
    let shares = shares.ok_or("percent, fraction, heading or text")?;
    let times = words.get(2).map_or(Ok(1), |times| times.parse())?;
    let list = std::fs::read_to_string("examples/urumqi-fees.csv")?;
    std::fs::write(file, workbook(&list, shares, times)?)?;
    Ok(())
}
