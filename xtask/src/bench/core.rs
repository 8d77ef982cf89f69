//! What the program's core costs outside of a browser, as `cargo bench` tells it: that something takes longer than before is
//! seen there first.

use std::fmt::Write as _;

use crate::{stop::Stop, workshop::Workshop};

/// Not as long as criterion would by itself: the last digit matters to nobody here.
const BENCHMARKS: [&str; 9] =
    ["bench", "--quiet", "--bench", "speed", "--", "--warm-up-time", "1", "--measurement-time", "2"];
const ALLOCATIONS: [&str; 4] = ["bench", "--quiet", "--bench", "allocations"];

/// The benchmarks' results as a section for people.
pub(super) fn measure(workshop: &Workshop) -> Result<String, Stop> {
    let told = |arguments: &[&str]| {
        let stop = || Stop::new(format!("`cargo {}` failed", arguments.join(" ")), "run it to see why.");
        workshop.output("cargo", arguments).ok_or_else(stop)
    };
    let (speed, allocations) = (told(&BENCHMARKS)?, told(&ALLOCATIONS)?);
    let results = results(&speed);
    if results.is_empty() {
        return Err(Stop::new("`cargo bench` told no results", "see whether criterion tells them otherwise now."));
    }
    let mut section = String::from(
        "\n## The core alone\n\nWithout a browser, compiled for this machine as small as for the page (`cargo bench`): \
         the median of each benchmark, and how much of what it handles that is a second.\n\n\
         | benchmark | median | a second |\n|---|---|---|\n",
    );
    for Measured { name, time, throughput } in &results {
        // Writing to a string does not fail.
        let _ = writeln!(section, "| {name} | {time} | {throughput} |");
    }
    let _ = write!(section, "\n```text\n{}\n```\n", allocations.trim());
    Ok(section)
}

#[derive(Debug, Default, PartialEq)]
struct Measured {
    name: String,
    time: String,
    throughput: String,
}

/// What criterion prints: a name, below it or beside it the time, and below that the throughput if there is any; of each the
/// estimate between its bounds. How both differ from the time before follows where that is known, and is of another run.
fn results(told: &str) -> Vec<Measured> {
    let mut all: Vec<Measured> = Vec::new();
    let (mut name, mut is_change) = ("", false);
    for line in told.lines() {
        is_change = line.starts_with(' ') && (is_change || line.contains("change:"));
        if is_change {
            continue;
        }
        if let Some((before, times)) = line.split_once("time:") {
            let beside = before.trim();
            let name = if beside.is_empty() { name } else { beside };
            let time = estimate(times).unwrap_or_default();
            all.push(Measured { name: name.to_owned(), time, throughput: String::new() });
        } else if let Some((_, rates)) = line.split_once("thrpt:") {
            if let Some(last) = all.last_mut().filter(|last| last.throughput.is_empty()) {
                last.throughput = estimate(rates).unwrap_or_default().replace("elem/s", "");
            }
        } else if !line.starts_with(' ') {
            name = line.trim();
        }
    }
    all
}

/// The second of `[low unit estimate unit high unit]`.
fn estimate(bounds: &str) -> Option<String> {
    let mut words = bounds.trim().strip_prefix('[')?.split_whitespace().skip(2);
    Some(format!("{} {}", words.next()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_above_their_times_or_beside_them() {
        let told = "whole program/devices/100\n\
                    \x20                       time:   [510.45 ms 551.48 ms 596.51 ms]\n\
                    \x20                       thrpt:  [67.056 Kelem/s 72.532 Kelem/s 78.362 Kelem/s]\n\
                    \x20                change:\n\
                    \x20                       time:   [+20.000% +23.663% +25.000%] (p = 0.00 < 0.05)\n\
                    \x20                       thrpt:  [-20.000% -19.000% -18.000%]\n\
                    \x20                       Performance has regressed.\n\
                    Found 1 outliers among 10 measurements (10.00%)\n\
                    block/read              time:   [1.2000 µs 1.3000 µs 1.4000 µs]\n\
                    \x20                       change: [-1.0000% +0.1000% +1.0000%] (p = 0.90 > 0.05)\n";
        let measured = |name: &str, time: &str, throughput: &str| Measured {
            name: name.to_owned(),
            time: time.to_owned(),
            throughput: throughput.to_owned(),
        };
        let expected =
            [measured("whole program/devices/100", "551.48 ms", "72.532 K"), measured("block/read", "1.3000 µs", "")];
        assert_eq!(results(told), expected);
    }
}
