//! National bounds on what regions may say. They are no figures of any answer: they only say which ones are most
//! probably mistyped or misread.

use crate::model::selector::Selector;
use crate::model::words::Place;
use crate::money::Rate;
use crate::rules::block::{Block, MoneyRule, MoneyValue, Of, RowTest, RowValue};
use crate::rules::paying_in::BaseRule;
use crate::rules::problem::{Bound, Problem, Whole};
use crate::rules::table::TableName;

/// 医保发〔2022〕22号: after a transfer or in an emergency at most 10 points below the ratio at home.
const MOST_POINTS_FILED: i64 = -100_000;
/// 医保发〔2022〕22号: for all others at most 20 points.
const MOST_POINTS: i64 = -200_000;
/// 缴费基数 lie between 60 % and 300 % of the average wage.
const BASE: (i64, i64) = (600_000, 3_000_000);

/// Checks one block.
pub(super) fn check(block: &Block, problems: &mut Vec<Problem>) {
    for row in block.rows() {
        let RowValue::OffSite(rule) = &row.value else {
            continue;
        };
        let filed = [Place::Transfer, Place::AwayEmergency].map(Place::name);
        let is_filed = row.conditions.iter().any(|condition| {
            condition.selector == Selector::Place
                && matches!(&condition.test, RowTest::Words(words)
                    if words.iter().any(|word| filed.contains(&word.as_str())))
        });
        let (most, bound) = match is_filed {
            true => (MOST_POINTS_FILED, Bound::PointsFiled),
            false => (MOST_POINTS, Bound::Points),
        };
        if rule
            .points
            .is_some_and(|points| points.low.millionths() < most)
        {
            problems.push(Problem::new(
                row.place.clone(),
                Whole::NationalBounds(bound),
            ));
        }
    }
    let bases = match &block.keys.paying.base {
        None => Vec::new(),
        Some(BaseRule::Fixed(money)) => vec![money],
        Some(BaseRule::OwnWage { floor, ceiling } | BaseRule::Choice { floor, ceiling }) => {
            vec![floor, ceiling]
        }
    };
    for money in bases {
        if share_of_wage(money).is_some_and(|rate| !(BASE.0..=BASE.1).contains(&rate.millionths()))
        {
            problems.push(Problem::new(
                block.place.clone(),
                Whole::NationalBounds(Bound::Base),
            ));
        }
    }
}

fn share_of_wage(money: &MoneyRule) -> Option<Rate> {
    match &money.value {
        MoneyValue::Share(rate, Of::Table(TableName::AverageWage), _) => Some(rate.low),
        _ => None,
    }
}
