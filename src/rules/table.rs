//! The tables that rule files may hold: their names, their homes, and what may stand in them.

use std::fmt;

use crate::model::part::Part;
use crate::model::words::{Layer, Visit};
use crate::rules::file::Home;

/// A table of a visit or a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfPart {
    /// 起付线.
    Deductible,
    /// 支付比例.
    Ratio,
    /// 日限额, 次限额.
    CapDay,
    /// 单次住院限额.
    CapAdmission,
    /// 月限额.
    CapMonth,
    /// 年限额.
    CapYear,
    /// An input below it is not covered.
    Gate,
    /// 保底.
    Floor,
}

impl OfPart {
    const NAMES: [(OfPart, &'static str); 8] = [
        (OfPart::Deductible, "deductible"),
        (OfPart::Ratio, "ratio"),
        (OfPart::CapDay, "cap.day"),
        (OfPart::CapAdmission, "cap.admission"),
        (OfPart::CapMonth, "cap.month"),
        (OfPart::CapYear, "cap.year"),
        (OfPart::Gate, "gate"),
        (OfPart::Floor, "floor"),
    ];

    /// The caps, the shortest period first.
    pub const CAPS: [OfPart; 4] = [
        OfPart::CapDay,
        OfPart::CapAdmission,
        OfPart::CapMonth,
        OfPart::CapYear,
    ];
}

/// The kinds of value that a row may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `amount`, or `share` with `of`.
    Money,
    /// The same, or `unlimited`.
    Cap,
    /// The same, for each begun so many days of the stay (按床日).
    CapOfStay,
    /// `ratio` or `brackets`.
    Ratio,
    /// `share`.
    Share,
    /// What `off-site` changes.
    OffSite,
    /// What `items` says of a line.
    Item,
    /// `lines` in place of rows: what is paid in, and by whom.
    Lines,
    /// `counts-as`, or `closed`.
    Stage,
    /// `months` or `days`, with `starts`.
    Wait,
    /// `continuous`.
    Continuous,
    /// `cover`, with `back-pay`.
    Cover,
    /// `months`, with `actual-months`.
    Years,
    /// `at-age`, and how it is delayed.
    Age,
    /// `rate`.
    Rate,
    /// `fixed`, `limit`, `ratio` or `as-inpatient`.
    Benefit,
    /// `amount`, a number of days or months.
    Length,
    /// `share` of a wage, for so many days.
    Allowance,
    /// `allowed`.
    Allowed,
    /// No rows: block keys only, or a `stack`.
    None,
}

/// Declares the tables that stand for themselves: name, home, values and the keys of a block beside those that every
/// block may have.
macro_rules! tables {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $home:ident $values:ident [$($key:literal),*];)*) => {
        /// The name of a table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TableName {
            /// `inpatient.ratio`, `catastrophic.cap.year` …
            Of(Part, OfPart),
            $($(#[$doc])* $variant),*
        }

        const SINGLE: &[Single] = &[$(Single {
            table: TableName::$variant, name: $name, home: Home::$home, values: ValueKind::$values, keys: &[$($key),*],
        }),*];
    };
}

/// A table that stands for itself.
struct Single {
    table: TableName,
    name: &'static str,
    home: Home,
    values: ValueKind,
    keys: &'static [&'static str],
}

