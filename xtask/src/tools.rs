//! Tools that build the page, each installed once per version under the user's cache folder, where any checkout finds them.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    stop::Stop,
    workshop::{self, Workshop, say},
};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

struct Tool {
    package: &'static str,
    version: String,
    programs: &'static [&'static str],
    /// Whether to build with the dependencies its authors tested.
    locked: bool,
}

impl Tool {
    fn trunk() -> Self {
        Self { package: "trunk", version: "0.21.14".into(), programs: &["trunk"], locked: true }
    }

    fn wasm_pack() -> Self {
        Self { package: "wasm-pack", version: "0.15.1".into(), programs: &["wasm-pack"], locked: true }
    }

    fn cargo_fuzz() -> Self {
        Self { package: "cargo-fuzz", version: "0.13.2".into(), programs: &["cargo-fuzz"], locked: true }
    }

    /// Not locked: 0.2.130's own lock file asks for a release of a dependency that cannot be had everywhere.
    fn wasm_bindgen(version: String) -> Self {
        Self {
            package: "wasm-bindgen-cli",
            version,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            locked: false,
        }
    }

    fn folder_name(&self) -> String {
        format!("{}-{}", self.programs[0], self.version)
    }
}

/// Makes ready what a build of the page needs.
pub(crate) fn for_the_page(workshop: &mut Workshop) -> Result<(), Stop> {
    wasm_target(workshop)?;
    let lock = fs::read_to_string(workshop.root().join("Cargo.lock")).unwrap_or_default();
    let version = locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Stop::new(
            "Cargo.lock names no wasm-bindgen",
            "run `git checkout Cargo.lock`, or `cargo update` if you changed dependencies.",
        )
    })?;
    provide(workshop, &Tool::wasm_bindgen(version))?;
    provide(workshop, &Tool::trunk())
}

/// Makes ready what the tests in the browser need.
pub(crate) fn for_browser_tests(workshop: &mut Workshop) -> Result<(), Stop> {
    for_the_page(workshop)?;
    provide(workshop, &Tool::wasm_pack())
}

/// Makes ready what builds programs that are fed with bytes nobody thought of.
pub(crate) fn for_fuzzing(workshop: &mut Workshop) -> Result<(), Stop> {
    provide(workshop, &Tool::cargo_fuzz())
}

/// Makes ready the parts of the Rust toolchain that a minimal installation leaves out.
pub(crate) fn for_lints(workshop: &Workshop) -> Result<(), Stop> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if workshop.output("cargo", &[subcommand, "--version"]).is_none() {
            workshop::run(
                &mut workshop.command("rustup", ["component", "add", component]),
                "install this part of Rust the way you installed Rust.",
            )?;
        }
    }
    wasm_target(workshop)
}

fn wasm_target(workshop: &Workshop) -> Result<(), Stop> {
    let installed = workshop
        .output("rustc", &["--print", "sysroot"])
        .is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(WASM).exists());
    if installed {
        return Ok(());
    }
    workshop::run(
        &mut workshop.command("rustup", ["target", "add", WASM]),
        "install Rust's target wasm32-unknown-unknown the way you installed Rust.",
    )
}

fn provide(workshop: &mut Workshop, tool: &Tool) -> Result<(), Stop> {
    if tool.programs.iter().all(|program| has_version(workshop, program, &tool.version)) {
        return Ok(());
    }
    let home = cache().join("tools").join(tool.folder_name());
    if !home.exists() {
        install(workshop, tool, &home)?;
    }
    workshop.add_to_path(home.join("bin"));
    Ok(())
}

fn has_version(workshop: &Workshop, program: &str, version: &str) -> bool {
    workshop
        .output(program, &["--version"])
        .is_some_and(|printed| printed.split_whitespace().any(|word| word == version))
}

/// Installs beside the final place and renames at the end: what is there is complete, and an interrupted build goes on.
fn install(workshop: &Workshop, tool: &Tool, home: &Path) -> Result<(), Stop> {
    say(&format!("{} is not there yet: building it once, which takes some minutes", tool.folder_name()));
    let half_done = home.with_file_name(format!("half-done-{}", tool.folder_name()));
    let target = half_done.join("target");
    let mut command = workshop.command("cargo", ["install", tool.package, "--version"]);
    command
        .arg(format!("={}", tool.version))
        .args(tool.locked.then_some("--locked"))
        .arg("--root")
        .arg(&half_done)
        .current_dir(env::temp_dir())
        .env("CARGO_TARGET_DIR", &target)
        // They run for seconds: quick to build matters more than quick to run.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    let built = workshop::run(
        &mut command,
        "look at the messages above; it needs an internet connection and a C compiler (Debian: build-essential).",
    );
    if home.exists() {
        // Another checkout was quicker.
        return Ok(());
    }
    built?;
    fs::remove_dir_all(&target).and_then(|()| fs::rename(&half_done, home)).map_err(|error| {
        Stop::new(
            format!("cannot write {}: {error}", home.display()),
            "make this folder writable, or set XDG_CACHE_HOME to one that is.",
        )
    })
}

/// Where tools are kept, for every checkout.
pub(crate) fn cache() -> PathBuf {
    env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(env::temp_dir)
        .join("alicia-dashboard")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    lock.lines()
        .skip_while(|line| *line != name)
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
dependencies = [
 "cfg-if",
]
"#;

    #[test]
    fn the_version_in_the_lock_is_that_of_the_package_with_exactly_this_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }

    #[test]
    fn the_project_locks_a_version() {
        let lock = include_str!("../../Cargo.lock");
        assert!(locked_version(lock, "wasm-bindgen").is_some());
    }
}
