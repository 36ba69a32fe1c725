//! Figures that no case reads. Each number is moved by one in its last place, up and down; some case must then fail.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::witness::Witness;
use crate::rules::cases::Report;
use crate::rules::file::FileKind;
use crate::rules::problem::{Problem, Whole};
use crate::rules::read::{Figure, figures};
use crate::rules::shelf::{Shelf, chain};
use crate::rules::text::{Place, Text};

/// Moves every figure of the library once; gives how many there are, and those whose move no case notices.
///
/// A case without any answer silences the figures of its folder and of those above: it may be the one that reads them.
pub(super) fn unread(shelf: &Shelf, report: &Report) -> (usize, Vec<Problem>) {
    let witnesses: Vec<Witness<'_>> = report
        .ran
        .iter()
        .map(|ran| Witness::new(shelf, ran))
        .collect();
    let mute = witnesses.iter().filter(|witness| witness.is_mute());
    let silenced: Vec<&str> = mute
        .flat_map(|witness| chain(&witness.case.folder))
        .collect();
    let mut readers: BTreeMap<(&str, usize), Vec<&Witness<'_>>> = BTreeMap::new();
    for (witness, ran) in witnesses.iter().zip(&report.ran) {
        for block in &ran.trace.blocks {
            let key = (block.place.text.path.as_str(), block.place.span.start);
            let readers = readers.entry(key).or_default();
            if !readers.iter().any(|known| std::ptr::eq(*known, witness)) {
                readers.push(witness);
            }
        }
    }
    let mut count = 0;
    let mut problems = Vec::new();
    for folder in shelf.folders().iter() {
        let is_silenced = silenced.contains(&folder.as_str());
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
                    let is_broken = shelf.is_broken(folder, kind, figure.table);
                    if !is_broken && !is_silenced && !file.is_read(&figure, readers) {
                        problems.push(file.problem(&figure));
                    }
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
        figures(&self.text, self.kind)
    }

    /// Whether a case comes out otherwise when the figure is moved. A move that the format refuses counts only when
    /// both do.
    fn is_read(&self, figure: &Figure, readers: &[&Witness<'_>]) -> bool {
        let mut refused = 0;
        for step in [1, -1] {
            let Some(moved) = self.moved(figure, step) else {
                refused += 1;
                continue;
            };
            if readers.iter().any(|witness| witness.notices(&moved)) {
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
        let before = self.problems_of(self.shelf);
        let shelf = self.shelf.with_text(self.folder, self.kind, text);
        shelf.blocks(self.folder, self.kind);
        (self.problems_of(&shelf) <= before).then_some(shelf)
    }

    /// How many problems a shelf has with this file.
    fn problems_of(&self, shelf: &Shelf) -> usize {
        let problems = shelf.problems().into_iter();
        problems
            .filter(|problem| problem.place.text.path == self.text.path)
            .count()
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
