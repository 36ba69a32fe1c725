//! Every combination of facts meets a row, and every row meets a combination.

use std::sync::Arc;

use crate::engine::adjust::Limit;
use crate::engine::condition::{Condition, Met, Test, met};
use crate::engine::table::{Cuts, MOST_PLACES};
use crate::model::case::Case;
use crate::model::part::Part;
use crate::model::selector::{Kind, Selector};
use crate::model::words::{Hospital, PERSON, Place, Scheme, Visit, persons_of, shared};
use crate::money::{Mode, Rounding, Unit};
use crate::rules::block::{Block, Body, MoneyValue, RowCondition, RowTest, RowValue};
use crate::rules::evaluate::Asking;
use crate::rules::file::{FileKind, Home};
use crate::rules::paying_in::LineEntry;
use crate::rules::problem::{Problem, Whole};
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;

/// A selector with the values that the checker tries.
struct Axis {
    selector: Selector,
    values: Vec<i64>,
}

/// Checks one block.
pub(super) fn check(
    shelf: &Shelf,
    folder: &str,
    kind: FileKind,
    block: &Arc<Block>,
    problems: &mut Vec<Problem>,
) {
    if !matches!(block.body, Body::Rows(_) | Body::Lines(_)) {
        return;
    }
    let here = Folder {
        path: folder.to_owned(),
        code: String::new(),
        name: String::new(),
        county: None,
    };
    let scheme = kind.scheme_asked();
    let fen = Rounding {
        unit: Unit::Fen,
        mode: Mode::HalfUp,
    };
    let asking = Asking::new(shelf, &here, scheme, block.from, fen);
    let checker = Checker {
        asking: &asking,
        shelf,
        folder,
        kind,
        block,
    };
    match &block.body {
        Body::Lines(lines) => checker.lines(lines, problems),
        _ => checker.rows(problems),
    }
    checker.entries(problems);
    checker.limits(problems);
}

struct Checker<'a> {
    asking: &'a Asking<'a>,
    shelf: &'a Shelf,
    folder: &'a str,
    kind: FileKind,
    block: &'a Block,
}

