//! One bill after the other, as `domain.md` and section 8 of `rules.md` have it, without a thought for speed.

use std::collections::BTreeMap;

use crate::bills::{Bill, Charges, Line, month};
use crate::number::{Number, Rounding, not_below_zero, part, whole, zero};
use crate::rules::{
    Action, Adjust, Base, Bracket, Cap, Conditions, Deductible, Entry, Item, Money, OffSite,
    PIECES, Part, Rules, Says, Table, Test,
};

/// The facts of a bill by which rows are chosen.
pub(crate) type Case = BTreeMap<&'static str, Fact>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    Word(&'static str),
    Count(i64),
}

/// Counters by what they count, each with a name of its own.
pub(crate) type Ledger = BTreeMap<String, Number>;

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
    fn payments_high(self) -> bool {
        self == Side::Upper
    }

    fn burdens_high(self) -> bool {
        self == Side::Lower
    }
}

fn matches(when: &Conditions, case: &Case) -> bool {
    when.iter()
        .all(|(selector, test)| match (test, case.get(selector)) {
            (Test::Words(words), Some(Fact::Word(word))) => words.contains(word),
            (Test::Band(from, below), Some(Fact::Count(count))) => {
                count >= from && below.is_none_or(|below| *count < below)
            }
            _ => false,
        })
}

/// The first row that matches wins.
fn row<'a, V>(table: &'a Table<V>, case: &Case) -> &'a Says<V> {
    let row = table.rows.iter().find(|row| matches(&row.when, case));
    row.map_or(&Says::Announced, |row| &row.says)
}

fn value<'a, V>(table: &'a Table<V>, case: &Case) -> Option<&'a V> {
    match row(table, case) {
        Says::Value(value) => Some(value),
        _ => None,
    }
}

fn steps(entry: &Adjust, case: &Case) -> i64 {
    let Some(each) = &entry.each else { return 1 };
    let Some(Fact::Count(count)) = case.get(each.selector) else {
        panic!("every bill says {}", each.selector)
    };
    let steps = (count - each.after).max(0);
    each.most.map_or(steps, |most| steps.min(most))
}

/// All entries of `adjust` that match, in their order.
fn adjusted(start: Number, entries: &[Adjust], case: &Case, high: bool) -> Number {
    let one = whole(1);
    let mut value = start.clone();
    for entry in entries.iter().filter(|entry| matches(&entry.when, case)) {
        let steps = whole(steps(entry, case));
        value = match &entry.action {
            None => value,
            Some(Action::Points(points)) => value + points.at(high) * steps,
            Some(Action::Plus(sum)) => value + sum.at(high) * steps,
            Some(Action::Times(times)) => value * times.at(high),
            // The ratio is lowest where the own share is highest.
            Some(Action::OwnShareTimes(times)) => &one - (&one - value) * times.at(!high),
        };
        if let Some(min) = &entry.min {
            value = value.max(min.clone());
        }
        if let Some(max) = &entry.max {
            value = value.min(max.clone());
        }
        if let Some(times) = &entry.max_times {
            value = value.min(&start * times);
        }
    }
    value
}

fn held(ratio: Number) -> Number {
    not_below_zero(ratio).min(whole(1))
}

/// The sums of the bill that a share may be taken of.
#[derive(Clone, Debug)]
struct Sums {
    total: Number,
    eligible: Number,
}

/// One settlement.
struct Settling<'a> {
    rules: &'a Rules,
    bill: &'a Bill,
    case: Case,
    side: Side,
    sums: Sums,
}

/// What a layer did with its input.
#[derive(Default)]
struct Priced {
    deductible: Option<Number>,
    over_cap: Option<Number>,
    payment: Option<Number>,
}

fn visit_part<'a>(rules: &'a Rules, bill: &Bill) -> &'a Part {
    &rules.parts[bill.visit]
}

fn goes_on(deductible: &Deductible, bill: &Bill) -> bool {
    deductible.continues && bill.referral != "none"
}

fn day_key(bill: &Bill) -> String {
    // Bills that stand alone have no institution to be told apart by, and nothing before them.
    format!(
        "{} bills of day {} at {}",
        bill.visit, bill.day, bill.institution
    )
}

fn count_of(ledger: &Ledger, key: &str) -> i64 {
    let number = ledger.get(key).cloned().unwrap_or_else(zero);
    number.to_integer().try_into().expect("a count")
}

#[derive(Clone, Copy, PartialEq)]
enum Standing {
    New,
    SameVisit,
    SameStay,
}

