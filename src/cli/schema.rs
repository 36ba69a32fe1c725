//! `yibao schema`: JSON Schemas of the files that people write.

use serde_json::Value as Json;

use crate::rules::schema;

/// The schemas by their names.
pub(crate) const NAMES: [&str; 3] = ["rules", "sources", "cases"];

/// The schema of a name, which the command line has checked.
pub(crate) fn text(name: &str) -> String {
    let schema: Json = match name {
        "sources" => schema::sources(),
        "cases" => schema::cases(),
        _ => schema::rules(),
    };
    format!("{schema:#}\n")
}
