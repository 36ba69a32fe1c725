//! Figures of the user's own: one value in place of a table, for one answer.

use std::sync::Arc;

use chrono::NaiveDate;
use toml::de::DeTable;

use crate::model::grade::Grade;
use crate::model::part::Part;
use crate::model::words::{ContributionLine, Payer, Scheme, Visit};
use crate::money::{NumberError, Rate};
use crate::rules::block::Block;
use crate::rules::file::{FileKind, Home};
use crate::rules::read::{DeclaredWords, Reader, read_blocks};
use crate::rules::source::Source;
use crate::rules::table::{OfPart, TableName, ValueKind};
use crate::rules::text::{Place, Text};
use crate::typed;

/// A figure of the user's own: the block that it makes, and the source that says so.
#[derive(Clone, Debug)]
pub struct Given {
    /// The block: one row for every case, in force on every day.
    pub block: Arc<Block>,
    /// The user.
    pub source: Arc<Source>,
}

/// The tables that one value can stand for.
pub fn can_be_given(table: TableName) -> bool {
    let is_series = table.home() == Home::Region;
    is_series || matches!(table, TableName::Of(..) | TableName::PoolCapYear)
}

/// A figure for a table, as it was typed: `600`, `1.2万`, `9%`, `0.65`.
///
/// # Errors
/// When it is not a number of the table's kind.
pub fn given(table: TableName, text: &str, today: NaiveDate) -> Result<Given, NumberError> {
    let row = match table.values() {
        ValueKind::Ratio => format!("ratio = {}", fraction(typed::rate(text)?)?),
        _ => format!("amount = {}", typed::money(text).and_then(not_below_zero)?),
    };
    let id = format!("given:{table}");
    let keys = keys(table);
    // The rule format itself says what the figure means, and its reader is the only one there is.
    let rule = format!(
        "[[{table}]]\nfrom = 1900-01-01\nsources = [\"{id}\"]\n{keys}rows = [ {{ {row} }} ]\n"
    );
    block_of(id, format!("--given {table}={text}"), rule, table, today)
}

/// The block that a rule of the user's own makes.
fn block_of(
    id: String,
    said: String,
    rule: String,
    table: TableName,
    today: NaiveDate,
) -> Result<Given, NumberError> {
    let text = Arc::new(Text {
        path: said,
        text: rule.into(),
    });
    let mut reader = Reader::new(Arc::clone(&text));
    let (root, _) = DeTable::parse_recoverable(&text.text);
    let words = DeclaredWords::default();
    let blocks = read_blocks(root.get_ref(), kind_of(table), &[], &words, &mut reader);
    let block = blocks.blocks.into_iter().next();
    let block = block.filter(|_| reader.problems.is_empty());
    let block = block.ok_or(NumberError::NotANumber)?;
    let place = Place {
        span: 0..0,
        text: Arc::clone(&text),
    };
    Ok(Given {
        block: Arc::new(block),
        source: Arc::new(Source {
            id,
            title: text.path.clone(),
            issuer: None,
            number: None,
            issued: None,
            seen_at: None,
            grade: Grade::Given,
            checked: today,
            good_for_months: 1200,
            place,
        }),
    })
}

/// Contributions of the user's own notice: a base (`None`) and lines, each a rate (`9%`, `0.09`) or a sum. There are no
/// other lines. Residents pay by the year, all others by the month.
///
/// # Errors
/// When something is not a number of its kind, or a rate has no base.
pub fn given_contribution(
    parts: &[(Option<(ContributionLine, Payer)>, String)],
    scheme: Option<Scheme>,
    today: NaiveDate,
) -> Result<Given, NumberError> {
    let every = match scheme {
        Some(Scheme::Resident) => "year",
        _ => "month",
    };
    let mut base = String::new();
    let mut lines = String::new();
    for (part, text) in parts {
        let Some((line, payer)) = part else {
            base = format!(
                "base.fixed = {}\n",
                typed::money(text).and_then(not_below_zero)?
            );
            continue;
        };
        let rate = typed::rate(text).ok().filter(|rate| rate.is_ratio());
        let value = match rate {
            Some(rate) => format!("rate = {}", fraction(rate)?),
            None => format!("amount = {}", typed::money(text).and_then(not_below_zero)?),
        };
        let (line, payer) = (line.name(), payer.name());
        lines += &format!(
            "{{ line = \"{line}\", payer = \"{payer}\", {value}, every = \"{every}\" }},\n"
        );
    }
    let said: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
    let id = "given:contribution";
    let rule = format!(
        "[[contribution]]\nfrom = 1900-01-01\nsources = [\"{id}\"]\nround = \"fen\"\n{base}lines = [\n{lines}]\n"
    );
    block_of(
        id.to_owned(),
        format!("--given contribution={}", said.join(", ")),
        rule,
        TableName::Contribution,
        today,
    )
}

fn not_below_zero(amount: crate::money::Yuan) -> Result<crate::money::Yuan, NumberError> {
    if amount.is_negative() {
        return Err(NumberError::BelowZero);
    }
    Ok(amount)
}

/// A ratio as rule files write it.
fn fraction(rate: Rate) -> Result<String, NumberError> {
    if !rate.is_ratio() {
        return Err(NumberError::NotAShare);
    }
    let millionths = rate.millionths();
    Ok(format!(
        "{}.{:06}",
        millionths / 1_000_000,
        millionths % 1_000_000
    ))
}

/// The keys without which a block of the table says nothing definite.
fn keys(table: TableName) -> &'static str {
    let stays = [Visit::Inpatient, Visit::DaySurgery].map(Part::Visit);
    match table {
        TableName::Of(part, OfPart::Deductible) => match part {
            part if stays.contains(&part) => "per = \"admission\"\n",
            Part::Visit(_) => "per = \"visit\"\n",
            Part::Layer(_) => "per = \"year\"\n",
        },
        TableName::Of(_, table) if OfPart::CAPS.contains(&table) => "on = \"fund-pay\"\n",
        TableName::PoolCapYear => "on = \"fund-pay\"\n",
        _ => "",
    }
}

fn kind_of(table: TableName) -> FileKind {
    match table.home() {
        Home::Scheme => FileKind::Scheme(Scheme::Resident),
        Home::Catastrophic => FileKind::Catastrophic,
        Home::Maternity => FileKind::Maternity,
        Home::Common => FileKind::Common,
        Home::Guide => FileKind::Guide,
        Home::Region => FileKind::Region,
    }
}
