//! The answer as JSON. Keys, codes and operands are stable; labels and formulas follow the language.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::cli::messages::{Lang, assumed, formula, left_name};
use crate::cli::output::Answered;
use crate::cli::output::grounds::Grounds;
use crate::engine::answer::BothSteps;
use crate::engine::bounds::Bounds;
use crate::engine::plan::Anchor;
use crate::engine::settlement::Amount;
use crate::engine::step::Value;
use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::left::LeftOver;
use crate::rules::reimburse::Reimbursed;
use crate::rules::source::Source;

/// The whole answer, as one document with a line end.
pub(crate) fn render(answered: &Answered<'_>, lang: Lang) -> String {
    document_of(&answer(answered, lang))
}

/// A machine-readable answer of a command, with a line end: what every document says first, then its own keys.
pub(crate) fn document(command: &str, own: Json) -> String {
    document_of(&headed(command, own))
}

/// What every document says first, then its own keys.
pub(crate) fn headed(command: &str, own: Json) -> Json {
    let mut document = json!({
        "schema": 1,
        "engine": concat!("yibao ", env!("CARGO_PKG_VERSION")),
        "command": command,
    });
    if let (Json::Object(document), Json::Object(own)) = (&mut document, own) {
        document.extend(own);
    }
    document
}

/// A document as it is printed.
pub(crate) fn document_of(document: &Json) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}

/// The answer as a document.
pub(crate) fn answer(answered: &Answered<'_>, lang: Lang) -> Json {
    let answer = answered.answer;
    let mut amounts = Map::new();
    for &amount in Amount::ALL {
        let value = answer.answer.as_ref().and_then(|answer| answer.get(amount));
        amounts.insert(amount.name().to_owned(), value.map_or(Json::Null, money));
    }
    let steps = answer.answer.iter().flat_map(|answer| &answer.steps);
    let own = json!({
        "outcome": answer.outcome.name(),
        "grade": answered.grounds.grade.map(|grade| grade.name()),
        "stale": answered.grounds.stale,
        "amounts": amounts,
        "labels": labels(answer),
        "dates": { "on": answer.day.to_string() },
        "assumed": answer.assumed.iter().map(|one| json!({
            "key": one.key,
            "value": one.value,
            "text": assumed(lang, one),
            "otherwise": one.otherwise.as_ref().map(|(value, personal)| json!({
                "value": value,
                "personal_pay": money(*personal),
            })),
        })).collect::<Vec<_>>(),
        "missing": answered.missing(),
        "reason": answered.reason(lang),
        "notes": answered.notes(lang).into_iter().map(|note| json!({
            "code": note.code,
            "text": note.text,
        })).collect::<Vec<_>>(),
        "steps": steps.map(|one| step(answered, one, lang)).collect::<Vec<_>>(),
        "left": left(lang, &answered.answer.left()),
        "sources": answered.grounds.sources.iter().map(|one| source(&answered.grounds, one)).collect::<Vec<_>>(),
        "rules": rules(&answered.grounds, answer.blocks.iter().chain(&answer.rounding)),
    });
    headed("reimburse", own)
}

/// What the words of a receipt stand for; nothing where the place does not say it.
fn labels(answer: &Reimbursed) -> Json {
    answer.labels.as_ref().map_or(Json::Null, |_| {
        let sums = answer.labels().into_iter();
        let sums = sums.map(|(label, sum)| (label.name().to_owned(), money(sum)));
        Json::Object(sums.collect())
    })
}

fn step(answered: &Answered<'_>, step: &BothSteps, lang: Lang) -> Json {
    let mut operands = Map::new();
    for (name, value) in &step.operands {
        operands.insert(name.replace('-', "_"), operand(*value));
    }
    let blocks = answered.blocks_of_step(step);
    let references = answered.references(step).into_iter();
    json!({
        "code": step.code.name(),
        "part": step.part.map(|part| part.name()),
        "label": answered.label(lang, step),
        "formula": formula(lang, step),
        "operands": operands,
        "result": money(step.result),
        "rule": blocks.last().map(|block| rule_id(block)),
        "sources": references.map(|number| answered.grounds.sources[number].id.clone()).collect::<Vec<_>>(),
    })
}

