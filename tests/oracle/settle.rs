//! One bill after the other, as `domain.md` and section 8 of `rules.md` have it, without a thought for speed.

use std::collections::{BTreeMap, BTreeSet};

use crate::bills::Bill;
use crate::case::{Case, Fact, Known, first_time, known, matches, row, value};
use crate::ledger::{
    Ledger, Standing, add, caps_of, case_of, day_key, event_keys, number_key, standing, visit_part,
};
use crate::lines::Parted;
use crate::number::{Number, not_below_zero, whole, zero};
use crate::rules::{Base, Money, OffSite, PIECES, Part, Rules, Says, Table};

/// Amounts by the names of results; those that no rule asks for are not there.
pub(crate) type Amounts = BTreeMap<&'static str, Number>;

/// What one side of the answer comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Paid(Amounts),
    NotCovered,
    Unknown,
    /// A line of class 乙 for which no rate is known.
    NoRate,
}

/// The two ends of vague rules. The lower answer takes ratios, caps and floors at their lowest, deductibles at their
/// highest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Side {
    Lower,
    Upper,
}

impl Side {
    pub(crate) fn payments_high(self) -> bool {
        self == Side::Upper
    }

    pub(crate) fn burdens_high(self) -> bool {
        self == Side::Lower
    }
}

/// What may be at one end while the rest is at the other: the caps of a part, its other figures, or what care away from
/// home pays first.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Eq, Ord)]
pub(crate) enum Choice {
    Away,
    Prices(&'static str),
    Caps(&'static str),
}

/// The choices that are at the upper end.
pub(crate) type Corner = BTreeSet<Choice>;

/// The sums of the bill that a share may be taken of.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    pub(crate) total: Number,
    pub(crate) eligible: Number,
}

/// One settlement.
pub(crate) struct Settling<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) bill: &'a Bill,
    pub(crate) case: Case,
    pub(crate) corner: &'a Corner,
    pub(crate) sums: Sums,
}

/// What a layer did with its input.
#[derive(Default)]
pub(crate) struct Priced {
    pub(crate) deductible: Option<Number>,
    pub(crate) over_cap: Option<Number>,
    pub(crate) payment: Option<Number>,
}

/// Settles a bill at one corner; the ledger is changed only where something is paid.
pub(crate) fn settle(rules: &Rules, bill: &Bill, ledger: &mut Ledger, corner: &Corner) -> Outcome {
    let case = case_of(rules, bill, ledger);
    let pool = visit_part(rules, bill);
    let mut settling = Settling {
        rules,
        bill,
        case,
        corner,
        sums: Sums {
            total: zero(),
            eligible: zero(),
        },
    };
    let mut says: Vec<Known> = Vec::new();
    let off_site = match (bill.place, &rules.off_site) {
        ("local", _) => None,
        (_, None) => {
            says.push(Known::Unknown);
            None
        }
        (_, Some(table)) => {
            says.push(known(row(table, &settling.case)));
            value(table, &settling.case)
        }
    };
    says.extend(settling.tables(bill.visit, pool));
    if says.contains(&Known::NotCovered) {
        return Outcome::NotCovered;
    }
    if says.contains(&Known::Unknown) {
        return Outcome::Unknown;
    }
    let Some(mut parted) = settling.part() else {
        return Outcome::NoRate;
    };
    settling.sums = Sums {
        total: parted.total.clone(),
        eligible: parted.eligible.clone(),
    };
    // Step 2.
    if let Some(pre_pay) = off_site.and_then(|off_site| off_site.pre_pay.as_ref()) {
        let due = settling
            .money(pre_pay, &[], settling.side(Choice::Away).burdens_high())
            .expect("a sum");
        let moved = due.min(&parted.eligible - &parted.at_once);
        parted.pre_self_pay += &moved;
        parted.eligible -= moved;
        settling.sums.eligible = parted.eligible.clone();
    }
    let mut amounts = Amounts::new();
    amounts.insert("total", parted.total.clone());
    amounts.insert("self_funded", parted.self_funded.clone());
    amounts.insert("over_limit", parted.over_limit.clone());
    amounts.insert("pre_self_pay", parted.pre_self_pay.clone());
    amounts.insert("eligible", parted.eligible.clone());
    let mut carried = ledger.clone();
    settling.stack(&parted, off_site, &mut amounts, &mut carried);
    settling.count(ledger, &mut carried);
    *ledger = carried;
    Outcome::Paid(amounts)
}

