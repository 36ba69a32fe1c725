//! What was understood of a file, said beside the answer where it is not what everybody expects.

use super::{Lang, clean, key_name, list, say};
use crate::formats::encoding::Encoding;
use crate::formats::table::{Column, Understood, Why};
use crate::model::keys::Key;
use crate::money::Yuan;

/// So many rows are named one by one.
const NAMED: usize = 5;

/// What there is to say about how a file was read, a line each. Nothing about a plain file.
pub(crate) fn reading_notes(lang: Lang, understood: &Understood) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(encoding) = understood.encoding.filter(|one| *one != Encoding::Utf8) {
        let name = encoding.name();
        notes.push(say!(lang, "{name} 编码", "encoding {name}"));
    }
    if let Some(delimiter) = understood.delimiter.filter(|one| *one != ',') {
        let name = delimiter_name(lang, delimiter);
        notes.push(say!(lang, "以{name}分隔", "parted by {name}"));
    }
    if let Some((sheet, others)) = &understood.sheet
        && !others.is_empty()
    {
        let others: Vec<String> = others.iter().map(|other| clean(other)).collect();
        let (sheet, others) = (clean(sheet), list(lang, &others));
        notes.push(say!(
            lang,
            "读的是工作表“{sheet}”，没有读：{others}",
            "sheet `{sheet}` was read, not: {others}"
        ));
    }
    let is_above = |why: Why| understood.left_out.iter().any(|row| row.why == why);
    if let Some((first, last)) = understood.header.filter(|_| is_above(Why::Title)) {
        notes.push(header_text(lang, first, last));
    }
    notes.extend(rows_left_out(lang, understood));
    let filled = understood.filled;
    if filled > 0 {
        notes.push(say!(
            lang,
            "合并的单元格按每一行都有这个值读（{filled} 格）",
            "merged cells stand for each of their rows ({filled} cells)"
        ));
    }
    notes
}

/// Where the header stands.
pub(crate) fn header_text(lang: Lang, first: u64, last: u64) -> String {
    if first == last {
        say!(lang, "表头在第 {first} 行", "the header is row {first}")
    } else {
        say!(
            lang,
            "表头在第 {first} 至 {last} 行",
            "the header is rows {first} to {last}"
        )
    }
}

/// What parts the cells of a text.
fn delimiter_name(lang: Lang, delimiter: char) -> String {
    match delimiter {
        '\t' => say!(lang, "制表符", "tabs"),
        ',' => say!(lang, "逗号", "commas"),
        ';' => say!(lang, "分号", "semicolons"),
        other => say!(lang, "“{other}”", "`{other}`"),
    }
}

/// Rows below the header that hold no charge, those of one kind together.
fn rows_left_out(lang: Lang, understood: &Understood) -> Vec<String> {
    let kinds = [
        (
            Why::Total,
            lang.pick("合计行没有计入", "totals, not counted"),
        ),
        (
            Why::HeaderAgain,
            lang.pick("重复的表头没有计入", "the header again, not counted"),
        ),
        (
            Why::Remark,
            lang.pick(
                "只有一格文字的行没有计入",
                "rows of a single text, not counted",
            ),
        ),
    ];
    let mut notes = Vec::new();
    for (why, what) in kinds {
        let rows: Vec<_> = understood
            .left_out
            .iter()
            .filter(|row| row.why == why)
            .collect();
        if rows.is_empty() {
            continue;
        }
        let mut shown: Vec<String> = rows
            .iter()
            .take(NAMED)
            .map(|row| {
                let (number, label) = (row.row, clean(&row.label));
                let said = say!(lang, "第 {number} 行 {label}", "row {number} {label}");
                said.trim_end().to_owned()
            })
            .collect();
        if rows.len() > NAMED {
            let count = rows.len();
            shown.push(say!(lang, "共 {count} 行", "{count} rows in all"));
        }
        let shown = list(lang, &shown);
        notes.push(say!(lang, "{what}：{shown}", "{what}: {shown}"));
    }
    notes
}

/// How a file was read, said of plain files too.
pub(crate) fn plain_file(lang: Lang, understood: &Understood) -> Vec<String> {
    if understood.format.is_empty() {
        return Vec::new();
    }
    let (file, format) = (clean(&understood.file), understood.format.to_uppercase());
    let mut said = vec![say!(
        lang,
        "文件 {file}（{format}）",
        "file {file} ({format})"
    )];
    if let Some(encoding) = understood.encoding {
        let name = encoding.name();
        said.push(say!(lang, "{name} 编码", "encoding {name}"));
    }
    if let Some((sheet, _)) = &understood.sheet {
        let sheet = clean(sheet);
        said.push(say!(lang, "工作表“{sheet}”", "sheet `{sheet}`"));
    }
    said
}

/// How many lines were read, and what they come to.
pub(crate) fn line_sum(lang: Lang, lines: usize, sum: Yuan) -> String {
    say!(
        lang,
        "{lines} 行明细，合计 {sum}",
        "{lines} lines, {sum} together"
    )
}

/// The head of the table of columns.
pub(crate) fn columns_title(lang: Lang) -> [&'static str; 2] {
    [lang.pick("列", "column"), lang.pick("当作", "taken for")]
}

/// What a column was taken for.
pub(crate) fn used_as(lang: Lang, key: Option<&Key>, column: &Column) -> String {
    let Some(key) = key else {
        return lang.pick("没有用到", "not used").to_owned();
    };
    let mut name = key_name(lang, key.name);
    if lang == Lang::Zh {
        name = format!("{name} {}", key.name);
    }
    let percent = if column.percent { " (%)" } else { "" };
    let told = if column.told { " --map" } else { "" };
    format!("{name}{percent}{told}")
}
