//! An answer as a page of its own: one file, which asks no network and runs no script, for a phone and for paper.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Grid, Paper, Row, Section, drawing, sources_title};
use crate::cli::messages::Lang;

/// How it looks.
const STYLE: &str = include_str!("page.css");

/// What the page may fetch: nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The whole answer.
pub(super) fn render(paper: &Paper) -> String {
    let tongue = match paper.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(tongue) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("yibao ", env!("CARGO_PKG_VERSION")));
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                // A browser asks for an icon unless there is one.
                link rel="icon" href="data:,";
                title { (paper.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (paper.title) }
                    ul.head { @for line in &paper.head { li { (line) } } }
                    @for section in &paper.sections { (written(paper, section)) }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn written(paper: &Paper, section: &Section) -> Markup {
    html! {
        @match section {
            Section::Table(grid) => (table(grid)),
            Section::Shares(shares) => (drawing::shares(paper.lang, shares)),
            Section::Waterfall(fall) => (drawing::waterfall(paper.lang, fall)),
            Section::Curves(curves) => (curves.drawn()),
            Section::Points(title, points) => {
                h2 { (title) }
                ul { @for point in points { li { (marked(point)) } } }
            }
            Section::Story(title, sentences) => {
                h2 { (title) }
                ol.story {
                    @for sentence in sentences {
                        li {
                            (sentence.text)
                            @for number in &sentence.references { " " (mark(number + 1)) }
                        }
                    }
                }
            }
            Section::Sources(sources) => {
                h2 { (sources_title(paper.lang)) }
                ol.sources {
                    @for (place, source) in sources.iter().enumerate() {
                        li id=(format!("source-{}", place + 1)) { (source) }
                    }
                }
            }
        }
    }
}

fn table(grid: &Grid) -> Markup {
    let columns = grid.header.len();
    let figures: Vec<bool> = (0..columns).map(|column| grid.is_figures(column)).collect();
    let is_figure = |column: usize| figures.get(column) == Some(&true);
    let cell = |row: &Row, column: usize, text: &str| {
        let label = grid.header.get(column).filter(|label| !label.is_empty());
        let label = label.filter(|_| column > 0);
        html! { td.figure[is_figure(column)].sum[row.key.is_some() && column > 0] data-label=[label] { (marked(text)) } }
    };
    html! {
        // On a phone a wide table becomes a list of its rows.
        table.wide[columns > 3] {
            thead { tr { @for (column, title) in grid.header.iter().enumerate() {
                th.figure[is_figure(column)] scope="col" { (title) }
            } } }
            tbody {
                @for row in &grid.rows {
                    tr data-key=[row.key] {
                        @for (column, text) in row.cells.iter().enumerate() { (cell(row, column, text)) }
                    }
                }
            }
        }
    }
}

/// A text whose `[3]` leads to the third document.
fn marked(text: &str) -> Markup {
    let mut rest = text;
    let mut pieces = Vec::new();
    while let Some((before, number, after)) = next_mark(rest) {
        pieces.push((before, Some(number)));
        rest = after;
    }
    pieces.push((rest, None));
    html! {
        @for (before, number) in pieces {
            (before)
            @if let Some(number) = number { (mark(number)) }
        }
    }
}

/// What stands before the first mark, its number, and what stands after it.
fn next_mark(text: &str) -> Option<(&str, usize, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('[').map(|at| from + at) {
        let inside = &text[open + 1..];
        if let Some((number, after)) = inside.split_once(']')
            && let Ok(number) = number.parse::<usize>()
            && number.to_string().len() <= 3
        {
            return Some((&text[..open], number, after));
        }
        from = open + 1;
    }
    None
}

fn mark(number: usize) -> Markup {
    html! { a.mark href=(format!("#source-{number}")) { "[" (number) "]" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_leads_to_its_document_and_nothing_else_does() {
        let page = marked("a [2] [x] [] <b> & [13]").into_string();
        assert_eq!(
            page,
            "a <a class=\"mark\" href=\"#source-2\">[2]</a> [x] [] &lt;b&gt; &amp; \
             <a class=\"mark\" href=\"#source-13\">[13]</a>"
        );
    }
}
