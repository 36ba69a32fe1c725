//! `yibao year`: a person's bills of a year, bill by bill, with every accumulator.

use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use crate::cli::Surroundings;
use crate::cli::args::{Accepted, Output};
use crate::cli::failure::Failure;
use crate::cli::given;
use crate::cli::messages::{
    Lang, amount_name, clean, counter_name, left_name, money_range, note, part_name, say, word_name,
};
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::{self, document_of, money};
use crate::cli::output::report::{List, Report, Under, Value};
use crate::cli::output::{Answered, NoteText, get};
use crate::cli::read;
use crate::cli::rule_folders::RuleFolders;
use crate::cli::write;
use crate::engine::answer::Ledgers;
use crate::engine::bounds::Bounds;
use crate::engine::ledger::{Counter, Ledger, Span, What};
use crate::engine::settlement::{Amount, FUNDS};
use crate::formats::bill::{Format, Read as ReadBill};
use crate::formats::bills::{Found, checked};
use crate::formats::ledger::{self, Opened, number_text};
use crate::formats::problem::{FileWhat, Place, Problem};
use crate::formats::raw::RawField;
use crate::model::bill::Bill;
use crate::model::part::Part;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::money::Yuan;
use crate::rules::carried::Carried;
use crate::rules::govern::Policy;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::year::{Entry, LeftOver, Turn, Year, year};

/// A checked request for a year.
#[derive(Debug)]
pub(crate) struct Request {
    /// Files and folders of bills, or `-`.
    pub(crate) files: Vec<String>,
    /// Their format, if it was said.
    pub(crate) input: Option<Format>,
    /// What flags say of every bill.
    pub(crate) fields: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// What is accepted as an answer.
    pub(crate) accepted: Accepted,
    /// How the answer is printed.
    pub(crate) output: Output,
    /// A ledger to go on from.
    pub(crate) ledger_in: Option<String>,
    /// Where the ledger is kept.
    pub(crate) ledger_out: Option<String>,
}

/// Settles the year and prints the answer; the exit status comes with it.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let mut found = read::bills(&request.files, request.input, stdin).map_err(Failure::Bill)?;
    let opened = match &request.ledger_in {
        Some(path) => Some(opened(path, stdin)?),
        None => None,
    };
    let (bills, problems) = bills(&mut found, request);
    if !problems.is_empty() {
        return Err(Failure::Bill(problems));
    }
    let policy = Policy {
        extend: request.accepted.extend,
        min_grade: request.accepted.min_grade,
        fresh_on: request.accepted.fresh.then_some(around.today),
    };
    let scheme = bills.first().and_then(|bill| bill.word(Selector::Scheme));
    let given = given::figures(
        &request.accepted.given,
        scheme.and_then(Scheme::from_name),
        around.today,
    )?;
    let shelf = Shelf::new(request.rules.library(around)?).with(policy, given);
    let carried = opened.as_ref().map_or_else(Carried::default, |(_, opened)| {
        opened.carried.clone()
    });
    let answer = year(&shelf, &bills, carried, around.today);
    let broken = shelf.problems();
    if !broken.is_empty() {
        return Err(Failure::Rules(broken));
    }
    let answer = answer.map_err(|problems| {
        let problems = problems.into_iter().map(|(index, (key, what))| Problem {
            place: place(&found[index], key),
            what,
        });
        Failure::Bill(problems.collect())
    })?;
    if let Some((path, opened)) = &opened {
        same_year(path, opened, &answer)?;
    }
    if let Some(path) = &request.ledger_out
        && answer.outcome != Outcome::Unknown
    {
        write::whole(Path::new(path), &ledger::write(&answer))?;
    }
    let page = Page {
        lang,
        shelf: &shelf,
        bills: &bills,
        year: &answer,
        around,
        wants_ledger: request.ledger_out.is_some(),
    };
    let report = page.report();
    let status = u8::from(answer.outcome == Outcome::Unknown) * 4;
    let text = match &request.output {
        Output::Table => report.table(lang, around.columns),
        Output::Json => document_of(&report.json(lang)),
        Output::Get(keys) => get::render(&report.json(lang), keys)?,
    };
    Ok((text, status))
}

fn opened(path: &str, stdin: &mut dyn Read) -> Result<(String, Opened), Failure> {
    let read = read::table(path, stdin).and_then(|text| ledger::read(&text));
    let opened = read.map_err(|problem| Failure::Bill(vec![problem]))?;
    Ok((path.to_owned(), opened))
}

