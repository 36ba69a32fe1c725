//! Lines of contributions, and the rows of tables about paying in, waiting and maternity.

use toml::de::DeValue;

use super::block::source_uses;
use super::conditions::conditions;
use super::fields::{Fields, Item, Reader, tables};
use super::money::nested_money;
use super::region::DeclaredWords;
use super::value::{
    count, count_figure, day, factor_figure, flag, money_figure, one_of, ratio_figure, text,
};
use crate::model::paying_in::{Cover, CutOff, Every, Price, Starts, Unit};
use crate::model::selector::Selector;
use crate::model::words::{ContributionLine, Payer, Stage, Word};
use crate::rules::block::RowValue;
use crate::rules::paying_in::{
    Advice, AgeRule, AllowanceRule, BaseRule, BenefitRule, CoverRule, LineEntry, LineValue,
    StageRule, WaitRule, YearsRule,
};
use crate::rules::problem::{Expected, What, nearest};
use crate::rules::table::TableName;

/// The keys of a line's value.
pub(crate) const LINE_VALUES: [&str; 4] = ["rate", "amount", "announced", "not-covered"];

/// A line of what is paid in.
pub(super) fn read_line(
    mut fields: Fields<'_, '_>,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Option<LineEntry> {
    let place = reader.place(fields.span.clone());
    let conditions = conditions(&mut fields, TableName::Contribution, declared, reader);
    let line = fields.need("line", reader).and_then(|item| {
        word(
            item,
            "line",
            ContributionLine::WORDS,
            ContributionLine::from_name,
            reader,
        )
    });
    let payer = fields
        .need("payer", reader)
        .and_then(|item| self::payer(item, reader));
    let every = fields
        .need("every", reader)
        .and_then(|item| one_of(item, Every::NAMES, Every::ALL, reader));
    let given: Vec<&str> = LINE_VALUES
        .into_iter()
        .filter(|key| fields.rest().iter().any(|(other, _, _)| other == key))
        .collect();
    let value = match given[..] {
        [head] => {
            let item = fields.take(head)?;
            match head {
                "rate" => factor_figure(item, reader).map(LineValue::Rate),
                "amount" => money_figure(item, reader).map(LineValue::Amount),
                "announced" => text(item, reader).map(|said| LineValue::Announced(said.to_owned())),
                _ => text(item, reader).map(|said| LineValue::NotCovered(said.to_owned())),
            }
        }
        [] => {
            let takes = LINE_VALUES.to_vec();
            reader.report(fields.span.clone(), What::NoValue { takes });
            None
        }
        _ => {
            let keys = given.iter().map(|&key| key.to_owned()).collect();
            reader.report(fields.span.clone(), What::SeveralValues(keys));
            return None;
        }
    };
    let known: Vec<&str> = ["line", "payer", "every"]
        .into_iter()
        .chain(LINE_VALUES)
        .chain(Selector::ALL.iter().map(|selector| selector.name()))
        .collect();
    fields.finish(&known, reader);
    Some(LineEntry {
        line: line?,
        payer: payer?,
        conditions,
        value: value?,
        every: every?,
        place,
    })
}

/// Who pays.
pub(super) fn payer(item: &Item<'_>, reader: &mut Reader) -> Option<Payer> {
    word(item, "payer", Payer::WORDS, Payer::from_name, reader)
}

fn word<T>(
    item: &Item<'_>,
    selector: &'static str,
    words: &'static [Word],
    from_name: impl Fn(&str) -> Option<T>,
    reader: &mut Reader,
) -> Option<T> {
    let name = text(item, reader)?;
    let found = from_name(name);
    if found.is_none() {
        let near = nearest(name, words.iter().map(|word| word.name));
        let near = match near.is_empty() {
            true => words.iter().map(|word| word.name.to_owned()).collect(),
            false => near,
        };
        let word = name.to_owned();
        let what = What::UnknownWord {
            selector,
            word,
            near,
        };
        reader.report(item.span(), what);
    }
    found
}

/// `base.fixed`, `base.own-wage` or `base.choice`.
pub(super) fn read_base(item: &Item<'_>, reader: &mut Reader) -> Option<BaseRule> {
    let mut fields = Fields::of(item, reader)?;
    let given: Vec<&str> = fields.rest().iter().map(|(key, _, _)| *key).collect();
    let within = |fields: &mut Fields<'_, '_>, key: &str, reader: &mut Reader| {
        let mut inner = Fields::of(fields.take(key)?, reader)?;
        let floor = inner.need("floor", reader);
        let ceiling = inner.need("ceiling", reader);
        inner.finish(&["floor", "ceiling"], reader);
        Some((
            nested_money(floor?, reader)?,
            nested_money(ceiling?, reader)?,
        ))
    };
    match given[..] {
        ["fixed"] => nested_money(fields.take("fixed")?, reader).map(BaseRule::Fixed),
        ["own-wage"] => within(&mut fields, "own-wage", reader)
            .map(|(floor, ceiling)| BaseRule::OwnWage { floor, ceiling }),
        ["choice"] => within(&mut fields, "choice", reader)
            .map(|(floor, ceiling)| BaseRule::Choice { floor, ceiling }),
        _ => {
            let takes = vec!["base.fixed", "base.own-wage", "base.choice"];
            reader.report(item.span(), What::Body(takes));
            None
        }
    }
}

/// `cut-offs`: days of the month.
pub(super) fn read_cut_offs(item: &Item<'_>, reader: &mut Reader) -> Vec<CutOff> {
    let mut cut_offs = Vec::new();
    for mut fields in tables(item, reader) {
        let mut day_of_month = |key: &'static str, needed: bool, reader: &mut Reader| {
            let item = match needed {
                true => fields.need(key, reader),
                false => fields.take(key),
            }?;
            let day = count(item, reader)?;
            match u32::try_from(day) {
                Ok(day @ 1..=31) => Some(day),
                _ => reader.expected(item, Expected::Count),
            }
        };
        let day = day_of_month("day", true, reader);
        let debit_day = day_of_month("debit-day", false, reader);
        fields.finish(&["day", "debit-day"], reader);
        cut_offs.extend(day.map(|day| CutOff { day, debit_day }));
    }
    cut_offs
}

