//! Steps read back: a step names the documents of the blocks that it read, and no other.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::program::{STAY, program};
use crate::transcripts::every_command;

fn ids(value: &Value) -> BTreeSet<&str> {
    let ids = value.as_array().unwrap();
    ids.iter().map(|id| id.as_str().unwrap()).collect()
}

/// The documents that the text of a block names: from its line up to the next block of the file.
fn written(rule: &Value) -> String {
    let file = rule["file"].as_str().unwrap();
    let text = fs::read_to_string(file).unwrap();
    let line = usize::try_from(rule["line"].as_u64().unwrap()).unwrap();
    let table = format!("[[{}]]", rule["table"].as_str().unwrap());
    let mut lines = text.lines().skip(line - 1);
    assert_eq!(lines.next(), Some(table.as_str()), "{file}:{line}");
    let parts = format!("[[{}.", rule["table"].as_str().unwrap());
    let within = lines.take_while(|line| !line.starts_with("[[") || line.starts_with(&parts));
    within.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_step_names_the_documents_of_what_it_read_and_no_other() {
    let mut read = BTreeSet::new();
    for command in every_command() {
        let verb = command.args.first().map(String::as_str);
        if !matches!(verb, Some("reimburse" | "year" | "maternity")) {
            continue;
        }
        let shown: Vec<&str> = command.args.iter().map(String::as_str).collect();
        if shown.contains(&"--format") || shown.contains(&"--get") {
            continue;
        }
        let args = [&shown[..], &["--format", "json"]].concat();
        let ran = program(&args, &command.stdin, None);
        let Ok(answer) = serde_json::from_str::<Value>(&ran.stdout) else {
            continue; // an error
        };
        let (Some(steps), Some(rules)) = (answer["steps"].as_array(), answer["rules"].as_array())
        else {
            continue;
        };
        for step in steps {
            let named = ids(&step["sources"]);
            let Some(id) = step["rule"].as_str() else {
                assert!(named.is_empty(), "{step}");
                continue;
            };
            let rule = rules.iter().find(|rule| rule["id"] == id);
            let rule = rule.unwrap_or_else(|| panic!("{id} of {shown:?}"));
            // A figure may lean on another block, which the answer lists then as well.
            let mut of_others = named.clone();
            of_others.retain(|source| !ids(&rule["sources"]).contains(source));
            assert!(of_others.len() < named.len(), "{step}");
            for source in &of_others {
                let mut listed = rules.iter().map(|rule| ids(&rule["sources"]));
                assert!(listed.any(|ids| ids.contains(source)), "{source}: {step}");
            }
            if !rule["file"].as_str().unwrap().starts_with("rules/") {
                continue; // a figure of the command line
            }
            let text = written(rule);
            for source in named.difference(&of_others) {
                assert!(text.contains(&format!("\"{source}\"")), "{source}: {text}");
                read.insert((id.to_owned(), (*source).to_owned()));
            }
        }
    }
    assert!(read.len() > 10, "{read:?}");
}

/// Of charge lines only that is told which some line has.
#[test]
fn lines_that_none_is_of_have_no_step() {
    let told = |lines: &str| -> Vec<String> {
        let args = [&["reimburse", "-"][..], &STAY, &["--format", "json"]].concat();
        let lines = format!("类别,数量,单价,金额,自付比例,限价\n{lines}");
        let ran = program(&args, lines.as_bytes(), None);
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        let steps = answer["steps"].as_array().unwrap().iter();
        let codes = steps.map(|step| step["code"].as_str().unwrap().to_owned());
        codes.take_while(|code| code != "eligible").collect()
    };
    assert_eq!(told("甲,1,100,100,,\n"), [""; 0]);
    assert_eq!(told("甲,1,100,100,,\n丙,1,5,5,,\n"), ["self-funded"]);
    assert_eq!(told("甲,1,100,100,,97\n"), ["over-limit"]);
    assert_eq!(told("乙,1,100,100,10%,\n"), ["first-payment"]);
}
