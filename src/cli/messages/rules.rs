//! What is wrong with a rule file.

use super::expected::{kind, number};
use super::whole::whole;
use super::{Lang, Said, clean, list, say};
use crate::rules::problem::What;

/// The words of a problem with a rule file.
pub(crate) fn rule_problem(lang: Lang, what: &What) -> Said {
    let near = |near: &[String]| {
        if near.is_empty() {
            return String::new();
        }
        let near = list(lang, near);
        say!(lang, "可用：{near}。", "possible: {near}. ")
    };
    let (title, cause, fix) = match what {
        What::Syntax(why) => {
            let why = clean(why);
            (
                say!(lang, "不是正确的 TOML", "not TOML"),
                say!(lang, "解析器说：{why}", "{why}"),
                say!(lang, "按 TOML 1.0 改正", "mend it by TOML 1.0"),
            )
        }
        What::NotUtf8 => (
            say!(lang, "规则文件不是 UTF-8", "a rule file that is not UTF-8"),
            say!(lang, "读不出文字", "it cannot be read as text"),
            say!(lang, "另存为 UTF-8", "save it as UTF-8"),
        ),
        What::TooLarge => (
            say!(lang, "不是可读的规则文件", "not a rule file"),
            say!(
                lang,
                "大于 1 MiB，或是链接、文件夹、设备",
                "larger than 1 MiB, or a link, a folder, a device"
            ),
            say!(lang, "换成普通文件", "put a plain file there"),
        ),
        What::UnknownTable { name, near: names } => {
            let (name, near) = (clean(name), near(names));
            (
                say!(lang, "没有这张表", "no such table"),
                say!(lang, "“{name}”不是规则表", "`{name}` is no rule table"),
                say!(lang, "{near}改名", "{near}rename it"),
            )
        }
        What::WrongHome { table, home } => {
            let table = clean(table);
            (
                say!(lang, "表放错了文件", "a table in the wrong file"),
                say!(
                    lang,
                    "“{table}”不属于这个文件",
                    "`{table}` does not belong in this file"
                ),
                say!(lang, "移到 {home}", "move it to {home}"),
            )
        }
        What::UnknownKey { key, near: names } => {
            let (key, near) = (clean(key), near(names));
            (
                say!(lang, "没有这个键", "no such key"),
                say!(lang, "这里不能有“{key}”", "`{key}` may not stand here"),
                say!(lang, "{near}改名或删去", "{near}rename it or take it out"),
            )
        }
        What::Expected { expected, found } => {
            let (expected, found) = (kind(lang, expected), clean(found));
            (
                say!(lang, "值的种类不对", "a value of another kind"),
                say!(lang, "这里是“{found}”", "this is `{found}`"),
                say!(lang, "应当是{expected}", "it should be {expected}"),
            )
        }
        What::MissingKey(key) => (
            say!(lang, "缺一个键", "a missing key"),
            say!(lang, "没有“{key}”", "`{key}` is not there"),
            say!(lang, "补上 {key}", "add {key}"),
        ),
        What::UnknownWord {
            selector,
            word,
            near: names,
        } => {
            let (word, near) = (clean(word), near(names));
            (
                say!(lang, "没有这个词", "no such word"),
                say!(
                    lang,
                    "“{word}”不是 {selector} 的值",
                    "`{word}` is no value of {selector}"
                ),
                say!(
                    lang,
                    "{near}改正，或在 region.toml 的 [words] 里声明",
                    "{near}mend it, or declare it in [words] of region.toml"
                ),
            )
        }
        What::Number(why) => number(lang, why),
        What::NotARatio => (
            say!(lang, "比例不在 0 与 1 之间", "a ratio outside 0 and 1"),
            say!(lang, "支付比例写成小数", "ratios are written as fractions"),
            say!(lang, "85% 写 0.85", "write 0.85 for 85 %"),
        ),
        What::NoValue { takes } => {
            let takes = takes.join(", ");
            (
                say!(lang, "这一行没有值", "a row without a value"),
                say!(lang, "只有选择条件", "it has only selectors"),
                say!(lang, "写上其中一个：{takes}", "write one of: {takes}"),
            )
        }
        What::SeveralValues(keys) => {
            let keys = keys.join(", ");
            (
                say!(lang, "一行有几个值", "a row with several values"),
                say!(lang, "同时有 {keys}", "it has {keys}"),
                say!(lang, "只留一个", "keep one"),
            )
        }
        What::Actions(count) => (
            say!(
                lang,
                "adjust 的一条只能做一件事",
                "an entry of adjust does one thing"
            ),
            say!(
                lang,
                "这一条有 {count} 个动作，或动作不适用于这张表",
                "this one has {count} actions, or one that does not fit the table"
            ),
            say!(
                lang,
                "比例用 points、own-share-times、times；金额用 times、plus；或只写 min、max、max-times、round",
                "ratios take points, own-share-times, times; sums take times, plus; or limits alone: min, max, max-times, round"
            ),
        ),
        What::SelectorHere(selector) => (
            say!(
                lang,
                "这张表不能按 {selector} 选",
                "{selector} may not stand in this table"
            ),
            say!(
                lang,
                "除 off-site、floor、items 外，各表都按在参保地就医来写",
                "all tables but off-site, floor and items are written for care at home"
            ),
            say!(
                lang,
                "异地的变化写进 off-site",
                "write what care elsewhere changes in off-site"
            ),
        ),
        What::Body(takes) => {
            let takes = takes.join(", ");
            (
                say!(lang, "一块要说一件事", "a block says one thing"),
                say!(
                    lang,
                    "这一块什么也没说，或说了几样",
                    "this block says nothing, or several things"
                ),
                say!(
                    lang,
                    "只写其中一个：{takes}",
                    "write exactly one of: {takes}"
                ),
            )
        }
        What::Bounds => (
            say!(lang, "上下限不成立", "bounds that do not hold"),
            say!(
                lang,
                "下限高于上限，或两个都没有",
                "the lower one is above the upper one, or neither is there"
            ),
            say!(
                lang,
                "写 at-least、at-most（或 from、up-to），下限不高于上限",
                "write at-least, at-most (or from, up-to), the lower not above the upper"
            ),
        ),
        What::NotYet(what) => (
            say!(lang, "这一版还不会算", "not settled by this version"),
            say!(
                lang,
                "格式里有 {what}，这一版的程序还不计算它",
                "the format has {what}, and this version does not calculate it yet"
            ),
            say!(
                lang,
                "先写 announced，以免给出错误的金额",
                "write `announced` for now, lest a wrong amount comes out"
            ),
        ),
        What::EndsBeforeItBegins => (
            say!(lang, "止于始之前", "ends before it begins"),
            say!(lang, "to 早于 from", "`to` lies before `from`"),
            say!(lang, "核对两个日期", "check both days"),
        ),
        What::Brackets => (
            say!(lang, "分段不成立", "brackets that do not hold"),
            say!(
                lang,
                "上限须逐段升高，最后一段不写上限",
                "the edges must rise, and the last bracket has none"
            ),
            say!(lang, "核对各段的 up-to", "check each up-to"),
        ),
        What::BracketKeys(key) => (
            say!(lang, "分段缺少 {key}", "brackets without {key}"),
            say!(
                lang,
                "有 brackets 的块须写 anchor 和 per",
                "a block with brackets needs anchor and per"
            ),
            say!(lang, "补上 {key}", "add {key}"),
        ),
        What::NoBrackets(key) => (
            say!(lang, "没有分段却写了 {key}", "{key} without brackets"),
            say!(
                lang,
                "anchor 和 per 只用于 brackets",
                "anchor and per belong to brackets"
            ),
            say!(lang, "删去 {key}", "take {key} out"),
        ),
        What::NotThisFolder { code } => {
            let code = clean(code);
            (
                say!(
                    lang,
                    "与所在的文件夹或文件名不符",
                    "not that of the folder or file"
                ),
                say!(lang, "这里应当是“{code}”", "this should be `{code}`"),
                say!(
                    lang,
                    "改为 \"{code}\"，或移动文件",
                    "write \"{code}\", or move the file"
                ),
            )
        }
        What::NoSuchTable(name) => {
            let name = clean(name);
            (
                say!(lang, "指向不存在的表", "leads to no table"),
                say!(
                    lang,
                    "“{name}”不是可以引用的表或数列",
                    "`{name}` is no table or series that can be named here"
                ),
                say!(
                    lang,
                    "of 写给出金额的表、数列、total 或 eligible；follows 写同类的表或 parent",
                    "`of` names a table of sums, a series, total or eligible; `follows` a table of the same kind, or parent"
                ),
            )
        }
        What::Cycle(path) => {
            let path = path.join(" → ");
            (
                say!(lang, "引用回到了自身", "leads back to itself"),
                say!(lang, "{path}", "{path}"),
                say!(
                    lang,
                    "让其中一张表写出自己的数字",
                    "let one of the tables give figures of its own"
                ),
            )
        }
        What::ForNobody => (
            say!(lang, "这样写谁都不适用", "shuts everybody out"),
            say!(
                lang,
                "not-for 的一条没有写对谁不适用",
                "an entry of `not-for` does not say for whom the procedure is not"
            ),
            say!(
                lang,
                "写上条件，例如 scheme = \"resident\"；对谁都不适用的，就不要写这项办事",
                "add a selector, such as `scheme = \"resident\"`; leave out a procedure that is for nobody"
            ),
        ),
        What::Whole(what) => whole(lang, what, near),
    };
    Said { title, cause, fix }
}
