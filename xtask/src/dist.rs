//! The page, built for release into `dist/`.

use crate::{
    sizes::{self, BUDGET_KB, Report},
    stop::Stop,
    tools,
    workshop::{self, Workshop, say},
};

/// Builds the page, prints what it weighs, and stops above the budget.
pub(crate) fn run(workshop: &mut Workshop) -> Result<(), Stop> {
    build(workshop)?;
    say("weigh dist/");
    let report = Report::of(&workshop.root().join("dist")).map_err(|error| {
        Stop::new(format!("dist/ cannot be read: {error}"), "remove dist/ and run `cargo xtask dist` again.")
    })?;
    println!("{report}");
    if report.within_budget() {
        return Ok(());
    }
    let over = format!(
        "the page weighs {} kB gzipped, the budget is {BUDGET_KB} kB",
        sizes::kilobytes(report.budgeted_gzip())
    );
    Err(Stop::new(over, "look for a new dependency or feature that costs more than it gives: `git diff Cargo.lock`."))
}

pub(crate) fn build(workshop: &mut Workshop) -> Result<(), Stop> {
    tools::for_the_page(workshop)?;
    // Trunk builds offline, or it would download tools of its own choice; so the crates must be there before.
    workshop::run(&mut workshop.command("cargo", ["fetch", "--locked"]), "check the internet connection.")?;
    let mut trunk = workshop.command("trunk", ["build", "--release", "--offline"]);
    // Trunk's own stack would hide what the compiler said.
    trunk.env("RUST_BACKTRACE", "0");
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk accepts no other value than this.
        trunk.env("NO_COLOR", "true");
    }
    workshop::run(
        &mut trunk,
        "mend the error above; `cargo check --target wasm32-unknown-unknown` finds most of them sooner.",
    )
}
