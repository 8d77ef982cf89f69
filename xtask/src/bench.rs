//! What the page costs, beside other pages. What is measured is in tests/e2e; this brings what those are made of and keeps the results.

use std::fs;

use crate::{
    dist, npm, packages,
    stop::Stop,
    workshop::{self, Workshop},
};

const RESULTS: &str = "bench/results.md";

pub(crate) fn run(workshop: &mut Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    let uplot = npm::provide(workshop, &npm::UPLOT)?;
    dist::build(workshop)?;
    fs::create_dir_all(workshop.root().join("bench"))
        .map_err(|error| Stop::new(format!("bench cannot be made: {error}"), "make the project's folder writable."))?;
    let program = "run --quiet --package e2e --bin bench --";
    let mut command = workshop.command("cargo", program.split(' '));
    workshop::run(command.arg(uplot).arg(RESULTS), "look at the messages above; the stage is in tests/e2e.")
}
