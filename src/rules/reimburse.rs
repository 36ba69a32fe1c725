//! One bill, from the names on it to an answer with everything it rests on.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::engine::answer::{Answer, BothSteps, Ledgers, answer};
use crate::engine::bounds::Bounds;
use crate::engine::claim::Claim;
use crate::engine::examine::{Examination, examine};
use crate::engine::opening::opening;
use crate::engine::plan::Lookup;
use crate::engine::settlement::Amount;
use crate::engine::step::{Code, Value};
use crate::engine::stop::Stop;
use crate::engine::table::Reads;
use crate::formats::fields::unknown_word;
use crate::formats::problem::What;
use crate::model::bill::Bill;
use crate::model::selector::Selector;
use crate::model::words::{self, Place, Scheme, Visit};
use crate::money::Yuan;
use crate::rules::block::{BelongsBy, Block};
use crate::rules::book::Book;
use crate::rules::carried::Carried;
use crate::rules::claim::{
    Assumed, At, AtKey, assume, claim, key_of, unknown_categories, unknown_region,
};
use crate::rules::compile::{Compiled, Without, benefit_year, compile_with};
use crate::rules::labels::Label;
use crate::rules::left::{LeftOver, left_over};
use crate::rules::note::Note;
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Amounts.
    Determined,
    /// Amounts between bounds, because a rule's text is vague.
    Range,
    /// A rule says that nothing is due.
    NotEligible,
    /// No rule says it.
    Unknown,
}

impl Outcome {
    /// Every kind.
    pub const ALL: [Outcome; 4] = [
        Outcome::Determined,
        Outcome::Range,
        Outcome::NotEligible,
        Outcome::Unknown,
    ];

    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Determined => "determined",
            Outcome::Range => "range",
            Outcome::NotEligible => "not-eligible",
            Outcome::Unknown => "unknown",
        }
    }
}

/// An answer about one bill.
#[derive(Debug)]
pub struct Reimbursed {
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Where the person is insured.
    pub folder: Folder,
    /// The day of the case.
    pub day: NaiveDate,
    /// The scheme.
    pub scheme: Scheme,
    /// The kind of visit.
    pub visit: Visit,
    /// Amounts and steps, if there are any.
    pub answer: Option<Answer>,
    /// Why there is none.
    pub reason: Vec<Note>,
    /// What was not given.
    pub assumed: Vec<Assumed>,
    /// Categories of lines that are no words of the vocabulary.
    pub unknown_categories: Vec<String>,
    /// What the rules leave open above the pool.
    pub examination: Examination,
    /// The plan, with the blocks it was made from; none when not even that could be made.
    pub compiled: Option<Compiled>,
    /// The bill as the engine was given it, if it came to that.
    pub claim: Option<Claim>,
    /// Every block that the answer rests on.
    pub blocks: Vec<Arc<Block>>,
    /// The rule of 家庭共济, where relatives' accounts pay.
    pub mutual_aid: Option<Result<Arc<Block>, Note>>,
    /// What the words of a receipt stand for, where the place says it; its grade is no amount's.
    pub labels: Option<Arc<Block>>,
    /// Blocks that no amount rests on but for how it is rounded, and the words of a receipt: they bring their documents and
    /// no grade.
    pub rounding: Vec<Arc<Block>>,
}

impl Reimbursed {
    /// The sums that the words of a receipt stand for, as the place's own table has them.
    pub fn labels(&self) -> Vec<(Label, Bounds<Yuan>)> {
        let labels = self.labels.as_ref().map(|block| &block.keys.labels);
        let sums = labels.zip(self.answer.as_ref());
        sums.map_or_else(Vec::new, |(labels, answer)| labels.sums(answer))
    }

    /// What is left after this bill until the next threshold of the year, by what is known of the year.
    pub fn left(&self) -> Vec<LeftOver> {
        let ledger = self.answer.as_ref().map(|answer| &answer.ledger);
        ledger.map_or_else(Vec::new, |ledger| left_over(self, ledger))
    }
}

/// Answers a bill, with what it says of the year before it.
///
/// # Errors
/// Problems of the bill: an unknown region or word, facts that the rules need and the bill does not say.
pub fn reimburse(shelf: &Shelf, bill: &Bill, today: NaiveDate) -> Result<Reimbursed, Vec<AtKey>> {
    reimburse_after(shelf, bill, today, None)
}

