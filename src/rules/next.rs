//! Next year's notice: each table's last block once more, to be edited, and the day that closes the one before it.

use std::ops::Range;

use chrono::{Days, NaiveDate};
use toml::de::DeTable;

use crate::rules::file::FileKind;
use crate::rules::read::{found_tables, header};
use crate::rules::table::TableName;

/// A piece of the text that is replaced.
struct Edit {
    span: Range<usize>,
    text: String,
}

/// The file's text with a new block from a day on for every table that is still in force the day before; its sources
/// are left out, so that the check asks for them. Gives also how many blocks were added.
pub fn next_blocks(text: &str, kind: FileKind, from: NaiveDate) -> (String, usize) {
    let (root, _) = DeTable::parse_recoverable(text);
    let tables = found_tables(root.get_ref(), header(kind));
    let mut blocks = Vec::new();
    for (name, _, item) in &tables {
        if TableName::parse(name).is_none() {
            continue;
        }
        let found = item.get_ref().as_array().into_iter().flatten();
        let found =
            found.filter_map(|block| Block::read(text, block.span(), block.get_ref().as_table()?));
        let found: Vec<Block> = found.collect();
        if let Some(last) = found.iter().max_by_key(|block| block.from) {
            let is_last = last.from < from && !last.follows;
            blocks.extend(is_last.then_some((last.start, last.from, last.to, last.keys.clone())));
        }
    }
    let mut starts: Vec<usize> = tables
        .iter()
        .flat_map(|(_, _, item)| item.get_ref().as_array().into_iter().flatten())
        .map(|block| line_start(text, block.span().start))
        .collect();
    starts.sort_unstable();
    let mut edits = Vec::new();
    for (start, _, to, keys) in &blocks {
        let next = starts.iter().find(|other| *other > start);
        let end = end_of(text, *start, next.copied().unwrap_or(text.len()));
        edits.extend(close(text, keys, *to, from));
        edits.push(Edit {
            span: end..end,
            text: format!("\n{}", copy(text, *start..end, keys, from)),
        });
    }
    let added = blocks.len();
    (apply(text, edits), added)
}

/// Where the keys stand that the new block has otherwise.
#[derive(Clone, Default)]
struct Keys {
    from: Range<usize>,
    from_line: Range<usize>,
    to: Option<Range<usize>>,
    sources: Option<Range<usize>>,
    /// Whole lines that the copy does not have.
    left_out: Vec<Range<usize>>,
}

struct Block {
    start: usize,
    from: NaiveDate,
    to: Option<NaiveDate>,
    follows: bool,
    keys: Keys,
}

