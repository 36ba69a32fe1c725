//! What only the whole of the rule files can tell: dates, completeness, documents, cases, figures that nobody reads.

use chrono::NaiveDate;

use super::{Lang, bill_problem, clean, list, say};
use crate::rules::problem::{Bound, Whole};

/// The words of a problem: what is wrong, why, what to do.
pub(super) fn whole(
    lang: Lang,
    what: &Whole,
    near: impl Fn(&[String]) -> String,
) -> (String, String, String) {
    match what {
        Whole::UnknownSource {
            id,
            near: names,
            uses,
        } => {
            let (id, near) = (clean(id), near(names));
            let uses: Vec<String> = uses.iter().map(ToString::to_string).collect();
            let also = if uses.is_empty() {
                String::new()
            } else {
                let uses = list(lang, &uses);
                say!(lang, "；还用于 {uses}", "; also used at {uses}")
            };
            (
                say!(lang, "没有这个来源", "no such source"),
                say!(
                    lang,
                    "sources.toml 里没有“{id}”{also}",
                    "no sources.toml on the way up has `{id}`{also}"
                ),
                say!(
                    lang,
                    "{near}在 sources.toml 里写上 [{id}]",
                    "{near}write [{id}] in sources.toml"
                ),
            )
        }
        Whole::Overlap(other) => (
            say!(lang, "两块的日期重叠", "two blocks for one day"),
            say!(
                lang,
                "前一块仍有效：{other}",
                "the block before is still in force: {other}"
            ),
            say!(
                lang,
                "给前一块写上 to，或改 from",
                "close the former with `to`, or change `from`"
            ),
        ),
        Whole::Gap(other) => (
            say!(lang, "中间有几天没有规则", "days without a rule"),
            say!(
                lang,
                "前一块在此之前就结束了：{other}",
                "the block before ended earlier: {other}"
            ),
            say!(
                lang,
                "前一块写 to-is = \"last-seen\"，或这一块写 from-is = \"first-seen\"，或把日期接上",
                "say to-is = \"last-seen\" in the former or from-is = \"first-seen\" here, or let the days meet"
            ),
        ),
        Whole::Incomplete(case) => {
            let case: Vec<String> = case
                .iter()
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            let case = list(lang, &case);
            (
                say!(lang, "有情形没有行", "a case without a row"),
                say!(lang, "没有行适用于：{case}", "no row for: {case}"),
                say!(
                    lang,
                    "补一行；不知道数字就写 announced，不付就写 not-covered",
                    "add a row; `announced` where no figure is printed, `not-covered` where nothing is due"
                ),
            )
        }
        Whole::Unreachable => (
            say!(lang, "永远用不到", "never reached"),
            say!(
                lang,
                "前面的行已经接住了所有适用的情形",
                "rows before it catch every case that it would match"
            ),
            say!(
                lang,
                "移到前面、收窄前面的行，或删去",
                "move it up, narrow the rows before it, or take it out"
            ),
        ),
        Whole::SecondAdmission => (
            say!(
                lang,
                "没有说明第二次住院",
                "a second admission is not spoken of"
            ),
            say!(
                lang,
                "住院起付线须说明以后各次怎么付",
                "inpatient.deductible must say what later admissions pay"
            ),
            say!(
                lang,
                "按 nth 写行或 adjust；每次相同就写 same-each-time = true",
                "select on nth in rows or adjust, or say same-each-time = true"
            ),
        ),
        Whole::TakenName { name, other } => {
            let name = clean(name);
            (
                say!(lang, "名称已被占用", "a name that is taken"),
                say!(
                    lang,
                    "“{name}”也在 {other}",
                    "`{name}` also stands at {other}"
                ),
                say!(lang, "只留在一处", "keep it in one place"),
            )
        }
        Whole::TooManyCases => (
            say!(
                lang,
                "表区分的情形太多",
                "a table that tells too many cases apart"
            ),
            say!(
                lang,
                "选择条件的组合超过两百万",
                "its selectors combine to more than two million cases"
            ),
            say!(
                lang,
                "减少选择条件，或拆成 adjust",
                "use fewer selectors, or put some into adjust"
            ),
        ),
        Whole::TakenSource(other) => (
            say!(lang, "来源编号重复", "a source id that is taken"),
            say!(
                lang,
                "同样的编号也在 {other}",
                "the same id also stands at {other}"
            ),
            say!(lang, "改一个编号", "rename one of them"),
        ),
        Whole::CaseDiffers { case, differences } => {
            let case = clean(case);
            let differences: Vec<String> = differences
                .iter()
                .map(|(key, expected, found)| {
                    say!(
                        lang,
                        "{key} 应为 {expected}，算得 {found}",
                        "{key} should be {expected}, is {found}"
                    )
                })
                .collect();
            let differences = list(lang, &differences);
            (
                say!(lang, "案例算出来不同", "a case that comes out otherwise"),
                say!(lang, "“{case}”：{differences}", "`{case}`: {differences}"),
                say!(
                    lang,
                    "核对规则，或核对案例的数字",
                    "check the rule, or the figures of the case"
                ),
            )
        }
        Whole::CaseFails { case, why } => {
            let case = clean(case);
            let why: Vec<String> = why
                .iter()
                .map(|what| bill_problem(lang, what).cause)
                .collect();
            let why = list(lang, &why);
            (
                say!(lang, "案例算不了", "a case that cannot be settled"),
                say!(lang, "“{case}”：{why}", "`{case}`: {why}"),
                say!(lang, "改正案例", "mend the case"),
            )
        }
        Whole::Stale { id, until } => {
            let id = clean(id);
            (
                say!(
                    lang,
                    "来源超过核对期限",
                    "a source past its checked-on lifetime"
                ),
                say!(
                    lang,
                    "“{id}”的核对有效至 {until}",
                    "the check of `{id}` held until {until}"
                ),
                say!(
                    lang,
                    "再与原文核对一次，改 checked",
                    "compare it with the document again and set `checked`"
                ),
            )
        }
        Whole::MaxBelowRow(row) => (
            say!(lang, "max 低于行内的值", "a `max` below a row's own value"),
            say!(
                lang,
                "这个上限低于 {row} 这一行本来的值",
                "this limit lies below what the row at {row} says"
            ),
            say!(
                lang,
                "核对两个数字；若确实如此可以不管",
                "check both figures; leave it if it is meant"
            ),
        ),
        Whole::SameAsParent(parent) => (
            say!(lang, "与上级所说相同", "says what the parent says"),
            say!(
                lang,
                "{parent} 在这些日子里说的完全一样",
                "{parent} says the same on all its days"
            ),
            say!(
                lang,
                "删去这一块，或写 follows = \"parent\"",
                "take the block out, or write follows = \"parent\""
            ),
        ),
        Whole::NotClosed { table, from, to } => {
            let days = days(lang, *from, *to);
            (
                say!(
                    lang,
                    "引用的数字不是每天都有",
                    "leans on what is not known on all its days"
                ),
                say!(lang, "{days} 没有 {table}", "there is no {table} {days}"),
                say!(
                    lang,
                    "给 {table} 补上这些日子，或给这一块写上 to",
                    "add the days to {table}, or close this block with `to`"
                ),
            )
        }
        Whole::NotEverywhere { table, places } => {
            let mut by_days: Vec<(String, Vec<String>)> = Vec::new();
            for (folder, from, to) in places {
                let days = days(lang, *from, *to);
                let slug = folder.rsplit('/').next().unwrap_or(folder).to_owned();
                match by_days.iter_mut().find(|(known, _)| *known == days) {
                    Some((_, slugs)) => slugs.push(slug),
                    None => by_days.push((days, vec![slug])),
                }
            }
            let places: Vec<String> = by_days
                .iter()
                .map(|(days, slugs)| {
                    let slugs = list(lang, slugs);
                    say!(lang, "{days}：{slugs}", "{days}: {slugs}")
                })
                .collect();
            let places = places.join(lang.pick("；", "; "));
            (
                say!(
                    lang,
                    "有些地方还缺这些规则",
                    "some places lack what this leans on"
                ),
                say!(lang, "没有 {table}：{places}", "no {table}: {places}"),
                say!(
                    lang,
                    "查到数字就补上；在此之前那里的答案是未知",
                    "add the figures once they are found; until then answers there are unknown"
                ),
            )
        }
        Whole::ExpectsNothing(case) => {
            let case = clean(case);
            (
                say!(lang, "案例没有写应得的结果", "a case that expects nothing"),
                say!(
                    lang,
                    "“{case}”的 expect 是空的",
                    "`expect` of `{case}` is empty"
                ),
                say!(
                    lang,
                    "照通知手算后写上，或用 yibao rules test --bless 填上再逐个核对",
                    "write what you work out by hand, or let `yibao rules test --bless` fill it in and check each value"
                ),
            )
        }
        Whole::Unread(table) => (
            say!(lang, "没有案例读到这个数字", "no case reads this figure"),
            say!(
                lang,
                "改动它，没有一个案例（{table}）算得不同",
                "changed by one, no case of {table} comes out otherwise"
            ),
            say!(
                lang,
                "在 cases 里写一个会因它而变的案例",
                "write a case that it changes"
            ),
        ),
        Whole::NationalBounds(bound) => {
            let (zh, en) = match bound {
                Bound::PointsFiled => (
                    "转诊、急诊最多降 10 个百分点（医保发〔2022〕22号）",
                    "after a transfer or in an emergency at most 10 points (医保发〔2022〕22号)",
                ),
                Bound::Points => (
                    "最多降 20 个百分点（医保发〔2022〕22号）",
                    "at most 20 points (医保发〔2022〕22号)",
                ),
                Bound::Base => (
                    "缴费基数在平均工资的 60% 至 300% 之间",
                    "the base lies between 60 % and 300 % of the average wage",
                ),
            };
            (
                say!(lang, "超出国家规定的范围", "beyond the national bounds"),
                lang.pick(zh, en).to_owned(),
                say!(
                    lang,
                    "与原文核对这个数字",
                    "compare the figure with the document"
                ),
            )
        }
        Whole::Stranger => (
            say!(
                lang,
                "规则文件夹里有不读的文件",
                "a file in a rule folder that is not read"
            ),
            say!(
                lang,
                "不是规则文件的名字，或是链接",
                "it has none of the names of rule files, or is a link"
            ),
            say!(
                lang,
                "把内容并入 resident.toml 等文件，或移走",
                "merge it into resident.toml or the like, or move it away"
            ),
        ),
    }
}

/// From a day on, or between two.
fn days(lang: Lang, from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        None => say!(lang, "{from} 起", "from {from}"),
        Some(to) => say!(lang, "{from} 至 {to}", "from {from} to {to}"),
    }
}
