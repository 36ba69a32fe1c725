//! The picture of what a year costs by its medical bill: the same curves by which the break-even is found.

use super::Page;
use crate::cli::messages::curves::{Marks, Turn, axes, curves_legend, curves_title, turn_text};
use crate::cli::output::paper::{Curve, Curves, Section, Spot};
use crate::engine::bounds::Bounds;
use crate::money::Yuan;
use crate::rules::compare::{BreakEven, Line};

impl Page<'_> {
    /// The picture; nothing where what was paid in does not count or no variant is known.
    pub(in crate::cli::compare) fn picture(&self) -> Option<Section> {
        let (lang, answer) = (self.lang, self.answer);
        if answer.lines.is_empty() {
            return None;
        }
        let own = answer.total();
        let lines: Vec<Curve> = answer.lines.iter().map(|line| self.curve(line)).collect();
        let places = 0..answer.settled.len();
        let is_drawn = |place: &usize| answer.lines.iter().any(|line| line.variant == *place);
        let not_drawn = places.filter(|place| !is_drawn(place));
        let not_drawn: Vec<String> = not_drawn.map(|place| self.label(place)).collect();
        let mut costs = lines.iter().flat_map(|line| &line.corners);
        let marks = Marks {
            own,
            bills: self.bills.len(),
            is_on_lines: lines.iter().all(|line| line.own.is_some()),
            has_band: costs.any(|(_, cost)| cost.is_vague()),
            not_drawn: &not_drawn,
        };
        let found = answer.break_evens.iter();
        let mut spots: Vec<Spot> = found.flat_map(|found| self.spots(found)).collect();
        spots.sort_by_key(|spot| spot.bill);
        Some(Section::Curves(Curves {
            title: curves_title(lang),
            axes: axes(lang),
            legend: curves_legend(lang, &marks),
            spots,
            lines,
            own,
        }))
    }

    fn curve(&self, line: &Line) -> Curve {
        let table = self.answer.cost(line.variant);
        Curve {
            number: line.variant + 1,
            name: self.label(line.variant),
            corners: line.corners.clone(),
            own: table.filter(|_| line.cost(self.answer.total()) == table),
        }
    }

    /// Where two lines cross: surely, and perhaps where vague rules leave that open.
    fn spots(&self, found: &BreakEven) -> Vec<Spot> {
        let (variant, other) = (self.label(found.variant), self.label(found.against));
        let line = |line: &&Line| line.variant == found.variant;
        let Some(line) = self.answer.lines.iter().find(line) else {
            return Vec::new();
        };
        let (surely, perhaps) = (&found.surely.changes, &found.perhaps.changes);
        let spot = |change: &(Yuan, bool), is_sure: bool| {
            let (bill, is_less) = *change;
            let is_both = surely.contains(change) && perhaps.contains(change);
            let turn = match (is_less, is_sure) {
                (true, true) => Turn::Begins,
                (true, false) => Turn::MayBegin,
                (false, true) if !is_both => Turn::MayEnd,
                (false, _) => Turn::Ends,
            };
            // Surely less is less at its dearest, perhaps less is less at its cheapest.
            let end = |cost: Bounds<Yuan>| if is_sure { cost.high } else { cost.low };
            Some(Spot {
                bill,
                cost: line.cost(bill).map(end)?,
                is_sure: matches!(turn, Turn::Begins | Turn::Ends),
                text: turn_text(self.lang, turn, bill, &variant, &other),
            })
        };
        // What is sure is not said again as what may be.
        let open = perhaps.iter().filter(|change| !surely.contains(change));
        let sure = surely.iter().filter_map(|change| spot(change, true));
        sure.chain(open.filter_map(|change| spot(change, false)))
            .collect()
    }
}
