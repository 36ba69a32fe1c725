//! Random rows, conditions and figures.

use crate::maker::Maker;
use crate::number::{Number, Rounding, part, whole};
use crate::rules::{
    Action, Adjust, Base, Conditions, Each, Figure, GROUPS, HOSPITALS, Money, NO_END, PLACES, Row,
    Says, Table, Test, VISITS,
};

impl Maker<'_, '_> {
    /// A few rows with conditions, and nearly always a last one without.
    pub(crate) fn table<V>(
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

    pub(crate) fn adjust_money(&mut self, table: &mut Table<Money>, selectors: &[&'static str]) {
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

    pub(crate) fn each(&mut self, may: bool) -> Option<Each> {
        (may && self.draw.chance(40)).then(|| Each {
            selector: self.each,
            after: self.draw.between(0, 4),
            most: self.draw.chance(50).then(|| self.draw.between(1, 5)),
        })
    }

    pub(crate) fn conditions(&mut self, selectors: &[&'static str]) -> Conditions {
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
            "group" => Test::Words(vec![draw.pick(&GROUPS)]),
            "place" => Test::Words(draw.some(&PLACES)),
            "at" => Test::Words(vec![draw.pick(&["in-province", "out-of-province"])]),
            "age" => Test::Band(draw.pick(&[60, 18]), None),
            "continuous-years" | "diseases" => Test::Band(draw.between(1, 5), None),
            _ => match draw.below(3) {
                0 => Test::Band(2, Some(3)),
                1 => Test::Band(2, None),
                _ => Test::Band(3, None),
            },
        }
    }

    /// A sum in fen.
    pub(crate) fn sum(&mut self) -> Number {
        let fen = self.draw.fen();
        whole(if self.is_plain {
            fen / 100 * 100 + 100
        } else {
            fen
        })
    }

    pub(crate) fn amount(&mut self, may_be_vague: bool) -> Money {
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

    pub(crate) fn share(&mut self, of: &'static str) -> Money {
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

    pub(crate) fn rate(&mut self) -> Figure {
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

    pub(crate) fn tenths(&mut self, most: i64) -> Figure {
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

/// An entry does something, or limits something.
pub(crate) fn never_empty(adjust: &mut Adjust, limit: Number) {
    if adjust.action.is_none()
        && adjust.min.is_none()
        && adjust.max.is_none()
        && adjust.max_times.is_none()
    {
        adjust.max = Some(limit);
    }
}
