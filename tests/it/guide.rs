//! Procedures: what is kept for whom, and on what grounds. Which steps a rule file keeps for which facts its cases say.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::program;

const TOPICS: [&str; 6] = [
    "mutual-aid",
    "flexible-first",
    "off-site",
    "newborn",
    "repair",
    "chronic",
];

/// What a guide answers, in a language, with some flags.
fn guide(topic: &str, lang: &str, flags: &[&str]) -> Value {
    let args = ["guide", topic, "--region", "urumqi", "--lang", lang];
    let json = ["--format", "json"];
    let args: Vec<&str> = args.iter().chain(&json).chain(flags).copied().collect();
    serde_json::from_str(&program(&args, b"", None).stdout).unwrap()
}

/// The texts of its steps and papers.
fn points(answer: &Value) -> Vec<Value> {
    let lists = ["procedure", "papers"].map(|key| answer[key].as_array().unwrap().clone());
    lists.concat()
}

fn texts(answer: &Value) -> Vec<String> {
    let points = points(answer);
    let texts = points.iter().map(|point| point["text"].as_str().unwrap());
    texts.map(str::to_owned).collect()
}

#[test]
fn every_step_names_a_document_with_a_grade_and_the_answer_no_other() {
    for topic in TOPICS {
        let answer = guide(topic, "zh", &[]);
        let points = points(&answer);
        assert!(!points.is_empty(), "{topic}");
        let mut named = BTreeSet::new();
        for point in &points {
            let sources = point["sources"].as_array().unwrap();
            assert!(!sources.is_empty() && point["grade"].is_string(), "{point}");
            named.extend(sources.iter().map(|id| id.as_str().unwrap().to_owned()));
        }
        let listed = answer["sources"].as_array().unwrap();
        let listed = listed
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned());
        assert_eq!(named, listed.collect(), "{topic}");
    }
}

#[test]
fn a_step_for_others_falls_away_with_its_document_and_its_grade() {
    let all = guide("repair", "en", &[]);
    let resident = guide("repair", "en", &["--scheme", "resident"]);
    let employee = guide("repair", "en", &["--scheme", "employee"]);
    let counts = [&all, &resident, &employee].map(|answer| texts(answer).len());
    assert_eq!(counts, [5, 3, 2]);
    let grades = [&all, &resident, &employee].map(|answer| answer["grade"].clone());
    assert_eq!(grades, ["press", "official", "press"]);

    // The quick way is for four diseases.
    let cancer = guide("chronic", "en", &["--disease", "cancer"]);
    let diabetes = guide("chronic", "en", &["--disease", "diabetes"]);
    assert_eq!(
        [&cancer, &diabetes].map(|answer| texts(answer).len()),
        [2, 1]
    );
}

#[test]
fn what_is_not_sure_says_for_whom_it_is() {
    let sure = |answer: &Value| -> Vec<bool> {
        let points = points(answer);
        points
            .iter()
            .map(|one| one["sure"].as_bool().unwrap())
            .collect()
    };
    let unknown = guide("off-site", "en", &[]);
    assert_eq!(sure(&unknown), [true, false, false, false, false, false]);
    assert!(texts(&unknown)[1].starts_with("long-term: "));
    let known = guide("off-site", "en", &["--place", "long-term"]);
    assert_eq!(sure(&known), [true, true]);
    assert!(!texts(&known)[1].starts_with("long-term: "));
}

#[test]
fn every_step_has_its_english() {
    for topic in TOPICS {
        let chinese = texts(&guide(topic, "zh", &[]));
        let english = texts(&guide(topic, "en", &[]));
        assert_eq!(chinese.len(), english.len(), "{topic}");
        for (chinese, english) in chinese.iter().zip(&english) {
            assert_ne!(chinese, english, "{topic}");
        }
    }
}

#[test]
fn a_place_without_the_procedure_gets_none_of_another() {
    for lang in ["zh", "en"] {
        let args = ["guide", "chronic", "--region", "changji", "--lang", lang];
        let answer = program(&args, b"", None);
        assert_eq!(answer.status, 4);
        assert!(!answer.stdout.contains("[ ]"), "{}", answer.stdout);
    }
}

#[test]
fn for_whom_it_is_not_no_step_is_told_and_nobody_else_is_shut_out() {
    let resident = guide("mutual-aid", "en", &["--scheme", "resident"]);
    assert_eq!(resident["outcome"], "not-eligible");
    assert!(texts(&resident).is_empty());
    let why = &resident["not_for"][0];
    assert!(why["grade"].is_string() && !why["sources"].as_array().unwrap().is_empty());
    for flags in [
        &[][..],
        &["--scheme", "employee"],
        &["--scheme", "flexible"],
    ] {
        let other = guide("mutual-aid", "en", flags);
        assert_eq!(other["outcome"], "determined", "{flags:?}");
        assert!(other["not_for"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_scheme_that_is_not_that_of_the_procedure_is_named() {
    let is_named = |topic: &str, scheme: &str| {
        let answer = guide(topic, "en", &["--scheme", scheme]);
        let notes = answer["notes"].as_array().unwrap();
        notes.iter().any(|note| note["code"] == "other-scheme")
    };
    assert!(is_named("newborn", "employee") && !is_named("newborn", "resident"));
    assert!(is_named("flexible-first", "resident") && !is_named("flexible-first", "flexible"));
    assert!(!is_named("off-site", "resident"));
}
