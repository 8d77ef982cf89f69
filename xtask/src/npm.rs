//! What only npm has, each installed once per version under the user's cache folder. None of it is part of the page.

use std::{fs, path::PathBuf};

use crate::{
    packages::{self, NPM},
    stop::Stop,
    tools,
    workshop::{self, Workshop, say},
};

/// A package whose files need no other's: MQTT.js has its own within one.
pub(crate) struct Package {
    name: &'static str,
    version: &'static str,
}

/// Finds what keeps people out of a page (MPL-2.0).
pub(crate) const AXE: Package = Package { name: "axe-core", version: "4.14.1" };

/// Draws charts (MIT); ours are measured beside its.
pub(crate) const UPLOT: Package = Package { name: "uplot", version: "1.6.32" };

/// Speaks MQTT in browsers (MIT); our page is measured beside pages made with it.
pub(crate) const MQTT: Package = Package { name: "mqtt", version: "5.16.0" };

impl Package {
    fn folder_name(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }
}

/// The folder with its files.
pub(crate) fn provide(workshop: &Workshop, package: &Package) -> Result<PathBuf, Stop> {
    let home = tools::cache().join("npm").join(package.folder_name());
    let files = home.join("node_modules").join(package.name);
    if files.exists() {
        return Ok(files);
    }
    packages::provide(workshop, &[NPM])?;
    say(&format!("{} is not there yet: fetching it once", package.folder_name()));
    let half_done = home.with_file_name(format!("half-done-{}", package.folder_name()));
    let written = |error: std::io::Error| {
        Stop::new(
            format!("cannot write {}: {error}", home.display()),
            "make this folder writable, or set XDG_CACHE_HOME to one that is.",
        )
    };
    fs::create_dir_all(&half_done).map_err(written)?;
    let quiet =
        ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--no-update-notifier", "--prefix"];
    let mut command = workshop.command("npm", quiet);
    command.arg(&half_done).arg(format!("{}@{}", package.name, package.version));
    workshop::run(&mut command, "look at the messages above; it needs an internet connection.")?;
    match fs::rename(&half_done, &home) {
        // Another checkout may have been quicker.
        Err(error) if !home.exists() => Err(written(error)),
        _ => Ok(files),
    }
}
