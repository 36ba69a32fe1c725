//! An answer as it is put before people, before it is lines of a terminal, Markdown or a page.

mod curves;
mod drawing;
mod markdown;
mod page;
mod shares;
mod text;
mod waterfall;

use crate::cli::Surroundings;
use crate::cli::messages::{Lang, assumed, grade_name, outcome_name, say, unknown_sum};
use crate::cli::output::NoteText;
use crate::cli::output::format::Output;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::table::source_line;
use crate::rules::claim::Assumed;
use crate::rules::reimburse::Outcome;

pub(crate) use curves::{Curve, Curves, Spot};
pub(crate) use shares::Shares;
pub(crate) use waterfall::{Kind, Waterfall};

/// What a point to be ticked off begins with.
pub(crate) const BOX: &str = "[ ] ";

/// An answer, laid out.
pub(crate) struct Paper {
    pub(crate) lang: Lang,
    /// Who and what was asked about.
    pub(crate) title: String,
    /// What kind of answer it is, how far to trust it, what must be known first.
    pub(crate) head: Vec<String>,
    /// The rest, in order.
    pub(crate) sections: Vec<Section>,
}

/// A piece of an answer.
pub(crate) enum Section {
    /// Figures.
    Table(Grid),
    /// Who pays how much of the whole.
    Shares(Shares),
    /// How the whole comes down to what the patient pays; only a page draws it.
    Waterfall(Waterfall),
    /// What a year costs by its bill; only a page draws it.
    Curves(Curves),
    /// Points under a heading.
    Points(String, Vec<String>),
    /// What happened, sentence by sentence.
    Story(String, Vec<Sentence>),
    /// The documents; the first is number 1.
    Sources(Vec<String>),
}

/// A table of texts.
#[derive(Default)]
pub(crate) struct Grid {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// A row of a table, with the key that JSON has for it, if it has one.
pub(crate) struct Row {
    pub(crate) key: Option<&'static str>,
    pub(crate) cells: Vec<String>,
}

/// A sentence and the numbers of the documents that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) text: String,
    pub(crate) references: Vec<usize>,
}

impl Grid {
    /// A table whose rows have no keys.
    pub(crate) fn new(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Grid {
        let rows = rows.into_iter().map(|cells| Row { key: None, cells });
        Grid {
            header: header.iter().map(|&title| title.to_owned()).collect(),
            rows: rows.collect(),
        }
    }

    /// Whether the cells of a column are numbers, which stand right.
    pub(crate) fn is_figures(&self, column: usize) -> bool {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column));
        let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
        // A single number may be a count or a year; with fen it is money.
        let is_sum = |cell: &String| self.rows.len() > 1 || cell.contains('.');
        filled.peek().is_some() && filled.all(|cell| is_figure(cell) && is_sum(cell))
    }
}

/// Whether a text is a number, or bounds of one, or says that the number is not known.
fn is_figure(text: &str) -> bool {
    if [Lang::Zh, Lang::En].map(unknown_sum).contains(&text) {
        return true;
    }
    let is_number = |text: &str| {
        let text = text.trim().trim_start_matches(['-', '+', '−', '≥', ' ']);
        let digits = text.trim_end_matches('%');
        digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    text.split(" – ").all(is_number)
}

/// What stands at the head and at the foot of every answer.
pub(crate) struct Frame<'a> {
    pub(crate) asked: &'a [String],
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<String>,
    pub(crate) assumed: &'a [Assumed],
    pub(crate) missing: Vec<String>,
    pub(crate) notes: Vec<NoteText>,
    pub(crate) grounds: &'a Grounds<'a>,
}

impl Frame<'_> {
    /// The answer with what stands between head and foot.
    pub(crate) fn around(self, lang: Lang, body: Vec<Section>) -> Paper {
        let outcome = outcome_name(lang, self.outcome);
        let mut head = vec![say!(lang, "结果：{outcome}", "Outcome: {outcome}")];
        if let Some(grade) = self.grounds.grade {
            let grade = grade_name(lang, grade);
            head.push(say!(lang, "依据：{grade}", "Grounds: {grade}"));
        }
        let (first, notes): (Vec<NoteText>, Vec<NoteText>) =
            self.notes.into_iter().partition(NoteText::comes_first);
        for note in first {
            let text = note.text;
            head.push(say!(lang, "注意：{text}", "Note: {text}"));
        }
        if let Some(reason) = self.reason {
            head.push(say!(lang, "原因：{reason}", "Reason: {reason}"));
        }
        let assumptions = self.assumed.iter().map(|one| assumed(lang, one)).collect();
        let mut sections = body;
        for (title, points) in [
            (
                lang.pick("未提供，按此假定", "Not given, assumed"),
                assumptions,
            ),
            (
                lang.pick("说明", "Notes"),
                notes.into_iter().map(|note| note.text).collect(),
            ),
            (
                lang.pick("缺的规则", "Rules that are missing"),
                self.missing,
            ),
        ] {
            let points: Vec<String> = points;
            if !points.is_empty() {
                sections.push(Section::Points(title.to_owned(), points));
            }
        }
        let sources = self.grounds.sources.iter();
        let sources = sources.map(|one| source_line(lang, one, self.grounds.is_stale(one)));
        let sources: Vec<String> = sources.collect();
        if !sources.is_empty() {
            sections.push(Section::Sources(sources));
        }
        Paper {
            lang,
            title: self.asked.join(" · "),
            head,
            sections,
        }
    }
}

/// How an answer tells what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Telling {
    /// In sentences, for people.
    pub(crate) story: bool,
    /// Figure by figure, with formulas.
    pub(crate) steps: bool,
    /// Whether what each figure rests on has a place of its own, so that no note repeats it.
    pub(crate) grounds: bool,
}

impl Telling {
    /// A page has room for both; elsewhere `--explain` puts sentences in the place of formulas. A workbook has sheets for
    /// steps and sources.
    pub(crate) fn of(output: &Output, explain: bool) -> Telling {
        let is_page = *output == Output::Html;
        let is_book = *output == Output::Workbook;
        Telling {
            story: (explain || is_page) && !is_book,
            steps: (!explain || is_page) && !is_book,
            grounds: explain || is_page || is_book,
        }
    }
}

impl Paper {
    /// The answer in the asked look.
    pub(crate) fn print(&self, output: &Output, around: &Surroundings) -> String {
        match output {
            Output::Markdown => markdown::render(self),
            Output::Html => page::render(self),
            _ => text::render(self, around.columns, around.colour),
        }
    }
}

/// The title of the documents.
fn sources_title(lang: Lang) -> &'static str {
    lang.pick("来源", "Sources")
}

/// `[1] [3]`.
pub(crate) fn marks(references: &[usize]) -> String {
    let marks: Vec<String> = references
        .iter()
        .map(|number| format!("[{}]", number + 1))
        .collect();
    marks.join(" ")
}
