//! Soaks the page: `soak SECONDS SEED`. Prints how it went, and fails with a sentence for each thing that did not hold.

use std::{env, process::ExitCode, time::Duration};

use e2e::soak::{self, Plan};

fn main() -> ExitCode {
    let mut numbers = env::args().skip(1).map(|argument| argument.parse().expect("seconds and a seed"));
    let seconds = numbers.next().expect("the first argument is how many seconds");
    let seed = numbers.next().expect("the second argument is a seed");
    let report = soak::run(Plan { lasts: Duration::from_secs(seconds), seed });
    println!("{report}");
    soak::conclude(&report.broken())
}
