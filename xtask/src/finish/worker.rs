//! A name for the worker that changes with its content.
//!
//! Trunk gives the worker's files no hash. Without one, a browser could pair a new page with an old worker from its cache.

use std::{fs, io, path::Path};

use super::{INDEX, hash, replace};

/// What the page starts as its worker: the `content` of `<meta name="worker">`.
pub(super) const LOADER: &str = "worker_loader.js";

pub(super) const MODULE: &str = "worker_bg.wasm";

/// Tells the worker the name of a file that it may have to fetch: the names follow the `?` in its own address.
pub(super) fn tell(staging: &Path, file: &str) -> io::Result<()> {
    let index = staging.join(INDEX);
    let told = format!("{LOADER}?");
    let is_first = !fs::read_to_string(&index)?.contains(&told);
    if is_first {
        replace(&index, LOADER, &format!("{told}{file}"))
    } else {
        replace(&index, &told, &format!("{told}{file},"))
    }
}

/// Asks for script and module at once; Trunk's own asks for the module when the script is there.
fn loading(glue: &str, module: &str) -> String {
    format!(
        "const module_or_path = fetch(new URL('./{module}', import.meta.url));\
         const {{ default: init }} = await import('./{glue}');\
         await init({{ module_or_path }});"
    )
}

/// Renames the worker's files after their content, and every mention of them.
pub(super) fn name(staging: &Path) -> io::Result<()> {
    let (glue, module) = (fs::read(staging.join("worker.js"))?, fs::read(staging.join(MODULE))?);
    let hash = hash([&*glue, &*module]);
    let glue = format!("worker-{hash}.js");
    let module = format!("worker-{hash}_bg.wasm");
    let loader = format!("worker_loader-{hash}.js");
    replace(&staging.join("worker.js"), MODULE, &module)?;
    fs::write(staging.join(LOADER), loading(&glue, &module))?;
    replace(&staging.join(INDEX), LOADER, &loader)?;
    fs::rename(staging.join("worker.js"), staging.join(glue))?;
    fs::rename(staging.join(MODULE), staging.join(module))?;
    fs::rename(staging.join(LOADER), staging.join(loader))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const GLUE: &str = "new URL('worker_bg.wasm', import.meta.url)";

    fn staged(index: &str, module: &[u8]) -> io::Result<TempDir> {
        let folder = TempDir::new()?;
        let write = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content);
        write(INDEX, index.as_bytes())?;
        write("worker.js", GLUE.as_bytes())?;
        write(MODULE, module)?;
        write(LOADER, b"import init from './worker.js';await init();")?;
        Ok(folder)
    }

    fn name_in_page(module: &[u8]) -> io::Result<String> {
        let folder = staged(LOADER, module)?;
        name(folder.path())?;
        fs::read_to_string(folder.path().join(INDEX))
    }

    #[test]
    fn every_file_of_the_worker_is_found_under_its_new_name() -> io::Result<()> {
        let folder = staged("<meta content=worker_loader.js>", b"wasm")?;
        let read = |name: &str| fs::read_to_string(folder.path().join(name));
        name(folder.path())?;
        let page = read(INDEX)?;
        let hash = &page["<meta content=worker_loader-".len()..page.len() - ".js>".len()];
        let loader = read(&format!("worker_loader-{hash}.js"))?;
        assert!(loader.contains(&format!("'./worker-{hash}.js'")), "{loader}");
        assert!(loader.contains(&format!("'./worker-{hash}_bg.wasm'")), "{loader}");
        assert!(read(&format!("worker-{hash}.js"))?.contains(&format!("'worker-{hash}_bg.wasm'")));
        assert_eq!(read(&format!("worker-{hash}_bg.wasm"))?, "wasm");
        Ok(())
    }

    #[test]
    fn the_worker_is_told_every_file_in_its_own_address() -> io::Result<()> {
        let folder = staged("<meta content=worker_loader.js>", b"wasm")?;
        for file in ["one", "two", "three"] {
            tell(folder.path(), file)?;
        }
        let page = fs::read_to_string(folder.path().join(INDEX))?;
        assert_eq!(page, "<meta content=worker_loader.js?three,two,one>");
        Ok(())
    }

    #[test]
    fn another_worker_has_another_name() -> io::Result<()> {
        assert_eq!(name_in_page(b"one")?, name_in_page(b"one")?);
        assert_ne!(name_in_page(b"one")?, name_in_page(b"two")?);
        Ok(())
    }

    #[test]
    fn a_page_that_names_no_worker_is_refused() -> io::Result<()> {
        assert!(name(staged("<p>", b"wasm")?.path()).is_err());
        Ok(())
    }
}
