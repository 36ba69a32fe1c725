//! What a year costs by its medical bill: a line for each way of being insured, or a band where the rules leave it open.
//!
//! The lines have a measure of their own, in yuan: a point `20600.00,5295.00` is a bill and what the year costs with it.
//! The page stretches that to its width. What must not be stretched (spots, text) stands over it, at a share of the width.

use maud::{Markup, html};

use crate::engine::bounds::Bounds;
use crate::money::Yuan;

/// Lines by the bill.
pub(crate) struct Curves {
    pub(crate) title: String,
    /// What is measured upwards, and what along.
    pub(crate) axes: [String; 2],
    pub(crate) lines: Vec<Curve>,
    /// By their bills, ascending.
    pub(crate) spots: Vec<Spot>,
    /// The bill that was asked about.
    pub(crate) own: Yuan,
    /// What the marks mean, and what is not drawn.
    pub(crate) legend: Vec<String>,
}

/// A line: what the year costs with each bill, straight between two corners.
pub(crate) struct Curve {
    /// The number of the variant.
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) corners: Vec<(Yuan, Bounds<Yuan>)>,
    /// What it costs with the bill that was asked about, if that lies on the line.
    pub(crate) own: Option<Bounds<Yuan>>,
}

/// Where a line crosses another one.
pub(crate) struct Spot {
    pub(crate) bill: Yuan,
    pub(crate) cost: Yuan,
    /// Whether it surely does.
    pub(crate) is_sure: bool,
    /// What begins or ends here.
    pub(crate) text: String,
}

/// The room above and below the lines, and their height, in pixels.
const TOP: i128 = 22;
const HIGH: i128 = 300;
const BOTTOM: i128 = 24;
/// The number of a spot stands so far above it, and so much higher where it would cover the one before.
const ABOVE: i128 = 9;
const HIGHER: i128 = 16;
/// Nearer to one another than this part of the width numbers would cover each other.
const NEAR: i128 = 16;
/// Lines have as many colours, and as many ways of being dashed; together they tell more lines apart than anybody reads.
const COLOURS: usize = 5;
const DASHES: usize = 4;
/// How many steps an axis has at most: along there must be room for their sums on a phone.
const STEPS_UP: i128 = 5;
const STEPS_ALONG: i128 = 4;

/// A scale from nothing to a round sum, in round steps of whole yuan; in fen.
struct Scale {
    step: i128,
    end: i128,
}

impl Scale {
    /// The scale that holds a sum in at most so many steps.
    fn holding(sum: i128, most: i128) -> Scale {
        let mut unit: i128 = 100;
        loop {
            for step in [unit, unit * 2, unit * 5] {
                if step * most >= sum {
                    let steps = (sum + step - 1).div_euclid(step).max(1);
                    return Scale {
                        step,
                        end: step * steps,
                    };
                }
            }
            unit *= 10;
        }
    }

    fn marks(&self) -> impl Iterator<Item = i128> + use<> {
        let step = self.step;
        (0..=self.end / step).map(move |nth| nth * step)
    }

    /// A sum as a part of a whole length, rounded.
    fn length(&self, sum: i128, whole: i128) -> i128 {
        (sum * whole * 2 + self.end).div_euclid(self.end * 2)
    }

    /// A sum as a share of the width: `12.34%`.
    fn percent(&self, sum: i128) -> String {
        let share = self.length(sum, 10_000);
        format!("{}.{:02}%", share.div_euclid(100), share.rem_euclid(100))
    }

    /// Its end in yuan, which are whole.
    fn yuan(&self) -> i128 {
        self.end / 100
    }
}

fn fen(sum: Yuan) -> i128 {
    i128::from(sum.fen())
}

/// A sum of whole yuan: `20,000`.
fn whole(fen: i128) -> String {
    let sum = i64::try_from(fen).ok().and_then(Yuan::from_fen);
    let text = sum.unwrap_or(Yuan::MAX).grouped();
    text.trim_end_matches(".00").to_owned()
}

impl Curve {
    /// The most that a bill up to some sum costs, by the corners.
    fn highest(&self, up_to: i128) -> i128 {
        let inside = self.corners.iter().filter(|(bill, _)| fen(*bill) <= up_to);
        let costs = inside.map(|(_, cost)| fen(cost.high));
        let edge = self.edge(up_to);
        costs.chain(edge).max().unwrap_or_default()
    }

