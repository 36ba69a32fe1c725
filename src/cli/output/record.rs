//! `--record`: an answer with everything that made it, so that it can be worked out again and compared.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::cli::args::{Accepted, Request};
use crate::cli::messages::{Lang, block_lines};
use crate::cli::output::Answered;
use crate::cli::output::json::{answer, document_of, rule_id, sha256};
use crate::formats::raw::RawBill;
use crate::formats::record::bill_of;

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
    let mut kept = Map::new();
    let today = answered.grounds.today().to_string();
    kept.insert("today".to_owned(), json!(today));
    kept.insert("bill".to_owned(), bill_of(raw));
    kept.extend(accepted(&request.accepted));
    kept.insert("rule_folders".to_owned(), json!(request.rules.folders));
    kept.insert("no_builtin".to_owned(), json!(request.rules.no_built_in));
    kept.insert("files".to_owned(), json!(files));
    kept.insert("figures".to_owned(), json!(figures));
    document["record"] = Json::Object(kept);
    document_of(&document)
}

/// What was accepted as an answer.
pub(crate) fn accepted(accepted: &Accepted) -> Map<String, Json> {
    let pairs = [
        ("given", json!(accepted.given)),
        ("extend", json!(accepted.extend)),
        (
            "min_grade",
            json!(accepted.min_grade.map(|grade| grade.name())),
        ),
        ("fresh", json!(accepted.fresh)),
    ];
    let pairs = pairs.into_iter();
    pairs.map(|(key, value)| (key.to_owned(), value)).collect()
}
