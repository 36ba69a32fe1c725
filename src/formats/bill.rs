//! From what a reader found to a checked bill. Every problem of the bill is listed, wherever its values were written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::formats::encoding::decode;
use crate::formats::fields::Typed;
use crate::formats::nhsa::privacy::mask;
use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::formats::raw::{RawBill, RawField};
use crate::formats::table::{self, Hints, Sheet, Understood, Wanted};
use crate::formats::{charges, fee_list, json, toml};
use crate::model::bill::{Bill, Fact, History};
use crate::model::keys::Scope;
use crate::model::selector::Selector;
use crate::money::Yuan;
use crate::rules::text::Text;
use crate::typed;

/// A single bill is not larger than this; a city's bills are settled in a batch.
pub const LARGEST: u64 = 16 << 20;

/// A single bill has not more charge lines than this.
pub const MOST_LINES: usize = 200_000;

/// A bill in TOML is not larger than this: the whole of it is held as a tree.
const LARGEST_TOML: usize = 2 << 20;

/// A format that bills are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML.
    Toml,
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// A sheet of an Excel workbook.
    Xlsx,
}

impl Format {
    /// The formats by the names that `--input` and file endings use.
    pub const NAMES: [(&'static str, Format); 4] = [
        ("toml", Format::Toml),
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
    ];

    /// The name of the format.
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, format)| *format == self);
        found.map_or("", |(name, _)| name)
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        let name = name.to_ascii_lowercase();
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }

    /// What the first bytes look like, for standard input.
    pub fn sniff(bytes: &[u8]) -> Format {
        if table::is_workbook(bytes) {
            return Format::Xlsx;
        }
        let start = &bytes[..bytes.len().min(4096)];
        let text = String::from_utf8_lossy(start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start));
        let start = text.trim_start();
        if start.starts_with(['{', '[']) && !start.starts_with("[[") {
            return Format::Json;
        }
        let line = start
            .lines()
            .find(|line| !line.trim_start().starts_with('#'))
            .unwrap_or_default();
        if line.starts_with('[') || line.contains('=') {
            Format::Toml
        } else {
            Format::Csv
        }
    }
}

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A bill that was taken from a file.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// What stands there.
    pub raw: RawBill,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What was understood of the file.
    pub understood: Understood,
}

/// Reads a bill from a file in a format.
pub fn read(source: Source, format: Format, hints: &Hints) -> Taken {
    let mut problems = Vec::new();
    let (raw, understood) = match contents(source, format, Wanted::Bills, hints, &mut problems) {
        Some(Contents::Table(sheet)) => {
            let file = Place::File(sheet.file.to_string());
            let (bills, understood) = fee_list::read(*sheet, hints, &mut problems);
            if bills.len() > 1 {
                report(&mut problems, file, FileWhat::SeveralBills(bills.len()));
            }
            let first = bills.into_iter().next();
            (
                first.map_or_else(RawBill::default, |(bill, _)| bill),
                understood,
            )
        }
        Some(Contents::Text(text, understood)) => {
            let raw = match format {
                Format::Toml => toml::read(&Arc::new(text), &mut problems),
                _ => json::read(&Arc::new(text), &mut problems),
            };
            (raw, *understood)
        }
        None => Default::default(),
    };
    Taken {
        raw,
        problems,
        understood,
    }
}

/// The text without personal data: errors show its lines.
fn without_personal(text: Text) -> Text {
    let masked = match mask(&text.text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(masked) => Some(masked),
    };
    match masked {
        None => text,
        Some(masked) => Text {
            text: masked.into(),
            ..text
        },
    }
}

/// What stands in a file: a table, or a text of another format.
pub(crate) enum Contents {
    Table(Box<Sheet>),
    Text(Text, Box<Understood>),
}

/// Opens a file in a format.
pub(crate) fn contents(
    source: Source,
    format: Format,
    wanted: Wanted,
    hints: &Hints,
    problems: &mut Vec<Problem>,
) -> Option<Contents> {
    let table = |sheet| Some(Contents::Table(Box::new(sheet)));
    let opened = match format {
        Format::Xlsx => table::workbook(&source.name, &source.bytes, hints).map(table),
        _ => decode(&source.name, source.bytes).map(|(text, encoding)| {
            if format == Format::Csv {
                return table(table::delimited(&text, encoding, wanted, problems));
            }
            if format == Format::Toml && text.text.len() > LARGEST_TOML {
                let limit = LARGEST_TOML as u64 >> 20;
                let place = Place::File(text.path);
                report(problems, place, FileWhat::TooLarge { limit });
                return None;
            }
            let text = without_personal(text);
            let understood = Understood {
                file: text.path.clone(),
                format: format.name(),
                encoding: Some(encoding),
                ..Understood::default()
            };
            Some(Contents::Text(text, Box::new(understood)))
        }),
    };
    opened.unwrap_or_else(|problem| {
        problems.push(problem);
        None
    })
}

