//! The engine for templates that are programs: a module beside the worker, which fetches it when a home needs it.
//!
//! It is told to the worker in the worker's own address, `worker_loader.js?engine=engine-….wasm`, and called by nobody else:
//! there is no script for it.

use std::{env, fs, io, path::Path};

use super::{INDEX, hash, replace};
use crate::{
    stop::Stop,
    tools::WASM,
    workshop::{self, Workshop},
};

const MODULE: &str = "engine.wasm";

/// Builds it, as Trunk has built the page and the worker.
pub(super) fn build(workshop: &Workshop, staging: &Path, for_release: bool) -> Result<(), Stop> {
    let mut cargo = workshop.command("cargo", ["build", "--quiet", "--package", "engine", "--target", WASM]);
    if for_release {
        cargo.arg("--release");
    }
    workshop::run(&mut cargo, "mend what the compiler names above.")?;
    let built = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workshop.root().join("target"), Into::into);
    let profile = if for_release { "release" } else { "debug" };
    let module = built.join(WASM).join(profile).join(MODULE);
    // Not copied: it is no program for this machine, as its permissions say.
    fs::read(&module)
        .and_then(|bytes| fs::write(staging.join(MODULE), bytes))
        .map_err(|error| Stop::new(format!("{}: {error}", module.display()), "run `cargo xtask dist` again."))
}

/// Names it after its content, and tells the worker that name; to be done before the worker gets its own.
pub(super) fn name(staging: &Path, loader: &str) -> io::Result<()> {
    let module = staging.join(MODULE);
    let name = format!("engine-{}.wasm", hash([&*fs::read(&module)?]));
    replace(&staging.join(INDEX), loader, &format!("{loader}?engine={name}"))?;
    fs::rename(module, staging.join(name))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn the_worker_is_told_the_name_that_changes_with_the_content() -> io::Result<()> {
        let named = |content: &[u8]| -> io::Result<String> {
            let folder = TempDir::new()?;
            fs::write(folder.path().join(INDEX), "<meta content=loader.js>")?;
            fs::write(folder.path().join(MODULE), content)?;
            name(folder.path(), "loader.js")?;
            let page = fs::read_to_string(folder.path().join(INDEX))?;
            let told = page.strip_prefix("<meta content=loader.js?engine=").and_then(|rest| rest.strip_suffix('>'));
            let told = told.ok_or_else(|| io::Error::other(page.clone()))?.to_owned();
            assert_eq!(fs::read(folder.path().join(&told))?, content);
            Ok(told)
        };
        assert_eq!(named(b"one")?, named(b"one")?);
        assert_ne!(named(b"one")?, named(b"two")?);
        Ok(())
    }
}
