//! A year as people and programs read it: the bills, what is left, what there is to say.

use serde_json::{Map, Value as Json, json};

use crate::cli::Surroundings;
use crate::cli::messages::{
    Lang, amount_name, clean, left_name, money_range, note, part_name, say, word_name,
};
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::{self, money};
use crate::cli::output::paper::{Section, Shares, Waterfall};
use crate::cli::output::report::{List, Report, Under, Value};
use crate::cli::output::{Answered, NoteText};
use crate::engine::bounds::Bounds;
use crate::engine::settlement::{Amount, FUNDS};
use crate::formats::bill::Read;
use crate::model::bill::Bill;
use crate::model::selector::Selector;
use crate::money::Yuan;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;
use crate::rules::year::{Entry, Turn, Year};

/// A year, ready to be printed.
pub(super) struct Page<'a> {
    pub(super) lang: Lang,
    pub(super) shelf: &'a Shelf,
    pub(super) bills: &'a [Bill],
    pub(super) year: &'a Year,
    pub(super) around: &'a Surroundings,
    pub(super) wants_ledger: bool,
}

impl<'a> Page<'a> {
    /// The answer in the layout of all answers.
    pub(super) fn report(&self) -> Report<'a> {
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
        let unknown = year
            .entries
            .iter()
            .filter(|entry| is(entry, Outcome::Unknown));
        let reasons = unknown.filter_map(|entry| self.reason(entry));
        let reasons: Vec<String> = reasons.collect();
        Report {
            command: "year",
            asked: vec![
                year.folder.asked(),
                word_name(lang, Selector::Scheme, year.scheme.name()),
                format!("{from} – {to}"),
                say!(lang, "{count} 张账单", "bills: {count}"),
            ],
            outcome: year.outcome,
            reason: (!reasons.is_empty()).then(|| reasons.join(lang.pick("；", "; "))),
            values,
            lists,
            steps: Vec::new(),
            story: Vec::new(),
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

    /// The year drawn as one bill, on the side on which the funds pay least.
    pub(super) fn pictures(&self) -> Vec<Section> {
        if self.year.get(Amount::Total).is_none() {
            return Vec::new();
        }
        let sum = |amount| {
            let sum = self.year.get(amount);
            let sum = sum.unwrap_or(Bounds::exactly(Yuan::ZERO));
            match FUNDS.contains(&amount) {
                true => sum.low,
                false => sum.high,
            }
        };
        let is_open = self.year.outcome == Outcome::Range;
        let shares = Shares::of(sum, is_open).map(Section::Shares);
        let waterfall = Waterfall::of(self.lang, sum, is_open).map(Section::Waterfall);
        shares.into_iter().chain(waterfall).collect()
    }

    /// A bill by its place in the order and by its own number.
    pub(super) fn name(&self, place: usize, entry: &Entry) -> String {
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
        // A narrow terminal shows what all funds pay; the rest is in the steps of each bill.
        let width = self.around.columns.unwrap_or(100);
        let columns: Vec<Amount> = if width < 80 {
            vec![Amount::Total, Amount::FundPay, Amount::PersonalPay]
        } else {
            let own = [Amount::Eligible, Amount::Deductible].into_iter();
            let own = own.filter(|_| width >= 120);
            let columns = std::iter::once(Amount::Total).chain(own).chain(paying);
            columns.chain([Amount::PersonalPay]).collect()
        };
        let mut header = vec![
            lang.pick("账单", "bill").to_owned(),
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
                    say!(
                        lang,
                        "未算：{of} 没有结果",
                        "not settled: {of} has no answer"
                    )
                }
            };
            let name = self.name(place, entry);
            let mut row = vec![format!("{name} {}", entry.day), care];
            row.extend(columns.iter().map(|&amount| {
                self.year
                    .of(entry, amount)
                    .map_or_else(String::new, money_range)
            }));
            row
        });
        List {
            key: "bills",
            header,
            rows: rows.collect(),
            json: entries()
                .map(|(place, entry)| self.entry(place, entry))
                .collect(),
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
            let read = Read {
                bill: bill.clone(),
                unused: Vec::new(),
                settled: false,
            };
            let answered = Answered::new(answer, &read, self.shelf, self.around.today);
            let whole = json::answer(&answered, self.lang);
            for key in [
                "outcome", "grade", "labels", "assumed", "missing", "reason", "notes", "steps",
            ] {
                own.insert(key.to_owned(), whole[key].clone());
            }
        }
        own.insert("counters".to_owned(), self.counters(&entry.ledgers).into());
        own.insert("left".to_owned(), json::left(self.lang, &entry.left).into());
        Json::Object(own)
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
            json: json::left(self.lang, &self.year.left),
        }
    }

    /// Why a bill has no answer.
    fn reason(&self, entry: &Entry) -> Option<String> {
        let Turn::Settled(answer) = &entry.turn else {
            return None;
        };
        let reasons = answer.reason.iter().map(|one| note(self.lang, one));
        let reasons: Vec<String> = reasons.collect();
        (!reasons.is_empty()).then(|| reasons.join(self.lang.pick("；", "; ")))
    }

    /// Bills that no rule covers, those of one reason together.
    fn not_covered(&self) -> Vec<(Vec<String>, String)> {
        let mut found: Vec<(Vec<String>, String)> = Vec::new();
        for (place, entry) in self.year.entries.iter().enumerate() {
            let Some(why) = self
                .reason(entry)
                .filter(|_| is(entry, Outcome::NotEligible))
            else {
                continue;
            };
            let name = self.name(place, entry);
            match found.iter_mut().find(|(_, known)| *known == why) {
                Some((names, _)) => names.push(name),
                None => found.push((vec![name], why)),
            }
        }
        found
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

    /// Whether a bill from one place up to another was settled and not taken back before the end of them.
    fn stands_between(&self, from: usize, to: usize) -> bool {
        let entries = &self.year.entries;
        let is_taken_back = |place: usize| {
            let between = entries[from..to].iter();
            let mut reversals = between.filter_map(|one| match one.turn {
                Turn::Reversal(of) => Some(of),
                _ => None,
            });
            reversals.any(|of| of == place)
        };
        let mut between = (from..to).zip(&entries[from..to]);
        between.any(|(place, one)| matches!(one.turn, Turn::Settled(_)) && !is_taken_back(place))
    }

    fn notes(&self) -> Vec<NoteText> {
        let lang = self.lang;
        let mut notes = Vec::new();
        let mut push = |code, text| notes.push(NoteText { code, text });
        for (names, why) in self.not_covered() {
            let names = names.join(lang.pick("、", ", "));
            push(
                "not-covered",
                say!(
                    lang,
                    "不在合计里：{names}，{why}",
                    "not in the totals: {names}, {why}"
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
                let place = self
                    .year
                    .entries
                    .iter()
                    .position(|one| one.index == entry.index);
                place.is_some_and(|place| self.stands_between(of + 1, place))
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
