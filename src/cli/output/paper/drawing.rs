//! Pictures of a page: one drawing a picture, as wide as there is room for, without a script.
//!
//! Lengths along the sums are tenths of a percent of the whole, written as `12.3%`, so that a picture is as wide as
//! the page and its text keeps its size; everything else is in whole pixels.

use maud::{Markup, html};

use super::Shares;
use super::waterfall::{Bar, Kind, Waterfall};
use crate::cli::messages::{
    Lang, amount_name, lower_side, picture_title, shares_title, whose_stretch,
};
use crate::engine::settlement::Amount;
use crate::money::Yuan;

/// The height of a line of a picture: its text and its bar.
const LINE: usize = 46;
/// Where the text of a line stands, and where its bar begins.
const TEXT: usize = 16;
const BAR: usize = 24;
/// The height of a bar.
const HIGH: usize = 14;

/// Tenths of a percent of a whole, rounded; both are taken to be at least nothing.
pub(super) fn per_mille(sum: Yuan, whole: Yuan) -> i128 {
    let (sum, whole) = (i128::from(sum.fen()), i128::from(whole.fen()).max(1));
    (sum * 2000 + whole).div_euclid(whole * 2)
}

fn percent(per_mille: i128) -> String {
    format!("{}.{}%", per_mille.div_euclid(10), per_mille.rem_euclid(10))
}

/// The bill as it falls.
pub(super) fn waterfall(lang: Lang, fall: &Waterfall) -> Markup {
    let whole = fall.total();
    let high = fall.bars.len() * LINE;
    let title = picture_title(lang);
    html! {
        figure {
            figcaption { (title) }
            ul.legend {
                @for kind in [Kind::Patient, Kind::Funds, Kind::Account, Kind::Cash] {
                    @if fall.bars.iter().any(|bar| bar.kind == kind) {
                        li { span.key.(class(kind)) {} (whose_stretch(lang, kind)) }
                    }
                }
            }
            svg.waterfall width="100%" height=(high) role="img" aria-label=(title) {
                @for (place, pair) in fall.bars.windows(2).enumerate() {
                    @if let [above, below] = pair {
                        (joint(place, above, below, whole))
                    }
                }
                @for (place, bar) in fall.bars.iter().enumerate() {
                    (line(place, bar, whole))
                }
            }
            @if fall.is_lower { p.small { (lower_side(lang)) } }
        }
    }
}

/// A name, its sum and its stretch.
fn line(place: usize, bar: &Bar, whole: Yuan) -> Markup {
    let top = place * LINE;
    let (from, to) = (per_mille(bar.from, whole), per_mille(bar.to, whole));
    let minus = match bar.kind {
        Kind::Whole | Kind::Cash => "",
        Kind::Patient | Kind::Funds | Kind::Account => "−",
    };
    html! {
        g.(class(bar.kind)) data-key=[bar.key] {
            text x="0" y=(top + TEXT) { (bar.name) }
            text.sum x="100%" y=(top + TEXT) text-anchor="end" { (minus) (bar.sum().grouped()) }
            rect.ground x="0" y=(top + BAR) width="100%" height=(HIGH) {}
            rect.stretch x=(percent(from)) y=(top + BAR) width=(percent(to - from)) height=(HIGH) {}
        }
    }
}

/// The line from where a stretch left off down to where the next one begins.
fn joint(place: usize, above: &Bar, below: &Bar, whole: Yuan) -> Markup {
    let level = match above.kind {
        Kind::Whole | Kind::Cash => above.to,
        Kind::Patient | Kind::Funds | Kind::Account => above.from,
    };
    let is_joined = below.to == level;
    let at = percent(per_mille(level, whole));
    html! {
        @if is_joined {
            line.joint x1=(at) x2=(at) y1=(place * LINE + BAR + HIGH) y2=((place + 1) * LINE + BAR) {}
        }
    }
}

/// Who pays how much: one bar, and what its stretches are.
pub(super) fn shares(lang: Lang, shares: &Shares) -> Markup {
    let mut at = Yuan::ZERO;
    let whole = shares.total().abs();
    let stretches = shares.parts.iter().map(|(amount, sum)| {
        let from = per_mille(at, whole);
        at += sum.abs();
        (*amount, from, per_mille(at, whole))
    });
    let stretches: Vec<(Amount, i128, i128)> = stretches.collect();
    let title = shares_title(lang);
    html! {
        figure {
            figcaption { (title) }
            svg.shares width="100%" height=(SHARES) role="img" aria-label=(title) {
                @for (amount, from, to) in &stretches {
                    rect.stretch.(class(kind(*amount))) x=(percent(*from)) y="0" width=(percent(to - from)) height=(SHARES) {}
                }
            }
            ul.legend {
                @for (amount, sum) in &shares.parts {
                    li data-key=(amount.name()) {
                        span.key.(class(kind(*amount))) {}
                        (amount_name(lang, *amount)) " "
                        b.sum { (sum.grouped()) } " "
                        span.small { (percent(shares.per_mille(*sum))) }
                    }
                }
            }
            @if shares.is_lower { p.small { (lower_side(lang)) } }
        }
    }
}

/// The height of the bar of shares.
const SHARES: usize = 22;

/// Whose payment an amount is.
fn kind(amount: Amount) -> Kind {
    match amount {
        Amount::AccountPay | Amount::MutualAidPay => Kind::Account,
        Amount::CashPay => Kind::Cash,
        _ => Kind::Funds,
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Whole => "whole",
        Kind::Patient => "patient",
        Kind::Funds => "funds",
        Kind::Account => "account",
        Kind::Cash => "cash",
    }
}
