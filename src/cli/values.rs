//! `yibao values`: what the keys take, in both languages, with the codes that stand for it.

use serde_json::{Value as Json, json};

use crate::cli::Surroundings;
use crate::cli::failure::{Failure, Usage};
use crate::cli::messages::{Lang, grade_name, say};
use crate::cli::output::json::document;
use crate::cli::output::table::plain_table;
use crate::cli::output::wrap::wrapped;
use crate::cli::rule_folders::RuleFolders;
use crate::model::grade::Grade;
use crate::model::selector::Selector;
use crate::model::words::shared;
use crate::rules::problem::nearest;
use crate::rules::shelf::Shelf;

/// A checked request.
#[derive(Debug)]
pub(crate) struct Request {
    /// Whose values; nothing for the list of what there is.
    pub(crate) name: Option<String>,
    /// Which rules know the places.
    pub(crate) rules: RuleFolders,
    /// Whether the answer is JSON.
    pub(crate) json: bool,
}

/// A value in both languages, and what else is read as it.
struct Value {
    name: String,
    zh: String,
    also: Vec<String>,
}

/// Prints the values of a name.
pub(crate) fn run(
    request: &Request,
    around: &Surroundings,
    lang: Lang,
) -> Result<(String, u8), Failure> {
    let Some(name) = &request.name else {
        return Ok((list(request.json, lang, around.columns), 0));
    };
    let plain = name.trim().to_ascii_lowercase().replace('_', "-");
    let Some((name, zh)) = names().find(|(known, zh)| *known == plain || *zh == plain) else {
        let all: Vec<&str> = names().flat_map(|(name, zh)| [name, zh]).collect();
        let mut known = nearest(&plain, all);
        if known.is_empty() {
            known = names()
                .map(|(name, zh)| lang.pick(zh, name).to_owned())
                .collect();
        }
        let usage = Usage::Value("yibao values".to_owned(), name.clone(), known);
        return Err(Failure::Usage(usage));
    };
    let values = match name {
        "region" => places(&Shelf::new(request.rules.library(around)?))?,
        "grade" => grades(Lang::Zh),
        _ => words(Selector::from_name(name)),
    };
    if request.json {
        let values = values
            .iter()
            .map(|value| json!({ "value": value.name, "zh": value.zh, "also": value.also }));
        let own = json!({ "name": name, "zh": zh, "values": values.collect::<Vec<_>>() });
        return Ok((document("values", own), 0));
    }
    let mut header = vec![
        lang.pick("值", "value"),
        lang.pick("中文", "Chinese"),
        lang.pick("也可写", "also"),
    ];
    let mut values = values;
    if name == "grade" {
        // Grades have a meaning in each language and no names beside their own.
        values = grades(lang);
        header = vec![lang.pick("值", "value"), lang.pick("意思", "meaning")];
    }
    let rows = values.into_iter().map(|value| {
        let also = value.also.join(lang.pick("、", ", "));
        let mut cells = vec![value.name, value.zh, also];
        cells.truncate(header.len());
        cells
    });
    let mut out = plain_table(&header, rows.collect(), around.columns);
    let width = around.columns.unwrap_or(100).clamp(40, 120);
    let more = match Selector::from_name(name) {
        Some(selector) if selector.grows() => say!(
            lang,
            "各地还有自己的词，写错时会列出",
            "places have words of their own; a wrong one lists them"
        ),
        _ => return Ok((out, 0)),
    };
    out += &wrapped(&more, width, 0);
    Ok((out, 0))
}

/// What has values: the words, the places, the grades.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let words = Selector::ALL
        .iter()
        .filter(|selector| !shared(**selector).is_empty());
    let words = words.map(|selector| (selector.name(), selector.zh()));
    [("region", "地区"), ("grade", "等级")]
        .into_iter()
        .chain(words)
}

fn list(json: bool, lang: Lang, columns: Option<usize>) -> String {
    let values = |name: &str| words(Selector::from_name(name));
    if json {
        let names = names().map(|(name, zh)| json!({ "name": name, "zh": zh }));
        return document("values", json!({ "names": names.collect::<Vec<Json>>() }));
    }
    let rows = names().map(|(name, zh)| {
        let values = values(name);
        let some: Vec<&str> = values
            .iter()
            .map(|value| lang.pick(&value.zh, &value.name))
            .take(6)
            .collect();
        let mut some = some.join(lang.pick("、", ", "));
        if values.len() > 6 {
            some += "…";
        }
        vec![name.to_owned(), zh.to_owned(), some]
    });
    let header = [
        lang.pick("名称", "name"),
        lang.pick("中文", "Chinese"),
        lang.pick("值", "values"),
    ];
    plain_table(&header, rows.collect(), columns)
}

fn words(selector: Option<Selector>) -> Vec<Value> {
    let words = selector.map_or(&[][..], shared).iter();
    let value = words.map(|word| Value {
        name: word.name.to_owned(),
        zh: word.zh.to_owned(),
        also: word.also.iter().map(|also| (*also).to_owned()).collect(),
    });
    value.collect()
}

/// The grades, each with what it means.
fn grades(lang: Lang) -> Vec<Value> {
    let grades = Grade::OF_SOURCES.into_iter().map(|grade| {
        let said = grade_name(lang, grade);
        let meaning = said.trim_start_matches(grade.name()).trim();
        Value {
            name: grade.name().to_owned(),
            zh: meaning.trim_matches(['（', '）', '(', ')']).to_owned(),
            also: Vec::new(),
        }
    });
    grades.collect()
}

/// Every place that the rules know, with its code and its other names.
fn places(shelf: &Shelf) -> Result<Vec<Value>, Failure> {
    let mut places = Vec::new();
    for folder in shelf.folders().iter() {
        let slug = folder.rsplit('/').next().unwrap_or(folder);
        for (index, (zh, mut also)) in shelf.places_of(folder).into_iter().enumerate() {
            // A county is called by its code, the region itself by its folder.
            let name = if index > 0 && !also.is_empty() {
                also.remove(0)
            } else {
                slug.to_owned()
            };
            also.retain(|other| *other != name);
            places.push(Value { name, zh, also });
        }
    }
    let problems = shelf.problems();
    if problems.is_empty() {
        Ok(places)
    } else {
        Err(Failure::Rules(problems))
    }
}
