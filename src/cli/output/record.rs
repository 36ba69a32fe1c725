//! `--record`: an answer with everything that made it, so that it can be worked out again and compared.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::cli::args::Request;
use crate::cli::messages::{Lang, block_lines};
use crate::cli::output::Answered;
use crate::cli::output::json::{answer, document_of, rule_id, sha256};
use crate::formats::raw::{RawBill, RawField};

/// The record of an answer: the answer itself, the bill in the words of a bill file, what was accepted, the day, the
/// figures of every block that was read, and the hash of every rule file.
pub(crate) fn render(
    answered: &Answered<'_>,
    raw: &RawBill,
    request: &Request,
    lang: Lang,
) -> String {
    let mut document = answer(answered, lang);
    let blocks = || {
        let all = answered.answer.blocks.iter();
        all.chain(&answered.answer.rounding)
    };
    let files: BTreeMap<&str, String> = blocks()
        .map(|block| {
            let text = &block.place.text;
            (text.path.as_str(), sha256(&text.text))
        })
        .collect();
    let figures: Map<String, Json> = blocks()
        .map(|block| (rule_id(block), json!(block_lines(lang, block))))
        .collect();
    let accepted = &request.accepted;
    document["record"] = json!({
        "today": answered.grounds.today().to_string(),
        "bill": bill(raw),
        "given": accepted.given,
        "extend": accepted.extend,
        "min_grade": accepted.min_grade.map(|grade| grade.name()),
        "fresh": accepted.fresh,
        "rule_folders": request.rules.folders,
        "no_builtin": request.rules.no_built_in,
        "files": files,
        "figures": figures,
    });
    document_of(&document)
}

/// The bill as a bill file says it.
fn bill(raw: &RawBill) -> Json {
    let fields = |fields: &[RawField]| -> Map<String, Json> {
        let pairs = fields.iter();
        pairs
            .map(|field| (field.key.name.to_owned(), json!(field.text)))
            .collect()
    };
    let mut bill = fields(&raw.fields);
    if !raw.lines.is_empty() {
        let lines = raw
            .lines
            .iter()
            .map(|line| Json::Object(fields(&line.fields)));
        bill.insert("lines".to_owned(), lines.collect());
    }
    Json::Object(bill)
}