/// The ledger is one of the same place, scheme and year.
fn same_year(path: &str, opened: &Opened, year: &Year) -> Result<(), Failure> {
    let of = |region: &str, scheme: &str, from: &str| format!("{region} {scheme} {from}");
    let ledger = of(&opened.region, &opened.scheme, &opened.from);
    let from = year.from.to_string();
    let bills = of(&year.folder.path, year.scheme.name(), &from);
    if ledger == bills {
        return Ok(());
    }
    let what = FileWhat::OtherLedger { ledger, bills };
    Err(Failure::Bill(vec![Problem {
        place: Place::File(path.to_owned()),
        what: what.into(),
    }]))
}

/// The bills with what flags say of all of them, and what is wrong with any.
fn bills(found: &mut [Found], request: &Request) -> (Vec<Bill>, Vec<Problem>) {
    let mut bills = Vec::new();
    let mut problems = request.problems.clone();
    for found in found {
        found.raw.lay_over(request.fields.clone());
        match checked(&found.raw, found.problems.clone()) {
            Ok(bill) => bills.push(bill),
            Err(wrong) => problems.extend(wrong.into_iter().map(|problem| Problem {
                place: match &problem.place {
                    Place::Flag(name) if !is_said(&request.fields, name) => found.place.clone(),
                    place => place.clone(),
                },
                ..problem
            })),
        }
    }
    (bills, problems)
}

fn is_said(fields: &[RawField], flag: &str) -> bool {
    fields.iter().any(|field| field.key.flag() == flag)
}

/// Where a bill says a key, or where it stands.
fn place(found: &Found, key: &str) -> Place {
    match found.raw.get(key) {
        Some(field) => field.place.clone(),
        None => found.place.clone(),
    }
}

/// A year, ready to be printed.
struct Page<'a> {
    lang: Lang,
    shelf: &'a Shelf,
    bills: &'a [Bill],
    year: &'a Year,
    around: &'a Surroundings,
    wants_ledger: bool,
}

