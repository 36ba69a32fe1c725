//! Choices: a list of random numbers that is made smaller where a difference was found. Smaller numbers are simpler choices, and where the list
//! has ended every choice is the simplest one.

/// The choices of one round of a seed: SplitMix64.
pub(crate) fn drawn(seed: u64, round: u64, count: usize) -> Vec<u16> {
    let mut state = seed ^ round.wrapping_mul(0xd134_2543_de82_ef95);
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 48) as u16
    };
    (0..count).map(|_| next()).collect()
}

pub(crate) struct Draw<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(numbers: &'a [u16]) -> Draw<'a> {
        Draw { numbers, at: 0 }
    }

    /// A number from 0 to `count` − 1.
    pub(crate) fn below(&mut self, count: i64) -> i64 {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        i64::from(number) * count / 65_536
    }

    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to - from + 1)
    }

    /// True in so many of a hundred cases; false is simpler.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of these; the first is the simplest.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as i64) as usize]
    }

    /// Some of these, at least one, in their order.
    pub(crate) fn some<T: Copy>(&mut self, from: &[T]) -> Vec<T> {
        let some: Vec<T> = from.iter().copied().filter(|_| self.chance(50)).collect();
        if some.is_empty() { vec![from[0]] } else { some }
    }

    /// A sum in fen, small and large ones alike.
    pub(crate) fn fen(&mut self) -> i64 {
        let most = self.pick(&[10_000, 100_000, 1_000_000, 10_000_000, 50_000_000]);
        let fen = self.below(most) + 1;
        match self.below(3) {
            0 => (fen / 10_000 + 1) * 10_000,
            1 => (fen / 100 + 1) * 100,
            _ => fen,
        }
    }
}
