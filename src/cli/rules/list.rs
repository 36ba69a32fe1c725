//! `yibao rules list`: which places have which rules, from when to when, and on what grounds.

use chrono::NaiveDate;
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, say};
use crate::cli::output::json::document;
use crate::cli::output::table::plain_table;
use crate::cli::output::wrap::wrapped;
use crate::model::grade::Grade;
use crate::rules::block::Body;
use crate::rules::file::FileKind;
use crate::rules::shelf::Shelf;

/// The rules of one file of one place.
struct Line {
    place: String,
    folder: String,
    file: &'static str,
    from: NaiveDate,
    to: Option<NaiveDate>,
    grade: Grade,
    blocks: usize,
    tables: Vec<String>,
}

/// Lists every file that holds rules; with a grade only the blocks of that grade.
pub(crate) fn run(
    shelf: &Shelf,
    grade: Option<Grade>,
    json: bool,
    lang: Lang,
    columns: Option<usize>,
) -> Result<(String, u8), Failure> {
    let lines = lines(shelf, grade);
    let problems = shelf.problems();
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    if json {
        let documents = lines.iter().map(|line| {
            json!({
                "place": line.place,
                "folder": line.folder,
                "file": line.file,
                "from": line.from.to_string(),
                "to": line.to.map(|day| day.to_string()),
                "grade": line.grade.name(),
                "blocks": line.blocks,
                "tables": line.tables,
            })
        });
        let own = json!({
            "files": documents.collect::<Vec<_>>(),
        });
        return Ok((document("rules list", own), 0));
    }
    let header = [
        lang.pick("地区", "place"),
        lang.pick("文件", "file"),
        lang.pick("自", "from"),
        lang.pick("至", "to"),
        lang.pick("最弱等级", "weakest grade"),
        lang.pick("表", "tables"),
    ];
    let rows = lines.iter().map(|line| {
        let to = line
            .to
            .map_or_else(|| say!(lang, "今", "now"), |day| day.to_string());
        vec![
            line.place.clone(),
            line.file.to_owned(),
            line.from.to_string(),
            to,
            line.grade.name().to_owned(),
            line.tables.join(" "),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let width = columns.unwrap_or(NARROW);
    let mut text = if width < NARROW {
        stacked(&rows, width)
    } else {
        plain_table(&header, rows, columns)
    };
    let blocks: usize = lines.iter().map(|line| line.blocks).sum();
    let files = lines.len();
    text += &say!(
        lang,
        "{files} 个文件，{blocks} 块规则\n",
        "files: {files}, blocks: {blocks}\n"
    );
    Ok((text, 0))
}

/// Below this the columns of a table would be cut to pieces.
const NARROW: usize = 90;

/// A line for each file, and its tables below it.
fn stacked(rows: &[Vec<String>], width: usize) -> String {
    let mut text = String::new();
    for row in rows {
        let (head, tables) = row.split_at(row.len() - 1);
        text += &wrapped(&head.join("  "), width, 4);
        text += &wrapped(&format!("    {}", tables.join(" ")), width, 4);
    }
    text
}

fn lines(shelf: &Shelf, grade: Option<Grade>) -> Vec<Line> {
    let mut lines = Vec::new();
    for folder in shelf.folders().iter() {
        let place = shelf
            .region(folder)
            .map_or_else(|| folder.clone(), |region| region.name);
        for kind in FileKind::ALL {
            let grade_of = |block: &crate::rules::block::Block| {
                let sources = block
                    .sources
                    .iter()
                    .filter_map(|used| shelf.source(folder, &used.id));
                sources
                    .map(|source| source.grade)
                    .max()
                    .unwrap_or(Grade::Unverified)
            };
            let blocks = shelf.blocks(folder, kind);
            let wanted = |block: &crate::rules::block::Block| {
                grade.is_none_or(|grade| grade_of(block) == grade)
            };
            let blocks: Vec<_> = blocks.into_iter().filter(|block| wanted(block)).collect();
            let figures = || {
                blocks
                    .iter()
                    .filter(|block| !matches!(block.body, Body::FollowsParent))
            };
            let (Some(from), Some(weakest)) = (
                figures().map(|block| block.from).min(),
                figures().map(|block| grade_of(block)).max(),
            ) else {
                continue;
            };
            let mut tables: Vec<String> = figures().map(|block| block.table.to_string()).collect();
            tables.dedup();
            let is_open = figures().any(|block| block.to.is_none());
            let to = if is_open {
                None
            } else {
                figures().filter_map(|block| block.to).max()
            };
            lines.push(Line {
                place: place.clone(),
                folder: folder.clone(),
                file: kind.file_name(),
                from,
                to,
                grade: weakest,
                blocks: figures().count(),
                tables,
            });
        }
    }
    lines
}
