//! The answer for people: who pays, how it came about, and which document each figure rests on.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use crate::cli::messages::{
    Lang, amount_name, assumed, clean, formula, grade_name, money_range, outcome_name, say,
    word_name,
};
use crate::cli::output::Answered;
use crate::cli::output::wrap::wrapped;
use crate::engine::bounds::Bounds;
use crate::engine::settlement::{Amount, FUNDS};
use crate::model::selector::Selector;
use crate::money::Yuan;
use crate::rules::source::Source;

/// The width of what is not a terminal.
const WIDTH: usize = 100;
/// Below this nothing can be laid out.
const NARROWEST: usize = 40;

/// The whole answer.
pub(crate) fn render(answered: &Answered<'_>, lang: Lang, columns: Option<usize>) -> String {
    let width = columns.unwrap_or(WIDTH).clamp(NARROWEST, 160);
    let page = Page {
        lang,
        width,
        is_terminal: columns.is_some(),
    };
    let mut out = String::new();
    page.head(answered, &mut out);
    page.amounts(answered, &mut out);
    page.steps(answered, &mut out);
    page.lists(answered, &mut out);
    page.sources(answered, &mut out);
    out
}

struct Page {
    lang: Lang,
    width: usize,
    is_terminal: bool,
}

impl Page {
    fn table(&self) -> Table {
        ruled(self.width, self.is_terminal)
    }

    fn print(table: &Table, out: &mut String) {
        *out += &printed(table);
    }

    fn paragraph(&self, text: &str, indent: usize, out: &mut String) {
        *out += &wrapped(text, self.width, indent);
    }

    /// What was asked, what kind of answer it is, and how far to trust it.
    fn head(&self, answered: &Answered<'_>, out: &mut String) {
        let lang = self.lang;
        let answer = answered.answer;
        let bill = &answered.read.bill;
        let mut asked = vec![
            answer.folder.asked(),
            word_name(lang, Selector::Scheme, answer.scheme.name()),
            word_name(lang, Selector::Visit, answer.visit.name()),
        ];
        for selector in [
            Selector::Hospital,
            Selector::Person,
            Selector::Aid,
            Selector::Place,
        ] {
            asked.extend(
                bill.word(selector)
                    .map(|word| word_name(lang, selector, word)),
            );
        }
        asked.push(answer.day.to_string());
        self.paragraph(&asked.join(" · "), 2, out);
        let outcome = outcome_name(lang, answer.outcome);
        self.paragraph(&say!(lang, "结果：{outcome}", "Outcome: {outcome}"), 2, out);
        if let Some(grade) = answered.grounds.grade {
            let grade = grade_name(lang, grade);
            self.paragraph(&say!(lang, "依据：{grade}", "Grounds: {grade}"), 2, out);
        }
        for note in answered.notes(lang) {
            if note.comes_first() {
                let text = note.text;
                self.paragraph(&say!(lang, "注意：{text}", "Note: {text}"), 2, out);
            }
        }
        if let Some(reason) = answered.reason(lang) {
            self.paragraph(&say!(lang, "原因：{reason}", "Reason: {reason}"), 2, out);
        }
        out.push('\n');
    }

    /// Funds and personal side.
    fn amounts(&self, answered: &Answered<'_>, out: &mut String) {
        let Some(answer) = &answered.answer.answer else {
            return;
        };
        let lang = self.lang;
        let mut table = self.table();
        table.set_header(vec![
            Cell::new(lang.pick("金额（元）", "amount (yuan)")),
            Cell::new("").set_alignment(CellAlignment::Right),
        ]);
        let mut row = |amount: Amount, always: bool| {
            let Some(value) = answer.get(amount) else {
                return;
            };
            if always || value != Bounds::exactly(Yuan::ZERO) {
                table.add_row(vec![
                    Cell::new(amount_name(lang, amount)),
                    Cell::new(money_range(value)).set_alignment(CellAlignment::Right),
                ]);
            }
        };
        row(Amount::Total, true);
        for amount in [Amount::SelfFunded, Amount::OverLimit, Amount::PreSelfPay] {
            row(amount, false);
        }
        row(Amount::Eligible, true);
        row(Amount::Deductible, true);
        for fund in FUNDS {
            row(fund, true);
        }
        row(Amount::FundPay, true);
        row(Amount::HospitalPay, false);
        row(Amount::PersonalPay, true);
        for amount in [Amount::AccountPay, Amount::MutualAidPay] {
            row(amount, false);
        }
        row(Amount::CashPay, true);
        Self::print(&table, out);
        out.push('\n');
    }

    fn steps(&self, answered: &Answered<'_>, out: &mut String) {
        let Some(answer) = &answered.answer.answer else {
            return;
        };
        let lang = self.lang;
        let mut table = self.table();
        table.set_header(vec![
            Cell::new(lang.pick("步骤", "step")),
            Cell::new(lang.pick("算式", "formula")),
            Cell::new(lang.pick("结果", "result")).set_alignment(CellAlignment::Right),
            Cell::new(lang.pick("来源", "source")),
        ]);
        for step in &answer.steps {
            let references = answered.references(step).into_iter();
            let references: Vec<String> = references
                .map(|number| format!("[{}]", number + 1))
                .collect();
            table.add_row(vec![
                Cell::new(answered.label(lang, step)),
                Cell::new(formula(lang, step)),
                Cell::new(money_range(step.result)).set_alignment(CellAlignment::Right),
                Cell::new(references.join(" ")),
            ]);
        }
        Self::print(&table, out);
        out.push('\n');
    }

