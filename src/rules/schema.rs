//! JSON Schemas of rule files, so that editors complete keys and show what they mean. Made from the same lists of keys
//! that the reader goes by.

use serde_json::{Map, Value as Json, json};

use crate::engine::plan::Piece;
use crate::engine::settlement::Amount;
use crate::model::grade::Grade;
use crate::model::keys::{self, Key, Scope};
use crate::model::paying_in::Every;
use crate::model::selector::{Kind, Selector};
use crate::model::words::{ContributionLine, Layer, Payer, Word, shared};
use crate::money::Rounding;
use crate::rules::cases::KINDS;
use crate::rules::contribute::AMOUNTS;
use crate::rules::describe::describe;
use crate::rules::guide::TOPICS;
use crate::rules::labels::{Atom, Label};
use crate::rules::read::{ACTIONS, BLOCK_KEYS, CODED, LIMITS, NOT_FOUND, value_keys};
use crate::rules::reimburse::Outcome;
use crate::rules::table::{TableName, ValueKind};

/// The schema of rule files: scheme files, `catastrophic.toml`, `maternity.toml`, `common.toml`, `guide.toml` and `region.toml`.
pub fn rules() -> Json {
    let mut root = Map::new();
    for (key, kind) in [
        ("region", json!({ "type": "string" })),
        ("scheme", json!({ "type": "string" })),
        ("code", json!({ "type": "string" })),
        ("name", json!({ "type": "string" })),
        ("aliases", texts()),
        ("pinyin", one_or_more()),
        (
            "counties",
            json!({ "type": "array", "items": object(
                &[
                    ("code", json!({ "type": "string", "pattern": "^[0-9]{6}$" })),
                    ("name", json!({ "type": "string" })),
                    ("aliases", texts()),
                    ("pinyin", one_or_more()),
                ],
                &["code", "name"],
            ) }),
        ),
        (
            "words",
            json!({ "type": "object", "additionalProperties": texts() }),
        ),
        ("codes", codes()),
    ] {
        root.insert(key.to_owned(), described(key, kind));
    }
    root.insert(NOT_FOUND.to_owned(), described(NOT_FOUND, not_found()));
    for table in TableName::all() {
        insert(&mut root, &table.to_string(), table);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "yibao: rule files",
        "type": "object",
        "properties": root,
        "additionalProperties": false,
        "definitions": definitions(),
    })
}

/// `[[not-found]]`.
fn not_found() -> Json {
    let tables = TableName::all().map(|table| table.to_string());
    let table = json!({ "enum": tables.collect::<Vec<_>>() });
    let list = json!({ "type": "array", "items": table.clone() });
    let entry = object(
        &[
            ("table", json!({ "anyOf": [table, list] })),
            ("what", json!({ "type": "string" })),
            ("published-by", json!({ "type": "string" })),
        ],
        &["table", "what", "published-by"],
    );
    json!({ "type": "array", "items": entry })
}

/// For each field of the settlement interface its codes, each with a word.
fn codes() -> Json {
    let fields = CODED.iter().map(|(field, selector)| {
        let word = words(shared(*selector));
        (
            *field,
            json!({ "type": "object", "additionalProperties": word }),
        )
    });
    object(&fields.collect::<Vec<_>>(), &[])
}

/// The schema of `sources.toml`.
pub fn sources() -> Json {
    let source = object(
        &[
            ("title", json!({ "type": "string" })),
            ("issuer", json!({ "type": "string" })),
            ("number", json!({ "type": "string" })),
            ("issued", day()),
            ("seen-at", json!({ "type": "string" })),
            (
                "grade",
                json!({ "enum": Grade::OF_SOURCES.map(Grade::name) }),
            ),
            ("checked", day()),
            (
                "good-for-months",
                json!({ "type": "integer", "minimum": 0 }),
            ),
        ],
        &["title", "grade", "checked", "good-for-months"],
    );
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "yibao: sources.toml",
        "type": "object",
        "additionalProperties": source,
    })
}

