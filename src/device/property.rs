//! The vocabulary that describes a property: what it holds, whether it can be set, how it is called. After the `exposes` of
//! zigbee2mqtt.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::CodeWanted;

/// What a property is and is called, as far as its convention knows.
#[expect(clippy::struct_excessive_bools, reason = "each is true or not of a property, whatever the others are")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The name for people: `Temperature`.
    pub label: String,
    pub kind: Kind,
    pub access: Access,
    pub category: Category,
    pub class: Class,
    /// Whether a person is asked whether they mean it: it opens the house, heats, or cannot be undone.
    pub asks_first: bool,
    /// Whether the broker may be asked to store what is asked for, and then repeats it each time the device connects.
    pub is_stored: bool,
    /// Whether nobody may see what it is set to.
    pub is_secret: bool,
    /// Whether it is asked for together with others of its device, in one message.
    pub is_in_form: bool,
    /// How long a report holds without another one, if that is told.
    pub expire_after: Option<Duration>,
    /// The code that it is asked for with.
    pub code: Option<Box<CodeWanted>>,
}

/// What a property can hold, and with that which control sets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// On or off.
    Binary,
    Numeric(Numeric),
    /// One of some words.
    Choice(Vec<String>),
    /// A colour written `#rrggbb`.
    Colour,
    /// What a player does; set to `play`, `pause`, `stop`, `next` or `previous`.
    Playback,
    /// Reports one word, and is asked for by another: a cover is told to `open`, and reports `opening` and then `open`.
    Operated(Vec<Operation>),
    Text,
    /// Has no value; setting it makes something happen.
    Action,
    /// Written as ISO 8601 has it.
    Moment(Moment),
    /// Shows pictures; what it reports is how the last one is written.
    Picture,
    /// Reports the address of something to look at elsewhere.
    Link,
}

/// How much of a moment is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moment {
    /// `2026-07-14`
    Date,
    /// `08:30:00`
    Time,
    /// `2026-07-14T08:30:00+02:00`
    DateTime,
}

/// Something that can be asked for by a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    pub word: String,
    /// What is reported once it is done; `None` if that does not show, as with a vacuum that shall say where it is.
    pub outcome: Option<String>,
}

/// The scale of a number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Numeric {
    /// Empty when there is none.
    pub unit: String,
    /// Lowest and highest value that can be set. A reading may lie outside.
    pub range: Option<(f64, f64)>,
    /// The smallest difference that can be set; a report within half of it confirms.
    pub step: Option<f64>,
    /// Digits after the decimal separator; `None` shows up to two.
    pub precision: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// The device tells, nobody can set it.
    Read,
    /// The device tells, and can be asked for another value.
    ReadWrite,
    /// Can be asked for; the device may never tell.
    Write,
}

impl Access {
    #[must_use]
    pub fn can_set(self) -> bool {
        self != Self::Read
    }
}

/// Where a property belongs on a page. After Home Assistant's `entity_category`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Category {
    /// What the device is for.
    Primary,
    /// How it is set up.
    Config,
    /// How it is doing.
    Diagnostic,
}

/// What is measured or switched; decides the icon and the place on a card. After Home Assistant's device classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    Light,
    Speaker,
    Lock,
    Alarm,
    /// A blind, a garage door, a valve: something that opens and closes when asked to.
    Cover,
    Climate,
    Fan,
    /// A vacuum or a lawn mower.
    Robot,
    Switch,
    /// A door or window that somebody else opens.
    Opening,
    Motion,
    Presence,
    Moisture,
    Problem,
    Temperature,
    Humidity,
    Illuminance,
    Pressure,
    Air,
    Power,
    Energy,
    Gas,
    Fire,
    Connectivity,
    Charging,
    Battery,
    Signal,
    Duration,
    Other,
}

impl Profile {
    /// A property of which nothing is known but its key: read only, of the kind of its first value.
    #[must_use]
    pub fn unknown(key: &str, value: &super::Value) -> Self {
        Self::read_only(&label_from_key(key), kind_of(value))
    }

    /// A reading that matters, of no particular class.
    #[must_use]
    pub fn read_only(label: &str, kind: Kind) -> Self {
        Self {
            label: label.to_owned(),
            kind,
            access: Access::Read,
            category: Category::Primary,
            class: Class::Other,
            asks_first: false,
            is_stored: false,
            is_secret: false,
            is_in_form: false,
            expire_after: None,
            code: None,
        }
    }

    #[must_use]
    pub fn with_access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    #[must_use]
    pub fn with_category(self, category: Category) -> Self {
        Self { category, ..self }
    }

    #[must_use]
    pub fn asking_first(self) -> Self {
        Self { asks_first: true, ..self }
    }

    #[must_use]
    pub fn stored(self) -> Self {
        Self { is_stored: true, ..self }
    }

    #[must_use]
    pub fn with_class(self, class: Class) -> Self {
        Self { class, ..self }
    }

    /// What a device that does what `wanted` asks for will report: a player told to `play` says that it is `playing`.
    #[must_use]
    pub fn outcome(&self, wanted: &super::Value) -> super::Value {
        let word = match (&self.kind, wanted) {
            (Kind::Playback, super::Value::Text(action)) => action.as_str(),
            (Kind::Operated(operations), super::Value::Text(word)) => {
                let operation = operations.iter().find(|operation| operation.word == *word);
                let outcome = operation.and_then(|operation| operation.outcome.as_ref());
                return super::Value::Text(outcome.unwrap_or(word).clone());
            }
            _ => return wanted.clone(),
        };
        super::Value::Text(
            match word {
                "play" => "playing",
                "pause" => "paused",
                "stop" => "stopped",
                other => other,
            }
            .to_owned(),
        )
    }