    fn lists(&self, answered: &Answered<'_>, out: &mut String) {
        let lang = self.lang;
        let has_amounts = answered.answer.answer.is_some();
        let assumptions = answered
            .answer
            .assumed
            .iter()
            .filter(|_| has_amounts)
            .map(|one| assumed(lang, one))
            .collect();
        let notes = answered
            .notes(lang)
            .into_iter()
            .filter(|note| !note.comes_first())
            .map(|note| note.text)
            .collect();
        let missing = answered.missing();
        for (title, items) in [
            (
                lang.pick("未提供，按此假定", "Not given, assumed"),
                assumptions,
            ),
            (lang.pick("说明", "Notes"), notes),
            (lang.pick("缺的规则", "Rules that are missing"), missing),
        ] {
            let items: Vec<String> = items;
            if items.is_empty() {
                continue;
            }
            out.push_str(title);
            out.push('\n');
            for item in items {
                self.paragraph(&format!("- {item}"), 2, out);
            }
            out.push('\n');
        }
    }

    fn sources(&self, answered: &Answered<'_>, out: &mut String) {
        if answered.grounds.sources.is_empty() {
            return;
        }
        out.push_str(self.lang.pick("来源", "Sources"));
        out.push('\n');
        for (number, source) in answered.grounds.sources.iter().enumerate() {
            let text = source_line(self.lang, source, answered.grounds.is_stale(source));
            self.paragraph(&format!("[{}] {text}", number + 1), 4, out);
        }
    }
}

/// A document as people read of it.
pub(crate) fn source_line(lang: Lang, source: &Source, is_stale: bool) -> String {
    let mut parts = vec![clean(&source.title)];
    parts.extend(
        source
            .number
            .iter()
            .chain(&source.issuer)
            .map(|text| clean(text)),
    );
    parts.extend(source.issued.map(|day| day.to_string()));
    parts.extend(source.seen_at.iter().map(|text| clean(text)));
    parts.push(source.grade.name().to_owned());
    let checked = source.checked;
    parts.push(if is_stale {
        say!(lang, "核对于 {checked}，已过期", "checked {checked}, stale")
    } else {
        say!(lang, "核对于 {checked}", "checked {checked}")
    });
    parts.join(lang.pick("，", ", "))
}

/// A table of texts.
pub(crate) fn plain_table(
    header: &[&str],
    rows: Vec<Vec<String>>,
    columns: Option<usize>,
) -> String {
    let width = columns.unwrap_or(WIDTH).clamp(NARROWEST, 160);
    let mut table = ruled(width, columns.is_some());
    table.set_header(header.to_vec());
    // Figures stand right, column by column.
    for (index, column) in table.column_iter_mut().enumerate() {
        let mut cells = rows.iter().filter_map(|row| row.get(index));
        if rows.len() > 1 && cells.all(|cell| is_figure(cell)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // Numbers, days and words are not broken where the width allows it.
    let longest = longest_words(header, &rows);
    if longest.iter().sum::<usize>() <= width {
        for (column, longest) in table.column_iter_mut().zip(longest) {
            let boundary = Width::Fixed(longest.min(width) as u16);
            column.set_constraint(ColumnConstraint::LowerBoundary(boundary));
        }
    }
    for row in rows {
        table.add_row(row);
    }
    printed(&table)
}

/// What each column needs so that no word in it is broken, with the blanks around it. Chinese may be broken anywhere.
fn longest_words(header: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
    let longest = |text: &str| {
        let words = text.split(|c: char| c == ' ' || !c.is_ascii());
        words.map(str::len).max().unwrap_or(0)
    };
    let columns = header.iter().enumerate().map(|(index, title)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let cells = cells.map(|cell| longest(cell)).max().unwrap_or(0);
        cells.max(longest(title)) + 2
    });
    columns.collect()
}

/// Whether a text is a number, bounds of one, or nothing.
fn is_figure(text: &str) -> bool {
    let is_number = |text: &str| {
        let text = text.trim().trim_start_matches(['-', '−']);
        let digits = text.trim_end_matches('%');
        digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    text.split(" – ").all(is_number)
}

/// A table with lines above and below it and under its header: of one character when nobody looks at a terminal.
fn ruled(width: usize, is_terminal: bool) -> Table {
    let line = if is_terminal { '─' } else { '-' };
    let line = LineStyle::none().fill(line).junction(line);
    let style = TableStyle::new()
        .top_border(line)
        .header_separator(line)
        .bottom_border(line);
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width as u16);
    table
}

/// The lines of a table, without blanks at their ends.
fn printed(table: &Table) -> String {
    let text = table.to_string();
    text.lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}