/// A bill, with what there is to say about how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The bill.
    pub bill: Bill,
    /// Columns that nothing was read from.
    pub unused: Vec<String>,
    /// Whether what a settlement paid stands beside the bill; nothing of it was used.
    pub settled: bool,
}

/// Whether a field is no part of the bill but of a settlement of it.
fn of_settlement(field: &RawField) -> bool {
    field.key.scope == Scope::Settlement
}

/// Makes a bill of what a reader found.
///
/// # Errors
/// All problems at once.
pub fn bill(raw: &RawBill, mut problems: Vec<Problem>) -> Result<Read, Vec<Problem>> {
    let mut typed = Typed {
        raw,
        problems: &mut problems,
        last_charge: None,
        own_categories: BTreeMap::new(),
    };
    let mut facts = Vec::new();
    for field in &raw.fields {
        let own_level = matches!(
            field.key.name,
            "hospital_for_deductible" | "hospital_for_price"
        );
        if let Some(fact) = typed.fact(field).filter(|_| !own_level) {
            facts.push(fact);
        }
    }
    let level = |name: &str, typed: &mut Typed<'_>| {
        let field = raw.get(name)?;
        typed.fact(field).map(|(_, fact)| fact)
    };
    let hospital_for_deductible = level("hospital_for_deductible", &mut typed);
    let hospital_for_price = level("hospital_for_price", &mut typed);
    let (day, stay) = days(raw, &mut typed);
    let history = History {
        deductible: typed.money("ytd_deductible"),
        eligible: typed.money("ytd_eligible"),
        pool_pay: typed.money("ytd_pool_pay"),
        burden: typed.money("ytd_burden"),
        visits: raw
            .get("ytd_visits")
            .and_then(|field| typed.count_of(field)),
    };
    let account = typed.money("account");
    let hospital_pay = typed.money("hospital_pay");
    let shared = shared(raw, &mut typed);
    for name in [
        "ytd_deductible",
        "ytd_eligible",
        "ytd_pool_pay",
        "ytd_burden",
        "account",
        "hospital_pay",
    ] {
        if let Some(amount) = typed
            .money_quietly(name)
            .filter(|amount| amount.is_negative())
        {
            typed.report_at(raw, name, What::BelowZero(amount));
        }
    }
    contradictions(raw, &history, &facts, &mut typed);
    let charges = charges::read(raw, &mut typed);
    let mut missing: Vec<&'static str> = ["region", "scheme", "visit"]
        .into_iter()
        .filter(|name| raw.get(name).is_none())
        .filter(|name| *name != "visit" || raw.get("burden").is_none())
        .collect();
    let last_charge = typed.last_charge;
    let own_categories = std::mem::take(&mut typed.own_categories);
    let mut own_categories: Vec<_> = own_categories.into_iter().collect();
    own_categories.sort_by_key(|(_, number)| *number);
    let text = |name: &str| raw.get(name).map(|field| field.text.trim().to_owned());
    take_together(&mut problems, &mut missing);
    match charges {
        Some((charges, unstated)) if problems.is_empty() => Ok(Read {
            bill: Bill {
                number: text("bill"),
                patient: text("patient"),
                institution: text("institution"),
                is_reversal: false,
                reverses: text("reverses"),
                region: text("region"),
                at: text("at"),
                day,
                stay,
                last_charge,
                facts,
                hospital_for_deductible,
                hospital_for_price,
                charges,
                own_categories: own_categories.into_iter().map(|(word, _)| word).collect(),
                is_settled: raw.is_settled,
                unstated,
                history,
                hospital_pay,
                account,
                shared,
            },
            unused: raw.unused.clone(),
            settled: raw.is_settled || raw.fields.iter().any(of_settlement),
        }),
        _ => Err(in_order(problems)),
    }
}

