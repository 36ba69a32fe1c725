//! The header of a table: found under titles by the columns that it names.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Column, Hints, Row, Sheet, Why};
use crate::formats::problem::{FileWhat, Place, Problem, What, report};
use crate::model::keys::{self, Key, Scope};
use crate::rules::problem::nearest;
use crate::typed;

/// What a table is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Bills, a row each, or the charge lines of one.
    Bills,
    /// People, a row each.
    People,
    /// Earlier cover, a stretch a row.
    Stints,
}

impl Wanted {
    /// The scopes whose keys name columns, the first of them before the others.
    fn scopes(self) -> &'static [Scope] {
        match self {
            Wanted::Bills => &[Scope::Line, Scope::Bill],
            Wanted::People => &[Scope::Person],
            Wanted::Stints => &[Scope::Stint],
        }
    }
}

/// The header looks for itself among so many rows.
const AMONG: usize = 50;

/// Column names, looked up in one step.
pub(crate) struct Names {
    by_scope: Vec<HashMap<String, Key>>,
}

impl Names {
    pub(crate) fn new(wanted: Wanted) -> Names {
        let of = |scope: &Scope| {
            let mut names = HashMap::new();
            // Where a bill stands, a settlement of it may stand too.
            let beside = (*scope == Scope::Bill).then_some(Scope::Settlement);
            for key in keys::of(*scope).chain(beside.into_iter().flat_map(keys::of)) {
                let own = [key.name.replace('_', "-"), key.zh.to_owned()];
                let also = key.also.iter().map(|name| (*name).to_owned());
                for name in own.into_iter().chain(also) {
                    names.entry(name).or_insert(key);
                }
            }
            names
        };
        Names {
            by_scope: wanted.scopes().iter().map(of).collect(),
        }
    }

    /// Whether any scope has a column of that name.
    pub(crate) fn knows(&self, heading: &str) -> bool {
        (0..self.by_scope.len()).any(|scope| self.find(scope, heading).is_some())
    }

    /// The key of a heading in the scope at that place, and whether the heading says that its numbers are percentages.
    fn find(&self, scope: usize, heading: &str) -> Option<(Key, bool)> {
        let names = &self.by_scope[scope];
        let of = |text: &str| {
            let lower = text.to_ascii_lowercase();
            let found = names.get(text).or_else(|| names.get(&lower));
            found
                .or_else(|| names.get(&lower.replace('_', "-")))
                .copied()
        };
        let heading = heading.trim();
        if heading.is_empty() {
            return None;
        }
        let (plain, percent) = plain(heading);
        of(heading).or_else(|| of(&plain)).map(|key| (key, percent))
    }
}

/// A heading without blanks, line ends and the unit behind it, and whether that unit is per cent.
fn plain(heading: &str) -> (String, bool) {
    let text: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
    let percent = text.contains(['%', '％']);
    let name = text.split(['(', '（', '[', '【', '%', '％']).next();
    (name.unwrap_or_default().to_owned(), percent)
}

/// A header that was found.
pub(crate) struct Header {
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// The place of the first row below it.
    pub(crate) below: usize,
    /// The row of the headings.
    pub(crate) row: u64,
    /// Whether the rows are charge lines of one bill.
    pub(crate) is_fee_list: bool,
}

