//! Rows that are no charge: totals, which are checked and not counted, and single texts.

use super::{Header, Row};
use crate::money::Yuan;
use crate::typed;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// A charge, a bill, a person.
    Entry,
    /// The sum of other rows.
    Total,
    /// A single text.
    Remark,
}

/// Tells rows of totals from others, and adds up what they should come to.
pub(crate) struct Totals {
    /// The column that is added up.
    sum_of: Option<usize>,
    /// Columns that only a real entry fills.
    marks: Vec<usize>,
    all: Option<Yuan>,
    group: Option<Yuan>,
}

impl Totals {
    pub(crate) fn new(header: &Header) -> Totals {
        let of = |names: &[&str]| -> Vec<usize> {
            let columns = header.columns.iter().enumerate();
            let found = columns
                .filter(|(_, column)| column.key.is_some_and(|key| names.contains(&key.name)));
            found.map(|(index, _)| index).collect()
        };
        let sum_of = match header.is_fee_list {
            true => of(&["amount"]),
            false => of(&["total"]),
        };
        Totals {
            sum_of: sum_of.first().copied(),
            marks: of(&["class", "code", "scheme", "visit", "region", "born"]),
            all: Some(Yuan::ZERO),
            group: Some(Yuan::ZERO),
        }
    }

    /// What a row is.
    pub(crate) fn tell(&self, row: &Row) -> Told {
        let is_marked = self.marks.iter().any(|mark| !row.cell(*mark).is_empty());
        let mut filled = row.filled();
        let first = filled.next().unwrap_or_default();
        let is_alone = filled.next().is_none();
        // The label of a total stands first, or behind a number of the row.
        let mut labels = row.filled().take(3);
        let is_total = labels.any(is_label);
        if is_total && (!is_marked || is_alone || self.marks_are_label(row)) {
            Told::Total
        } else if is_alone && typed::number(first).is_err() {
            Told::Remark
        } else {
            Told::Entry
        }
    }

    /// Whether the only mark of the row is the label itself.
    fn marks_are_label(&self, row: &Row) -> bool {
        let mut marks = self.marks.iter().map(|mark| row.cell(*mark));
        marks.all(|mark| mark.is_empty() || is_label(mark))
    }

    /// Counts an entry.
    pub(crate) fn count(&mut self, row: &Row) {
        let amount = self
            .sum_of
            .and_then(|column| typed::money(row.cell(column)).ok());
        let add = |sum: Option<Yuan>| {
            let (sum, amount) = (sum?, amount?);
            let fen = sum.fen().checked_add(amount.fen())?;
            (fen.abs() <= Yuan::MAX.fen()).then(|| sum + amount)
        };
        // What one row does not say, no sum can be held against.
        (self.all, self.group) = (add(self.all), add(self.group));
    }

    /// Holds a total against the rows above it: it is that of all of them, or of those since the last one. Gives what
    /// the rows come to, what is stated, and the column, where neither is so.
    pub(crate) fn check(&mut self, row: &Row) -> Option<(Yuan, Yuan, usize)> {
        let group = self.group.replace(Yuan::ZERO);
        let column = self.sum_of?;
        let stated = typed::money(row.cell(column)).ok()?;
        let all = self.all?;
        (stated != all && group.is_none_or(|group| stated != group))
            .then_some((all, stated, column))
    }
}

/// Whether a text is what stands before a total: `合计`, `小 计：`, `西药费小计`, `本页合计（元）`, `合计：275.00`.
pub(super) fn is_label(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.split(['(', '（']).next().unwrap_or_default();
    let (label, rest) = text.split_once(['：', ':']).unwrap_or((text, ""));
    let is_figure = rest
        .chars()
        .all(|c| c.is_ascii_digit() || "￥¥.,元".contains(c));
    let lower = label.to_ascii_lowercase();
    let words = ["合计", "小计", "总计", "共计"];
    let ends = |label: &str| {
        let label = label
            .strip_suffix("金额")
            .or(label.strip_suffix("费用"))
            .unwrap_or(label);
        words.iter().any(|word| label.ends_with(word))
    };
    is_figure
        && (matches!(lower.as_str(), "total" | "subtotal" | "grandtotal" | "sum")
            || (label.chars().count() <= 12 && ends(label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_totals() {
        for text in [
            "合计",
            "小 计：",
            "总计(元)",
            "西药费小计",
            "本页合计",
            "合计：275.00元",
            "Total",
            "合计金额",
        ] {
            assert!(is_label(text), "{text}");
        }
        for text in [
            "床位费",
            "合计算法研究",
            "总胆红素测定",
            "小计量杯",
            "totally",
            "合计：见附页",
        ] {
            assert!(!is_label(text), "{text}");
        }
    }
}
