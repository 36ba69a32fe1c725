//! The Chinese names of every command and flag, in one table. The flags that are keys of a bill or a person have
//! theirs in the table of keys.

use crate::model::keys;

/// The commands.
pub(crate) const COMMANDS: &[(&str, &str)] = &[
    ("reimburse", "报销"),
    ("year", "全年"),
    ("audit", "核对"),
    ("contribute", "缴费"),
    ("deadline", "期限"),
    ("wait", "等待"),
    ("maternity", "生育"),
    ("retire", "退休"),
    ("compare", "比较"),
    ("batch", "批量"),
    ("guide", "指南"),
    ("rules", "规则"),
    ("list", "列表"),
    ("show", "查看"),
    ("find", "查找"),
    ("check", "检查"),
    ("test", "测试"),
    ("diff", "对比"),
    ("explain", "说明"),
    ("new", "新建"),
    ("values", "取值表"),
    ("schema", "架构"),
    ("help", "帮助"),
    ("completions", "补全"),
    ("man", "手册"),
];

/// The flags that are no keys.
const FLAGS: &[(&str, &str)] = &[
    ("help", "帮助"),
    ("version", "版本"),
    ("lang", "语言"),
    ("color", "颜色"),
    ("quiet", "安静"),
    ("rules", "规则文件夹"),
    ("no-builtin", "不用自带规则"),
    ("profile", "档案"),
    ("who", "谁"),
    ("given", "给定"),
    ("extend", "沿用"),
    ("min-grade", "最低等级"),
    ("fresh", "只用新鲜的"),
    ("input", "输入格式"),
    ("sheet", "工作表"),
    ("header-row", "表头行"),
    ("map", "列对应"),
    ("dry-run", "试读"),
    ("format", "格式"),
    ("output", "输出"),
    ("fields", "字段"),
    ("explain", "讲解"),
    ("get", "取值"),
    ("record", "记录"),
    ("ledger-in", "累计来自"),
    ("ledger-out", "累计写到"),
    ("check", "检查"),
    ("late-ok", "逾期也行"),
    ("within", "几天内"),
    ("all", "全部"),
    ("ics", "日历"),
    ("history", "参保记录"),
    ("against", "对照规则"),
    ("ledger-by", "累计按"),
    ("columns", "输出列"),
    ("errors", "错误写到"),
    ("max-errors", "最多错误"),
    ("summary", "汇总"),
    ("group-by", "分组按"),
    ("threads", "线程"),
    ("deny", "不容许"),
    ("bless", "认可"),
    ("grade", "等级"),
];

/// The Chinese name of a command.
pub(crate) fn command(name: &str) -> Option<&'static str> {
    let found = COMMANDS.iter().find(|(english, _)| *english == name);
    found.map(|(_, zh)| *zh)
}

/// The Chinese name of a flag.
pub(crate) fn flag(name: &str) -> Option<&'static str> {
    let own = FLAGS.iter().find(|(english, _)| *english == name);
    let own = own.map(|(_, zh)| *zh);
    own.or_else(|| keys::all().find(|key| key.flag() == name).map(|key| key.zh))
}

/// The command with a Chinese name for itself, its flags and its subcommands.
pub(crate) fn named(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let has_none = arg.get_all_aliases().is_none_or(|names| names.is_empty());
        match arg.get_long().filter(|_| has_none).and_then(flag) {
            Some(zh) => arg.alias(zh),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let has_none = sub.get_all_aliases().next().is_none();
        let zh = self::command(sub.get_name()).filter(|_| has_none);
        named(match zh {
            Some(zh) => sub.alias(zh),
            None => sub,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command::command;
    use crate::cli::messages::Lang;

    fn walk(command: &clap::Command, into: &mut Vec<String>) {
        for arg in command.get_arguments() {
            let Some(long) = arg.get_long() else {
                continue;
            };
            let names = arg.get_all_aliases().unwrap_or_default();
            if !flag(long).is_some_and(|zh| names.contains(&zh) && !zh.is_ascii()) {
                into.push(format!("{} --{long}: {names:?}", command.get_name()));
            }
        }
        for sub in command.get_subcommands() {
            let name = sub.get_name();
            let mut names = sub.get_all_aliases();
            if !self::super::command(name).is_some_and(|zh| names.any(|alias| alias == zh)) {
                into.push(name.to_owned());
            }
            walk(sub, into);
        }
    }

    #[test]
    fn every_command_and_flag_has_the_chinese_name_of_the_table() {
        let mut without = Vec::new();
        walk(&named(command(Lang::Zh, true)), &mut without);
        assert!(without.is_empty(), "{without:#?}");
    }

    #[test]
    fn a_command_without_a_chinese_name_would_be_seen() {
        let mut without = Vec::new();
        let arg = clap::Arg::new("nameless").long("nameless");
        let command = clap::Command::new("yibao").subcommand(clap::Command::new("such").arg(arg));
        walk(&named(command), &mut without);
        assert_eq!(without, ["such", "such --nameless: []"]);
    }
}
