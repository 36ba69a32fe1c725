//! Commands that work, for the help of every command: two at least, each run by a test.

use super::Lang;

/// The examples of a command, by the names that lead to it: in Chinese, in English.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "reimburse",
        &[
            (
                "yibao reimburse --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --total 20600 --on 2024-06-01",
                "yibao reimburse --region urumqi --scheme resident --visit inpatient --hospital level-3 --total 20600 --on 2024-06-01",
            ),
            (
                "yibao reimburse examples/urumqi-fees.csv --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级",
                "yibao reimburse examples/urumqi-fees.csv --region urumqi --scheme resident --visit inpatient --hospital level-3",
            ),
        ],
    ),
    (
        "batch",
        &[
            (
                "yibao batch examples/city-month.csv --columns 结算单号,outcome,fund_pay,personal_pay",
                "yibao batch examples/city-month.csv --columns bill,outcome,fund_pay,personal_pay",
            ),
            (
                "yibao batch examples/city-month.csv --summary table --group-by 参保地",
                "yibao batch examples/city-month.csv --summary table --group-by region",
            ),
        ],
    ),
    (
        "year",
        &[
            (
                "yibao year examples/urumqi-year.csv --region 乌鲁木齐 --scheme 居民",
                "yibao year examples/urumqi-year.csv --region urumqi --scheme resident",
            ),
            (
                "yibao year examples/urumqi-year.csv --region 乌鲁木齐 --scheme 居民 --get catastrophic_pay --get personal_pay",
                "yibao year examples/urumqi-year.csv --region urumqi --scheme resident --get catastrophic_pay --get personal_pay",
            ),
        ],
    ),
    (
        "audit",
        &[
            (
                "yibao audit examples/settlement.toml",
                "yibao audit examples/settlement.toml",
            ),
            (
                "yibao audit examples/settlement.toml --format json",
                "yibao audit examples/settlement.toml --format json",
            ),
        ],
    ),
    (
        "compare",
        &[
            (
                "yibao compare examples/urumqi-inpatient.toml --hospital 三级,二级,一级",
                "yibao compare examples/urumqi-inpatient.toml --hospital level-3,level-2,level-1",
            ),
            (
                "yibao compare examples/urumqi-year.csv --region 乌鲁木齐 --scheme 居民,职工 --person 在职 --wage 6000",
                "yibao compare examples/urumqi-year.csv --region urumqi --scheme resident,employee --person active --wage 6000",
            ),
        ],
    ),
    (
        "contribute",
        &[
            (
                "yibao contribute --region 乌鲁木齐 --scheme 灵活就业 --month 2025-03 --mode 统账结合",
                "yibao contribute --region urumqi --scheme flexible --month 2025-03 --mode account",
            ),
            (
                "yibao contribute --region 乌鲁木齐 --scheme 职工 --wage 8000 --month 2024-06 --get individual",
                "yibao contribute --region urumqi --scheme employee --wage 8000 --month 2024-06 --get individual",
            ),
        ],
    ),
    (
        "deadline",
        &[
            (
                "yibao deadline --region 乌鲁木齐 --scheme 居民 --year 2025 --on 2024-12-20",
                "yibao deadline --region urumqi --scheme resident --year 2025 --on 2024-12-20",
            ),
            (
                "yibao deadline --region 乌鲁木齐 --scheme 居民 --year 2025 --on 2024-12-31 --check",
                "yibao deadline --region urumqi --scheme resident --year 2025 --on 2024-12-31 --check",
            ),
        ],
    ),
    (
        "wait",
        &[
            (
                "yibao wait --region 青岛 --scheme 居民 --last-covered 2024-12 --paid 2026-11-15 --year 2027 --stage 集中缴费期",
                "yibao wait --region qingdao --scheme resident --last-covered 2024-12 --paid 2026-11-15 --year 2027 --stage window",
            ),
            (
                "yibao wait --region 乌鲁木齐 --scheme 居民 --born 2025-03-10 --paid 2025-05-20 --get dates.covered_from",
                "yibao wait --region urumqi --scheme resident --born 2025-03-10 --paid 2025-05-20 --get dates.covered_from",
            ),
        ],
    ),
    (
        "retire",
        &[
            (
                "yibao retire --region 乌鲁木齐 --born 1966-01 --sex 男 --months 200",
                "yibao retire --region urumqi --born 1966-01 --sex male --months 200",
            ),
            (
                "yibao retire --born 1986-01 --sex 女 --retire-at 50 --get dates.retirement_month",
                "yibao retire --born 1986-01 --sex female --retire-at 50 --get dates.retirement_month",
            ),
        ],
    ),
    (
        "maternity",
        &[
            (
                "yibao maternity --region 乌鲁木齐 --scheme 职工 --on 2024-03-01 --delivery 剖宫产 --children 2 --months 12",
                "yibao maternity --region urumqi --scheme employee --on 2024-03-01 --delivery caesarean --children 2 --months 12",
            ),
            (
                "yibao maternity --region 塔城 --scheme 职工 --on 2024-04-02 --delivery 剖宫产 --children 1 --months 12 --total 5200 --get delivery",
                "yibao maternity --region tacheng --scheme employee --on 2024-04-02 --delivery caesarean --children 1 --months 12 --total 5200 --get delivery",
            ),
        ],
    ),
    (
        "rules",
        &[
            ("yibao rules list", "yibao rules list"),
            (
                "yibao rules show 乌鲁木齐 居民 --on 2024-06-01",
                "yibao rules show urumqi resident --on 2024-06-01",
            ),
        ],
    ),
    (
        "rules list",
        &[
            ("yibao rules list", "yibao rules list"),
            (
                "yibao rules list --grade official",
                "yibao rules list --grade official",
            ),
        ],
    ),
    (
        "rules show",
        &[
            (
                "yibao rules show 乌鲁木齐 大病 --on 2025-06-01",
                "yibao rules show urumqi catastrophic --on 2025-06-01",
            ),
            (
                "yibao rules show 650100 --on 2024-06-01 --format json",
                "yibao rules show 650100 --on 2024-06-01 --format json",
            ),
        ],
    ),
    (
        "rules find",
        &[
            ("yibao rules find 90000", "yibao rules find 90000"),
            ("yibao rules find 首诊", "yibao rules find 首诊"),
        ],
    ),
    (
        "rules diff",
        &[
            (
                "yibao rules diff 2024-07-31 2024-08-01 --region 乌鲁木齐",
                "yibao rules diff 2024-07-31 2024-08-01 --region urumqi",
            ),
            (
                "yibao rules diff examples/retiree-year/rules rules --region 全国",
                "yibao rules diff examples/retiree-year/rules rules --region 全国",
            ),
        ],
    ),
    (
        "rules explain",
        &[
            ("yibao rules explain R013", "yibao rules explain R013"),
            (
                "yibao rules explain r001 --format json",
                "yibao rules explain r001 --format json",
            ),
        ],
    ),
    (
        "rules check",
        &[
            (
                "yibao rules check examples/retiree-year/rules",
                "yibao rules check examples/retiree-year/rules",
            ),
            (
                "yibao rules check examples/retiree-year/rules --deny stale",
                "yibao rules check examples/retiree-year/rules --deny stale",
            ),
        ],
    ),
    (
        "rules test",
        &[
            (
                "yibao rules test examples/retiree-year/rules",
                "yibao rules test examples/retiree-year/rules",
            ),
            (
                "yibao rules test examples/retiree-year/rules --format json",
                "yibao rules test examples/retiree-year/rules --format json",
            ),
        ],
    ),
    (
        "rules new",
        &[
            (
                "yibao rules new cn/xinjiang/kuitun 居民 --rules my-rules",
                "yibao rules new cn/xinjiang/kuitun resident --rules my-rules",
            ),
            (
                "yibao rules new cn/xinjiang/kuitun 大病 --from 2026-01-01 --rules my-rules",
                "yibao rules new cn/xinjiang/kuitun catastrophic --from 2026-01-01 --rules my-rules",
            ),
        ],
    ),
    (
        "guide",
        &[
            (
                "yibao guide 新生儿参保 --region 乌鲁木齐",
                "yibao guide newborn --region urumqi",
            ),
            (
                "yibao guide 异地就医备案 --region 乌鲁木齐 --place 转诊 --format md",
                "yibao guide off-site --region urumqi --place transfer --format md",
            ),
        ],
    ),
    (
        "schema",
        &[
            ("yibao schema rules", "yibao schema rules"),
            ("yibao schema result", "yibao schema result"),
        ],
    ),
    (
        "values",
        &[
            ("yibao values", "yibao values"),
            ("yibao values 医院等级", "yibao values hospital"),
        ],
    ),
    (
        "help",
        &[
            ("yibao help status", "yibao help status"),
            ("yibao help reimburse", "yibao help reimburse"),
        ],
    ),
    (
        "completions",
        &[
            ("yibao completions bash", "yibao completions bash"),
            ("yibao completions zsh", "yibao completions zsh"),
        ],
    ),
    (
        "man",
        &[
            ("yibao man", "yibao man"),
            ("yibao man reimburse", "yibao man reimburse"),
        ],
    ),
];

