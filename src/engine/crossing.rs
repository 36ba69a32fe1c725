//! Where one cost falls below another as a bill grows, exact to the fen.
//!
//! A cost is linear in pieces but for rounding: deductibles, brackets, caps and gates part the pieces. Pieces are told apart
//! by the path that the calculation took; two sums that took the same path lie on one line. Inside a piece a difference
//! runs one way, so the place where it passes zero is found by halving, and the few fen around it, where roundings may
//! turn it to and fro, are gone through one by one.

/// What a cost comes to at a sum, in fen, and by which path it was worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The least that the rules allow.
    pub low: i64,
    /// The most that they allow.
    pub high: i64,
    /// The path: the steps that were taken, and which of their numbers decided.
    pub path: u64,
}

/// More pieces than this no real rule makes; then there is no answer.
const MOST_PIECES: usize = 4096;

/// So many fen are gone through one by one; where a difference hovers around nothing for longer, it is looked at in places.
const SCAN: i64 = 20_000;

/// The places where a longer hovering difference is looked at.
const LOOKS: i64 = 512;

/// The first sums of the linear pieces of a cost between nothing and `most`, ascending; nothing where there are too many.
///
/// `noise` is what roundings may move the cost by, in fen.
pub fn pieces(most: i64, noise: i64, at: &impl Fn(i64) -> Sample) -> Option<Vec<i64>> {
    let mut starts = vec![0];
    let mut open = vec![((0, at(0)), (most, at(most)))];
    while let Some((from, to)) = open.pop() {
        if starts.len() > MOST_PIECES {
            return None;
        }
        if to.0 <= from.0 || is_line(from, to, noise, at) {
            continue;
        }
        if to.0 == from.0 + 1 {
            starts.push(to.0);
            continue;
        }
        let middle = from.0 + (to.0 - from.0) / 2;
        let middle = (middle, at(middle));
        open.push((middle, to));
        open.push((from, middle));
    }
    Some(starts)
}

/// Whether two sums lie on one line: they took the same path, and so do sums between them, where the line says.
fn is_line(
    from: (i64, Sample),
    to: (i64, Sample),
    noise: i64,
    at: &impl Fn(i64) -> Sample,
) -> bool {
    let ((low, one), (high, other)) = (from, to);
    if one.path != other.path {
        return false;
    }
    let on_line = |quarter: i64| {
        let sum = low + (high - low) * quarter / 4;
        let between = at(sum);
        let near = |start: i64, end: i64, value: i64| {
            let (run, rise) = (i128::from(high - low), i128::from(end - start));
            let expected = i128::from(start) + rise * i128::from(sum - low) / run;
            (i128::from(value) - expected).abs() <= i128::from(2 * noise + 1)
        };
        between.path == one.path
            && near(one.low, other.low, between.low)
            && near(one.high, other.high, between.high)
    };
    high - low < 4 || (1..4).all(on_line)
}

/// A sum from which on a difference is below zero, or no longer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The sum, in fen: one fen less is still on the other side.
    pub at: i64,
    /// Whether the difference is below zero from here on.
    pub is_below: bool,
}

/// Where a difference goes below zero and comes back, between nothing and `most`. `starts` are the first sums of the pieces
/// of both costs. Where roundings turn it to and fro for a few fen, the last turn counts.
pub fn crossings(
    starts: &[i64],
    most: i64,
    noise: i64,
    difference: &impl Fn(i64) -> i64,
) -> Vec<Crossing> {
    let search = Search {
        noise,
        difference,
        starts,
    };
    let mut turns = Vec::new();
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([most]);
    for (&from, to) in starts.iter().zip(ends) {
        search.turn(from, &mut turns);
        search.piece(from, to, &mut turns);
    }
    search.settled(turns)
}

struct Search<'a, D> {
    noise: i64,
    difference: &'a D,
    starts: &'a [i64],
}

