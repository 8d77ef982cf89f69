//! Measures what the page costs, beside others: `bench RESULTS UPLOT MQTT [TRIAL…]`. The results become the first file; in the two
//! folders lie uPlot and MQTT.js, as npm has installed them. Without a trial, all of them run.

use std::{env, fs, path::PathBuf};

use e2e::bench::{Peers, Report, run};

fn main() {
    let mut arguments = env::args().skip(1);
    let mut path = |what| PathBuf::from(arguments.next().unwrap_or_else(|| panic!("{what} is missing")));
    let results = path("the file for the results");
    let peers = Peers { uplot: path("the folder of uPlot"), mqtt: path("the folder of MQTT.js") };
    let keep = |report: &Report| {
        fs::write(&results, report.to_string()).unwrap_or_else(|error| panic!("{}: {error}", results.display()));
    };
    run(&peers, &arguments.collect::<Vec<_>>(), keep);
}
