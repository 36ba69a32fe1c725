//! Single values, a line each, for scripts: `--get pool_pay`.

use serde_json::Value as Json;

use crate::cli::failure::Failure;
use crate::cli::messages::Lang;
use crate::cli::output::{Answered, json};

/// The asked values. A value that was not computed gives no line; a key that no answer has is an error.
pub(crate) fn render(
    answered: &Answered<'_>,
    keys: &[String],
    lang: Lang,
) -> Result<String, Failure> {
    let document = json::answer(answered, lang);
    let mut out = String::new();
    for key in keys {
        let value = find(&document, key).ok_or_else(|| Failure::NoSuchKey {
            key: key.clone(),
            known: known(&document),
        })?;
        if let Some(line) = line(value) {
            out += &line;
            out.push('\n');
        }
    }
    Ok(out)
}

/// A key of the amounts, of the answer itself, or a dotted path.
fn find<'d>(document: &'d Json, key: &str) -> Option<&'d Json> {
    let amounts = document.get("amounts")?;
    let path = |root: &'d Json| key.split('.').try_fold(root, |value, part| value.get(part));
    let found = path(amounts).or_else(|| path(document))?;
    let is_plain = !found.is_array() && found.get("low").is_some() == found.is_object();
    is_plain.then_some(found)
}

fn line(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        Json::Object(bounds) => {
            let end = |name: &str| {
                bounds
                    .get(name)
                    .and_then(Json::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            Some(format!("{}..{}", end("low"), end("high")))
        }
        other => Some(other.to_string()),
    }
}

fn known(document: &Json) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    if let Some(amounts) = document.get("amounts").and_then(Json::as_object) {
        known.extend(amounts.keys().cloned());
    }
    known.extend(["outcome", "grade", "stale", "reason", "dates.on"].map(str::to_owned));
    known
}
