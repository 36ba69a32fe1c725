//! Random rules: the parts of a folder.

use std::collections::BTreeMap;

use crate::draw::Draw;
use crate::number::{Number, Rounding, part, whole};
use crate::rules::{
    Action, Adjust, Base, Bracket, Cap, Conditions, Deductible, Entry, Figure, Item, LAYERS, Money,
    OffSite, PIECES, Part, Ratio, Row, Rules, Says, Table, Test, VISITS,
};
use crate::values::never_empty;

/// Makes random rules. Amounts are whole yuan where payments are not rounded to the fen: what a figure that is finer
/// than that comes to is not said.
pub(crate) struct Maker<'a, 'b> {
    pub(crate) draw: &'a mut Draw<'b>,
    pub(crate) is_plain: bool,
    /// What `for-each` counts: one selector a folder, since tables are laid out over all that they depend on.
    pub(crate) each: &'static str,
}

pub(crate) fn random(draw: &mut Draw<'_>) -> Rules {
    let is_plain = draw.chance(8);
    let payments = Rounding {
        fen: if is_plain { draw.pick(&[100, 10]) } else { 1 },
        way: draw.pick(&["", "down", "up", "half-even"]),
    };
    let each = draw.pick(&["continuous-years", "diseases"]);
    let mut maker = Maker {
        draw,
        is_plain,
        each,
    };
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
    let mut chronic = maker.part(true, shares_deductible);
    chronic.of_one_day();
    parts.insert("chronic", chronic);
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
            true => self.apart(&["hospital", "disease", "group"]),
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
            true => self.apart(&["disease", "hospital", "group"]),
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

    /// Counters are kept apart by at most two selectors.
    fn apart(&mut self, by: &[&'static str]) -> Vec<&'static str> {
        let mut apart = self.draw.some(by);
        apart.truncate(2);
        apart
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
}

fn maker_year(maker: &mut Maker<'_, '_>) -> bool {
    maker.draw.chance(50)
}
