//! A comparison as people and programs read it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::layout::{self, Shown};
use crate::cli::given;
use crate::cli::messages::compare::{
    break_even_text, compared_name, contribution_text, rules_name, typical_text,
};
use crate::cli::messages::{Lang, clean, money_range, note, say, unknown_sum, word_name};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::money;
use crate::cli::output::report::{List, Report, Under, Value};
use crate::engine::bounds::Bounds;
use crate::model::bill::Bill;
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::claim::Assumed;
use crate::rules::compare::{BreakEven, Comparison, Course, Settled, Variant};
use crate::rules::note::Note;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;

/// A comparison, ready to be printed.
pub(super) struct Page<'a> {
    pub(super) lang: Lang,
    pub(super) columns: Option<usize>,
    pub(super) bills: &'a [Bill],
    pub(super) against: &'a [String],
    pub(super) answer: &'a Comparison,
    /// The rules by set and scheme.
    pub(super) shelves: &'a BTreeMap<(usize, Option<Scheme>), Shelf>,
    pub(super) today: NaiveDate,
    pub(super) assumed: &'a [Assumed],
    /// What each variant rests on.
    pub(super) each: &'a [Vec<Arc<Block>>],
    /// What any of them rests on.
    pub(super) blocks: &'a [Arc<Block>],
}

/// What was not given, over all variants.
pub(super) fn assumed(answer: &Comparison) -> Vec<Assumed> {
    let mut assumed: Vec<Assumed> = Vec::new();
    for one in answer.settled.iter().flat_map(Settled::assumed) {
        let same = |known: &Assumed| known.key == one.key && known.value == one.value;
        if !assumed.iter().any(same) {
            assumed.push(Assumed {
                otherwise: None,
                ..one.clone()
            });
        }
    }
    assumed
}

/// What each variant rests on, and what any of them does.
pub(super) fn blocks(answer: &Comparison) -> (Vec<Vec<Arc<Block>>>, Vec<Arc<Block>>) {
    let each = answer.settled.iter().map(|one| one.blocks().0);
    let each: Vec<Vec<Arc<Block>>> = each.collect();
    let mut all: Vec<Arc<Block>> = Vec::new();
    for block in each.iter().flatten() {
        if !all.iter().any(|known| Arc::ptr_eq(known, block)) {
            all.push(Arc::clone(block));
        }
    }
    (each, all)
}

/// The figures of a variant, in the order of the columns.
const FIGURES: [&str; 7] = [
    "total",
    "fund_pay",
    "personal_pay",
    "paid_in",
    "account_credit",
    "total_cost",
    "difference",
];

/// The words by which variants may differ, in the order of their names.
const LISTED: [Selector; 5] = [
    Selector::Scheme,
    Selector::Mode,
    Selector::Person,
    Selector::Hospital,
    Selector::Place,
];

