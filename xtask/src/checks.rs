//! Every check there is, cheapest first.

use std::{
    process::Command,
    str::FromStr,
    time::{Duration, Instant},
};

use crate::{
    archive, dist,
    fuzz::{self, Fuzz},
    npm,
    packages::{
        self, CHROMEDRIVER, CHROMIUM, DEBOOTSTRAP, IPROUTE, MOSQUITTO, MOSQUITTO_CLIENTS, NGINX, OPENSSL, SHELLCHECK,
    },
    rebuild,
    stop::Stop,
    tools,
    workshop::{self, Workshop, say},
};

/// A workspace of its own.
const FUZZ: &str = "--manifest-path fuzz/Cargo.toml";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    Format,
    Clippy,
    Shell,
    Native,
    Browser,
    Page,
    Fuzz,
    Rebuild,
    EndToEnd,
    OwnHouse,
}

impl Check {
    const ALL: [Self; 10] = [
        Self::Format,
        Self::Clippy,
        Self::Shell,
        Self::Native,
        Self::Browser,
        Self::Page,
        Self::Fuzz,
        Self::EndToEnd,
        Self::OwnHouse,
        Self::Rebuild,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Shell => "shell",
            Self::Native => "native",
            Self::Browser => "browser",
            Self::Page => "page",
            Self::Fuzz => "fuzz",
            Self::Rebuild => "rebuild",
            Self::EndToEnd => "e2e",
            Self::OwnHouse => "own-house",
        }
    }

    fn run(self, workshop: &mut Workshop) -> Result<(), Stop> {
        match self {
            Self::Format => format(workshop),
            Self::Clippy => clippy(workshop),
            Self::Shell => shell(workshop),
            Self::Native => native(workshop),
            Self::Browser => browser(workshop),
            Self::Page => dist::run(workshop),
            Self::Fuzz => fuzz::run(workshop, &Fuzz::as_check()),
            Self::Rebuild => rebuild::run(workshop),
            Self::EndToEnd => end_to_end(workshop),
            Self::OwnHouse => own_house(workshop),
        }
    }

    /// What this machine lacks that no package brings.
    fn obstacle(self, workshop: &Workshop) -> Option<&'static str> {
        let is_possible = self != Self::OwnHouse || (workshop.is_root() && workshop.find("apt-get").is_some());
        (!is_possible).then_some("it builds a Debian, which takes root on Debian or Ubuntu")
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
    let mut lines = vec![format!("{:<11}{:<10}{:>7}", "check", "result", "seconds")];
    let mut outcome = Ok(());
    for check in chosen {
        let (result, took) = if let Some(obstacle) = check.obstacle(workshop) {
            say(&format!("check {} is skipped: {obstacle}", check.name()));
            ("SKIPPED", Duration::ZERO)
        } else if outcome.is_ok() {
            say(&format!("check {}", check.name()));
            let start = Instant::now();
            outcome = check.run(workshop);
            (if outcome.is_ok() { "passed" } else { "FAILED" }, start.elapsed())
        } else {
            ("not run", Duration::ZERO)
        };
        lines.push(format!("{:<11}{result:<10}{:>7.1}", check.name(), took.as_secs_f32()));
    }
    println!("\n{}", lines.join("\n"));
    outcome
}

fn format(workshop: &Workshop) -> Result<(), Stop> {
    tools::for_lints(workshop)?;
    for (scope, mend) in [("--all", "cargo fmt --all"), (FUZZ, "cargo fmt --manifest-path fuzz/Cargo.toml")] {
        workshop::run(
            &mut cargo(workshop, &format!("fmt {scope} --check")),
            &format!("run `{mend}` and look at what it changed."),
        )?;
    }
    Ok(())
}

fn clippy(workshop: &Workshop) -> Result<(), Stop> {
    tools::for_lints(workshop)?;
    let page = "--package alicia-dashboard --target wasm32-unknown-unknown --all-targets";
    // Without the engine, which is another program in the browser.
    let worker = "--package alicia-dashboard --target wasm32-unknown-unknown --no-default-features --features worker";
    let fuzz = format!("{FUZZ} --target-dir target/fuzz --all-targets");
    for scope in ["--workspace --all-targets", page, worker, &fuzz] {
        let line = format!("clippy {scope} -- --deny warnings");
        workshop::run(
            &mut cargo(workshop, &line),
            "mend what clippy names above; an exception needs `#[expect(…, reason = \"…\")]`.",
        )?;
    }
    Ok(())
}

fn shell(workshop: &Workshop) -> Result<(), Stop> {
    const SCRIPTS: [&str; 3] = ["deploy/broker", "deploy/mosquitto/make-passwords", "tests/own-house"];
    packages::provide(workshop, &[SHELLCHECK])?;
    workshop::run(
        &mut workshop.command("shellcheck", ["--external-sources"].iter().chain(&SCRIPTS)),
        "mend what shellcheck names above; an exception needs `# shellcheck disable=… # reason`.",
    )
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
    // In seconds, of all tests and of the driver's start; the runner would wait for 20 and 5, which a busy machine needs.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "600").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    workshop::run(&mut command, "mend the failed test above; `cargo xtask test --only browser` runs these again.")
}

fn end_to_end(workshop: &Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    let axe = npm::provide(workshop, &npm::AXE)?.join("axe.min.js");
    // One browser at a time: several on two processors make each other late.
    workshop::run(
        cargo(workshop, "test --package e2e --no-fail-fast -- --test-threads=1").env("AXE", axe),
        "mend the failed test above; `cargo xtask test --only page --only e2e` builds the page and runs these again.",
    )
}

fn own_house(workshop: &Workshop) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    packages::provide(workshop, &[DEBOOTSTRAP, IPROUTE])?;
    workshop::run(&mut cargo(workshop, "build --package e2e --bin visitor"), "mend the error above.")?;
    let mut command = workshop.command("tests/own-house", [archive::file(workshop)]);
    command.arg(workshop.root().join("target/debug/visitor"));
    workshop::run(
        &mut command,
        "mend deploy/README.md or what it installs; `cargo xtask test --only page --only own-house` plays it again.",
    )
}

fn cargo(workshop: &Workshop, line: &str) -> Command {
    workshop.command("cargo", line.split(' '))
}
