//! The oracle's own model of a rule folder, and random ones.

use std::collections::BTreeMap;

use crate::draw::Draw;
use crate::number::{Number, Rounding, part, whole};

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
    fn of_one_day(&mut self) {
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

pub(crate) const VISITS: [&str; 2] = ["inpatient", "outpatient"];
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

/// Makes random rules. Amounts are whole yuan where payments are not rounded to the fen: what a figure that is finer
/// than that comes to is not said.
struct Maker<'a, 'b> {
    draw: &'a mut Draw<'b>,
    is_plain: bool,
}

pub(crate) fn random(draw: &mut Draw<'_>) -> Rules {
    let is_plain = draw.chance(8);
    let payments = Rounding {
        fen: if is_plain { draw.pick(&[100, 10]) } else { 1 },
        way: draw.pick(&["", "down", "up", "half-even"]),
    };
    let mut maker = Maker { draw, is_plain };
    let mut stack = Vec::new();
    if maker.draw.chance(15) {
        stack.push(Entry {
            layer: "account",
            when: Vec::new(),
            takes: Vec::new(),
        });
    }
    stack.push(Entry {
        layer: "pool",
        when: Vec::new(),
        takes: Vec::new(),
    });
    let mut parts = BTreeMap::new();
    let shares_deductible = !is_plain && maker.draw.chance(30);
    parts.insert("inpatient", maker.part(true, false));
    let mut outpatient = maker.part(true, shares_deductible);
    outpatient.of_one_day();
    parts.insert("outpatient", outpatient);
    for layer in LAYERS {
        if maker.draw.chance(25) {
            let mut takes = maker.draw.some(&PIECES);
            if maker.draw.chance(30) {
                takes.reverse();
            }
            let when = maker.conditions(&["aid", "visit", "person"]);
            stack.push(Entry { layer, when, takes });
            parts.insert(layer, maker.part(false, false));
        }
    }
    let shared_cap = maker.draw.chance(25).then(|| {
        let cap = maker.cap("year", true);
        (cap, maker.draw.some(&VISITS))
    });
    let off_site = maker.draw.chance(80).then(|| maker.off_site());
    let items = maker.draw.chance(70).then(|| maker.items());
    let graded = maker.draw.chance(15).then(|| maker.graded());
    let ways = ["", "down", "up", "half-even"];
    let first_payment = (!maker.draw.chance(40)).then(|| Rounding {
        fen: maker.draw.pick(&[1, 1, 10]),
        way: maker.draw.pick(&ways),
    });
    let line_by_line = !maker.draw.chance(40);
    Rules {
        payments,
        first_payment,
        line_by_line,
        stack,
        parts,
        shared_cap,
        off_site,
        items,
        graded,
    }
}

impl Maker<'_, '_> {
    fn part(&mut self, is_visit: bool, of_inpatient: bool) -> Part {
        let deductible = self.deductible(is_visit, of_inpatient);
        let ratio = self.ratio();
        let mut caps = Vec::new();
        for (per, percent) in [("day", 10), ("admission", 15), ("month", 10), ("year", 40)] {
            if self.draw.chance(percent) {
                caps.push(self.cap(per, is_visit));
            }
        }
        let gate = (!is_visit && self.draw.chance(20)).then(|| {
            let table = self.table(&["aid", "person"], |maker| maker.amount(false));
            (table, maker_year(self))
        });
        let floor = self
            .draw
            .chance(10)
            .then(|| self.table(&["hospital", "place"], |maker| maker.amount(true)));
        Part {
            deductible,
            ratio,
            caps,
            gate,
            floor,
        }
    }

    fn deductible(&mut self, is_visit: bool, of_inpatient: bool) -> Deductible {
        let selectors: &[&'static str] = match is_visit {
            true => &[
                "hospital",
                "nth",
                "person",
                "aid",
                "age",
                "nth-at-level",
                "nth-for-disease",
            ],
            false => &["aid", "person"],
        };
        let mut table = self.table(selectors, |maker| {
            let share = maker.draw.chance(50);
            match (
                of_inpatient && share,
                !maker.is_plain && maker.draw.chance(15),
            ) {
                (true, _) => maker.share("inpatient.deductible"),
                // The table that others take shares of gives a sum of its own.
                (false, true) if !is_visit => maker.share("eligible"),
                _ => maker.amount(true),
            }
        });
        for row in &mut table.rows {
            if let Says::Value(Money {
                base: Base::Amount(_),
                every_days,
                ..
            }) = &mut row.says
                && is_visit
                && !of_inpatient
                && self.draw.chance(10)
            {
                *every_days = Some(self.draw.pick(&[90, 30, 7, 1]));
            }
        }
        self.adjust_money(&mut table, selectors);
        let per = match is_visit {
            true => self
                .draw
                .pick(&["admission", "visit", "year", "day", "month"]),
            false => self.draw.pick(&["year", "visit"]),
        };
        let apart_by = match is_visit && self.draw.chance(25) {
            true => self.draw.some(&["hospital", "disease"]),
            false => Vec::new(),
        };
        let max_per_year = self.draw.chance(15).then(|| self.sum());
        Deductible {
            table,
            per,
            apart_by,
            max_per_year,
            continues: is_visit && per != "year" && self.draw.chance(30),
        }
    }

    fn ratio(&mut self) -> Ratio {
        let selectors = ["hospital", "person", "aid", "age", "continuous-years"];
        let has_brackets = self.draw.chance(40);
        let anchor = self.draw.pick(&["excess", "absolute", "whole-sum"]);
        let table = self.table(&selectors, |maker| {
            let mut brackets = Vec::new();
            if has_brackets {
                let mut edge = 0;
                for _ in 0..maker.draw.between(0, 3) {
                    edge += maker.draw.fen();
                    if maker.is_plain {
                        edge = edge / 100 * 100 + 100;
                    }
                    let is_next = maker.draw.chance(30);
                    let ratio = maker.rate();
                    let edge = Some((whole(edge), is_next));
                    brackets.push(Bracket { edge, ratio });
                }
            }
            let ratio = maker.rate();
            brackets.push(Bracket { edge: None, ratio });
            brackets
        });
        let mut ratio = Ratio {
            table,
            anchor,
            per_year: self.draw.chance(50),
        };
        for _ in 0..self.draw.pick(&[0, 0, 1, 2]) {
            let when = self.conditions(&selectors);
            let action = match self.draw.below(4) {
                0 => {
                    let (a, b) = (self.draw.between(-20, 20), self.draw.between(0, 5));
                    let b = if self.draw.chance(10) { a + b } else { a };
                    Some(Action::Points(Figure {
                        low: part(a, 100),
                        high: part(b, 100),
                    }))
                }
                1 => Some(Action::OwnShareTimes(self.tenths(12))),
                2 => Some(Action::Times(self.tenths(12))),
                _ => None,
            };
            let each = matches!(action, Some(Action::Points(_)));
            let each = self.each(each);
            let mut adjust = Adjust {
                when,
                action,
                each,
                min: self
                    .draw
                    .chance(10)
                    .then(|| part(self.draw.between(0, 60), 100)),
                max: self
                    .draw
                    .chance(20)
                    .then(|| part(self.draw.between(60, 100), 100)),
                max_times: self
                    .draw
                    .chance(10)
                    .then(|| part(self.draw.between(10, 13), 10)),
            };
            never_empty(&mut adjust, part(95, 100));
            ratio.table.adjust.push(adjust);
        }
        ratio
    }

    fn cap(&mut self, per: &'static str, is_visit: bool) -> Cap {
        let selectors: &[&'static str] = match is_visit {
            true => &["hospital", "person", "aid", "disease", "continuous-years"],
            false => &["aid", "person", "continuous-years"],
        };
        let may_repeat = per == "admission" && is_visit;
        let mut table = self.table(selectors, |maker| {
            if maker.draw.chance(10) {
                return Money {
                    base: Base::Unlimited,
                    min: None,
                    max: None,
                    round: None,
                    every_days: None,
                };
            }
            let mut money = match !maker.is_plain && maker.draw.chance(10) {
                true => maker.share("total"),
                false => maker.amount(true),
            };
            if may_repeat && maker.draw.chance(20) {
                money.every_days = Some(maker.draw.pick(&[1, 10]));
            }
            money
        });
        self.adjust_money(&mut table, selectors);
        let apart_by = match is_visit && self.draw.chance(20) {
            true => self.draw.some(&["disease", "hospital"]),
            false => Vec::new(),
        };
        Cap {
            table,
            per,
            on: self
                .draw
                .pick(&["fund-pay", "eligible", "fund-and-own-share"]),
            apart_by,
        }
    }

    fn off_site(&mut self) -> Table<OffSite> {
        self.table(&["place", "at", "visit", "hospital"], |maker| {
            let mut off_site = OffSite::default();
            if maker.draw.chance(25) {
                return off_site;
            }
            if !maker.is_plain && maker.draw.chance(40) {
                let of = maker.draw.pick(&["total", "eligible"]);
                off_site.pre_pay = Some(match maker.draw.chance(70) {
                    true => maker.share(of),
                    false => maker.amount(true),
                });
            }
            match maker.draw.below(3) {
                1 => {
                    off_site.deductible = Some(match !maker.is_plain && maker.draw.chance(50) {
                        true => maker.share("total"),
                        false => maker.amount(true),
                    });
                }
                2 if !maker.is_plain => off_site.deductible_times = Some(maker.tenths(25)),
                _ => {}
            }
            match maker.draw.below(4) {
                1 => off_site.ratio = Some(maker.rate()),
                2 => {
                    let points = part(-maker.draw.between(0, 30), 100);
                    off_site.points = Some(Figure {
                        low: points.clone(),
                        high: if maker.draw.chance(15) {
                            whole(0)
                        } else {
                            points
                        },
                    });
                }
                3 => off_site.ratio_times = Some(maker.tenths(11)),
                _ => {}
            }
            off_site
        })
    }

    fn items(&mut self) -> Table<Item> {
        let mut rows = Vec::new();
        for _ in 0..self.draw.between(1, 4) {
            let class = self.draw.pick(&["b", "a"]);
            let mut when = vec![("class", Test::Words(vec![class]))];
            if self.draw.chance(60) {
                let category = self.draw.pick(&["western-medicine", "material", "bed"]);
                when.push(("category", Test::Words(vec![category])));
            }
            if self.draw.chance(20) {
                when.extend(self.conditions(&["hospital"]));
            }
            let item = match self.draw.below(6) {
                3 => Item::SelfFunded,
                4 => Item::FundShare(part(self.draw.between(1, 99), 100)),
                5 => Item::FundAmount(self.sum()),
                _ => Item::SelfPayRate(part(self.draw.between(0, 400), 1000)),
            };
            let says = Says::Value(item);
            rows.push(Row { when, says });
        }
        Table {
            rows,
            adjust: Vec::new(),
        }
    }

    fn graded(&mut self) -> Table<Figure> {
        let words: Vec<&'static str> = self.draw.some(&["pool", "catastrophic", "large-sum"]);
        let share = part(self.draw.between(0, 99), 100);
        let months = self.draw.pick(&[12, 6]);
        let row = |when: Conditions, share: Number| Row {
            when,
            says: Says::Value(Figure {
                low: share.clone(),
                high: share,
            }),
        };
        let when = vec![
            ("layer", Test::Words(words)),
            ("paid-months", Test::Band(0, Some(months))),
        ];
        Table {
            rows: vec![row(when, share), row(Vec::new(), whole(1))],
            adjust: Vec::new(),
        }
    }

    /// A few rows with conditions, and nearly always a last one without.
    fn table<V>(
        &mut self,
        selectors: &[&'static str],
        mut value: impl FnMut(&mut Self) -> V,
    ) -> Table<V> {
        let first = self.draw.pick(selectors);
        let selectors = [first, self.draw.pick(selectors)];
        let mut rows = Vec::new();
        for _ in 0..self.draw.pick(&[0, 0, 1, 2, 3]) {
            let when = self.conditions(&selectors);
            let says = match self.draw.below(60) {
                58 => Says::Announced,
                59 => Says::NotCovered,
                _ => Says::Value(value(self)),
            };
            rows.push(Row { when, says });
        }
        let says = match self.draw.chance(1) {
            true => Says::Announced,
            false => Says::Value(value(self)),
        };
        let when = Vec::new();
        rows.push(Row { when, says });
        Table {
            rows,
            adjust: Vec::new(),
        }
    }

    fn adjust_money(&mut self, table: &mut Table<Money>, selectors: &[&'static str]) {
        if self.is_plain {
            return;
        }
        for _ in 0..self.draw.pick(&[0, 0, 0, 1, 2]) {
            let when = self.conditions(selectors);
            let action = match self.draw.below(3) {
                0 => Some(Action::Times(self.tenths(20))),
                1 => {
                    let sum = self.sum();
                    let sum = if self.draw.chance(50) { -sum } else { sum };
                    let is_vague = self.draw.chance(10);
                    let high = if is_vague {
                        &sum + whole(5000)
                    } else {
                        sum.clone()
                    };
                    Some(Action::Plus(Figure { low: sum, high }))
                }
                _ => None,
            };
            let each = matches!(action, Some(Action::Plus(_)));
            let mut adjust = Adjust {
                when,
                action,
                each: self.each(each),
                min: self.draw.chance(15).then(|| self.sum()),
                max: self.draw.chance(15).then(|| self.sum()),
                max_times: self
                    .draw
                    .chance(15)
                    .then(|| part(self.draw.between(10, 15), 10)),
            };
            if let (Some(min), Some(max)) = (&adjust.min, &adjust.max)
                && min > max
            {
                std::mem::swap(&mut adjust.min, &mut adjust.max);
            }
            let limit = self.sum();
            never_empty(&mut adjust, limit);
            table.adjust.push(adjust);
        }
    }

    fn each(&mut self, may: bool) -> Option<Each> {
        (may && self.draw.chance(40)).then(|| Each {
            selector: "continuous-years",
            after: self.draw.between(0, 4),
            most: self.draw.chance(50).then(|| self.draw.between(1, 5)),
        })
    }

    fn conditions(&mut self, selectors: &[&'static str]) -> Conditions {
        let mut when: Conditions = Vec::new();
        for &selector in selectors {
            if (when.is_empty() || self.draw.chance(40))
                && when.iter().all(|(known, _)| *known != selector)
            {
                let test = self.test(selector);
                when.push((selector, test));
            }
        }
        when
    }

    fn test(&mut self, selector: &str) -> Test {
        let draw = &mut self.draw;
        match selector {
            "hospital" => Test::Words(draw.some(&HOSPITALS)),
            "person" => Test::Words(vec![draw.pick(&["adult", "minor"])]),
            "aid" => Test::Words(vec![draw.pick(&["low-income", "none"])]),
            "visit" => Test::Words(vec![draw.pick(&VISITS)]),
            "disease" => Test::Words(vec![draw.pick(&["one", "two"])]),
            "place" => Test::Words(draw.some(&PLACES)),
            "at" => Test::Words(vec![draw.pick(&["in-province", "out-of-province"])]),
            "age" => Test::Band(draw.pick(&[60, 18]), None),
            "continuous-years" => Test::Band(draw.between(1, 5), None),
            _ => match draw.below(3) {
                0 => Test::Band(2, Some(3)),
                1 => Test::Band(2, None),
                _ => Test::Band(3, None),
            },
        }
    }

    /// A sum in fen.
    fn sum(&mut self) -> Number {
        let fen = self.draw.fen();
        whole(if self.is_plain {
            fen / 100 * 100 + 100
        } else {
            fen
        })
    }

    fn amount(&mut self, may_be_vague: bool) -> Money {
        let low = match self.draw.chance(15) {
            true => whole(0),
            false => self.sum(),
        };
        let is_vague = may_be_vague && self.draw.chance(4);
        let high = match is_vague && self.draw.chance(40) {
            true => whole(NO_END),
            false if is_vague => &low + self.sum(),
            false => low.clone(),
        };
        Money {
            base: Base::Amount(Figure { low, high }),
            min: None,
            max: None,
            round: None,
            every_days: None,
        }
    }

    fn share(&mut self, of: &'static str) -> Money {
        let share = part(self.draw.between(1, 120), 100);
        let high = match self.draw.chance(5) {
            true => &share + part(1, 10),
            false => share.clone(),
        };
        let min = self.draw.chance(25).then(|| self.sum());
        let max = self.draw.chance(25).then(|| self.sum());
        let max = max.map(|max| min.clone().map_or(max.clone(), |min| min.max(max)));
        Money {
            base: Base::Share(Figure { low: share, high }, of),
            min,
            max,
            round: self.draw.chance(25).then(|| Rounding {
                fen: self.draw.pick(&[1, 10, 100]),
                way: self.draw.pick(&["", "down", "up", "half-even"]),
            }),
            every_days: None,
        }
    }

    fn rate(&mut self) -> Figure {
        let low = match self.draw.chance(10) {
            true => part(self.draw.between(0, 1000), 1000),
            false => part(self.draw.between(0, 20) * 5, 100),
        };
        let is_vague = self.draw.chance(4);
        let high = if is_vague {
            (&low + part(1, 10)).min(whole(1))
        } else {
            low.clone()
        };
        Figure { low, high }
    }

    fn tenths(&mut self, most: i64) -> Figure {
        let tenths = self.draw.between(1, most);
        let high = if self.draw.chance(5) {
            tenths + 1
        } else {
            tenths
        };
        Figure {
            low: part(tenths, 10),
            high: part(high, 10),
        }
    }
}

fn maker_year(maker: &mut Maker<'_, '_>) -> bool {
    maker.draw.chance(50)
}

/// An entry does something, or limits something.
fn never_empty(adjust: &mut Adjust, limit: Number) {
    if adjust.action.is_none()
        && adjust.min.is_none()
        && adjust.max.is_none()
        && adjust.max_times.is_none()
    {
        adjust.max = Some(limit);
    }
}
