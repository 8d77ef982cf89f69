//! What is told after a flood, and what did not hold.

use std::{fmt, time::Duration};

use super::{DEVICES, Plan, Row, Scene, Trial};
use crate::soak::{memory::Level, report::spread, watcher::Timing};

/// By then a press has a word at its control, whatever else is going on.
const ANSWERED: Duration = Duration::from_secs(2);

/// WebAssembly never gives memory back, and a batch of news may be larger than any before.
const LARGEST_BATCH: u64 = 8;

/// How a flood went.
#[derive(Debug)]
pub struct Report {
    plan: Plan,
    rows: Vec<Row>,
    pressed: usize,
    not_pressed: usize,
    timings: Vec<(Scene, Timing)>,
    sent: Vec<f64>,
    /// How long after the flood the page had read what had piled up; `None` if it never did.
    caught_up: Option<Duration>,
    wrong: Vec<String>,
    memory: Level,
    console: Vec<String>,
}

impl Report {
    pub(super) fn of(trial: Trial, caught_up: Option<Duration>, wrong: Vec<String>) -> Self {
        let console = trial.stage.browser.console_errors();
        let Trial { plan, rows, pressed, not_pressed, timings, sent, gauge, .. } = trial;
        Self { plan, rows, pressed, not_pressed, timings, sent, caught_up, wrong, memory: gauge.level(), console }
    }

    /// What did not hold, in sentences.
    #[must_use]
    pub fn broken(&self) -> Vec<String> {
        let mut broken = self.wrong.clone();
        let marks = self.timings.iter().filter_map(|(_, timing)| timing.to_mark());
        let answered = marks.filter(|took| *took <= ANSWERED).count();
        if answered < self.pressed {
            broken.push(format!("{} presses, of which {answered} were answered within {ANSWERED:?}", self.pressed));
        }
        if self.not_pressed > 0 {
            broken.push(format!("the lamp's switch could not be pressed {} times", self.not_pressed));
        }
        if self.caught_up.is_none() {
            broken.push("the page did not catch up with what it was sent".to_owned());
        }
        broken.extend(self.memory.grown_by(LARGEST_BATCH));
        broken.extend(self.console.iter().map(|error| format!("the console says: {error}")));
        broken
    }

    fn presses(&self, out: &mut fmt::Formatter<'_>, scene: Scene) -> fmt::Result {
        let line = |out: &mut fmt::Formatter<'_>, what: &str, pick: &dyn Fn(&Timing) -> Option<Duration>| {
            let timings = self.timings.iter().filter(|(of, _)| *of == scene);
            let mut times: Vec<_> = timings.filter_map(|(_, timing)| pick(timing)).collect();
            times.sort();
            writeln!(out, "  {what:<28}{}", spread(&times))
        };
        writeln!(out, "\npressed while looking at the {}", scene.name())?;
        line(out, "bytes on their way after", &|timing| timing.to_bytes(&self.sent))?;
        line(out, "word at the control after", &Timing::to_mark)?;
        line(out, "broker's answer after", &Timing::to_answer)?;
        line(out, "last word after", &Timing::to_end)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { lasts, rate } = self.plan;
        writeln!(out, "flooded for {} s with {rate} messages a second of {DEVICES} devices\n", lasts.as_secs())?;
        let [second, scene, sent, received, lag, frames, gap] =
            ["second", "looks at", "sent/s", "received/s", "shown late by", "frames/s", "longest gap"];
        writeln!(out, "{second:>6}{scene:>10}{sent:>10}{received:>12}{lag:>15}{frames:>10}{gap:>13}")?;
        for row in &self.rows {
            writeln!(out, "{row}")?;
        }
        self.presses(out, Scene::Lamp)?;
        self.presses(out, Scene::Cards)?;
        let caught_up = self.caught_up.map_or_else(|| "never".to_owned(), |took| format!("{} s later", took.as_secs()));
        writeln!(out, "\nafter the flood: all read {caught_up}; {} of {DEVICES} devices wrong", self.wrong.len())?;
        write!(out, "\n{}", self.memory)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = |count: u64| count * 1_000 / u64::try_from(self.lasted.as_millis()).unwrap_or(1).max(1);
        let lag = self.lag.map_or_else(|| "–".to_owned(), |lag| format!("{:.2} s", lag.as_secs_f64()));
        write!(
            out,
            "{:>6}{:>10}{:>10}{:>12}{lag:>15}{:>10}{:>10.0} ms",
            self.after.as_secs(),
            self.scene.name(),
            each(self.sent),
            each(self.received),
            each(self.frames.count),
            self.frames.longest,
        )
    }
}