/// The problems in the order of their places, each once. What follows from an unreadable file is left out: a value
/// that could not be read is not missing.
fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    let unreadable = |what: &What| {
        matches!(
            what,
            What::File(FileWhat::Syntax(_) | FileWhat::RowLength { .. })
                | What::NotAListOfLines
                | What::NotASingleValue
        )
    };
    if problems.iter().any(|problem| unreadable(&problem.what)) {
        let places: Vec<Place> = problems
            .iter()
            .filter(|problem| unreadable(&problem.what))
            .map(|problem| problem.place.clone())
            .collect();
        problems.retain(|problem| {
            unreadable(&problem.what)
                || !(matches!(
                    problem.what,
                    What::Missing(..) | What::File(FileWhat::NoRows)
                ) || places.contains(&problem.place))
        });
    }
    let mut seen: Vec<Problem> = Vec::new();
    for problem in problems {
        if !seen.contains(&problem) {
            seen.push(problem);
        }
    }
    seen.sort_by_key(|problem| match &problem.place {
        Place::Text(place) => (1, place.span.start as u64),
        Place::Cell { row, .. } | Place::Row { row, .. } => (1, *row),
        _ => (0, 0),
    });
    seen
}

/// Everything that is missing is one problem that names all of it, the decisive first.
fn take_together(problems: &mut Vec<Problem>, missing: &mut Vec<&'static str>) {
    problems.retain(|problem| match &problem.what {
        What::Missing(more, _) => {
            missing.extend(more);
            false
        }
        _ => true,
    });
    if let Some(first) = missing.first() {
        problems.push(Problem {
            place: Place::Flag(first.replace('_', "-")),
            what: What::Missing(std::mem::take(missing), None),
        });
    }
}

/// Relatives' accounts: `爸爸=500`, several parted by commas, in the order in which they pay.
fn shared(raw: &RawBill, typed: &mut Typed<'_>) -> Vec<(String, Yuan)> {
    let Some(field) = raw.get("shared") else {
        return Vec::new();
    };
    let mut shared: Vec<(String, Yuan)> = Vec::new();
    for text in field.text.split([',', '，', ';', '；']).map(str::trim) {
        let pair = text.split_once(['=', '＝', '：', ':']);
        let pair = pair.and_then(|(name, sum)| Some((name.trim(), typed::money(sum).ok()?)));
        match pair {
            Some((name, sum)) if !name.is_empty() && !sum.is_negative() => {
                if shared.iter().any(|(known, _)| known == name) {
                    typed.report(field.place.clone(), What::Twice("shared"));
                }
                shared.push((name.to_owned(), sum));
            }
            _ => typed.report(field.place.clone(), What::NotShared(text.to_owned())),
        }
    }
    shared
}

/// Facts of the year that cannot all be true.
fn contradictions(
    raw: &RawBill,
    history: &History,
    facts: &[(Selector, Fact)],
    typed: &mut Typed<'_>,
) {
    let nth = facts.iter().find_map(|(selector, fact)| match fact {
        Fact::Value(nth) if *selector == Selector::Nth => Some(*nth),
        _ => None,
    });
    if let (Some(nth), Some(visits)) = (nth, history.visits)
        && nth != visits + 1
    {
        typed.report_at(raw, "nth", What::Contradiction("nth", "ytd_visits"));
    }
    for (name, part) in [
        ("ytd_pool_pay", history.pool_pay),
        ("ytd_deductible", history.deductible),
    ] {
        if part
            .zip(history.eligible)
            .is_some_and(|(part, all)| part > all)
        {
            typed.report_at(raw, name, What::Contradiction(name, "ytd_eligible"));
        }
    }
}

/// The day of the case and the stay.
fn days(
    raw: &RawBill,
    typed: &mut Typed<'_>,
) -> (Option<NaiveDate>, Option<(NaiveDate, NaiveDate)>) {
    let mut day = |name: &str| raw.get(name).and_then(|field| typed.day_of(field));
    let (on, admitted, discharged) = (day("on"), day("admitted"), day("discharged"));
    if let (Some(admitted), Some(discharged)) = (admitted, discharged)
        && discharged < admitted
    {
        typed.report_at(raw, "discharged", What::DischargeBeforeAdmission);
    }
    if let (Some(on), Some(other)) = (on, discharged)
        && on != other
    {
        typed.report_at(raw, "on", What::TwoDays);
    }
    if let (Some(admitted), Some(on), None) = (admitted, on, discharged)
        && on < admitted
    {
        typed.report_at(raw, "admitted", What::Contradiction("admitted", "on"));
    }
    let end = discharged.or(on);
    (end, admitted.zip(end))
}
