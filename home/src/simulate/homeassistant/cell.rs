//! What a thing says on one topic, how that changes by itself, and by what it is told.

use std::collections::VecDeque;
use std::mem::discriminant;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::simulate::device::{Command, Now};
use crate::simulate::drift::Drift;
use crate::simulate::travel::{Travel, percentage};

pub(super) struct Cell {
    topic: &'static str,
    holds: Holds,
    /// What it passes through next, one a beat, and in which part of it.
    coming: VecDeque<(Option<&'static str>, Value)>,
}

enum Holds {
    Kept(Value),
    Measured(Drift),
    /// Told as a state and a position.
    Moving(Travel),
    /// Once in so many beats one of these; the last of them.
    Happening(u64, Vec<Value>, usize),
}

/// What a command does to a cell.
pub(super) enum Rule {
    /// Each word leads to these states, one a beat.
    Words(&'static [(&'static str, &'static [&'static str])]),
    /// One of these, as it is.
    OneOf(&'static [&'static str]),
    /// Within these ends.
    Number(f64, f64),
    /// Whatever is written.
    Text,
    /// The parts of an object that are held already.
    Parts,
    /// `OPEN`, `CLOSE`, `STOP` or a position.
    Drive,
}

/// What a light shines in, by what it was told.
const MODES: [(&str, &str); 2] = [("color", "rgb"), ("color_temp", "color_temp")];

impl Cell {
    pub(super) fn kept(topic: &'static str, value: Value) -> Self {
        Self::new(topic, Holds::Kept(value))
    }

    pub(super) fn measured(topic: &'static str, drift: Drift) -> Self {
        Self::new(topic, Holds::Measured(drift))
    }

    pub(super) fn moving(topic: &'static str, travel: Travel) -> Self {
        Self::new(topic, Holds::Moving(travel))
    }

    pub(super) fn happening(topic: &'static str, beats: u64, events: Vec<Value>) -> Self {
        Self::new(topic, Holds::Happening(beats, events, 0))
    }

    fn new(topic: &'static str, holds: Holds) -> Self {
        Self { topic, holds, coming: VecDeque::new() }
    }

    pub(super) fn topic(&self) -> &'static str {
        self.topic
    }

    /// What happens is over as soon as it is told.
    pub(super) fn is_retained(&self) -> bool {
        !matches!(self.holds, Holds::Happening(..))
    }

    pub(super) fn measures(&self) -> bool {
        matches!(self.holds, Holds::Measured(_))
    }

    pub(super) fn payload(&self) -> String {
        let bare = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match &self.holds {
            Holds::Kept(value) => bare(value),
            Holds::Measured(drift) => drift.now().to_string(),
            Holds::Moving(travel) => json!({ "state": travel.word("open"), "position": travel.position() }).to_string(),
            Holds::Happening(_, events, last) => bare(&events[*last]),
        }
    }

    /// A beat passes; whether there is news.
    pub(super) fn advance(&mut self, now: Now, rng: &mut Rng) -> bool {
        if let Some((part, next)) = self.coming.pop_front() {
            self.put(part, next);
            return true;
        }
        match &mut self.holds {
            Holds::Kept(_) => false,
            Holds::Measured(drift) => {
                drift.next(rng);
                false
            }
            Holds::Moving(travel) => travel.advance(),
            Holds::Happening(beats, events, last) => {
                *last = rng.usize(..events.len());
                now.every(*beats)
            }
        }
    }

    /// Whether the command made sense.
    pub(super) fn obey(&mut self, part: Option<&'static str>, rule: &Rule, command: &Command) -> bool {
        let text = command.text();
        match rule {
            Rule::Words(words) => {
                let Some((_, states)) = words.iter().find(|(word, _)| *word == text) else { return false };
                let mut states = states.iter().map(|state| json!(state));
                if let Some(first) = states.next() {
                    self.put(part, first);
                }
                self.coming = states.map(|state| (part, state)).collect();
                true
            }
            Rule::OneOf(words) if words.contains(&text) => self.put(part, json!(text)),
            Rule::Number(low, high) => {
                let number = text.parse::<f64>().ok().filter(|number| (low..=high).contains(&number));
                number.is_some_and(|number| self.put(part, json!(number)))
            }
            Rule::Text => self.put(part, json!(text)),
            Rule::Parts => self.take_parts(command.json()),
            Rule::Drive => self.drive(text),
            Rule::OneOf(_) => false,
        }
    }

    fn put(&mut self, part: Option<&str>, value: Value) -> bool {
        let Holds::Kept(held) = &mut self.holds else { return false };
        match part {
            Some(part) => held[part] = value,
            None => *held = value,
        }
        true
    }

    /// Of an object only what is of the kind that is held.
    fn take_parts(&mut self, order: Value) -> bool {
        let (Holds::Kept(Value::Object(held)), Value::Object(order)) = (&mut self.holds, order) else { return false };
        let mut taken = false;
        for (part, wanted) in order {
            let mode = MODES.iter().find(|(told, _)| *told == part).map(|(_, mode)| json!(mode));
            let Some(known) = held.get_mut(&part).filter(|known| discriminant(*known) == discriminant(&wanted)) else {
                continue;
            };
            *known = wanted;
            taken = true;
            if let (Some(mode), Some(shines)) = (mode, held.get_mut("color_mode")) {
                *shines = mode;
            }
        }
        taken
    }

    fn drive(&mut self, word: &str) -> bool {
        let Holds::Moving(travel) = &mut self.holds else { return false };
        match (word, word.parse().ok().and_then(percentage)) {
            ("OPEN", _) => travel.open(),
            ("CLOSE", _) => travel.close(),
            ("STOP", _) => travel.stop(),
            (_, Some(position)) => travel.go(position),
            _ => return false,
        }
        true
    }
}
