//! What is wrong with a bill or with what was typed.

use super::batch::row_problem;
use super::compare::compare_problem;
use super::files::file_problem;
use super::values::{did_you_mean, missing, number};
use super::year::year_problem;
use super::{Lang, Said, clean, key_name, list, say, word_name};
use crate::formats::problem::What;
use crate::model::selector::Selector;
use crate::model::words::persons_of;

/// The words of a problem with a bill.
pub(crate) fn bill_problem(lang: Lang, what: &What) -> Said {
    let (title, cause, fix) = match what {
        What::UnknownKey { key, near } => {
            let key = clean(key);
            let near = did_you_mean(lang, near);
            (
                say!(lang, "没有这个项目", "no such key"),
                say!(lang, "“{key}”不是账单的项目", "`{key}` is no key of a bill"),
                say!(lang, "{near}改名或删去它", "{near}rename it or take it out"),
            )
        }
        What::Twice(key) => {
            let name = key_name(lang, key);
            (
                say!(lang, "同一项目写了两次", "the same key twice"),
                say!(
                    lang,
                    "“{name}”（{key}）已经有值",
                    "`{key}` already has a value"
                ),
                say!(lang, "只保留一个", "keep one of them"),
            )
        }
        What::Number { text, key, why } => number(lang, &clean(text), key, why),
        What::NotADay(text) => {
            let text = clean(text);
            (
                say!(lang, "日期读不出来", "not a day"),
                say!(
                    lang,
                    "“{text}”读不出 1900–2199 年间的一天",
                    "`{text}` cannot be read as a day between 1900 and 2199"
                ),
                say!(
                    lang,
                    "写成 2024-06-01、2024/6/1、20240601 或 2024年6月1日",
                    "write 2024-06-01, 2024/6/1, 20240601 or 2024年6月1日"
                ),
            )
        }
        What::NotShared(text) => {
            let text = clean(text);
            (
                say!(lang, "共济账户读不出来", "not a relative's account"),
                say!(
                    lang,
                    "“{text}”不是“称呼=金额”",
                    "`{text}` is no name with a sum"
                ),
                say!(
                    lang,
                    "写成 爸爸=500，多位亲属按扣款次序各写一个",
                    "write father=500, one for each relative in the order of payment"
                ),
            )
        }
        What::HospitalAbovePatient { stated, rest } => (
            say!(lang, "医院负担过多", "more than the patient's side"),
            say!(
                lang,
                "写的医院负担是 {stated}，基金支付之后只剩 {rest}",
                "the hospital is said to bear {stated}, the funds leave {rest}"
            ),
            say!(
                lang,
                "核对医院负担和医疗费总额",
                "check `hospital_pay` and `total`"
            ),
        ),
        What::Year(what) => year_problem(lang, what),
        What::Row(what) => row_problem(lang, what),
        What::Compare(what) => compare_problem(lang, what),
        What::SameMonths { row } => (
            say!(lang, "参保月份重叠", "the same months twice"),
            say!(
                lang,
                "这一行的月份与第 {row} 行重叠，一个人一个月只有一种参保",
                "months of this row stand in row {row} too; a month is covered once"
            ),
            say!(
                lang,
                "改正其中一行的起止月份",
                "correct the months of one of the two rows"
            ),
        ),
        What::PaidToCome(day) => (
            say!(lang, "缴费日还没有到", "a payment that is still to come"),
            say!(
                lang,
                "参保记录里的缴费日 {day} 在这一天之后",
                "the history has a payment on {day}, after the day of the question"
            ),
            say!(
                lang,
                "打算缴的写 --paid {day}，或用 --on 改日期",
                "a plan is `--paid {day}`; `--on` changes the day of the question"
            ),
        ),
        What::NotAMonth(text) => {
            let text = clean(text);
            (
                say!(lang, "月份读不出来", "not a month"),
                say!(
                    lang,
                    "“{text}”不是 1900–2199 年间的一个月",
                    "`{text}` is no month of 1900 to 2199"
                ),
                say!(lang, "写成 2024-06 或 2024年6月", "write 2024-06"),
            )
        }
        What::NotAYear(text) => {
            let text = clean(text);
            (
                say!(lang, "年度读不出来", "not a year"),
                say!(
                    lang,
                    "“{text}”不是 1900–2199 中的一年，或写了两次",
                    "`{text}` is no year of 1900 to 2199, or stands there twice"
                ),
                say!(
                    lang,
                    "写成 2025；断保的几年写成 2024,2025",
                    "write 2025; several missed years are 2024,2025"
                ),
            )
        }
        What::NotOfProfile { key, near } => {
            let (key, near) = (clean(key), list(lang, near));
            (
                say!(lang, "档案里没有这个项目", "no such key in a profile"),
                say!(
                    lang,
                    "“{key}”不是一个人长期不变的情况",
                    "`{key}` is nothing that stays the same for a person"
                ),
                say!(lang, "可用：{near}", "use one of: {near}"),
            )
        }
        What::NameWithoutQuotes(name) => {
            let name = clean(name);
            (
                say!(lang, "称呼没有加引号", "a name without quotes"),
                say!(
                    lang,
                    "TOML 里的中文称呼要加引号",
                    "a name in Chinese stands in quotes in TOML"
                ),
                say!(lang, "写成 \"{name}\"", "write \"{name}\""),
            )
        }
        What::NoSuchMember { who, members } => {
            let (who, all) = (clean(who), clean(&list(lang, members)));
            (
                say!(lang, "档案里没有这个人", "nobody of that name"),
                say!(lang, "档案里没有“{who}”", "the profile has no `{who}`"),
                if members.is_empty() {
                    say!(
                        lang,
                        "在档案里加上 [{who}]，下面写这个人的情况",
                        "add [{who}] to the profile, and what is known of that person under it"
                    )
                } else {
                    say!(lang, "可用：{all}", "use one of: {all}")
                },
            )
        }
        What::NotAFlag(text) => {
            let text = clean(text);
            (
                say!(lang, "不是“是”或“否”", "neither yes nor no"),
                say!(lang, "“{text}”读不出是或否", "`{text}` is neither"),
                say!(lang, "写 true 或 false（是 或 否）", "write true or false"),
            )
        }
        What::UnknownWord { key, word, near } => {
            let word = clean(word);
            let name = key_name(lang, key);
            let near = list(lang, near);
            (
                say!(lang, "“{name}”没有这个值", "no such value for `{key}`"),
                say!(
                    lang,
                    "“{word}”不是“{name}”的值",
                    "`{word}` is no value of `{key}`"
                ),
                if near.is_empty() {
                    say!(
                        lang,
                        "该地没有声明这样的词；去掉这一项",
                        "the place declares no such words; leave it out"
                    )
                } else {
                    say!(lang, "可用：{near}", "use one of: {near}")
                },
            )
        }
        What::UnknownRegion { name, near } => {
            let name = clean(name);
            let near = did_you_mean(lang, near);
            (
                say!(lang, "没有这个地区", "no such region"),
                say!(lang, "规则库里没有“{name}”", "the rules know no `{name}`"),
                say!(
                    lang,
                    "{near}写地名、六位代码或文件夹名",
                    "{near}write a name, a six-digit code or a folder's name"
                ),
            )
        }
        What::NoSuchFolder { name, near } => {
            let name = clean(name);
            let near = did_you_mean(lang, near);
            (
                say!(lang, "没有这个地区", "no such region"),
                say!(lang, "规则库里没有“{name}”", "the rules know no `{name}`"),
                say!(
                    lang,
                    "{near}新的地方写文件夹路径，如 cn/xinjiang/kuitun，上级须已有",
                    "{near}for a new place write the path of its folder, such as cn/xinjiang/kuitun, under one that is there"
                ),
            )
        }
        What::NotASingleValue => (
            say!(lang, "这里应当是单个值", "a single value is expected"),
            say!(lang, "这里是列表或表", "this is a list or a table"),
            say!(
                lang,
                "写成文字或数字；费用明细放在 lines 里",
                "write a text or a number; charge lines belong in `lines`"
            ),
        ),
        What::Negative(amount) => (
            say!(lang, "金额小于零", "an amount below zero"),
            say!(
                lang,
                "{amount} 没有可冲抵的同一项目费用",
                "{amount} cancels no charge of the same item"
            ),
            say!(
                lang,
                "退费行须与原收费行同一编码或名称；否则改为正数",
                "a refund line must name the item that was charged; otherwise make it positive"
            ),
        ),
        What::LinesTotal { lines, stated } => {
            let difference = *stated - *lines;
            (
                say!(
                    lang,
                    "明细与总额不符",
                    "the lines do not add up to the total"
                ),
                say!(
                    lang,
                    "明细合计 {lines}，写的总额 {stated}，相差 {difference}",
                    "the lines add up to {lines}, the stated total is {stated}: {difference} apart"
                ),
                say!(
                    lang,
                    "补上缺的行或改正总额；也可不写总额",
                    "add the missing line, mend the total, or leave the total out"
                ),
            )
        }
        What::PartsAboveTotal { parts, total } => (
            say!(
                lang,
                "自费等部分超过总额",
                "the own amounts exceed the total"
            ),
            say!(
                lang,
                "全自费、超限价、先行自付共 {parts}，总额只有 {total}",
                "self-funded, over-limit and first payment are {parts}, the total is only {total}"
            ),
            say!(
                lang,
                "核对这几项与总额",
                "check these amounts and the total"
            ),
        ),
        What::Eligible { stated, computed } => (
            say!(
                lang,
                "合规费用与其他金额不符",
                "the eligible amount does not close"
            ),
            say!(
                lang,
                "写的是 {stated}，总额减去各自付部分是 {computed}",
                "it says {stated}; the total less the own amounts is {computed}"
            ),
            say!(
                lang,
                "改正其中一个，或只写总额与各自付部分",
                "mend one of them, or give only the total and the own amounts"
            ),
        ),
        What::DischargeBeforeAdmission => (
            say!(lang, "出院早于入院", "discharged before admitted"),
            say!(
                lang,
                "出院日期在入院日期之前",
                "the discharge lies before the admission"
            ),
            say!(lang, "核对两个日期", "check both days"),
        ),
        What::TwoDays => (
            say!(lang, "日期有两个", "two days"),
            say!(
                lang,
                "“日期”（on）与出院日期不同",
                "`on` and `discharged` differ"
            ),
            say!(
                lang,
                "只写其中一个：on 用来代替入出院日期",
                "give one of them: `on` stands in place of the dates of the stay"
            ),
        ),
        What::LineAmount { stated, computed } => (
            say!(
                lang,
                "金额不等于数量 × 单价",
                "the amount is not quantity × price"
            ),
            say!(
                lang,
                "写的是 {stated}，数量 × 单价是 {computed}",
                "it says {stated}; quantity × price is {computed}"
            ),
            say!(
                lang,
                "改正三个数中的一个，或只写金额",
                "mend one of the three, or give the amount alone"
            ),
        ),
        What::RefundAboveCharge {
            item,
            charged,
            refunded,
        } => {
            let item = clean(item);
            (
                say!(lang, "退费超过收费", "more given back than charged"),
                say!(
                    lang,
                    "“{item}”共收 {charged}，却退 {refunded}",
                    "`{item}` was charged {charged} and {refunded} was given back"
                ),
                say!(
                    lang,
                    "补上原收费行，或改正退费行",
                    "add the charge line or mend the refund line"
                ),
            )
        }
        What::OwnRateOfC(rate) => (
            say!(
                lang,
                "丙类不能有部分自付",
                "a class-c line has no part of its own"
            ),
            say!(
                lang,
                "丙类全部自费，这一行却写 {rate}",
                "class c is wholly self-funded, this line says {rate}"
            ),
            say!(
                lang,
                "留空或写 100%；若是乙类请改类别",
                "leave it empty or write 100%; if the line is class b, say so"
            ),
        ),
        What::LineWithoutClass => (
            say!(lang, "费用行没有甲乙丙类", "a charge line without a class"),
            say!(
                lang,
                "不知道这一行是否在医保目录内",
                "whether the line is inside the catalogue is not known"
            ),
            say!(
                lang,
                "写 甲、乙 或 丙（class = a、b、c；国家代码 01、02、03）",
                "write class a, b or c (甲, 乙, 丙; national codes 01, 02, 03)"
            ),
        ),
        What::LineWithoutAmount => (
            say!(lang, "费用行没有金额", "a charge line without an amount"),
            say!(
                lang,
                "既没有金额，也没有数量和单价",
                "it has neither an amount nor a quantity and a price"
            ),
            say!(
                lang,
                "写金额，或数量与单价",
                "write the amount, or quantity and price"
            ),
        ),
        What::LimitWithoutQuantity => (
            say!(lang, "有限价而没有数量", "a price limit without a quantity"),
            say!(
                lang,
                "限价按单位计，须知道数量",
                "the limit is per unit, so the quantity is needed"
            ),
            say!(lang, "写上数量", "write the quantity"),
        ),
        What::BurdenAndBill => (
            say!(
                lang,
                "年度自付与账单不能同时写",
                "a yearly burden beside a bill"
            ),
            say!(
                lang,
                "burden 只结算统筹以上各层：不要账单和就医地，年内此前按 0 计",
                "`burden` settles only the layers above the pool: no bill, no place, and the year before counts as nothing"
            ),
            say!(
                lang,
                "去掉 burden，或去掉账单的金额和年内累计",
                "drop `burden`, or the amounts of the bill and of the year"
            ),
        ),
        What::LinesAndParts(key) => {
            let name = key_name(lang, key);
            (
                say!(
                    lang,
                    "有明细就不能再写“{name}”",
                    "`{key}` beside charge lines"
                ),
                say!(
                    lang,
                    "明细决定各自付部分",
                    "the lines decide the own amounts"
                ),
                say!(
                    lang,
                    "去掉“{name}”，或去掉明细",
                    "drop `{key}` or the lines"
                ),
            )
        }
        What::LoneReversal => (
            say!(lang, "单独的冲正账单", "a reversal that stands alone"),
            say!(
                lang,
                "全部金额为负的账单冲销以前的一张，这里没有那一张",
                "a bill with every sign negated undoes an earlier one, which is not here"
            ),
            say!(
                lang,
                "写原账单的正数金额",
                "settle the original bill with positive amounts"
            ),
        ),
        What::NotConstant => (
            say!(
                lang,
                "整张账单的一列前后不同",
                "a column of the bill that changes from row to row"
            ),
            say!(
                lang,
                "这一列属于整张账单，各行应当相同",
                "the column belongs to the whole bill and must be the same in every row"
            ),
            say!(
                lang,
                "把不同的账单分成几个文件",
                "put different bills into different files"
            ),
        ),
        What::Given { table, text, why } => {
            let text = clean(text);
            let is_share = table.ends_with(".ratio");
            let fix = if is_share {
                say!(
                    lang,
                    "写成 {table}=65% 或 {table}=0.65",
                    "write {table}=65% or {table}=0.65"
                )
            } else {
                say!(lang, "写成 {table}=600", "write {table}=600")
            };
            let (_, cause, _) = number(lang, &text, "total", why);
            (
                say!(lang, "给定的数用不了", "a given figure that cannot be used"),
                cause,
                fix,
            )
        }
        What::NoSuchGiven { key, near } => {
            let key = clean(key);
            let near = did_you_mean(lang, near);
            (
                say!(
                    lang,
                    "没有可以给定的这张表",
                    "no table that a figure can be given for"
                ),
                say!(
                    lang,
                    "“{key}”不是一个数就能说清的表",
                    "`{key}` is no table that one figure can stand for"
                ),
                say!(
                    lang,
                    "{near}写成 表=数，如 inpatient.deductible=600",
                    "{near}write TABLE=FIGURE, such as inpatient.deductible=600"
                ),
            )
        }
        What::Contradiction(one, other) => {
            let (one_name, other_name) = (key_name(lang, one), key_name(lang, other));
            (
                say!(lang, "两项互相矛盾", "two keys that contradict each other"),
                say!(
                    lang,
                    "“{one_name}”与“{other_name}”不能同时成立",
                    "`{one}` and `{other}` cannot both be true"
                ),
                say!(lang, "改正或去掉其中一项", "mend or drop one of them"),
            )
        }
        What::BelowZero(amount) => (
            say!(lang, "金额小于零", "an amount below zero"),
            say!(lang, "{amount} 不能小于零", "{amount} cannot be below zero"),
            say!(
                lang,
                "改为正数，或去掉",
                "make it positive, or leave it out"
            ),
        ),
        What::RefundUnlikeCharge(item) => {
            let item = clean(item);
            (
                say!(lang, "退费行与收费行不一致", "a refund unlike its charge"),
                say!(
                    lang,
                    "“{item}”收费时的类别、自付比例、单价或限价与退费行不同",
                    "`{item}` was charged with another class, share, price or limit"
                ),
                say!(
                    lang,
                    "退费行照抄收费行，只把数量和金额改为负数",
                    "copy the charge line and negate quantity and amount alone"
                ),
            )
        }
        What::Signs => (
            say!(lang, "正负号不对", "signs that do not fit"),
            say!(
                lang,
                "收费行的数量要大于零，单价、限价不能小于零",
                "a charge has a quantity above zero, and no price or limit below it"
            ),
            say!(
                lang,
                "退费行把数量和金额都写成负数",
                "in a refund line both quantity and amount are negative"
            ),
        ),
        What::NotAListOfLines => (
            say!(
                lang,
                "费用明细的写法不对",
                "lines that are no list of lines"
            ),
            say!(
                lang,
                "lines 应当是一列费用行",
                "`lines` is a list, one entry a charge line"
            ),
            say!(
                lang,
                "TOML 写 [[lines]]，JSON 写 \"lines\": [{{…}}]",
                "write [[lines]] in TOML, \"lines\": [{{…}}] in JSON"
            ),
        ),
        What::SumTooLarge => (
            say!(lang, "费用合计太大", "a sum that is too large"),
            say!(
                lang,
                "各行金额合计超过一万亿元",
                "the lines come to more than a trillion yuan"
            ),
            say!(lang, "核对金额", "check the amounts"),
        ),
        What::PersonOfScheme { person, scheme } => {
            let person_name = word_name(lang, Selector::Person, person);
            let scheme_name = word_name(lang, Selector::Scheme, scheme.name());
            let known: Vec<String> = persons_of(*scheme)
                .map(|word| lang.pick(word.zh, word.name).to_owned())
                .collect();
            let known = list(lang, &known);
            (
                say!(
                    lang,
                    "人员类别与险种不符",
                    "a class of person that the scheme does not have"
                ),
                say!(
                    lang,
                    "{scheme_name}医保没有“{person_name}”",
                    "the scheme {scheme_name} has no `{person_name}`"
                ),
                say!(
                    lang,
                    "可用：{known}；或改险种",
                    "use one of: {known}; or another scheme"
                ),
            )
        }
        What::PriceWithoutQuantity => (
            say!(lang, "有单价而没有数量", "a price without a quantity"),
            say!(
                lang,
                "算不出这一行的金额",
                "the amount of the line cannot be told"
            ),
            say!(
                lang,
                "写上数量，或直接写金额",
                "write the quantity, or the amount itself"
            ),
        ),
        What::BaseOutside { floor, ceiling } => {
            let (floor, ceiling) = (floor.grouped(), ceiling.grouped());
            (
                say!(lang, "缴费基数不在可选范围", "a base that cannot be chosen"),
                say!(
                    lang,
                    "规则允许 {floor} 至 {ceiling}",
                    "the rule allows {floor} to {ceiling}"
                ),
                say!(
                    lang,
                    "在这个范围内选一个基数",
                    "choose a base between the two"
                ),
            )
        }
        What::Missing(names, scheme) => missing(lang, names, *scheme),
        What::MissingSelfPayRate => (
            say!(
                lang,
                "乙类费用缺先行自付比例",
                "class-b lines without a first-payment share"
            ),
            say!(
                lang,
                "账单没有写比例，该地的规则也没有",
                "the bill does not give the share, and no rule of the place does"
            ),
            say!(
                lang,
                "在这些行写上自付比例（self_pay_rate），如 10%",
                "write self_pay_rate in these lines, such as 10%"
            ),
        ),
        What::File(what) => return file_problem(lang, what),
    };
    Said { title, cause, fix }
}