impl Settling<'_> {
    /// At which end something is.
    pub(crate) fn side(&self, choice: Choice) -> Side {
        match self.corner.contains(&choice) {
            true => Side::Upper,
            false => Side::Lower,
        }
    }

    /// The case as deductible tables are asked: by the level that the hospital has for them.
    pub(crate) fn deductible_case(&self) -> Case {
        let mut case = self.case.clone();
        if let Some(level) = self.bill.hospital_for_deductible {
            case.insert("hospital", Fact::Word(level));
        }
        case
    }

    /// What the tables of a part say for the case, and the share by months paid.
    pub(crate) fn tables(&self, name: &'static str, part: &Part) -> Vec<Known> {
        let mut says = vec![
            self.known_money(&part.deductible.table, &self.deductible_case()),
            known(row(&part.ratio.table, &self.case)),
        ];
        says.extend(
            part.gate
                .iter()
                .map(|(table, _)| known(row(table, &self.case))),
        );
        says.extend(part.floor.iter().map(|table| known(row(table, &self.case))));
        for (_, cap) in caps_of(self.rules, name, part) {
            says.push(known(row(&cap.table, &self.case)));
        }
        says
    }

    /// A table whose row takes a share of another is as unknown as that one.
    fn known_money(&self, table: &Table<Money>, case: &Case) -> Known {
        match row(table, case) {
            Says::Value(Money {
                base: Base::Share(_, "inpatient.deductible"),
                ..
            }) => {
                let standard = &self.rules.parts["inpatient"].deductible.table;
                known(row(standard, &first_time(case)))
            }
            says => known(says),
        }
    }

    /// Step 3, and the personal side.
    fn stack(
        &self,
        parted: &Parted,
        off_site: Option<&OffSite>,
        amounts: &mut Amounts,
        ledger: &mut Ledger,
    ) {
        let mut pieces: BTreeMap<&str, Number> =
            PIECES.into_iter().map(|piece| (piece, zero())).collect();
        pieces.insert("pre-self-pay", &parted.pre_self_pay - &parted.aside);
        pieces.insert("over-limit", parted.over_limit.clone());
        pieces.insert("self-funded", parted.self_funded.clone());
        let mut account = self.bill.account.clone().unwrap_or_else(zero);
        let mut pool_input = &parted.eligible - &parted.at_once;
        for entry in &self.rules.stack {
            let field = field_of(entry.layer);
            amounts.entry(field).or_insert_with(zero);
            if !matches(&entry.when, &self.case) {
                continue;
            }
            if entry.layer == "account" {
                let paid = account.clone().min(pool_input.clone());
                account -= &paid;
                pool_input -= &paid;
                *amounts.entry(field).or_insert_with(zero) += paid;
                continue;
            }
            let is_pool = entry.layer == "pool";
            let name = if is_pool {
                self.bill.visit
            } else {
                entry.layer
            };
            let part = &self.rules.parts[name];
            let input = match is_pool {
                true => pool_input.clone(),
                false => entry.takes.iter().map(|piece| pieces[piece].clone()).sum(),
            };
            let priced = self.layer(
                entry,
                name,
                part,
                &input,
                off_site.filter(|_| is_pool),
                ledger,
            );
            let payment = priced.payment.unwrap_or_else(zero);
            *amounts.entry(field).or_insert_with(zero) += &payment;
            if is_pool {
                let deductible = priced.deductible.unwrap_or_else(zero);
                let over_cap = priced.over_cap.unwrap_or_else(zero);
                pieces.insert("own-share", input - &deductible - &over_cap - &payment);
                pieces.insert("deductible", deductible.clone());
                pieces.insert("over-cap", over_cap);
                amounts.insert("deductible", deductible);
                *amounts.entry(field).or_insert_with(zero) += &parted.at_once;
            } else {
                let mut left = payment;
                for piece in &entry.takes {
                    let piece = pieces.get_mut(piece).expect("a piece");
                    let off = left.clone().min(piece.clone());
                    *piece -= &off;
                    left -= off;
                }
            }
        }
        self.personal(account, amounts);
    }

    /// Step 4.
    fn personal(&self, account: Number, amounts: &mut Amounts) {
        const FUNDS: [&str; 7] = [
            "pool_pay",
            "civil_servant_pay",
            "enterprise_pay",
            "catastrophic_pay",
            "large_sum_pay",
            "assistance_pay",
            "other_pay",
        ];
        let funds: Number = FUNDS
            .iter()
            .filter_map(|fund| amounts.get(fund).cloned())
            .sum();
        let left = &amounts["total"] - &funds;
        let hospital = not_below_zero(self.bill.hospital_pay.clone().min(left.clone()));
        let personal = left - &hospital;
        let before = amounts.get("account_pay").cloned().unwrap_or_else(zero);
        let mut cash = &personal - &before;
        let own = not_below_zero(account.min(cash.clone()));
        cash -= &own;
        let mut mutual_aid = zero();
        for authorised in &self.bill.shared {
            let paid = not_below_zero(authorised.clone().min(cash.clone()));
            cash -= &paid;
            mutual_aid += paid;
        }
        amounts.insert("fund_pay", funds);
        amounts.insert("hospital_pay", hospital);
        amounts.insert("personal_pay", personal);
        amounts.insert("account_pay", before + own);
        amounts.insert("mutual_aid_pay", mutual_aid);
        amounts.insert("cash_pay", cash);
    }

    /// Counts the visit, at its end.
    fn count(&self, before: &Ledger, ledger: &mut Ledger) {
        let bill = self.bill;
        let standing = standing(self.rules, bill, before);
        if visit_part(self.rules, bill).deductible.per == "day" {
            add(ledger, &day_key(bill), &whole(1));
        }
        if standing != Standing::New {
            return;
        }
        for (nth, key) in event_keys(bill) {
            add(ledger, &key, &whole(1));
            let number = match self.case[nth] {
                Fact::Count(number) => whole(number),
                Fact::Word(_) => panic!("{nth} is a number"),
            };
            ledger.insert(number_key(bill, nth), number);
        }
    }
}

fn field_of(layer: &str) -> &'static str {
    match layer {
        "account" => "account_pay",
        "pool" => "pool_pay",
        "large-sum" => "large_sum_pay",
        "catastrophic" => "catastrophic_pay",
        "civil-servant" => "civil_servant_pay",
        "enterprise" => "enterprise_pay",
        "other" => "other_pay",
        _ => "assistance_pay",
    }
}
