//! Entries of `adjust`: selectors, one action, limits.

use super::conditions::conditions;
use super::fields::{Fields, Item, Reader};
use super::paying_in::payer;
use super::region::DeclaredWords;
use super::row::ratio;
use super::value::{
    change, change_count, count, factor_figure, money, points_figure, rate, rounding, text,
};
use crate::engine::adjust::{Action, ForEach, Limit, Op};
use crate::model::selector::{Kind, Selector};
use crate::rules::block::Adjust;
use crate::rules::problem::{What, nearest};
use crate::rules::table::{TableName, ValueKind};

/// What an entry can do.
pub(crate) const ACTIONS: [&str; 4] = ["points", "own-share-times", "times", "plus"];
/// What it can hold the value to.
pub(crate) const LIMITS: [&str; 4] = ["min", "max", "max-times", "round"];

/// An entry of `adjust`.
pub(super) fn read_adjust(
    mut fields: Fields<'_, '_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<Adjust> {
    let place = reader.place(fields.span.clone());
    let conditions = conditions(&mut fields, table, declared, reader);
    let given = |keys: &[&str], fields: &Fields<'_, '_>| {
        fields
            .rest()
            .iter()
            .filter(|(key, _, _)| keys.contains(key))
            .count()
    };
    let (actions, limits) = (given(&ACTIONS, &fields), given(&LIMITS, &fields));
    if actions > 1 || actions + limits == 0 {
        reader.report(fields.span.clone(), What::Actions(actions));
        return None;
    }
    let unit = unit(table.values());
    let action = if let Some(item) = fields.take("points") {
        Action::Points(points_figure(item, reader)?)
    } else if let Some(item) = fields.take("own-share-times") {
        Action::OwnShareTimes(factor_figure(item, reader)?)
    } else if let Some(item) = fields.take("times") {
        Action::Times(factor_figure(item, reader)?)
    } else if let Some(item) = fields.take("plus") {
        match unit {
            Unit::Count => Action::PlusCount(change_count(item, reader)?),
            _ => Action::Plus(change(item, reader)?),
        }
    } else {
        Action::Nothing
    };
    let fits = match action {
        Action::Points(_) | Action::OwnShareTimes(_) => unit == Unit::Rate,
        Action::Plus(_) | Action::PlusCount(_) => unit != Unit::Rate,
        Action::Times(_) => unit != Unit::Count,
        Action::Nothing => true,
    };
    if !fits {
        reader.report(fields.span.clone(), What::Actions(actions));
        return None;
    }
    let op = Op {
        action,
        for_each: for_each(&mut fields, reader),
        min: fields
            .take("min")
            .and_then(|item| limit(item, unit, reader)),
        max: fields
            .take("max")
            .and_then(|item| limit(item, unit, reader)),
        max_times: fields.take("max-times").and_then(|item| rate(item, reader)),
        round: fields.take("round").and_then(|item| rounding(item, reader)),
    };
    let is_line = table.values() == ValueKind::Lines;
    let rest = fields.take("rest").filter(|_| is_line);
    let rest = rest.and_then(|item| payer(item, reader));
    let known: Vec<&str> = ACTIONS
        .iter()
        .chain(&LIMITS)
        .chain(&["for-each", "after", "count-max", "rest"])
        .copied()
        .chain(Selector::ALL.iter().map(|selector| selector.name()))
        .collect();
    fields.finish(&known, reader);
    Some(Adjust {
        conditions,
        op,
        rest,
        place,
    })
}

/// What the values of a table are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Rate,
    Money,
    Count,
}

fn unit(values: ValueKind) -> Unit {
    match values {
        ValueKind::Ratio | ValueKind::Share | ValueKind::Rate => Unit::Rate,
        ValueKind::Wait | ValueKind::Length => Unit::Count,
        _ => Unit::Money,
    }
}

fn limit(item: &Item<'_>, unit: Unit, reader: &mut Reader) -> Option<Limit> {
    match unit {
        Unit::Rate => ratio(item, reader).map(Limit::Rate),
        Unit::Money => money(item, reader).map(Limit::Money),
        Unit::Count => count(item, reader).map(Limit::Count),
    }
}

fn for_each(fields: &mut Fields<'_, '_>, reader: &mut Reader) -> Option<ForEach> {
    let item = fields.take("for-each")?;
    let after = fields.take("after").and_then(|item| count(item, reader));
    let count_max = fields
        .take("count-max")
        .and_then(|item| count(item, reader));
    let name = text(item, reader)?;
    let numbers = Selector::ALL
        .iter()
        .filter(|selector| selector.kind() == Kind::Number);
    match numbers.clone().find(|selector| selector.name() == name) {
        Some(&selector) => Some(ForEach {
            selector,
            after: after.unwrap_or(0),
            count_max,
            counted: None,
        }),
        None => {
            let near = nearest(name, numbers.map(|selector| selector.name()));
            let what = What::UnknownWord {
                selector: "for-each",
                word: name.to_owned(),
                near,
            };
            reader.report(item.span(), what);
            None
        }
    }
}
