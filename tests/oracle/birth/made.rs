//! Random rules of 生育, as files, and random births.

use std::fmt::Write as _;

use super::{Benefit, Birth, OfWage, Rules};
use crate::draw::Draw;
use crate::folder::{REGION, SOURCES, adjust, block, figure, head, rate, rows};
use crate::maker::Maker;
use crate::number::{Number, Rounding, part, whole, yuan};
use crate::rules::{Action, Adjust, Conditions, Each, Figure, NO_END, Row, Says, Table, Test};

pub(crate) fn random(maker: &mut Maker<'_, '_>) -> Rules {
    let payments = Rounding {
        fen: maker.draw.pick(&[1, 1, 10, 100]),
        way: maker.draw.pick(&["", "down", "up", "half-even"]),
    };
    let graded = maker.draw.chance(50).then(|| {
        table(maker, &["paid-months", "visit"], |maker| {
            match maker.draw.chance(20) {
                true => exactly(whole(0)),
                false => maker.rate(),
            }
        })
    });
    let mut benefit = table(
        maker,
        &["visit", "paid-months", "delivery"],
        |maker| match maker.draw.below(3) {
            0 => Benefit::Fixed(sum(maker)),
            1 => Benefit::Limit(sum(maker)),
            _ => Benefit::Ratio(maker.rate()),
        },
    );
    benefit.adjust = entries(maker, |maker| match maker.draw.chance(50) {
        true => Action::Times(maker.tenths(20)),
        false => Action::Plus(sum(maker)),
    });
    let days = |maker: &mut Maker<'_, '_>| {
        let low = whole(maker.draw.between(0, 180));
        let high = match maker.draw.below(10) {
            9 => whole(NO_END),
            8 => &low + whole(30),
            _ => low.clone(),
        };
        Figure { low, high }
    };
    let mut leave = table(maker, &["delivery"], days);
    leave.adjust = entries(maker, |maker| {
        Action::Plus(exactly(whole(maker.draw.between(1, 30))))
    });
    for entry in &mut leave.adjust {
        // Limits in days: the sums that were drawn are far above them.
        let days = |limit: &mut Option<Number>| *limit = limit.take().map(|_| whole(128));
        days(&mut entry.min);
        days(&mut entry.max);
        entry.max_times = None;
    }
    Rules {
        payments,
        graded,
        benefit,
        leave,
        leave_in_months: maker.draw.chance(20),
        allowance: table(maker, &["paid-months", "delivery"], |maker| OfWage {
            share: maker.rate(),
            over_days: maker.draw.pick(&[30, 31]),
        }),
    }
}

fn exactly(number: Number) -> Figure {
    Figure {
        low: number.clone(),
        high: number,
    }
}

fn sum(maker: &mut Maker<'_, '_>) -> Figure {
    let low = maker.sum();
    let high = match maker.draw.chance(10) {
        true => &low + maker.sum(),
        false => low.clone(),
    };
    Figure { low, high }
}

/// A few rows with conditions, and a last one without. Months refuse more often than other rules do.
fn table<V>(
    maker: &mut Maker<'_, '_>,
    selectors: &[&'static str],
    mut value: impl FnMut(&mut Maker<'_, '_>) -> V,
) -> Table<V> {
    let mut rows = Vec::new();
    for _ in 0..maker.draw.below(4) {
        let when = conditions(maker, selectors);
        rows.push((when, maker.draw.below(8)));
    }
    rows.push((Vec::new(), maker.draw.below(30)));
    let rows = rows.into_iter().map(|(when, kind)| Row {
        when,
        says: match kind {
            7 => Says::NotCovered,
            6 => Says::Announced,
            _ => Says::Value(value(maker)),
        },
    });
    Table {
        rows: rows.collect(),
        adjust: Vec::new(),
    }
}

fn conditions(maker: &mut Maker<'_, '_>, selectors: &[&'static str]) -> Conditions {
    let selector = maker.draw.pick(selectors);
    let test = match selector {
        "visit" => Test::Words(vec![maker.draw.pick(&["delivery", "antenatal"])]),
        "delivery" => Test::Words(vec![maker.draw.pick(&["natural", "difficult"])]),
        _ => {
            let from = maker.draw.pick(&[0, 6, 12]);
            Test::Band(from, maker.draw.chance(70).then(|| from + 6))
        }
    };
    vec![(selector, test)]
}

fn entries(
    maker: &mut Maker<'_, '_>,
    mut action: impl FnMut(&mut Maker<'_, '_>) -> Action,
) -> Vec<Adjust> {
    let mut entries = Vec::new();
    for _ in 0..maker.draw.pick(&[0, 0, 1, 2]) {
        let action = action(maker);
        let counts = matches!(action, Action::Plus(_)) && maker.draw.chance(60);
        entries.push(Adjust {
            when: match maker.draw.chance(50) {
                true => conditions(maker, &["delivery", "paid-months"]),
                false => Vec::new(),
            },
            action: Some(action),
            each: counts.then(|| Each {
                selector: "extra-children",
                after: maker.draw.below(2),
                most: maker.draw.chance(30).then_some(1),
            }),
            min: None,
            max: maker.draw.chance(20).then(|| maker.sum()),
            max_times: maker.draw.chance(20).then(|| part(13, 10)),
        });
    }
    entries
}

pub(crate) fn files(rules: &Rules) -> Vec<(&'static str, String)> {
    let mut common = head("");
    block(&mut common, "rounding");
    let payments = rules.payments.name();
    let _ = writeln!(
        common,
        "payments = \"{payments}\"\nfirst-payment = \"fen\"\neach = \"bill\""
    );
    let mut file = head("scheme = \"maternity\"\n");
    if let Some(graded) = &rules.graded {
        block(&mut file, "maternity.graded");
        rows(&mut file, graded, |share| {
            format!("share = {}", rate(share))
        });
    }
    block(&mut file, "maternity.benefit");
    rows(&mut file, &rules.benefit, |benefit| match benefit {
        Benefit::Fixed(sum) => format!("fixed = {}", figure(sum, yuan)),
        Benefit::Limit(sum) => format!("limit = {}", figure(sum, yuan)),
        Benefit::Ratio(ratio) => format!("ratio = {}", rate(ratio)),
    });
    adjust(&mut file, &rules.benefit.adjust, yuan);
    block(&mut file, "maternity.leave");
    let unit = if rules.leave_in_months {
        "months"
    } else {
        "days"
    };
    let _ = writeln!(file, "unit = \"{unit}\"");
    let count = |number: &Number| number.to_integer().to_string();
    rows(&mut file, &rules.leave, |days| {
        format!("amount = {}", figure(days, count))
    });
    adjust(&mut file, &rules.leave.adjust, count);
    block(&mut file, "maternity.allowance");
    rows(&mut file, &rules.allowance, |of| {
        let share = rate(&of.share);
        format!(
            "share = {share}, of = \"employer-wage\", over-days = {}",
            of.over_days
        )
    });
    let region = format!("code = \"{REGION}\"\nname = \"神谕市\"\n");
    vec![
        ("region.toml", region),
        ("sources.toml", SOURCES.to_owned()),
        ("common.toml", common),
        ("maternity.toml", file),
    ]
}

pub(crate) fn birth(draw: &mut Draw<'_>) -> Birth {
    Birth {
        visit: draw.chance(30).then_some("antenatal"),
        delivery: draw.pick(&["natural", "difficult"]),
        children: draw.between(1, 3),
        months: draw.between(0, 20),
        total: draw.fen(),
        wage: draw.fen(),
        in_days: draw.chance(40).then(|| draw.between(0, 300).unsigned_abs()),
    }
}
