//! Step 3: one layer, from its input to its payment, with its counters.

use crate::case::{Fact, Known, adjusted, held, value};
use crate::ledger::{Ledger, add, caps_of, counter, goes_on, stands_at};
use crate::number::{Number, Rounding, not_below_zero, whole, zero};
use crate::rules::{Bracket, Deductible, Entry, OffSite, Part, Says};
use crate::settle::{Choice, Priced, Settling, Side};

impl Settling<'_> {
    /// One layer, from its input to its payment, with its counters.
    pub(crate) fn layer(
        &self,
        entry: &Entry,
        name: &'static str,
        part: &Part,
        received: &Number,
        off_site: Option<&OffSite>,
        ledger: &mut Ledger,
    ) -> Priced {
        let says = self.tables(name, part);
        if says.contains(&Known::NotCovered) {
            return Priced::default();
        }
        if says.contains(&Known::Unknown) {
            let payment = match self.side(Choice::Prices(name)) {
                Side::Lower => zero(),
                Side::Upper => received.clone(),
            };
            return Priced {
                payment: Some(payment),
                ..Priced::default()
            };
        }
        let Some(received) = self.past_gate(name, part, received, ledger) else {
            return Priced::default();
        };
        let payments = self.rules.payments;
        let caps = caps_of(self.rules, name, part);
        let caps_high = self.side(Choice::Caps(name)).payments_high();
        let room = |on: &str, ledger: &Ledger| {
            let caps = caps.iter().filter(|(_, cap)| cap.on == on);
            let rooms = caps.filter_map(|(name, cap)| {
                let money = value(&cap.table, &self.case)?;
                let limit = self.money(money, &cap.table.adjust, caps_high)?;
                let limit = limit * self.times_of_stay(money);
                let key = counter(name, "cap", cap.per, &cap.apart_by, self.bill, false);
                let used = key.map_or_else(zero, |key| stands_at(ledger, &key));
                Some(not_below_zero(limit - used))
            });
            rooms.min()
        };
        // 3.1
        let input = match room("eligible", ledger) {
            Some(room) => received.clone().min(room),
            None => received.clone(),
        };
        // 3.2
        let taken = self.deductible(name, &part.deductible, &input, off_site, ledger);
        let after = &input - &taken;
        // 3.3
        let priced = match room("fund-and-own-share", ledger) {
            Some(room) => after.clone().min(room),
            None => after.clone(),
        };
        // 3.4
        let high = self.side(Choice::Prices(name)).payments_high();
        let brackets = self.brackets(part, off_site, high);
        let so_far = |what: &str| match part.ratio.per_year && is_in_brackets(part) {
            true => stands_at(ledger, &format!("{name} {what}")),
            false => zero(),
        };
        let mut stretches: Vec<(Number, Number)> = Vec::new();
        let mut price = zero();
        if let [(_, ratio)] = &brackets[..] {
            price = &priced * ratio;
            stretches.push((priced.clone(), ratio.clone()));
        } else if part.ratio.anchor == "whole-sum" {
            let all = so_far("priced") + &priced;
            let inside = |edge: &Option<(Number, bool)>| match edge {
                None => true,
                Some((edge, true)) => all < *edge,
                Some((edge, false)) => all <= *edge,
            };
            let (_, ratio) = brackets
                .iter()
                .find(|(edge, _)| inside(edge))
                .expect("the last is open");
            price = not_below_zero(&all * ratio - so_far("paid"));
            stretches.push((priced.clone(), ratio.clone()));
        } else {
            let from = match part.ratio.anchor {
                "absolute" => so_far("input") + &taken,
                _ => so_far("priced"),
            };
            let to = &from + &priced;
            let mut low = zero();
            for (edge, ratio) in &brackets {
                let high = edge.as_ref().map_or(to.clone(), |(edge, _)| edge.clone());
                let stretch = not_below_zero(high.clone().min(to.clone()) - low.max(from.clone()));
                price += &stretch * ratio;
                stretches.push((stretch, ratio.clone()));
                low = high;
            }
        }
        // 3.5
        let floor = part
            .floor
            .as_ref()
            .and_then(|table| value(table, &self.case));
        let prices = self.side(Choice::Prices(name));
        let floor = floor.and_then(|money| self.money(money, &[], prices.payments_high()));
        let lifted = match floor {
            Some(floor) => price.max(floor.min(priced.clone())),
            None => price,
        };
        // 3.6
        let left = room("fund-pay", ledger);
        let (capped, beyond) = match &left {
            Some(left) if *left < lifted => {
                let still = still_priced(&stretches, left, payments);
                (left.clone(), not_below_zero(&priced - still))
            }
            _ => (lifted, zero()),
        };
        // 3.7 and 3.8
        let payment = payments.round(&(capped * self.graded(entry.layer)));
        let payment = payment.min(priced.clone());
        let payment = left.map_or(payment.clone(), |left| payment.min(left));
        for (cap_name, cap) in &caps {
            if let Some(key) = counter(cap_name, "cap", cap.per, &cap.apart_by, self.bill, false) {
                let counted = match cap.on {
                    "eligible" => &input,
                    "fund-pay" => &payment,
                    _ => &priced,
                };
                add(ledger, &key, counted);
            }
        }
        add(ledger, &format!("{name} input"), &input);
        add(ledger, &format!("{name} priced"), &priced);
        add(ledger, &format!("{name} paid"), &payment);
        Priced {
            over_cap: Some(received - input + after - priced + beyond),
            deductible: Some(taken),
            payment: Some(payment),
        }
    }

    /// An input below the gate is not covered. Below a gate of the year it waits until the year has reached it.
    fn past_gate(
        &self,
        name: &'static str,
        part: &Part,
        received: &Number,
        ledger: &mut Ledger,
    ) -> Option<Number> {
        let Some((table, per_year)) = &part.gate else {
            return Some(received.clone());
        };
        let money = value(table, &self.case).expect("looked up before");
        let gate = self
            .money(money, &[], self.side(Choice::Prices(name)).burdens_high())
            .expect("a gate is a sum");
        if !per_year {
            return (*received >= gate).then(|| received.clone());
        }
        let held = format!("{name} held");
        let waiting = stands_at(ledger, &held) + received;
        let reached = &waiting + stands_at(ledger, &format!("{name} input"));
        let is_open = reached >= gate;
        ledger.insert(held, if is_open { zero() } else { waiting.clone() });
        is_open.then_some(waiting)
    }

    fn deductible(
        &self,
        name: &'static str,
        rule: &Deductible,
        input: &Number,
        off_site: Option<&OffSite>,
        ledger: &mut Ledger,
    ) -> Number {
        let high = self.side(Choice::Prices(name)).burdens_high();
        let standard = self.standard(rule, off_site, high);
        let key = counter(
            name,
            "deductible",
            rule.per,
            &rule.apart_by,
            self.bill,
            true,
        );
        let mut used = key.as_ref().map_or_else(zero, |key| stands_at(ledger, key));
        let of_stay = format!("{name} deductible of the stay");
        if goes_on(rule, self.bill) {
            used = used.max(stands_at(ledger, &of_stay));
        }
        let mut taken = input.clone().min(not_below_zero(standard - &used));
        let of_year = format!("{name} deductibles of the year");
        if let Some(most) = &rule.max_per_year {
            taken = taken.min(not_below_zero(most - stands_at(ledger, &of_year)));
        }
        if let Some(key) = &key {
            add(ledger, key, &taken);
        }
        if rule.continues {
            let before = if goes_on(rule, self.bill) {
                used
            } else {
                zero()
            };
            ledger.insert(of_stay, before + &taken);
        }
        add(ledger, &of_year, &taken);
        taken
    }

    /// The deductible of the case, before anything is counted against it.
    pub(crate) fn standard(
        &self,
        rule: &Deductible,
        off_site: Option<&OffSite>,
        high: bool,
    ) -> Number {
        let case = self.deductible_case();
        let instead = off_site.and_then(|off_site| off_site.deductible.as_ref());
        match instead {
            Some(money) => self.money(money, &[], high).expect("a deductible is a sum"),
            None => {
                let money = value(&rule.table, &case).expect("looked up before");
                let standard = self.money_for(money, &rule.table.adjust, &case, high);
                let standard = standard.expect("a deductible is a sum") * self.times_of_stay(money);
                match off_site.and_then(|off_site| off_site.deductible_times.as_ref()) {
                    Some(times) => self.rules.payments.round(&(standard * times.at(high))),
                    None => standard,
                }
            }
        }
    }

    /// The brackets of the case with their ratios, adjusted and changed by the place of care.
    pub(crate) fn brackets(
        &self,
        part: &Part,
        off_site: Option<&OffSite>,
        high: bool,
    ) -> Vec<(Option<(Number, bool)>, Number)> {
        let table = &part.ratio.table;
        let brackets: &Vec<Bracket> = value(table, &self.case).expect("looked up before");
        let brackets = brackets.iter().map(|bracket| {
            let home = adjusted(
                bracket.ratio.at(high).clone(),
                &table.adjust,
                &self.case,
                high,
            );
            let mut ratio = home;
            if let Some(off_site) = off_site {
                if let Some(instead) = &off_site.ratio {
                    ratio = instead.at(high).clone();
                }
                if let Some(points) = &off_site.points {
                    ratio += points.at(high);
                }
                if let Some(times) = &off_site.ratio_times {
                    ratio *= times.at(high);
                }
            }
            (bracket.edge.clone(), held(ratio))
        });
        brackets.collect()
    }

    fn graded(&self, layer: &'static str) -> Number {
        let Some(table) = &self.rules.graded else {
            return whole(1);
        };
        let mut case = self.case.clone();
        case.insert("layer", Fact::Word(layer));
        value(table, &case).map_or_else(|| whole(1), |share| share.low.clone())
    }
}

/// Whether the table has brackets at all: only then it says over what they accumulate.
fn is_in_brackets(part: &Part) -> bool {
    let mut says = part.ratio.table.rows.iter().map(|row| &row.says);
    says.any(|says| matches!(says, Says::Value(brackets) if brackets.len() > 1))
}

/// How much of the cost, counted from the bottom, a payment still prices.
fn still_priced(stretches: &[(Number, Number)], payment: &Number, rounding: Rounding) -> Number {
    let (mut cost, mut left) = (zero(), payment.clone());
    for (stretch, ratio) in stretches {
        let price = stretch * ratio;
        if price > left {
            return cost + rounding.round(&(left / ratio)).min(stretch.clone());
        }
        cost += stretch;
        left -= price;
    }
    cost
}
