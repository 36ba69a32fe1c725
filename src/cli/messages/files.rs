//! What is wrong with a file that should hold a bill.

use super::{Lang, Said, clean, list, say, word_name};
use crate::formats::problem::{FileWhat, OfYear};
use crate::model::selector::Selector;

/// The words of a problem with a file.
pub(crate) fn file_problem(lang: Lang, what: &FileWhat) -> Said {
    let (title, cause, fix) = match what {
        FileWhat::TooManyLines => (
            say!(lang, "行太多", "too many lines"),
            say!(
                lang,
                "一张账单不超过 20 万行，这里不止",
                "a bill has at most 200,000 lines, and this has more"
            ),
            say!(
                lang,
                "确认这是一张账单；许多账单用 batch 结算",
                "make sure that this is one bill; many bills are settled by batch"
            ),
        ),
        FileWhat::NoRows => (
            say!(lang, "只有表头", "a header without rows"),
            say!(lang, "表头下面没有一行", "no row stands below it"),
            say!(lang, "加上账单或费用行", "add the bill or its charge lines"),
        ),
        FileWhat::Empty => (
            say!(lang, "空文件", "an empty file"),
            say!(lang, "里面没有账单", "there is no bill in it"),
            say!(lang, "核对文件名", "check the file name"),
        ),
        FileWhat::NotUtf8 => (
            say!(lang, "文件不是文字", "the file is no text"),
            say!(
                lang,
                "内容不是文字，或编码不是 UTF-8、GBK、UTF-16",
                "it is no text, or its encoding is neither UTF-8 nor GBK nor UTF-16"
            ),
            say!(
                lang,
                "另存为 UTF-8 的 CSV、TOML 或 JSON，或 XLSX",
                "save it as CSV, TOML or JSON in UTF-8, or as XLSX"
            ),
        ),
        FileWhat::NotAWorkbook(why) => {
            let why = clean(why);
            (
                say!(lang, "不是 Excel 工作簿", "not an Excel workbook"),
                say!(
                    lang,
                    "按 XLSX 读不出来：{why}",
                    "it cannot be read as XLSX: {why}"
                ),
                say!(
                    lang,
                    "用 Excel 或 WPS 打开，另存为 .xlsx",
                    "open it in a spreadsheet and save it as .xlsx"
                ),
            )
        }
        FileWhat::OldWorkbook => (
            say!(
                lang,
                "旧版 Excel 文件，或有密码",
                "an old Excel file, or one with a password"
            ),
            say!(
                lang,
                "只读没有密码的 .xlsx",
                "only .xlsx files without a password are read"
            ),
            say!(
                lang,
                "用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx",
                "open it in a spreadsheet, take the password off and save it as .xlsx"
            ),
        ),
        FileWhat::NoSuchSheet { name, sheets } => {
            let name = clean(name);
            let sheets: Vec<String> = sheets.iter().map(|sheet| clean(sheet)).collect();
            let sheets = list(lang, &sheets);
            (
                say!(lang, "没有这个工作表", "no such sheet"),
                say!(lang, "没有“{name}”", "there is no `{name}`"),
                say!(lang, "可用：{sheets}", "use one of: {sheets}"),
            )
        }
        FileWhat::NoSuchRow { row, last } => (
            say!(lang, "没有这一行", "no such row"),
            say!(
                lang,
                "第 {row} 行是空的或不存在，最后一行是 {last}",
                "row {row} is empty or not there, the last is {last}"
            ),
            say!(
                lang,
                "写出列名所在的行号",
                "give the number of the row that names the columns"
            ),
        ),
        FileWhat::NoSuchColumn { name, columns } => {
            let name = clean(name);
            let columns: Vec<String> = columns.iter().map(|column| clean(column)).collect();
            let columns = list(lang, &columns);
            (
                say!(lang, "没有这一列", "no such column"),
                say!(lang, "表头里没有“{name}”", "the header has no `{name}`"),
                say!(lang, "表头有：{columns}", "it has: {columns}"),
            )
        }
        FileWhat::UnpacksTooLarge { limit } => (
            say!(lang, "解开后太大", "too large when unpacked"),
            say!(
                lang,
                "内容超过 {limit} MiB，或自称的大小不可能",
                "it holds more than {limit} MiB, or claims what it cannot hold"
            ),
            say!(
                lang,
                "确认这是一张费用清单；另存一份只含这张表的文件",
                "make sure that this is one fee list; save the sheet alone as a new file"
            ),
        ),
        FileWhat::TooWide { limit } => (
            say!(lang, "列太多", "too many columns"),
            say!(
                lang,
                "第 {limit} 列之后还有内容",
                "there is something beyond column {limit}"
            ),
            say!(
                lang,
                "删去右边多余的内容",
                "take out what stands far to the right"
            ),
        ),
        FileWhat::NotAPair(text) => {
            let text = clean(text);
            (
                say!(lang, "不是“列名=项目”", "not `COLUMN=KEY`"),
                say!(
                    lang,
                    "“{text}”里没有等号，或少了一边",
                    "`{text}` has no equals sign, or one side is missing"
                ),
                say!(lang, "如 --map 收费额=amount", "as in --map charged=amount"),
            )
        }
        FileWhat::TooLarge { limit } => (
            say!(lang, "太大", "too large"),
            say!(
                lang,
                "一张账单的文件不超过 {limit} MiB",
                "the file of a bill has at most {limit} MiB"
            ),
            say!(
                lang,
                "确认这是一张账单；许多账单用 batch 结算",
                "make sure that this is one bill; many bills are settled by batch"
            ),
        ),
        FileWhat::NotAFile => (
            say!(lang, "不是文件", "not a file"),
            say!(lang, "这是文件夹或设备", "this is a folder or a device"),
            say!(
                lang,
                "给出账单文件，或用 - 从标准输入读",
                "name a bill file, or `-` for standard input"
            ),
        ),
        FileWhat::NotAFolder => (
            say!(lang, "不是规则文件夹", "not a folder of rules"),
            say!(
                lang,
                "这里没有装着规则的文件夹",
                "there is no folder with rules in it"
            ),
            say!(
                lang,
                "给出含有 cn 文件夹的目录；不写就用自带的规则",
                "name the folder that holds `cn`; without one the built-in rules are meant"
            ),
        ),
        FileWhat::NotALedger(what) => {
            let what = clean(what);
            (
                say!(lang, "不是累计文件", "not a ledger file"),
                say!(lang, "读不懂：{what}", "it cannot be understood: {what}"),
                say!(
                    lang,
                    "用 --ledger-out 写出的文件，不要手改",
                    "use a file that --ledger-out wrote, unchanged"
                ),
            )
        }
        FileWhat::OtherLedger { ledger, bills } => {
            let of = |year: &OfYear| {
                let (region, from) = (clean(&year.region), clean(&year.from));
                let scheme = word_name(lang, Selector::Scheme, &clean(&year.scheme));
                say!(
                    lang,
                    "{region} · {scheme} · {from} 起的年度",
                    "{region}, {scheme}, the year from {from}"
                )
            };
            let (ledger, bills) = (of(ledger), of(bills));
            (
                say!(
                    lang,
                    "累计文件属于另一处或另一年度",
                    "a ledger of another place or year"
                ),
                say!(
                    lang,
                    "累计文件是 {ledger}，账单是 {bills}",
                    "the ledger is of {ledger}, the bills are of {bills}"
                ),
                say!(
                    lang,
                    "换成同一参保地、险种和年度的累计文件",
                    "use the ledger of the same place, scheme and benefit year"
                ),
            )
        }
        FileWhat::NoBills => (
            say!(lang, "文件夹里没有账单", "a folder without bills"),
            say!(
                lang,
                "没有 .toml、.json、.csv 或 .xlsx 文件",
                "it has no file that ends in .toml, .json, .csv or .xlsx"
            ),
            say!(lang, "检查路径", "check the path"),
        ),
        FileWhat::ErrorReply(code) => {
            let code = clean(code);
            (
                say!(lang, "平台返回的是错误", "the platform's reply is an error"),
                say!(
                    lang,
                    "infcode 是“{code}”，里面没有结算结果",
                    "its infcode is `{code}`: there is no settlement in it"
                ),
                say!(
                    lang,
                    "给出结算成功（infcode 0）的返回报文",
                    "give the reply of a settlement that succeeded (infcode 0)"
                ),
            )
        }
        FileWhat::NoFolderOfOwn => (
            say!(
                lang,
                "没有指明自己的规则文件夹",
                "no folder of your own is named"
            ),
            say!(
                lang,
                "自带的规则不能改写",
                "the built-in rules are not written to"
            ),
            say!(
                lang,
                "加上 --rules 文件夹（没有会新建）",
                "add --rules FOLDER (it is made if it is not there)"
            ),
        ),
        FileWhat::Unreadable(why) => {
            let why = clean(why);
            (
                say!(lang, "文件读不了", "the file cannot be read"),
                say!(lang, "系统说：{why}", "the system says: {why}"),
                say!(lang, "核对路径和权限", "check the path and the permissions"),
            )
        }
        FileWhat::Syntax(why) => {
            let why = clean(why);
            (
                say!(lang, "格式有误", "a mistake in the format"),
                say!(lang, "解析器说：{why}", "{why}"),
                say!(
                    lang,
                    "按 TOML、JSON 或 CSV 的写法改正；格式不对时用 --input 指明",
                    "mend it by the rules of TOML, JSON or CSV; name the format with --input if it was taken for another"
                ),
            )
        }
        FileWhat::UnknownFormat => (
            say!(lang, "不知道文件格式", "unknown file format"),
            say!(
                lang,
                "文件名的结尾不是 .toml、.json、.csv 或 .xlsx",
                "the name does not end in .toml, .json, .csv or .xlsx"
            ),
            say!(
                lang,
                "用 --input toml、json、csv 或 xlsx 指明；.xls 请另存为 .xlsx",
                "name it with --input toml, json, csv or xlsx; save .xls files as .xlsx"
            ),
        ),
        FileWhat::RowLength { cells, columns } => (
            say!(lang, "这一行的格数不对", "a row of another length"),
            say!(
                lang,
                "表头有 {columns} 列，这一行有 {cells} 格",
                "the header has {columns} columns, the row {cells} cells"
            ),
            say!(
                lang,
                "含逗号的文字要加引号",
                "put texts with commas into quotes"
            ),
        ),
        FileWhat::NoColumns => (
            say!(lang, "没有认得的列", "no column that a bill has"),
            say!(
                lang,
                "表头里没有账单的列名",
                "the header names no column of a bill"
            ),
            say!(
                lang,
                "写上列名，如 项目名称、甲乙类、金额；或用 --header-row、--map 指明",
                "name the columns, such as name, class, amount; or tell by --header-row and --map"
            ),
        ),
        FileWhat::SeveralBills(count) => (
            say!(lang, "文件里有几张账单", "several bills in one file"),
            say!(
                lang,
                "有 {count} 行账单，这里只结算一张",
                "{count} rows; one bill is settled here"
            ),
            say!(lang, "只保留一行", "keep one row"),
        ),
    };
    Said { title, cause, fix }
}