/// Answers a bill, after what earlier bills of the year left behind.
///
/// # Errors
/// As [`reimburse`]; and what the bill says of the year where the ledger knows it otherwise.
pub(crate) fn reimburse_after(
    shelf: &Shelf,
    bill: &Bill,
    today: NaiveDate,
    carried: Option<&Carried>,
) -> Result<Reimbursed, Vec<AtKey>> {
    reimburse_as(shelf, bill, today, carried, &|_| ())
}

/// Answers a bill by a plan that is changed first.
///
/// # Errors
/// As [`reimburse`].
pub(crate) fn reimburse_as(
    shelf: &Shelf,
    bill: &Bill,
    today: NaiveDate,
    carried: Option<&Carried>,
    change: &dyn Fn(&mut Compiled),
) -> Result<Reimbursed, Vec<AtKey>> {
    let given = bill.region.as_deref().unwrap_or_default();
    let folder = shelf
        .find_region(given)
        .map_err(|near| vec![("region", unknown_region(given, near))])?;
    let Some(scheme) = bill.word(Selector::Scheme).and_then(Scheme::from_name) else {
        return Err(vec![("scheme", What::Missing(vec!["scheme"], None))]);
    };
    let mut assumed = Vec::new();
    let visit = match bill.word(Selector::Visit).and_then(Visit::from_name) {
        Some(visit) => visit,
        None => {
            assume(&mut assumed, "visit", Visit::Inpatient.name());
            Visit::Inpatient
        }
    };
    let day = day_of(shelf, &folder, scheme, bill, today, &mut assumed);
    let book = carried.map_or_else(Book::default, |carried| carried.book.clone());
    let mut compiled = match compile_with(shelf, &folder, scheme, visit, day, book) {
        Ok(compiled) => compiled,
        Err(Without(note)) => {
            return Ok(Reimbursed {
                mutual_aid: None,
                labels: None,
                outcome: Outcome::Unknown,
                folder,
                day,
                scheme,
                visit,
                answer: None,
                reason: vec![note],
                assumed,
                unknown_categories: Vec::new(),
                examination: Examination::default(),
                compiled: None,
                claim: None,
                blocks: Vec::new(),
                rounding: Vec::new(),
            });
        }
    };
    if bill.is_settled {
        without_pre_pay(&mut compiled);
    }
    change(&mut compiled);
    let at = At {
        shelf,
        folder: &folder,
        compiled: &compiled,
        scheme,
        day,
    };
    let claim = claim(&at, bill, carried, &mut assumed)?;
    let unknown_categories = unknown_categories(shelf, &folder, bill);
    let examination = examine(&compiled.plan, &claim);
    let before = before(&compiled, &claim, bill, carried);
    let settled = answer(&compiled.plan, &claim, &before);
    let notes = |ids: &[crate::engine::table::Notice]| -> Vec<Note> {
        ids.iter()
            .map(|id| compiled.notes[id.0 as usize].clone())
            .collect()
    };
    let is_burden = bill.charges.stated_sum().is_some();
    let (outcome, settled, reason) = match settled {
        // Asked for the layers alone, and no order of payment says which there are.
        Ok(_) if is_burden && compiled.plan.stack_notice.is_some() => {
            let ids: Vec<_> = compiled.plan.stack_notice.into_iter().collect();
            (Outcome::Unknown, None, notes(&ids))
        }
        // Asked for the layers alone, and none of them is known: that is no range but no answer.
        Ok(_) if is_burden && nothing_is_known(&examination, &compiled, &claim) => {
            let layers = examination.unknown_layers.iter();
            let ids: Vec<_> = layers.map(|(_, notice)| *notice).collect();
            (Outcome::Unknown, None, notes(&ids))
        }
        // Asked for the layers alone, and the sum opens the gate of none.
        Ok(answer) if is_burden && !below_gate(&answer, &compiled).is_empty() => {
            let reason = below_gate(&answer, &compiled);
            (Outcome::NotEligible, None, reason)
        }
        Ok(answer) if answer.is_range() => (Outcome::Range, Some(answer), Vec::new()),
        Ok(answer) => (Outcome::Determined, Some(answer), Vec::new()),
        Err(Stop::Unknown(unknown)) => (Outcome::Unknown, None, notes(&unknown)),
        Err(Stop::NotCovered(notice)) => (Outcome::NotEligible, None, notes(&[notice])),
        // A category that no list has is not missing but wrong.
        Err(Stop::Missing(missing))
            if missing == [Selector::Category] && !unknown_categories.is_empty() =>
        {
            let known = words::shared(Selector::Category);
            let problems = unknown_categories
                .iter()
                .map(|word| ("category", unknown_word("category", word, known.iter())));
            return Err(problems.collect());
        }
        Err(Stop::Missing(missing)) => {
            let names: Vec<&'static str> =
                missing.iter().map(|selector| key_of(*selector)).collect();
            let first = names.first().copied().unwrap_or_default();
            return Err(vec![(first, What::Missing(names, Some(scheme)))]);
        }
        Err(Stop::MissingStay) => {
            let names = vec!["admitted", "discharged"];
            return Err(vec![("admitted", What::Missing(names, Some(scheme)))]);
        }
        Err(Stop::MissingSelfPayRate) => {
            return Err(vec![("self_pay_rate", What::MissingSelfPayRate)]);
        }
    };
    if let (Some(answer), Some(stated)) = (&settled, bill.hospital_pay)
        && let Some(rest) = too_much(answer, stated)
    {
        let what = What::HospitalAbovePatient { stated, rest };
        return Err(vec![("hospital_pay", what)]);
    }
    if settled.is_some() {
        otherwise(&compiled, &claim, bill, carried, &mut assumed);
    }
    let rounding = compiled.plan.rounding.reads;
    // An answer rests on every rule that it read; where there is no amount, on the rule that says so.
    let (blocks, rounding) = match &settled {
        Some(answer) => {
            let reads = examination.reads.iter().chain(&answer.reads).copied();
            let reads = reads.filter(|reads| *reads != rounding);
            let rounding = [rounding].into_iter();
            (blocks_of(&compiled, reads), blocks_of(&compiled, rounding))
        }
        None => (blocks_of_reason(&reason), Vec::new()),
    };
    let mutual_aid = (!bill.shared.is_empty()).then(|| {
        let found = shelf.find(&folder.path, scheme, TableName::MutualAid, day);
        found.map(|found| found.block)
    });
    // Where no place says it, nothing is missing: the amounts stand for themselves.
    let labels = settled.as_ref().and_then(|_| {
        let found = shelf.find(&folder.path, scheme, TableName::Labels, day);
        found.ok().map(|found| found.block)
    });
    let mut rounding = rounding;
    rounding.extend(labels.clone());
    let mut blocks = blocks;
    blocks.extend(mutual_aid.iter().flatten().cloned());
    Ok(Reimbursed {
        mutual_aid,
        labels,
        outcome,
        folder,
        day,
        scheme,
        visit,
        answer: settled,
        reason,
        assumed,
        unknown_categories,
        examination,
        blocks,
        rounding,
        compiled: Some(compiled),
        claim: Some(claim),
    })
}

