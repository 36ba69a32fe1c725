//! Figures that no case reads. Each number is moved by one in its last place, up and down; some case must then fail.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeTable;

use crate::rules::cases::{Ran, Report};
use crate::rules::file::FileKind;
use crate::rules::problem::{Problem, Whole};
use crate::rules::read::{Figure, HEADER, figures};
use crate::rules::shelf::{Shelf, chain};
use crate::rules::text::{Place, Text};

/// Moves every figure of the library once; gives how many there are, and those whose move no case notices.
///
/// Figures of a block that a case without an answer leans on are not judged: it may be the one that reads them.
pub(super) fn unread(shelf: &Shelf, report: &Report) -> (usize, Vec<Problem>) {
    let mut readers: BTreeMap<(&str, usize), Vec<&Ran>> = BTreeMap::new();
    for ran in &report.ran {
        for block in &ran.trace.blocks {
            let key = (block.place.text.path.as_str(), block.place.span.start);
            let readers = readers.entry(key).or_default();
            if !readers.iter().any(|known| std::ptr::eq(*known, ran)) {
                readers.push(ran);
            }
        }
    }
    let mut count = 0;
    let mut problems = Vec::new();
    for folder in shelf.folders().iter() {
        for kind in FileKind::ALL {
            if kind == FileKind::Sources {
                continue;
            }
            for text in shelf.library().read(folder, kind.file_name()) {
                let Ok(text) = text else { continue };
                let file = File {
                    shelf,
                    folder,
                    kind,
                    text,
                };
                for figure in file.figures() {
                    count += 1;
                    let key = (file.text.path.as_str(), figure.block);
                    let readers = readers.get(&key).map_or(&[][..], Vec::as_slice);
                    if !file.is_judged(&figure, readers, report) || file.is_read(&figure, readers) {
                        continue;
                    }
                    problems.push(file.problem(&figure));
                }
            }
        }
    }
    (count, problems)
}

struct File<'a> {
    shelf: &'a Shelf,
    folder: &'a str,
    kind: FileKind,
    text: Arc<Text>,
}

impl File<'_> {
    fn figures(&self) -> Vec<Figure> {
        let (root, _) = DeTable::parse_recoverable(&self.text.text);
        let header: &[&str] = match self.kind {
            FileKind::Region => &HEADER,
            _ => &["region", "scheme"],
        };
        figures(root.get_ref(), header)
    }

    /// Whether nothing that is wrong elsewhere silences a case that may read the figure.
    fn is_judged(&self, figure: &Figure, readers: &[&Ran], report: &Report) -> bool {
        // A case that could not even be read might have leaned on any block on its way up.
        let is_mute = |ran: &Ran| {
            ran.found.is_none() && chain(&ran.case.folder).any(|folder| folder == self.folder)
        };
        !self.shelf.is_broken(self.folder, self.kind, figure.table)
            && readers.iter().all(|ran| ran.speaks())
            && !report.ran.iter().any(is_mute)
    }

    /// Whether a case fails when the figure is moved. A move that the format refuses counts only when both do.
    fn is_read(&self, figure: &Figure, readers: &[&Ran]) -> bool {
        let mut refused = 0;
        for step in [1, -1] {
            let Some(moved) = self.moved(figure, step) else {
                refused += 1;
                continue;
            };
            let mut readers = readers.iter();
            if readers.any(|ran| ran.case.found(&moved).ok() != ran.found) {
                return true;
            }
        }
        refused == 2
    }

    /// The same rules with the figure moved; nothing where the file is then no longer sound.
    fn moved(&self, figure: &Figure, step: i128) -> Option<Shelf> {
        let text = &self.text.text;
        let moved = moved(text.get(figure.span.clone())?, step)?;
        let text = [&text[..figure.span.start], &moved, &text[figure.span.end..]].concat();
        let text = Arc::new(Text {
            path: self.text.path.clone(),
            text: text.into(),
        });
        let shelf = self.shelf.with_text(self.folder, self.kind, text);
        shelf.blocks(self.folder, self.kind);
        shelf.problems().is_empty().then_some(shelf)
    }

    fn problem(&self, figure: &Figure) -> Problem {
        let place = Place {
            text: Arc::clone(&self.text),
            span: figure.span.clone(),
        };
        Problem::new(place, Whole::Unread(figure.table.to_string()))
    }
}

/// A number as it is written, moved by so many units of its last place.
fn moved(literal: &str, step: i128) -> Option<String> {
    let plain = literal.replace('_', "");
    let decimals = plain.split_once('.').map_or(0, |(_, after)| after.len());
    let units: i128 = plain.replace('.', "").parse().ok()?;
    let units = units + step;
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", units.abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let point = if decimals > 0 { "." } else { "" };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_last_place_is_moved() {
        let up = |text| moved(text, 1).unwrap();
        let down = |text| moved(text, -1).unwrap();
        assert_eq!(up("0.85"), "0.86");
        assert_eq!(up("0.005"), "0.006");
        assert_eq!(up("0.99"), "1.00");
        assert_eq!(down("20_000"), "19999");
        assert_eq!(down("0"), "-1");
        assert_eq!(down("0.00"), "-0.01");
        assert_eq!(up("-100"), "-99");
    }
}
