//! The page with a simulated home: for a person to try, and for the README's pictures.

use std::{ffi::OsString, process::Command};

use crate::{
    dist, packages,
    stop::Stop,
    workshop::{self, Workshop, say},
};

/// Shows the page and a simulated home until Ctrl-C.
pub(crate) fn run(workshop: &mut Workshop, options: &[OsString]) -> Result<(), Stop> {
    dist::build(workshop)?;
    let home = "--profile tools --package home --bin home";
    workshop::run(
        &mut workshop.command("cargo", format!("build {home}").split(' ')),
        "mend the error above; it is in home/.",
    )?;
    let demo = format!("run --quiet {home} -- demo --page dist");
    let mut command = workshop.command("cargo", demo.split(' '));
    command.args(options);
    say("home demo");
    become_this(&mut command)
}

/// Where the build is that has the gallery of all controls.
const FOR_DEVELOPMENT: &str = "target/development";

/// Takes the pictures in `screenshots/`, and those that are to be looked at.
pub(crate) fn take_pictures(workshop: &mut Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    dist::build(workshop)?;
    let hint = "mend the error above; `cargo xtask demo` shows the same page to you.";
    let pictures = "run --package e2e --bin screenshots";
    workshop::run(&mut workshop.command("cargo", pictures.split(' ')), hint)?;
    let build = ["build", "--offline", "--dist", FOR_DEVELOPMENT];
    workshop::run(&mut workshop.command("trunk", build), hint)?;
    let mut design = workshop.command("cargo", pictures.split(' ').chain(["--", "design"]));
    workshop::run(design.env("PAGE", workshop.root().join(FOR_DEVELOPMENT)), hint)
}

/// Ctrl-C then reaches the home alone, and the prompt returns when it has closed its house.
#[cfg(unix)]
fn become_this(command: &mut Command) -> Result<(), Stop> {
    use std::os::unix::process::CommandExt;
    Err(not_started(&command.exec()))
}

#[cfg(not(unix))]
fn become_this(command: &mut Command) -> Result<(), Stop> {
    command.status().map(|_| ()).map_err(|error| not_started(&error))
}

fn not_started(error: &std::io::Error) -> Stop {
    Stop::new(
        format!("the simulated home did not start: {error}"),
        "run `cargo build -p home` and look at its messages.",
    )
}
