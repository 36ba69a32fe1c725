//! `sources.toml`: documents by their ids.

use toml::de::DeTable;

use super::fields::{Fields, Reader};
use super::value::{count, day, one_of, text};
use crate::model::grade::Grade;
use crate::rules::source::Source;

const KEYS: [&str; 8] = [
    "title",
    "issuer",
    "number",
    "issued",
    "seen-at",
    "grade",
    "checked",
    "good-for-months",
];

const GRADES: [&str; 4] = ["official", "press", "secondary", "unverified"];

/// Every source of a file.
pub(crate) fn read_sources(root: &DeTable<'_>, reader: &mut Reader) -> Vec<Source> {
    let mut sources = Vec::new();
    for (id, item) in root {
        let Some(mut fields) = Fields::of(item, reader) else {
            continue;
        };
        let place = reader.place(id.span());
        let mut optional = |key: &str, fields: &mut Fields<'_, '_>| {
            fields
                .take(key)
                .and_then(|item| text(item, reader))
                .map(str::to_owned)
        };
        let issuer = optional("issuer", &mut fields);
        let number = optional("number", &mut fields);
        let seen_at = optional("seen-at", &mut fields);
        let issued = fields.take("issued").and_then(|item| day(item, reader));
        let title = fields
            .need("title", reader)
            .and_then(|item| text(item, reader));
        let grade = fields
            .need("grade", reader)
            .and_then(|item| one_of(item, &GRADES, &Grade::OF_SOURCES, reader));
        let checked = fields
            .need("checked", reader)
            .and_then(|item| day(item, reader));
        let good_for_months = fields
            .need("good-for-months", reader)
            .and_then(|item| count(item, reader));
        let source = title.zip(grade).zip(checked.zip(good_for_months));
        sources.extend(source.map(|((title, grade), (checked, months))| Source {
            id: id.get_ref().to_string(),
            title: title.to_owned(),
            issuer,
            number,
            issued,
            seen_at,
            grade,
            checked,
            good_for_months: months.min(1200) as u32,
            place,
        }));
        fields.finish(&KEYS, reader);
    }
    sources
}
