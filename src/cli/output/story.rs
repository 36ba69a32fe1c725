//! The steps of a settlement put together into sentences, each with the documents that it rests on.

use crate::cli::messages::{
    Lang, Told, amount_name, clean, dispute_text, formula, ground_text, grounds_title, inside_name,
    money_range, nth_text, pool_name, story_title, told, word_name,
};
use crate::cli::output::Answered;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::paper::{Section, Sentence, marks};
use crate::engine::answer::{Answer, BothSteps};
use crate::engine::bounds::Bounds;
use crate::engine::plan::Piece;
use crate::engine::settlement::{Amount, FUNDS};
use crate::engine::step::{Code, Value};
use crate::model::part::Part;
use crate::model::selector::{Kind, Selector};
use crate::money::Yuan;

/// What happened to a bill, sentence by sentence. The documents are numbered as the grounds of the page count them.
pub(crate) fn story(answered: &Answered<'_>, grounds: &Grounds<'_>, lang: Lang) -> Vec<Sentence> {
    let Some(answer) = &answered.answer.answer else {
        return Vec::new();
    };
    let mut teller = Teller {
        answered,
        grounds,
        answer,
        lang,
        sentences: Vec::new(),
    };
    teller.all();
    teller.sentences
}

/// The sentences under their title; nothing where there is no amount.
pub(crate) fn section(answered: &Answered<'_>, lang: Lang) -> Option<Section> {
    let sentences = story(answered, &answered.grounds, lang);
    (!sentences.is_empty()).then(|| Section::Story(story_title(lang).to_owned(), sentences))
}

/// Every figure with its grade, its documents and what other documents say.
pub(crate) fn grounds_section(grounds: &Grounds<'_>, lang: Lang) -> Option<Section> {
    let mut points = Vec::new();
    for block in grounds.blocks {
        let (table, from) = (block.table.to_string(), block.from.to_string());
        let marks = marks(&grounds.references(std::iter::once(block)));
        let grade = grounds.grade_of(block).name();
        let mut text = ground_text(
            lang,
            (&table, &from),
            block.from_is_first_seen,
            grade,
            &marks,
        );
        for disputed in &block.disputed {
            let other = dispute_text(lang, &clean(&disputed.says), &clean(&disputed.why));
            text += lang.pick("；", "; ");
            text += &other;
        }
        points.push(text);
    }
    (!points.is_empty()).then(|| Section::Points(grounds_title(lang).to_owned(), points))
}

struct Teller<'a> {
    answered: &'a Answered<'a>,
    grounds: &'a Grounds<'a>,
    answer: &'a Answer,
    lang: Lang,
    sentences: Vec<Sentence>,
}

impl<'a> Teller<'a> {
    fn tell(&mut self, what: &Told<'_>, steps: &[&BothSteps]) {
        let blocks = steps
            .iter()
            .flat_map(|step| self.answered.blocks_of_step(step));
        let blocks: Vec<_> = blocks.collect();
        self.sentences.push(Sentence {
            text: told(self.lang, what),
            references: self.grounds.references(blocks.into_iter()),
        });
    }

    fn sum(&self, amount: Amount) -> Option<String> {
        let sum = self.answer.get(amount)?;
        (sum != Bounds::exactly(Yuan::ZERO)).then(|| money_range(sum))
    }

    fn all(&mut self) {
        let answer = self.answer;
        if let Some(total) = answer.get(Amount::Total) {
            self.tell(&Told::Total(money_range(total)), &[]);
            self.outside();
        }
        let mut shown: Vec<Part> = Vec::new();
        for step in &answer.steps {
            match step.part {
                Some(part) if !shown.contains(&part) => {
                    shown.push(part);
                    let own = answer.steps.iter().filter(|one| one.part == Some(part));
                    let own: Vec<&BothSteps> = own.collect();
                    self.part(part, &own);
                }
                Some(_) => {}
                None => self.alone(step, &shown),
            }
        }
    }

