//! Random bills, and how yibao is told of them.

use serde_json::{Map, Value, json};

use crate::draw::Draw;
use crate::folder::REGION;
use crate::number::{Number, decimal, part, whole, yuan, zero};
use crate::rules::{GROUPS, HOSPITALS, PLACES, VISITS};

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) class: &'static str,
    pub(crate) category: &'static str,
    pub(crate) amount: Number,
    pub(crate) self_pay_rate: Option<Number>,
    pub(crate) quantity: i64,
    /// The limit of the price of one.
    pub(crate) price_limit: Option<Number>,
}

#[derive(Clone, Debug)]
pub(crate) enum Charges {
    /// Total, and of it self-funded, over limits, and paid first.
    Totals(Box<[Number; 4]>),
    Lines(Vec<Line>),
}

/// What a bill says of the year before it.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) nth: i64,
    pub(crate) nth_at_level: i64,
    pub(crate) nth_for_disease: i64,
    pub(crate) totals: Option<[Number; 3]>,
}

#[derive(Clone, Debug)]
pub(crate) struct Bill {
    pub(crate) visit: &'static str,
    pub(crate) hospital: &'static str,
    pub(crate) hospital_for_deductible: Option<&'static str>,
    pub(crate) person: &'static str,
    pub(crate) aid: &'static str,
    pub(crate) disease: &'static str,
    /// The class of the disease, and how many diseases are approved.
    pub(crate) group: &'static str,
    pub(crate) diseases: i64,
    pub(crate) referral: &'static str,
    pub(crate) place: &'static str,
    pub(crate) at: &'static str,
    pub(crate) age: i64,
    pub(crate) years: i64,
    pub(crate) months: i64,
    pub(crate) institution: &'static str,
    /// The day of the year on which it ends, from 0, and the days of the stay.
    pub(crate) day: i64,
    pub(crate) stay: Option<i64>,
    pub(crate) charges: Charges,
    pub(crate) hospital_pay: Number,
    pub(crate) account: Option<Number>,
    pub(crate) shared: Vec<Number>,
    /// None in a year of bills, where the bills before it say it.
    pub(crate) stated: Option<Stated>,
}

/// A bill that ends some days after `today`; nothing where that is not in the year any more.
pub(crate) fn random(
    draw: &mut Draw<'_>,
    today: i64,
    may_state_totals: bool,
    is_alone: bool,
) -> Option<Bill> {
    let visit = draw.pick(&VISITS);
    let stay = (visit == "inpatient").then(|| match draw.chance(10) {
        true => draw.between(60, 200),
        false => draw.between(1, 20),
    });
    let day = match stay {
        Some(days) => today + days,
        None => today + draw.pick(&[0, 0, 1, 3, 20, 40]),
    };
    let is_away = draw.chance(30);
    let stated = is_alone.then(|| Stated {
        nth: draw.between(1, 4),
        nth_at_level: draw.between(1, 3),
        nth_for_disease: draw.between(1, 3),
        totals: (may_state_totals && draw.chance(60)).then(|| {
            let eligible = draw.fen();
            [
                draw.below(eligible + 1).min(200_000),
                eligible,
                draw.below(eligible + 1),
            ]
            .map(whole)
        }),
    });
    let charges = match draw.chance(40) {
        true => Charges::Lines((0..draw.between(1, 5)).map(|_| line(draw)).collect()),
        false => {
            let total = draw.fen();
            let mut part_of = |most: i64| match draw.chance(40) {
                true => whole(draw.below(total * most / 100 + 1)),
                false => zero(),
            };
            Charges::Totals(Box::new([
                whole(total),
                part_of(40),
                part_of(20),
                part_of(40),
            ]))
        }
    };
    let is_first = today == 0;
    Some(Bill {
        visit,
        hospital: draw.pick(&HOSPITALS),
        hospital_for_deductible: draw.chance(10).then(|| draw.pick(&HOSPITALS)),
        person: draw.pick(&["adult", "minor"]),
        aid: draw.pick(&["none", "low-income"]),
        disease: draw.pick(&["one", "two"]),
        group: draw.pick(&GROUPS),
        diseases: draw.between(1, 5),
        referral: match stated.is_none() && stay.is_some() && draw.chance(25) {
            true => draw.pick(&["up", "down"]),
            false => "none",
        },
        place: if is_away { draw.pick(&PLACES) } else { "local" },
        at: draw.pick(&["in-province", "out-of-province"]),
        age: draw.pick(&[40, 60, 17, 18, 75]),
        years: draw.between(0, 9),
        months: draw.pick(&[24, 12, 11, 6, 5, 1]),
        institution: draw.pick(&["A", "B"]),
        day,
        stay,
        charges,
        hospital_pay: if draw.chance(10) {
            whole(draw.between(1, 5000))
        } else {
            zero()
        },
        account: (is_first && draw.chance(40)).then(|| whole(draw.fen() / 10)),
        shared: match is_first && draw.chance(30) {
            true => (0..draw.between(1, 2))
                .map(|_| whole(draw.fen() / 20))
                .collect(),
            false => Vec::new(),
        },
        stated,
    })
    .filter(|bill| bill.day < 365)
}

