//! Measures what the page costs, beside others: `bench PEERS RESULTS`. The pages of others lie in the one folder, as npm has
//! installed them; the results become the other file.

use std::{env, fs, path::PathBuf};

fn main() {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let peers = paths.next().expect("the first argument is a folder with the pages of others");
    let results = paths.next().expect("the second argument is the file for the results");
    let report = e2e::bench::run(&peers);
    fs::write(&results, report.to_string()).unwrap_or_else(|error| panic!("{}: {error}", results.display()));
    println!("{report}");
}
