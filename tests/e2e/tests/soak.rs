//! Bad weather for a moment, so that what soaks the page for hours keeps working.

use std::time::Duration;

use e2e::soak::{self, Plan, wander};

#[test]
fn in_bad_weather_every_command_gets_its_last_word_and_the_page_tells_the_truth() {
    let report = soak::run(Plan { lasts: Duration::from_secs(20), seed: 3 });
    assert!(report.broken().is_empty(), "{:#?}\n{report}", report.broken());
}

#[test]
fn going_to_and_fro_between_pages_costs_no_memory() {
    assert_eq!(wander::run(), Vec::<String>::new());
}
