//! Parts of the page that few visits need, each in a file of its own, which the page fetches when it is first wanted.
//!
//! The page is compiled as one program. Here the functions of a chunk are taken out of the finished module, which keeps a way
//! to them through its table of functions; the chunk, once it is there, puts them into that table. Both work on the same memory,
//! so there is one program as before.

mod plan;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use plan::{Chunk, Plan};
use read::Module;

use super::{INDEX, hash, replace};

/// What is seen of the page only by those who look for it.
const OF_THE_PAGE: [Chunk; 1] = [Chunk {
    name: "desk",
    doors: &[
        "alicia_dashboard::ui::page::activity::activity",
        "alicia_dashboard::ui::page::broker::broker",
        "alicia_dashboard::ui::page::settings::settings",
    ],
}];

/// Stands in the page's HTML for their names: the `content` of `<meta name="chunks">`.
const NAMES: &str = "no-chunks";

/// Cuts the page's module, leaves the names of functions out of every module, and tells the page the names of its chunks.
pub(super) fn cut(staging: &Path) -> io::Result<()> {
    for file in modules_in(staging)? {
        let stem = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(of_page) = stem.strip_prefix("page-").and_then(|rest| rest.strip_suffix("_bg.wasm")) else {
            let (main, _) = apart(&file, &[])?;
            fs::write(&file, main)?;
            continue;
        };
        let (main, chunks) = apart(&file, &OF_THE_PAGE)?;
        fs::write(&file, &main)?;
        let mut names = Vec::new();
        for (chunk, module) in OF_THE_PAGE.iter().zip(chunks) {
            let name = format!("page-{}-{}.wasm", chunk.name, hash([&*module]));
            fs::write(staging.join(&name), module)?;
            names.push(name);
        }
        replace(&staging.join(INDEX), NAMES, &names.join(","))?;
        rename(staging, of_page)?;
    }
    Ok(())
}

/// The page's files are named after what they were before: another cut of the same program has another name.
fn rename(staging: &Path, before: &str) -> io::Result<()> {
    let [glue, module] = [format!("page-{before}.js"), format!("page-{before}_bg.wasm")].map(|name| staging.join(name));
    let after = hash([&*fs::read(&glue)?, &*fs::read(&module)?]);
    replace(&staging.join(INDEX), before, &after)?;
    for file in [glue, module] {
        fs::rename(&file, file.to_string_lossy().replace(before, &after))?;
    }
    Ok(())
}

/// The module without the chunks, and these.
fn apart(file: &Path, chunks: &[Chunk]) -> io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    let cannot = |error: &dyn std::error::Error| io::Error::other(format!("{}: {error}", file.display()));
    let bytes = fs::read(file)?;
    let module = Module::read(&bytes).map_err(|error| cannot(&error))?;
    let plan = Plan::new(&module, chunks).map_err(io::Error::other)?;
    write::write(&bytes, &module, &plan, chunks.len()).map_err(|error| cannot(&error))
}

fn modules_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let is_module = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "wasm");
    files.filter(|file| file.as_ref().map_or(true, is_module)).collect()
}
