//! Single values, a line each, for scripts: `--get pool_pay`.

use serde_json::Value as Json;

use crate::cli::failure::Failure;

/// The asked values of a document. A value that was not computed gives no line; a key that no answer has is an error.
pub(crate) fn render(document: &Json, keys: &[String]) -> Result<String, Failure> {
    let mut out = String::new();
    for key in keys {
        let value = find(document, key).ok_or_else(|| Failure::NoSuchKey {
            key: key.clone(),
            known: known(document),
        })?;
        for line in lines(value) {
            out += &line;
            out.push('\n');
        }
    }
    Ok(out)
}

/// A value in one cell: nothing where it was not computed, or where this answer does not have it.
pub(crate) fn cell(document: &Json, key: &str) -> String {
    find(document, key).map_or_else(String::new, |value| lines(value).join(" "))
}

/// A key of the amounts, of the answer itself, or a dotted path.
fn find<'d>(document: &'d Json, key: &str) -> Option<&'d Json> {
    let into = |value: &'d Json, part: &str| match (value, part.parse::<usize>()) {
        // An item of a list by its place, from 0 as in JSON.
        (Json::Array(items), Ok(place)) => items.get(place),
        _ => value.get(part),
    };
    let path = |root: &'d Json| key.split('.').try_fold(root, into);
    let amounts = document.get("amounts");
    let found = amounts.and_then(path).or_else(|| path(document))?;
    is_plain(found).then_some(found)
}

/// A single value, bounds of one, or several days.
fn is_plain(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(Json::is_string),
        Json::Object(bounds) => bounds.contains_key("low"),
        _ => true,
    }
}

fn lines(value: &Json) -> Vec<String> {
    match value {
        Json::Null => Vec::new(),
        Json::String(text) => vec![text.clone()],
        Json::Array(items) => items.iter().flat_map(lines).collect(),
        Json::Object(bounds) => {
            let end = |name: &str| bounds.get(name).and_then(Json::as_str).unwrap_or_default();
            vec![format!("{}..{}", end("low"), end("high"))]
        }
        other => vec![other.to_string()],
    }
}

/// What can be asked for: the amounts, the plain values of the answer, the dates.
fn known(document: &Json) -> Vec<String> {
    let keys = |name: &str| {
        let inner = document.get(name).and_then(Json::as_object);
        inner.into_iter().flat_map(|inner| inner.keys().cloned())
    };
    // `labels` holds values where the place says them, and is no value itself.
    let head = ["schema", "engine", "command", "labels"];
    let own = document.as_object().into_iter().flatten();
    let own = own.filter(|(key, value)| {
        let is_list = value.is_array() || value.is_object();
        !is_list && !head.contains(&key.as_str())
    });
    let mut known: Vec<String> = keys("amounts").collect();
    known.extend(own.map(|(key, _)| key.clone()));
    known.extend(keys("labels").map(|key| format!("labels.{key}")));
    known.extend(keys("dates").map(|key| format!("dates.{key}")));
    known
}
