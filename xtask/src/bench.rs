//! What the page costs, beside other pages. What is measured is in tests/e2e; this brings those pages and keeps the results.

use std::fs;

use crate::{
    dist,
    packages::{self, NPM},
    stop::Stop,
    workshop::{self, Workshop},
};

/// Pages of others, from npm: where they are measured they are fetched, and never part of the project.
const PEERS: [&str; 1] = ["uplot@1.6.32"];
const FOLDER: &str = "target/bench";
const RESULTS: &str = "bench/results.md";

pub(crate) fn run(workshop: &mut Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    packages::provide(workshop, &[NPM])?;
    dist::build(workshop)?;
    for folder in [FOLDER, "bench"] {
        fs::create_dir_all(workshop.root().join(folder)).map_err(|error| {
            Stop::new(format!("{folder} cannot be made: {error}"), "make the project's folder writable.")
        })?;
    }
    let mut npm = workshop.command("npm", ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
    npm.args(["--prefix", FOLDER]).args(PEERS);
    workshop::run(&mut npm, "check the internet connection.")?;
    let program = "run --quiet --package e2e --bin bench --";
    let mut command = workshop.command("cargo", program.split(' '));
    workshop::run(command.args([FOLDER, RESULTS]), "look at the messages above; the stage is in tests/e2e.")
}