impl<'a> Page<'a> {
    fn report(&self) -> Report<'a> {
        let (lang, year) = (self.lang, self.year);
        let (from, to) = (year.from, year.to);
        let values = Amount::ALL.iter().map(|&amount| {
            let sum = year.get(amount);
            let shown = sum.filter(|sum| *sum != Bounds::exactly(Yuan::ZERO) || is_always(amount));
            let label = match shown {
                Some(_) => amount_name(lang, amount).to_owned(),
                None => String::new(),
            };
            Value::sum(amount.name(), label, sum)
        });
        let mut values: Vec<Value> = values.collect();
        for (key, day) in [("from", from), ("to", to)] {
            values.push(Value::text(
                Under::Dates,
                key,
                String::new(),
                Some(day.to_string()),
            ));
        }
        let count = year.entries.len();
        let mut lists = vec![self.bills_list()];
        lists.extend(self.counter_lists());
        lists.push(self.counters_list());
        lists.push(self.left_list());
        let unknown = year.entries.iter().filter(|entry| is(entry, Outcome::Unknown));
        let reasons = unknown.filter_map(|entry| self.reason(entry));
        let reasons: Vec<String> = reasons.collect();
        Report {
            command: "year",
            asked: vec![
                year.folder.name.clone(),
                word_name(lang, Selector::Scheme, year.scheme.name()),
                format!("{from} – {to}"),
                say!(lang, "{count} 张账单", "bills: {count}"),
            ],
            outcome: year.outcome,
            reason: (!reasons.is_empty()).then(|| reasons.join(lang.pick("；", "; "))),
            values,
            lists,
            steps: Vec::new(),
            assumed: &year.assumed,
            missing: self.missing(),
            notes: self.notes(),
            grounds: Grounds::new(
                self.shelf,
                &year.folder,
                &year.blocks,
                &year.rounding,
                (year.to.min(self.around.today), self.around.today),
            ),
        }
    }

    /// A bill by its place in the order and by its own number.
    fn name(&self, place: usize, entry: &Entry) -> String {
        let number = self.bills[entry.index].number.as_deref();
        match number {
            Some(number) => clean(number),
            None => format!("#{}", place + 1),
        }
    }

    fn bills_list(&self) -> List {
        let lang = self.lang;
        let paying: Vec<Amount> = FUNDS
            .into_iter()
            .chain([Amount::AccountPay, Amount::MutualAidPay])
            .filter(|&fund| {
                let paid = self.year.entries.iter();
                let mut paid = paid.filter_map(|entry| self.year.of(entry, fund));
                fund == Amount::PoolPay || paid.any(|paid| paid != Bounds::exactly(Yuan::ZERO))
            })
            .collect();
        // A narrow terminal shows who pays; the rest is in the steps of each bill.
        let is_wide = self.around.columns.is_some_and(|columns| columns >= 120);
        let columns = [Amount::Total, Amount::Eligible, Amount::Deductible];
        let columns = columns.into_iter().filter(|&one| is_wide || one == Amount::Total);
        let columns = columns.chain(paying);
        let columns: Vec<Amount> = columns.chain([Amount::PersonalPay]).collect();
        let mut header = vec![
            lang.pick("账单", "bill").to_owned(),
            lang.pick("日期", "day").to_owned(),
            lang.pick("就医", "care").to_owned(),
        ];
        header.extend(columns.iter().map(|&one| amount_name(lang, one).to_owned()));
        let entries = || self.year.entries.iter().enumerate();
        let rows = entries().map(|(place, entry)| {
            let bill = &self.bills[entry.index];
            let care = [Selector::Visit, Selector::Hospital].into_iter();
            let care = care.filter_map(|selector| {
                let word = bill.word(selector)?;
                Some(word_name(lang, selector, word))
            });
            let care: Vec<String> = care.collect();
            let care = match &entry.turn {
                Turn::Settled(_) => care.join(" "),
                Turn::Reversal(of) => {
                    let of = self.name(*of, &self.year.entries[*of]);
                    say!(lang, "冲销 {of}", "reverses {of}")
                }
                Turn::After(of) => {
                    let of = self.name(*of, &self.year.entries[*of]);
                    say!(lang, "未算：{of} 没有结果", "not settled: {of} has no answer")
                }
            };
            let mut row = vec![self.name(place, entry), entry.day.to_string(), care];
            row.extend(columns.iter().map(|&amount| {
                self.year.of(entry, amount).map_or_else(String::new, money_range)
            }));
            row
        });
        List {
            key: "bills",
            header,
            rows: rows.collect(),
            json: entries().map(|(place, entry)| self.entry(place, entry)).collect(),
        }
    }

    /// A bill for programs: what came of it, and the counters and distances after it.
    fn entry(&self, place: usize, entry: &Entry) -> Json {
        let mut own = Map::new();
        let bill = &self.bills[entry.index];
        own.insert("bill".to_owned(), json!(bill.number));
        own.insert("place".to_owned(), json!(place + 1));
        own.insert("day".to_owned(), json!(entry.day.to_string()));
        own.insert("visit".to_owned(), json!(bill.word(Selector::Visit)));
        let (turn, of) = match &entry.turn {
            Turn::Settled(_) => ("settled", None),
            Turn::Reversal(of) => ("reversal", Some(of + 1)),
            Turn::After(of) => ("not-settled", Some(of + 1)),
        };
        own.insert("turn".to_owned(), json!(turn));
        own.insert("of".to_owned(), json!(of));
        let amounts = Amount::ALL.iter().map(|&amount| {
            let sum = self.year.of(entry, amount);
            (amount.name().to_owned(), sum.map_or(Json::Null, money))
        });
        own.insert("amounts".to_owned(), Json::Object(amounts.collect()));
        if let Turn::Settled(answer) = &entry.turn {
            let read = ReadBill {
                bill: bill.clone(),
                unused: Vec::new(),
            };
            let answered = Answered::new(answer, &read, self.shelf, self.around.today);
            let whole = json::answer(&answered, self.lang);
            for key in ["outcome", "grade", "assumed", "missing", "reason", "notes", "steps"] {
                own.insert(key.to_owned(), whole[key].clone());
            }
        }
        own.insert("counters".to_owned(), self.counters(&entry.ledgers).into());
        own.insert("left".to_owned(), self.left(&entry.left).into());
        Json::Object(own)
    }

    /// One table a part: its counters after each bill that moved them.
    fn counter_lists(&self) -> Vec<List> {
        let mut parts: Vec<Part> = Vec::new();
        for (counter, _) in all(&self.year.carried.ledgers) {
            if !parts.contains(&counter.part) {
                parts.push(counter.part);
            }
        }
        parts.into_iter().map(|part| self.counter_list(part)).collect()
    }

    fn counter_list(&self, part: Part) -> List {
        let lang = self.lang;
        let shown = |counter: &Counter| {
            counter.part == part && !matches!(counter.span, Span::Day(_))
        };
        let counters = all(&self.year.carried.ledgers).into_iter();
        let counters: Vec<Counter> = counters.map(|(counter, _)| counter).filter(shown).collect();
        // What counts the same all through the year stands once.
        let course = |counter: &Counter| -> Vec<Bounds<i64>> {
            let entries = self.year.entries.iter();
            entries.map(|entry| at(&entry.ledgers, *counter)).collect()
        };
        let mut columns: Vec<(Counter, Vec<Bounds<i64>>)> = Vec::new();
        for counter in counters {
            let values = course(&counter);
            let is_known = |(other, known): &(Counter, Vec<Bounds<i64>>)| {
                *known == values && other.what.is_count() == counter.what.is_count()
            };
            if !columns.iter().any(is_known) {
                columns.push((counter, values));
            }
        }
        let name = part_name(lang, part);
        let mut header = vec![say!(lang, "累计：{name}", "so far: {name}")];
        header.extend(columns.iter().map(|(counter, _)| {
            counter_name(lang, counter, |selector, value| self.word(selector, value))
        }));
        let mut rows = Vec::new();
        let mut before: Vec<Bounds<i64>> = vec![Bounds::exactly(0); columns.len()];
        for (place, entry) in self.year.entries.iter().enumerate() {
            let now: Vec<Bounds<i64>> = columns.iter().map(|(_, values)| values[place]).collect();
            if now == before {
                continue;
            }
            let mut row = vec![self.name(place, entry)];
            let cells = columns.iter().zip(&now);
            row.extend(cells.map(|((counter, _), value)| counted(counter.what, *value)));
            rows.push(row);
            before = now;
        }
        List {
            key: "",
            header,
            rows,
            json: Vec::new(),
        }
    }

    /// The counters at the end, for programs.
    fn counters_list(&self) -> List {
        List {
            key: "counters",
            header: Vec::new(),
            rows: Vec::new(),
            json: self.counters(&self.year.carried.ledgers),
        }
    }

    fn counters(&self, ledgers: &Ledgers) -> Vec<Json> {
        let counters = all(ledgers).into_iter();
        let counters = counters.map(|(counter, value)| {
            let (month, day) = match counter.span {
                Span::Year => (None, None),
                Span::Month(_) => (Some(()), None),
                Span::Day(_) => (None, Some(())),
            };
            let label =
                counter_name(self.lang, &counter, |selector, value| self.word(selector, value));
            let one = |value: i64| match counter.what.is_count() {
                true => json!(value),
                false => json!(number_text(counter.what, value)),
            };
            let value = match value.is_vague() {
                true => json!({ "low": one(value.low), "high": one(value.high) }),
                false => one(value.low),
            };
            json!({
                "part": counter.part.name(),
                "what": counter.what.name(),
                "per": if month.is_some() { "month" } else if day.is_some() { "day" } else { "year" },
                "label": label,
                "value": value,
            })
        });
        counters.collect()
    }

    fn left_list(&self) -> List {
        let lang = self.lang;
        let header = [
            lang.pick("还剩", "left"),
            lang.pick("界线", "threshold"),
            lang.pick("标准（元）", "at (yuan)"),
            lang.pick("已用", "used"),
            lang.pick("剩余", "left"),
        ];
        let rows = self.year.left.iter().map(|one| {
            vec![
                part_name(lang, one.part).to_owned(),
                left_name(lang, one.kind),
                money_range(one.limit),
                money_range(one.used),
                money_range(one.left),
            ]
        });
        List {
            key: "left",
            header: header.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            json: self.left(&self.year.left),
        }
    }

    fn left(&self, left: &[LeftOver]) -> Vec<Json> {
        let left = left.iter().map(|one| {
            json!({
                "part": one.part.name(),
                "what": one.kind.name(),
                "label": left_name(self.lang, one.kind),
                "limit": money(one.limit),
                "used": money(one.used),
                "left": money(one.left),
                "rule": one.blocks.last().map(|block| json::rule_id(block)),
            })
        });
        left.collect()
    }

    fn word(&self, selector: Selector, value: i64) -> String {
        let book = &self.year.carried.book;
        book.word(selector, value).unwrap_or_default().to_owned()
    }

    /// Why a bill has no answer.
    fn reason(&self, entry: &Entry) -> Option<String> {
        let Turn::Settled(answer) = &entry.turn else {
            return None;
        };
        let reasons = answer.reason.iter().map(|one| note(self.lang, one));
        let reasons: Vec<String> = reasons.collect();
        if reasons.is_empty() {
            return None;
        }
        let place = self.year.entries.iter().position(|one| one.index == entry.index)?;
        let name = self.name(place, entry);
        Some(format!("{name} {}", reasons.join(self.lang.pick("；", "; "))))
    }

    /// The tables that would complete an unknown answer.
    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for entry in &self.year.entries {
            let Turn::Settled(answer) = &entry.turn else {
                continue;
            };
            if answer.outcome == Outcome::Unknown {
                let tables = answer.reason.iter().map(|one| one.table().to_string());
                missing.extend(tables);
            }
        }
        missing.dedup();
        missing
    }

    fn notes(&self) -> Vec<NoteText> {
        let lang = self.lang;
        let mut notes = Vec::new();
        let mut push = |code, text| notes.push(NoteText { code, text });
        let entries = self.year.entries.iter();
        for entry in entries.filter(|entry| is(entry, Outcome::NotEligible)) {
            let why = self.reason(entry).unwrap_or_default();
            push(
                "not-covered",
                say!(
                    lang,
                    "不在合计里：{why}",
                    "not in the totals: {why}"
                ),
            );
        }
        if self.wants_ledger && self.year.outcome == Outcome::Unknown {
            push(
                "no-ledger",
                say!(
                    lang,
                    "有账单没有结果，累计文件没有写",
                    "a bill has no answer: no ledger was written"
                ),
            );
        }
        let is_later = |entry: &Entry| match &entry.turn {
            Turn::Reversal(of) => {
                let place = self.year.entries.iter().position(|one| one.index == entry.index);
                place.is_some_and(|place| {
                    let between = &self.year.entries[of + 1..place];
                    between.iter().any(|one| matches!(one.turn, Turn::Settled(_)))
                })
            }
            _ => false,
        };
        if self.year.entries.iter().any(is_later) {
            push(
                "settled-before-reversal",
                say!(
                    lang,
                    "冲销之前已结算的账单不重算",
                    "bills settled before a reversal stay as they were settled"
                ),
            );
        }
        notes
    }
}