/// Three commands for somebody who has never used the program, with what each answers.
pub(crate) const FIRST: [(&str, &str, &str, &str); 3] = [
    (
        "这张账单报销多少",
        "what is paid back on this bill",
        "yibao reimburse --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --total 20600 --on 2024-06-01",
        "yibao reimburse --region urumqi --scheme resident --visit inpatient --hospital level-3 --total 20600 --on 2024-06-01",
    ),
    (
        "每月要缴多少",
        "what is paid in each month",
        "yibao contribute --region 乌鲁木齐 --scheme 灵活就业 --month 2025-03 --mode 统账结合",
        "yibao contribute --region urumqi --scheme flexible --month 2025-03 --mode account",
    ),
    (
        "还来得及缴费吗",
        "is there still time to pay",
        "yibao deadline --region 乌鲁木齐 --scheme 居民 --year 2025 --on 2024-12-20",
        "yibao deadline --region urumqi --scheme resident --year 2025 --on 2024-12-20",
    ),
];

/// The examples of a command in a language. Whoever reads English is shown how to get English.
pub(crate) fn examples(lang: Lang, path: &str) -> Vec<String> {
    let found = EXAMPLES.iter().find(|(known, _)| *known == path);
    let pairs = found.map_or(&[][..], |(_, pairs)| *pairs);
    pairs
        .iter()
        .map(|(zh, en)| in_language(lang, zh, en))
        .collect()
}

/// A command as a reader of the language types it.
pub(crate) fn in_language(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => format!("{en} --lang en"),
    }
}