    /// Where the line leaves the picture, between two corners.
    fn edge(&self, up_to: i128) -> Option<i128> {
        let after = self
            .corners
            .partition_point(|(bill, _)| fen(*bill) <= up_to);
        let (from, low) = self.corners.get(after.checked_sub(1)?)?;
        let (to, high) = self.corners.get(after)?;
        let (from, low) = (fen(*from), fen(low.high));
        let (to, high) = (fen(*to), fen(high.high));
        Some(low + (high - low) * (up_to - from) / (to - from).max(1))
    }

    /// The corners up to the first one outside the picture, which cuts the rest off.
    fn shown(&self, up_to: i128) -> &[(Yuan, Bounds<Yuan>)] {
        let inside = self
            .corners
            .partition_point(|(bill, _)| fen(*bill) <= up_to);
        &self.corners[..(inside + 1).min(self.corners.len())]
    }

    fn style(&self) -> String {
        let place = self.number.saturating_sub(1);
        format!("colour-{} dash-{}", place % COLOURS, place % DASHES)
    }
}

impl Curves {
    /// Bills that are worth drawing: past the bill asked about and past every spot.
    fn along(&self) -> Scale {
        let spots = self.spots.iter().map(|spot| fen(spot.bill));
        let furthest = spots.chain([fen(self.own)]).max().unwrap_or_default();
        Scale::holding(furthest * 5 / 4, STEPS_ALONG)
    }

    pub(super) fn drawn(&self) -> Markup {
        let along = self.along();
        let highest = self.lines.iter().map(|line| line.highest(along.end));
        let up = Scale::holding(highest.max().unwrap_or_default(), STEPS_UP);
        let y = |sum: i128| TOP + HIGH - up.length(sum, HIGH);
        let own = along.percent(fen(self.own));
        let [upwards, rightwards] = &self.axes;
        html! {
            figure {
                figcaption { (self.title) }
                (self.names())
                p.small { "↑ " (upwards) }
                svg.curves width="100%" height=(TOP + HIGH + BOTTOM) role="img" aria-label=(self.title) {
                    @for sum in up.marks() {
                        line.grid x1="0" x2="100%" y1=(y(sum)) y2=(y(sum)) {}
                    }
                    line.own data-bill=(self.own) x1=(own) x2=(own) y1=(TOP) y2=(TOP + HIGH) {}
                    svg.plot y=(TOP) width="100%" height=(HIGH) viewBox=(format!("0 0 {} {}", along.yuan(), up.yuan())) preserveAspectRatio="none" {
                        g transform=(format!("matrix(1 0 0 -1 0 {})", up.yuan())) {
                            @for line in &self.lines { (curve(line, along.end)) }
                        }
                    }
                    @for line in &self.lines {
                        @if let Some(cost) = line.own {
                            (own_point(line, &own, cost.low, y(fen(cost.low))))
                            @if cost.is_vague() { (own_point(line, &own, cost.high, y(fen(cost.high)))) }
                        }
                    }
                    @for one in &self.spots { (spot(one, &along, y(fen(one.cost)))) }
                    @for (place, spot) in self.spots.iter().enumerate() {
                        (number(place, spot, &along, y(fen(spot.cost)) - ABOVE - HIGHER * self.crowd(place, &along)))
                    }
                    @for sum in up.marks().skip(1) {
                        text.tick x="0" y=(y(sum) - 4) { (whole(sum)) }
                    }
                    @for sum in along.marks() {
                        text.tick x=(along.percent(sum)) y=(TOP + HIGH + 18) text-anchor=(anchor(sum, along.end)) { (whole(sum)) }
                    }
                }
                p.small.along { (rightwards) " →" }
                @if !self.spots.is_empty() {
                    ol.spots { @for spot in &self.spots { li.perhaps[!spot.is_sure] { (spot.text) } } }
                }
                @for line in &self.legend { p.small { (line) } }
            }
        }
    }

