//! What a message says, in the words of devices.

use std::time::Duration;

use bytes::Bytes;

use super::{Profile, Value};
use crate::time::Timestamp;

/// How many updates keep their memory: more than any message tells of devices, but for a few.
const SPARE: usize = 16;

/// What messages say, in memory that is used again for the next one: hearing of a number asks for none.
#[derive(Debug, Default)]
pub struct Updates {
    told: Vec<Update>,
    spare: Vec<Update>,
}

/// What one message says about one device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Update {
    /// `{convention}:{native id}`
    pub device: String,
    /// Somebody else says it: that the device is there does not follow.
    pub hearsay: bool,
    pub(super) facts: Vec<Fact>,
    /// The ids of properties that facts are about.
    pub(super) words: Words,
}

/// One thing said about a device.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Name(String),
    Room(String),
    /// The device, or its last will, says whether it is there.
    Declared(bool),
    /// One of several topics says whether the device is there, each of which the broker may keep a copy of.
    Claimed(bool),
    /// The convention promises that a present device is never silent for longer.
    NeverSilentFor(Duration),
    /// The device says that it measured the values of this update then. Only believable times belong here.
    Measured(Timestamp),
    /// See [`Update::value`].
    Value(Word, Value),
    /// See [`Update::picture`].
    Pictured(Word, Bytes),
    /// See [`Update::offer`].
    Offers(Word),
    /// See [`Update::describe`].
    Describes(Word, Box<Profile>),
    /// See [`Update::available`].
    Available(Word, Option<bool>),
    /// See [`Update::withdraw`].
    Withdrawn(Word),
    /// See [`Update::answer`].
    Answers(Word, Answer),
    /// See [`Update::answer_last`].
    AnswersLast(Word, Answer),
    /// The device is a part of this one, which goes by its id.
    PartOf(String),
    /// Whoever goes by this name, in whatever convention, is the same device: a serial number, an address.
    AlsoKnownAs(String),
    /// There is no such device, as far as this convention knows.
    Gone,
}

/// What a device says became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Done,
    /// It did not do it, for this reason.
    Failed(String),
}

/// Texts one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words(String);

/// Where in them one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    start: usize,
    end: usize,
}

impl Updates {
    /// An update that says nothing yet, and is told once it is [pushed](Self::push).
    pub fn begin(&mut self, convention: &str, native_id: &str) -> Update {
        let mut update = self.spare.pop().unwrap_or_default();
        update.device.clear();
        for part in [convention, ":", native_id] {
            update.device.push_str(part);
        }
        update.hearsay = false;
        update.forget();
        update
    }

    pub fn push(&mut self, update: Update) {
        self.told.push(update);
    }

    /// What is told so far, in order.
    #[must_use]
    pub fn told(&self) -> &[Update] {
        &self.told
    }

    /// Hands out what is told and keeps its memory.
    pub fn drain(&mut self, mut take: impl FnMut(&mut Update)) {
        for mut update in self.told.drain(..) {
            take(&mut update);
            self.spare.push(update);
        }
        self.spare.truncate(SPARE);
    }
}

impl Update {
    pub fn push(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    pub fn push_some(&mut self, fact: Option<Fact>) {
        self.facts.extend(fact);
    }

    /// The property reports this.
    pub fn value(&mut self, property: &str, value: Value) {
        let word = self.words.add(property);
        self.facts.push(Fact::Value(word, value));
    }

    /// The property reports this, and is not to be left out for others.
    pub fn value_first(&mut self, property: &str, value: Value) {
        let word = self.words.add(property);
        self.facts.insert(0, Fact::Value(word, value));
    }

    /// The property shows this, if it is a picture.
    pub fn picture(&mut self, property: &str, bytes: Bytes) {
        let word = self.words.add(property);
        self.facts.push(Fact::Pictured(word, bytes));
    }

    /// The property exists, although nothing is known of its value: something to set.
    pub fn offer(&mut self, property: &str) {
        let word = self.words.add(property);
        self.facts.push(Fact::Offers(word));
    }

    /// The property exists and is this, whatever was thought of it before.
    pub fn describe(&mut self, property: &str, profile: Profile) {
        let word = self.words.add(property);
        self.facts.push(Fact::Describes(word, Box::new(profile)));
    }

    /// Whether what the property reports can be relied upon, if that is said for it alone.
    pub fn available(&mut self, property: &str, available: Option<bool>) {
        let word = self.words.add(property);
        self.facts.push(Fact::Available(word, available));
    }

    /// The device answers the command with this mark.
    pub fn answer(&mut self, mark: &str, answer: Answer) {
        let word = self.words.add(mark);
        self.facts.push(Fact::Answers(word, answer));
    }

    /// The device answers what the property was asked for last, without saying so: it has no marks. What it has done is what
    /// the property reports.
    pub fn answer_last(&mut self, property: &str, answer: Answer) {
        let word = self.words.add(property);
        self.facts.push(Fact::AnswersLast(word, answer));
    }

    /// There is no such property, nor any that is a part of it: `config` takes `config.interval` along. A device that is
    /// left without any is gone.
    pub fn withdraw(&mut self, property: &str) {
        let word = self.words.add(property);
        self.facts.push(Fact::Withdrawn(word));
    }

    /// Nothing was said after all.
    pub fn forget(&mut self) {
        self.facts.clear();
        self.words.0.clear();
    }
}

impl Words {
    fn add(&mut self, text: &str) -> Word {
        let start = self.0.len();
        self.0.push_str(text);
        Word { start, end: self.0.len() }
    }

    pub(super) fn get(&self, word: Word) -> &str {
        self.0.get(word.start..word.end).unwrap_or_default()
    }
}

/// What is known of devices and properties that were not heard of before. Asked once about each.
pub trait Vocabulary {
    /// Of conventions that speak of the same device, the one with the lowest rank names it.
    fn rank(&self) -> u8 {
        0
    }

    /// What people call a device, until it says a name of its own.
    fn device_name(&self, native_id: &str) -> String;

    /// What a property is; `value` is what it holds, as far as that is known.
    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile;
}