impl Header {
    /// Finds the header, and says in the sheet what was understood.
    pub(crate) fn find(
        sheet: &mut Sheet,
        wanted: Wanted,
        hints: &Hints,
        problems: &mut Vec<Problem>,
    ) -> Option<Header> {
        let names = Names::new(wanted);
        let whole = |sheet: &Sheet| Place::File(sheet.file.to_string());
        let said = told(wanted, hints, problems)?;
        let first = match hints.header_row {
            None => best(&sheet.rows, &names, &said),
            Some(number) => {
                let found = sheet.rows.iter().position(|row| row.number == number);
                if found.is_none() {
                    let last = sheet.rows.last().map_or(0, |row| row.number);
                    let what = FileWhat::NoSuchRow { row: number, last };
                    report(problems, Place::Flag("header-row".to_owned()), what);
                    return None;
                }
                found
            }
        };
        let Some(first) = first else {
            report(problems, whole(sheet), FileWhat::NoColumns);
            return None;
        };
        let mut headings = texts(&sheet.rows[first]);
        let mut last = first;
        // A header of two rows: what a merged heading spans is named below it.
        if let Some(next) = sheet
            .rows
            .get(first + 1)
            .filter(|_| hints.header_row.is_none())
        {
            let below = texts(next);
            let both = both(&headings, &below);
            let count =
                |headings: &[Arc<str>]| known(headings.iter().map(|one| &**one), &names, &said);
            if !has_figures(next) && count(&both) > count(&headings) {
                (headings, last) = (both, first + 1);
            }
        }
        let (columns, is_fee_list) = columns(&headings, wanted, &names, &said);
        for (heading, _) in &said {
            if !columns
                .iter()
                .any(|one| one.told && is_column(heading, &one.heading))
            {
                let named = headings.iter().filter(|one| !one.is_empty());
                let what = FileWhat::NoSuchColumn {
                    name: heading.clone(),
                    columns: named.map(ToString::to_string).collect(),
                };
                report(problems, Place::Flag("map".to_owned()), what);
                return None;
            }
        }
        let row = sheet.rows[first].number;
        for above in &sheet.rows[..first] {
            sheet.understood.leave_out(above, Why::Title);
        }
        sheet.understood.header = Some((row, sheet.rows[last].number));
        sheet.understood.columns.clone_from(&columns);
        let header = Header {
            columns,
            below: last + 1,
            row,
            is_fee_list,
        };
        header.is_sound(sheet, problems).then_some(header)
    }

    /// Whether any column is known and none is there twice.
    fn is_sound(&self, sheet: &Sheet, problems: &mut Vec<Problem>) -> bool {
        let mut seen: Vec<&str> = Vec::new();
        let mut sound = true;
        for column in &self.columns {
            let Some(key) = column.key else { continue };
            if seen.contains(&key.name) {
                let place = Place::Cell {
                    file: Arc::clone(&sheet.file),
                    row: self.row,
                    column: Arc::clone(&column.heading),
                };
                report(problems, place, What::Twice(key.name));
                sound = false;
            }
            seen.push(key.name);
        }
        if seen.is_empty() {
            let place = Place::File(sheet.file.to_string());
            report(problems, place, FileWhat::NoColumns);
        }
        sound && !seen.is_empty()
    }

    /// Whether a row names the columns again, as the pages of a printed list do.
    pub(crate) fn is_again(&self, row: &Row) -> bool {
        let mut columns = self.columns.iter().enumerate();
        columns.all(|(index, column)| row.cell(index) == column.heading.trim())
    }
}

/// The columns that the user named, with their keys.
fn told(wanted: Wanted, hints: &Hints, problems: &mut Vec<Problem>) -> Option<Vec<(String, Key)>> {
    let before = problems.len();
    let mut said = Vec::new();
    for (heading, name) in &hints.map {
        let mut scopes = wanted.scopes().iter();
        match scopes.find_map(|scope| keys::find(*scope, name)) {
            Some(key) => said.push((heading.clone(), key)),
            None => {
                let all: Vec<Key> = wanted.scopes().iter().copied().flat_map(keys::of).collect();
                let names = all.iter().flat_map(|key| [key.name, key.zh]);
                let what = What::UnknownKey {
                    key: name.clone(),
                    near: nearest(name, names),
                };
                report(problems, Place::Flag("map".to_owned()), what);
            }
        }
    }
    (problems.len() == before).then_some(said)
}

fn is_column(told: &str, heading: &str) -> bool {
    told.trim() == heading.trim() || plain(told).0 == plain(heading).0
}

fn texts(row: &Row) -> Vec<Arc<str>> {
    row.cells.iter().map(|cell| cell.trim().into()).collect()
}

/// The lower heading where there is one, else the upper.
fn both(above: &[Arc<str>], below: &[Arc<str>]) -> Vec<Arc<str>> {
    let count = above.len().max(below.len());
    let at = |headings: &[Arc<str>], index: usize| headings.get(index).cloned().unwrap_or_default();
    let one = |index| match at(below, index) {
        heading if heading.is_empty() => at(above, index),
        heading => heading,
    };
    (0..count).map(one).collect()
}