    /// Whether a report can show that `wanted` was done: the next track and the press of a button leave no such trace.
    #[must_use]
    pub fn shows(&self, wanted: &super::Value) -> bool {
        match &self.kind {
            _ if self.access == Access::Write => false,
            Kind::Action => false,
            Kind::Playback => self.outcome(wanted) != *wanted,
            Kind::Operated(operations) => {
                let is_wanted = |operation: &&Operation| super::Value::Text(operation.word.clone()) == *wanted;
                operations.iter().find(is_wanted).is_some_and(|operation| operation.outcome.is_some())
            }
            _ => true,
        }
    }

    /// Whether a person who asks for this is to be asked whether they mean it, and told that it may be repeated: to stop is
    /// never wrong.
    #[must_use]
    pub fn asks_before(&self, wanted: &super::Value) -> bool {
        (self.asks_first || self.is_stored) && *wanted != super::Value::Text("stop".to_owned())
    }

    /// Whether nobody is asked for this without a code.
    #[must_use]
    pub fn wants_code(&self, wanted: &super::Value) -> bool {
        let super::Value::Text(wanted) = wanted else { return false };
        self.code.as_ref().is_some_and(|code| code.words.contains(wanted))
    }

    /// Whether it matters that a device hears of this once, and once only: it is asked for with care, or stays as it is set.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.asks_first || self.category == Category::Config
    }

    /// How far a reported number may be from the wanted one and still be it.
    #[must_use]
    pub fn step(&self) -> f64 {
        match &self.kind {
            Kind::Numeric(numeric) => numeric.step.unwrap_or(0.0),
            _ => 0.0,
        }
    }
}

impl Kind {
    /// Something that it can be asked for.
    #[must_use]
    pub fn sample(&self) -> super::Value {
        let text = |word: &str| super::Value::Text(word.to_owned());
        match self {
            Self::Binary | Self::Action => super::Value::Flag(true),
            Self::Numeric(numeric) => super::Value::Number(numeric.range.map_or(1.0, |(low, _)| low)),
            Self::Choice(words) => text(words.first().map_or("", String::as_str)),
            Self::Operated(operations) => text(operations.first().map_or("", |operation| &operation.word)),
            Self::Colour => text("#ffffff"),
            Self::Playback => text("play"),
            Self::Text | Self::Picture | Self::Link => text("x"),
            Self::Moment(Moment::Date) => text("2026-07-14"),
            Self::Moment(Moment::Time) => text("08:30:00"),
            Self::Moment(Moment::DateTime) => text("2026-07-14T08:30:00"),
        }
    }

    /// A reading in `unit`.
    #[must_use]
    pub fn reading(unit: &str) -> Self {
        Self::Numeric(Numeric { unit: unit.to_owned(), ..Numeric::default() })
    }

    /// A whole number from `low` to `high` that can be set.
    #[must_use]
    pub fn level(unit: &str, low: f64, high: f64) -> Self {
        Self::Numeric(Numeric { unit: unit.to_owned(), range: Some((low, high)), step: Some(1.0), precision: Some(0) })
    }
}

fn kind_of(value: &super::Value) -> Kind {
    match value {
        super::Value::Flag(_) => Kind::Binary,
        super::Value::Number(_) => Kind::Numeric(Numeric::default()),
        super::Value::Text(_) | super::Value::Unknown => Kind::Text,
    }
}

/// Words from a key, of which only ASCII letters change their case: `free_heap`, `freeHeap` and `free-heap` become “Free heap”; `ESP32_001` stays “ESP32 001”.
#[must_use]
pub fn label_from_key(key: &str) -> String {
    let mut label = String::with_capacity(key.len() + 4);
    for word in words(key) {
        let is_acronym = word.chars().count() > 1 && !word.contains(|letter: char| letter.is_ascii_lowercase());
        let mut letters = word.chars();
        if !label.is_empty() {
            label.push(' ');
        } else if let Some(first) = letters.next() {
            label.push(first.to_ascii_uppercase());
        }
        if is_acronym {
            label.push_str(letters.as_str());
        } else {
            label.extend(letters.map(|letter| letter.to_ascii_lowercase()));
        }
    }
    label
}

/// The words of a key, which are set apart by signs or by a capital after a small letter.
fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split(['_', '-', '.', '/', ' ']).flat_map(|part| {
        let mut starts = vec![0];
        let pairs = part.char_indices().zip(part.chars().skip(1));
        starts.extend(pairs.filter_map(|((at, letter), next)| {
            let ends_word = letter.is_ascii_lowercase()
                || (letter.is_ascii_digit() && part.contains(|a: char| a.is_ascii_lowercase()));
            (ends_word && next.is_ascii_uppercase()).then_some(at + letter.len_utf8())
        }));
        let ends: Vec<_> = starts.iter().skip(1).copied().chain([part.len()]).collect();
        starts.into_iter().zip(ends).map(|(start, end)| &part[start..end]).filter(|word| !word.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_becomes_words_a_person_reads() {
        for (key, label) in [
            ("free_heap", "Free heap"),
            ("freeHeap", "Free heap"),
            ("status.free-heap", "Status free heap"),
            ("ESP32_001", "ESP32 001"),
            ("wifiRSSI", "Wifi RSSI"),
            ("SENSOR_ENERGY", "SENSOR ENERGY"),
            ("co2Level", "Co2 level"),
            ("größe_innen", "Größe innen"),
            ("__", ""),
            ("a", "A"),
        ] {
            assert_eq!(label_from_key(key), label);
        }
    }
}
