//! The engine for templates that are programs: a module beside the worker, which fetches it when a home needs it.
//!
//! It is called by nobody else: there is no script for it.

use std::{fs, io, path::Path};

use super::{hash, worker};
use crate::{
    stop::Stop,
    tools::WASM,
    workshop::{self, Workshop},
};

const MODULE: &str = "engine.wasm";

/// Builds it, as Trunk has built the page and the worker.
pub(super) fn build(workshop: &Workshop, staging: &Path, compiled: &Path, for_release: bool) -> Result<(), Stop> {
    let mut cargo = workshop.command("cargo", ["build", "--quiet", "--package", "engine", "--target", WASM]);
    if for_release {
        cargo.arg("--release");
    }
    workshop::run(&mut cargo, "mend what the compiler names above.")?;
    let module = compiled.join(MODULE);
    // Not copied: it is no program for this machine, as its permissions say.
    fs::read(&module)
        .and_then(|bytes| fs::write(staging.join(MODULE), bytes))
        .map_err(|error| Stop::new(format!("{}: {error}", module.display()), "run `cargo xtask dist` again."))
}

/// Names it after its content, and tells the worker that name; to be done before the worker gets its own.
pub(super) fn name(staging: &Path) -> io::Result<()> {
    let module = staging.join(MODULE);
    let name = format!("engine-{}.wasm", hash([&*fs::read(&module)?]));
    worker::tell(staging, &name)?;
    fs::rename(module, staging.join(name))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::finish::INDEX;

    #[test]
    fn the_worker_is_told_the_name_that_changes_with_the_content() -> io::Result<()> {
        let named = |content: &[u8]| -> io::Result<String> {
            let folder = TempDir::new()?;
            fs::write(folder.path().join(INDEX), "<meta content=worker_loader.js>")?;
            fs::write(folder.path().join(MODULE), content)?;
            name(folder.path())?;
            let page = fs::read_to_string(folder.path().join(INDEX))?;
            let told = page.strip_prefix("<meta content=worker_loader.js?").and_then(|rest| rest.strip_suffix('>'));
            let told = told.ok_or_else(|| io::Error::other(page.clone()))?.to_owned();
            assert_eq!(fs::read(folder.path().join(&told))?, content);
            Ok(told)
        };
        assert_eq!(named(b"one")?, named(b"one")?);
        assert_ne!(named(b"one")?, named(b"two")?);
        Ok(())
    }
}