    /// What does not count, and what does.
    fn outside(&mut self) {
        let answer = self.answer;
        let of = |code: Code| -> Vec<&BothSteps> {
            answer
                .steps
                .iter()
                .filter(|step| step.code == code)
                .collect()
        };
        let lines = |steps: &[&BothSteps]| steps.first().and_then(|step| count(step, "lines"));
        if let Some(sum) = self.sum(Amount::SelfFunded) {
            let steps = of(Code::SelfFunded);
            self.tell(&Told::SelfFunded(sum, lines(&steps)), &steps);
        }
        if let Some(sum) = self.sum(Amount::OverLimit) {
            let steps = of(Code::OverLimit);
            self.tell(&Told::OverLimit(sum, lines(&steps)), &steps);
        }
        let away = of(Code::PrePay);
        let moved = away.iter().map(|step| step.result.low);
        let moved: Yuan = moved.sum();
        let first = or_nothing(answer.get(Amount::PreSelfPay));
        if first.high > moved {
            let steps = of(Code::FirstPayment);
            let parts = steps.iter().filter_map(|step| {
                let rate = rate(step, "self_pay_rate")?;
                Some((money_range(money(step, "amount")?), rate))
            });
            let parts: Vec<(String, String)> = parts.collect();
            let own = first.map(|sum| sum.above(moved));
            self.tell(&Told::FirstPayment(parts, money_range(own)), &steps);
        }
        let flat = of(Code::FlatItems);
        if let Some(step) = flat.first() {
            self.tell(&Told::FlatItems(money_range(step.result)), &flat);
        }
        for step in &away {
            self.tell(&Told::PrePay(money_range(step.result)), &[step]);
        }
        if let Some(eligible) = answer.get(Amount::Eligible) {
            let step = of(Code::Eligible);
            let how = step.first().map(|step| formula(self.lang, step));
            let how = how.filter(|how| how.contains('−') && away.is_empty());
            let outside = [Amount::SelfFunded, Amount::OverLimit, Amount::PreSelfPay];
            let is_all = outside.iter().all(|amount| self.sum(*amount).is_none());
            let how = how.filter(|_| !is_all);
            match (is_all, how) {
                (true, _) => self.tell(&Told::Eligible(money_range(eligible), None), &[]),
                (false, how) => {
                    let how = how.unwrap_or_else(|| self.subtraction());
                    self.tell(&Told::Eligible(money_range(eligible), Some(how)), &[]);
                }
            }
        }
    }

    /// The total less what does not count.
    fn subtraction(&self) -> String {
        let amounts = [
            Amount::Total,
            Amount::SelfFunded,
            Amount::OverLimit,
            Amount::PreSelfPay,
        ];
        let sums = amounts.iter().filter_map(|amount| self.sum(*amount));
        sums.collect::<Vec<String>>().join(" − ")
    }

    /// What a fund does.
    fn part(&mut self, part: Part, steps: &[&BothSteps]) {
        let fund = fund_name(self.lang, part);
        let find = |code: Code| steps.iter().find(|step| step.code == code).copied();
        let ratios = steps.iter().filter(|step| step.code == Code::Ratio).count();
        // Where the last sentence before the payment says the same sum, the payment is not said again.
        let mut last = None;
        for &step in steps {
            match step.code {
                Code::Input => {
                    let how = formula(self.lang, step);
                    let input = money_range(step.result);
                    self.tell(&Told::Input(fund, input, how), &[step]);
                }
                Code::Gate => {
                    let is_open = step.result.high > Yuan::ZERO;
                    let (input, gate) = (text(step, "input"), text(step, "gate"));
                    self.tell(&Told::Gate(fund, input, gate, is_open), &[step]);
                }
                Code::Deductible => self.deductible(fund, step),
                Code::CostCap if changes(step) => {
                    let (limit, counts) = (text(step, "limit"), money_range(step.result));
                    self.tell(&Told::CostCap { limit, counts }, &[step]);
                }
                Code::Ratio => {
                    self.ratio(fund, step);
                    last = (ratios == 1).then_some(step.result);
                }
                Code::Floor if changes(step) => {
                    last = Some(step.result);
                    self.tell(&Told::Floor(money_range(step.result)), &[step]);
                }
                Code::PaymentCap => {
                    let limit = text(step, "limit");
                    let used = money(step, "used").filter(|used| used.high > Yuan::ZERO);
                    let used = used.map(money_range);
                    if changes(step) {
                        last = Some(step.result);
                        let pays = money_range(step.result);
                        self.tell(&Told::HeldByCap { limit, used, pays }, &[step]);
                    } else if money(step, "limit").is_some_and(|limit| limit.high != Yuan::MAX) {
                        self.tell(&Told::BelowCap { limit, used }, &[step]);
                    }
                }
                Code::Graded => {
                    last = Some(step.result);
                    let share = rate(step, "share").unwrap_or_default();
                    let pays = money_range(step.result);
                    self.tell(&Told::Graded { share, pays }, &[step]);
                }
                Code::Payment => {
                    let is_closed =
                        find(Code::Gate).is_some_and(|gate| gate.result.high == Yuan::ZERO);
                    if last != Some(step.result) && !is_closed && step.result.high > Yuan::ZERO {
                        self.tell(&Told::Pays(fund, money_range(step.result)), &[]);
                    }
                }
                Code::UnknownLayer => {
                    self.tell(&Told::UnknownFund(fund, text(step, "input")), &[step]);
                }
                _ => {}
            }
        }
    }