/// The schema of the files in `cases`.
pub fn cases() -> Json {
    let keys = |scope: Scope| {
        // A key of more than one word may be written with hyphens or with underscores.
        let forms = |key: Key| [key.name.replace('_', "-"), key.name.replace('-', "_")];
        let names: Vec<String> = keys::of(scope).flat_map(forms).collect();
        let names = names.iter().map(|name| (name.as_str(), json!({})));
        let mut properties: Vec<(&str, Json)> = names.collect();
        if scope == Scope::Bill {
            properties.push(("lines", json!({ "type": "array" })));
        }
        object(&properties, &[])
    };
    let value = || {
        let number = json!({ "type": "number" });
        let range = [("low", number.clone()), ("high", number.clone())];
        json!({ "anyOf": [number, object(&range, &["low"])] })
    };
    let expect = |amounts: Vec<&'static str>, days: &[&'static str]| {
        let outcomes = Outcome::ALL.map(Outcome::name);
        let mut properties = vec![("outcome", json!({ "enum": outcomes }))];
        properties.extend(amounts.into_iter().map(|name| (name, value())));
        properties.extend(days.iter().map(|name| (*name, json!({}))));
        object(&properties, &[])
    };
    let amounts = || {
        let names = Amount::ALL.iter().map(|amount| amount.name());
        let labels = Label::KEYS.iter().map(|(_, label)| label.name());
        names.chain(["consent_age"]).chain(labels).collect()
    };
    let kinds = KINDS.map(|kind| {
        let (asked, scope, amounts) = match kind {
            "contribute" => ("person", Scope::Person, AMOUNTS.to_vec()),
            "deadline" => (
                "person",
                Scope::Person,
                vec!["price_now", "price_next", "days_left", "months_late"],
            ),
            "wait" => ("person", Scope::Person, vec!["months"]),
            "retire" => (
                "person",
                Scope::Person,
                vec!["months_required", "months_paid", "months_missing", "price"],
            ),
            "maternity" => (
                "person",
                Scope::Person,
                vec![
                    "delivery",
                    "antenatal",
                    "family_planning",
                    "allowance",
                    "days",
                    "months_required",
                    "months_missing",
                ],
            ),
            "guide" => ("person", Scope::Person, Vec::new()),
            _ => ("bill", Scope::Bill, amounts()),
        };
        let days: &[&str] = match kind {
            "deadline" => &[
                "stage",
                "opens",
                "due",
                "next_change",
                "debit",
                "cover",
                "back_pay",
            ],
            "wait" => &["covered_from", "continuous"],
            "retire" => &["retirement_month"],
            "maternity" => &["eligible_from"],
            "guide" => &["steps", "not_for"],
            _ => &[],
        };
        // A year has a list of each.
        let list = |one: Json| match kind {
            "year" => json!({ "type": "array", "items": one }),
            _ => one,
        };
        let mut properties = vec![
            ("name", json!({ "type": "string" })),
            ("origin", json!({ "enum": ["by-hand", "published"] })),
            ("sources", texts()),
            ("given", json!({ "type": "object" })),
            (asked, list(keys(scope))),
            ("expect", list(expect(amounts, days))),
        ];
        if kind == "year" {
            properties.push(("all", keys(scope)));
        }
        let mut needed = vec!["name", "origin", asked, "expect"];
        if kind == "layer" {
            properties.push(("layer", words(Layer::WORDS)));
            needed.push("layer");
        }
        if kind == "guide" {
            let topics = TOPICS.map(|topic| topic.name);
            properties.push(("topic", json!({ "enum": topics })));
            needed.push("topic");
        }
        let case = object(&properties, &needed);
        (kind, json!({ "type": "array", "items": case }))
    });
    let mut schema = object(&kinds, &[]);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("yibao: cases");
    schema
}

