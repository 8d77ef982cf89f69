//! The page for a long time in bad weather, and under more messages than it can show. What happens there is in tests/e2e.

use crate::{
    dist, packages,
    stop::Stop,
    workshop::{self, Workshop},
};

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Soak {
    pub(crate) minutes: u64,
    pub(crate) seed: u64,
}

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flood {
    pub(crate) seconds: u64,
    /// Messages a second.
    pub(crate) rate: u64,
}

impl Default for Soak {
    fn default() -> Self {
        Self { minutes: 10, seed: 1 }
    }
}

impl Default for Flood {
    fn default() -> Self {
        Self { seconds: 60, rate: 20_000 }
    }
}

pub(crate) fn soak(workshop: &mut Workshop, wish: &Soak) -> Result<(), Stop> {
    let Soak { minutes, seed } = wish;
    try_out(
        workshop,
        "soak",
        [minutes.saturating_mul(60), *seed],
        "mend what is broken above; the same seed makes the same weather and wishes again.",
    )
}

pub(crate) fn flood(workshop: &mut Workshop, wish: &Flood) -> Result<(), Stop> {
    try_out(
        workshop,
        "flood",
        [wish.seconds, wish.rate],
        "mend what is broken above, or find a rate that the page bears.",
    )
}

/// Runs this program of tests/e2e on the page as it is now.
fn try_out(workshop: &mut Workshop, program: &str, numbers: [u64; 2], next: &str) -> Result<(), Stop> {
    packages::provide(workshop, &packages::END_TO_END)?;
    dist::build(workshop)?;
    let mut command = workshop.command("cargo", ["run", "--quiet", "--package", "e2e", "--bin", program, "--"]);
    workshop::run(command.args(numbers.map(|number| number.to_string())), next)
}
