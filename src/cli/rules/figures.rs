//! `yibao rules list --grade`: the figures of one grade, each with the line on which it stands.

use serde_json::json;

use super::list::Layout;
use crate::cli::messages::{Lang, say};
use crate::cli::output::json::document;
use crate::cli::output::wrap::wrapped;
use crate::model::grade::Grade;
use crate::rules::coverage::CitedFigure;

/// The figures of a line of a file.
struct Line<'a> {
    place: String,
    table: String,
    figures: Vec<&'a CitedFigure>,
}

/// Lists the figures, those of one line together.
pub(super) fn run(
    figures: &[CitedFigure],
    grade: Grade,
    layout: Layout,
    lang: Lang,
    width: usize,
) -> String {
    let lines = lines(figures);
    let count = figures.len();
    let name = grade.name();
    let total = say!(
        lang,
        "{name}：{count} 个数字\n",
        "{name}, figures: {count}\n"
    );
    let values = |line: &Line<'_>| -> Vec<String> {
        let values = line.figures.iter();
        values
            .map(|one| format!("{} = {}", one.key, one.value))
            .collect()
    };
    match layout {
        Layout::Json => {
            let figures = figures.iter().map(|one| {
                json!({
                    "folder": one.folder,
                    "table": one.table.to_string(),
                    "key": one.key,
                    "value": one.value,
                    "from": one.from.to_string(),
                    "to": one.to.map(|day| day.to_string()),
                    "grade": one.grade.name(),
                    "place": one.place.to_string(),
                })
            });
            let figures: Vec<_> = figures.collect();
            document("rules list", json!({ "figures": figures }))
        }
        Layout::Page => {
            let mut out = format!(
                "| {} |\n|---|---|---|\n",
                lang.pick("位置 | 表 | 数字", "place | table | figures")
            );
            for line in &lines {
                let values = values(line).join(", ");
                out += &format!("| {} | `{}` | {values} |\n", line.place, line.table);
            }
            out + "\n" + &total
        }
        Layout::Table => {
            let mut out = String::new();
            for line in &lines {
                let values = values(line).join(", ");
                let text = format!("{}  {}  {values}", line.place, line.table);
                out += &wrapped(&text, width, 4);
            }
            out + &total
        }
    }
}

fn lines(figures: &[CitedFigure]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for figure in figures {
        let (line, _) = figure.place.line_column();
        let place = format!("{}:{line}", figure.place.text.path);
        match lines.last_mut() {
            Some(last) if last.place == place => last.figures.push(figure),
            _ => lines.push(Line {
                place,
                table: figure.table.to_string(),
                figures: vec![figure],
            }),
        }
    }
    lines
}
