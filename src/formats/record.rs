//! What an answer of ours keeps of how it was made, so that it can be made again: the bill, and what was accepted.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::formats::raw::{RawBill, RawField};
use crate::model::grade::Grade;
use crate::model::keys::Scope;
use crate::typed;

/// What was accepted when a bill was settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Figures of the user's own, as they were typed.
    pub given: Vec<String>,
    /// The last known block answered after its end.
    pub extend: bool,
    /// The weakest grade that counted as known.
    pub min_grade: Option<Grade>,
    /// Whether stale figures counted as unknown.
    pub fresh: bool,
    /// The day of the answer.
    pub today: Option<NaiveDate>,
    /// The rule files that it read, with their hashes.
    pub files: Vec<(String, String)>,
}

impl Recorded {
    /// Reads it from the texts of its members.
    pub(crate) fn read<'t>(member: impl Fn(&str) -> Option<&'t str>) -> Recorded {
        let json = |name: &str| -> Json {
            let text = member(name).unwrap_or("null");
            serde_json::from_str(text).unwrap_or(Json::Null)
        };
        let text = |json: &Json| json.as_str().map(str::to_owned);
        let files = json("files");
        let files = files.as_object().into_iter().flatten();
        Recorded {
            given: json("given")
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(text)
                .collect(),
            extend: json("extend") == true,
            min_grade: json("min_grade").as_str().and_then(Grade::from_name),
            fresh: json("fresh") == true,
            today: json("today").as_str().and_then(typed::day),
            files: files
                .filter_map(|(path, hash)| Some((path.clone(), text(hash)?)))
                .collect(),
        }
    }
}

/// The bill as a bill file says it. Who was treated is nobody's business but his, and not kept.
pub fn bill_of(raw: &RawBill) -> Json {
    let is_kept =
        |field: &&RawField| field.key.scope != Scope::Settlement && field.key.name != "patient";
    let fields = |fields: &[RawField]| -> Map<String, Json> {
        let pairs = fields.iter().filter(is_kept);
        pairs
            .map(|field| (field.key.name.to_owned(), json!(field.text)))
            .collect()
    };
    let mut bill = fields(&raw.fields);
    if !raw.lines.is_empty() {
        let lines = raw.lines.iter().map(|line| {
            let own = line
                .fields
                .iter()
                .filter(|field| field.key.scope == Scope::Line);
            let own = own.map(|field| (field.key.name.to_owned(), json!(field.text)));
            Json::Object(own.collect())
        });
        bill.insert("lines".to_owned(), lines.collect());
    }
    Json::Object(bill)
}
