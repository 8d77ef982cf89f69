//! Every command that a person gave, and the words the page has for what became of it. The page lists them under Activity.

use std::{
    collections::BTreeMap,
    fmt, thread,
    time::{Duration, Instant},
};

use serde::Deserialize;

use super::{room::Room, watcher::Press};

/// So many the page remembers.
const REMEMBERED: usize = 200;
/// Harvested at the latest when so many are new: well before the page forgets the first of them.
pub(super) const TOO_MANY: usize = 50;
/// By then a device has confirmed, or has not. A Smart Home Backend shows what it did in its next telemetry, which the page
/// awaits for 35 s.
const DECIDED: Duration = Duration::from_secs(40);
const DECIDED_SMARTHOME: Duration = Duration::from_secs(45);
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub(super) struct Ledger {
    commands: Vec<Command>,
    /// How many were there when the page's list was last read.
    read: usize,
    /// How long the page was frozen, in which nothing is decided.
    asleep: Duration,
    pub(super) broken: Vec<String>,
}

#[derive(Debug)]
struct Command {
    press: Press,
    noted: Instant,
    /// How long the page had been frozen by then.
    asleep: Duration,
    /// What the page said of it last.
    word: Option<String>,
}

/// A line of the page's list.
#[derive(Debug, Deserialize)]
struct Line {
    device: String,
    text: String,
    word: String,
}

impl Ledger {
    pub(super) fn note(&mut self, presses: Vec<Press>) {
        let (noted, asleep) = (Instant::now(), self.asleep);
        self.commands.extend(presses.into_iter().map(|press| Command { press, noted, asleep, word: None }));
    }

    pub(super) fn sleep(&mut self, time: Duration) {
        self.asleep += time;
    }

    pub(super) fn is_full(&self) -> bool {
        self.commands.len() - self.read >= TOO_MANY
    }

    pub(super) fn len(&self) -> usize {
        self.commands.len()
    }

    /// Reads the page's list, newest first, beside the commands, last first: they must be the same.
    pub(super) fn compare(&mut self, room: &Room) {
        let expected = self.commands.len().min(REMEMBERED);
        let deadline = Instant::now() + PATIENCE;
        let lines = loop {
            let lines = lines(room);
            if lines.len() == expected || Instant::now() > deadline {
                break lines;
            }
            thread::sleep(GLANCE);
        };
        self.read = self.commands.len();
        if lines.len() != expected {
            self.broken.push(format!("Activity lists {} commands where {expected} were given", lines.len()));
            return;
        }
        for (line, command) in lines.into_iter().zip(self.commands.iter_mut().rev()) {
            if let Err(why) = command.take(line, self.asleep) {
                self.broken.push(why);
            }
        }
    }

    /// Reads the list until every command is over, or cannot be expected to be any more.
    pub(super) fn finish(&mut self, room: &Room) {
        let deadline = Instant::now() + DECIDED_SMARTHOME;
        self.compare(room);
        while self.commands.iter().any(|command| !command.is_over()) && Instant::now() < deadline {
            thread::sleep(PATIENCE / 30);
            self.compare(room);
        }
    }

    /// How many ended with which word.
    pub(super) fn words(&self) -> BTreeMap<&str, usize> {
        let mut words = BTreeMap::new();
        for command in &self.commands {
            *words.entry(command.word.as_deref().unwrap_or("no word at all")).or_default() += 1;
        }
        words
    }

    /// Commands of which nothing final was said.
    pub(super) fn unanswered(&self) -> Vec<String> {
        let open = self.commands.iter().enumerate().filter(|(_, command)| !command.is_over());
        open.map(|(index, command)| format!("command {} ({command}) has no last word", index + 1)).collect()
    }
}

impl Command {
    fn is_over(&self) -> bool {
        match self.word.as_deref() {
            None | Some("sent") => false,
            Some("delivered") => self.press.leaves_no_trace,
            Some(_) => true,
        }
    }

    fn take(&mut self, line: Line, asleep: Duration) -> Result<(), String> {
        let Press { device, label, .. } = &self.press;
        if line.device != *device || !line.text.contains(&format!(" · {label}: ")) {
            return Err(format!("Activity lists {:?} of {} where {self} was given", line.text, line.device));
        }
        // A device may confirm late, and what leaves no trace may be replaced; nothing else may follow the last word.
        let is_last = self.is_over() && self.word.as_deref() != Some("delivered");
        let changed = is_last && self.word.as_ref() != Some(&line.word) && line.word != "confirmed";
        let before = self.word.replace(line.word);
        if changed {
            return Err(format!("{self} had another last word before, {before:?}"));
        }
        let age = self.noted.elapsed().saturating_sub(asleep.saturating_sub(self.asleep));
        let decided = if device.starts_with("smarthome:") { DECIDED_SMARTHOME } else { DECIDED };
        if !self.is_over() && age > decided {
            return Err(format!("{self} has no last word after {} s", age.as_secs()));
        }
        Ok(())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Press { device, label, .. } = &self.press;
        write!(out, "{device} {label}: {}", self.word.as_deref().unwrap_or("–"))
    }
}

fn lines(room: &Room) -> Vec<Line> {
    room.go("#/activity");
    let read = "[...document.querySelectorAll('main li[data-request]')].map(line => {
        const what = line.querySelector('.what').cloneNode(true);
        what.querySelector('small')?.remove();
        const device = decodeURIComponent(what.querySelector('a').hash.replace('#/device/', ''));
        return { device, text: what.textContent, word: line.dataset.request };
    })";
    serde_json::from_value(room.evaluate(read)).expect("a line has these parts")
}