/// How many columns some headings name.
fn known<'h>(
    headings: impl Iterator<Item = &'h str>,
    names: &Names,
    said: &[(String, Key)],
) -> usize {
    let is_said = |heading: &str| said.iter().any(|(told, _)| is_column(told, heading));
    headings
        .filter(|heading| names.knows(heading) || is_said(heading))
        .count()
}

/// The row that names the most columns; of several the one with the fewest other words, then the first. A row with a
/// figure is one only where no other is.
fn best(rows: &[Row], names: &Names, said: &[(String, Key)]) -> Option<usize> {
    let score = |row: &Row| {
        let count = known(row.cells.iter(), names, said);
        let others = row.filled().count() - count;
        (count > 0).then(|| (!has_figures(row), count, usize::MAX - others))
    };
    let rows = rows.iter().take(AMONG).enumerate();
    let scored = rows.filter_map(|(index, row)| Some((score(row)?, index)));
    let best = scored.max_by_key(|(score, index)| (*score, usize::MAX - index));
    best.map(|(_, index)| index)
}

fn has_figures(row: &Row) -> bool {
    row.filled()
        .any(|cell| typed::number(cell).is_ok() || typed::day(cell).is_some())
}

/// What each column is taken for, and whether the table is a list of charges.
fn columns(
    headings: &[Arc<str>],
    wanted: Wanted,
    names: &Names,
    said: &[(String, Key)],
) -> (Vec<Column>, bool) {
    let told = |heading: &str| {
        let mut said = said.iter();
        let found = said.find(|(told, _)| is_column(told, heading));
        found.map(|(_, key)| *key)
    };
    let is_charge = |key: &Key| key.scope == Scope::Line && matches!(key.name, "amount" | "price");
    let is_fee_list = wanted == Wanted::Bills
        && headings.iter().any(|heading| match told(heading) {
            Some(key) => is_charge(&key),
            None => names
                .find(0, heading)
                .is_some_and(|(key, _)| is_charge(&key)),
        });
    let by_name = |heading: &str| match wanted {
        Wanted::People | Wanted::Stints => names.find(0, heading),
        Wanted::Bills => {
            let line = names.find(0, heading).filter(|_| is_fee_list);
            // The interface repeats the split of each line; the lines themselves decide it here.
            let bill = || {
                names
                    .find(1, heading)
                    .filter(|(key, _)| !is_fee_list || !is_split(key))
            };
            line.or_else(bill)
        }
    };
    let taken = |name: &str| said.iter().any(|(_, key)| key.name == name);
    let one = |heading: &Arc<str>| {
        let said = told(heading);
        let found = by_name(heading).filter(|(key, _)| !taken(key.name));
        Column {
            heading: Arc::clone(heading),
            key: said.or(found.map(|(key, _)| key)),
            percent: plain(heading).1,
            told: said.is_some(),
        }
    };
    (headings.iter().map(one).collect(), is_fee_list)
}

fn is_split(key: &Key) -> bool {
    key.scope == Scope::Settlement
        || matches!(
            key.name,
            "self_funded" | "over_limit" | "pre_self_pay" | "eligible"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_may_carry_its_unit() {
        for (text, name, percent) in [
            ("自付比例(%)", "自付比例", true),
            ("自付\n比例％", "自付比例", true),
            ("金 额（元）", "金额", false),
            ("单价", "单价", false),
        ] {
            assert_eq!(plain(text), (name.to_owned(), percent));
        }
    }

    #[test]
    fn every_name_of_a_key_is_found() {
        for wanted in [Wanted::Bills, Wanted::People, Wanted::Stints] {
            let names = Names::new(wanted);
            for (index, scope) in wanted.scopes().iter().enumerate() {
                for key in keys::of(*scope) {
                    let upper = key.name.to_uppercase();
                    let own = [key.name, key.zh, upper.as_str()].into_iter();
                    for name in own.chain(key.also.iter().copied()) {
                        let found = names.find(index, name).map(|(key, _)| key.name);
                        assert_eq!(
                            found,
                            keys::find(*scope, name).map(|key| key.name),
                            "{name}"
                        );
                    }
                }
            }
        }
    }
}