/// A document.
pub(crate) fn source(grounds: &Grounds<'_>, source: &Source) -> Json {
    json!({
        "id": source.id,
        "title": source.title,
        "issuer": source.issuer,
        "number": source.number,
        "issued": source.issued.map(|day| day.to_string()),
        "seen_at": source.seen_at,
        "grade": source.grade.name(),
        "checked": source.checked.to_string(),
        "stale": grounds.is_stale(source),
    })
}

/// What is left until the next thresholds.
pub(crate) fn left(lang: Lang, left: &[LeftOver]) -> Vec<Json> {
    let left = left.iter().map(|one| {
        json!({
            "part": one.part.name(),
            "what": one.kind.name(),
            "label": left_name(lang, one.kind),
            "limit": money(one.limit),
            "used": money(one.used),
            "left": money(one.left),
            "rule": one.blocks.last().map(|block| rule_id(block)),
        })
    });
    left.collect()
}

/// The blocks that were read; a file is hashed once.
pub(crate) fn rules<'a>(
    grounds: &Grounds<'_>,
    blocks: impl Iterator<Item = &'a Arc<Block>>,
) -> Json {
    let mut hashes: BTreeMap<&str, String> = BTreeMap::new();
    let rules = blocks.map(|block| {
        let text = &block.place.text;
        let hash = hashes
            .entry(text.path.as_str())
            .or_insert_with(|| sha256(&text.text));
        rule(grounds, block, hash)
    });
    rules.collect()
}

fn rule(grounds: &Grounds<'_>, block: &Block, hash: &str) -> Json {
    json!({
        "id": rule_id(block),
        "table": block.table.to_string(),
        "file": block.place.text.path,
        "line": block.place.line_column().0,
        "sha256": hash,
        "from": block.from.to_string(),
        "from_is": block.from_is_first_seen.then_some("first-seen"),
        "to": block.to.map(|day| day.to_string()),
        "to_is": block.to_is_last_seen.then_some("last-seen"),
        "grade": grounds.grade_of(block).name(),
        "sources": block.sources.iter().map(|used| used.id.clone()).collect::<Vec<_>>(),
    })
}

/// The hash of a rule file, so that an answer can be told from one by other rules.
pub(crate) fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A rule by its file, table and first day: this stays the same when lines move.
pub(crate) fn rule_id(block: &Block) -> String {
    format!("{}#{}@{}", block.place.text.path, block.table, block.from)
}

/// An amount, or its bounds.
pub(crate) fn money(bounds: Bounds<Yuan>) -> Json {
    if bounds.is_vague() {
        // What has no upper bound has none here.
        let high = (bounds.high != Yuan::MAX).then(|| bounds.high.to_string());
        json!({ "low": bounds.low.to_string(), "high": high })
    } else {
        Json::String(bounds.low.to_string())
    }
}

fn operand(bounds: Bounds<Value>) -> Json {
    let one = |value: Value| match value {
        Value::Money(Yuan::MAX) | Value::Unlimited => Json::Null,
        Value::Money(amount) => Json::String(amount.to_string()),
        Value::Rate(rate) => Json::String(rate.to_string()),
        Value::Count(count) => json!(count),
        Value::Anchor(Anchor::Absolute) => json!("absolute"),
        Value::Anchor(Anchor::Excess) => json!("excess"),
        Value::Anchor(Anchor::WholeSum) => json!("whole-sum"),
    };
    if bounds.is_vague() {
        json!({ "low": one(bounds.low), "high": one(bounds.high) })
    } else {
        one(bounds.low)
    }
}