/// What care away from home pays first is in the parts of a settlement already.
pub(crate) fn without_pre_pay(compiled: &mut Compiled) {
    if let Lookup::Rule(table) = &mut compiled.plan.off_site {
        table.change(|off_site| off_site.pre_pay = None);
    }
}

/// The day of the case: what is said, else the end of the stay that the rule counts, else the last charge, else today.
pub(crate) fn day_of(
    shelf: &Shelf,
    folder: &Folder,
    scheme: Scheme,
    bill: &Bill,
    today: NaiveDate,
    assumed: &mut Vec<Assumed>,
) -> NaiveDate {
    let Some(day) = bill.day else {
        let day = bill.last_charge.unwrap_or(today);
        assume(assumed, "on", day.to_string());
        return day;
    };
    match (bill.stay, benefit_year(shelf, folder, scheme, day)) {
        (Some((admitted, _)), Some(year)) if year.belongs_by == BelongsBy::Admission => admitted,
        _ => day,
    }
}

/// Whether every layer above the pool that the case reaches is unknown.
fn nothing_is_known(seen: &Examination, compiled: &Compiled, claim: &Claim) -> bool {
    use crate::engine::condition::{Met, met};
    let reached = compiled.plan.stack.iter().filter(|entry| {
        claim.charges.reaches(entry.layer) && met(&entry.conditions, &claim.case) == Met::Yes
    });
    let mut parts = reached
        .filter_map(|entry| entry.part.as_ref())
        .map(|part| part.part);
    !seen.unknown_layers.is_empty()
        && parts.all(|part| {
            seen.unknown_layers
                .iter()
                .any(|(unknown, _)| *unknown == part)
        })
}

