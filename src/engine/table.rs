//! A rule table made ready: dense over the selectors that its rows use, first match and adjustments resolved.
//!
//! A lookup is one index sum; the words, bands and rows of the rule file are gone. Each cell keeps which blocks of
//! the rule files it was read from, so that the answer can still name document and grade.

use crate::model::case::Case;
use crate::model::selector::Selector;

/// Which blocks of the rule files stand behind a cell: an index into [`super::plan::Plan::reads`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reads(pub u32);

/// Words about a rule that is not a figure, kept outside of the engine: an index into the notices of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notice(pub u32);

/// What a table says for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<V> {
    /// A figure.
    Value(V),
    /// No figure is known: the answer is *unknown*.
    Unknown(Notice),
    /// Nothing is due, and the rule says so.
    NotCovered(Notice),
    /// The case leaves open which row is meant.
    Missing(Vec<Selector>),
}

/// How a selector is cut into the places of a dense table. Place 0 is always "the case does not say".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cuts {
    /// Words 0 to n − 1, then one place for every other word.
    Words(usize),
    /// Ascending edges; each begins a new piece.
    Edges(Vec<i64>),
}

impl Cuts {
    /// How many places there are.
    pub fn places(&self) -> usize {
        match self {
            Cuts::Words(count) => count + 2,
            Cuts::Edges(edges) => edges.len() + 2,
        }
    }

    /// The place of a value.
    pub fn place(&self, value: Option<i64>) -> usize {
        match (value, self) {
            (None, _) => 0,
            (Some(word), Cuts::Words(count)) => {
                1 + usize::try_from(word).map_or(*count, |word| word.min(*count))
            }
            (Some(value), Cuts::Edges(edges)) => 1 + edges.partition_point(|&edge| edge <= value),
        }
    }

    /// A value that lies in a place, to ask the rows with.
    pub fn sample(&self, place: usize) -> Option<i64> {
        let piece = place.checked_sub(1)?;
        match self {
            Cuts::Words(_) => Some(piece as i64),
            Cuts::Edges(edges) => Some(match piece.checked_sub(1) {
                Some(before) => edges[before],
                None => edges.first().map_or(0, |edge| edge - 1),
            }),
        }
    }
}

/// A selector of a dense table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The fact that is asked for.
    pub selector: Selector,
    /// Its places.
    pub cuts: Cuts,
    stride: usize,
}

/// A dense table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<V> {
    axes: Vec<Axis>,
    places: Vec<u32>,
    cells: Vec<(Cell<V>, Reads)>,
}

/// More places than this are not laid out: a table that distinguishes so many cases is a mistake.
pub const MOST_PLACES: usize = 2_000_000;

impl<V: PartialEq> Table<V> {
    /// Lays out a table over `axes`, asking `read` once for each combination of places.
    /// Nothing when the table would have more than [`MOST_PLACES`] places.
    pub fn lay_out(
        axes: Vec<(Selector, Cuts)>,
        case: &Case,
        mut read: impl FnMut(&Case) -> (Cell<V>, Reads),
    ) -> Option<Table<V>> {
        let mut size = 1_usize;
        let axes: Vec<Axis> = axes
            .into_iter()
            .map(|(selector, cuts)| {
                let stride = size;
                size = size.saturating_mul(cuts.places());
                Axis {
                    selector,
                    cuts,
                    stride,
                }
            })
            .collect();
        if size > MOST_PLACES {
            return None;
        }
        let mut table = Table {
            axes,
            places: Vec::with_capacity(size),
            cells: Vec::new(),
        };
        let mut case = case.clone();
        for place in 0..size {
            for axis in &table.axes {
                let piece = place / axis.stride % axis.cuts.places();
                case.set(axis.selector, axis.cuts.sample(piece));
            }
            let cell = read(&case);
            let index = table.cells.iter().position(|known| *known == cell);
            let index = index.unwrap_or_else(|| {
                table.cells.push(cell);
                table.cells.len() - 1
            });
            table.places.push(index as u32);
        }
        Some(table)
    }
}

impl<V> Table<V> {
    /// What the table says for a case.
    pub fn look_up(&self, case: &Case) -> (&Cell<V>, Reads) {
        let mut place = 0;
        for axis in &self.axes {
            place += axis.cuts.place(case.get(axis.selector)) * axis.stride;
        }
        let (cell, reads) = &self.cells[self.places[place] as usize];
        (cell, *reads)
    }

    /// The selectors that the table distinguishes, and where it cuts them.
    pub(crate) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Everything that the table may say.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell<V>> {
        self.cells.iter().map(|(cell, _)| cell)
    }

    /// Changes every figure of the table.
    pub fn change(&mut self, change: impl Fn(&mut V)) {
        for (cell, _) in &mut self.cells {
            if let Cell::Value(value) = cell {
                change(value);
            }
        }
    }
}
