//! Who pays how much of a bill: a bar of one line, with its legend.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::cli::messages::{Lang, amount_name, lower_side};
use crate::cli::output::wrap::wrapped;
use crate::engine::settlement::{Amount, FUNDS};
use crate::money::Yuan;

/// The parts of a bill by who pays them; they add up to the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shares {
    /// What is paid, in the order of payment; nothing of it is zero.
    pub(crate) parts: Vec<(Amount, Yuan)>,
    /// Whether the rules leave it open and this is the side on which the funds pay least.
    pub(crate) is_lower: bool,
}

/// The longest bar.
const LONGEST: usize = 72;

impl Shares {
    /// Who pays a bill; nothing where there is no bill, or where it goes both ways.
    pub(crate) fn of(amount: impl Fn(Amount) -> Yuan, is_lower: bool) -> Option<Shares> {
        let payers = FUNDS.into_iter().chain([
            Amount::HospitalPay,
            Amount::AccountPay,
            Amount::MutualAidPay,
            Amount::CashPay,
        ]);
        let parts = payers.map(|payer| (payer, amount(payer)));
        let parts: Vec<(Amount, Yuan)> = parts.filter(|(_, sum)| *sum != Yuan::ZERO).collect();
        let signs: BTreeSet<bool> = parts.iter().map(|(_, sum)| *sum > Yuan::ZERO).collect();
        (signs.len() == 1).then_some(Shares { parts, is_lower })
    }

    /// The whole.
    pub(crate) fn total(&self) -> Yuan {
        self.parts.iter().map(|(_, sum)| *sum).sum()
    }

    /// Tenths of a percent of the whole, rounded.
    pub(crate) fn per_mille(&self, sum: Yuan) -> i128 {
        let (sum, total) = (i128::from(sum.fen()), i128::from(self.total().fen()));
        (sum * 2000 + total).div_euclid((total * 2).max(1))
    }

    /// How many of `cells` each part fills: at least one, all of them together.
    fn cells(&self, cells: usize) -> Vec<usize> {
        let total = i128::from(self.total().fen().abs()).max(1);
        let whole = cells as i128;
        let mut filled: Vec<i128> = Vec::new();
        for (_, sum) in &self.parts {
            let exact = i128::from(sum.fen().abs()) * whole;
            filled.push(((exact * 2 + total) / (total * 2)).max(1));
        }
        // What rounding gave or took too much is evened out on the longest part, which shows it least.
        let over = filled.iter().sum::<i128>() - whole;
        if let Some(longest) = filled.iter_mut().max() {
            *longest = (*longest - over).max(1);
        }
        let filled = filled.into_iter();
        filled
            .map(|cells| usize::try_from(cells).unwrap_or(1))
            .collect()
    }

    /// The bar and what its marks mean.
    pub(super) fn lines(
        &self,
        lang: Lang,
        width: usize,
        columns: Option<usize>,
        colour: bool,
    ) -> String {
        let is_terminal = columns.is_some();
        let length = width.saturating_sub(2).min(LONGEST);
        let mut bar = String::new();
        let mut legend = Vec::new();
        for ((amount, sum), cells) in self.parts.iter().zip(self.cells(length)) {
            let (mark, style) = mark(*amount, is_terminal);
            let stretch: String = std::iter::repeat_n(mark, cells).collect();
            bar += &match colour {
                true => format!("{style}{stretch}{style:#}"),
                false => stretch,
            };
            let name = amount_name(lang, *amount);
            let (sum, share) = (sum.grouped(), self.per_mille(*sum));
            let (whole, tenth) = (share.div_euclid(10), share.rem_euclid(10));
            legend.push(format!("{mark} {name} {sum} ({whole}.{tenth}%)"));
        }
        let bar = match is_terminal {
            true => format!("{bar}\n"),
            false => format!("[{bar}]\n"),
        };
        let mut out = bar + &packed(&legend, width);
        if self.is_lower {
            out += &wrapped(lower_side(lang), width, 0);
        }
        out
    }
}

/// Items side by side, as many to a line as there is room for.
fn packed(items: &[String], width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if line.width() + 2 + item.width() <= width => {
                *line = format!("{line}  {item}");
            }
            _ => lines.push(item.clone()),
        }
    }
    lines.iter().map(|line| wrapped(line, width, 2)).collect()
}

/// How a payer is drawn: funds dense, the patient's side light.
fn mark(amount: Amount, is_terminal: bool) -> (char, Style) {
    let (block, ascii, colour) = match amount {
        Amount::PoolPay => ('█', '#', AnsiColor::Green),
        Amount::LargeSumPay | Amount::CatastrophicPay => ('▓', '=', AnsiColor::Cyan),
        Amount::AssistancePay => ('▒', '+', AnsiColor::Blue),
        Amount::CivilServantPay => ('▞', '*', AnsiColor::BrightBlue),
        Amount::EnterprisePay => ('▚', '%', AnsiColor::BrightCyan),
        Amount::HospitalPay => ('╳', 'x', AnsiColor::White),
        Amount::AccountPay => ('▤', 'o', AnsiColor::Magenta),
        Amount::MutualAidPay => ('▥', '~', AnsiColor::BrightMagenta),
        Amount::CashPay => ('░', '.', AnsiColor::Yellow),
        _ => ('▦', '&', AnsiColor::BrightGreen),
    };
    let mark = if is_terminal { block } else { ascii };
    (mark, colour.on_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(fen: &[i64]) -> Shares {
        let parts = fen
            .iter()
            .map(|fen| (Amount::PoolPay, Yuan::from_fen(*fen).unwrap()));
        Shares {
            parts: parts.collect(),
            is_lower: false,
        }
    }

    #[test]
    fn the_bar_is_full_and_shows_the_smallest_part() {
        for parts in [
            &[1, 999_999_999][..],
            &[1, 1, 1],
            &[333, 333, 334],
            &[-5, -95],
            &[1, 2, 3, 4, 5, 6, 7, 900_000],
        ] {
            for width in [20, 58, 72] {
                let cells = shares(parts).cells(width);
                assert_eq!(cells.iter().sum::<usize>(), width, "{parts:?}");
                assert!(cells.iter().all(|cells| *cells > 0), "{cells:?}");
            }
        }
    }

    #[test]
    fn shares_are_rounded_to_the_tenth_of_a_percent() {
        let shares = shares(&[5561, 4439]);
        let of = |fen| shares.per_mille(Yuan::from_fen(fen).unwrap());
        assert_eq!((of(5561), of(4439), of(10_000)), (556, 444, 1000));
    }
}
