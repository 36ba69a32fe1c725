//! A ledger file: what the bills of a year have left behind so far, to go on from later.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::engine::ledger::{Apart, Counter, Ledger, Span, What};
use crate::engine::plan::Period;
use crate::engine::visits;
use crate::formats::problem::{FileWhat, Place, Problem};
use crate::model::part::Part;
use crate::model::selector::{Kind, Selector};
use crate::model::words::Layer;
use crate::money::Yuan;
use crate::rules::carried::Carried;
use crate::rules::text::{self, Text};
use crate::rules::year::Year;
use crate::time::YearMonth;
use crate::typed;

/// The version of the file.
const SCHEMA: u32 = 1;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    region: String,
    scheme: String,
    from: String,
    to: String,
    account: Option<String>,
    shared: Vec<Relative>,
    institutions: Vec<String>,
    counters: Vec<Row>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Relative {
    name: String,
    left: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    part: String,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    institution: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    apart: Vec<ApartRow>,
    lower: String,
    upper: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApartRow {
    selector: String,
    value: Option<String>,
}

/// A ledger that was read, and of which year it is.
#[derive(Debug)]
pub struct Opened {
    /// The path of the folder where the person is insured.
    pub region: String,
    /// The scheme.
    pub scheme: String,
    /// The first day of the benefit year.
    pub from: String,
    /// What the bills before have left behind.
    pub carried: Carried,
}

/// A year's ledger as a file.
pub fn write(year: &Year) -> String {
    let carried = &year.carried;
    let file = File {
        schema: SCHEMA,
        region: year.folder.path.clone(),
        scheme: year.scheme.name().to_owned(),
        from: year.from.to_string(),
        to: year.to.to_string(),
        account: carried.account.map(|sum| sum.to_string()),
        shared: carried
            .shared
            .iter()
            .map(|(name, left)| Relative {
                name: name.clone(),
                left: left.to_string(),
            })
            .collect(),
        institutions: carried.institutions.clone(),
        counters: rows(carried),
    };
    let text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text + "\n"
}

fn rows(carried: &Carried) -> Vec<Row> {
    let Carried { ledgers, book, .. } = carried;
    // Both sides count the same things, though a vague rule may let one of them count nothing.
    let mut counters: Vec<Counter> = Vec::new();
    for ledger in [&ledgers.lower, &ledgers.upper] {
        for (counter, _) in ledger.counters() {
            if !counters.contains(counter) {
                counters.push(*counter);
            }
        }
    }
    let rows = counters.into_iter().map(|counter| {
        let at = |ledger: &Ledger| number_text(counter.what, ledger.get(counter).unwrap_or(0));
        let (mut month, mut day) = (None, None);
        match counter.span {
            Span::Year => {}
            Span::Month(index) => month = month_of(index).map(|month| month.to_string()),
            Span::Day(number) => {
                let found = NaiveDate::from_num_days_from_ce_opt(number);
                day = found.map(|day| day.to_string());
            }
        }
        let institution = usize::try_from(counter.institution - 1);
        let institution = institution.ok().and_then(|at| carried.institutions.get(at));
        let apart = counter.apart.iter().flatten().map(|apart| ApartRow {
            selector: apart.selector.name().to_owned(),
            value: apart.value.map(|value| match apart.selector.kind() {
                Kind::Word => book
                    .word(apart.selector, value)
                    .unwrap_or_default()
                    .to_owned(),
                _ => value.to_string(),
            }),
        });
        Row {
            part: counter.part.name().to_owned(),
            what: counter.what.name().to_owned(),
            period: period_of(counter.what).map(str::to_owned),
            month,
            day,
            institution: institution.cloned(),
            apart: apart.collect(),
            lower: at(&ledgers.lower),
            upper: at(&ledgers.upper),
        }
    });
    rows.collect()
}

/// A counter's value as text: a count, or money.
pub fn number_text(what: What, value: i64) -> String {
    if what.is_count() {
        value.to_string()
    } else {
        Yuan::from_fen(value).unwrap_or_default().to_string()
    }
}

fn month_of(index: i32) -> Option<YearMonth> {
    let month = u32::try_from(index.rem_euclid(12)).ok()?;
    YearMonth::new(index.div_euclid(12), month + 1)
}

const PERIODS: [(&str, Period); 5] = [
    ("visit", Period::Visit),
    ("day", Period::Day),
    ("admission", Period::Admission),
    ("month", Period::Month),
    ("year", Period::Year),
];

fn period_of(what: What) -> Option<&'static str> {
    let (What::CapUsed(period) | What::SharedCapUsed(period)) = what else {
        return None;
    };
    let mut names = PERIODS.iter();
    names.find(|(_, of)| *of == period).map(|(name, _)| *name)
}