/// Whether a bill was answered so.
fn is(entry: &Entry, outcome: Outcome) -> bool {
    matches!(&entry.turn, Turn::Settled(answer) if answer.outcome == outcome)
}

/// Amounts that are shown even when they are nothing.
fn is_always(amount: Amount) -> bool {
    matches!(
        amount,
        Amount::Total | Amount::Eligible | Amount::PoolPay | Amount::FundPay | Amount::PersonalPay
    )
}

/// Every counter of both sides.
fn all(ledgers: &Ledgers) -> Vec<(Counter, Bounds<i64>)> {
    let mut counters: Vec<Counter> = Vec::new();
    for (counter, _) in ledgers.lower.counters().iter().chain(ledgers.upper.counters()) {
        if !counters.contains(counter) {
            counters.push(*counter);
        }
    }
    counters.into_iter().map(|counter| (counter, at(ledgers, counter))).collect()
}

/// What a counter stands at on both sides.
fn at(ledgers: &Ledgers, counter: Counter) -> Bounds<i64> {
    let of = |ledger: &Ledger| ledger.get(counter).unwrap_or(0);
    let (one, other) = (of(&ledgers.lower), of(&ledgers.upper));
    Bounds {
        low: one.min(other),
        high: one.max(other),
    }
}

/// A counter's value for people.
fn counted(what: What, value: Bounds<i64>) -> String {
    if what.is_count() {
        return match value.is_vague() {
            true => format!("{} – {}", value.low, value.high),
            false => value.low.to_string(),
        };
    }
    let sum = |fen| Yuan::from_fen(fen).unwrap_or_default();
    money_range(Bounds {
        low: sum(value.low),
        high: sum(value.high),
    })
}
