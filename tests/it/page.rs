//! The page of an answer, read back without a browser: its figures are those of JSON, its pictures as long as they
//! say, and it fetches nothing.

use serde_json::Value;

use crate::program::program;

/// Bills and years whose pages are read.
const ASKED: [&[&str]; 4] = [
    &["reimburse", "examples/urumqi-inpatient.toml"],
    &[
        "reimburse",
        "examples/urumqi-short-stay.toml",
        "--account",
        "300",
    ],
    &[
        "reimburse",
        "examples/urumqi-short-stay.toml",
        "--lang",
        "en",
    ],
    &[
        "year",
        "examples/urumqi-year.csv",
        "--region",
        "乌鲁木齐",
        "--scheme",
        "居民",
    ],
];

/// Comparisons whose pages are read.
const COMPARED: [&[&str]; 2] = [
    &[
        "compare",
        "examples/urumqi-inpatient.toml",
        "--hospital",
        "level-3,level-2,community",
        "--lang",
        "en",
    ],
    &[
        "compare",
        "examples/urumqi-inpatient.toml",
        "--scheme",
        "居民,职工",
        "--person",
        "在职",
        "--wage",
        "6000",
    ],
];

/// The amounts of a variant, in the order of the columns that may be shown of them.
const OF_A_VARIANT: [&str; 7] = [
    "total",
    "fund_pay",
    "personal_pay",
    "paid_in",
    "account_credit",
    "total_cost",
    "difference",
];

fn printed(args: &[&str], format: &str) -> String {
    let ran = program(&[args, &["--format", format]].concat(), b"", None);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran.stdout
}

/// The keys of a page with the sums that stand behind them, from top to bottom.
fn sums(page: &str) -> Vec<(String, String)> {
    let keyed = page.split(" data-key=\"").skip(1);
    let read = keyed.map(|after| {
        let (key, after) = after.split_once('"').unwrap();
        let mut tags = after.split('<');
        let sum = tags.find_map(|tag| {
            let (tag, text) = tag.split_once('>')?;
            let class = tag.split("class=\"").nth(1)?.split('"').next()?;
            class.split(' ').any(|one| one == "sum").then_some(text)
        });
        let sum = sum.unwrap().trim_start_matches('−').replace(',', "");
        (key.to_owned(), sum)
    });
    read.collect()
}

/// A length of a picture in tenths of a percent.
fn length(tag: &str, name: &str) -> i64 {
    let (_, after) = tag.split_once(&format!(" {name}=\"")).unwrap();
    let (percent, _) = after.split_once('%').unwrap();
    percent.replace('.', "").parse().unwrap()
}

fn fen(sum: &str) -> i64 {
    sum.replace(['.', ','], "").parse().unwrap()
}

#[test]
fn the_figures_of_a_page_are_those_of_json() {
    for args in ASKED {
        let json: Value = serde_json::from_str(&printed(args, "json")).unwrap();
        let page = printed(args, "html");
        let sums = sums(&page);
        for (key, sum) in &sums {
            let is_it = match &json["amounts"][key] {
                Value::Object(bounds) => {
                    let [low, high] = ["low", "high"].map(|end| bounds[end].as_str().unwrap());
                    // A picture of an open answer shows one end of it.
                    [low, high, &format!("{low} – {high}")].contains(&sum.as_str())
                }
                exact => exact == sum.as_str(),
            };
            assert!(is_it, "{key} {sum} of {args:?}");
        }
        for (key, value) in json["amounts"].as_object().unwrap() {
            let Some(value) = value.as_str().filter(|value| *value != "0.00") else {
                continue;
            };
            assert!(
                sums.iter().any(|(known, _)| known == key),
                "{key} {value} of {args:?}"
            );
        }
        // In the bar of shares, in the waterfall and in the table.
        for key in ["pool_pay", "cash_pay"] {
            let times = sums.iter().filter(|(known, _)| known == key).count();
            assert!(times >= 2, "{key} of {args:?}");
        }
    }
}