/// `steps`, `papers` or `not-for` of a procedure: texts, each for everybody or for those that its selectors name.
pub(super) fn read_advice(
    item: &Item<'_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Vec<Advice> {
    let mut advice = Vec::new();
    for mut fields in tables(item, reader) {
        let conditions = conditions(&mut fields, table, declared, reader);
        let said = fields
            .need("text", reader)
            .and_then(|item| text(item, reader));
        let english = fields.take("en").and_then(|item| text(item, reader));
        let sources = fields.take("sources");
        let sources = sources.map_or_else(Vec::new, |item| source_uses(item, reader));
        let known: Vec<&str> = ["text", "en", "sources"]
            .into_iter()
            .chain(Selector::ALL.iter().map(|selector| selector.name()))
            .collect();
        fields.finish(&known, reader);
        advice.extend(said.map(|said| Advice {
            conditions,
            text: said.to_owned(),
            english: english.map(str::to_owned),
            sources,
        }));
    }
    advice
}

/// `not-for`: without a selector it would hold for everybody.
pub(super) fn read_not_for(
    item: &Item<'_>,
    table: TableName,
    declared: &DeclaredWords,
    reader: &mut Reader,
) -> Vec<Advice> {
    let advice = read_advice(item, table, declared, reader);
    if advice.iter().any(|reason| reason.conditions.is_empty()) {
        reader.report(item.span(), What::ForNobody);
    }
    advice
}

