//! Every check there is, cheapest first.

use std::{
    process::Command,
    str::FromStr,
    time::{Duration, Instant},
};

use crate::{
    dist,
    packages::{self, CHROMEDRIVER, CHROMIUM, MOSQUITTO, MOSQUITTO_CLIENTS, NGINX, OPENSSL},
    rebuild,
    stop::Stop,
    tools,
    workshop::{self, Workshop, say},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    Format,
    Clippy,
    Native,
    Browser,
    Page,
    Rebuild,
    EndToEnd,
}

impl Check {
    const ALL: [Self; 7] =
        [Self::Format, Self::Clippy, Self::Native, Self::Browser, Self::Page, Self::EndToEnd, Self::Rebuild];

    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Browser => "browser",
            Self::Page => "page",
            Self::Rebuild => "rebuild",
            Self::EndToEnd => "e2e",
        }
    }

    fn run(self, workshop: &mut Workshop) -> Result<(), Stop> {
        match self {
            Self::Format => format(workshop),
            Self::Clippy => clippy(workshop),
            Self::Native => native(workshop),
            Self::Browser => browser(workshop),
            Self::Page => dist::run(workshop),
            Self::Rebuild => rebuild::run(workshop),
            Self::EndToEnd => end_to_end(workshop),
        }
    }
}

impl FromStr for Check {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|check| check.name() == name).ok_or_else(|| format!("there is no check '{name}'"))
    }
}

/// Runs these checks, or all if none is named, up to the first that fails.
pub(crate) fn run(workshop: &mut Workshop, only: &[Check]) -> Result<(), Stop> {
    let chosen = Check::ALL.into_iter().filter(|check| only.is_empty() || only.contains(check));
    let mut lines = vec![format!("{:<10}{:<10}{:>7}", "check", "result", "seconds")];
    let mut outcome = Ok(());
    for check in chosen {
        let (result, took) = if outcome.is_ok() {
            say(&format!("check {}", check.name()));
            let start = Instant::now();
            outcome = check.run(workshop);
            (if outcome.is_ok() { "passed" } else { "FAILED" }, start.elapsed())
        } else {
            ("not run", Duration::ZERO)
        };
        lines.push(format!("{:<10}{result:<10}{:>7.1}", check.name(), took.as_secs_f32()));
    }
    println!("\n{}", lines.join("\n"));
    outcome
}

fn format(workshop: &Workshop) -> Result<(), Stop> {
    tools::for_lints(workshop)?;
    workshop::run(&mut cargo(workshop, "fmt --all --check"), "run `cargo fmt --all` and look at what it changed.")
}

fn clippy(workshop: &Workshop) -> Result<(), Stop> {
    tools::for_lints(workshop)?;
    for scope in ["--workspace", "--package alicia-dashboard --target wasm32-unknown-unknown"] {
        let line = format!("clippy {scope} --all-targets -- --deny warnings");
        workshop::run(
            &mut cargo(workshop, &line),
            "mend what clippy names above; an exception needs `#[expect(…, reason = \"…\")]`.",
        )?;
    }
    Ok(())
}

fn native(workshop: &Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &[MOSQUITTO, MOSQUITTO_CLIENTS, NGINX, OPENSSL])?;
    workshop::run(
        &mut cargo(workshop, "test --workspace --exclude e2e"),
        "mend the failed test above; `cargo test <its name>` runs it alone.",
    )
}

fn browser(workshop: &mut Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &[CHROMIUM, CHROMEDRIVER])?;
    tools::for_browser_tests(workshop)?;
    // Left alone, wasm-pack looks for downloads of the tools that are ready here.
    let arguments = "test --mode no-install --headless --chrome".split(' ');
    let mut command = workshop.command("wasm-pack", arguments);
    if let Some(driver) = workshop.find("chromedriver") {
        command.env("CHROMEDRIVER", driver);
    }
    workshop::run(&mut command, "mend the failed test above; `cargo xtask test --only browser` runs these again.")
}

fn end_to_end(workshop: &Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    // One browser at a time: several on two processors make each other late.
    workshop::run(
        &mut cargo(workshop, "test --package e2e -- --test-threads=1"),
        "mend the failed test above; `cargo xtask test --only page --only e2e` builds the page and runs these again.",
    )
}

fn cargo(workshop: &Workshop, line: &str) -> Command {
    workshop.command("cargo", line.split(' '))
}