    fn deductible(&mut self, fund: &str, step: &BothSteps) {
        let (Some(standard), Some(used), Some(input)) = (
            money(step, "standard"),
            money(step, "used"),
            money(step, "input"),
        ) else {
            return;
        };
        let zero = Bounds::exactly(Yuan::ZERO);
        let told = if standard == zero {
            Told::NoDeductible
        } else if step.result == zero && input != zero {
            Told::DeductiblePaid(money_range(standard))
        } else if step.result == input && standard.low > input.high {
            Told::BelowDeductible {
                standard: money_range(standard),
                input: money_range(input),
            }
        } else {
            Told::Deductible {
                fund,
                taken: money_range(step.result),
                of: (used != zero).then(|| (money_range(standard), money_range(used))),
                why: self.why(step),
            }
        };
        self.tell(&told, &[step]);
    }

    fn ratio(&mut self, fund: &str, step: &BothSteps) {
        let amount = text(step, "amount");
        let ratio = rate(step, "ratio").unwrap_or_default();
        let pays = money_range(step.result);
        let why = self.why(step);
        let told = match (money(step, "paid_before"), money(step, "from")) {
            (Some(before), _) => Told::WholeSum {
                fund,
                amount,
                ratio,
                before: money_range(before),
                pays,
                why,
            },
            (None, Some(from)) => Told::Bracket {
                fund,
                from: money_range(from),
                up_to: money(step, "up_to").map(money_range),
                amount,
                ratio,
                pays,
                why,
            },
            (None, None) => Told::Ratio {
                fund,
                amount,
                ratio,
                pays,
                why,
            },
        };
        self.tell(&told, &[step]);
    }

    /// What belongs to no fund: the accounts, what is left, cash.
    fn alone(&mut self, step: &BothSteps, shown: &[Part]) {
        match step.code {
            Code::Account if !self.is_told(Code::Personal, step) => {
                self.tell(&Told::AccountFirst(money_range(step.result)), &[step]);
            }
            Code::Account => {
                let (pays, balance) = (money_range(step.result), text(step, "account"));
                self.tell(&Told::Account { pays, balance }, &[]);
            }
            Code::Personal => {
                self.funds_not_in(shown);
                if let Some(hospital) = self.sum(Amount::HospitalPay) {
                    self.tell(&Told::Hospital(hospital), &[]);
                }
                let (funds, left) = (text(step, "fund_pay"), money_range(step.result));
                self.tell(&Told::Personal { funds, left }, &[]);
                self.made_up_of();
            }
            Code::MutualAid => {
                let told = Told::Relative {
                    whose: self.answered.label(self.lang, step),
                    pays: money_range(step.result),
                    authorised: text(step, "authorised"),
                };
                self.tell(&told, &[]);
            }
            Code::Cash => self.tell(&Told::Cash(money_range(step.result)), &[]),
            _ => {}
        }
    }

    /// Whether a step of that code stands before this one.
    fn is_told(&self, code: Code, step: &BothSteps) -> bool {
        let before = self.answer.steps.iter();
        let mut before = before.take_while(|other| !std::ptr::eq(*other, step));
        before.any(|other| other.code == code)
    }

    /// Funds of the order of payment that did not come in.
    fn funds_not_in(&mut self, shown: &[Part]) {
        for fund in FUNDS {
            let is_shown = shown.iter().any(|part| Amount::of(part.layer()) == fund);
            let sum = self.answer.get(fund);
            if !is_shown && sum == Some(Bounds::exactly(Yuan::ZERO)) {
                self.tell(&Told::NotThisFund(amount_name(self.lang, fund)), &[]);
            }
        }
    }

