//! `--dry-run`: what was understood of a bill, before anybody relies on an answer: how its file was read, which column was
//! taken for what, which rows were left out, what was assumed, and which documents would answer.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::cli::messages::{
    Lang, clean, columns_title, header_text, key_name, line_sum, plain_file, reading_notes, used_as,
};
use crate::cli::output::paper::{Frame, Grid, Paper, Section};
use crate::cli::output::report::Report;
use crate::cli::output::{Answered, settled};
use crate::formats::raw::RawBill;
use crate::formats::table::Understood;
use crate::money::Yuan;
use crate::typed;

/// What was understood, laid out.
pub(crate) fn paper(
    answered: &Answered<'_>,
    (raw, understood): (&RawBill, &Understood),
    lang: Lang,
) -> Paper {
    let sum = sum(raw).map(|(lines, sum)| line_sum(lang, lines, sum));
    let mut body = file(understood, sum, lang);
    let others = raw.fields.iter().map(|field| {
        let name = key_name(lang, field.key.name);
        vec![name, clean(field.text.trim())]
    });
    let others: Vec<Vec<String>> = others.collect();
    if !others.is_empty() {
        let header = [lang.pick("项目", "key"), lang.pick("值", "value")];
        body.push(Section::Table(Grid::new(&header, others)));
    }
    let frame = Frame {
        asked: &settled::asked(answered, lang),
        outcome: answered.answer.outcome,
        reason: answered.reason(lang),
        assumed: &answered.answer.assumed,
        missing: answered.missing(),
        notes: answered.notes(lang),
        grounds: &answered.grounds,
    };
    frame.around(lang, body)
}

/// How a file was read: what it is, what its columns were taken for.
fn file(understood: &Understood, more: Option<String>, lang: Lang) -> Vec<Section> {
    let mut body = Vec::new();
    let mut said = plain_file(lang, understood);
    said.extend(understood.header.map(|(a, b)| header_text(lang, a, b)));
    for note in reading_notes(lang, understood) {
        if !said.contains(&note) {
            said.push(note);
        }
    }
    said.extend(more);
    let title = lang.pick("读到的内容", "What was read");
    if !said.is_empty() {
        body.push(Section::Points(title.to_owned(), said));
    }
    if !understood.columns.is_empty() {
        let rows = understood.columns.iter().map(|column| {
            let key = column.key.as_ref();
            vec![clean(&column.heading), used_as(lang, key, column)]
        });
        body.push(Section::Table(Grid::new(&columns_title(lang), rows)));
    }
    body
}

/// A bill of a year as it was understood.
pub(crate) struct UnderstoodBill<'a> {
    /// What it is called.
    pub(crate) name: String,
    /// Its day.
    pub(crate) day: NaiveDate,
    /// The bill that it takes back.
    pub(crate) reverses: Option<String>,
    /// As it was read.
    pub(crate) raw: &'a RawBill,
}

impl UnderstoodBill<'_> {
    /// What it says of itself, as it was written; of its lines the sum.
    fn said(&self, key: &str) -> String {
        let said = self.raw.get(key).map(|field| clean(field.text.trim()));
        match key {
            "total" => said.or_else(|| sum(self.raw).map(|(_, sum)| sum.to_string())),
            _ => said,
        }
        .unwrap_or_default()
    }
}

/// What was understood of a year: its files, then its bills in the order in which they would be settled.
pub(crate) fn year_paper(
    report: &Report<'_>,
    files: &[&Understood],
    bills: &[UnderstoodBill<'_>],
    lang: Lang,
) -> Paper {
    let mut body: Vec<Section> = files
        .iter()
        .flat_map(|understood| file(understood, None, lang))
        .collect();
    let header = [
        lang.pick("账单", "bill"),
        lang.pick("日期", "day"),
        lang.pick("就医类别", "visit"),
        lang.pick("医院等级", "hospital"),
        lang.pick("总额", "total"),
        lang.pick("冲销", "reverses"),
    ];
    let rows = bills.iter().map(|bill| {
        vec![
            bill.name.clone(),
            bill.day.to_string(),
            bill.said("visit"),
            bill.said("hospital"),
            bill.said("total"),
            bill.reverses.clone().unwrap_or_default(),
        ]
    });
    body.push(Section::Table(Grid::new(&header, rows)));
    report.around(lang, body)
}

/// The same, for programs.
pub(crate) fn year_document(
    report: &Report<'_>,
    files: &[&Understood],
    bills: &[UnderstoodBill<'_>],
) -> Json {
    let bills = bills.iter().map(|bill| {
        json!({
            "bill": bill.name,
            "day": bill.day.to_string(),
            "visit": bill.said("visit"),
            "hospital": bill.said("hospital"),
            "total": bill.said("total"),
            "lines": bill.raw.lines.len(),
            "reverses": bill.reverses,
        })
    });
    json!({
        "files": files.iter().map(|one| file_document(one)).collect::<Vec<_>>(),
        "bills": bills.collect::<Vec<_>>(),
        "assumed": report.assumed.iter().map(|one| one.key).collect::<Vec<_>>(),
        "missing": report.missing,
        "sources": report.grounds.sources.iter().map(|one| &one.id).collect::<Vec<_>>(),
    })
}

/// What was understood, for programs.
pub(crate) fn document(
    answered: &Answered<'_>,
    (raw, understood): (&RawBill, &Understood),
) -> Json {
    let fields = raw
        .fields
        .iter()
        .map(|field| json!({ "key": field.key.name, "value": field.text.trim() }));
    let assumed = answered.answer.assumed.iter().map(|one| one.key);
    let sum = sum(raw);
    let own = json!({
        "fields": fields.collect::<Vec<_>>(),
        "lines": raw.lines.len(),
        "sum": sum.map(|(_, sum)| sum.to_string()),
        "assumed": assumed.collect::<Vec<_>>(),
        "missing": answered.missing(),
        "sources": answered.grounds.sources.iter().map(|one| &one.id).collect::<Vec<_>>(),
    });
    let mut document = file_document(understood);
    if let (Json::Object(document), Json::Object(own)) = (&mut document, own) {
        document.extend(own);
    }
    document
}

/// How a file was read.
fn file_document(understood: &Understood) -> Json {
    let columns = understood.columns.iter().map(|column| {
        json!({
            "heading": &*column.heading,
            "key": column.key.as_ref().map(|key| key.name),
            "percent": column.percent,
            "told": column.told,
        })
    });
    let left_out = understood
        .left_out
        .iter()
        .map(|row| json!({ "row": row.row, "label": row.label, "why": row.why.name() }));
    json!({
        "file": understood.file,
        "format": understood.format,
        "encoding": understood.encoding.map(|one| one.name()),
        "delimiter": understood.delimiter,
        "sheet": understood.sheet.as_ref().map(|(name, _)| name),
        "other_sheets": understood.sheet.as_ref().map(|(_, others)| others),
        "header": understood.header.map(|(first, last)| [first, last]),
        "columns": columns.collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
        "merged_cells": understood.filled,
    })
}

/// How many lines there are, and their sum, if each has an amount that can be read.
fn sum(raw: &RawBill) -> Option<(usize, Yuan)> {
    let amounts = raw.lines.iter().map(|line| {
        let field = line.get("amount")?;
        typed::money(field.text.trim()).ok()
    });
    let sum = amounts.sum::<Option<Yuan>>()?;
    (!raw.lines.is_empty()).then_some((raw.lines.len(), sum))
}
