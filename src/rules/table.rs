//! The tables that rule files may hold: their names, their homes, and what may stand in them.

use std::fmt;

use crate::model::part::Part;
use crate::model::words::{Layer, Scheme, Visit};

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

/// The name of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableName {
    /// `inpatient.ratio`, `catastrophic.cap.year` …
    Of(Part, OfPart),
    /// `pool.cap.year`: a cap that visits share.
    PoolCapYear,
    /// `graded`: a share of the payment by months paid.
    Graded,
    /// `layers`: the order of payment.
    Layers,
    /// `items`: 乙类 and special items.
    Items,
    /// `off-site`: care away from home.
    OffSite,
    /// `rounding`.
    Rounding,
    /// `benefit-year`.
    BenefitYear,
    /// `average-wage`: a month.
    AverageWage,
    /// `average-wage-year`.
    AverageWageYear,
    /// `income`: disposable, per head and year.
    Income,
    /// `average-pension`: a month.
    AveragePension,
}

/// The kinds of value that a row may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `amount`, or `share` with `of`.
    Money,
    /// The same, or `unlimited`.
    Cap,
    /// `ratio` or `brackets`.
    Ratio,
    /// `share`.
    Share,
    /// What `off-site` changes.
    OffSite,
    /// What `items` says of a line.
    Item,
    /// No rows: block keys only, or a `stack`.
    None,
}

impl TableName {
    const SINGLE: [(TableName, &'static str); 11] = [
        (TableName::PoolCapYear, "pool.cap.year"),
        (TableName::Graded, "graded"),
        (TableName::Layers, "layers"),
        (TableName::Items, "items"),
        (TableName::OffSite, "off-site"),
        (TableName::Rounding, "rounding"),
        (TableName::BenefitYear, "benefit-year"),
        (TableName::AverageWage, "average-wage"),
        (TableName::AverageWageYear, "average-wage-year"),
        (TableName::Income, "income"),
        (TableName::AveragePension, "average-pension"),
    ];

    /// Every table there can be.
    pub fn all() -> impl Iterator<Item = TableName> {
        let of_parts =
            Part::all().flat_map(|part| OfPart::NAMES.map(|(table, _)| TableName::Of(part, table)));
        of_parts.chain(Self::SINGLE.map(|(table, _)| table))
    }

    /// The table of that name.
    pub fn parse(name: &str) -> Option<TableName> {
        Self::all().find(|table| table.to_string() == name)
    }

    /// The file in which the table belongs.
    pub fn home(self) -> Home {
        match self {
            TableName::Of(Part::Visit(Visit::AssistedReproduction), _) => Home::Maternity,
            TableName::Of(Part::Visit(_), _) => Home::Scheme,
            TableName::Of(Part::Layer(layer), _) => match layer {
                Layer::Catastrophic => Home::Catastrophic,
                Layer::Assistance | Layer::LargeCostAssistance | Layer::TiltedAssistance => {
                    Home::Common
                }
                _ => Home::Scheme,
            },
            TableName::PoolCapYear | TableName::Graded | TableName::Layers => Home::Scheme,
            TableName::Items
            | TableName::OffSite
            | TableName::Rounding
            | TableName::BenefitYear => Home::Common,
            TableName::AverageWage
            | TableName::AverageWageYear
            | TableName::Income
            | TableName::AveragePension => Home::Region,
        }
    }

    /// What its rows say.
    pub fn values(self) -> ValueKind {
        match self {
            TableName::Of(_, of) => match of {
                OfPart::Ratio => ValueKind::Ratio,
                OfPart::Deductible | OfPart::Gate | OfPart::Floor => ValueKind::Money,
                _ => ValueKind::Cap,
            },
            TableName::PoolCapYear => ValueKind::Cap,
            TableName::Graded => ValueKind::Share,
            TableName::OffSite => ValueKind::OffSite,
            TableName::Items => ValueKind::Item,
            TableName::Layers | TableName::Rounding | TableName::BenefitYear => ValueKind::None,
            TableName::AverageWage
            | TableName::AverageWageYear
            | TableName::Income
            | TableName::AveragePension => ValueKind::Money,
        }
    }

    /// The keys that a block may have beside those that every block may have.
    pub fn block_keys(self) -> &'static [&'static str] {
        match self {
            TableName::Of(_, of) => match of {
                OfPart::Deductible => &[
                    "per",
                    "apart-by",
                    "max-per-year",
                    "transfer",
                    "same-each-time",
                    "counted-from",
                ],
                OfPart::Ratio => &["anchor", "per", "counted-from"],
                OfPart::Gate => &["per", "counted-from"],
                OfPart::Floor => &["counted-from"],
                _ => &["on", "apart-by", "counted-from"],
            },
            TableName::PoolCapYear => &["on", "apart-by", "visits", "counted-from"],
            TableName::Rounding => &["payments", "first-payment", "each"],
            TableName::BenefitYear => &["starts", "belongs-by"],
            TableName::AverageWage
            | TableName::AverageWageYear
            | TableName::Income
            | TableName::AveragePension => &["year"],
            TableName::Graded | TableName::Layers | TableName::Items | TableName::OffSite => &[],
        }
    }