    /// The patient's part in its pieces, where no fund took up what does not count.
    fn made_up_of(&mut self) {
        let outside = [Amount::SelfFunded, Amount::OverLimit, Amount::PreSelfPay];
        let inside = [Piece::Deductible, Piece::OwnShare, Piece::OverCap];
        let inputs = self
            .answer
            .steps
            .iter()
            .filter(|step| step.code == Code::Input);
        let takes_outside = inputs.flat_map(|step| &step.operands).any(|(name, value)| {
            let is_inside = inside.iter().any(|piece| piece.name() == *name);
            !is_inside && !matches!(value.high, Value::Money(Yuan::ZERO))
        });
        let (Some(personal), false) = (self.answer.get(Amount::PersonalPay), takes_outside) else {
            return;
        };
        let mut parts = Vec::new();
        let mut rest = personal;
        for amount in outside {
            let sum = or_nothing(self.answer.get(amount));
            if sum != Bounds::exactly(Yuan::ZERO) {
                parts.push((amount_name(self.lang, amount), money_range(sum)));
            }
            rest = Bounds {
                low: rest.low - sum.low,
                high: rest.high - sum.high,
            };
        }
        let is_hospital_in = self.sum(Amount::HospitalPay).is_some();
        if parts.is_empty() || rest.low < Yuan::ZERO || is_hospital_in {
            return;
        }
        if rest != Bounds::exactly(Yuan::ZERO) {
            parts.push((inside_name(self.lang), money_range(rest)));
        }
        self.tell(&Told::MadeUpOf(parts), &[]);
    }

    /// The words of the case that the rule of a step asks for.
    fn why(&self, step: &BothSteps) -> String {
        let answer = self.answered.answer;
        let Some((compiled, claim)) = answer.compiled.as_ref().zip(answer.claim.as_ref()) else {
            return String::new();
        };
        let case = match step.code {
            Code::Deductible => claim.case_for_deductible(),
            _ => claim.case.clone(),
        };
        let mut asked: Vec<Selector> = Vec::new();
        for block in self.answered.blocks_of_step(step) {
            let rows = block.rows().iter().flat_map(|row| &row.conditions);
            let adjust = block.adjust.iter().flat_map(|entry| &entry.conditions);
            for condition in rows.chain(adjust) {
                if !asked.contains(&condition.selector) {
                    asked.push(condition.selector);
                }
            }
        }
        let words = asked.into_iter().filter_map(|selector| {
            let value = case.get(selector)?;
            match (selector, selector.kind()) {
                (Selector::Scheme | Selector::Layer | Selector::Visit, _) => None,
                (_, Kind::Word) => {
                    let word = compiled.word(selector, value)?;
                    let is_silent = selector.silent() == Some(word);
                    (!is_silent).then(|| word_name(self.lang, selector, word))
                }
                (Selector::Nth, _) => Some(nth_text(self.lang, value)),
                (other, _) => Some(format!(
                    "{} {value}",
                    self.lang.pick(other.zh(), other.name())
                )),
            }
        });
        let words: Vec<String> = words.take(4).collect();
        words.join(self.lang.pick("，", ", "))
    }
}

/// A sum; nothing where there is nothing to tell of it.
fn or_nothing(sum: Option<Bounds<Yuan>>) -> Bounds<Yuan> {
    sum.unwrap_or(Bounds::exactly(Yuan::ZERO))
}

fn fund_name(lang: Lang, part: Part) -> &'static str {
    match (part, lang) {
        (Part::Visit(_), _) => pool_name(lang),
        (Part::Layer(layer), Lang::Zh) => layer.zh(),
        (Part::Layer(layer), Lang::En) => amount_name(lang, Amount::of(layer)),
    }
}

fn operand(step: &BothSteps, name: &str) -> Option<Bounds<Value>> {
    let mut operands = step.operands.iter();
    operands.find_map(|(known, value)| (*known == name).then_some(*value))
}

fn money(step: &BothSteps, name: &str) -> Option<Bounds<Yuan>> {
    let value = operand(step, name)?;
    match (value.low, value.high) {
        (Value::Money(low), Value::Money(high)) => Some(Bounds { low, high }),
        _ => None,
    }
}

fn text(step: &BothSteps, name: &str) -> String {
    money(step, name).map_or_else(String::new, money_range)
}

fn count(step: &BothSteps, name: &str) -> Option<i64> {
    match operand(step, name)?.low {
        Value::Count(count) => Some(count),
        _ => None,
    }
}

fn rate(step: &BothSteps, name: &str) -> Option<String> {
    let value = operand(step, name)?;
    match (value.low, value.high) {
        (Value::Rate(low), Value::Rate(high)) if low == high => Some(low.to_string()),
        (Value::Rate(low), Value::Rate(high)) => Some(format!("{low} – {high}")),
        _ => None,
    }
}

/// Whether a cap or a floor changes anything.
fn changes(step: &BothSteps) -> bool {
    money(step, "amount").is_some_and(|amount| step.result != amount)
}