/// Whether the bill is more of a visit of the day, or of a stay that goes on by referral.
fn standing(rules: &Rules, bill: &Bill, ledger: &Ledger) -> Standing {
    let deductible = &visit_part(rules, bill).deductible;
    if deductible.per == "day" && ledger.contains_key(&day_key(bill)) {
        return Standing::SameVisit;
    }
    if goes_on(deductible, bill)
        && ledger.contains_key(&format!("{} deductible of the stay", bill.visit))
    {
        return Standing::SameStay;
    }
    Standing::New
}

/// How often the year has had such a visit: at all, at this level, for this disease.
fn event_keys(bill: &Bill) -> [(&'static str, String); 3] {
    [
        ("nth", format!("{} events", bill.visit)),
        (
            "nth-at-level",
            format!("{} events at {}", bill.visit, bill.hospital),
        ),
        (
            "nth-for-disease",
            format!("{} events for {}", bill.visit, bill.disease),
        ),
    ]
}

/// The number that a day at an institution has by one of the ways of counting.
fn number_key(bill: &Bill, nth: &str) -> String {
    format!("{} {nth}", day_key(bill))
}

fn case_of(rules: &Rules, bill: &Bill, ledger: &Ledger) -> Case {
    let mut case = Case::new();
    case.insert("visit", Fact::Word(bill.visit));
    case.insert("hospital", Fact::Word(bill.hospital));
    case.insert("person", Fact::Word(bill.person));
    case.insert("aid", Fact::Word(bill.aid));
    case.insert("disease", Fact::Word(bill.disease));
    case.insert("place", Fact::Word(bill.place));
    if bill.place != "local" {
        case.insert("at", Fact::Word(bill.at));
    }
    case.insert("age", Fact::Count(bill.age));
    case.insert("continuous-years", Fact::Count(bill.years));
    case.insert("paid-months", Fact::Count(bill.months));
    let standing = standing(rules, bill, ledger);
    for (nth, key) in event_keys(bill) {
        let counted = count_of(ledger, &key);
        let number = match standing {
            Standing::New => counted + 1,
            Standing::SameVisit => count_of(ledger, &number_key(bill, nth)),
            Standing::SameStay => counted.max(1),
        };
        case.insert(nth, Fact::Count(number));
    }
    if let Some(stated) = &bill.stated {
        case.insert("nth", Fact::Count(stated.nth));
        case.insert("nth-at-level", Fact::Count(stated.nth_at_level));
        case.insert("nth-for-disease", Fact::Count(stated.nth_for_disease));
    }
    case
}

/// The ledger of a bill that states what the year had before it.
pub(crate) fn opening(rules: &Rules, bill: &Bill) -> Ledger {
    let mut ledger = Ledger::new();
    let totals = bill
        .stated
        .as_ref()
        .and_then(|stated| stated.totals.clone());
    let Some([deductible, eligible, pool]) = totals else {
        return ledger;
    };
    let visit = bill.visit;
    let part = visit_part(rules, bill);
    ledger.insert(
        format!("{visit} deductibles of the year"),
        deductible.clone(),
    );
    if part.deductible.per == "year" {
        let key = counter(
            visit,
            "deductible",
            "year",
            &part.deductible.apart_by,
            bill,
            true,
        );
        ledger.insert(key.expect("a year has a counter"), deductible.clone());
    }
    ledger.insert(format!("{visit} input"), eligible.clone());
    ledger.insert(format!("{visit} priced"), &eligible - &deductible);
    ledger.insert(format!("{visit} paid"), pool.clone());
    for (name, cap) in caps_of(rules, visit, part) {
        if cap.per == "year"
            && let Some(key) = counter(&name, "cap", "year", &cap.apart_by, bill, false)
        {
            assert_eq!(cap.on, "fund-pay");
            ledger.insert(key, pool.clone());
        }
    }
    ledger
}

/// The caps of a visit, with the name of their counter: its own, and the one that visits share.
fn caps_of<'a>(rules: &'a Rules, name: &str, part: &'a Part) -> Vec<(String, &'a Cap)> {
    let own = part
        .caps
        .iter()
        .map(|cap| (format!("{name} {}", cap.per), cap));
    let shared = rules
        .shared_cap
        .iter()
        .filter(|(_, visits)| visits.iter().any(|visit| *visit == name));
    own.chain(shared.map(|(cap, _)| ("pool".to_owned(), cap)))
        .collect()
}