/// Puts a table under its dotted name.
fn insert(into: &mut Map<String, Json>, name: &str, table: TableName) {
    match name.split_once('.') {
        None => {
            let block = json!({ "$ref": format!("#/definitions/{}", block_name(table)) });
            into.insert(name.to_owned(), json!({ "type": "array", "items": block }));
        }
        Some((first, rest)) => {
            let inner = into.entry(first).or_insert_with(
                || json!({ "type": "object", "properties": {}, "additionalProperties": false }),
            );
            if let Some(Json::Object(properties)) = inner.get_mut("properties") {
                insert(properties, rest, table);
            }
        }
    }
}

/// Tables with the same values and the same keys have one definition.
fn block_name(table: TableName) -> String {
    let kind = format!("{:?}", table.values()).to_lowercase();
    let place = if table.knows_place() { "-away" } else { "" };
    let keys = table.block_keys().join("-");
    match keys.is_empty() {
        true => format!("block-{kind}{place}"),
        false => format!("block-{kind}{place}-{keys}"),
    }
}

fn definitions() -> Json {
    let mut all = Map::new();
    for table in TableName::all() {
        all.entry(block_name(table)).or_insert_with(|| block(table));
        all.entry(row_name(table)).or_insert_with(|| row(table));
        all.entry(adjust_name(table))
            .or_insert_with(|| adjust(table));
    }
    for &selector in Selector::ALL {
        all.insert(format!("selector-{}", selector.name()), test(selector));
    }
    all.insert("figure".to_owned(), figure(json!({ "type": "number" })));
    all.insert("money".to_owned(), money());
    all.insert("line".to_owned(), line());
    all.insert("stack".to_owned(), stack());
    all.insert("advice".to_owned(), advice());
    Json::Object(all)
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn row_name(table: TableName) -> String {
    let place = if table.knows_place() { "-away" } else { "" };
    format!("row-{:?}{place}", table.values()).to_lowercase()
}

fn adjust_name(table: TableName) -> String {
    let place = if table.knows_place() { "-away" } else { "" };
    let lines = if table.values() == ValueKind::Lines {
        "-lines"
    } else {
        ""
    };
    format!("adjust{place}{lines}")
}

/// A block of a table.
fn block(table: TableName) -> Json {
    let mut properties = Vec::new();
    for &key in BLOCK_KEYS.iter().chain(table.block_keys()) {
        let is_body = matches!(key, "rows" | "lines" | "stack");
        let body = match table.values() {
            ValueKind::Lines => "lines",
            ValueKind::None if table == TableName::Layers => "stack",
            ValueKind::None => "",
            _ => "rows",
        };
        if (is_body && key != body) || (key == "adjust" && !table.takes_adjust()) {
            continue;
        }
        let is_guide = table.is_guide();
        properties.push((key, key_type(key, table, is_guide)));
    }
    object(&properties, &["from", "sources"])
}

/// What a key of a block holds.
fn key_type(key: &str, table: TableName, is_guide: bool) -> Json {
    let list = |name: &str| json!({ "type": "array", "items": reference(name) });
    match key {
        "from" | "to" | "opens" => day(),
        "from-is" => json!({ "enum": ["first-seen"] }),
        "to-is" => json!({ "enum": ["last-seen"] }),
        "sources" | "visits" => texts(),
        "apart-by" => texts(),
        "rows" => list(&row_name(table)),
        "lines" => list("line"),
        "stack" => list("stack"),
        "adjust" => list(&adjust_name(table)),
        "disputed" => json!({ "type": "array", "items": object(
            &[
                ("sources", texts()),
                ("says", json!({ "type": "string" })),
                ("why", json!({ "type": "string" })),
            ],
            &["sources", "says", "why"],
        ) }),
        "base" => base(),
        "steps" | "papers" | "not-for" if is_guide => list("advice"),
        "round" | "payments" => json!({ "enum": Rounding::NAMES }),
        "first-payment" => {
            let mut names = Rounding::NAMES.to_vec();
            names.push("rest");
            json!({ "enum": names })
        }
        "self-pay" | "self-expense" | "self-borne" => {
            let atom = json!({ "enum": Atom::NAMES });
            json!({ "anyOf": [atom, { "type": "array", "items": atom }] })
        }
        "cut-offs" => json!({ "type": "array", "items": object(
            &[("day", json!({ "type": "integer" })), ("debit-day", json!({ "type": "integer" }))],
            &["day"],
        ) }),
        "max-per-year" => json!({ "type": "number" }),
        "counted-from" | "year" | "notice-year" | "consent-age" => json!({ "type": "integer" }),
        "same-each-time" => json!({ "type": "boolean" }),
        _ => json!({ "type": "string" }),
    }
}

fn row(table: TableName) -> Json {
    let keys = value_keys(table.values());
    let mut properties = selectors(table.knows_place(), false);
    for &key in keys.heads.iter().chain(keys.with) {
        properties.push((key, value_type(key, table)));
    }
    object(&properties, &[])
}

/// What a value of a row is.
fn value_type(key: &str, table: TableName) -> Json {
    match key {
        "announced" | "not-covered" | "of" | "price" | "starts" | "counts-as" | "cover" => {
            json!({ "type": "string" })
        }
        "unlimited" | "as-local" | "self-funded" | "closed" | "as-inpatient" => {
            json!({ "enum": [true] })
        }
        "continuous" | "back-pay" | "allowed" => json!({ "type": "boolean" }),
        "round" => json!({ "enum": Rounding::NAMES }),
        "delay-from" => day(),
        "brackets" => json!({ "type": "array", "items": object(
            &[
                ("up-to", json!({ "type": "number" })),
                ("below", json!({ "type": "number" })),
                ("ratio", reference("figure")),
            ],
            &["ratio"],
        ) }),
        "pre-pay" | "deductible" if table == TableName::OffSite => reference("money"),
        _ => reference("figure"),
    }
}

fn adjust(table: TableName) -> Json {
    let is_lines = table.values() == ValueKind::Lines;
    let mut properties = selectors(table.knows_place(), is_lines);
    for key in ACTIONS.into_iter().chain(LIMITS) {
        let kind = match key {
            "round" => json!({ "enum": Rounding::NAMES }),
            _ => reference("figure"),
        };
        properties.push((key, kind));
    }
    let numbers = Selector::ALL
        .iter()
        .filter(|one| one.kind() == Kind::Number);
    let numbers: Vec<&str> = numbers.map(|one| one.name()).collect();
    properties.push(("for-each", json!({ "enum": numbers })));
    for key in ["after", "count-max"] {
        properties.push((key, json!({ "type": "integer", "minimum": 0 })));
    }
    if is_lines {
        properties.push(("rest", words(Payer::WORDS)));
    }
    object(&properties, &[])
}

fn line() -> Json {
    let mut properties = selectors(false, false);
    properties.extend([
        ("line", words(ContributionLine::WORDS)),
        ("payer", words(Payer::WORDS)),
        ("every", json!({ "enum": Every::NAMES })),
        ("rate", reference("figure")),
        ("amount", reference("figure")),
        ("announced", json!({ "type": "string" })),
        ("not-covered", json!({ "type": "string" })),
    ]);
    object(&properties, &["line", "payer", "every"])
}

fn stack() -> Json {
    let mut properties = selectors(false, false);
    properties.retain(|(key, _)| *key != "layer");
    let pieces = Piece::ALL.map(|piece| piece.name());
    properties.extend([
        ("layer", words(Layer::WORDS)),
        (
            "takes",
            json!({ "type": "array", "items": { "enum": pieces } }),
        ),
    ]);
    object(&properties, &["layer"])
}

fn advice() -> Json {
    let mut properties = selectors(true, false);
    properties.push(("text", json!({ "type": "string" })));
    properties.push(("en", json!({ "type": "string" })));
    properties.push(("sources", texts()));
    object(&properties, &["text"])
}

/// The selectors that may stand in a row, an entry or a line.
fn selectors(knows_place: bool, knows_lines: bool) -> Vec<(&'static str, Json)> {
    let may_stand = |selector: &&Selector| match selector {
        Selector::Place | Selector::At => knows_place,
        Selector::Line | Selector::Payer => knows_lines,
        _ => true,
    };
    let selectors = Selector::ALL.iter().filter(may_stand);
    selectors
        .map(|selector| {
            (
                selector.name(),
                reference(&format!("selector-{}", selector.name())),
            )
        })
        .collect()
}

/// What a selector asks.
fn test(selector: Selector) -> Json {
    let count = json!({ "type": "integer", "minimum": 0 });
    let mut test = match selector.kind() {
        Kind::Word => {
            // Regions may add words of their own to some lists; others are open.
            let word = if selector.grows() || selector.open() {
                json!({ "type": "string" })
            } else {
                words(shared(selector))
            };
            json!({ "anyOf": [word, { "type": "array", "items": word }] })
        }
        Kind::Number => {
            let edges = ["from", "over", "up-to", "below"].map(|key| (key, count.clone()));
            json!({ "anyOf": [count, object(&edges, &[])] })
        }
        Kind::Date => object(&[("by", day()), ("after", day())], &[]),
        Kind::Flag => json!({ "type": "boolean" }),
    };
    test["description"] = json!(format!("{} · {}", selector.zh(), selector.name()));
    test
}

/// A number, or its bounds where the source is vague.
fn figure(number: Json) -> Json {
    let bounds = [("at-least", number.clone()), ("at-most", number.clone())];
    json!({ "anyOf": [number, object(&bounds, &[])] })
}

/// A sum, or a share of something.
fn money() -> Json {
    let number = json!({ "type": "number" });
    let share = object(
        &[
            ("share", reference("figure")),
            ("of", json!({ "type": "string" })),
            ("min", number.clone()),
            ("max", number),
            ("round", json!({ "enum": Rounding::NAMES })),
        ],
        &["share", "of"],
    );
    json!({ "anyOf": [reference("figure"), share] })
}

fn base() -> Json {
    let within = || {
        object(
            &[
                ("floor", reference("money")),
                ("ceiling", reference("money")),
            ],
            &["floor", "ceiling"],
        )
    };
    object(
        &[
            ("fixed", reference("money")),
            ("own-wage", within()),
            ("choice", within()),
        ],
        &[],
    )
}

fn day() -> Json {
    // A TOML day, which editors hand on as a text.
    json!({ "type": "string", "format": "date" })
}

/// A text or a list of texts.
fn one_or_more() -> Json {
    json!({ "anyOf": [{ "type": "string" }, texts()] })
}

fn texts() -> Json {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn words(words: &[Word]) -> Json {
    let names: Vec<&str> = words.iter().map(|word| word.name).collect();
    json!({ "enum": names })
}

fn object(properties: &[(&str, Json)], required: &[&str]) -> Json {
    let described = properties
        .iter()
        .map(|(key, kind)| ((*key).to_owned(), described(key, kind.clone())));
    let properties: Map<String, Json> = described.collect();
    let mut object = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// The type of a key with what the key means. A reference to a selector says that itself.
fn described(key: &str, kind: Json) -> Json {
    let refers = kind.get("$ref").and_then(Json::as_str);
    if refers.is_some_and(|name| name.contains("selector-")) {
        return kind;
    }
    let Some(text) = describe(key) else {
        return kind;
    };
    // Beside a reference nothing else is read.
    let mut kind = match kind.get("$ref") {
        Some(_) => json!({ "allOf": [kind] }),
        None => kind,
    };
    kind["description"] = json!(text);
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described() {
        fn walk(json: &Json, missing: &mut Vec<String>) {
            if let Some(Json::Object(properties)) = json.get("properties") {
                for (key, kind) in properties {
                    let is_table = kind.get("properties").is_some() || kind.get("items").is_some();
                    let is_selector = kind.get("$ref").is_some();
                    if kind.get("description").is_none() && !is_table && !is_selector {
                        missing.push(key.clone());
                    }
                }
            }
            match json {
                Json::Object(map) => map.values().for_each(|inner| walk(inner, missing)),
                Json::Array(list) => list.iter().for_each(|inner| walk(inner, missing)),
                _ => {}
            }
        }
        let mut missing = Vec::new();
        walk(&rules(), &mut missing);
        walk(&sources(), &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }
}
