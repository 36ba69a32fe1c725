//! The schemas that editors use: as committed, and true of every rule file.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Number, Value as Json};
use toml::de::{DeTable, DeValue};

use crate::program::program;

fn schema(name: &str) -> String {
    program(&["schema", name], b"", None).stdout
}

#[test]
fn the_committed_schemas_are_those_of_the_program() {
    for name in ["rules", "sources", "cases"] {
        let path = format!("rules/schema/{name}.json");
        let now = schema(name);
        if std::env::var_os("YIBAO_BLESS").is_some() {
            fs::write(&path, &now).unwrap();
        }
        assert!(fs::read_to_string(&path).unwrap() == now, "{path} differs");
    }
}

/// TOML as editors hand it to a schema: days are texts.
fn json(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Integer(number) => {
            let plain = number.as_str().replace('_', "");
            Json::Number(plain.parse::<i64>().unwrap().into())
        }
        DeValue::Float(number) => {
            let plain = number.as_str().replace('_', "");
            Json::Number(serde_json::from_str::<Number>(&plain).unwrap())
        }
        DeValue::Boolean(flag) => Json::Bool(*flag),
        DeValue::Datetime(day) => Json::String(day.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => json_table(table),
    }
}

fn json_table(table: &DeTable<'_>) -> Json {
    let pairs = table.iter();
    let pairs = pairs.map(|(key, item)| (key.get_ref().to_string(), json(item.get_ref())));
    Json::Object(pairs.collect::<Map<String, Json>>())
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            into.push(path);
        }
    }
}

/// What a schema has against a file.
fn errors(schemas: &[(&str, Validator)], path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let in_cases = path
        .parent()
        .is_some_and(|folder| folder.ends_with("cases"));
    let name = match path.file_name().and_then(|name| name.to_str()) {
        _ if in_cases => "cases",
        Some("sources.toml") => "sources",
        _ => "rules",
    };
    let value = json_table(DeTable::parse(&text).unwrap().get_ref());
    let (_, schema) = schemas.iter().find(|(known, _)| *known == name).unwrap();
    let errors = schema.iter_errors(&value);
    errors
        .map(|error| format!("{}: {} at {}", path.display(), error, error.instance_path()))
        .collect()
}

fn schemas() -> Vec<(&'static str, Validator)> {
    ["rules", "sources", "cases"]
        .map(|name| {
            let schema = serde_json::from_str(&schema(name)).unwrap();
            (name, jsonschema::validator_for(&schema).unwrap())
        })
        .into()
}

#[test]
fn every_rule_file_is_as_its_schema_says() {
    let schemas = schemas();
    let mut paths = Vec::new();
    files(Path::new("rules/cn"), &mut paths);
    files(Path::new("tests/designs"), &mut paths);
    let wrong: Vec<String> = paths
        .iter()
        .flat_map(|path| errors(&schemas, path))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(paths.len() > 100, "{} files", paths.len());
}

#[test]
fn a_schema_sees_what_is_wrong() {
    let schemas = schemas();
    for code in ["R004", "R006", "R007"] {
        let path = format!("tests/bad-rules/{code}/cn/resident.toml");
        assert!(!errors(&schemas, Path::new(&path)).is_empty(), "{code}");
    }
}

#[test]
fn shipped_files_name_their_schema() {
    let mut paths = Vec::new();
    files(Path::new("rules/cn"), &mut paths);
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let named = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("#:schema "));
        let named = named.map(|schema| path.parent().unwrap().join(schema));
        assert!(
            named.is_some_and(|schema| schema.is_file()),
            "{}",
            path.display()
        );
    }
}

fn is_true_of(name: &str, document: &Json) -> Result<(), String> {
    let schema: Json = serde_json::from_str(&schema(name)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    match errors.is_empty() {
        true => Ok(()),
        false => Err(errors.join("\n")),
    }
}

#[test]
fn the_schema_of_answers_is_true_of_every_answer() {
    let asked = [
        "reimburse --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --total 20600 --on 2024-06-01",
        "reimburse --region 乌鲁木齐 --scheme 居民 --visit 住院 --hospital 三级 --total 20600 --on 2020-06-01",
        "year examples/urumqi-year.csv --region 乌鲁木齐 --scheme 居民",
        "contribute --region 乌鲁木齐 --scheme 灵活就业 --month 2025-03 --mode 统账结合",
        "deadline --region 乌鲁木齐 --scheme 居民 --year 2025 --on 2024-12-20",
        "wait --region 青岛 --scheme 居民 --last-covered 2024-12 --paid 2026-11-15 --year 2027 --stage 集中缴费期",
        "retire --region 乌鲁木齐 --born 1966-01 --sex 男 --months 200",
        "maternity --region 塔城 --scheme 职工 --on 2024-04-02 --delivery 剖宫产 --children 1 --months 12 --total 5200",
    ];
    for asked in asked {
        let args: Vec<&str> = asked.split(' ').chain(["--format", "json"]).collect();
        let answer: Json = serde_json::from_str(&program(&args, b"", None).stdout).unwrap();
        is_true_of("result", &answer).unwrap_or_else(|error| panic!("{asked}\n{error}"));
        let mut wrong = answer.clone();
        wrong["amounts"]["fund_pay"] = Json::String("1.5".to_owned());
        is_true_of("result", &wrong).unwrap_err();
    }
}

#[test]
fn the_schema_of_bills_is_true_of_the_examples() {
    for file in [
        "examples/urumqi-inpatient.toml",
        "examples/urumqi-short-stay.toml",
    ] {
        let text = fs::read_to_string(file).unwrap();
        let bill = json_table(DeTable::parse(&text).unwrap().get_ref());
        is_true_of("bill", &bill).unwrap_or_else(|error| panic!("{file}\n{error}"));
        let mut wrong = bill.clone();
        wrong["toal"] = Json::String("5".to_owned());
        is_true_of("bill", &wrong).unwrap_err();
    }
}

#[test]
fn the_schema_of_people_knows_every_column_of_the_tables() {
    let text = fs::read_to_string("tests/people/births.csv").unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let schema: Json = serde_json::from_str(&schema("people")).unwrap();
    let known = schema["properties"].as_object().unwrap();
    let found = header
        .iter()
        .filter(|heading| known.contains_key(**heading));
    assert!(found.count() >= 5, "{header:?}");
}

#[test]
fn the_schema_of_ledgers_is_true_of_a_ledger() {
    let path = "target/schema-ledger.json";
    let asked = "year examples/urumqi-year.csv --region 乌鲁木齐 --scheme 居民 --ledger-out";
    let args: Vec<&str> = asked.split(' ').chain([path]).collect();
    assert_eq!(program(&args, b"", None).status, 0);
    let ledger: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    fs::remove_file(path).unwrap();
    is_true_of("ledger", &ledger).unwrap_or_else(|error| panic!("{error}"));
    let mut wrong = ledger;
    wrong["counters"][0]["lower"] = Json::Null;
    is_true_of("ledger", &wrong).unwrap_err();
}
