//! An answer as lines of a terminal, or of a pipe: then frames and bars are ASCII and nothing is coloured.

use anstyle::{AnsiColor, Effects, Style};

use super::{Paper, Section, Sentence, marks, sources_title};
use crate::cli::output::table::{NARROWEST, WIDEST, WIDTH, grid};
use crate::cli::output::wrap::wrapped;

/// The whole answer.
pub(super) fn render(paper: &Paper, columns: Option<usize>, colour: bool) -> String {
    let screen = Screen {
        width: columns.unwrap_or(WIDTH).clamp(NARROWEST, WIDEST),
        columns,
        colour,
    };
    let mut head = screen.styled(TITLE, &wrapped(&paper.title, screen.width, 2));
    for line in &paper.head {
        head += &wrapped(line, screen.width, 2);
    }
    let sections = paper.sections.iter();
    let sections =
        sections.filter(|section| !matches!(section, Section::Waterfall(_) | Section::Curves(_)));
    let sections = sections.map(|section| screen.section(paper, section));
    let blocks: Vec<String> = std::iter::once(head).chain(sections).collect();
    blocks.join("\n")
}

const TITLE: Style = Style::new().effects(Effects::BOLD);
const HEADING: Style = AnsiColor::Cyan.on_default().effects(Effects::BOLD);

struct Screen {
    width: usize,
    /// Nothing where nobody looks at a terminal.
    columns: Option<usize>,
    colour: bool,
}

impl Screen {
    /// A text in a style, line by line, so that a pager that starts in the middle shows it right.
    fn styled(&self, style: Style, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let lines = text.lines().map(|line| format!("{style}{line}{style:#}\n"));
        lines.collect()
    }

    fn section(&self, paper: &Paper, section: &Section) -> String {
        match section {
            Section::Table(table) => grid(table, self.columns),
            Section::Shares(shares) => {
                shares.lines(paper.lang, self.width, self.columns, self.colour)
            }
            Section::Waterfall(_) | Section::Curves(_) => String::new(),
            Section::Points(title, points) => {
                let points = points.iter();
                let points = points.map(|point| wrapped(&format!("- {point}"), self.width, 2));
                self.heading(title) + &points.collect::<String>()
            }
            Section::Story(title, sentences) => {
                let sentences = sentences.iter().enumerate();
                let lines = sentences.map(|(place, Sentence { text, references })| {
                    let number = format!("{:>2}.", place + 1);
                    let line = format!("{number} {text} {}", marks(references));
                    wrapped(line.trim_end(), self.width, 4)
                });
                self.heading(title) + &lines.collect::<String>()
            }
            Section::Sources(sources) => {
                let sources = sources.iter().enumerate();
                let lines = sources.map(|(place, source)| {
                    wrapped(&format!("[{}] {source}", place + 1), self.width, 4)
                });
                self.heading(sources_title(paper.lang)) + &lines.collect::<String>()
            }
        }
    }

    fn heading(&self, title: &str) -> String {
        self.styled(HEADING, &format!("{title}\n"))
    }
}