impl<'a> Page<'a> {
    /// The answer in the layout of all answers.
    pub(super) fn report(&self) -> Report<'a> {
        let answer = self.answer;
        let cheapest = answer.cheapest();
        let lowest = cheapest.first().and_then(|place| answer.cost(*place));
        let number = cheapest
            .first()
            .and_then(|place| i64::try_from(place + 1).ok());
        let break_even = match &answer.break_evens[..] {
            [one] => bounds(one),
            _ => None,
        };
        let mut values = vec![
            Value::count("cheapest", String::new(), number),
            Value::sum("lowest_cost", String::new(), lowest),
            Value::sum("break_even", String::new(), break_even),
        ];
        let on = self.common(|one| one.first_day());
        values.push(Value::text(
            Under::Dates,
            "on",
            String::new(),
            on.map(|day| day.to_string()),
        ));
        let mut lists = self.variant_lists(&cheapest);
        lists.push(self.break_even_list());
        lists.push(self.line_list());
        Report {
            command: "compare",
            asked: self.asked(),
            outcome: answer.outcome(),
            reason: None,
            values,
            lists,
            steps: Vec::new(),
            story: Vec::new(),
            assumed: self.assumed,
            missing: self.missing(),
            notes: self.notes(&cheapest),
            grounds: self.grounds(),
        }
    }

    fn grounds(&self) -> Grounds<'a> {
        let each = self
            .answer
            .settled
            .iter()
            .zip(self.each)
            .map(|(one, blocks)| {
                let days = (one.day().min(self.today), self.today);
                let shelf = self.shelf(&one.variant);
                Grounds::new(shelf, one.folder(), blocks, one.blocks().1, days)
            });
        Grounds::together(self.blocks, each)
    }

    fn shelf(&self, variant: &Variant) -> &'a Shelf {
        let said = self.bills[0]
            .word(Selector::Scheme)
            .and_then(Scheme::from_name);
        let key = (variant.rules, variant.scheme.or(said));
        &self.shelves[&key]
    }

    /// What is the same in all variants.
    fn common<T: PartialEq>(&self, of: impl Fn(&Settled) -> T) -> Option<T> {
        let mut all = self.answer.settled.iter().map(of);
        let first = all.next()?;
        all.all(|one| one == first).then_some(first)
    }

    fn asked(&self) -> Vec<String> {
        let lang = self.lang;
        let mut asked = vec![self.answer.settled[0].folder().name.clone()];
        let facts = [
            Selector::Scheme,
            Selector::Mode,
            Selector::Visit,
            Selector::Hospital,
            Selector::Person,
            Selector::Aid,
            Selector::Place,
        ];
        for selector in facts {
            let is_one = self
                .common(|one| self.word(&one.variant, selector))
                .flatten();
            asked.extend(is_one.map(|word| word_name(lang, selector, &word)));
        }
        match self.bills {
            [_] => asked.extend(self.common(Settled::day).map(|day| day.to_string())),
            bills => {
                let count = bills.len();
                asked.extend(
                    self.common(Settled::year)
                        .flatten()
                        .map(|(from, to)| format!("{from} – {to}")),
                );
                asked.push(say!(lang, "{count} 张账单", "bills: {count}"));
            }
        }
        asked
    }

    /// A word as the variant or the bill says it; of a year only what all bills say.
    fn word(&self, variant: &Variant, selector: Selector) -> Option<String> {
        let mut said = self.bills.iter().map(|bill| bill.word(selector));
        let first = said.next().flatten();
        let said = first.filter(|_| said.all(|word| word == first));
        variant.word(selector).or(said).map(str::to_owned)
    }

    /// The words that tell a variant from the others.
    fn words(&self, variant: &Variant) -> Vec<String> {
        let lang = self.lang;
        let all = || self.answer.settled.iter().map(|one| &one.variant);
        let mut words = Vec::new();
        for selector in LISTED {
            let own = variant.word(selector);
            if all().any(|other| other.word(selector) != own) {
                words.extend(own.map(|word| word_name(lang, selector, word)));
            }
        }
        if all().any(|other| other.day != variant.day) {
            words.extend(variant.day.map(|day| match self.bills {
                [_] => day.to_string(),
                _ => day.format("%Y").to_string(),
            }));
        }
        if all().any(|other| other.rules != variant.rules) {
            let changed = variant.rules.checked_sub(1);
            let changed = changed.and_then(|place| self.against.get(place));
            words.push(rules_name(lang, changed.map(String::as_str)));
        }
        if words.is_empty() {
            let scheme = self.word(variant, Selector::Scheme).unwrap_or_default();
            words.push(word_name(lang, Selector::Scheme, &scheme));
        }
        words
    }

    fn label(&self, place: usize) -> String {
        self.words(&self.answer.settled[place].variant).join(" · ")
    }

    /// A figure of a variant; nothing where it is not known or does not count.
    fn figure(&self, place: usize, key: &str) -> Option<Bounds<Yuan>> {
        let one = &self.answer.settled[place];
        let paid = one.paid_in.as_ref();
        match key {
            "total" => Some(Bounds::exactly(one.total)),
            "fund_pay" => one.fund,
            "personal_pay" => one.personal,
            "paid_in" => paid?.individual,
            "account_credit" => paid?.account,
            "total_cost" => self.answer.cost(place).filter(|_| paid.is_some()),
            _ => self.answer.difference(place),
        }
    }

    /// Whether a figure has a column.
    fn has_column(&self, key: &str) -> bool {
        match key {
            "paid_in" | "total_cost" => self.answer.with_contributions,
            "account_credit" => self.has_account(),
            _ => true,
        }
    }

    fn has_account(&self) -> bool {
        let mut places = 0..self.answer.settled.len();
        let nothing = Bounds::exactly(Yuan::ZERO);
        places.any(|place| {
            let credit = self.figure(place, "account_credit");
            credit.is_some_and(|credit| credit != nothing)
        })
    }

    /// The variants: tables for people, objects for programs.
    fn variant_lists(&self, cheapest: &[usize]) -> Vec<List> {
        let lang = self.lang;
        let keys = FIGURES.into_iter().filter(|key| self.has_column(key));
        let keys: Vec<&str> = keys.collect();
        let places = 0..self.answer.settled.len();
        let shown = places.clone().map(|place| Shown {
            words: self.words(&self.answer.settled[place].variant),
            figures: keys.iter().map(|key| self.cell(place, key)).collect(),
            is_cheapest: cheapest.contains(&place),
        });
        let shown: Vec<Shown> = shown.collect();
        let headings = keys.iter().map(|key| compared_name(lang, key).to_owned());
        let headings: Vec<String> = headings.collect();
        let tables = layout::tables(lang, &headings, &shown, self.columns);
        let mut lists: Vec<List> = tables
            .into_iter()
            .map(|(header, rows)| List {
                key: "",
                header,
                rows,
                json: Vec::new(),
            })
            .collect();
        if let Some(first) = lists.first_mut() {
            first.key = "variants";
            first.json = places.map(|place| self.variant(place, cheapest)).collect();
        }
        lists
    }

    fn cell(&self, place: usize, key: &str) -> String {
        match self.figure(place, key) {
            Some(figure) if key == "difference" => signed(figure),
            Some(figure) => money_range(figure),
            // What a scheme has no account for is no gap in what is known.
            None if key == "account_credit" => String::new(),
            None => unknown_sum(self.lang).to_owned(),
        }
    }

    /// A variant for programs.
    fn variant(&self, place: usize, cheapest: &[usize]) -> Json {
        let one = &self.answer.settled[place];
        let mut own = Map::new();
        let mut put = |key: &str, value: Json| own.insert(key.to_owned(), value);
        put("number", json!(place + 1));
        put("label", json!(self.label(place)));
        for selector in LISTED {
            let word = self.word(&one.variant, selector);
            let word =
                word.filter(|_| selector != Selector::Person || one.person_left_out.is_none());
            put(selector.name(), json!(word));
        }
        put("on", json!(one.first_day().to_string()));
        let changed = one.variant.rules.checked_sub(1);
        put(
            "against",
            json!(changed.and_then(|place| self.against.get(place))),
        );
        put("outcome", json!(one.outcome.name()));
        put("reason", json!(self.reasons(&one.reasons())));
        let paid = one.paid_in.as_ref().map(|paid| {
            json!({
                "year": paid.year,
                "outcome": paid.answer.outcome.name(),
                "reason": self.reasons(&paid.answer.reason),
            })
        });
        put("contribution", json!(paid));
        put("not_covered", json!(one.not_covered));
        put("cheapest", json!(cheapest.contains(&place)));
        let amounts = FIGURES.iter().map(|key| {
            let figure = self.figure(place, key);
            ((*key).to_owned(), figure.map_or(Json::Null, money))
        });
        put("amounts", Json::Object(amounts.collect()));
        Json::Object(own)
    }

    fn break_even_list(&self) -> List {
        let lang = self.lang;
        let found = &self.answer.break_evens;
        let rows = found.iter().map(|one| {
            let (variant, other) = (self.label(one.variant), self.label(one.against));
            vec![break_even_text(lang, one, &variant, &other)]
        });
        List {
            key: "break_even",
            header: vec![lang.pick("多少元起更省", "break-even").to_owned()],
            rows: rows.collect(),
            json: found.iter().map(break_even).collect(),
        }
    }

    /// What a year costs by the bill, as corners of lines.
    fn line_list(&self) -> List {
        let lines = self.answer.lines.iter().map(|line| {
            let corners = line.corners.iter();
            let corners = corners.map(|(bill, cost)| json!([bill.to_string(), money(*cost)]));
            json!({ "variant": line.variant + 1, "corners": corners.collect::<Vec<_>>() })
        });
        List {
            key: "lines",
            header: Vec::new(),
            rows: Vec::new(),
            json: lines.collect(),
        }
    }

    /// The tables and figures that would make variants known.
    fn missing(&self) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        let mut push = |key: String| {
            if !missing.contains(&key) {
                missing.push(key);
            }
        };
        for one in &self.answer.settled {
            if one.outcome == Outcome::Unknown {
                one.reasons()
                    .iter()
                    .for_each(|note| push(note.table().to_string()));
            }
            let paid = one
                .paid_in
                .as_ref()
                .filter(|paid| paid.individual.is_none());
            for note in paid.into_iter().flat_map(|paid| &paid.answer.reason) {
                given::keys_for(note.table())
                    .into_iter()
                    .for_each(&mut push);
            }
        }
        missing
    }

    fn reasons(&self, notes: &[Note]) -> Option<String> {
        let reasons: Vec<String> = notes.iter().map(|one| note(self.lang, one)).collect();
        (!reasons.is_empty()).then(|| reasons.join(self.lang.pick("；", "; ")))
    }

    fn notes(&self, cheapest: &[usize]) -> Vec<NoteText> {
        let lang = self.lang;
        let mut notes: Vec<NoteText> = Vec::new();
        let mut push = |code, text| notes.push(NoteText { code, text });
        // Variants with the same to say of them stand together.
        for (code, names, why) in self.why() {
            let names = names.join(lang.pick("、", ", "));
            push(code, say!(lang, "{names}：{why}", "{names}: {why}"));
        }
        if self.answer.with_contributions {
            let mut years: Vec<i32> = Vec::new();
            let paid = self
                .answer
                .settled
                .iter()
                .filter_map(|one| one.paid_in.as_ref());
            for year in paid.map(|paid| paid.year) {
                if !years.contains(&year) {
                    years.push(year);
                    push(
                        "contribution",
                        contribution_text(lang, year, self.has_account()),
                    );
                }
            }
        }
        if let Some(net) = self.cheapest_net().filter(|net| !cheapest.contains(net)) {
            let name = self.label(net);
            push(
                "net-of-account",
                say!(
                    lang,
                    "入账户的钱也算本人的话，{name}最省",
                    "with what goes into the own account counted as the person's, {name} is the cheapest"
                ),
            );
        }
        if let Some(found) = self.answer.break_evens.first() {
            let like = match self.bills {
                [_] => None,
                bills => Some(self.bill_name(&bills[self.answer.typical])),
            };
            push(
                "break-even",
                typical_text(lang, like.as_deref(), found.up_to),
            );
        }
        notes
    }

    fn bill_name(&self, bill: &Bill) -> String {
        let lang = self.lang;
        let mut name: Vec<String> = bill.number.iter().map(|number| clean(number)).collect();
        for selector in [Selector::Visit, Selector::Hospital] {
            let word = bill.word(selector);
            name.extend(word.map(|word| word_name(lang, selector, word)));
        }
        name.join(" ")
    }

    /// Why variants are not known, not covered, or changed, with their names.
    fn why(&self) -> Vec<(&'static str, Vec<String>, String)> {
        let lang = self.lang;
        let mut found: Vec<(&'static str, Vec<String>, String)> = Vec::new();
        let mut add = |code: &'static str, name: &str, why: String| {
            let same = |(known, _, text): &&mut (&'static str, Vec<String>, String)| {
                *known == code && *text == why
            };
            match found.iter_mut().find(same) {
                Some((_, names, _)) => names.push(name.to_owned()),
                None => found.push((code, vec![name.to_owned()], why)),
            }
        };
        for (place, one) in self.answer.settled.iter().enumerate() {
            let name = self.label(place);
            if let Some(why) = self.reasons(&one.reasons()) {
                let code = match one.outcome {
                    Outcome::Unknown => "unknown-variant",
                    _ => "not-covered",
                };
                let why = match one.not_covered {
                    0 => why,
                    count if one.outcome != Outcome::Unknown && self.bills.len() > 1 => say!(
                        lang,
                        "{count} 张不予支付，全算个人负担：{why}",
                        "bills not covered, counted as the person's: {count}: {why}"
                    ),
                    _ => why,
                };
                add(code, &name, why);
            }
            if let Some(paid) = one
                .paid_in
                .as_ref()
                .filter(|paid| paid.individual.is_none())
            {
                let why = self.reasons(&paid.answer.reason).unwrap_or_default();
                add(
                    "unknown-contribution",
                    &name,
                    say!(
                        lang,
                        "缴费不明，{why}",
                        "what was paid in is not known, {why}"
                    ),
                );
            }
            if let Some(person) = &one.person_left_out {
                let person = word_name(lang, Selector::Person, person);
                add(
                    "person-left-out",
                    &name,
                    say!(
                        lang,
                        "没有“{person}”这一类人员，没有按它算",
                        "knows no `{person}`, it was left out"
                    ),
                );
            }
        }
        found
    }

    /// The variant that surely costs least once what goes into the own account is taken off.
    fn cheapest_net(&self) -> Option<usize> {
        let net = |place: usize| {
            let cost = self.answer.cost(place)?;
            let credit = self.figure(place, "account_credit");
            let credit = credit.unwrap_or(Bounds::exactly(Yuan::ZERO));
            Some((cost.low - credit.high, cost.high - credit.low))
        };
        if !self.has_account() {
            return None;
        }
        let places = 0..self.answer.settled.len();
        let nets = places.filter_map(|place| Some((place, net(place)?)));
        let nets: Vec<(usize, (Yuan, Yuan))> = nets.collect();
        let least = |(place, (_, high)): &&(usize, (Yuan, Yuan))| {
            let mut others = nets.iter().filter(|(other, _)| other != place);
            others.all(|(_, (low, _))| high <= low)
        };
        nets.iter()
            .find(least)
            .filter(|_| nets.len() > 1)
            .map(|(place, _)| *place)
    }
}

/// A difference, with its sign.
fn signed(difference: Bounds<Yuan>) -> String {
    let text = money_range(difference);
    match difference.low > Yuan::ZERO && !difference.is_vague() {
        true => format!("+{text}"),
        false => text,
    }
}

/// From where on it costs less: at the earliest and at the latest.
fn bounds(found: &BreakEven) -> Option<Bounds<Yuan>> {
    Some(Bounds {
        low: found.perhaps.from()?,
        high: found.surely.from()?,
    })
}

fn break_even(found: &BreakEven) -> Json {
    let course = |course: &Course| {
        let changes = course
            .changes
            .iter()
            .map(|(at, is_less)| json!({ "at": at.to_string(), "costs_less": is_less }));
        json!({
            "from": course.from().map(|from| from.to_string()),
            "costs_less_at_start": course.at_start,
            "changes": changes.collect::<Vec<_>>(),
        })
    };
    json!({
        "variant": found.variant + 1,
        "against": found.against + 1,
        "from": bounds(found).map(money),
        "up_to": found.up_to.to_string(),
        "surely": course(&found.surely),
        "perhaps": course(&found.perhaps),
    })
}
