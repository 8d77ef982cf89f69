//! What is told at the end of a soak, and what did not hold.

use std::{fmt, time::Duration};

use super::{
    Plan, Soak, ledger::Ledger, memory::Level, sky::Tab, truth::Comparison, watcher::Frames, weather::Recovery,
};
use crate::{NO_BROKER, console::FROZEN};

/// A page that is looked at, or told that there is a network again, promises to be live again by then.
const PROMISED: Duration = Duration::from_secs(5);
/// So much later, on a busy machine, the promise is broken.
const GROSS: Duration = Duration::from_secs(30);
/// A page that nobody tells that the broker is back finds it at its next try, a minute later at most.
const UNTOLD: Duration = Duration::from_secs(65);

/// One of so many presses may come to nothing, and a few more.
const MANY: usize = 20;
const FEW: usize = 3;
/// In less time there are too few samples to tell growth from what came late.
const LONG: Duration = Duration::from_mins(5);
/// Slower ones are told with their course.
const REMARKABLE: Duration = Duration::from_secs(1);

/// How presses went.
#[derive(Debug, Default)]
pub(super) struct Touches {
    pub(super) pressed: usize,
    /// The page was not live, and its controls said so.
    pub(super) disabled: usize,
    /// Presses that came to nothing: of a slider where it stands, or of a control disabled at the last moment.
    pub(super) unheard: Vec<String>,
    /// Controls that were not there.
    pub(super) absent: Vec<String>,
}

/// How a soak went.
#[derive(Debug)]
pub struct Report {
    plan: Plan,
    lasted: Duration,
    touches: Touches,
    ledger: Ledger,
    answers: Vec<Duration>,
    frames: Frames,
    lives: usize,
    recoveries: Vec<Recovery>,
    truth: Comparison,
    memory: Level,
    console: Vec<String>,
}

impl Report {
    pub(super) fn of(plan: Plan, lasted: Duration, soak: Soak, recoveries: Vec<Recovery>, truth: Comparison) -> Self {
        let mut console = soak.stage.browser.console_errors();
        console.retain(|error| ![NO_BROKER, FROZEN].iter().any(|allowed| error.contains(allowed)));
        let Soak { touches, ledger, answers, frames, lives, gauge, .. } = soak;
        let (lives, memory) = (lives.len(), gauge.level());
        Self { plan, lasted, touches, ledger, answers, frames, lives, recoveries, truth, memory, console }
    }

    /// What did not hold, in sentences.
    #[must_use]
    pub fn broken(&self) -> Vec<String> {
        let mut broken = self.ledger.broken.clone();
        broken.extend(self.ledger.unanswered());
        let Touches { pressed, unheard, .. } = &self.touches;
        if self.ledger.len() + unheard.len() != *pressed || unheard.len() > FEW + pressed / MANY {
            broken
                .push(format!("{pressed} presses, of which the page heard {}, but not {unheard:?}", self.ledger.len()));
        }
        broken.extend(self.touches.absent.iter().map(|control| format!("the page had no {control}")));
        broken.extend(self.truth.wrong.iter().cloned());
        if self.plan.lasts >= LONG {
            broken.extend(self.memory.grown());
        }
        broken.extend(self.recoveries.iter().filter_map(Recovery::broken));
        broken.extend(self.console.iter().map(|error| format!("the console says: {error}")));
        broken
    }

    fn times(&self, is_told: bool) -> Vec<Duration> {
        let mut times: Vec<_> =
            self.recoveries.iter().filter(|it| it.is_told == is_told).filter_map(|it| it.took).collect();
        times.sort();
        times
    }
}

impl fmt::Display for Recovery {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trouble, tab, took, .. } = self;
        let tab = if *tab == Tab::InSight { String::new() } else { format!(", {tab:?}") };
        let took = took.map_or_else(|| "never".to_owned(), seconds);
        write!(out, "{:<24}live again after {took}", format!("{trouble:?}{tab}"))?;
        if self.took.is_none_or(|took| took > REMARKABLE) {
            write!(out, "  ({})", self.course.join(", "))?;
        }
        Ok(())
    }
}

impl Recovery {
    fn broken(&self) -> Option<String> {
        let bound = if self.is_told { GROSS } else { UNTOLD };
        let late = match self.took {
            Some(took) if took <= bound => return None,
            Some(took) => format!("only after {}", seconds(took)),
            None => "never".to_owned(),
        };
        Some(format!("after {:?} ({:?}) the page was live again {late}", self.trouble, self.tab))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { seed, .. } = self.plan;
        writeln!(out, "soaked for {} with seed {seed}", seconds(self.lasted))?;
        writeln!(out, "\ncommands")?;
        writeln!(
            out,
            "  {} pressed, {} heard by the page; {} controls were disabled as there was no connection",
            self.touches.pressed,
            self.ledger.len(),
            self.touches.disabled
        )?;
        for (word, count) in self.ledger.words() {
            writeln!(out, "  {word:<14}{count:>6}")?;
        }
        for control in &self.touches.unheard {
            writeln!(out, "  not heard: {control}")?;
        }
        let mut answers = self.answers.clone();
        answers.sort();
        writeln!(out, "  first word at the control after: {}", spread(&answers))?;
        writeln!(out, "\nweather: {} spells, {} times live again", self.recoveries.len(), self.lives)?;
        for recovery in &self.recoveries {
            writeln!(out, "  {recovery}")?;
        }
        let told = self.times(true);
        let late = told.iter().filter(|took| **took > PROMISED).count();
        writeln!(
            out,
            "  seen again, or told of the network: {}; {late} later than {}",
            spread(&told),
            seconds(PROMISED)
        )?;
        writeln!(out, "  told by nobody: {}", spread(&self.times(false)))?;
        let Comparison { devices, true_values, missed, wrong } = &self.truth;
        writeln!(
            out,
            "\ntruth: {devices} devices, {true_values} values as last said, {missed} said while nobody listened, {} wrong",
            wrong.len()
        )?;
        let Frames { count, longest, late } = self.frames;
        writeln!(out, "frames: {count}, {late} later than 100 ms, the longest gap {longest:.0} ms")?;
        writeln!(out, "console: {} errors of the page's own", self.console.len())?;
        write!(out, "\n{}", self.memory)
    }
}

/// The middle and the end of what is in order.
pub(super) fn spread(times: &[Duration]) -> String {
    match (times.get(times.len() / 2), times.last()) {
        (Some(median), Some(longest)) => {
            format!("{} times, median {}, longest {}", times.len(), seconds(*median), seconds(*longest))
        }
        _ => "never".to_owned(),
    }
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        _ => format!("{:.2} s", time.as_secs_f64()),
    }
}