/// The texts of the cells of a row.
fn cells(row: &str) -> Vec<String> {
    let cells = row.split("<td ").skip(1);
    let texts = cells.map(|cell| {
        let (_, text) = cell.split_once('>').unwrap();
        text.split('<').next().unwrap().to_owned()
    });
    texts.collect()
}

#[test]
fn the_table_of_a_comparison_says_what_json_says() {
    for args in COMPARED {
        let json: Value = serde_json::from_str(&printed(args, "json")).unwrap();
        let page = printed(args, "html");
        let (_, table) = page.split_once("<tbody>").unwrap();
        let (table, _) = table.split_once("</tbody>").unwrap();
        let rows: Vec<Vec<String>> = table.split("<tr>").skip(1).map(cells).collect();
        let variants = json["variants"].as_array().unwrap();
        assert_eq!(rows.len(), variants.len(), "{args:?}");
        // A column is there where any of them has such an amount.
        let has = |key: &&str| variants.iter().any(|one| one["amounts"][key].is_string());
        let columns: Vec<&str> = OF_A_VARIANT.into_iter().filter(has).collect();
        for (row, variant) in rows.iter().zip(variants) {
            assert_eq!(row[0], variant["label"].as_str().unwrap());
            let amounts = columns.iter().map(|key| variant["amounts"][key].as_str());
            let known: Vec<&str> = amounts.map(Option::unwrap_or_default).collect();
            let shown: Vec<String> = row[1..row.len() - 1]
                .iter()
                .map(|sum| sum.replace(',', ""))
                .collect();
            assert_eq!(shown, known, "{args:?}");
            let is_marked = !row.last().unwrap().is_empty();
            assert_eq!(is_marked, variant["cheapest"].as_bool().unwrap());
        }
    }
}

#[test]
fn a_picture_is_as_long_as_its_sums() {
    for args in ASKED {
        let page = printed(args, "html");
        let (_, drawn) = page.split_once("<svg class=\"waterfall\"").unwrap();
        let (drawn, _) = drawn.split_once("</svg>").unwrap();
        let bars: Vec<&str> = drawn.split("<g ").skip(1).collect();
        assert!(bars.len() > 3, "{args:?}");
        let sum = |bar: &str| {
            let (_, text) = bar.split_once("class=\"sum\"").unwrap();
            let (_, text) = text.split_once('>').unwrap();
            fen(text.split('<').next().unwrap().trim_start_matches('−'))
        };
        let whole = sum(bars[0]);
        for bar in bars {
            let (_, stretch) = bar.split_once("<rect class=\"stretch\"").unwrap();
            let (x, width) = (length(stretch, "x"), length(stretch, "width"));
            // Both ends are rounded.
            let exact = (sum(bar) * 1000 + whole / 2) / whole;
            assert!((width - exact).abs() <= 1, "{bar}");
            assert!(x >= 0 && x + width <= 1000, "{bar}");
        }
    }
}

#[test]
fn a_page_stands_alone() {
    for args in ASKED.into_iter().chain(COMPARED) {
        let page = printed(args, "html");
        assert!(page.starts_with("<!DOCTYPE html><html lang=\""), "{page}");
        for fetched in ["<script", " src=", "url(", "@import", "href=\"http"] {
            assert!(!page.contains(fetched), "{fetched} in {args:?}");
        }
        assert_eq!(
            page.matches("<link").count(),
            page.matches("href=\"data:,\"").count()
        );
        // Every mark leads somewhere.
        for mark in page.split("href=\"#").skip(1) {
            let (name, _) = mark.split_once('"').unwrap();
            assert!(
                page.contains(&format!(" id=\"{name}\"")),
                "{name} of {args:?}"
            );
        }
    }
}

#[test]
fn what_comes_from_outside_is_text_of_a_page() {
    let name = "<b onx>&\"=50";
    let page = printed(
        &[
            "reimburse",
            "examples/urumqi-short-stay.toml",
            "--shared",
            name,
        ],
        "html",
    );
    assert!(!page.contains("<b onx"), "{page}");
    assert!(page.contains("&lt;b onx&gt;&amp;&quot;"), "{page}");
}
