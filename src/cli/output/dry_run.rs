//! `--dry-run`: what was understood of a bill, before anybody relies on an answer: how its file was read, which column was
//! taken for what, which rows were left out, what was assumed, and which documents would answer.

use serde_json::{Value as Json, json};

use crate::cli::messages::{
    Lang, clean, columns_title, header_text, key_name, line_sum, plain_file, reading_notes, used_as,
};
use crate::cli::output::paper::{Frame, Grid, Paper, Section};
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
    let mut body = Vec::new();
    let mut said = plain_file(lang, understood);
    said.extend(understood.header.map(|(a, b)| header_text(lang, a, b)));
    for note in reading_notes(lang, understood) {
        if !said.contains(&note) {
            said.push(note);
        }
    }
    said.extend(sum(raw).map(|(lines, sum)| line_sum(lang, lines, sum)));
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

/// What was understood, for programs.
pub(crate) fn document(
    answered: &Answered<'_>,
    (raw, understood): (&RawBill, &Understood),
) -> Json {
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
    let fields = raw
        .fields
        .iter()
        .map(|field| json!({ "key": field.key.name, "value": field.text.trim() }));
    let assumed = answered.answer.assumed.iter().map(|one| one.key);
    let sum = sum(raw);
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
        "fields": fields.collect::<Vec<_>>(),
        "lines": raw.lines.len(),
        "sum": sum.map(|(_, sum)| sum.to_string()),
        "assumed": assumed.collect::<Vec<_>>(),
        "missing": answered.missing(),
        "sources": answered.grounds.sources.iter().map(|one| &one.id).collect::<Vec<_>>(),
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
