//! Floods the page: `flood SECONDS RATE`. Prints what that did to it, and fails with a sentence for each thing that did not hold.

use std::{env, process::ExitCode, time::Duration};

use e2e::soak::flood::{self, Plan};

fn main() -> ExitCode {
    let mut numbers = env::args().skip(1).map(|argument| argument.parse().expect("seconds and a rate"));
    let seconds = numbers.next().expect("the first argument is how many seconds");
    let rate = numbers.next().expect("the second argument is how many messages a second");
    let report = flood::run(Plan { lasts: Duration::from_secs(seconds), rate });
    println!("{report}");
    e2e::soak::conclude(&report.broken())
}
