//! Programs from Debian's or Ubuntu's packages that the tests run.

use std::fs;

use crate::{
    stop::Stop,
    workshop::{self, Workshop},
};

pub(crate) struct Program {
    /// Any of these will do.
    names: &'static [&'static str],
    debian: &'static str,
    ubuntu: &'static str,
}

impl Program {
    const fn new(name: &'static [&'static str], package: &'static str) -> Self {
        Self { names: name, debian: package, ubuntu: package }
    }
}

pub(crate) const MOSQUITTO: Program = Program::new(&["mosquitto"], "mosquitto");
pub(crate) const MOSQUITTO_CLIENTS: Program = Program::new(&["mosquitto_pub"], "mosquitto-clients");
pub(crate) const NGINX: Program = Program::new(&["nginx"], "nginx-light");
pub(crate) const CHROMIUM: Program = Program {
    names: &["chromium", "chromium-browser", "google-chrome"],
    debian: "chromium",
    ubuntu: "chromium-browser",
};
pub(crate) const CHROMEDRIVER: Program =
    Program { names: &["chromedriver"], debian: "chromium-driver", ubuntu: "chromium-chromedriver" };

/// Installs what is missing by apt when allowed to; otherwise names the packages.
pub(crate) fn provide(workshop: &Workshop, programs: &[Program]) -> Result<(), Stop> {
    let ubuntu =
        fs::read_to_string("/etc/os-release").is_ok_and(|release| release.lines().any(|line| line == "ID=ubuntu"));
    let missing: Vec<_> = programs
        .iter()
        .filter(|program| !program.names.iter().any(|name| workshop.find(name).is_some()))
        .map(|program| if ubuntu { program.ubuntu } else { program.debian })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("install them: sudo apt-get install {}", missing.join(" "));
    let root = workshop.output("id", &["-u"]).as_deref() == Some("0");
    if !root || workshop.find("apt-get").is_none() {
        return Err(Stop::new(format!("these packages are missing: {}", missing.join(", ")), by_hand));
    }
    apt_get(workshop, &["update"], &by_hand)?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt_get(workshop, &[&install, missing.as_slice()].concat(), &by_hand)
}

fn apt_get(workshop: &Workshop, arguments: &[&str], by_hand: &str) -> Result<(), Stop> {
    let mut command = workshop.command("apt-get", arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    workshop::run(&mut command, by_hand)
}
