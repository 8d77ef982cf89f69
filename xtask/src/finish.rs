//! The last hand on a build, called by Trunk: smaller wasm, and a name for the worker that changes with its content.
//!
//! Trunk gives the worker's files no hash. Without one, a browser could pair a new page with an old worker from its cache.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use crate::{
    stop::Stop,
    wasm,
    workshop::{self, Workshop},
};

/// What the page starts as its worker: the `content` of `<meta name="worker">`.
const LOADER: &str = "worker_loader.js";

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

pub(crate) fn run(workshop: &Workshop) -> Result<(), Stop> {
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        return Err(Stop::new(
            "`finish` is called by Trunk at the end of a build",
            "run `cargo xtask dist` or `trunk serve`.",
        ));
    };
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        shrink(workshop, &staging)?;
    }
    name_worker(&staging).map_err(|error| {
        Stop::new(
            format!("the worker cannot be named: {error}"),
            "compare index.html with xtask/src/finish.rs: a new Trunk may write other files.",
        )
    })
}

/// By wasm-opt where there is one that can be trusted; otherwise by leaving out names, which is most of the gain.
fn shrink(workshop: &Workshop, staging: &Path) -> Result<(), Stop> {
    let broken = |error: io::Error| Stop::new(error.to_string(), "run `cargo xtask dist` again.");
    let wasm_opt = workshop
        .output("wasm-opt", &["--version"])
        .is_some_and(|printed| wasm_opt_version(&printed) >= Some(OLDEST_WASM_OPT));
    for module in modules(staging).map_err(broken)? {
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

/// Renames the worker's files after their content, and every mention of them.
fn name_worker(staging: &Path) -> io::Result<()> {
    let hash = hash(staging, &["worker.js", "worker_bg.wasm"])?;
    let glue = format!("worker-{hash}.js");
    let module = format!("worker-{hash}_bg.wasm");
    let loader = format!("worker_loader-{hash}.js");
    replace(&staging.join("worker.js"), "worker_bg.wasm", &module)?;
    replace(&staging.join(LOADER), "worker.js", &glue)?;
    replace(&staging.join("index.html"), LOADER, &loader)?;
    fs::rename(staging.join("worker.js"), staging.join(glue))?;
    fs::rename(staging.join("worker_bg.wasm"), staging.join(module))?;
    fs::rename(staging.join(LOADER), staging.join(loader))
}

fn hash(folder: &Path, names: &[&str]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for name in names {
        fs::read(folder.join(name))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn replace(file: &Path, from: &str, to: &str) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    if !text.contains(from) {
        return Err(io::Error::other(format!("{} does not mention {from}", file.display())));
    }
    fs::write(file, text.replace(from, to))
}

fn modules(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let is_module = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "wasm");
    files.filter(|file| file.as_ref().map_or(true, is_module)).collect()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const GLUE: &str = "new URL('worker_bg.wasm', import.meta.url)";

    fn staged(index: &str, module: &[u8]) -> io::Result<TempDir> {
        let folder = TempDir::new()?;
        let write = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content);
        write("index.html", index.as_bytes())?;
        write("worker.js", GLUE.as_bytes())?;
        write("worker_bg.wasm", module)?;
        write(LOADER, b"import init from './worker.js';await init();")?;
        Ok(folder)
    }

    fn name_in_page(module: &[u8]) -> io::Result<String> {
        let folder = staged(LOADER, module)?;
        name_worker(folder.path())?;
        fs::read_to_string(folder.path().join("index.html"))
    }

    #[test]
    fn every_file_of_the_worker_is_found_under_its_new_name() -> io::Result<()> {
        let folder = staged("<meta content=worker_loader.js>", b"wasm")?;
        let read = |name: &str| fs::read_to_string(folder.path().join(name));
        name_worker(folder.path())?;
        let page = read("index.html")?;
        let hash = &page["<meta content=worker_loader-".len()..page.len() - ".js>".len()];
        assert!(read(&format!("worker_loader-{hash}.js"))?.contains(&format!("'./worker-{hash}.js'")));
        assert!(read(&format!("worker-{hash}.js"))?.contains(&format!("'worker-{hash}_bg.wasm'")));
        assert_eq!(read(&format!("worker-{hash}_bg.wasm"))?, "wasm");
        Ok(())
    }

    #[test]
    fn another_worker_has_another_name() -> io::Result<()> {
        assert_eq!(name_in_page(b"one")?, name_in_page(b"one")?);
        assert_ne!(name_in_page(b"one")?, name_in_page(b"two")?);
        Ok(())
    }

    #[test]
    fn the_version_of_wasm_opt_is_the_number_it_prints() {
        assert_eq!(wasm_opt_version("wasm-opt version 108"), Some(108));
        assert_eq!(wasm_opt_version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(wasm_opt_version(""), None);
    }

    #[test]
    fn a_page_that_names_no_worker_is_refused() -> io::Result<()> {
        assert!(name_worker(staged("<p>", b"wasm")?.path()).is_err());
        Ok(())
    }
}