tables! {
    /// A cap that visits share.
    PoolCapYear = "pool.cap.year" Scheme Cap ["on", "apart-by", "visits", "counted-from"];
    /// A share of the payment by months paid.
    Graded = "graded" Scheme Share [];
    /// The order of payment.
    Layers = "layers" Scheme None [];
    /// 缴费: what is paid in, and by whom.
    Contribution = "contribution" Scheme Lines ["base", "round", "notice-year"];
    /// 缴费期限 of a year of cover.
    Deadline = "deadline" Scheme Stage ["opens"];
    /// 每月缴费截止日.
    DeadlineMonthly = "deadline-monthly" Scheme None ["slides", "cut-offs"];
    /// 待遇等待期.
    Wait = "wait" Scheme Wait ["counted-from", "repair-price"];
    /// What counts as continuous.
    Continuity = "continuity" Scheme Continuous [];
    /// 欠费.
    Arrears = "arrears" Scheme Cover [];
    /// 个人账户划入, beyond the lines `account`.
    AccountCredit = "account-credit" Scheme Money [];
    /// 退休缴费年限.
    RetirementMonths = "retirement.months" Scheme Years [];
    /// 法定退休年龄.
    RetirementAge = "retirement.age" Scheme Age [];
    /// 一次性补缴.
    RetirementTopUp = "retirement.top-up" Scheme Rate ["base", "round"];
    /// A share of the maternity benefits by months paid.
    MaternityGraded = "maternity.graded" Maternity Share [];
    /// 生育医疗待遇.
    MaternityBenefit = "maternity.benefit" Maternity Benefit [];
    /// 产假.
    MaternityLeave = "maternity.leave" Maternity Length ["unit"];
    /// 生育津贴.
    MaternityAllowance = "maternity.allowance" Maternity Allowance [];
    /// 乙类 and special items.
    Items = "items" Common Item [];
    /// Care away from home.
    OffSite = "off-site" Common OffSite [];
    /// How amounts are rounded.
    Rounding = "rounding" Common None ["payments", "first-payment", "each"];
    /// 待遇年度.
    BenefitYear = "benefit-year" Common None ["starts", "belongs-by"];
    /// What 自付, 自费 and 自负 on a receipt are made of.
    Labels = "labels" Common None ["self-pay", "self-expense", "self-borne"];
    /// 家庭共济.
    MutualAid = "mutual-aid" Common Allowed ["consent-age", "order"];
    /// 开通家庭共济, as a procedure.
    GuideMutualAid = "guide.mutual-aid" Guide None ["steps", "papers", "not-for"];
    /// 灵活就业首次参保.
    GuideFlexible = "guide.flexible-first" Guide None ["steps", "papers", "not-for"];
    /// 异地就医备案.
    GuideOffSite = "guide.off-site" Guide None ["steps", "papers", "not-for"];
    /// 新生儿参保.
    GuideNewborn = "guide.newborn" Guide None ["steps", "papers", "not-for"];
    /// 断缴补缴.
    GuideRepair = "guide.repair" Guide None ["steps", "papers", "not-for"];
    /// 慢特病认定.
    GuideChronic = "guide.chronic" Guide None ["steps", "papers", "not-for"];
    /// 平均工资, a month.
    AverageWage = "average-wage" Region Money ["year"];
    /// 平均工资, a year.
    AverageWageYear = "average-wage-year" Region Money ["year"];
    /// 人均可支配收入, a year.
    Income = "income" Region Money ["year"];
    /// 平均养老金, a month.
    AveragePension = "average-pension" Region Money ["year"];
}

impl TableName {
    /// Every table there can be.
    pub fn all() -> impl Iterator<Item = TableName> {
        let of_parts =
            Part::all().flat_map(|part| OfPart::NAMES.map(|(table, _)| TableName::Of(part, table)));
        of_parts.chain(SINGLE.iter().map(|single| single.table))
    }

    /// The table of that name.
    pub fn parse(name: &str) -> Option<TableName> {
        let single = SINGLE.iter().find(|single| single.name == name);
        single.map(|single| single.table).or_else(|| {
            let mut parts = Part::all();
            let (part, of) = parts.find_map(|part| {
                let of = name.strip_prefix(part.name())?.strip_prefix('.')?;
                Some((part, of))
            })?;
            let mut names = OfPart::NAMES.iter();
            let (table, _) = names.find(|(_, name)| *name == of)?;
            Some(TableName::Of(part, *table))
        })
    }