impl<D: Fn(i64) -> i64> Search<'_, D> {
    fn is_below(&self, sum: i64) -> bool {
        (self.difference)(sum) < 0
    }

    /// −1 or 1 where the difference is beyond what roundings do, else 0.
    fn side(&self, sum: i64) -> i64 {
        let difference = (self.difference)(sum);
        if difference.abs() > self.noise {
            difference.signum()
        } else {
            0
        }
    }

    /// Keeps a sum where the sign is not that of one fen less.
    fn turn(&self, at: i64, turns: &mut Vec<Crossing>) {
        if at > 0 {
            let is_below = self.is_below(at);
            if is_below != self.is_below(at - 1) {
                turns.push(Crossing { at, is_below });
            }
        }
    }

    /// The turns inside a piece, behind its first sum.
    fn piece(&self, from: i64, to: i64, turns: &mut Vec<Crossing>) {
        let (start, end) = (self.side(from), self.side(to));
        if start == end && start != 0 {
            return;
        }
        // The stretch that may hold a turn lies between the last sum on the first side and the first on the last.
        let near = match start {
            0 => from,
            side => halve(from, to, |sum| self.side(sum) == side) + 1,
        };
        let far = match end {
            0 => to,
            side => halve(near.min(to), to, |sum| self.side(sum) != side) + 1,
        };
        let (near, far) = (near.max(from + 1), far.min(to));
        if far - near <= SCAN {
            for at in near..=far {
                self.turn(at, turns);
            }
            return;
        }
        let looks: Vec<i64> = (0..=LOOKS)
            .map(|look| near + (far - near) * look / LOOKS)
            .collect();
        for pair in looks.windows(2) {
            let before = self.is_below(pair[0]);
            if self.is_below(pair[1]) != before {
                let last = halve(pair[0], pair[1], |sum| self.is_below(sum) == before);
                self.turn(last + 1, turns);
            }
        }
    }

    /// Without the short to and fro that only roundings make.
    fn settled(&self, turns: Vec<Crossing>) -> Vec<Crossing> {
        let mut kept: Vec<Crossing> = Vec::new();
        for turn in turns {
            match kept.last() {
                Some(last) if self.is_noise(last.at, turn.at) => {
                    kept.pop();
                }
                _ => kept.push(turn),
            }
        }
        kept
    }

    /// Whether the difference stays within what roundings do between two turns. It jumps where a piece starts, so both sides
    /// of each start are looked at.
    fn is_noise(&self, from: i64, to: i64) -> bool {
        let edges = self
            .starts
            .iter()
            .filter(|start| (from + 1..to).contains(*start))
            .flat_map(|&start| [start - 1, start]);
        let mut looks = [from, to - 1].into_iter().chain(edges);
        to - from <= SCAN && looks.all(|sum| self.side(sum) == 0)
    }
}

