//! The break-even holds to the fen.

use std::fs;

use yibao::money::Yuan;
use yibao::typed;

use super::{PARTED, SCHEMES, asked, compare, cost, cost_with, json, parts, parts_of, schemes};

#[test]
fn the_break_even_holds_one_fen_below_and_above() {
    let mut checked = 0;
    for hospital in ["level-3", "level-2", "level-1"] {
        let answer = schemes(hospital, "20600");
        for found in answer["break_even"].as_array().unwrap() {
            let scheme = |key: &str| SCHEMES[found[key].as_u64().unwrap() as usize - 1];
            let (variant, against) = (scheme("variant"), scheme("against"));
            for change in found["surely"]["changes"].as_array().unwrap() {
                let at = typed::money(change["at"].as_str().unwrap()).unwrap();
                let is_less =
                    |total| cost(variant, hospital, total) < cost(against, hospital, total);
                assert_eq!(
                    is_less(at),
                    change["costs_less"].as_bool().unwrap(),
                    "{found}"
                );
                assert_ne!(is_less(at), is_less(at - Yuan::FEN), "{found}");
                checked += 1;
            }
            // On both sides of every change it stays what it is, wherever one looks.
            let changes = found["surely"]["changes"].as_array().unwrap();
            for total in [0, 5_000, 30_000, 60_000, 90_000, 150_000, 300_000, 999_999] {
                let total = Yuan::from_fen(total * 100).unwrap();
                let before = changes
                    .iter()
                    .rev()
                    .find(|change| typed::money(change["at"].as_str().unwrap()).unwrap() <= total);
                let expected =
                    before.map_or(
                        &found["surely"]["costs_less_at_start"],
                        |change| &change["costs_less"],
                    );
                let is_less = cost(variant, hospital, total) < cost(against, hospital, total);
                assert_eq!(is_less, expected.as_bool().unwrap(), "{found} at {total}");
            }
        }
    }
    assert!(checked >= 6, "{checked}");
}

#[test]
fn the_break_even_of_a_parted_bill_holds_one_fen_below_and_above() {
    let flags: Vec<&str> = PARTED
        .iter()
        .flat_map(|(flag, sum)| [*flag, *sum])
        .collect();
    let answer = json(&asked("level-3", &flags, "json"));
    let mut checked = 0;
    for found in answer["break_even"].as_array().unwrap() {
        let scheme = |key: &str| SCHEMES[found[key].as_u64().unwrap() as usize - 1];
        let cost = |key, total| cost_with(scheme(key), "level-3", total, &parts(total));
        for change in found["surely"]["changes"].as_array().unwrap() {
            let at = typed::money(change["at"].as_str().unwrap()).unwrap();
            let is_less = |total| cost("variant", total) < cost("against", total);
            let expected = change["costs_less"].as_bool().unwrap();
            assert_eq!(is_less(at), expected, "{found}");
            assert_ne!(is_less(at - Yuan::FEN), expected, "{found}");
            checked += 1;
        }
    }
    assert!(checked >= 4, "{checked}");
}

/// M07, the largest stay of the example's year: the break-even of the year is by one bill like it.
const LARGEST: [(&str, &str); 2] = [("--total", "155200.15"), ("--self-funded", "9800.60")];

#[test]
fn the_break_even_of_the_example_year_holds_one_fen_below_and_above() {
    let year = fs::read_to_string("examples/urumqi-year.csv").unwrap();
    let sums: Vec<&str> = LARGEST.iter().map(|(_, sum)| *sum).collect();
    assert!(year.contains(&sums.join(",")), "{sums:?}");
    let flags = [
        "examples/urumqi-year.csv",
        "--region",
        "urumqi",
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
        "--given",
        "inpatient.cap.year=500000",
        "--format",
        "json",
    ];
    let answer = json(&compare(&flags));
    let mut checked = 0;
    for found in answer["break_even"].as_array().unwrap() {
        let scheme = |key: &str| SCHEMES[found[key].as_u64().unwrap() as usize - 1];
        let cost = |key, total| {
            let parts = parts_of(&LARGEST, total);
            cost_with(scheme(key), "level-3", total, &parts)
        };
        for change in found["surely"]["changes"].as_array().unwrap() {
            let at = typed::money(change["at"].as_str().unwrap()).unwrap();
            let is_less = |total| cost("variant", total) < cost("against", total);
            let expected = change["costs_less"].as_bool().unwrap();
            assert_eq!(is_less(at), expected, "{found}");
            assert_ne!(is_less(at - Yuan::FEN), expected, "{found}");
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked}");
}
