//! One thing that a component has: what it holds, where it is read, and where it is asked for.

use std::fmt;

use crate::device::{Moment, Numeric};
use crate::dialect::colour::Space;
use crate::dialect::homeassistant::template::Template;

/// One thing that a component has, such as a light's brightness.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect) struct Aspect {
    /// `state` for what the component is for; else `brightness`, `position`, `mode` and the like.
    pub key: &'static str,
    pub holds: Holds,
    pub read: Option<Source>,
    /// Boxed, as what follows: most are only read.
    pub write: Option<Box<Target>>,
    /// It never tells whether it did what it was asked for.
    pub optimistic: bool,
    /// The code that it is asked for with.
    pub code: Option<Box<Code>>,
}

/// The code of a lock or an alarm panel.
#[derive(Clone, Default, PartialEq)]
pub(in crate::dialect) struct Code {
    /// What it is; `None` where only the device knows.
    pub own: Option<String>,
    pub is_digits: bool,
    pub pattern: Option<String>,
    /// The states that nobody asks for without it.
    pub states: Vec<String>,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").field("states", &self.states).finish_non_exhaustive()
    }
}

/// What an aspect holds, and what its values are called on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect) enum Holds {
    /// A number, a word: whatever the device says.
    Anything,
    Binary {
        on: Word,
        off: Word,
        /// There is no word for on: it goes on by being given a brightness.
        by_brightness: bool,
    },
    Numeric {
        /// As it is shown, and asked for.
        numeric: Numeric,
        scale: Scale,
        /// What the device says when it knows no number.
        reset: Option<String>,
    },
    Choice(Vec<Choice>),
    /// Shown and asked for as `#rrggbb`.
    Colour(Space),
    Text {
        /// Letters.
        min: usize,
        max: usize,
        pattern: Option<String>,
        secret: bool,
    },
    Moment(Moment),
    /// Something happens at the device: one of these.
    Event(Vec<String>),
    /// A picture: bytes, in base64 or not.
    Image {
        base64: bool,
    },
    /// The address of a picture.
    Link,
    /// Has no value; asking for it makes something happen.
    Action(String),
}

/// A state in the words of the device; `None` where the device has none for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::dialect) struct Word {
    pub read: Option<String>,
    pub write: Option<String>,
}

/// One of several states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dialect) struct Choice {
    /// What it is called here: `open`.
    pub value: String,
    pub word: Word,
}

/// How a number on the wire becomes one for people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::dialect) enum Scale {
    Same,
    /// A percentage: what is 0 % and what is 100 % on the wire, in whole numbers.
    Percent(f64, f64),
    /// Kelvin; millionths of their inverse on the wire.
    Mired,
    /// A percentage; 0 to 1 on the wire.
    Fraction,
}

/// Where and how an aspect is read.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect) struct Source {
    pub topic: String,
    /// What makes the value of a message; without one it is the message.
    pub template: Option<Template>,
    /// Where in that the aspect is, if that is JSON.
    pub(super) field: Option<Field>,
}

/// A part of a JSON message that has its place by convention.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) template: Template,
    /// What is no JSON is the value itself.
    pub(super) or_itself: bool,
}

/// Where and how an aspect is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect) struct Target {
    pub topic: String,
    pub template: Option<Template>,
    pub qos: u8,
    pub retain: bool,
    /// What the template calls the value, beside `value`.
    pub(super) variable: &'static str,
    /// What the template is told besides, even if it is called `value`.
    pub(super) constants: Vec<(&'static str, String)>,
}

impl Source {
    pub(super) fn new(topic: String, template: Option<Template>) -> Self {
        Self { topic, template, field: None }
    }

    /// The aspect is what a JSON message has in this place.
    pub(super) fn field(self, source: &str) -> Self {
        Self { field: Some(Field { template: Template::new(source), or_itself: false }), ..self }
    }

    /// The aspect is what a JSON message has in this place, or a message that is no JSON.
    pub(super) fn field_or_itself(self, source: &str) -> Self {
        Self { field: Some(Field { template: Template::new(source), or_itself: true }), ..self }
    }
}

impl Word {
    /// The same in both directions.
    pub(super) fn same(word: &str) -> Self {
        Self { read: Some(word.to_owned()), write: Some(word.to_owned()) }
    }
}
