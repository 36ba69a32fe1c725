//! Topics: what a person asks about, by scheme.

use crate::model::part::Part;
use crate::model::words::{Layer, Scheme, Visit};
use crate::rules::check::targets;
use crate::rules::file::{FileKind, Home};
use crate::rules::shelf::{Shelf, chain};
use crate::rules::table::{OfPart, TableName};

/// What a table is about, within its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// 缴费, 个人账户.
    Contribution,
    /// 缴费期.
    Deadline,
    /// 等待期, 连续参保, 欠费.
    Waiting,
    /// 退休.
    Retirement,
    /// 住院, 日间手术.
    Inpatient,
    /// 门诊, 急诊, 药店.
    Outpatient,
    /// 慢特病, 两病, 双通道.
    Chronic,
    /// What pays above the pool, and in which order.
    Layers,
    /// 大病.
    Catastrophic,
    /// 生育, 辅助生殖.
    Maternity,
    /// 异地.
    OffSite,
    /// 医疗救助.
    Assistance,
    /// 家庭共济.
    MutualAid,
    /// 乙类, 取整, 待遇年度.
    Reckoning,
    /// 指南.
    Guides,
    /// 平均工资.
    Wage,
    /// 人均可支配收入.
    Income,
    /// 平均养老金.
    Pension,
}

impl Subject {
    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Subject::Contribution => "contribution",
            Subject::Deadline => "deadline",
            Subject::Waiting => "wait",
            Subject::Retirement => "retirement",
            Subject::Inpatient => "inpatient",
            Subject::Outpatient => "outpatient",
            Subject::Chronic => "chronic",
            Subject::Layers => "layers",
            Subject::Catastrophic => "catastrophic",
            Subject::Maternity => "maternity",
            Subject::OffSite => "off-site",
            Subject::Assistance => "assistance",
            Subject::MutualAid => "mutual-aid",
            Subject::Reckoning => "reckoning",
            Subject::Guides => "guides",
            Subject::Wage => "average-wage",
            Subject::Income => "income",
            Subject::Pension => "average-pension",
        }
    }
}

/// A subject in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Topic {
    /// Which file: the scheme, or what all share.
    pub kind: FileKind,
    /// What of it.
    pub subject: Subject,
}

impl Topic {
    /// The topic of a table in a file.
    pub(crate) fn of(kind: FileKind, table: TableName) -> Topic {
        let subject = match table {
            TableName::Of(Part::Visit(visit), _) => match visit {
                Visit::Inpatient | Visit::DaySurgery => Subject::Inpatient,
                Visit::Chronic | Visit::TwoDiseases | Visit::SpecialDrug => Subject::Chronic,
                Visit::AssistedReproduction => Subject::Maternity,
                _ => Subject::Outpatient,
            },
            TableName::Of(Part::Layer(layer), _) => match layer {
                Layer::Catastrophic => Subject::Catastrophic,
                Layer::Assistance | Layer::LargeCostAssistance | Layer::TiltedAssistance => {
                    Subject::Assistance
                }
                _ => Subject::Layers,
            },
            TableName::PoolCapYear | TableName::Graded | TableName::Layers => Subject::Layers,
            TableName::Contribution | TableName::AccountCredit => Subject::Contribution,
            TableName::Deadline | TableName::DeadlineMonthly => Subject::Deadline,
            TableName::Wait | TableName::Continuity | TableName::Arrears => Subject::Waiting,
            TableName::RetirementMonths | TableName::RetirementAge | TableName::RetirementTopUp => {
                Subject::Retirement
            }
            TableName::MaternityGraded
            | TableName::MaternityBenefit
            | TableName::MaternityLeave
            | TableName::MaternityAllowance => Subject::Maternity,
            TableName::OffSite => Subject::OffSite,
            TableName::MutualAid => Subject::MutualAid,
            TableName::Items | TableName::Rounding | TableName::BenefitYear | TableName::Labels => {
                Subject::Reckoning
            }
            TableName::AverageWage | TableName::AverageWageYear => Subject::Wage,
            TableName::Income => Subject::Income,
            TableName::AveragePension => Subject::Pension,
            TableName::GuideMutualAid
            | TableName::GuideFlexible
            | TableName::GuideOffSite
            | TableName::GuideNewborn
            | TableName::GuideRepair
            | TableName::GuideChronic => Subject::Guides,
        };
        Topic { kind, subject }
    }
}

/// The tables without which the questions that most people ask have no answer.
const ASKED: [(FileKind, TableName); 15] = {
    const fn ratio(visit: Visit) -> TableName {
        TableName::Of(Part::Visit(visit), OfPart::Ratio)
    }
    const RESIDENT: FileKind = FileKind::Scheme(Scheme::Resident);
    const EMPLOYEE: FileKind = FileKind::Scheme(Scheme::Employee);
    const FLEXIBLE: FileKind = FileKind::Scheme(Scheme::Flexible);
    [
        (RESIDENT, TableName::Contribution),
        (RESIDENT, TableName::Deadline),
        (RESIDENT, TableName::Wait),
        (RESIDENT, ratio(Visit::Inpatient)),
        (RESIDENT, ratio(Visit::Outpatient)),
        (RESIDENT, ratio(Visit::Chronic)),
        (EMPLOYEE, TableName::Contribution),
        (EMPLOYEE, TableName::RetirementMonths),
        (EMPLOYEE, ratio(Visit::Inpatient)),
        (EMPLOYEE, ratio(Visit::Outpatient)),
        (EMPLOYEE, ratio(Visit::Chronic)),
        (FLEXIBLE, TableName::Contribution),
        (
            FileKind::Catastrophic,
            TableName::Of(Part::Layer(Layer::Catastrophic), OfPart::Ratio),
        ),
        (FileKind::Maternity, TableName::MaternityBenefit),
        (FileKind::Common, TableName::OffSite),
    ]
};

/// The topics that are asked about and of which neither a folder nor any above it has a word, and the series of which
/// its rules take shares.
pub(super) fn missing(shelf: &Shelf, folder: &str) -> Vec<Topic> {
    let is_missing = |kind: FileKind, table: TableName| {
        !chain(folder).any(|folder| shelf.has(folder, kind, table))
    };
    let missing = ASKED
        .iter()
        .filter(|(kind, table)| is_missing(*kind, *table));
    let mut topics: Vec<Topic> = missing
        .map(|&(kind, table)| Topic::of(kind, table))
        .collect();
    for kind in FileKind::ALL {
        // The nearest folder that has a table answers for it.
        for table in TableName::all().filter(|table| Some(table.home()) == kind.home()) {
            let Some(owner) = chain(folder).find(|folder| shelf.has(folder, kind, table)) else {
                continue;
            };
            for block in shelf.blocks_of(owner, kind, table) {
                for (target, _) in targets(&block) {
                    let topic = Topic::of(FileKind::Region, target);
                    if target.home() == Home::Region
                        && is_missing(FileKind::Region, target)
                        && !topics.contains(&topic)
                    {
                        topics.push(topic);
                    }
                }
            }
        }
    }
    topics
}
