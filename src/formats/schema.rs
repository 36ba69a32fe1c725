//! JSON Schemas of what goes in and comes out: a bill, a table of people, a ledger, an answer. Made from the table of
//! keys that the readers go by.

use serde_json::{Map, Value as Json, json};

use crate::engine::settlement::Amount;
use crate::model::keys::{self, Key, Scope, ValueKind};
use crate::model::words::shared;
use crate::rules::reimburse::Outcome;

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// A bill, or several under `bills`, in JSON or TOML.
pub fn bill() -> Json {
    let mut head = properties(Scope::Bill);
    let lines = json!({
        "description": "费用明细 · charge lines",
        "type": "array",
        "items": { "$ref": "#/definitions/line" },
    });
    head.insert("lines".to_owned(), lines.clone());
    head.insert("明细".to_owned(), lines);
    json!({
        "$schema": DRAFT,
        "title": "yibao: a bill",
        "anyOf": [
            { "$ref": "#/definitions/bill" },
            { "type": "array", "items": { "$ref": "#/definitions/bill" } },
            {
                "type": "object",
                "properties": { "bills": { "type": "array", "items": { "$ref": "#/definitions/bill" } } },
                "required": ["bills"],
                "additionalProperties": false,
            },
        ],
        "definitions": {
            "bill": closed(head),
            "line": closed(properties(Scope::Line)),
        },
    })
}

/// A row of a table of people, by the headings of its columns.
pub fn people() -> Json {
    let mut schema = closed(properties(Scope::Person));
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!("yibao: a person, a row of a table");
    schema
}

/// A ledger file.
pub fn ledger() -> Json {
    let text = || json!({ "type": "string" });
    let perhaps = || json!({ "type": ["string", "null"] });
    json!({
        "$schema": DRAFT,
        "title": "yibao: a ledger, what the bills of a year have left behind",
        "type": "object",
        "properties": {
            "schema": { "const": 1 },
            "region": text(),
            "scheme": text(),
            "from": text(),
            "to": text(),
            "account": perhaps(),
            "shared": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "name": text(), "left": text() },
                    "required": ["name", "left"],
                    "additionalProperties": false,
                },
            },
            "institutions": { "type": "array", "items": text() },
            "counters": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "part": text(),
                        "what": text(),
                        "period": text(),
                        "month": text(),
                        "day": text(),
                        "institution": text(),
                        "apart": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": { "selector": text(), "value": perhaps() },
                                "required": ["selector"],
                                "additionalProperties": false,
                            },
                        },
                        "lower": text(),
                        "upper": text(),
                    },
                    "required": ["part", "what", "lower", "upper"],
                    "additionalProperties": false,
                },
            },
        },
        "required": ["schema", "region", "scheme", "from", "to", "shared", "institutions", "counters"],
        "additionalProperties": false,
    })
}

/// An answer with `--format json`.
pub fn result() -> Json {
    let text = || json!({ "type": "string" });
    let perhaps = || json!({ "type": ["string", "null"] });
    let list = || json!({ "type": "array" });
    let amounts = Amount::ALL.iter().map(|amount| {
        (
            amount.name().to_owned(),
            json!({ "$ref": "#/definitions/money" }),
        )
    });
    json!({
        "$schema": DRAFT,
        "title": "yibao: an answer",
        "type": "object",
        "properties": {
            "schema": { "const": 1 },
            "engine": { "type": "string", "pattern": "^yibao [0-9]" },
            "command": text(),
            "outcome": { "enum": Outcome::ALL.map(Outcome::name) },
            "grade": { "enum": ["official", "press", "secondary", "unverified", "given", null] },
            "stale": { "type": "boolean" },
            "amounts": {
                "description": "元，两位小数；没有算的是 null · yuan with two decimals; null where not computed",
                "type": "object",
                "properties": amounts.collect::<Map<_, _>>(),
                "additionalProperties": { "$ref": "#/definitions/money" },
            },
            "labels": {
                "description": "票据上的自付、自费、自负；当地规则没有写明的是 null · the words of a receipt; null where no rule says them",
                "type": ["object", "null"],
                "additionalProperties": { "$ref": "#/definitions/money" },
            },
            "dates": { "type": "object" },
            "assumed": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "key": text(), "value": perhaps(), "text": text() },
                    "required": ["key", "value", "text"],
                },
            },
            "missing": { "type": "array", "items": text() },
            "reason": perhaps(),
            "notes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "code": text(), "text": text() },
                    "required": ["code", "text"],
                },
            },
            "steps": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "code": text(),
                        "label": text(),
                        "formula": text(),
                        "operands": { "type": "object" },
                        "result": { "$ref": "#/definitions/money" },
                        "rule": perhaps(),
                        "sources": { "type": "array", "items": text() },
                    },
                    "required": ["code", "label", "formula", "operands", "result", "rule", "sources"],
                },
            },
            "left": list(),
            "sources": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "id": text(), "title": text(), "grade": text() },
                    "required": ["id", "title", "grade"],
                },
            },
            "rules": list(),
        },
        "required": [
            "schema", "engine", "command", "outcome", "grade", "stale", "amounts", "dates", "assumed",
            "missing", "reason", "notes", "steps", "left", "sources", "rules",
        ],
        "definitions": {
            "sum": { "type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$" },
            "money": {
                "anyOf": [
                    { "type": "null" },
                    { "$ref": "#/definitions/sum" },
                    {
                        "type": "object",
                        "properties": {
                            "low": { "$ref": "#/definitions/sum" },
                            "high": { "$ref": "#/definitions/sum" },
                        },
                        "required": ["low", "high"],
                        "additionalProperties": false,
                    },
                ],
            },
        },
    })
}

fn closed(properties: Map<String, Json>) -> Json {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// The keys of a scope under every name by which a reader finds them.
fn properties(scope: Scope) -> Map<String, Json> {
    let mut properties = Map::new();
    for key in keys::of(scope) {
        let names = [key.name.to_owned(), key.flag(), key.zh.to_owned()];
        let also = key.also.iter().map(|name| (*name).to_owned());
        for name in names.into_iter().chain(also) {
            properties.entry(name).or_insert_with(|| value(key));
        }
    }
    properties
}

fn value(key: Key) -> Json {
    let description = format!("{} · {}", key.zh, key.name);
    match key.kind {
        ValueKind::Word(selector) => {
            let words = shared(selector).iter();
            let examples: Vec<&str> = words.flat_map(|word| [word.name, word.zh]).collect();
            json!({ "description": description, "type": ["string", "number"], "examples": examples })
        }
        ValueKind::Flag(_) => {
            json!({ "description": description, "type": ["boolean", "string", "number"] })
        }
        ValueKind::Money | ValueKind::Rate | ValueKind::Decimal => {
            json!({ "description": description, "type": ["number", "string"] })
        }
        ValueKind::Count(_) | ValueKind::Number | ValueKind::Years => {
            json!({ "description": description, "type": ["integer", "string"] })
        }
        ValueKind::Text
        | ValueKind::Region
        | ValueKind::Date(_)
        | ValueKind::Day
        | ValueKind::Month => {
            json!({ "description": description, "type": ["string", "number"] })
        }
    }
}
