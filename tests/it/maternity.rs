//! Births: the day that decides, tables, and what cannot be typed by anybody in earnest.

use std::fs;

use serde_json::{Value as Json, json};
use yibao::rules::check::check_all;
use yibao::rules::library::Library;
use yibao::rules::shelf::Shelf;

use crate::program::program;

fn answer(args: &str) -> Json {
    let args = ["maternity"].into_iter().chain(args.split(' '));
    let args: Vec<&str> = args.chain(["--format", "json"]).collect();
    let ran = program(&args, b"", None);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{args:?}: {}", ran.stderr))
}

#[test]
fn the_day_of_the_birth_decides() {
    let twins = "--region 乌鲁木齐 --scheme 职工 --delivery 剖宫产 --children 2 --months 12";
    for (day, delivery, antenatal) in [
        ("2023-12-01", json!("3700.00"), json!("1000.00")),
        ("2023-12-31", json!("3700.00"), json!("1000.00")),
        ("2024-01-01", json!("8500.00"), json!("2000.00")),
        ("2023-11-30", Json::Null, Json::Null),
    ] {
        let found = answer(&format!("{twins} --on {day}"));
        assert_eq!(found["amounts"]["delivery"], delivery, "{day}");
        assert_eq!(found["amounts"]["antenatal"], antenatal, "{day}");
        // A birth to come goes by its own day, whenever it is asked about.
        let found = answer(&format!("{twins} --on 2023-12-05 --due {day}"));
        assert_eq!(found["amounts"]["delivery"], delivery, "{day}");
    }
}

#[test]
fn what_was_not_worked_out_is_null() {
    let found = answer("--region 乌鲁木齐 --scheme 灵活就业 --months 9 --on 2024-03-01");
    assert_eq!(found["outcome"], "not-eligible");
    let nothing =
        json!({ "delivery": null, "antenatal": null, "family_planning": null, "allowance": null });
    assert_eq!(found["amounts"], nothing);
    assert_eq!(found["days"], Json::Null);
    assert_eq!(found["months_missing"], 1);
    assert_eq!(found["dates"]["eligible_from"], "2024-04");
    assert_eq!(found["grade"], "official");
}

#[test]
fn a_row_of_a_table_comes_out_as_when_asked_alone() {
    let mut table = "scheme,delivery,children,months,employer_average_wage\n".to_owned();
    let mut rows = Vec::new();
    for number in 0..120_u32 {
        let scheme = ["employee", "flexible", "resident"][number as usize % 3];
        let delivery = ["natural", "caesarean"][number as usize / 3 % 2];
        let (children, months, wage) = (1 + number % 2, 5 + number % 11, 2000 + number * 37);
        table += &format!("{scheme},{delivery},{children},{months},{wage}\n");
        rows.push(format!(
            "--region 乌鲁木齐 --on 2024-06-01 --scheme {scheme} --delivery {delivery} --children {children} \
             --months {months} --employer-average-wage {wage}"
        ));
    }
    let args = [
        "maternity",
        "-",
        "--region",
        "乌鲁木齐",
        "--on",
        "2024-06-01",
    ];
    let ran = program(&args, table.as_bytes(), None);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let mut outcomes = Vec::new();
    for (row, alone) in reader.records().zip(&rows) {
        let (row, alone) = (row.unwrap(), answer(alone));
        for name in ["delivery", "antenatal", "allowance"] {
            let found = alone["amounts"][name].as_str().unwrap_or_default();
            let heading = if name == "delivery" {
                "answer.delivery"
            } else {
                name
            };
            assert_eq!(&row[column(heading)], found, "{alone:#}");
        }
        outcomes.push(row[column("outcome")].to_owned());
    }
    assert_eq!(outcomes.len(), 120, "{}", ran.stderr);
    for outcome in ["determined", "not-eligible", "unknown"] {
        assert!(
            outcomes.iter().any(|found| found == outcome),
            "no row is {outcome}"
        );
    }
}

#[test]
fn nothing_that_is_typed_breaks_it() {
    let wage = "--region 全国 --scheme 职工 --on 2024-03-01 --employer-average-wage";
    let most = answer(&format!("{wage} 1000000000000 --leave-days 1000000"));
    assert_eq!(most["amounts"]["allowance"], "1000000000000.00");
    let none = answer(&format!("{wage} 0 --leave-days 0"));
    assert_eq!(none["amounts"]["allowance"], "0.00");
    let urumqi = "--region 乌鲁木齐 --scheme 职工 --delivery 顺产 --children 1";
    let long = answer(&format!("{urumqi} --on 2024-03-01 --months 1000000"));
    assert_eq!(long["amounts"]["delivery"], "4500.00");
    assert_eq!(long["dates"]["eligible_from"], Json::Null);
    let short = answer(&format!(
        "{urumqi} --insured-since 2199-12 --due 2024-03-01"
    ));
    assert_eq!(short["outcome"], "not-eligible");
    assert_eq!(short["months_missing"], 10);
    let many = answer(&format!(
        "{urumqi}000 --on 2024-03-01 --months 12 --employer-average-wage 3000"
    ));
    assert_eq!(many["amounts"]["delivery"], "1003500.00");
}

#[test]
fn a_figure_of_a_birth_that_no_case_reads_is_found() {
    let folder = crate::written::folder("maternity");
    let from = std::path::Path::new("tests/designs/maternity-shapes/cn");
    fs::create_dir_all(folder.join("cn/cases")).unwrap();
    for name in [
        "region.toml",
        "common.toml",
        "sources.toml",
        "maternity.toml",
    ] {
        fs::copy(from.join(name), folder.join("cn").join(name)).unwrap();
    }
    let cases = fs::read_to_string(from.join("cases/maternity.toml")).unwrap();
    let unread = |cases: &str| {
        fs::write(folder.join("cn/cases/maternity.toml"), cases).unwrap();
        let checked = check_all(&Shelf::new(Library::folder(&folder)));
        checked.found.problems.len()
    };
    assert_eq!(unread(&cases), 0);
    let unsaid = cases.replace("family_planning = 300.5\n", "outcome = \"determined\"\n");
    let found = unread(&unsaid);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(found, 1);
}
