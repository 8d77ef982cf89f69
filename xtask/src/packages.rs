//! Programs from Debian's or Ubuntu's packages that the tests run.

mod quiet;

use std::{fs, path::Path};

use quiet::Quiet;

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
pub(crate) const NGINX: Program = Program::new(&["nginx"], "nginx");
pub(crate) const OPENSSL: Program = Program::new(&["openssl"], "openssl");
const CADDY: Program = Program::new(&["caddy"], "caddy");
const PYTHON: Program = Program::new(&["python3"], "python3");
pub(crate) const DEBOOTSTRAP: Program = Program::new(&["debootstrap"], "debootstrap");
pub(crate) const SHELLCHECK: Program = Program::new(&["shellcheck"], "shellcheck");
pub(crate) const IPROUTE: Program = Program::new(&["ip"], "iproute2");
pub(crate) const NPM: Program = Program::new(&["npm"], "npm");
pub(crate) const CPP: Program = Program::new(&["c++"], "g++");
pub(crate) const CHROMIUM: Program = Program {
    names: &["chromium", "chromium-browser", "google-chrome"],
    debian: "chromium",
    ubuntu: "chromium-browser",
};
pub(crate) const CHROMEDRIVER: Program =
    Program { names: &["chromedriver"], debian: "chromium-driver", ubuntu: "chromium-chromedriver" };

/// What the stage of the browser's tests is built of.
pub(crate) const END_TO_END: [Program; 8] =
    [MOSQUITTO, MOSQUITTO_CLIENTS, NGINX, OPENSSL, CADDY, PYTHON, CHROMIUM, CHROMEDRIVER];

/// Packages with a service of the same name, which Debian starts at once and at every boot.
const WITH_SERVICE: [&str; 3] = ["caddy", "mosquitto", "nginx"];

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
    if !workshop.is_root() || workshop.find("apt-get").is_none() {
        return Err(Stop::new(format!("these packages are missing: {}", missing.join(", ")), by_hand));
    }
    apt_get(workshop, &["update"], &by_hand)?;
    let quiet = Quiet::keep(workshop, Path::new("/usr/sbin/policy-rc.d")).map_err(|error| {
        Stop::new(format!("the packages' services cannot be kept from starting: {error}"), by_hand.clone())
    })?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt_get(workshop, &[&install, missing.as_slice()].concat(), &by_hand)?;
    drop(quiet);
    for service in missing.iter().filter(|package| WITH_SERVICE.contains(package)) {
        // Without systemd there is nothing to disable.
        let _ = workshop.output("systemctl", &["disable", service]);
    }
    Ok(())
}

fn apt_get(workshop: &Workshop, arguments: &[&str], by_hand: &str) -> Result<(), Stop> {
    let mut command = workshop.command("apt-get", arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    workshop::run(&mut command, by_hand)
}