    fn single(self) -> Option<&'static Single> {
        SINGLE.iter().find(|single| single.table == self)
    }

    /// The file in which the table belongs.
    pub fn home(self) -> Home {
        match self {
            TableName::Of(Part::Visit(Visit::AssistedReproduction), _) => Home::Maternity,
            TableName::Of(Part::Layer(layer), _) => match layer {
                Layer::Catastrophic => Home::Catastrophic,
                Layer::Assistance | Layer::LargeCostAssistance | Layer::TiltedAssistance => {
                    Home::Common
                }
                _ => Home::Scheme,
            },
            single => single.single().map_or(Home::Scheme, |single| single.home),
        }
    }

    /// What its rows say.
    pub fn values(self) -> ValueKind {
        match self {
            TableName::Of(_, OfPart::Ratio) => ValueKind::Ratio,
            TableName::Of(_, OfPart::Deductible | OfPart::Gate | OfPart::Floor) => ValueKind::Money,
            TableName::Of(_, OfPart::CapAdmission) => ValueKind::CapOfStay,
            TableName::Of(..) => ValueKind::Cap,
            single => single
                .single()
                .map_or(ValueKind::None, |single| single.values),
        }
    }

    /// Whether a share may be one `of` it: it gives a sum of money.
    pub fn gives_money(self) -> bool {
        use ValueKind::{Cap, CapOfStay, Money};
        matches!(self.values(), Money | Cap | CapOfStay)
    }

    /// The keys that a block may have beside those that every block may have.
    pub fn block_keys(self) -> &'static [&'static str] {
        match self {
            TableName::Of(_, OfPart::Deductible) => &[
                "per",
                "apart-by",
                "max-per-year",
                "transfer",
                "same-each-time",
                "counted-from",
            ],
            TableName::Of(_, OfPart::Ratio) => &["anchor", "per", "counted-from"],
            TableName::Of(_, OfPart::Gate) => &["per", "counted-from"],
            TableName::Of(_, OfPart::Floor) => &["counted-from"],
            TableName::Of(..) => &["on", "apart-by", "counted-from"],
            single => single.single().map_or(&[], |single| single.keys),
        }
    }

    /// Whether `place` and `at` may stand in it: all other tables are written for care at home.
    pub fn knows_place(self) -> bool {
        matches!(
            self,
            TableName::OffSite | TableName::Items | TableName::Of(_, OfPart::Floor)
        ) || self.is_guide()
    }

    /// Whether its values are numbers that `adjust` can change.
    pub fn takes_adjust(self) -> bool {
        use ValueKind::{Benefit, Cap, CapOfStay, Length, Lines, Money, Rate, Ratio, Share, Wait};
        matches!(
            self.values(),
            Money | Cap | CapOfStay | Ratio | Share | Lines | Wait | Rate | Benefit | Length
        )
    }

    /// Whether it is a procedure.
    pub fn is_guide(self) -> bool {
        self.home() == Home::Guide
    }

    /// Whether it is about paying in, and not about a visit.
    pub fn is_paying_in(self) -> bool {
        matches!(
            self,
            TableName::Contribution
                | TableName::Deadline
                | TableName::DeadlineMonthly
                | TableName::Wait
                | TableName::Continuity
                | TableName::Arrears
                | TableName::AccountCredit
                | TableName::RetirementMonths
                | TableName::RetirementAge
                | TableName::RetirementTopUp
        ) || self.home() == Home::Region
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |wanted: &OfPart| {
            OfPart::NAMES
                .iter()
                .find(|(table, _)| table == wanted)
                .map_or("", |(_, name)| name)
        };
        match self {
            TableName::Of(part, table) => write!(f, "{}.{}", part.name(), name(table)),
            single => f.write_str(single.single().map_or("", |single| single.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for table in TableName::all() {
            assert_eq!(TableName::parse(&table.to_string()), Some(table));
        }
        assert_eq!(TableName::all().count(), (9 + 8) * 8 + SINGLE.len());
    }
}