    /// How many spots in a row stand close before this one.
    fn crowd(&self, place: usize, along: &Scale) -> i128 {
        let bills: Vec<i128> = self.spots.iter().map(|spot| fen(spot.bill)).collect();
        let before = bills[..=place].windows(2).rev();
        let close = before.take_while(|pair| (pair[1] - pair[0]) * NEAR < along.end);
        close.fold(0, |count, _| count + 1)
    }

    /// Which line is whose.
    fn names(&self) -> Markup {
        html! {
            ul.legend {
                @for line in &self.lines {
                    li {
                        svg.sample width="32" height="10" aria-hidden="true" {
                            line.curve.(line.style()) x1="0" x2="32" y1="5" y2="5" {}
                        }
                        (line.name)
                    }
                }
            }
        }
    }
}

/// A line, or a band from the least to the most that the rules allow.
fn curve(line: &Curve, up_to: i128) -> Markup {
    let corners = line.shown(up_to);
    let points = |end: fn(&Bounds<Yuan>) -> Yuan| -> Vec<String> {
        let points = corners.iter();
        points
            .map(|(bill, cost)| format!("{bill},{}", end(cost)))
            .collect()
    };
    let (low, high) = (points(|cost| cost.low), points(|cost| cost.high));
    let around: Vec<String> = high.iter().chain(low.iter().rev()).cloned().collect();
    let style = line.style();
    html! {
        g data-variant=(line.number) {
            @if low == high {
                polyline.curve.(style) points=(low.join(" ")) {}
            } @else {
                polygon.band.(style) points=(around.join(" ")) {}
                polyline.curve.low.(style) points=(low.join(" ")) {}
                polyline.curve.high.(style) points=(high.join(" ")) {}
            }
        }
    }
}

/// What the bill asked about costs.
fn own_point(line: &Curve, x: &str, cost: Yuan, y: i128) -> Markup {
    html! {
        circle.here.(line.style()) data-variant=(line.number) data-cost=(cost) cx=(x) cy=(y) r="4" {}
    }
}

/// A spot.
fn spot(spot: &Spot, along: &Scale, y: i128) -> Markup {
    let x = along.percent(fen(spot.bill));
    html! {
        circle.spot.perhaps[!spot.is_sure] data-bill=(spot.bill) data-cost=(spot.cost) cx=(x) cy=(y) r="6" {}
    }
}

/// The number of a spot, on the side where there is more room.
fn number(place: usize, spot: &Spot, along: &Scale, y: i128) -> Markup {
    let is_left = fen(spot.bill) * 2 < along.end;
    let (anchor, aside) = if is_left { ("start", 4) } else { ("end", -4) };
    let x = along.percent(fen(spot.bill));
    html! { text.number x=(x) dx=(aside) y=(y) text-anchor=(anchor) { (place + 1) } }
}

fn anchor(sum: i128, end: i128) -> &'static str {
    match sum {
        0 => "start",
        _ if sum == end => "end",
        _ => "middle",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_round_and_holds_its_sum() {
        for (sum, step, end) in [
            (0, 100, 100),
            (1, 100, 100),
            (49_900, 10_000, 50_000),
            (50_000, 10_000, 50_000),
            (50_001, 20_000, 60_000),
            (10_589_430, 5_000_000, 15_000_000),
        ] {
            let scale = Scale::holding(sum, 5);
            assert_eq!((scale.step, scale.end), (step, end), "{sum}");
            assert_eq!(scale.marks().last(), Some(end));
        }
    }

    #[test]
    fn the_highest_cost_is_that_of_what_is_in_the_picture() {
        let yuan = |sum: i64| Yuan::from_fen(sum * 100).unwrap();
        let corner = |bill, cost| (yuan(bill), Bounds::exactly(yuan(cost)));
        let line = Curve {
            number: 1,
            name: String::new(),
            corners: vec![corner(0, 400), corner(1000, 900), corner(11_000, 5900)],
            own: None,
        };
        assert_eq!(line.highest(50_000), 65_000);
        assert_eq!(line.highest(100_000), 90_000);
        assert_eq!(line.highest(200_000), 140_000);
        assert_eq!(line.highest(9_900_000), 590_000);
        assert_eq!(line.shown(50_000).len(), 2);
        assert_eq!(line.shown(9_900_000).len(), 3);
    }
}
