//! What the program is built from: where it comes from, under which licences, for which compiler, and why.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value as Json;

/// The packages that are built here, as the lock file has them.
fn packages() -> Vec<Json> {
    let about = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let about = String::from_utf8(about).unwrap();
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    // Offline: what was built is there already.
    let args = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--offline",
        "--filter-platform",
        host,
    ];
    let ran = Command::new(env!("CARGO")).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let metadata: Json = serde_json::from_slice(&ran.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The licences that the configuration of the checker allows.
fn allowed() -> BTreeSet<String> {
    let text = fs::read_to_string(".ci/deny.toml").unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let allow = table["licenses"]["allow"].as_array().unwrap();
    allow
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

/// Whether an expression of licences leaves a choice that is allowed.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    let parts = expression.split(" AND ");
    parts.map(|part| part.trim_matches(['(', ')'])).all(|part| {
        part.split(" OR ")
            .any(|one| allowed.contains(one.trim_matches(['(', ')', ' '])))
    })
}

#[test]
fn every_licence_is_allowed_and_every_allowed_licence_is_needed() {
    let allowed = allowed();
    let packages = packages();
    assert!(packages.len() > 100, "{}", packages.len());
    for package in &packages {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(
            is_allowed(licence, &allowed),
            "{}: {licence}",
            package["name"]
        );
    }
    let none = BTreeSet::from(["GPL-3.0".to_owned()]);
    assert!(
        !packages
            .iter()
            .any(|package| is_allowed(package["license"].as_str().unwrap(), &none))
    );
    for one in &allowed {
        let mut fewer = allowed.clone();
        fewer.remove(one);
        let is_needed = |package: &Json| !is_allowed(package["license"].as_str().unwrap(), &fewer);
        assert!(
            packages.iter().any(is_needed),
            "{one} is allowed and needed by nothing"
        );
    }
}

#[test]
fn the_stated_compiler_is_the_lowest_that_the_packages_take() {
    let number =
        |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap()).collect() };
    let packages = packages();
    let of = |package: &Json| package["rust_version"].as_str().map(number);
    let own = packages
        .iter()
        .find(|package| package["name"] == "yibao")
        .and_then(of)
        .unwrap();
    let others = packages.iter().filter(|package| package["name"] != "yibao");
    let highest = others.filter_map(of).max().unwrap();
    assert_eq!(own[..2], highest[..2], "rust-version in Cargo.toml");
}

#[test]
fn everything_comes_from_the_one_registry_with_its_hash() {
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let lock: toml::Table = toml::from_str(&lock).unwrap();
    for package in lock["package"].as_array().unwrap() {
        if package["name"].as_str() == Some("yibao") {
            continue;
        }
        let source = package.get("source").and_then(toml::Value::as_str);
        assert_eq!(
            source,
            Some("registry+https://github.com/rust-lang/crates.io-index"),
            "{package:?}"
        );
        assert!(package.get("checksum").is_some(), "{package:?}");
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let text = fs::read_to_string("Cargo.toml").unwrap();
    let mut is_list = false;
    let mut count = 0;
    for line in text.lines() {
        if line.starts_with('[') {
            is_list = line.ends_with("dependencies]");
        } else if is_list && line.contains(" = ") {
            count += 1;
            let reason = line.rsplit_once("# ").map_or("", |(_, reason)| reason);
            assert!(reason.len() > 8, "{line}");
        }
    }
    assert!(count > 30, "{count}");
    assert!(text.contains("unsafe_code = \"forbid\""));
}
