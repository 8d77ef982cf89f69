//! What the page's service worker is told: the version of this build, and its files.

use std::{fs, io, path::Path};

use super::sheets::LATE;
use super::{INDEX, hash, replace};

const WORKER: &str = "offline.js";

/// What stands in the worker, and the first of them in the page as well, until something is put in.
const VERSION: &str = "no-version";
const NEEDED: &str = r#"["no-needed"]"#;
const WELCOME: &str = r#"["no-welcome"]"#;

/// What is fetched at once by every visit. Of WebAssembly only the two programs, not what comes when it is wanted.
const OF_EVERY_VISIT: [&str; 4] = ["css", "js", "svg", "_bg.wasm"];

/// To be done when all files are there under their last names; changes but the page and its service worker.
pub(super) fn stamp(staging: &Path) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(staging)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let mut contents = Vec::new();
    for name in &names {
        contents.push(name.clone().into_bytes());
        contents.push(fs::read(staging.join(name))?);
    }
    let version = hash(contents.iter().map(Vec::as_slice));
    let beside = names.iter().filter(|name| ![INDEX, WORKER].contains(&name.as_str()));
    let (needed, welcome): (Vec<_>, Vec<_>) = beside.partition(|name| is_needed(name));
    let worker = staging.join(WORKER);
    replace(&worker, NEEDED, &format!("{needed:?}"))?;
    replace(&worker, WELCOME, &format!("{welcome:?}"))?;
    replace(&worker, VERSION, &version)?;
    replace(&staging.join(INDEX), VERSION, &version)
}

fn is_needed(name: &str) -> bool {
    OF_EVERY_VISIT.iter().any(|end| name.ends_with(end)) && name != "icon.svg" && !name.starts_with(LATE)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const FILES: [(&str, &str); 6] = [
        (INDEX, "<meta name=version content=no-version>"),
        (WORKER, r#"const V = "no-version"; const N = ["no-needed"]; const W = ["no-welcome"];"#),
        ("config.json", "{}"),
        ("page-0123456789abcdef.js", "start()"),
        ("page-0123456789abcdef_bg.wasm", "the page"),
        ("page-desk-0123456789abcdef.wasm", "a chunk"),
    ];

    /// The page and the service worker when this file has this content.
    fn stamped(changed: &str, content: &str) -> io::Result<(String, String)> {
        let folder = TempDir::new()?;
        for (name, text) in FILES {
            fs::write(folder.path().join(name), if name == changed { content } else { text })?;
        }
        stamp(folder.path())?;
        let read = |name: &str| fs::read_to_string(folder.path().join(name));
        Ok((read(INDEX)?, read(WORKER)?))
    }

    fn version(page: &str) -> &str {
        page.trim_start_matches("<meta name=version content=").trim_end_matches('>')
    }

    #[test]
    fn the_worker_is_told_what_every_visit_needs_and_what_some_do() -> io::Result<()> {
        let (page, worker) = stamped("", "")?;
        let needed = r#"["page-0123456789abcdef.js", "page-0123456789abcdef_bg.wasm"]"#;
        let welcome = r#"["config.json", "page-desk-0123456789abcdef.wasm"]"#;
        let version = version(&page);
        assert_eq!(worker, format!(r#"const V = "{version}"; const N = {needed}; const W = {welcome};"#));
        assert!(version.len() == 16 && version.chars().all(|digit| digit.is_ascii_hexdigit()), "{page}");
        Ok(())
    }

    #[test]
    fn whatever_file_changes_the_version_does() -> io::Result<()> {
        let before = stamped("", "")?.0;
        assert_eq!(version(&before), version(&stamped("", "")?.0));
        for (name, text) in FILES {
            let after = stamped(name, &format!("{text} "))?.0;
            assert_ne!(version(&before), version(after.trim_end()), "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_page_that_has_no_place_for_the_version_is_refused() {
        assert!(stamped(INDEX, "<p>").is_err());
    }
}