/// The name of a counter; nothing where the table counts only the bill itself.
fn counter(
    name: &str,
    what: &str,
    per: &str,
    apart_by: &[&str],
    bill: &Bill,
    is_deductible: bool,
) -> Option<String> {
    let span = match per {
        "year" => String::new(),
        "month" => format!(" of month {}", month(bill.day)),
        "day" => format!(" of day {} at {}", bill.day, bill.institution),
        _ => return None,
    };
    let mut key = format!("{name} {what}{span}");
    for selector in apart_by {
        let word = match *selector {
            "hospital" if is_deductible => bill.hospital_for_deductible.unwrap_or(bill.hospital),
            "hospital" => bill.hospital,
            _ => bill.disease,
        };
        key += &format!(" for {word}");
    }
    Some(key)
}

fn add(ledger: &mut Ledger, key: &str, amount: &Number) {
    let counted = ledger.entry(key.to_owned()).or_insert_with(zero);
    *counted += amount;
}

fn stands_at(ledger: &Ledger, key: &str) -> Number {
    ledger.get(key).cloned().unwrap_or_else(zero)
}

/// A bill parted into what is outside, what is paid first, and what is eligible.
struct Parted {
    total: Number,
    self_funded: Number,
    over_limit: Number,
    pre_self_pay: Number,
    /// Of the first payment, what goes no further: the patient's part of items that the fund pays at once.
    aside: Number,
    eligible: Number,
    /// Of the eligible cost, what the fund paid at once.
    at_once: Number,
}

