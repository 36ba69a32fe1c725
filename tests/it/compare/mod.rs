//! Comparisons: every variant is what the other commands say of it, and the break-even holds to the fen.

mod break_even;
mod picture;

use std::fs;

use serde_json::Value as Json;
use yibao::money::Yuan;
use yibao::typed;

use crate::program::{Ran, program};

/// What a person of 乌鲁木齐 says of himself under each scheme.
const SCHEMES: [(&str, &[&str]); 4] = [
    ("resident", &[]),
    ("employee", &["--person", "active", "--wage", "6000"]),
    (
        "flexible",
        &["--person", "active", "--mode", "account", "--months", "30"],
    ),
    (
        "flexible",
        &[
            "--person",
            "active",
            "--mode",
            "pool-only",
            "--months",
            "30",
        ],
    ),
];

/// The cap of employees is known only as the least it can be: a given one makes every amount one number.
const BILL: [&str; 8] = [
    "--region",
    "urumqi",
    "--visit",
    "inpatient",
    "--on",
    "2024-06-01",
    "--given",
    "inpatient.cap.year=500000",
];

fn compare(flags: &[&str]) -> Ran {
    program(&[&["compare"], flags].concat(), b"", None)
}

fn json(ran: &Ran) -> Json {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr))
}

fn one(command: &str, flags: &[&str], key: &str) -> Yuan {
    let ran = program(&[&[command], flags, &["--get", key]].concat(), b"", None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    typed::money(ran.stdout.trim()).unwrap()
}

/// A bill with parts that no layer looks at; a bill of another sum has the same shares of them, rounded on their
/// running total.
const PARTED: [(&str, &str); 4] = [
    ("--total", "20600"),
    ("--self-funded", "1030.55"),
    ("--over-limit", "77.77"),
    ("--pre-self-pay", "1999.99"),
];

/// The flags that say those shares of another sum.
fn parts(total: Yuan) -> Vec<String> {
    parts_of(&PARTED, total)
}

/// The flags that say of another sum the shares that a bill has; its total comes first.
fn parts_of(bill: &[(&str, &str)], total: Yuan) -> Vec<String> {
    let fen = |place: usize| i128::from(typed::money(bill[place].1).unwrap().fen());
    let share = |part: i128| {
        let product = part * i128::from(total.fen());
        (product * 2 + fen(0)).div_euclid(fen(0) * 2)
    };
    let mut flags = Vec::new();
    let (mut sum, mut before) = (0, 0);
    for (place, (flag, _)) in bill.iter().enumerate().skip(1) {
        sum += fen(place);
        let part = i64::try_from(share(sum) - before).unwrap();
        before = share(sum);
        flags.extend([
            (*flag).to_owned(),
            Yuan::from_fen(part).unwrap().to_string(),
        ]);
    }
    flags
}

/// What a year costs by a scheme with one bill of this sum, by the commands that know nothing of comparisons.
fn cost(scheme: (&str, &[&str]), hospital: &str, total: Yuan) -> Yuan {
    cost_with(scheme, hospital, total, &[])
}

/// The same with more to say of the bill.
fn cost_with((scheme, own): (&str, &[&str]), hospital: &str, total: Yuan, more: &[String]) -> Yuan {
    let flag = |name: &str| {
        let mut pairs = own.chunks(2).filter(|pair| pair[0] == name);
        pairs.next().map(<[&str]>::to_vec).unwrap_or_default()
    };
    let total = total.to_string();
    let care = [
        "--scheme",
        scheme,
        "--hospital",
        hospital,
        "--total",
        &total,
    ];
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    let care = [
        &BILL[..],
        &care,
        &flag("--person"),
        &flag("--months"),
        &more,
    ]
    .concat();
    let paid = ["--region", "urumqi", "--year", "2024", "--scheme", scheme];
    let paid = [
        &paid[..],
        &flag("--person"),
        &flag("--mode"),
        &flag("--wage"),
    ]
    .concat();
    one("reimburse", &care, "personal_pay") + one("contribute", &paid, "individual")
}

/// Every scheme at one hospital.
fn schemes(hospital: &str, total: &str) -> Json {
    json(&asked(hospital, &["--total", total], "json"))
}

/// Every scheme at one hospital, in a format.
fn asked(hospital: &str, bill: &[&str], format: &str) -> Ran {
    let flags = [
        "--scheme",
        "resident,employee,flexible",
        "--mode",
        "account,pool-only",
        "--person",
        "active",
        "--wage",
        "6000",
        "--months",
        "30",
        "--hospital",
        hospital,
        "--format",
        format,
    ];
    compare(&[&BILL[..], &flags, bill].concat())
}

#[test]
fn a_variant_is_what_the_other_commands_say() {
    for total in ["0", "600", "20600", "84715.44", "400000"] {
        let answer = schemes("level-3", total);
        let variants = answer["variants"].as_array().unwrap();
        assert_eq!(variants.len(), SCHEMES.len());
        for (variant, scheme) in variants.iter().zip(SCHEMES) {
            let expected = cost(scheme, "level-3", typed::money(total).unwrap());
            assert_eq!(
                variant["amounts"]["total_cost"],
                expected.to_string(),
                "{scheme:?} {total}"
            );
        }
    }
}

#[test]
fn corners_lie_on_the_cost_of_the_year() {
    let answer = schemes("level-3", "20600");
    for line in answer["lines"].as_array().unwrap() {
        let scheme = SCHEMES[line["variant"].as_u64().unwrap() as usize - 1];
        let corners = line["corners"].as_array().unwrap();
        assert!(corners.len() > 3);
        for corner in corners {
            let total = typed::money(corner[0].as_str().unwrap()).unwrap();
            assert_eq!(
                corner[1],
                cost(scheme, "level-3", total).to_string(),
                "{corner}"
            );
        }
    }
}

#[test]
fn a_year_under_another_scheme_is_that_year() {
    let year = ["examples/urumqi-year.csv", "--region", "urumqi"];
    let lists = [
        "--scheme",
        "resident,employee",
        "--person",
        "active",
        "--wage",
        "6000",
    ];
    let flags = [&year[..], &lists, &["--format", "json"]].concat();
    let answer = json(&compare(&flags));
    let employee = [
        &["year"],
        &year[..],
        &["--scheme", "employee", "--person", "active"],
        &["--format", "json"],
    ];
    let employee = json(&program(&employee.concat(), b"", None));
    for key in ["fund_pay", "personal_pay", "total"] {
        assert_eq!(
            answer["variants"][1]["amounts"][key],
            employee["amounts"][key]
        );
    }
    // Two visits are not covered for residents: they are the person's, in the comparison alone.
    let resident = [
        &["year"],
        &year[..],
        &["--scheme", "resident", "--format", "json"],
    ];
    let resident = json(&program(&resident.concat(), b"", None));
    let sum = |json: &Json| typed::money(json.as_str().unwrap()).unwrap();
    let variant = &answer["variants"][0];
    assert_eq!(variant["not_covered"], 2);
    assert_eq!(
        sum(&variant["amounts"]["personal_pay"]),
        sum(&resident["amounts"]["personal_pay"]) + typed::money("300").unwrap()
    );
    assert_eq!(
        variant["amounts"]["total"],
        answer["variants"][1]["amounts"]["total"]
    );
}

#[test]
fn an_unknown_variant_is_never_zero() {
    let flags = [
        "--scheme",
        "resident",
        "--hospital",
        "level-3",
        "--total",
        "20600",
        "--format",
        "json",
    ];
    let region = ["--region", "urumqi", "--visit", "inpatient"];
    let days = ["--on", "2024-06-01,2019-06-01"];
    let ran = compare(&[&region[..], &flags, &days].concat());
    // One variant alone cannot be held against anything.
    assert_eq!(ran.status, 4, "{}", ran.stderr);
    let answer = json(&ran);
    assert_eq!(answer["variants"][0]["amounts"]["personal_pay"], "7600.00");
    let unknown = &answer["variants"][1];
    assert_eq!(unknown["outcome"], "unknown");
    assert!(unknown["reason"].as_str().unwrap().contains("inpatient"));
    for key in ["fund_pay", "personal_pay", "difference"] {
        assert_eq!(unknown["amounts"][key], Json::Null, "{key}");
    }
    assert_eq!(answer["cheapest"], Json::Null);
}

#[test]
fn what_is_listed_must_be_right() {
    let flags = [
        "--region",
        "urumqi",
        "--visit",
        "inpatient",
        "--scheme",
        "resident",
        "--total",
        "20600",
    ];
    let day = ["--on", "2024-06-01"];
    let hospital = ["--hospital", "level-3"];
    let wrong: [(&[&str], &str); 11] = [
        (&["--hospital", "level-3,level-9"], "B006"),
        (&["--hospital", "level-3,三甲"], "B071"),
        (&["--hospital", "level-3,,level-2"], "B070"),
        (&["--hospital", ","], "B070"),
        (&["--hospital", ""], "B070"),
        (&["--hospital", "level-3"], "B073"),
        (
            &["--hospital", "level-3", "--on", "2024-06-01,2024/6/1"],
            "B071",
        ),
        (
            &["--hospital", "level-3", "--on", "2024-06-01,tomorrow"],
            "B004",
        ),
        (
            &[
                "--hospital",
                "level-3,level-2",
                "--against",
                "no-such-folder",
            ],
            "F011",
        ),
        (
            &[
                "--hospital",
                "level-3,level-2,level-1,community,village",
                "--place",
                "local,long-term,transfer,away-emergency,temporary,unfiled",
                "--mode",
                "account,pool-only",
                "--person",
                "adult,minor",
            ],
            "B072",
        ),
        (&["--hospital", "level-3,level-2", "--wage", "-1"], "B027"),
    ];
    for (list, code) in wrong {
        let day: &[&str] = if list.contains(&"--on") { &[] } else { &day };
        let ran = compare(&[&flags[..], list, day].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{list:?}");
        let says = format!("[{code}]");
        assert!(ran.stderr.contains(&says), "{list:?}: {}", ran.stderr);
    }
    // What contributions need is asked for together, all schemes at once.
    let employee = ["--scheme", "resident,employee,flexible"];
    let ran = compare(&[&BILL[..], &employee, &hospital, &["--total", "20600"]].concat());
    assert_eq!(ran.status, 3);
    for name in ["--wage", "--mode", "--months"] {
        assert!(ran.stderr.contains(name), "{}", ran.stderr);
    }
}

#[test]
fn changed_rules_stand_beside_those_in_use() {
    let folder = crate::written::folder("reform");
    let place = folder.join("cn/xinjiang/urumqi");
    fs::create_dir_all(&place).unwrap();
    let rules = "region = \"650100\"\nscheme = \"resident\"\n[[inpatient.ratio]]\nfrom = 2024-01-01\n\
        sources = [\"draft\"]\nrows = [ { ratio = 0.80 } ]\n";
    let source = "[draft]\ntitle = \"征求意见稿\"\ngrade = \"unverified\"\nchecked = 2026-11-01\ngood-for-months = 12\n";
    fs::write(place.join("resident.toml"), rules).unwrap();
    fs::write(place.join("sources.toml"), source).unwrap();
    let folder = folder.to_str().unwrap();
    let flags = [
        "--scheme",
        "resident",
        "--hospital",
        "level-3",
        "--total",
        "20600",
        "--against",
        folder,
        "--format",
        "json",
    ];
    let ran = compare(&[&BILL[..], &flags].concat());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let answer = json(&ran);
    let pays = |place: usize| &answer["variants"][place]["amounts"]["personal_pay"];
    assert_eq!(pays(0), "7600.00");
    assert_eq!(pays(1), "4600.00");
    assert_eq!(answer["variants"][1]["amounts"]["difference"], "-3000.00");
    assert_eq!(answer["cheapest"], 2);
    let sources = answer["sources"].to_string();
    assert!(sources.contains("征求意见稿") && sources.contains("urumqi-ratios-2023-10"));
}

#[test]
fn a_stay_moves_with_its_day() {
    let flags = [
        "examples/urumqi-short-stay.toml",
        "--on",
        "2024-03-01,2024-06-20",
        "--format",
        "json",
    ];
    let answer = json(&compare(&flags));
    let variants = answer["variants"].as_array().unwrap();
    let days: Vec<&Json> = variants.iter().map(|variant| &variant["on"]).collect();
    assert_eq!(days, ["2024-03-01", "2024-06-20"]);
    assert_eq!(variants[0]["amounts"], variants[1]["amounts"]);
}