impl Checker<'_> {
    /// The conditions as every pool under the folder may meet them: a plan knows only its own.
    fn conditions(&self, conditions: &[RowCondition]) -> Vec<Condition> {
        let mut compiled = self.asking.conditions(conditions);
        for (condition, compiled) in conditions.iter().zip(&mut compiled) {
            if let (Selector::Pool, RowTest::Words(words)) = (condition.selector, &condition.test) {
                let mut book = self.asking.book.borrow_mut();
                let pools = words.iter().map(|word| book.number(Selector::Pool, word));
                compiled.test = Test::Words(pools.collect());
            }
        }
        compiled
    }

    fn rows(&self, problems: &mut Vec<Problem>) {
        let rows = self.block.rows();
        let conditions: Vec<Vec<Condition>> = rows
            .iter()
            .map(|row| self.conditions(&row.conditions))
            .collect();
        let all: Vec<&RowCondition> = rows.iter().flat_map(|row| &row.conditions).collect();
        let Some(axes) = self.axes(&all) else {
            problems.push(self.problem(Whole::TooManyCases));
            return;
        };
        let mut reached = vec![false; rows.len()];
        let mut incomplete = false;
        each_case(&axes, |case| {
            match conditions
                .iter()
                .position(|conditions| met(conditions, case) == Met::Yes)
            {
                Some(row) => reached[row] = true,
                None if !incomplete => {
                    incomplete = true;
                    problems.push(self.problem(Whole::Incomplete(self.describe(&axes, case))));
                }
                None => {}
            }
        });
        for (row, _) in rows.iter().zip(&reached).filter(|(_, reached)| !**reached) {
            problems.push(Problem::new(row.place.clone(), Whole::Unreachable));
        }
    }

    /// Of the entries for one line and payer the first that matches counts: the others must be reached too.
    fn lines(&self, lines: &[LineEntry], problems: &mut Vec<Problem>) {
        for (index, line) in lines.iter().enumerate() {
            let same = lines[..=index]
                .iter()
                .filter(|other| (other.line, other.payer) == (line.line, line.payer));
            let conditions: Vec<Vec<Condition>> = same
                .clone()
                .map(|line| self.conditions(&line.conditions))
                .collect();
            let all: Vec<&RowCondition> = same.flat_map(|line| &line.conditions).collect();
            let Some(axes) = self.axes(&all) else {
                problems.push(self.problem(Whole::TooManyCases));
                continue;
            };
            let mut reached = false;
            each_case(&axes, |case| {
                let first = conditions
                    .iter()
                    .position(|conditions| met(conditions, case) == Met::Yes);
                reached |= first == Some(conditions.len() - 1);
            });
            if !reached {
                problems.push(Problem::new(line.place.clone(), Whole::Unreachable));
            }
        }
    }

    /// A limit of an adjustment below what the row itself says lowers it: mostly one of the two is mistyped.
    fn limits(&self, problems: &mut Vec<Problem>) {
        let rows = self.block.rows();
        for entry in &self.block.adjust {
            let Some(max) = entry.op.max else { continue };
            let conditions = self.conditions(&entry.conditions);
            let above = rows.iter().find(|row| {
                let all: Vec<&RowCondition> =
                    row.conditions.iter().chain(&entry.conditions).collect();
                let own = self.conditions(&row.conditions);
                let mut meet = false;
                if let Some(axes) = self.axes(&all) {
                    each_case(&axes, |case| {
                        meet |= met(&own, case) == Met::Yes && met(&conditions, case) == Met::Yes;
                    });
                }
                meet && is_above(&row.value, max)
            });
            if let Some(row) = above {
                let what = Whole::MaxBelowRow(row.place.clone());
                problems.push(Problem::new(entry.place.clone(), what));
            }
        }
    }

    fn entries(&self, problems: &mut Vec<Problem>) {
        for entry in &self.block.adjust {
            let conditions = self.conditions(&entry.conditions);
            let all: Vec<&RowCondition> = entry.conditions.iter().collect();
            let Some(axes) = self.axes(&all) else {
                problems.push(self.problem(Whole::TooManyCases));
                continue;
            };
            let mut reached = false;
            each_case(&axes, |case| reached |= met(&conditions, case) == Met::Yes);
            if !reached {
                problems.push(Problem::new(entry.place.clone(), Whole::Unreachable));
            }
        }
    }

    fn problem(&self, what: Whole) -> Problem {
        Problem::new(self.block.place.clone(), what)
    }

    /// The values to try for each selector that the conditions use; nothing when they combine to too many.
    fn axes(&self, conditions: &[&RowCondition]) -> Option<Vec<Axis>> {
        let mut axes: Vec<Axis> = Vec::new();
        for condition in conditions {
            let selector = condition.selector;
            if axes.iter().all(|axis| axis.selector != selector) {
                let same = conditions.iter().filter(|other| other.selector == selector);
                let values = self.values(selector, same.copied().collect());
                axes.push(Axis { selector, values });
            }
        }
        let cases = axes
            .iter()
            .try_fold(1_usize, |cases, axis| cases.checked_mul(axis.values.len()));
        cases.filter(|cases| *cases <= MOST_PLACES).map(|_| axes)
    }

    fn values(&self, selector: Selector, conditions: Vec<&RowCondition>) -> Vec<i64> {
        match selector.kind() {
            Kind::Flag => vec![0, 1],
            Kind::Word => self.words(selector, &conditions),
            Kind::Number | Kind::Date => {
                let edges = conditions
                    .iter()
                    .flat_map(|condition| match condition.test {
                        RowTest::Band { from, until } => from.into_iter().chain(until).collect(),
                        RowTest::Words(_) => Vec::new(),
                    });
                let mut edges: Vec<i64> = edges.collect();
                edges.sort_unstable();
                edges.dedup();
                let cuts = Cuts::Edges(edges);
                let samples = (1..cuts.places()).filter_map(|place| cuts.sample(place));
                // Counts begin with 0, and the first time is the first.
                let least = match selector {
                    Selector::Nth | Selector::NthAtLevel | Selector::NthForDisease => 1,
                    _ => 0,
                };
                samples.filter(|value| *value >= least).collect()
            }
        }
    }

    /// The finite list of a word selector, in this file.
    fn words(&self, selector: Selector, conditions: &[&RowCondition]) -> Vec<i64> {
        let number = |word: &str| self.asking.book.borrow_mut().number(selector, word);
        let named = || {
            let words = conditions
                .iter()
                .flat_map(|condition| match &condition.test {
                    RowTest::Words(words) => words.clone(),
                    RowTest::Band { .. } => Vec::new(),
                });
            let mut numbers: Vec<i64> = words.map(|word| number(&word)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let part = match self.block.table {
            TableName::Of(part, _) => Some(part),
            _ => None,
        };
        match (selector, self.kind) {
            (Selector::Scheme, FileKind::Scheme(Scheme::Employee)) => {
                vec![Scheme::Employee as i64, Scheme::Flexible as i64]
            }
            (Selector::Scheme, FileKind::Scheme(scheme)) => vec![scheme as i64],
            (Selector::Visit, _) => match part {
                Some(Part::Visit(visit)) => vec![visit as i64],
                _ if self.block.table.home() == Home::Maternity => {
                    let of_birth = [Visit::Delivery, Visit::Antenatal, Visit::FamilyPlanning];
                    of_birth.map(|visit| visit as i64).to_vec()
                }
                _ => (0..Visit::ALL.len() as i64).collect(),
            },
            // Care at home is not off-site: the table is never asked for it.
            (Selector::Place, _) if self.block.table == TableName::OffSite => {
                (1..Place::ALL.len() as i64).collect()
            }
            (Selector::Hospital, _) => {
                let stays = [Visit::Inpatient, Visit::DaySurgery].map(Part::Visit);
                let is_stay = part.is_some_and(|part| stays.contains(&part));
                let levels = Hospital::ALL.iter().filter(|level| {
                    !is_stay || !matches!(level, Hospital::Village | Hospital::Pharmacy)
                });
                levels.map(|level| *level as i64).collect()
            }
            (Selector::Person, kind) => {
                let of = |scheme| persons_of(scheme).map(|word| number(word.name)).collect();
                match kind {
                    FileKind::Scheme(scheme) => of(scheme),
                    FileKind::Catastrophic => of(Scheme::Resident),
                    _ => (0..PERSON.len() as i64).collect(),
                }
            }
            (Selector::Disease | Selector::Layer | Selector::Category | Selector::Pool, _) => {
                let mut numbers = named();
                numbers.push(numbers.last().map_or(0, |last| last + 1));
                numbers
            }
            _ => {
                let declared = self.shelf.declared(self.folder);
                let declared: Vec<i64> = declared.of(selector).map(number).collect();
                let mut numbers: Vec<i64> =
                    (0..shared(selector).len() as i64).chain(declared).collect();
                numbers.extend(named());
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            }
        }
    }

    /// A case in words, for the message.
    fn describe(&self, axes: &[Axis], case: &Case) -> Vec<(&'static str, String)> {
        let book = self.asking.book.borrow();
        let describe = |axis: &Axis| {
            let value = case.get(axis.selector).unwrap_or_default();
            let text = match axis.selector.kind() {
                Kind::Word => book
                    .word(axis.selector, value)
                    .unwrap_or("other")
                    .to_owned(),
                Kind::Flag => (value == 1).to_string(),
                Kind::Number => value.to_string(),
                Kind::Date => i32::try_from(value)
                    .ok()
                    .and_then(chrono::NaiveDate::from_num_days_from_ce_opt)
                    .map_or_else(String::new, |day| day.to_string()),
            };
            (axis.selector.name(), text)
        };
        axes.iter().map(describe).collect()
    }
}

/// Whether a row's own value lies above a limit.
fn is_above(value: &RowValue, max: Limit) -> bool {
    match (value, max) {
        (RowValue::Ratio(rate) | RowValue::Share(rate), Limit::Rate(max)) => rate.low > max,
        (RowValue::Brackets(brackets), Limit::Rate(max)) => {
            brackets.iter().any(|bracket| bracket.rate.low > max)
        }
        (RowValue::Money(rule), Limit::Money(max)) => match &rule.value {
            MoneyValue::Amount(amount) => amount.low > max,
            MoneyValue::Share(..) => false,
        },
        (RowValue::Wait(rule), Limit::Count(max)) => rule.length.low > max,
        (RowValue::Length(length), Limit::Count(max)) => length.low > max,
        _ => false,
    }
}

/// Runs over every combination of the axes.
fn each_case(axes: &[Axis], mut visit: impl FnMut(&Case)) {
    let mut case = Case::EMPTY;
    let mut places = vec![0; axes.len()];
    if axes.iter().any(|axis| axis.values.is_empty()) {
        return;
    }
    loop {
        for (axis, place) in axes.iter().zip(&places) {
            case.set(axis.selector, Some(axis.values[*place]));
        }
        visit(&case);
        let mut next = 0;
        loop {
            let Some(place) = places.get_mut(next) else {
                return;
            };
            *place += 1;
            if *place < axes[next].values.len() {
                break;
            }
            *place = 0;
            next += 1;
        }
    }
}
