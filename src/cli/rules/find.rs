//! `yibao rules find`: which blocks carry a figure or a word.

use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, clean, say};
use crate::cli::output::json::document;
use crate::cli::output::wrap::wrapped;
use crate::rules::file::FileKind;
use crate::rules::shelf::Shelf;

/// A line of a block in which the text stands.
struct Hit {
    place: String,
    region: String,
    table: String,
    from: String,
    line: String,
}

/// Finds a text in the blocks of every rule file: a word, or a figure in whatever way it is grouped. The status is 1
/// when it stands nowhere.
pub(crate) fn run(
    shelf: &Shelf,
    text: &str,
    json: bool,
    columns: Option<usize>,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let hits = hits(shelf, text);
    let problems = shelf.problems();
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    let status = u8::from(hits.is_empty());
    if json {
        let hits = hits.iter().map(|hit| {
            json!({
                "place": hit.place,
                "region": hit.region,
                "table": hit.table,
                "from": hit.from,
                "line": hit.line,
            })
        });
        let own = json!({
            "hits": hits.collect::<Vec<_>>(),
        });
        return Ok((document("rules find", own), status));
    }
    let mut out = String::new();
    for hit in &hits {
        let Hit {
            place,
            region,
            table,
            from,
            line,
        } = hit;
        // What is piped is searched line by line.
        let width = columns.unwrap_or(usize::MAX);
        out += &wrapped(&format!("{place}  {region}  {table} @ {from}"), width, 2);
        out += &wrapped(&format!("    {line}"), width, 6);
    }
    let count = hits.len();
    let text = clean(text);
    out += &say!(
        lang,
        "“{text}”：{count} 处\n",
        "`{text}`, places: {count}\n"
    );
    Ok((out, status))
}

fn hits(shelf: &Shelf, wanted: &str) -> Vec<Hit> {
    let wanted = plain(wanted);
    let mut hits = Vec::new();
    if wanted.is_empty() {
        return hits;
    }
    for folder in shelf.folders().iter() {
        let region = shelf
            .region(folder)
            .map_or_else(String::new, |region| region.name);
        for kind in FileKind::ALL {
            let blocks = shelf.blocks(folder, kind);
            for (index, block) in blocks.iter().enumerate() {
                let text = &block.place.text;
                let start = block.place.span.start;
                let next = blocks.get(index + 1);
                let next = next.filter(|next| next.place.text.path == text.path);
                let end = next.map_or(text.text.len(), |next| next.place.span.start);
                let body = text.text.get(start..end.max(start)).unwrap_or_default();
                let first = text
                    .text
                    .get(..start)
                    .unwrap_or_default()
                    .matches('\n')
                    .count()
                    + 1;
                for (number, line) in body.lines().enumerate() {
                    // What stands between two blocks is a comment on the next one.
                    if !line.trim_start().starts_with('#') && holds(&plain(line), &wanted) {
                        hits.push(Hit {
                            place: format!("{}:{}", text.path, first + number),
                            region: region.clone(),
                            table: block.table.to_string(),
                            from: block.from.to_string(),
                            line: clean(line.trim()),
                        });
                    }
                }
            }
        }
    }
    hits
}

/// Without the separators that group digits: 90 000, 90,000 and 90_000 are one figure.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        let between_digits =
            before.is_ascii_digit() && chars.peek().is_some_and(char::is_ascii_digit);
        if !(between_digits && matches!(c, '_' | ',')) {
            out.push(c);
        }
        before = c;
    }
    out
}

/// Whether a line holds the text; a figure must not be part of a longer one.
fn holds(line: &str, wanted: &str) -> bool {
    let is_figure = wanted.chars().all(|c| c.is_ascii_digit() || c == '.');
    line.match_indices(wanted).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + wanted.len()..].chars().next();
        let longer = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        !is_figure || (!longer(before) && !longer(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_however_it_is_grouped_and_only_whole() {
        assert!(holds(
            &plain("rows = [ { amount = 90_000 } ]"),
            &plain("90,000")
        ));
        assert!(!holds(&plain("{ amount = 90_000 }"), "9000"));
        assert!(!holds(&plain("ratio = 0.65"), "65"));
        assert!(holds(&plain("# 三级 65 %"), "65"));
    }
}
