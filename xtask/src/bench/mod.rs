//! What the page costs, beside other pages. What is measured is in tests/e2e; this brings what those are made of and keeps the results.

mod core;
mod weight;

use std::{fs, io::Write as _};

use crate::{
    dist, npm, packages,
    stop::Stop,
    workshop::{self, Workshop},
};

const RESULTS: &str = "bench/results.md";
/// Of some trials only.
const SOME: &str = "target/bench.md";

/// Those trials, or all of them, whose results are then kept.
pub(crate) fn run(workshop: &mut Workshop, trials: &[String]) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    let peers = [npm::provide(workshop, &npm::UPLOT)?, npm::provide(workshop, &npm::MQTT)?];
    dist::build(workshop)?;
    let results = if trials.is_empty() { RESULTS } else { SOME };
    for folder in ["bench", "target"] {
        fs::create_dir_all(workshop.root().join(folder)).map_err(|error| {
            Stop::new(format!("{folder} cannot be made: {error}"), "make the project's folder writable.")
        })?;
    }
    let program = "run --quiet --package e2e --bin bench --";
    let mut command = workshop.command("cargo", program.split(' '));
    workshop::run(
        command.arg(results).args(&peers).args(trials),
        "look at the messages above; the stage is in tests/e2e.",
    )?;
    if trials.is_empty() {
        let weight = weight::section(&workshop.root().join("dist"), &peers[1])
            .map_err(|error| Stop::new(format!("the page cannot be weighed: {error}"), "build it again."))?;
        workshop::say("the core alone");
        let section = weight + &core::measure(workshop)?;
        let file = fs::OpenOptions::new().append(true).open(workshop.root().join(RESULTS));
        file.and_then(|mut file| file.write_all(section.as_bytes())).map_err(|error| {
            Stop::new(format!("{RESULTS} cannot be written: {error}"), "make the project's folder writable.")
        })?;
    }
    Ok(())
}
