//! An answer as Markdown, to be pasted into a letter.

use super::{BOX, Grid, Paper, Section, marks, sources_title};

/// The whole answer.
pub(super) fn render(paper: &Paper) -> String {
    let mut blocks = vec![format!("## {}", escaped(&paper.title))];
    if !paper.head.is_empty() {
        blocks.push(list(&paper.head, |_| "- ".to_owned()));
    }
    for section in &paper.sections {
        blocks.extend(written(paper, section));
    }
    blocks.join("\n\n") + "\n"
}

fn written(paper: &Paper, section: &Section) -> Vec<String> {
    let heading = |title: &str| format!("### {}", escaped(title));
    match section {
        Section::Table(grid) => vec![table(grid)],
        // The table of amounts says the same.
        Section::Shares(_) | Section::Waterfall(_) | Section::Curves(_) => Vec::new(),
        Section::Points(title, points) => {
            let points = points.iter().map(|point| match point.strip_prefix(BOX) {
                Some(point) => format!("- {BOX}{}", escaped(point)),
                None => format!("- {}", escaped(point)),
            });
            let points: Vec<String> = points.collect();
            vec![heading(title), points.join("\n")]
        }
        Section::Story(title, sentences) => {
            let sentences = sentences.iter().enumerate();
            let lines = sentences.map(|(place, sentence)| {
                let line = format!(
                    "{}. {} {}",
                    place + 1,
                    escaped(&sentence.text),
                    escaped(&marks(&sentence.references))
                );
                line.trim_end().to_owned()
            });
            let lines: Vec<String> = lines.collect();
            vec![heading(title), lines.join("\n")]
        }
        // Numbered by hand: the marks in the text must find them.
        Section::Sources(sources) => vec![
            heading(sources_title(paper.lang)),
            list(sources, |place| format!("- \\[{}\\] ", place + 1)),
        ],
    }
}

fn list(items: &[String], mark: impl Fn(usize) -> String) -> String {
    let lines = items.iter().enumerate();
    let lines = lines.map(|(place, item)| mark(place) + &escaped(item));
    lines.collect::<Vec<String>>().join("\n")
}

fn table(grid: &Grid) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let rule = (0..grid.header.len()).map(|column| match grid.is_figures(column) {
        true => "---:".to_owned(),
        false => "---".to_owned(),
    });
    let rule: Vec<String> = rule.collect();
    let mut lines = vec![row(&grid.header), format!("| {} |", rule.join(" | "))];
    lines.extend(grid.rows.iter().map(|one| row(&one.cells)));
    lines.join("\n")
}

/// A text whose characters mean nothing to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '#' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_text() {
        assert_eq!(
            escaped("a|b <img src=x> [x](y) *z*"),
            "a\\|b \\<img src=x> \\[x\\](y) \\*z\\*"
        );
        assert_eq!(escaped("a\nb"), "a b");
    }
}
