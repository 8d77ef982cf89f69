//! Measures what the page costs, beside others: `bench UPLOT RESULTS`. In the one folder lies uPlot, as npm
//! has installed it; the results become the other file.

use std::{env, fs, path::PathBuf};

fn main() {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let uplot = paths.next().expect("the first argument is the folder of uPlot");
    let results = paths.next().expect("the second argument is the file for the results");
    let report = e2e::bench::run(&uplot);
    fs::write(&results, report.to_string()).unwrap_or_else(|error| panic!("{}: {error}", results.display()));
    println!("{report}");
}