fn line(draw: &mut Draw<'_>) -> Line {
    let class = draw.pick(&["a", "b", "c"]);
    let amount = draw.fen();
    let quantity = draw.between(1, 3);
    Line {
        class,
        category: draw.pick(&["western-medicine", "material", "bed"]),
        amount: whole(amount),
        self_pay_rate: match class {
            "a" => draw.chance(20).then(|| part(draw.between(0, 300), 1000)),
            // Without its own rate a line of this class needs a rule that may not be there.
            "b" => Some(part(draw.between(0, 300), 1000)).filter(|_| !draw.chance(40)),
            _ => None,
        },
        quantity,
        price_limit: draw
            .chance(25)
            .then(|| whole(draw.below(amount) / quantity + 1)),
    }
}

/// A day of the year 2025.
fn date(day: i64) -> String {
    let mut rest = day;
    for (month, days) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .into_iter()
        .enumerate()
    {
        if rest < days {
            return format!("2025-{:02}-{:02}", month + 1, rest + 1);
        }
        rest -= days;
    }
    panic!("day {day} of the year")
}

/// The month of a day of the year, from 0.
pub(crate) fn month(day: i64) -> i64 {
    date(day)[5..7].parse().expect("a month")
}

impl Bill {
    pub(crate) fn json(&self) -> Value {
        let mut bill = Map::new();
        let mut say = |key: &str, value: Value| bill.insert(key.to_owned(), value);
        let money = |number: &Number| Value::String(yuan(number));
        say("region", json!(REGION));
        say("scheme", json!("resident"));
        say("visit", json!(self.visit));
        say("hospital", json!(self.hospital));
        say("person", json!(self.person));
        say("aid", json!(self.aid));
        say("disease", json!(self.disease));
        say("group", json!(self.group));
        say("diseases", json!(self.diseases));
        say("referral", json!(self.referral));
        say("age", json!(self.age));
        say("continuous_years", json!(self.years));
        say("months", json!(self.months));
        say("institution", json!(self.institution));
        say("place", json!(self.place));
        if self.place != "local" {
            say("at", json!(self.at));
        }
        if let Some(level) = self.hospital_for_deductible {
            say("hospital_for_deductible", json!(level));
        }
        match self.stay {
            Some(days) => {
                say("admitted", json!(date(self.day - days)));
                say("discharged", json!(date(self.day)));
            }
            None => {
                say("on", json!(date(self.day)));
            }
        }
        match &self.charges {
            Charges::Totals(totals) => {
                for (key, sum) in ["total", "self_funded", "over_limit", "pre_self_pay"]
                    .into_iter()
                    .zip(totals.iter())
                {
                    say(key, money(sum));
                }
            }
            Charges::Lines(lines) => {
                let lines = lines.iter().map(|line| {
                    let mut said = Map::new();
                    said.insert("name".to_owned(), json!("x"));
                    said.insert("class".to_owned(), json!(line.class));
                    said.insert("category".to_owned(), json!(line.category));
                    said.insert("amount".to_owned(), money(&line.amount));
                    said.insert("quantity".to_owned(), json!(line.quantity));
                    if let Some(rate) = &line.self_pay_rate {
                        said.insert("self_pay_rate".to_owned(), json!(decimal(rate)));
                    }
                    if let Some(limit) = &line.price_limit {
                        said.insert("price_limit".to_owned(), money(limit));
                    }
                    Value::Object(said)
                });
                say("lines", Value::Array(lines.collect()));
            }
        }
        if self.hospital_pay > zero() {
            say("hospital_pay", money(&self.hospital_pay));
        }
        if let Some(account) = &self.account {
            say("account", money(account));
        }
        if !self.shared.is_empty() {
            let named = self.shared.iter().zip(["mother", "father"]);
            let named = named.map(|(sum, name)| format!("{name}={}", yuan(sum)));
            say("shared", json!(named.collect::<Vec<_>>().join(";")));
        }
        if let Some(stated) = &self.stated {
            say("nth", json!(stated.nth));
            say("nth_at_level", json!(stated.nth_at_level));
            say("nth_for_disease", json!(stated.nth_for_disease));
            if let Some([deductible, eligible, pool]) = &stated.totals {
                say("ytd_deductible", money(deductible));
                say("ytd_eligible", money(eligible));
                say("ytd_pool_pay", money(pool));
            }
        }
        Value::Object(bill)
    }
}
