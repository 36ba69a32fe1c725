//! A settled bill as it is put before people: who pays, how it came about, and which document each figure rests on.

use crate::cli::messages::{
    Lang, amount_name, formula, label_line, left_line, money_range, word_name,
};
use crate::cli::output::Answered;
use crate::cli::output::paper::{
    Frame, Grid, Paper, Row, Section, Shares, Telling, Waterfall, marks,
};
use crate::cli::output::story;
use crate::engine::answer::Answer;
use crate::engine::bounds::Bounds;
use crate::engine::settlement::{Amount, FUNDS};
use crate::model::selector::Selector;
use crate::money::Yuan;

/// The answer, laid out.
pub(crate) fn paper(answered: &Answered<'_>, lang: Lang, telling: Telling) -> Paper {
    let mut body = Vec::new();
    if let Some(answer) = &answered.answer.answer {
        body.extend(shares(answer).map(Section::Shares));
        body.extend(waterfall(answer, lang).map(Section::Waterfall));
        body.push(Section::Table(amounts(answer, lang)));
        body.extend(receipt(answered, lang));
        if telling.story {
            body.extend(story::section(answered, lang));
        }
        if telling.steps {
            body.push(Section::Table(steps(answered, answer, lang)));
        }
        body.extend(left(answered, lang));
    }
    let mut notes = answered.notes(lang);
    if telling.story {
        body.extend(story::grounds_section(&answered.grounds, lang));
    }
    if telling.grounds {
        notes.retain(|note| !note.is_of_grounds());
    }
    let has_amounts = answered.answer.answer.is_some();
    let frame = Frame {
        asked: &asked(answered, lang),
        outcome: answered.answer.outcome,
        reason: answered.reason(lang),
        assumed: if has_amounts {
            &answered.answer.assumed
        } else {
            &[]
        },
        missing: answered.missing(),
        notes,
        grounds: &answered.grounds,
    };
    frame.around(lang, body)
}

/// Who and what was asked about.
pub(crate) fn asked(answered: &Answered<'_>, lang: Lang) -> Vec<String> {
    let (answer, bill) = (answered.answer, &answered.read.bill);
    let mut asked = vec![
        answer.folder.asked(),
        word_name(lang, Selector::Scheme, answer.scheme.name()),
        word_name(lang, Selector::Visit, answer.visit.name()),
    ];
    for selector in [
        Selector::Hospital,
        Selector::Person,
        Selector::Aid,
        Selector::Place,
    ] {
        let word = bill.word(selector);
        asked.extend(word.map(|word| word_name(lang, selector, word)));
    }
    asked.push(answer.day.to_string());
    asked
}

/// Who pays the bill, on the side on which the funds pay least.
fn shares(answer: &Answer) -> Option<Shares> {
    answer.get(Amount::Total)?;
    let lower = answer.lower();
    Shares::of(|amount| lower.sum(amount), answer.is_range())
}

/// How the bill comes down, on the same side.
fn waterfall(answer: &Answer, lang: Lang) -> Option<Waterfall> {
    answer.get(Amount::Total)?;
    let lower = answer.lower();
    Waterfall::of(lang, |amount| lower.sum(amount), answer.is_range())
}

/// Funds and personal side.
fn amounts(answer: &Answer, lang: Lang) -> Grid {
    let mut grid = Grid::new(&[lang.pick("金额（元）", "amount (yuan)"), ""], []);
    for &amount in Amount::ALL {
        let Some(value) = answer.get(amount) else {
            continue;
        };
        if is_always(amount) || value != Bounds::exactly(Yuan::ZERO) {
            grid.rows.push(Row {
                key: Some(amount.name()),
                cells: vec![amount_name(lang, amount).to_owned(), money_range(value)],
            });
        }
    }
    grid
}

/// Amounts that are shown even when they are nothing.
fn is_always(amount: Amount) -> bool {
    let others = [
        Amount::Total,
        Amount::Eligible,
        Amount::Deductible,
        Amount::FundPay,
        Amount::PersonalPay,
        Amount::CashPay,
    ];
    FUNDS.contains(&amount) || others.contains(&amount)
}

/// How it came about, figure by figure.
fn steps(answered: &Answered<'_>, answer: &Answer, lang: Lang) -> Grid {
    let header = [
        lang.pick("步骤", "step"),
        lang.pick("算式", "formula"),
        lang.pick("结果", "result"),
        lang.pick("来源", "source"),
    ];
    let rows = answer.steps.iter().map(|step| {
        vec![
            answered.label(lang, step),
            formula(lang, step),
            money_range(step.result),
            marks(&answered.references(step)),
        ]
    });
    Grid::new(&header, rows)
}

/// What the words of a receipt stand for there.
fn receipt(answered: &Answered<'_>, lang: Lang) -> Option<Section> {
    let labels = answered.answer.labels().into_iter();
    let points: Vec<String> = labels
        .map(|(label, sum)| label_line(lang, label, sum))
        .collect();
    let title = lang.pick("票据上的说法", "On the receipt");
    (!points.is_empty()).then(|| Section::Points(title.to_owned(), points))
}

/// What is left until the next thresholds.
fn left(answered: &Answered<'_>, lang: Lang) -> Option<Section> {
    let left = answered.answer.left();
    let points: Vec<String> = left.iter().map(|one| left_line(lang, one)).collect();
    let title = lang.pick("今年还剩", "Left of the year");
    (!points.is_empty()).then(|| Section::Points(title.to_owned(), points))
}
