//! How much memory page and worker take, and whether that stays level.

use std::{
    fmt, fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::room::Room;
use crate::{Stage, devtools::Target};

/// What stands at the beginning is still arriving.
const WARM_UP: f64 = 0.2;

/// What is measured, and by how much its highest value in the last half may exceed that in the first.
const MEASURES: [Measure; 6] = [
    Measure { name: "page, WebAssembly", unit: Unit::Bytes, bound: 1024 * 1024 },
    Measure { name: "page, JavaScript", unit: Unit::Bytes, bound: 2 * 1024 * 1024 },
    Measure { name: "page, DOM nodes", unit: Unit::Count, bound: 2_000 },
    Measure { name: "page, listeners", unit: Unit::Count, bound: 500 },
    Measure { name: "worker, WebAssembly", unit: Unit::Bytes, bound: 1024 * 1024 },
    Measure { name: "worker, JavaScript", unit: Unit::Bytes, bound: 1024 * 1024 },
];

#[derive(Debug)]
struct Measure {
    name: &'static str,
    unit: Unit,
    bound: u64,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Bytes,
    Count,
}

/// Where Trunk has left the page.
const OF_PAGE: &str = "wasmBindings.default()";
/// The worker, which its loader has started: started again, it is the same one.
const OF_WORKER: &str = "import(location.pathname.replace('worker_loader', 'worker')).then(it => it.default())";

/// Reads the memory of a page and its worker.
#[derive(Debug)]
pub(super) struct Gauge {
    started: Instant,
    samples: Vec<Sample>,
}

#[derive(Debug)]
struct Sample {
    after: Duration,
    /// In the order of [`MEASURES`].
    values: [u64; MEASURES.len()],
    /// Of the largest process that shows pages.
    resident: u64,
}

/// What was measured over time.
#[derive(Debug)]
pub(super) struct Level {
    samples: Vec<Sample>,
}

/// Bytes of the worker's linear memory, which never shrinks.
#[must_use]
pub fn of_worker(stage: &Stage) -> u64 {
    let room = Room::enter(stage);
    linear(&room, &room.worker, OF_WORKER)
}

impl Gauge {
    pub(super) fn start() -> Self {
        Self { started: Instant::now(), samples: Vec::new() }
    }

    /// Takes a sample, of what is left once the browser has thrown away what nobody needs.
    pub(super) fn sample(&mut self, room: &Room) {
        let Room { devtools, page, worker } = room;
        for target in [page, worker] {
            devtools.ask_of(target, "HeapProfiler.collectGarbage", &json!({}));
        }
        let counters = devtools.ask_of(page, "Memory.getDOMCounters", &json!({}));
        let values = [
            linear(room, page, OF_PAGE),
            heap(room, page),
            number(&counters["nodes"]),
            number(&counters["jsEventListeners"]),
            linear(room, worker, OF_WORKER),
            heap(room, worker),
        ];
        let after = self.started.elapsed();
        self.samples.push(Sample { after, values, resident: largest_renderer(room) });
    }

    pub(super) fn level(self) -> Level {
        Level { samples: self.samples }
    }
}

/// Bytes of WebAssembly memory and JavaScript heap, of page and worker together.
pub(crate) fn taken(room: &Room) -> u64 {
    let Room { devtools, page, worker } = room;
    for target in [page, worker] {
        devtools.ask_of(target, "HeapProfiler.collectGarbage", &json!({}));
    }
    linear(room, page, OF_PAGE) + heap(room, page) + linear(room, worker, OF_WORKER) + heap(room, worker)
}

impl Level {
    /// What has grown by more than it may.
    pub(super) fn grown(&self) -> Vec<String> {
        self.grown_by(1)
    }

    /// The same, where so many times as much is allowed.
    pub(super) fn grown_by(&self, times: u64) -> Vec<String> {
        let growths = MEASURES.iter().enumerate().filter_map(|(index, measure)| {
            let (first, last) = self.halves(|sample| sample.values[index])?;
            let (grown, bound) = (last.saturating_sub(first), measure.bound * times);
            (grown > bound).then(|| {
                let Measure { name, unit, .. } = measure;
                format!("memory of the {name} grew by {}, where {} is the bound", unit.told(grown), unit.told(bound))
            })
        });
        growths.collect()
    }

    /// The highest value of the first half and of the last, without the warm-up; `None` if one of them has no sample.
    fn halves(&self, pick: impl Fn(&Sample) -> u64) -> Option<(u64, u64)> {
        let end = self.samples.last()?.after;
        let warm = end.mul_f64(WARM_UP);
        let middle = (warm + end) / 2;
        let highest = |from: Duration, to: Duration| {
            let samples = self.samples.iter().filter(|sample| (from..=to).contains(&sample.after));
            samples.map(&pick).max()
        };
        Some((highest(warm, middle)?, highest(middle, end)?))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<24}{:>12}{:>12}{:>12}{:>12}", "memory", "at first", "first half", "last half", "at last")?;
        let line = |out: &mut fmt::Formatter<'_>, name: &str, unit: Unit, pick: &dyn Fn(&Sample) -> u64| {
            let told = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), |value| unit.told(value));
            let halves = self.halves(pick);
            writeln!(
                out,
                "  {name:<22}{:>12}{:>12}{:>12}{:>12}",
                told(self.samples.first().map(pick)),
                told(halves.map(|(first, _)| first)),
                told(halves.map(|(_, last)| last)),
                told(self.samples.last().map(pick)),
            )
        };
        for (index, measure) in MEASURES.iter().enumerate() {
            line(out, measure.name, measure.unit, &|sample| sample.values[index])?;
        }
        line(out, "process, resident", Unit::Bytes, &|sample| sample.resident)?;
        write!(out, "  ({} samples; the halves tell the highest value after a warm-up)", self.samples.len())
    }
}

