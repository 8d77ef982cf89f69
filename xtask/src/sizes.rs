//! What the page weighs, and the most it may.

use std::{fmt, fs, io, path::Path};

use crate::compress::{self, brotlied, gzipped};
use crate::finish::sheets::LATE;

/// What every visit loads, page and worker together, gzipped, in kB of 1000 bytes. The page itself is a third of it, and
/// shows itself before the worker has come.
pub(crate) const BUDGET_KB: usize = 450;

/// What the browser must load before anything works; icons and such do not count, nor what comes on demand.
const BUDGETED: [&str; 4] = ["wasm", "js", "css", "html"];

/// Of that, what the page needs before it shows anything, by brotli, in kB of 1000 bytes.
pub(crate) const FIRST_SIGHT_KB: usize = 91;

/// So ends the name of a program's module. Other modules are fetched by a program that needs them, which on most visits none
/// does: what was cut out of page or worker, and the engine for templates that are programs.
const PROGRAM: &str = "_bg.wasm";

/// So begins the name of a module that was cut out of the page and that every visit loads all the same, after the first sight.
const HOME: &str = "page-home-";

/// So begin the names of the worker's files, which come while something is seen already.
const WORKER: &str = "worker";

/// The service worker, for which no visit waits.
const LATER: &str = "offline.js";

#[derive(Debug)]
pub(crate) struct Report(Vec<File>);

#[derive(Debug)]
struct File {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Report {
    /// Weighs every file of the folder, the heaviest first.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        weigh(folder, "", &mut files)?;
        files.sort_by(|a, b| b.gzip.cmp(&a.gzip).then_with(|| a.name.cmp(&b.name)));
        Ok(Self(files))
    }

    pub(crate) fn budgeted_gzip(&self) -> usize {
        self.budgeted().map(|file| file.gzip).sum()
    }

    /// With whatever a visit may come to need: every page, convention and template.
    pub(crate) fn whole_gzip(&self) -> usize {
        let is_program =
            |file: &&File| BUDGETED.iter().any(|budgeted| Path::new(&file.name).extension() == Some(budgeted.as_ref()));
        self.0.iter().filter(is_program).map(|file| file.gzip).sum()
    }

    pub(crate) fn first_brotli(&self) -> usize {
        self.first().map(|file| file.brotli).sum()
    }

    pub(crate) fn within_budget(&self) -> bool {
        self.budgeted_gzip() <= BUDGET_KB * 1000 && self.first_brotli() <= FIRST_SIGHT_KB * 1000
    }

    fn budgeted(&self) -> impl Iterator<Item = &File> {
        self.0.iter().filter(|file| file.is_budgeted())
    }

    fn first(&self) -> impl Iterator<Item = &File> {
        self.budgeted().filter(|file| !file.name.starts_with(HOME) && !file.name.starts_with(WORKER))
    }
}

impl File {
    fn is_budgeted(&self) -> bool {
        let extension = Path::new(&self.name).extension().unwrap_or_default();
        let is_module = extension == "wasm" && !self.name.ends_with(PROGRAM) && !self.name.starts_with(HOME);
        let is_on_demand = is_module || self.name == LATER || self.name.starts_with(LATE);
        !is_on_demand && BUDGETED.iter().any(|budgeted| extension == *budgeted)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |out: &mut fmt::Formatter<'_>, name: &str, sizes: [usize; 3]| {
            let [raw, gzip, brotli] = sizes.map(kilobytes);
            writeln!(out, "{name:<44}{raw:>9}{gzip:>9}{brotli:>9}")
        };
        writeln!(out, "{:<44}{:>9}{:>9}{:>9}", "kB of 1000 bytes", "raw", "gzip", "brotli")?;
        for file in &self.0 {
            row(out, &file.name, [file.raw, file.gzip, file.brotli])?;
        }
        let sum = |files: Vec<&File>| {
            files
                .iter()
                .fold([0; 3], |[raw, gzip, brotli], file| [raw + file.raw, gzip + file.gzip, brotli + file.brotli])
        };
        row(out, &format!("total of {}", BUDGETED.join(", ")), sum(self.budgeted().collect()))?;
        writeln!(out, "{:<44}{:>18}", "budget", kilobytes(BUDGET_KB * 1000))?;
        row(out, "of that, before anything is shown", sum(self.first().collect()))?;
        write!(out, "{:<44}{:>27}", "budget", kilobytes(FIRST_SIGHT_KB * 1000))
    }
}

pub(crate) fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn weigh(folder: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if compress::is_copy(&entry.path()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            weigh(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let content = fs::read(entry.path())?;
            let (gzip, brotli) = (gzipped(&content)?.len(), brotlied(&content)?.len());
            files.push(File { name, raw: content.len(), gzip, brotli });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, gzip: usize) -> File {
        File { name: name.into(), raw: 2 * gzip, gzip, brotli: gzip }
    }

    #[test]
    fn the_budget_counts_what_the_browser_must_load_and_nothing_else() {
        let report = Report(vec![
            file("page_bg.wasm", 80_000),
            file("page-home-0.wasm", 60_000),
            file("worker_bg.wasm", BUDGET_KB * 1000 - 140_010),
            file("index.html", 10),
            file("icon.png", 90_000),
            file("engine-0.wasm", 80_000),
            file("offline.js", 2_000),
            file("page-desk-0.wasm", 20_000),
            file("worker-homie-0.wasm", 10_000),
        ]);
        assert_eq!(report.budgeted_gzip(), BUDGET_KB * 1000);
        assert!(report.within_budget());
    }

    #[test]
    fn one_byte_more_is_over_the_budget() {
        let report = Report(vec![file("worker_bg.wasm", BUDGET_KB * 1000), file("main.css", 1)]);
        assert!(!report.within_budget());
    }

    #[test]
    fn what_is_needed_before_anything_is_shown_has_a_budget_of_its_own() {
        let mut report = Report(vec![
            file("page_bg.wasm", FIRST_SIGHT_KB * 1000),
            file("page-home-0.wasm", 1),
            file("worker-0.js", 1),
        ]);
        assert!(report.within_budget());
        report.0.push(file("main.css", 1));
        assert!(!report.within_budget());
    }

    #[test]
    fn a_size_is_rounded_up() {
        assert_eq!(kilobytes(300_000), "300.0");
        assert_eq!(kilobytes(300_001), "300.1");
        assert_eq!(kilobytes(0), "0.0");
    }
}