/// Settles a bill on one side; the ledger is changed only where something is paid.
pub(crate) fn settle(rules: &Rules, bill: &Bill, ledger: &mut Ledger, side: Side) -> Outcome {
    let case = case_of(rules, bill, ledger);
    let pool = visit_part(rules, bill);
    let mut settling = Settling {
        rules,
        bill,
        case,
        side,
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
            .money(pre_pay, &[], side.burdens_high())
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

#[derive(Clone, Copy, PartialEq)]
enum Known {
    Yes,
    Unknown,
    NotCovered,
}

fn known<V>(says: &Says<V>) -> Known {
    match says {
        Says::Value(_) => Known::Yes,
        Says::Announced => Known::Unknown,
        Says::NotCovered => Known::NotCovered,
    }
}

impl Settling<'_> {
    /// The case as deductible tables are asked: by the level that the hospital has for them.
    fn deductible_case(&self) -> Case {
        let mut case = self.case.clone();
        if let Some(level) = self.bill.hospital_for_deductible {
            case.insert("hospital", Fact::Word(level));
        }
        case
    }

    /// What the tables of a part say for the case, and the share by months paid.
    fn tables(&self, name: &'static str, part: &Part) -> Vec<Known> {
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

    /// Step 1. Nothing where a 乙 line has no rate.
    fn part(&self) -> Option<Parted> {
        let lines = match &self.bill.charges {
            Charges::Totals([total, self_funded, over_limit, pre_self_pay]) => {
                return Some(Parted {
                    total: total.clone(),
                    self_funded: self_funded.clone(),
                    over_limit: over_limit.clone(),
                    pre_self_pay: pre_self_pay.clone(),
                    aside: zero(),
                    eligible: total - self_funded - over_limit - pre_self_pay,
                    at_once: zero(),
                });
            }
            Charges::Lines(lines) => lines,
        };
        let mut parted = Parted {
            total: zero(),
            self_funded: zero(),
            over_limit: zero(),
            pre_self_pay: zero(),
            aside: zero(),
            eligible: zero(),
            at_once: zero(),
        };
        // What pays first in parts, and what of it that is exactly.
        let (mut inside_all, mut exact_all) = (zero(), zero());
        for line in lines {
            parted.total += &line.amount;
            let item = self.item(line)?;
            if matches!(item, Item::SelfFunded) {
                parted.self_funded += &line.amount;
                continue;
            }
            let over = line.price_limit.as_ref().map_or_else(zero, |limit| {
                not_below_zero(&line.amount - limit * whole(line.quantity))
            });
            let inside = &line.amount - &over;
            parted.over_limit += over;
            let at_once = match item {
                Item::SelfFunded => continue,
                Item::SelfPayRate(rate) => {
                    let exact = &inside * rate;
                    if self.rules.line_by_line {
                        parted.pre_self_pay += self.first_payment(&inside, &exact);
                    } else {
                        inside_all += inside;
                        exact_all += exact;
                    }
                    continue;
                }
                Item::FundShare(share) => self.rules.payments.round(&(&inside * share)),
                Item::FundAmount(amount) => amount.min(inside.clone()),
            };
            parted.aside += &inside - &at_once;
            parted.at_once += at_once;
        }
        parted.pre_self_pay += self.first_payment(&inside_all, &exact_all);
        parted.pre_self_pay += &parted.aside;
        parted.eligible =
            &parted.total - &parted.self_funded - &parted.over_limit - &parted.pre_self_pay;
        Some(parted)
    }

    /// One side is rounded, the other is what is left. What is wholly inside has no first payment to be rounded.
    fn first_payment(&self, inside: &Number, exact: &Number) -> Number {
        if *exact == zero() {
            return zero();
        }
        match self.rules.first_payment {
            Some(rounding) => rounding.round(exact),
            None => inside - self.rules.payments.round(&(inside - exact)),
        }
    }

    fn item(&self, line: &Line) -> Option<Item> {
        if line.class == "c" {
            return Some(Item::SelfFunded);
        }
        if let Some(rate) = &line.self_pay_rate {
            return Some(Item::SelfPayRate(rate.clone()));
        }
        let mut case = self.case.clone();
        case.insert("class", Fact::Word(line.class));
        case.insert("category", Fact::Word(line.category));
        let item = self
            .rules
            .items
            .as_ref()
            .and_then(|table| value(table, &case));
        match (item, line.class) {
            (Some(item), _) => Some(item.clone()),
            (None, "a") => Some(Item::SelfPayRate(zero())),
            (None, _) => None,
        }
    }

    /// A sum as a rule says it: exact until the adjustments are done, then to the fen. Nothing where there is no limit.
    fn money(&self, money: &Money, adjust: &[Adjust], high: bool) -> Option<Number> {
        self.money_for(money, adjust, &self.case, high)
    }

    fn money_for(
        &self,
        money: &Money,
        adjust: &[Adjust],
        case: &Case,
        high: bool,
    ) -> Option<Number> {
        let exact = adjusted(self.exact(money, case, high)?, adjust, case, high);
        Some(not_below_zero(self.rules.payments.round(&exact)))
    }

    fn exact(&self, money: &Money, case: &Case, high: bool) -> Option<Number> {
        let mut sum = match &money.base {
            Base::Unlimited => return None,
            Base::Amount(amount) => amount.at(high).clone(),
            Base::Share(share, of) => {
                let whole = match *of {
                    "total" => self.sums.total.clone(),
                    "eligible" => self.sums.eligible.clone(),
                    _ => {
                        let table = &self.rules.parts["inpatient"].deductible.table;
                        let case = first_time(case);
                        let money = value(table, &case).expect("looked up before");
                        adjusted(self.exact(money, &case, high)?, &table.adjust, &case, high)
                    }
                };
                whole * share.at(high)
            }
        };
        if let Some(min) = &money.min {
            sum = sum.max(min.clone());
        }
        if let Some(max) = &money.max {
            sum = sum.min(max.clone());
        }
        Some(
            money
                .round
                .map_or(sum.clone(), |rounding| rounding.round(&sum)),
        )
    }

    fn times_of_stay(&self, money: &Money) -> Number {
        let (Some(every), Some(days)) = (money.every_days, self.bill.stay) else {
            return whole(1);
        };
        part(days, every).ceil()
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

    /// One layer, from its input to its payment, with its counters.
    fn layer(
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
            let payment = match self.side {
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
        let room = |on: &str, ledger: &Ledger| {
            let caps = caps.iter().filter(|(_, cap)| cap.on == on);
            let rooms = caps.filter_map(|(name, cap)| {
                let money = value(&cap.table, &self.case)?;
                let limit = self.money(money, &cap.table.adjust, self.side.payments_high())?;
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
        let brackets = self.brackets(part, off_site);
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
        let floor = floor.and_then(|money| self.money(money, &[], self.side.payments_high()));
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
        name: &str,
        part: &Part,
        received: &Number,
        ledger: &mut Ledger,
    ) -> Option<Number> {
        let Some((table, per_year)) = &part.gate else {
            return Some(received.clone());
        };
        let money = value(table, &self.case).expect("looked up before");
        let gate = self
            .money(money, &[], self.side.burdens_high())
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
        name: &str,
        rule: &Deductible,
        input: &Number,
        off_site: Option<&OffSite>,
        ledger: &mut Ledger,
    ) -> Number {
        let high = self.side.burdens_high();
        let case = self.deductible_case();
        let instead = off_site.and_then(|off_site| off_site.deductible.as_ref());
        let standard = match instead {
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
        };
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

    /// The brackets of the case with their ratios, adjusted and changed by the place of care.
    fn brackets(
        &self,
        part: &Part,
        off_site: Option<&OffSite>,
    ) -> Vec<(Option<(Number, bool)>, Number)> {
        let high = self.side.payments_high();
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

/// The case for which a table's standard is asked: the first time, at home.
fn first_time(case: &Case) -> Case {
    let mut case = case.clone();
    for nth in ["nth", "nth-at-level", "nth-for-disease"] {
        case.insert(nth, Fact::Count(1));
    }
    case.insert("place", Fact::Word("local"));
    case
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
