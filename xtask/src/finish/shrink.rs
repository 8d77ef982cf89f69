//! Smaller wasm: by wasm-opt where there is one that can be trusted; otherwise by leaving out names, most of the gain.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    stop::Stop,
    wasm,
    workshop::{self, Workshop},
};

/// Older ones export the table of JavaScript values under the number of another table: the page does not start.
const OLDEST_WASM_OPT: u32 = 110;

/// What Rust emits by default, spelled out for a wasm-opt that does not read it from the module.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(super) fn modules(workshop: &Workshop, staging: &Path) -> Result<(), Stop> {
    let broken = |error: io::Error| Stop::new(error.to_string(), "run `cargo xtask dist` again.");
    let wasm_opt = workshop
        .output("wasm-opt", &["--version"])
        .is_some_and(|printed| wasm_opt_version(&printed) >= Some(OLDEST_WASM_OPT));
    for module in modules_in(staging).map_err(broken)? {
        if wasm_opt {
            let mut command = workshop.command("wasm-opt", ["-Oz"]);
            command.args(WASM_FEATURES).arg(&module).arg("--output").arg(&module);
            workshop::run(&mut command, "install another wasm-opt, or remove this one.")?;
        } else {
            leave_out_names(&module).map_err(broken)?;
        }
    }
    Ok(())
}

fn wasm_opt_version(printed: &str) -> Option<u32> {
    printed.split_whitespace().find_map(|word| word.parse().ok())
}

fn leave_out_names(module: &Path) -> io::Result<()> {
    match wasm::without_names(&fs::read(module)?) {
        Some(smaller) => fs::write(module, smaller),
        None => Err(io::Error::other(format!("{} is not a wasm module", module.display()))),
    }
}

fn modules_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let is_module = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "wasm");
    files.filter(|file| file.as_ref().map_or(true, is_module)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_wasm_opt_is_the_number_it_prints() {
        assert_eq!(wasm_opt_version("wasm-opt version 108"), Some(108));
        assert_eq!(wasm_opt_version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(wasm_opt_version(""), None);
    }
}