/// The value of a row of a table about paying in, waiting or maternity, by the key that it begins with.
pub(super) fn read_value(
    head: &str,
    fields: &mut Fields<'_, '_>,
    reader: &mut Reader,
) -> Option<RowValue> {
    let item = fields.take(head)?;
    match head {
        "counts-as" => {
            let stage = word(item, "stage", Stage::WORDS, Stage::from_name, reader);
            let price = fields
                .need("price", reader)
                .and_then(|item| one_of(item, Price::NAMES, Price::ALL, reader));
            Some(RowValue::Stage(StageRule::Open(stage?, price?)))
        }
        "closed" => only_true(item, RowValue::Stage(StageRule::Closed), reader),
        "months" | "days" => {
            let length = count_figure(item, reader);
            let starts = fields
                .need("starts", reader)
                .and_then(|item| one_of(item, Starts::NAMES, Starts::ALL, reader));
            let unit = match head {
                "days" => Unit::Days,
                _ => Unit::Months,
            };
            Some(RowValue::Wait(WaitRule {
                length: length?,
                unit,
                starts: starts?,
            }))
        }
        "continuous" => flag(item, reader).map(RowValue::Continuous),
        "cover" => {
            let cover = one_of(item, Cover::NAMES, Cover::ALL, reader);
            let back_pay = fields
                .need("back-pay", reader)
                .and_then(|item| flag(item, reader));
            Some(RowValue::Cover(CoverRule {
                cover: cover?,
                back_pay: back_pay?,
            }))
        }
        "at-age" => Some(RowValue::Age(AgeRule {
            at: count(item, reader)?,
            delay_from: fields.take("delay-from").and_then(|item| day(item, reader)),
            one_month_per: fields
                .take("one-month-per")
                .and_then(|item| count(item, reader))
                .filter(|&months| months > 0),
            delay_max: fields
                .take("delay-max")
                .and_then(|item| count(item, reader)),
        })),
        "rate" => factor_figure(item, reader).map(RowValue::Rate),
        "fixed" => money_figure(item, reader).map(|sum| RowValue::Benefit(BenefitRule::Fixed(sum))),
        "limit" => money_figure(item, reader).map(|sum| RowValue::Benefit(BenefitRule::Limit(sum))),
        "ratio" => {
            ratio_figure(item, reader).map(|rate| RowValue::Benefit(BenefitRule::Ratio(rate)))
        }
        "as-inpatient" => only_true(item, RowValue::Benefit(BenefitRule::AsInpatient), reader),
        "amount" => count_figure(item, reader).map(RowValue::Length),
        "allowed" => flag(item, reader).map(RowValue::Allowed),
        _ => None,
    }
}

/// `months`, with `actual-months`: the years that must be paid until retirement.
pub(super) fn read_years(fields: &mut Fields<'_, '_>, reader: &mut Reader) -> Option<RowValue> {
    let months = count(fields.take("months")?, reader);
    let actual = fields.take("actual-months").map(|item| count(item, reader));
    let actual = match actual {
        Some(None) => return None,
        Some(actual) => actual,
        None => None,
    };
    Some(RowValue::Years(YearsRule {
        months: months?,
        actual,
    }))
}

/// `share` of the employer's average wage, `over-days`.
pub(super) fn read_allowance(fields: &mut Fields<'_, '_>, reader: &mut Reader) -> Option<RowValue> {
    let share = factor_figure(fields.take("share")?, reader);
    let of = fields.need("of", reader);
    let of = of.and_then(|item| one_of(item, &["employer-wage"], &[()], reader));
    let over_days = fields
        .need("over-days", reader)
        .and_then(|item| count(item, reader));
    of?;
    Some(RowValue::Allowance(AllowanceRule {
        share: share?,
        over_days: over_days.filter(|&days| days > 0)?,
    }))
}

pub(super) fn only_true<T>(item: &Item<'_>, value: T, reader: &mut Reader) -> Option<T> {
    match item.get_ref() {
        DeValue::Boolean(true) => Some(value),
        _ => reader.expected(item, Expected::OneOf(&["true"])),
    }
}
