//! What the page weighs beside the library that others are made with.

use std::{fs, io, path::Path};

use crate::{
    compress,
    sizes::{self, Report},
};

/// What may be loaded before anything is seen.
const MOST: usize = 91_000;
/// What a page with MQTT.js loads of it.
const LIBRARY: &str = "dist/mqtt.esm.js";

/// The page's weight as a section for people; `library` is the folder of MQTT.js.
pub(super) fn section(dist: &Path, library: &Path) -> io::Result<String> {
    let report = Report::of(dist)?;
    let library = compress::brotlied(&fs::read(library.join(LIBRARY))?)?.len();
    let first = line("Before anything is seen, by brotli", report.first_brotli(), MOST, "at most 91.0 kB");
    let all =
        line("Page and worker together, by gzip", report.budgeted_gzip(), sizes::BUDGET_KB * 1000, "at most 450.0 kB");
    let whole = sizes::kilobytes(report.whole_gzip());
    Ok(format!(
        "\n## What is downloaded\n\nIn kB of 1000 bytes. MQTT.js alone, by brotli: {} kB. Page and worker are what each visit loads; \
         pages that few visits open, conventions that a home may not have, and the engine for templates come when they are needed.\n\n\
         | | here | wanted | |\n|---|---|---|---|\n{first}{all}| With all that comes when it is needed, by gzip | {whole} kB |  |  |\n",
        sizes::kilobytes(library),
    ))
}

fn line(what: &str, bytes: usize, most: usize, wanted: &str) -> String {
    let met = if bytes <= most { "met" } else { "**not met**" };
    format!("| {what} | {} kB | {wanted} | {met} |\n", sizes::kilobytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_heavy_as_it_may_be_is_met_and_a_byte_more_is_not() {
        assert_eq!(line("All", 91_000, 91_000, "at most 91.0 kB"), "| All | 91.0 kB | at most 91.0 kB | met |\n");
        assert!(line("All", 91_001, 91_000, "at most 91.0 kB").contains("**not met**"));
    }

    #[test]
    fn the_page_is_weighed_beside_the_library() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (dist, library) = (folder.path().join("page"), folder.path().join("mqtt"));
        for folder in [&dist, &library.join("dist")] {
            fs::create_dir_all(folder)?;
        }
        fs::write(dist.join("index.html"), "<p>home</p>".repeat(100))?;
        let calls: Vec<_> = (0..1_000).map(|number| format!("connect({number});")).collect();
        fs::write(library.join(LIBRARY), calls.concat())?;
        fs::write(dist.join("page-desk-0.wasm"), [7; 100])?;
        let section = section(&dist, &library)?;
        assert_eq!(section.matches("| met |").count(), 2, "{section}");
        let report = Report::of(&dist)?;
        assert!(report.whole_gzip() > report.budgeted_gzip());
        Ok(())
    }
}
