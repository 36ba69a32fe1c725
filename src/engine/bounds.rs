//! Vague figures: a lower and an upper bound in place of a number, and the two sides of an answer.

/// The smallest and the largest value that a rule's text allows. For most rules the two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds<T> {
    /// The smallest.
    pub low: T,
    /// The largest.
    pub high: T,
}

impl<T: Copy + PartialEq> Bounds<T> {
    /// A figure that is not vague.
    pub fn exactly(value: T) -> Bounds<T> {
        Bounds {
            low: value,
            high: value,
        }
    }

    /// Whether the rule leaves the value open.
    pub fn is_vague(&self) -> bool {
        self.low != self.high
    }

    /// The bound that is meant at this end.
    pub fn at(&self, end: End) -> T {
        match end {
            End::Low => self.low,
            End::High => self.high,
        }
    }

    /// The same bounds of another unit.
    pub fn map<U>(&self, change: impl Fn(T) -> U) -> Bounds<U> {
        Bounds {
            low: change(self.low),
            high: change(self.high),
        }
    }
}

/// One end of a vague figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The lower bound.
    Low,
    /// The upper bound.
    High,
}

impl End {
    /// The other one.
    pub fn other(self) -> End {
        match self {
            End::Low => End::High,
            End::High => End::Low,
        }
    }
}

/// Which of the two answers is being worked out. The lower answer takes every ratio, cap, floor and share at its
/// lowest and every deductible at its highest; the upper answer the reverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The funds pay as little as the rules allow.
    Lower,
    /// The funds pay as much as the rules allow.
    Upper,
}

impl Side {
    /// The end of a figure that lifts the payment when it is larger: a ratio, a cap, a floor.
    pub fn of_payment(self) -> End {
        match self {
            Side::Lower => End::Low,
            Side::Upper => End::High,
        }
    }

    /// The end of a figure that lowers the payment when it is larger: a deductible.
    pub fn of_burden(self) -> End {
        self.of_payment().other()
    }
}
