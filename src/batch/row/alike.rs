//! Rows that say the same by the same letters: what a row's words come to is kept by the bytes of its neighbouring columns,
//! so that most rows are known by one comparison and not by one for each word.

use crate::batch::case_trie::Trie;
use crate::batch::cells::Cell;
use crate::batch::texts::Texts;

/// More texts of one run are a sign that hardly any row is like another: then nothing more is kept.
const MOST: usize = 1 << 14;

/// Rows by the bytes of all columns that decide their case.
pub(super) struct Alike {
    runs: Vec<Run>,
    way: Vec<u32>,
    ways: Trie,
    cases: Vec<(usize, usize)>,
    is_full: bool,
}

/// Columns that stand side by side. Whatever stands between two of them is in no text but in quotes, so the same bytes are
/// the same cells.
struct Run {
    first: usize,
    last: usize,
    texts: Texts<6>,
}

impl Alike {
    /// Rows of which these columns decide the case.
    pub(super) fn new(mut columns: Vec<usize>) -> Alike {
        columns.sort_unstable();
        let mut runs: Vec<Run> = Vec::new();
        for column in columns {
            match runs.last_mut() {
                Some(run) if run.last + 1 == column => run.last = column,
                _ => runs.push(Run {
                    first: column,
                    last: column,
                    texts: Texts::default(),
                }),
            }
        }
        Alike {
            way: vec![0; runs.len()],
            ways: Trie::new(runs.len()),
            runs,
            cases: Vec::new(),
            is_full: false,
        }
    }

    /// Forgets all rows.
    pub(super) fn forget(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        let columns = runs.into_iter().flat_map(|run| run.first..=run.last);
        *self = Alike::new(columns.collect());
    }

    /// The plan and the case of a row like an earlier one.
    #[inline]
    pub(super) fn find(&mut self, buffer: &[u8], cells: &[Cell]) -> Option<(usize, usize)> {
        if self.is_full {
            return None;
        }
        for (step, run) in self.way.iter_mut().zip(&mut self.runs) {
            let (start, end) = (cells[run.first].start, cells[run.last].end);
            *step = run.texts.number(buffer, start, end);
        }
        let place = self.ways.find(&self.way)?;
        Some(self.cases[place as usize])
    }

    /// Keeps what a row came to.
    #[cold]
    pub(super) fn keep(&mut self, buffer: &[u8], cells: &[Cell], case: (usize, usize)) {
        // While the case was looked for, everything may have been forgotten.
        if self.is_full || self.find(buffer, cells).is_some() {
            return;
        }
        self.is_full =
            self.runs.iter().any(|run| run.texts.count() > MOST) || !self.ways.has_room(&self.way);
        if self.is_full {
            self.ways = Trie::default();
            self.cases = Vec::new();
            for run in &mut self.runs {
                run.texts = Texts::default();
            }
            return;
        }
        self.ways.enter(&self.way);
        self.cases.push(case);
    }
}