    /// Whether `place` and `at` may stand in it: all other tables are written for care at home.
    pub fn knows_place(self) -> bool {
        matches!(
            self,
            TableName::OffSite | TableName::Items | TableName::Of(_, OfPart::Floor)
        )
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
            single => {
                let found = Self::SINGLE.iter().find(|(table, _)| table == single);
                f.write_str(found.map_or("", |(_, name)| name))
            }
        }
    }
}

/// The file in which a table belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// `resident.toml`, `employee.toml` or `flexible.toml`.
    Scheme,
    /// `catastrophic.toml`.
    Catastrophic,
    /// `maternity.toml`.
    Maternity,
    /// `common.toml`.
    Common,
    /// `region.toml`.
    Region,
}

/// A rule file of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// The file of a scheme.
    Scheme(Scheme),
    /// 居民大病.
    Catastrophic,
    /// 生育.
    Maternity,
    /// What all schemes share.
    Common,
    /// Code, names, words, series.
    Region,
    /// Documents.
    Sources,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [FileKind; 8] = [
        FileKind::Scheme(Scheme::Resident),
        FileKind::Scheme(Scheme::Employee),
        FileKind::Scheme(Scheme::Flexible),
        FileKind::Catastrophic,
        FileKind::Maternity,
        FileKind::Common,
        FileKind::Region,
        FileKind::Sources,
    ];

    /// The file's name.
    pub fn file_name(self) -> &'static str {
        match self {
            FileKind::Scheme(Scheme::Resident) => "resident.toml",
            FileKind::Scheme(Scheme::Employee) => "employee.toml",
            FileKind::Scheme(Scheme::Flexible) => "flexible.toml",
            FileKind::Catastrophic => "catastrophic.toml",
            FileKind::Maternity => "maternity.toml",
            FileKind::Common => "common.toml",
            FileKind::Region => "region.toml",
            FileKind::Sources => "sources.toml",
        }
    }

    /// Where its tables say they belong.
    pub fn home(self) -> Option<Home> {
        match self {
            FileKind::Scheme(_) => Some(Home::Scheme),
            FileKind::Catastrophic => Some(Home::Catastrophic),
            FileKind::Maternity => Some(Home::Maternity),
            FileKind::Common => Some(Home::Common),
            FileKind::Region => Some(Home::Region),
            FileKind::Sources => None,
        }
    }
}

impl Home {
    /// The file's name, for messages.
    pub fn file_name(self) -> &'static str {
        match self {
            Home::Scheme => "resident.toml / employee.toml / flexible.toml",
            Home::Catastrophic => "catastrophic.toml",
            Home::Maternity => "maternity.toml",
            Home::Common => "common.toml",
            Home::Region => "region.toml",
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
        assert_eq!(TableName::all().count(), (9 + 8) * 8 + 11);
    }
}
