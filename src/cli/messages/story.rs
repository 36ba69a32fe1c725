//! A settlement told at a kitchen table: one sentence a step, in plain words.

use super::{Lang, say};

/// What a sentence tells. Sums are texts already: a figure, or bounds of one.
pub(crate) enum Told<'a> {
    /// What was charged.
    Total(String),
    /// Outside the catalogue; on how many lines, where that is known.
    SelfFunded(String, Option<i64>),
    /// Above price limits.
    OverLimit(String, Option<i64>),
    /// The first payment: of which sums at which rates, and what it comes to.
    FirstPayment(Vec<(String, String)>, String),
    /// The first payment away from home.
    PrePay(String),
    /// What the fund pays at once for some lines.
    FlatItems(String),
    /// What counts, and how that was worked out; nothing where all of it counts.
    Eligible(String, Option<String>),
    /// The account pays before the pool.
    AccountFirst(String),
    /// What a later fund looks at.
    Input(&'a str, String, String),
    /// The gate of a fund: what reached it, where it lies, whether it is open.
    Gate(&'a str, String, String, bool),
    /// No deductible.
    NoDeductible,
    /// The deductible is paid already.
    DeductiblePaid(String),
    /// All of it lies below the deductible.
    BelowDeductible { standard: String, input: String },
    /// What is paid before a fund begins, and why so much.
    Deductible {
        fund: &'a str,
        taken: String,
        /// The standard and what of it was paid before, where the two differ from `taken`.
        of: Option<(String, String)>,
        why: String,
    },
    /// What lies above a cap on cost does not count.
    CostCap { limit: String, counts: String },
    /// One ratio for all that is left.
    Ratio {
        fund: &'a str,
        amount: String,
        ratio: String,
        pays: String,
        why: String,
    },
    /// One bracket.
    Bracket {
        fund: &'a str,
        from: String,
        up_to: Option<String>,
        amount: String,
        ratio: String,
        pays: String,
        why: String,
    },
    /// The whole sum at one ratio, less what was paid before.
    WholeSum {
        fund: &'a str,
        amount: String,
        ratio: String,
        before: String,
        pays: String,
        why: String,
    },
    /// Lifted to the guaranteed floor.
    Floor(String),
    /// Held by a cap on the payment.
    HeldByCap {
        limit: String,
        used: Option<String>,
        pays: String,
    },
    /// A cap that is not reached.
    BelowCap { limit: String, used: Option<String> },
    /// Paid in part, by the months paid in.
    Graded { share: String, pays: String },
    /// What a fund pays together.
    Pays(&'a str, String),
    /// A fund that does not come in.
    NotThisFund(&'a str),
    /// A fund whose rule is not known.
    UnknownFund(&'a str, String),
    /// What the hospital bears.
    Hospital(String),
    /// All funds, and what is left to the patient.
    Personal { funds: String, left: String },
    /// Of what the patient's part is made up.
    MadeUpOf(Vec<(&'a str, String)>),
    /// The own account pays.
    Account { pays: String, balance: String },
    /// A relative's account pays.
    Relative {
        whose: String,
        pays: String,
        authorised: String,
    },
    /// The rest is cash.
    Cash(String),
}

/// The sentence.
pub(crate) fn told(lang: Lang, told: &Told<'_>) -> String {
    let lines = |count: &Option<i64>| match count {
        Some(count) => say!(lang, "（{count} 项）", " (lines: {count})"),
        None => String::new(),
    };
    let because = |why: &str| match why {
        "" => String::new(),
        why => say!(lang, "（{why}）", " ({why})"),
    };
    match told {
        Told::Total(sum) => say!(lang, "账单一共 {sum} 元。", "The bill comes to {sum} yuan."),
        Told::SelfFunded(sum, count) => {
            let count = lines(count);
            say!(
                lang,
                "医保目录以外的 {sum} 元{count}不报销，全部自己付。",
                "{sum} yuan{count} is outside the catalogue: nothing is paid back on it."
            )
        }
        Told::OverLimit(sum, count) => {
            let count = lines(count);
            say!(
                lang,
                "超过医保限价的 {sum} 元{count}不报销，自己付。",
                "{sum} yuan{count} is above the price limits: nothing is paid back on it."
            )
        }
        Told::FirstPayment(parts, sum) if parts.is_empty() => say!(
            lang,
            "乙类项目要先自己付一部分：{sum} 元。",
            "Of class B items you first pay a part yourself: {sum} yuan."
        ),
        Told::FirstPayment(parts, sum) => {
            let of = |(amount, rate): &(String, String)| {
                say!(lang, "{amount} 元的 {rate}", "{rate} of {amount}")
            };
            let parts: Vec<String> = parts.iter().map(of).collect();
            let parts = parts.join(lang.pick("，", ", "));
            say!(
                lang,
                "乙类项目要先自己付一部分：{parts}，共 {sum} 元。",
                "Of class B items you first pay a part yourself: {parts}; together {sum} yuan."
            )
        }
        Told::PrePay(sum) => say!(
            lang,
            "在外地就医，先自己付 {sum} 元，其余再按规定报销。",
            "Away from home you first pay {sum} yuan; the rest goes on to the fund."
        ),
        Told::FlatItems(sum) => say!(
            lang,
            "有些项目由基金按定额直接付：{sum} 元。",
            "For some items the fund pays its part at once: {sum} yuan."
        ),
        Told::Eligible(sum, None) => say!(
            lang,
            "{sum} 元都在报销范围内。",
            "All of it, {sum} yuan, is within what the fund looks at."
        ),
        Told::Eligible(sum, Some(how)) => say!(
            lang,
            "其余 {sum} 元在报销范围内（{how}）。",
            "The rest, {sum} yuan, is within what the fund looks at ({how})."
        ),
        Told::AccountFirst(sum) => say!(
            lang,
            "按当地规定先用个人账户付 {sum} 元。",
            "Here the personal account pays first: {sum} yuan."
        ),
        Told::Input(fund, sum, how) => say!(
            lang,
            "接着看{fund}：这一层看的是留给您自己的这部分，{sum} 元（{how}）。",
            "Next comes {fund}: it looks at what is left to you of this, {sum} yuan ({how})."
        ),
        Told::Gate(fund, sum, gate, true) => say!(
            lang,
            "{sum} 元达到了准入线 {gate} 元，{fund}开始支付。",
            "{sum} yuan reaches the gate of {gate} yuan: {fund} comes in."
        ),
        Told::Gate(fund, sum, gate, false) => say!(
            lang,
            "{sum} 元没有达到准入线 {gate} 元，{fund}不付。",
            "{sum} yuan does not reach the gate of {gate} yuan: {fund} does not come in."
        ),
        Told::NoDeductible => say!(lang, "没有起付线。", "There is no deductible."),
        Told::DeductiblePaid(standard) => say!(
            lang,
            "起付线 {standard} 元此前已经付满，这次不用再付。",
            "The deductible of {standard} yuan was paid before: nothing more is due."
        ),
        Told::BelowDeductible { standard, input } => say!(
            lang,
            "起付线是 {standard} 元，这 {input} 元还在起付线以内，自己付。",
            "The deductible is {standard} yuan; these {input} yuan lie below it and stay with you."
        ),
        Told::Deductible {
            fund,
            taken,
            of: None,
            why,
        } => {
            let why = because(why);
            say!(
                lang,
                "{fund}有起付线，先自己付 {taken} 元{why}。",
                "Before {fund} comes the deductible: {taken} yuan{why} stays with you."
            )
        }
        Told::Deductible {
            fund,
            taken,
            of: Some((standard, used)),
            why,
        } => {
            let why = because(why);
            say!(
                lang,
                "{fund}的起付线是 {standard} 元{why}，此前已付 {used} 元，这次先自己付 {taken} 元。",
                "Before {fund} comes the deductible, {standard} yuan{why}; {used} of it was paid before: now {taken} yuan stays with you."
            )
        }
        Told::CostCap { limit, counts } => say!(
            lang,
            "费用封顶线是 {limit} 元，只有 {counts} 元还能报销。",
            "Cost counts up to {limit} yuan: only {counts} yuan is looked at further."
        ),
        Told::Ratio {
            fund,
            amount,
            ratio,
            pays,
            why,
        } => {
            let why = because(why);
            say!(
                lang,
                "其余 {amount} 元，{fund}付 {ratio}{why}：{pays} 元。",
                "Of the rest, {amount} yuan, {fund} pays {ratio}{why}: {pays} yuan."
            )
        }
        Told::Bracket {
            fund,
            from,
            up_to,
            amount,
            ratio,
            pays,
            why,
        } => {
            let why = because(why);
            let stretch = match up_to {
                Some(up_to) => say!(
                    lang,
                    "{from} 至 {up_to} 元",
                    "between {from} and {up_to} yuan"
                ),
                None => say!(lang, "{from} 元以上", "above {from} yuan"),
            };
            say!(
                lang,
                "{stretch}这一段里有 {amount} 元，{fund}付 {ratio}{why}：{pays} 元。",
                "{amount} yuan lies {stretch}: {fund} pays {ratio} of it{why}: {pays} yuan."
            )
        }
        Told::WholeSum {
            fund,
            amount,
            ratio,
            before,
            pays,
            why,
        } => {
            let why = because(why);
            say!(
                lang,
                "连同此前一共 {amount} 元，{fund}全额按 {ratio} 付{why}，减去此前已付的 {before} 元：{pays} 元。",
                "With what went before it is {amount} yuan, of all of which {fund} pays {ratio}{why}, less {before} yuan paid before: {pays} yuan."
            )
        }
        Told::Floor(pays) => say!(
            lang,
            "不足保底，补到 {pays} 元。",
            "That is less than the guaranteed floor: it is lifted to {pays} yuan."
        ),
        Told::HeldByCap { limit, used, pays } => {
            let used = used.as_ref().map_or_else(String::new, |used| {
                say!(lang, "，此前已用 {used} 元", ", {used} of it used before")
            });
            say!(
                lang,
                "封顶线是 {limit} 元{used}，所以只能付 {pays} 元，超出的由您负担。",
                "The cap is {limit} yuan{used}: only {pays} yuan can be paid, what is above stays with you."
            )
        }
        Told::BelowCap { limit, used } => {
            let used = used.as_ref().map_or_else(String::new, |used| {
                say!(lang, "，此前已用 {used} 元", ", {used} of it used before")
            });
            say!(
                lang,
                "没有超过封顶线（{limit} 元{used}）。",
                "The cap is not reached ({limit} yuan{used})."
            )
        }
        Told::Graded { share, pays } => say!(
            lang,
            "按已缴的月数，只付其中的 {share}：{pays} 元。",
            "By the months paid in, {share} of that is paid: {pays} yuan."
        ),
        Told::Pays(fund, sum) => say!(
            lang,
            "{fund}一共付 {sum} 元。",
            "Together {fund} pays {sum} yuan."
        ),
        Told::NotThisFund(fund) => say!(
            lang,
            "{fund}这次不付：条件不符。",
            "This time {fund} does not come in: its conditions are not met."
        ),
        Told::UnknownFund(fund, sum) => say!(
            lang,
            "{fund}的规则还不知道，可能付 0 至 {sum} 元。",
            "The rule of {fund} is not known: it may pay between 0 and {sum} yuan."
        ),
        Told::Hospital(sum) => say!(
            lang,
            "医院自己承担 {sum} 元。",
            "The hospital itself bears {sum} yuan."
        ),
        Told::Personal { funds, left } => say!(
            lang,
            "各项基金一共付 {funds} 元，剩下 {left} 元由您付。",
            "All funds together pay {funds} yuan; {left} yuan is left for you to pay."
        ),
        Told::MadeUpOf(parts) => {
            let parts = parts.iter().map(|(name, sum)| format!("{name} {sum}"));
            let parts: Vec<String> = parts.collect();
            let parts = parts.join(" + ");
            say!(lang, "这里面有：{parts}。", "That is made up of: {parts}.")
        }
        Told::Account { pays, balance } => say!(
            lang,
            "从您的个人账户付 {pays} 元（余额 {balance} 元）。",
            "Your personal account pays {pays} yuan (balance {balance} yuan)."
        ),
        Told::Relative {
            whose,
            pays,
            authorised,
        } => say!(
            lang,
            "从{whose}付 {pays} 元（授权 {authorised} 元）。",
            "The {whose} pays {pays} yuan (authorised {authorised} yuan)."
        ),
        Told::Cash(sum) => say!(
            lang,
            "最后付现金 {sum} 元。",
            "What you pay in cash is {sum} yuan."
        ),
    }
}

/// Which visit of the year.
pub(crate) fn nth_text(lang: Lang, nth: i64) -> String {
    say!(lang, "年内第 {nth} 次", "number {nth} of the year")
}

/// What is left to pay inside the catalogue.
pub(crate) fn inside_name(lang: Lang) -> &'static str {
    lang.pick("报销范围内", "within what the funds look at")
}

/// Whose the pool is.
pub(crate) fn pool_name(lang: Lang) -> &'static str {
    lang.pick("统筹基金", "the pool")
}

/// How long the wait is.
pub(crate) fn told_wait(lang: Lang, length: &str) -> String {
    say!(lang, "等待期：{length}。", "The wait: {length}.")
}

/// From when somebody is covered.
pub(crate) fn told_cover(lang: Lang, day: &str) -> String {
    say!(
        lang,
        "所以从 {day} 起享受待遇。",
        "So you are covered from {day}."
    )
}

/// What paying up missed years changes.
pub(crate) fn told_repair(lang: Lang, years: i64, price: Option<&str>, day: &str) -> String {
    match price {
        Some(price) => say!(
            lang,
            "补缴 {years} 年（{price} 元），从 {day} 起享受待遇。",
            "With {years} missed years paid up ({price} yuan) you are covered from {day}."
        ),
        None => say!(
            lang,
            "补缴 {years} 年（价格不明），从 {day} 起享受待遇。",
            "With {years} missed years paid up (the price is not known) you are covered from {day}."
        ),
    }
}

/// A benefit that begins, or grows, later.
pub(crate) fn told_benefit(lang: Lang, visit: &str, share: &str, from: &str) -> String {
    say!(
        lang,
        "{visit}待遇自 {from} 起付 {share}。",
        "From {from} on, {share} of what is due for {visit} is paid."
    )
}

/// A step whose formula says it all, as a sentence.
pub(crate) fn told_step(lang: Lang, label: &str, formula: &str, result: &str) -> String {
    if formula == result {
        say!(lang, "{label}：{result} 元。", "{label}: {result} yuan.")
    } else {
        say!(
            lang,
            "{label}：{formula}，即 {result} 元。",
            "{label}: {formula}, that is {result} yuan."
        )
    }
}

/// The title of the sentences.
pub(crate) fn story_title(lang: Lang) -> &'static str {
    lang.pick("一步一步", "Step by step")
}

/// The title of what each figure rests on.
pub(crate) fn grounds_title(lang: Lang) -> &'static str {
    lang.pick("每个数字的依据", "What each figure rests on")
}

/// A figure with its first day, its grade and its documents.
pub(crate) fn ground_text(
    lang: Lang,
    (table, from): (&str, &str),
    is_first_seen: bool,
    grade: &str,
    marks: &str,
) -> String {
    if is_first_seen {
        say!(
            lang,
            "{table}：{grade} {marks}，见于 {from}",
            "{table}: {grade} {marks}, seen in force on {from}"
        )
    } else {
        say!(
            lang,
            "{table}：{grade} {marks}，自 {from} 起",
            "{table}: {grade} {marks}, in force from {from}"
        )
    }
}

/// What another source says of a figure.
pub(crate) fn dispute_text(lang: Lang, says: &str, why: &str) -> String {
    say!(
        lang,
        "另一说：{says}（未采用：{why}）",
        "another source says: {says} (not chosen: {why})"
    )
}
