//! The oracle's own model of a rule folder.

use std::collections::BTreeMap;

use crate::number::{Number, Rounding};

/// A figure of a rule, or the two bounds that a vague text allows.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) low: Number,
    pub(crate) high: Number,
}

impl Figure {
    pub(crate) fn at(&self, high: bool) -> &Number {
        if high { &self.high } else { &self.low }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Test {
    Words(Vec<&'static str>),
    /// From this number on, and below that one.
    Band(i64, Option<i64>),
}

pub(crate) type Conditions = Vec<(&'static str, Test)>;

/// What a row says: a value, `announced`, or `not-covered`.
#[derive(Clone, Debug)]
pub(crate) enum Says<V> {
    Value(V),
    Announced,
    NotCovered,
}

#[derive(Clone, Debug)]
pub(crate) struct Row<V> {
    pub(crate) when: Conditions,
    pub(crate) says: Says<V>,
}

#[derive(Clone, Debug)]
pub(crate) enum Base {
    Amount(Figure),
    Share(Figure, &'static str),
    Unlimited,
}

#[derive(Clone, Debug)]
pub(crate) struct Money {
    pub(crate) base: Base,
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    pub(crate) round: Option<Rounding>,
    pub(crate) every_days: Option<i64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Bracket {
    /// The upper edge, and whether it belongs to the next bracket.
    pub(crate) edge: Option<(Number, bool)>,
    pub(crate) ratio: Figure,
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    Points(Figure),
    OwnShareTimes(Figure),
    Times(Figure),
    Plus(Figure),
}

#[derive(Clone, Debug)]
pub(crate) struct Each {
    pub(crate) selector: &'static str,
    pub(crate) after: i64,
    pub(crate) most: Option<i64>,
}

/// An entry of `adjust`.
#[derive(Clone, Debug)]
pub(crate) struct Adjust {
    pub(crate) when: Conditions,
    pub(crate) action: Option<Action>,
    pub(crate) each: Option<Each>,
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    pub(crate) max_times: Option<Number>,
}

#[derive(Clone, Debug)]
pub(crate) struct Table<V> {
    pub(crate) rows: Vec<Row<V>>,
    pub(crate) adjust: Vec<Adjust>,
}

#[derive(Clone, Debug)]
pub(crate) struct Deductible {
    pub(crate) table: Table<Money>,
    pub(crate) per: &'static str,
    pub(crate) apart_by: Vec<&'static str>,
    pub(crate) max_per_year: Option<Number>,
    pub(crate) continues: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Ratio {
    pub(crate) table: Table<Vec<Bracket>>,
    pub(crate) anchor: &'static str,
    pub(crate) per_year: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Cap {
    pub(crate) table: Table<Money>,
    /// `day`, `admission`, `month` or `year`.
    pub(crate) per: &'static str,
    pub(crate) on: &'static str,
    pub(crate) apart_by: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) deductible: Deductible,
    pub(crate) ratio: Ratio,
    pub(crate) caps: Vec<Cap>,
    pub(crate) gate: Option<(Table<Money>, bool)>,
    pub(crate) floor: Option<Table<Money>>,
}

impl Part {
    /// A visit that says no days of a stay has no figure for each so many of them.
    pub(crate) fn of_one_day(&mut self) {
        let caps = self.caps.iter_mut().map(|cap| &mut cap.table);
        for table in caps.chain([&mut self.deductible.table]) {
            for row in &mut table.rows {
                if let Says::Value(money) = &mut row.says {
                    money.every_days = None;
                }
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) layer: &'static str,
    pub(crate) when: Conditions,
    pub(crate) takes: Vec<&'static str>,
}

/// What care away from home changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct OffSite {
    pub(crate) pre_pay: Option<Money>,
    pub(crate) deductible: Option<Money>,
    pub(crate) deductible_times: Option<Figure>,
    pub(crate) ratio: Option<Figure>,
    pub(crate) points: Option<Figure>,
    pub(crate) ratio_times: Option<Figure>,
}

#[derive(Clone, Debug)]
pub(crate) enum Item {
    SelfPayRate(Number),
    SelfFunded,
    FundShare(Number),
    FundAmount(Number),
}

#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) payments: Rounding,
    /// None: the eligible amount is rounded and the first payment is the rest.
    pub(crate) first_payment: Option<Rounding>,
    pub(crate) line_by_line: bool,
    pub(crate) stack: Vec<Entry>,
    pub(crate) parts: BTreeMap<&'static str, Part>,
    /// One cap for visits together, and for which.
    pub(crate) shared_cap: Option<(Cap, Vec<&'static str>)>,
    pub(crate) off_site: Option<Table<OffSite>>,
    pub(crate) items: Option<Table<Item>>,
    pub(crate) graded: Option<Table<Figure>>,
}

/// More than any sum here: what `at-least` without `at-most` comes to at the upper end.
pub(crate) const NO_END: i64 = 1_000_000_000_000_000;

pub(crate) const VISITS: [&str; 3] = ["inpatient", "outpatient", "chronic"];
pub(crate) const GROUPS: [&str; 2] = ["class-1", "class-2"];
pub(crate) const LAYERS: [&str; 8] = [
    "large-sum",
    "catastrophic",
    "civil-servant",
    "enterprise",
    "assistance",
    "large-cost-assistance",
    "tilted-assistance",
    "other",
];
pub(crate) const PIECES: [&str; 6] = [
    "own-share",
    "deductible",
    "over-cap",
    "pre-self-pay",
    "over-limit",
    "self-funded",
];
pub(crate) const HOSPITALS: [&str; 4] = ["level-3", "level-2", "level-1", "community"];
pub(crate) const PLACES: [&str; 5] = [
    "transfer",
    "long-term",
    "away-emergency",
    "temporary",
    "unfiled",
];
