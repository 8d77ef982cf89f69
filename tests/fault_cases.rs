//! Every fault case of `tests/fault_cases.txt` is shown by tests that exist.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("fault_cases.txt");
const CASES: u32 = 53;

/// The number of each case, and what shows it.
fn cases() -> impl Iterator<Item = (u32, Vec<&'static str>)> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut words = line.split_whitespace();
        let number = words.next().and_then(|word| word.parse().ok());
        (number.unwrap_or_else(|| panic!("no number: {line}")), words.collect())
    })
}

/// Whether the file has a function of this name that is run as a test.
fn has_test(path: &str, name: &str) -> bool {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let declares = |line: &str| {
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        function.and_then(|function| function.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('))
    };
    let is_marked =
        |line: &&str| ["#[test]", "#[wasm_bindgen_test]"].contains(line) || line.starts_with("#[tokio::test");
    lines.iter().enumerate().any(|(index, line)| {
        declares(line) && lines[..index].iter().rev().take_while(|line| line.starts_with("#[")).any(is_marked)
    })
}

#[test]
fn every_fault_case_has_one_line() {
    let numbers: Vec<_> = cases().map(|(number, _)| number).collect();
    assert_eq!(numbers, (1..=CASES).collect::<Vec<_>>());
}

#[test]
fn every_fault_case_is_shown_by_tests_that_exist() {
    for (number, shown_by) in cases() {
        assert!(!shown_by.is_empty(), "{number}: no test shows it");
        for test in shown_by {
            let (path, name) = test.split_once("::").unwrap_or_else(|| panic!("{number}: {test} has no ::"));
            assert!(has_test(path, name), "{number}: there is no test {name} in {path}");
        }
    }
}
