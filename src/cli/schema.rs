//! `yibao schema`: JSON Schemas of the files that people write, and of answers.

use serde_json::Value as Json;

use crate::formats::schema as formats;
use crate::rules::schema;

/// The schemas by their names.
pub(crate) const NAMES: [&str; 7] = [
    "bill", "people", "ledger", "result", "rules", "sources", "cases",
];

/// Those that stand beside rule files, for editors.
pub(crate) const OF_RULES: [&str; 3] = ["rules", "sources", "cases"];

/// The schema of a name, which the command line has checked.
pub(crate) fn text(name: &str) -> String {
    let schema: Json = match name {
        "bill" => formats::bill(),
        "people" => formats::people(),
        "ledger" => formats::ledger(),
        "result" => formats::result(),
        "sources" => schema::sources(),
        "cases" => schema::cases(),
        _ => schema::rules(),
    };
    format!("{schema:#}\n")
}