impl Block {
    fn read(text: &str, span: Range<usize>, table: &DeTable<'_>) -> Option<Block> {
        let day = |key: &str| {
            let item = table.get(key)?;
            text.get(item.span())?.parse::<NaiveDate>().ok()
        };
        let mut keys = Keys::default();
        for (key, item) in table {
            let line = line_start(text, key.span().start)..line_end(text, item.span().end);
            match key.get_ref().as_ref() {
                "from" => {
                    keys.from = item.span();
                    keys.from_line = line;
                }
                "to" => {
                    keys.to = Some(item.span());
                    keys.left_out.push(line);
                }
                "from-is" | "to-is" => keys.left_out.push(line),
                "sources" => keys.sources = Some(item.span()),
                _ => {}
            }
        }
        Some(Block {
            start: line_start(text, span.start),
            from: day("from")?,
            to: day("to"),
            follows: table.contains_key("follows"),
            keys,
        })
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Behind the end of the line.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Where a block ends: comments and blank lines before the next header belong to that.
fn end_of(text: &str, start: usize, next: usize) -> usize {
    let mut end = next;
    while end > start {
        let before = line_start(text, end - 1);
        let line = text[before..end].trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        end = before;
    }
    end
}

/// The former block ends the day before.
fn close(text: &str, keys: &Keys, to: Option<NaiveDate>, from: NaiveDate) -> Option<Edit> {
    let last = from.checked_sub_days(Days::new(1))?;
    match (&keys.to, to) {
        (Some(_), Some(to)) if to <= last => None,
        (Some(span), _) => Some(Edit {
            span: span.clone(),
            text: last.to_string(),
        }),
        (None, _) => {
            let end = keys.from_line.end;
            // The key stands under `from`, as wide as that.
            let key = text.get(keys.from_line.start..keys.from.start)?;
            let key = key.replacen("from", "to  ", 1);
            Some(Edit {
                span: end..end,
                text: format!("{key}{last}\n"),
            })
        }
    }
}

/// The block once more, from the new day on.
fn copy(text: &str, span: Range<usize>, keys: &Keys, from: NaiveDate) -> String {
    let mut edits = vec![Edit {
        span: keys.from.clone(),
        text: from.to_string(),
    }];
    edits.extend(keys.left_out.iter().map(|line| Edit {
        span: line.clone(),
        text: String::new(),
    }));
    edits.extend(keys.sources.clone().map(|span| Edit {
        span,
        text: "[]".to_owned(),
    }));
    // What another source says of the old figures is not said of the new ones.
    let body = text.get(span.clone()).unwrap_or_default();
    let disputed = body.lines().position(|line| {
        let line = line.trim();
        line.starts_with("[[") && line.ends_with(".disputed]]")
    });
    let length = match disputed {
        None => body.len(),
        Some(lines) => body.split_inclusive('\n').take(lines).map(str::len).sum(),
    };
    let end = end_of(text, span.start, span.start + length);
    let edits = edits
        .into_iter()
        .filter(|edit| edit.span.end <= end)
        .map(|edit| Edit {
            span: edit.span.start - span.start..edit.span.end - span.start,
            text: edit.text,
        });
    apply(&text[span.start..end], edits.collect())
}

/// The text with its pieces replaced.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        out += text.get(at..edit.span.start).unwrap_or_default();
        out += &edit.text;
        at = edit.span.end;
    }
    out + text.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::Scheme;

    #[test]
    fn the_next_block_closes_the_former_and_keeps_its_rows() {
        let text = r#"region = "c"
scheme = "resident"

# 比例
[[inpatient.ratio]]
from    = 2024-01-01
from-is = "first-seen"
sources = ["a"]
rows    = [ { ratio = 0.85 } ]   # 含

  [[inpatient.ratio.disputed]]
  sources = ["b"]
  says    = "80 %"
  why     = "old"

# 缴费
[[contribution]]
from    = 2026-01-01
to      = 2026-12-31
sources = ["a"]
round   = "fen"
lines   = [ { line = "basic", payer = "individual", amount = 400, every = "year" } ]
"#;
        let day = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        let (next, added) = next_blocks(text, FileKind::Scheme(Scheme::Resident), day);
        assert_eq!(added, 2);
        let expected = r#"region = "c"
scheme = "resident"

# 比例
[[inpatient.ratio]]
from    = 2024-01-01
to      = 2026-12-31
from-is = "first-seen"
sources = ["a"]
rows    = [ { ratio = 0.85 } ]   # 含

  [[inpatient.ratio.disputed]]
  sources = ["b"]
  says    = "80 %"
  why     = "old"

[[inpatient.ratio]]
from    = 2027-01-01
sources = []
rows    = [ { ratio = 0.85 } ]   # 含

# 缴费
[[contribution]]
from    = 2026-01-01
to      = 2026-12-31
sources = ["a"]
round   = "fen"
lines   = [ { line = "basic", payer = "individual", amount = 400, every = "year" } ]

[[contribution]]
from    = 2027-01-01
sources = []
round   = "fen"
lines   = [ { line = "basic", payer = "individual", amount = 400, every = "year" } ]
"#;
        assert_eq!(next, expected);
        let (again, added) = next_blocks(&next, FileKind::Scheme(Scheme::Resident), day);
        assert_eq!((again, added), (next, 0));
    }
}
