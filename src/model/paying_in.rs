//! The nouns of paying in: how often, at what price, from when, and what a gap does.

/// Declares an enum whose values have names in rule files.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Every value.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The names, in the order of [`Self::ALL`].
            pub const NAMES: &'static [&'static str] = &[$($text),*];

            /// The name in rule files and results.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }
    };
}

named! {
    /// How often a line is paid.
    Every {
        /// Each month.
        Month = "month";
        /// Once a year.
        Year = "year";
    }
}

named! {
    /// What late payers pay.
    Price {
        /// Their own part.
        Own = "own";
        /// Their own part and the subsidy.
        OwnAndSubsidy = "own-and-subsidy";
    }
}

named! {
    /// The day from which a wait runs.
    Starts {
        /// Birth.
        Birth = "birth";
        /// The first day of the benefit year.
        BenefitYear = "benefit-year";
        /// The day of payment.
        PaymentDay = "payment-day";
        /// The month of payment.
        PaymentMonth = "payment-month";
        /// The month after payment.
        MonthAfterPayment = "month-after-payment";
    }
}

named! {
    /// What arrears do to the cover.
    Cover {
        /// Nothing.
        Kept = "kept";
        /// It rests until they are paid.
        Suspended = "suspended";
        /// It ends.
        Broken = "broken";
    }
}

named! {
    /// Where a day of payment goes that is no working day.
    Slides {
        /// Past statutory days off.
        PastHolidays = "past-holidays";
        /// Past every day of rest.
        PastRestDays = "past-rest-days";
        /// Nowhere.
        Stays = "none";
    }
}

named! {
    /// The unit of a length.
    Unit {
        /// Days.
        Days = "days";
        /// Months.
        Months = "months";
    }
}

/// A day of the month until which a payment is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// The last day of the month.
    pub day: u32,
    /// The day on which the bank debits, if it is said.
    pub debit_day: Option<u32>,
}