/// The ledgers before a bill: what earlier bills left, or what the bill says of them.
fn before(compiled: &Compiled, claim: &Claim, bill: &Bill, carried: Option<&Carried>) -> Ledgers {
    carried.map_or_else(
        || opening(&compiled.plan, claim, &bill.history),
        |carried| carried.ledgers.clone(),
    )
}

/// What the likeliest other value of an assumed fact would change.
fn otherwise(
    compiled: &Compiled,
    claim: &Claim,
    bill: &Bill,
    carried: Option<&Carried>,
    assumed: &mut [Assumed],
) {
    for assumed in assumed {
        let (selector, value) = match assumed.key {
            "nth" => (Selector::Nth, None),
            "place" => (Selector::Place, Some(Place::Transfer.name())),
            "aid" => (Selector::Aid, Some("low-income")),
            _ => continue,
        };
        let number = match value {
            None => 2,
            Some(word) => compiled.number(selector, word),
        };
        let other = Claim {
            case: claim.case.with(selector, number),
            ..claim.clone()
        };
        let before = before(compiled, &other, bill, carried);
        let Ok(answer) = answer(&compiled.plan, &other, &before) else {
            continue;
        };
        let personal = answer.get(Amount::PersonalPay);
        let value = value.map_or("2".to_owned(), str::to_owned);
        assumed.otherwise = personal.map(|personal| (value, personal));
    }
}

fn blocks_of(compiled: &Compiled, reads: impl Iterator<Item = Reads>) -> Vec<Arc<Block>> {
    let mut blocks: Vec<Arc<Block>> = Vec::new();
    for reads in reads {
        for id in compiled.plan.blocks(reads) {
            let block = &compiled.blocks[id.0 as usize];
            if !blocks.iter().any(|known| Arc::ptr_eq(known, block)) {
                blocks.push(Arc::clone(block));
            }
        }
    }
    blocks
}

/// What is left of the patient's side, where the hospital is said to bear more than that.
fn too_much(answer: &Answer, stated: Yuan) -> Option<Yuan> {
    let rest = answer.get(Amount::Total)?.low - answer.get(Amount::FundPay)?.high;
    (stated > rest).then_some(rest)
}

/// The gates that stayed shut, where no layer got past one.
fn below_gate(answer: &Answer, compiled: &Compiled) -> Vec<Note> {
    let paid = |step: &BothSteps| matches!(step.code, Code::Payment | Code::UnknownLayer);
    if answer.steps.iter().any(paid) {
        return Vec::new();
    }
    let gates = answer.steps.iter().filter(|step| step.code == Code::Gate);
    let notes = gates.filter_map(|step| {
        let operand = |name: &str| {
            let mut operands = step.operands.iter();
            operands.find_map(|(known, value)| match value.low {
                Value::Money(sum) if *known == name => Some(sum),
                _ => None,
            })
        };
        let block = blocks_of(compiled, step.reads.iter().copied()).pop()?;
        Some(Note::BelowGate {
            block,
            input: operand("input")?,
            gate: operand("gate")?,
        })
    });
    notes.collect()
}

/// The blocks that a reason names.
fn blocks_of_reason(reason: &[Note]) -> Vec<Arc<Block>> {
    let mut blocks: Vec<Arc<Block>> = Vec::new();
    for note in reason {
        let (Note::Announced { block, .. }
        | Note::NotCovered { block, .. }
        | Note::BelowGate { block, .. }) = note
        else {
            continue;
        };
        if !blocks.iter().any(|known| Arc::ptr_eq(known, block)) {
            blocks.push(Arc::clone(block));
        }
    }
    blocks
}
