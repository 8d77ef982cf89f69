//! Bytes that nobody thought of, until the time is over or some of them break a promise.

mod finding;
mod seeds;

use std::{
    fmt,
    fs::{self, File},
    io,
    path::PathBuf,
    process::Stdio,
    sync::Mutex,
    thread,
};

use finding::Finding;

use crate::{
    packages::{self, CPP},
    stop::Stop,
    tools,
    workshop::{self, Workshop, say},
};

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fuzz {
    /// All if none is named.
    pub(crate) target: Option<String>,
    /// For each target.
    pub(crate) seconds: u32,
    /// Where chance begins; somewhere else each time if none is named.
    pub(crate) seed: Option<u32>,
}

impl Default for Fuzz {
    fn default() -> Self {
        Self { target: None, seconds: 60, seed: None }
    }
}

impl Fuzz {
    /// Whether a change is refused should depend on the change: a check begins where it began before, and knows nothing of what
    /// was found since. How far it comes depends on the machine. To look for what nobody has tried is for `cargo xtask fuzz`.
    pub(crate) fn as_check() -> Self {
        Self { target: None, seconds: 20, seed: Some(1) }
    }
}

/// What libFuzzer says about one target.
#[derive(Debug)]
struct Outcome {
    target: String,
    inputs: u64,
    inputs_per_second: u64,
    /// Edges of the program's control flow.
    places: u64,
    finding: Option<Finding>,
}

/// Tries as many targets at a time as there are processors, and stops if one of them found something.
pub(crate) fn run(workshop: &mut Workshop, wish: &Fuzz) -> Result<(), Stop> {
    let targets = targets(workshop, wish.target.as_deref())?;
    packages::provide(workshop, &[CPP])?;
    tools::for_fuzzing(workshop)?;
    // Without sanitizers, which only nightly Rust has; they look for faults that safe Rust cannot have.
    let build = "fuzz build --sanitizer none --target-dir target/fuzz";
    workshop::run(
        workshop.command("cargo", build.split(' ')).args(&wish.target),
        "mend the error above; it is in fuzz/ or in what it tries.",
    )?;
    seeds::write(workshop).map_err(|error| unwritable(&error))?;

    let names = targets.join(", ");
    say(&format!("try {names}: {} seconds each", wish.seconds));
    let waiting = Mutex::new(targets.into_iter());
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(target) = { waiting.lock().expect("no thread panics").next() } {
                    let outcome = try_out(workshop, target, wish);
                    match &outcome {
                        Ok(outcome) => eprintln!("{outcome}"),
                        Err(error) => eprintln!("{error}"),
                    }
                    outcomes.lock().expect("no thread panics").push(outcome);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().expect("no thread panics").into_iter().collect::<io::Result<Vec<_>>>();
    let findings: Vec<_> =
        outcomes.map_err(|error| unwritable(&error))?.into_iter().filter_map(|outcome| outcome.finding).collect();
    conclude(&findings)
}

fn conclude(findings: &[Finding]) -> Result<(), Stop> {
    for finding in findings {
        println!("\n{finding}");
    }
    match findings {
        [] => Ok(()),
        [first, ..] => Err(Stop::new(
            format!("{} of the targets found an input that breaks a promise", findings.len()),
            format!("play it again with `{}`, mend what it shows, and keep it as a test in tests/.", first.again()),
        )),
    }
}

/// The programs in `fuzz/targets`.
fn targets(workshop: &Workshop, only: Option<&str>) -> Result<Vec<String>, Stop> {
    let entries = fs::read_dir(workshop.root().join("fuzz/targets"));
    let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    let mut known: Vec<_> = paths.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    known.sort();
    let chosen: Vec<_> = known.iter().filter(|name| only.is_none_or(|only| only == *name)).cloned().collect();
    if chosen.is_empty() {
        let what = format!("there is no target '{}'", only.unwrap_or_default());
        return Err(Stop::new(what, format!("name one of {}.", known.join(", "))));
    }
    Ok(chosen)
}

fn try_out(workshop: &Workshop, target: String, wish: &Fuzz) -> io::Result<Outcome> {
    let found = format!("target/fuzz/{}/{target}", if wish.seed.is_some() { "checked" } else { "corpus" });
    if wish.seed.is_some() && workshop.root().join(&found).exists() {
        fs::remove_dir_all(workshop.root().join(&found))?;
    }
    let artifacts = format!("fuzz/artifacts/{target}/");
    let log = workshop.root().join(format!("target/fuzz/{target}.log"));
    for folder in [&found, &artifacts] {
        fs::create_dir_all(workshop.root().join(folder))?;
    }
    let program = program(workshop, &target);
    let status = workshop
        .command(&program.to_string_lossy(), seeds::folders(&found, &target))
        .args([format!("-max_total_time={}", wish.seconds), format!("-artifact_prefix={artifacts}")])
        .args(wish.seed.map(|seed| format!("-seed={seed}")))
        // The limits in fuzz/ are small enough to be reached by short inputs, of which more can be tried.
        .args(["-max_len=2048", "-rss_limit_mb=512", "-timeout=60", "-print_final_stats=1"])
        .stdout(Stdio::null())
        .stderr(File::create(&log)?)
        .status()?;
    let log = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    Ok(Outcome {
        inputs: number_after(&log, "stat::number_of_executed_units:"),
        inputs_per_second: number_after(&log, "stat::average_exec_per_sec:"),
        places: number_after(&log, " cov:"),
        finding: (!status.success()).then(|| Finding::read(workshop, &target, &log)),
        target,
    })
}

fn program(workshop: &Workshop, target: &str) -> PathBuf {
    let host = workshop.output("rustc", &["--print", "host-tuple"]).unwrap_or_default();
    workshop.root().join("target/fuzz").join(host).join("release").join(target)
}

/// The number after the last mention of `words`; zero if there is none.
fn number_after(log: &str, words: &str) -> u64 {
    let rest = log.rsplit_once(words).map_or("", |(_, rest)| rest);
    rest.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn unwritable(error: &io::Error) -> Stop {
    Stop::new(format!("fuzzing cannot go on: {error}"), "free some space, or look at the rights of target/fuzz.")
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, inputs, inputs_per_second, places, finding } = self;
        let verdict = if finding.is_some() { "  BROKEN" } else { "" };
        write!(out, "{target:<10}{inputs:>10} inputs{inputs_per_second:>8} a second{places:>7} places{verdict}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_in_the_log_counts() {
        let log =
            "#2\tINITED cov: 493 ft: 494\n#9\tDONE   cov: 929 ft: 1775 corp: 490\nstat::peak_rss_mb:              28\n";
        assert_eq!(number_after(log, " cov:"), 929);
        assert_eq!(number_after(log, "stat::peak_rss_mb:"), 28);
        assert_eq!(number_after(log, "stat::new_units_added:"), 0);
    }

    #[test]
    fn every_target_is_found_and_no_other() {
        let workshop = Workshop::open().expect("the project is here");
        assert_eq!(
            targets(&workshop, None).expect("there are some"),
            ["app", "dialects", "frames", "history", "intake", "replay", "session"]
        );
        assert_eq!(targets(&workshop, Some("session")).expect("it is one"), ["session"]);
        assert!(targets(&workshop, Some("luck")).is_err());
    }
}