/// The last sum for which something holds that holds at `low`, and ends to hold once between it and `high`.
fn halve(low: i64, high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let (mut yes, mut no) = (low, high + 1);
    while no - yes > 1 {
        let middle = yes + (no - yes) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A cost of pieces: each starts at a sum, with a share in thousandths and a jump.
    fn cost(pieces: &[(i64, i64, i64)], sum: i64) -> Sample {
        let mut cost = 0;
        let mut path = 0;
        for (index, &(from, share, jump)) in pieces.iter().enumerate() {
            if sum < from {
                break;
            }
            let next = pieces.get(index + 1).map_or(i64::MAX, |next| next.0);
            let part = sum.min(next) - from;
            cost += jump + (part * share + 500).div_euclid(1000);
            path = index as u64;
        }
        Sample {
            low: cost,
            high: cost,
            path,
        }
    }

    fn found(one: &[(i64, i64, i64)], other: &[(i64, i64, i64)], most: i64) -> Vec<Crossing> {
        let noise = 8;
        let mut starts = pieces(most, noise, &|sum| cost(one, sum)).unwrap();
        starts.extend(pieces(most, noise, &|sum| cost(other, sum)).unwrap());
        starts.sort_unstable();
        starts.dedup();
        let difference = |sum| cost(one, sum).low - cost(other, sum).low;
        crossings(&starts, most, noise, &difference)
    }

    #[test]
    fn a_single_crossing_is_found_to_the_fen() {
        let one = [(0, 0, 100_000), (500_000, 100, 0)];
        let other = [(0, 1000, 0), (300_000, 400, 0)];
        let found = found(&one, &other, 100_000_000);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0],
            Crossing {
                at: 100_001,
                is_below: true
            }
        );
    }

    #[test]
    fn a_cost_that_jumps_crosses_more_than_once() {
        let one = [(0, 100, 10_000), (200_000, 100, 50_000)];
        let other = [(0, 300, 0)];
        let found = found(&one, &other, 1_000_000);
        let sides: Vec<bool> = found.iter().map(|crossing| crossing.is_below).collect();
        assert_eq!(sides, [true, false, true]);
        assert_eq!(found[1].at, 200_000);
    }

    #[test]
    fn a_stretch_that_ends_in_a_jump_to_almost_nothing_is_kept() {
        let one = [(0, 500, 1799), (59, 133, 1401), (9959, 500, 425)];
        let other = [(0, 500, 0), (9961, 0, 0)];
        let sides: Vec<bool> = found(&one, &other, 40_000)
            .iter()
            .map(|crossing| crossing.is_below)
            .collect();
        assert_eq!(sides, [true, false]);
    }

    #[test]
    fn turns_that_only_roundings_make_count_once() {
        let one = [(0, 499, 0)];
        let other = [(0, 500, 0)];
        let below: Vec<bool> = found(&one, &other, 100_000)
            .iter()
            .map(|crossing| crossing.is_below)
            .collect();
        assert_eq!(below, [true]);
    }

    #[test]
    fn costs_without_roundings_cross_where_they_do() {
        let found = crossings(&[0], 1000, 0, &|sum| 100 - sum);
        let at = |at, is_below| Crossing { at, is_below };
        assert_eq!(found, [at(101, true)]);
        let found = crossings(&[0], 1000, 0, &|sum| sum - 100);
        assert_eq!(found, [at(100, false)]);
    }

    #[test]
    fn a_jump_between_looks_of_one_path_parts_the_pieces() {
        let jump = |moves_low: bool, moves_high: bool| {
            pieces(1000, 0, &|sum| {
                let raised = if sum < 110 { 0 } else { 500 };
                Sample {
                    low: if moves_low { raised } else { 0 },
                    high: if moves_high { raised } else { 0 },
                    path: u64::from((100..110).contains(&sum)),
                }
            })
        };
        for (low, high) in [(true, true), (true, false), (false, true)] {
            let mut starts = jump(low, high).unwrap();
            starts.sort_unstable();
            assert_eq!(starts, [0, 100, 110], "{low} {high}");
        }
    }

    #[test]
    fn equal_costs_never_cross() {
        let one = [(0, 137, 5), (7_777, 600, 0)];
        assert_eq!(found(&one, &one, 1_000_000), []);
    }

    proptest! {
        #[test]
        fn crossings_are_those_of_a_search_fen_by_fen(
            edges in proptest::collection::vec((1_i64..30_000, 0_i64..1000, -2000_i64..2000), 1..5),
            others in proptest::collection::vec((1_i64..30_000, 0_i64..1000, -2000_i64..2000), 1..5),
            ahead in -3000_i64..3000,
        ) {
            let curve = |mut edges: Vec<(i64, i64, i64)>, ahead: i64| {
                edges.sort_unstable();
                edges.dedup_by_key(|edge| edge.0);
                edges.insert(0, (0, 500, ahead));
                edges
            };
            let (one, other) = (curve(edges, ahead), curve(others, 0));
            let most = 40_000;
            let found = found(&one, &other, most);
            let difference = |sum| cost(&one, sum).low - cost(&other, sum).low;
            let mut is_below = difference(0) < 0;
            let mut left = found.iter().peekable();
            for sum in 1..=most {
                if let Some(crossing) = left.next_if(|crossing| crossing.at == sum) {
                    prop_assert_ne!(crossing.is_below, difference(sum - 1) < 0);
                    is_below = crossing.is_below;
                }
                // Only roundings may make it look otherwise: a stretch counts as nothing where its ends lie within 8 fen, and
                // between them up to five parts of each cost, each rounded, move the difference by 5 more.
                let now = difference(sum);
                prop_assert!((now < 0) == is_below || now.abs() <= 8 + 5, "{} at {}", now, sum);
            }
            prop_assert!(left.next().is_none());
        }
    }
}
