//! The page, built for release into `dist/`, and packed for homes.

use std::{env, fs, path::PathBuf};

use crate::{
    archive,
    sizes::{self, BUDGET_KB, FIRST_SIGHT_KB, Report},
    stop::Stop,
    tools,
    workshop::{self, Workshop, say},
};

/// Where cargo looks for more flags of the compiler, beside those in `.cargo/config.toml`.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Builds the page, prints what it weighs, stops above the budget, and packs the archive.
pub(crate) fn run(workshop: &mut Workshop) -> Result<(), Stop> {
    build(workshop)?;
    say("weigh dist/");
    let report = Report::of(&workshop.root().join("dist")).map_err(|error| {
        Stop::new(format!("dist/ cannot be read: {error}"), "remove dist/ and run `cargo xtask dist` again.")
    })?;
    println!("{report}");
    if !report.within_budget() {
        return Err(too_heavy(&report));
    }
    let archive = archive::write(workshop)?;
    say(&format!("packed {}", archive.display()));
    Ok(())
}

fn too_heavy(report: &Report) -> Stop {
    let over = format!(
        "the page weighs {} kB gzipped, of {BUDGET_KB}, and {} kB by brotli before it shows anything, of {FIRST_SIGHT_KB}",
        sizes::kilobytes(report.budgeted_gzip()),
        sizes::kilobytes(report.first_brotli())
    );
    Stop::new(over, "look for a new dependency or feature that costs more than it gives: `git diff Cargo.lock`.")
}

pub(crate) fn build(workshop: &mut Workshop) -> Result<(), Stop> {
    tools::for_the_page(workshop)?;
    // Trunk builds offline, or it would download tools of its own choice; so the crates must be there before.
    workshop::run(&mut workshop.command("cargo", ["fetch", "--locked"]), "check the internet connection.")?;
    let mut trunk = workshop.command("trunk", ["build", "--release", "--offline"]);
    // Trunk's own stack would hide what the compiler said.
    trunk.env("RUST_BACKTRACE", "0");
    trunk.env(FLAGS, nameless_paths(workshop));
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk accepts no other value than this.
        trunk.env("NO_COLOR", "true");
    }
    workshop::run(
        &mut trunk,
        "mend the error above; `cargo check --target wasm32-unknown-unknown` finds most of them sooner.",
    )
}

/// Leaves the folders of this machine out of what the page says when it panics: the same sources give the same bytes
/// wherever they lie, and nobody reads there who built them.
fn nameless_paths(workshop: &Workshop) -> String {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let registries = cargo.map(|cargo| cargo.join("registry/src")).and_then(|folder| fs::read_dir(folder).ok());
    let folders = registries.into_iter().flatten().flatten().map(|registry| registry.path());
    folders
        .chain([workshop.root().to_path_buf()])
        .map(|folder| format!("--remap-path-prefix={}/=", folder.display()))
        // Cargo cuts the flags at every space.
        .filter(|flag| !flag.contains(char::is_whitespace))
        .collect::<Vec<_>>()
        .join(" ")
}