impl Unit {
    fn told(self, value: u64) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Bytes => format!("{}.{:02} MB", value / 1_000_000, value / 10_000 % 100),
        }
    }
}

/// A program's linear memory, from where it has left itself: asked for all memories, Chromium 156 does not come to an end where
/// one exports its table of functions, as those with chunks do.
fn linear(room: &Room, target: &Target, program: &str) -> u64 {
    let memory = format!("{program}.then(wasm => wasm.memory.buffer.byteLength)");
    let question = json!({ "expression": memory, "awaitPromise": true, "returnByValue": true });
    let bytes = number(&room.devtools.ask_of(target, "Runtime.evaluate", &question)["result"]["value"]);
    assert!(bytes > 0, "{program} has a memory");
    bytes
}

fn heap(room: &Room, target: &Target) -> u64 {
    number(&room.devtools.ask_of(target, "Runtime.getHeapUsage", &json!({}))["usedSize"])
}

fn largest_renderer(room: &Room) -> u64 {
    let known = room.devtools.ask("SystemInfo.getProcessInfo", &json!({}));
    let processes = known["processInfo"].as_array().into_iter().flatten();
    let renderers = processes.filter(|process| process["type"] == "renderer");
    renderers.filter_map(|process| resident(number(&process["id"]))).max().unwrap_or_default()
}

fn number(value: &Value) -> u64 {
    // Some are told as 1.0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, far below 2^53")]
    value.as_f64().map_or(0, |number| number as u64)
}

/// From Linux; elsewhere there is none.
fn resident(process: u64) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(page: &[u64]) -> Level {
        let sample = |(second, bytes): (u64, &u64)| Sample {
            after: Duration::from_secs(second),
            values: [*bytes, 0, 0, 0, 0, 0],
            resident: 0,
        };
        Level { samples: (0..).zip(page).map(sample).collect() }
    }

    #[test]
    fn what_arrives_at_first_is_no_growth() {
        assert!(level(&[0, 9_000_000, 9_000_000, 9_000_000, 9_000_000]).grown().is_empty());
    }

    #[test]
    fn what_grows_in_the_last_half_is_told() {
        let grown = level(&[0, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000]).grown();
        assert!(grown.len() == 1 && grown[0].contains("page, WebAssembly"), "{grown:?}");
    }
}
