//! The picture of a comparison, read back: its points are settlements made alone.

use serde_json::Value as Json;
use yibao::money::Yuan;
use yibao::typed;

use super::{PARTED, SCHEMES, asked, compare, cost_with, json, parts};

/// The points of every line of a picture, in yuan, by the number of its variant.
fn drawn(page: &str) -> Vec<(usize, Vec<(Yuan, Yuan)>)> {
    let lines = page.split("<g data-variant=\"").skip(1);
    let read = lines.map(|after| {
        let (number, after) = after.split_once('"').unwrap();
        let (line, _) = after.split_once("</g>").unwrap();
        assert!(!line.contains("<polygon"), "{number} is a band");
        let (_, points) = line.split_once(" points=\"").unwrap();
        let (points, _) = points.split_once('"').unwrap();
        let point = |text: &str| {
            let (bill, cost) = text.split_once(',').unwrap();
            (typed::money(bill).unwrap(), typed::money(cost).unwrap())
        };
        (
            number.parse().unwrap(),
            points.split(' ').map(point).collect(),
        )
    });
    read.collect()
}

/// What the circles of a class say, in yuan.
fn circles(page: &str, class: &str, keys: [&str; 2]) -> Vec<[Yuan; 2]> {
    let tags = page.split("<circle ").skip(1);
    let tags = tags.map(|after| after.split('>').next().unwrap());
    let tags = tags.filter(|tag| tag.contains(&format!("class=\"{class}")));
    let read = tags.map(|tag| {
        keys.map(|key| {
            let (_, after) = tag.split_once(&format!(" {key}=\"")).unwrap();
            typed::money(after.split('"').next().unwrap()).unwrap()
        })
    });
    read.collect()
}

#[test]
fn a_picture_is_drawn_through_settlements_made_alone() {
    let flags: Vec<&str> = PARTED
        .iter()
        .flat_map(|(flag, sum)| [*flag, *sum])
        .collect();
    for lang in ["zh", "en"] {
        let flags = [&flags[..], &["--lang", lang]].concat();
        let page = asked("level-3", &flags, "html").stdout;
        let answer = json(&asked("level-3", &flags, "json"));
        let lines = drawn(&page);
        assert_eq!(lines.len(), SCHEMES.len());
        for (number, points) in &lines {
            assert!(points.len() > 8 && points.is_sorted(), "{points:?}");
            for (total, drawn) in points.iter().step_by(3) {
                let alone = cost_with(SCHEMES[number - 1], "level-3", *total, &parts(*total));
                assert_eq!(*drawn, alone, "{number} at {total}");
            }
            // The bill asked about lies on the line, and costs what the table says.
            let own = typed::money(PARTED[0].1).unwrap();
            let at_own = points.iter().find(|(total, _)| *total == own).unwrap().1;
            let table = &answer["variants"][number - 1]["amounts"]["total_cost"];
            assert_eq!(*table, at_own.to_string());
        }
        let here = circles(&page, "here", ["data-variant", "data-cost"]);
        let here: Vec<String> = here.iter().map(|[_, cost]| cost.to_string()).collect();
        let variants = answer["variants"].as_array().unwrap().iter();
        let costs = variants.map(|one| one["amounts"]["total_cost"].as_str().unwrap());
        assert_eq!(here, costs.collect::<Vec<&str>>());
    }
}

#[test]
fn a_spot_is_where_two_lines_cross() {
    let page = asked("level-3", &["--total", "20600"], "html").stdout;
    let answer = json(&asked("level-3", &["--total", "20600"], "json"));
    let lines = drawn(&page);
    let at = |number: &Json, bill: Yuan| {
        let number = number.as_u64().unwrap() as usize;
        let (_, points) = lines.iter().find(|(known, _)| *known == number).unwrap();
        points.iter().find(|(total, _)| *total == bill).unwrap().1
    };
    let mut expected = Vec::new();
    for found in answer["break_even"].as_array().unwrap() {
        for change in found["surely"]["changes"].as_array().unwrap() {
            let bill = typed::money(change["at"].as_str().unwrap()).unwrap();
            let is_less = |bill| at(&found["variant"], bill) < at(&found["against"], bill);
            assert_ne!(is_less(bill), is_less(bill - Yuan::FEN), "{found}");
            expected.push([bill, at(&found["variant"], bill)]);
        }
    }
    expected.sort();
    assert!(expected.len() >= 4);
    assert_eq!(circles(&page, "spot", ["data-bill", "data-cost"]), expected);
}

#[test]
fn what_the_rules_leave_open_is_a_band_and_what_is_unknown_a_gap() {
    // Without a given cap the rules say only the least that it can be.
    let bill = [
        "--region",
        "urumqi",
        "--visit",
        "inpatient",
        "--hospital",
        "level-3",
    ];
    let person = ["--person", "active", "--wage", "6000", "--total", "20600"];
    let lists = [
        "--scheme",
        "resident,employee",
        "--lang",
        "en",
        "--format",
        "html",
    ];
    let flags = [&bill[..], &person, &lists].concat();
    let page = compare(&[&flags[..], &["--on", "2024-06-01"]].concat()).stdout;
    let bands: Vec<&str> = page.split("<polygon class=\"band ").collect();
    assert_eq!(bands.len(), 2);
    assert!(page.contains("Band: the rules' text is vague"));
    assert!(!page.contains("Without a line"));
    let page = compare(&[&flags[..], &["--on", "2024-06-01,2019-06-01"]].concat()).stdout;
    assert_eq!(page.matches("<g data-variant=").count(), 2, "{page}");
    assert!(page.contains("Without a line: resident · 2019-06-01, employee · 2019-06-01"));
}
