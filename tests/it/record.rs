//! A record says everything that made an answer: from it alone the same answer comes out.

use std::fs;

use serde_json::Value as Json;

use crate::program::program;

fn recorded(args: &[&str], name: &str) -> Json {
    let folder = crate::written::folder(&format!("record-{name}"));
    let path = folder.join(name);
    let path_text = path.to_str().unwrap();
    let ran = program(&[args, &["--record", path_text]].concat(), b"", None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let record = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    fs::remove_file(&path).unwrap();
    record
}

/// Settles the bill of a record by what it says was accepted.
fn settled_again(record: &Json) -> Json {
    let made = &record["record"];
    let mut args = vec!["reimburse", "-", "--input", "json", "--format", "json"];
    let given: Vec<&str> = made["given"]
        .as_array()
        .unwrap()
        .iter()
        .map(|given| given.as_str().unwrap())
        .collect();
    for given in &given {
        args.extend(["--given", given]);
    }
    if made["extend"] == true {
        args.push("--extend");
    }
    let ran = program(&args, made["bill"].to_string().as_bytes(), None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn the_same_answer_comes_out_of_a_record() {
    let flags = [
        "reimburse",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--visit",
        "住院",
        "--hospital",
        "三级",
        "--person",
        "成年",
        "--total",
        "20,600",
        "--on",
        "2024-06-01",
    ];
    let cases = [
        (flags.to_vec(), "flags.json"),
        (
            [&flags[..], &["--given", "inpatient.ratio=70%"]].concat(),
            "given.json",
        ),
        (
            vec![
                "reimburse",
                "examples/urumqi-fees.csv",
                "--region",
                "乌鲁木齐",
                "--scheme",
                "居民",
                "--visit",
                "住院",
                "--hospital",
                "三级",
                "--person",
                "成年",
                "--on",
                "2024-06-01",
            ],
            "fees.json",
        ),
    ];
    for (args, name) in cases {
        let record = recorded(&args, name);
        let again = settled_again(&record);
        for key in ["outcome", "amounts", "steps", "rules", "sources"] {
            assert_eq!(record[key], again[key], "{name}: {key}");
        }
        let files = record["record"]["files"].as_object().unwrap();
        assert!(files.len() > 3, "{files:?}");
        assert!(
            files
                .values()
                .all(|hash| hash.as_str().unwrap().len() == 64)
        );
        let figures = record["record"]["figures"].as_object().unwrap();
        assert_eq!(figures.len(), record["rules"].as_array().unwrap().len());
    }
}

#[test]
fn a_record_that_cannot_be_written_is_no_answer() {
    let args = [
        "reimburse",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
        "--visit",
        "住院",
        "--hospital",
        "三级",
        "--person",
        "成年",
        "--total",
        "20,600",
        "--on",
        "2024-06-01",
        "--record",
        "/proc/no-such-folder/record.json",
    ];
    let ran = program(&args, b"", None);
    assert_eq!((ran.status, ran.stdout.as_str()), (74, ""));
}
