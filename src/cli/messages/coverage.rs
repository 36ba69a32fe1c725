//! What `rules list` and the page of coverage say.

use super::Lang;
use crate::model::words::Scheme;
use crate::rules::coverage::{Known, Subject, Topic};
use crate::rules::file::FileKind;

/// A topic: `居民 住院`, `resident, stays`.
pub(crate) fn topic_name(lang: Lang, topic: Topic) -> String {
    let scheme = match topic.kind {
        FileKind::Scheme(Scheme::Resident) => lang.pick("居民", "resident"),
        FileKind::Scheme(Scheme::Employee) => lang.pick("职工", "employee"),
        FileKind::Scheme(Scheme::Flexible) => lang.pick("灵活就业", "flexible"),
        _ => "",
    };
    let subject = match topic.subject {
        Subject::Contribution => lang.pick("缴费", "contributions"),
        Subject::Deadline => lang.pick("缴费期", "deadlines"),
        Subject::Waiting => lang.pick("等待期", "waits"),
        Subject::Retirement => lang.pick("退休", "retirement"),
        Subject::Inpatient => lang.pick("住院", "stays"),
        Subject::Outpatient => lang.pick("门诊", "outpatient"),
        Subject::Chronic => lang.pick("慢特病", "chronic"),
        Subject::Layers => lang.pick("补充支付", "further layers"),
        Subject::Catastrophic => lang.pick("大病", "catastrophic"),
        Subject::Maternity => lang.pick("生育", "maternity"),
        Subject::OffSite => lang.pick("异地就医", "care elsewhere"),
        Subject::Assistance => lang.pick("医疗救助", "assistance"),
        Subject::MutualAid => lang.pick("家庭共济", "relatives' accounts"),
        Subject::Reckoning => lang.pick("计算口径", "reckoning"),
        Subject::Guides => lang.pick("办事指南", "guides"),
        Subject::Wage => lang.pick("平均工资", "average wage"),
        Subject::Income => lang.pick("人均可支配收入", "disposable income"),
        Subject::Pension => lang.pick("平均养老金", "average pension"),
    };
    match scheme {
        "" => subject.to_owned(),
        scheme => format!("{scheme} {subject}"),
    }
}

/// First and last day, with what the sources leave open: a start or an end that is only seen.
pub(crate) fn known_days(lang: Lang, known: &Known) -> (String, String) {
    let seen = |day: String, only_seen: bool, zh: &str, en: &str| match only_seen {
        true => format!("{day}{}", lang.pick(zh, en)),
        false => day,
    };
    let from = known.from.to_string();
    let from = seen(from, known.from_is_first_seen, "（始见）", " (first seen)");
    let to = known
        .to
        .map_or_else(|| lang.pick("今", "now").to_owned(), |day| day.to_string());
    let to = seen(to, known.to_is_last_seen, "（末见）", " (last seen)");
    (from, to)
}