/// Reads a ledger file.
///
/// # Errors
/// When it is none, or says something that no ledger can say.
pub fn read(text: &Text) -> Result<Opened, Problem> {
    let file: File = serde_json::from_str(&text.text).map_err(|error| {
        let at = place_of(text, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Problem {
            place: at,
            what: FileWhat::NotALedger(message.to_owned()).into(),
        }
    })?;
    let wrong = |what: String| Problem {
        place: Place::File(text.path.clone()),
        what: FileWhat::NotALedger(what).into(),
    };
    if file.schema != SCHEMA {
        return Err(wrong(format!("schema = {}", file.schema)));
    }
    let sum = |text: &str| {
        let sum = typed::money(text).ok().filter(|sum| !sum.is_negative());
        sum.ok_or_else(|| wrong(text.to_owned()))
    };
    let mut carried = Carried {
        account: file.account.as_deref().map(sum).transpose()?,
        institutions: file.institutions,
        ..Carried::default()
    };
    for relative in file.shared {
        carried.shared.push((relative.name, sum(&relative.left)?));
    }
    for row in &file.counters {
        let counter = counter(row, &mut carried).ok_or_else(|| {
            let (part, what) = (&row.part, &row.what);
            wrong(format!("{part} {what}"))
        })?;
        for (text, ledger) in [
            (&row.lower, &mut carried.ledgers.lower),
            (&row.upper, &mut carried.ledgers.upper),
        ] {
            let value = match counter.what.is_count() {
                true => typed::count(text).map_err(|_| wrong(text.clone()))?,
                false => sum(text)?.fen(),
            };
            ledger.set(counter, value);
        }
    }
    Ok(Opened {
        region: file.region,
        scheme: file.scheme,
        from: file.from,
        carried,
    })
}

fn counter(row: &Row, carried: &mut Carried) -> Option<Counter> {
    let part = match row.part.as_str() {
        "pool" => Part::Layer(Layer::Pool),
        name => Part::named(name)?,
    };
    let period = || {
        let named = row.period.as_deref()?;
        let mut names = PERIODS.iter();
        names.find(|(name, _)| *name == named).map(|(_, of)| *of)
    };
    let what = match row.what.as_str() {
        "events" => What::Events,
        "events-of" => What::EventsOf(Selector::from_name(&row.apart.first()?.selector)?),
        "deductible" => What::Deductible,
        "deductible-of-stay" => What::DeductibleOfStay,
        "deductible-of-year" => What::DeductibleOfYear,
        "held" => What::Held,
        "input" => What::Input,
        "priced" => What::Priced,
        "paid" => What::Paid,
        "cap-used" => What::CapUsed(period()?),
        "shared-cap-used" => What::SharedCapUsed(period()?),
        name => What::NumberOf(visits::number_named(name)?),
    };
    let span = match (&row.month, &row.day) {
        (None, None) => Span::Year,
        (Some(month), None) => Span::Month(typed::month(month)?.index()),
        (None, Some(day)) => {
            use chrono::Datelike;
            Span::Day(typed::day(day)?.num_days_from_ce())
        }
        _ => return None,
    };
    let institution = match &row.institution {
        None => 0,
        Some(name) => {
            let mut known = carried.institutions.iter().zip(1..);
            known.find(|(known, _)| *known == name)?.1
        }
    };
    let mut apart = [None; 2];
    if row.apart.len() > apart.len() {
        return None;
    }
    for (place, entry) in apart.iter_mut().zip(&row.apart) {
        let selector = Selector::from_name(&entry.selector)?;
        let value = match (&entry.value, selector.kind()) {
            (None, _) => None,
            (Some(word), Kind::Word) => Some(carried.book.number(selector, word)),
            (Some(number), _) => Some(number.parse().ok()?),
        };
        *place = Some(Apart { selector, value });
    }
    Some(Counter {
        what,
        part,
        span,
        institution,
        apart,
    })
}

/// The place of a line and column in a text.
fn place_of(text: &Text, line: usize, column: usize) -> Place {
    let lines = text.text.split_inclusive('\n');
    let before: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
    let at = (before + column.saturating_sub(1)).min(text.text.len());
    let at = (0..=at).rev().find(|at| text.text.is_char_boundary(*at));
    let at = at.unwrap_or(0);
    Place::Text(text::Place {
        text: std::sync::Arc::new(Text {
            path: text.path.clone(),
            text: text.text.clone(),
        }),
        span: at..at,
    })
}
