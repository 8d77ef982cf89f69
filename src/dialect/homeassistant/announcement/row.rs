//! The tables of components: which options make which aspect.

use super::aspect::{Aspect, Choice, Holds, Scale, Source, Target, Word};
use super::options::Options;
use crate::device::{Moment, Numeric};
use crate::language::t;

/// An option and what it is where it is absent.
pub(super) type Wording = (&'static str, &'static str);

/// Which options make an aspect. Without any of its topics there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    key: &'static str,
    kind: Kind,
    state: [&'static str; 2],
    command: [&'static str; 2],
    variable: &'static str,
    field: &'static str,
    or_itself: bool,
    fixed_command: &'static str,
}

/// Which options say what an aspect holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Anything,
    /// The words for on and off in commands; in states they are those of `state_on` and `state_off`, if there are any.
    Binary(Wording, Wording),
    /// Lowest, highest, step; the last is a unit, or the option that names it.
    Number(Bound, Bound, Bound, Unit),
    /// A percentage of what is between these on the wire.
    Percent(Bound, Bound),
    /// The option that lists the words, and what they are where it is absent.
    Options(&'static str, &'static [&'static str]),
    Words(&'static [Named]),
    Text,
    Moment(Moment),
    Action(&'static str, &'static str),
}

/// An option and what it is where it is absent; not a number where there is none.
pub(super) type Bound = (&'static str, f64);

pub(super) const NONE: Bound = ("", f64::NAN);

#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    Is(&'static str),
    Option(&'static str),
    /// `temperature_unit`, in degrees.
    Temperature,
}

/// A state: what it is called here, its word in states, its word in commands.
pub(super) type Named = (&'static str, Wording, Wording);

impl Row {
    pub(super) const fn new(key: &'static str, kind: Kind) -> Self {
        Self {
            key,
            kind,
            state: [""; 2],
            command: [""; 2],
            variable: "value",
            field: "",
            or_itself: false,
            fixed_command: "",
        }
    }

    /// Where it is read: the options for a topic and for a template.
    pub(super) const fn reads(self, topic: &'static str, template: &'static str) -> Self {
        Self { state: [topic, template], ..self }
    }

    /// Where it is asked for: the options for a topic and for a template.
    pub(super) const fn writes(self, topic: &'static str, template: &'static str) -> Self {
        Self { command: [topic, template], ..self }
    }

    /// What the value is called in the command template.
    pub(super) const fn called(self, variable: &'static str) -> Self {
        Self { variable, ..self }
    }

    /// It is a part of a JSON message.
    pub(super) const fn field(self, template: &'static str) -> Self {
        Self { field: template, ..self }
    }

    /// It is a part of a JSON message, or a message that is no JSON.
    pub(super) const fn field_or_itself(self, template: &'static str) -> Self {
        Self { field: template, or_itself: true, ..self }
    }

    /// The command, where no option makes it.
    pub(super) const fn commands(self, template: &'static str) -> Self {
        Self { fixed_command: template, ..self }
    }

    /// The aspect that the options of a component make.
    pub(super) fn aspect(&self, options: &Options<'_>) -> Option<Aspect> {
        let read = self.source(options);
        let write = self.target(options);
        if read.is_none() && write.is_none() {
            return None;
        }
        let optimistic = options.flag("optimistic").unwrap_or(false) || read.is_none();
        let holds = self.holds(options, write.is_some());
        Some(Aspect { key: self.key, holds, optimistic: optimistic && write.is_some(), read, write, code: None })
    }

    fn source(&self, options: &Options<'_>) -> Option<Source> {
        let [topic, template] = self.state;
        let topic = if topic.is_empty() { None } else { options.topic(topic) };
        // Asked for even without a topic, so that it does not count as an option that means nothing.
        let template = if template.is_empty() { None } else { options.template(template) };
        let source = Source::new(topic?, template);
        Some(match self.field {
            "" => source,
            field if self.or_itself => source.field_or_itself(field),
            field => source.field(field),
        })
    }

    fn target(&self, options: &Options<'_>) -> Option<Box<Target>> {
        let [topic, template] = self.command;
        let topic = if topic.is_empty() { None } else { options.topic(topic) };
        let template = if template.is_empty() { None } else { options.template(template) };
        let fixed = || (!self.fixed_command.is_empty()).then(|| super::template(self.fixed_command));
        Some(Box::new(target(options, topic?, template.or_else(fixed), self.variable)))
    }

    fn holds(&self, options: &Options<'_>, is_settable: bool) -> Holds {
        match self.kind {
            Kind::Anything => Holds::Anything,
            Kind::Binary(on, off) => Holds::Binary {
                on: binary_word(options, on, "state_on"),
                off: binary_word(options, off, "state_off"),
                by_brightness: false,
            },
            Kind::Number(low, high, step, unit) => number(options, [low, high, step], unit),
            Kind::Percent(low, high) => {
                let [low, high] = [low, high].map(|bound| number_option(options, bound).unwrap_or_default());
                percent(low, high)
            }
            Kind::Options(key, otherwise) => {
                let words = options.words(key);
                let words = words.unwrap_or_else(|| otherwise.iter().map(|word| (*word).to_owned()).collect());
                choices(words)
            }
            Kind::Words(words) => Holds::Choice(
                words
                    .iter()
                    .map(|(value, state, payload)| named(options, value, *state, *payload, is_settable))
                    .collect(),
            ),
            Kind::Text => Holds::Text { min: 0, max: 255, pattern: None, secret: false },
            Kind::Moment(moment) => Holds::Moment(moment),
            Kind::Action(key, otherwise) => Holds::Action(options.word(key, otherwise).unwrap_or_default()),
        }
    }
}

/// Where something is asked for, with what all commands of a component have in common.
pub(super) fn target(
    options: &Options<'_>,
    topic: String,
    template: Option<super::Template>,
    variable: &'static str,
) -> Target {
    let qos = options.number("qos").map_or(0, |qos| if qos >= 2.0 { 2 } else { u8::from(qos >= 1.0) });
    let retain = options.flag("retain").unwrap_or(false);
    Target { topic, template, qos, retain, variable, constants: Vec::new() }
}

/// A percentage of what is between these on the wire.
pub(super) fn percent(low: f64, high: f64) -> Holds {
    let numeric = Numeric { unit: "%".to_owned(), range: Some((0.0, 100.0)), step: Some(1.0), precision: Some(0) };
    Holds::Numeric { numeric, scale: Scale::Percent(low, high), reset: None }
}

/// Words that are the same here and on the wire.
pub(super) fn choices(words: Vec<String>) -> Holds {
    Holds::Choice(words.into_iter().map(|value| Choice { word: Word::same(&value), value }).collect())
}

fn binary_word(options: &Options<'_>, payload: Wording, state: &str) -> Word {
    let write = options.word(payload.0, payload.1);
    Word { read: options.text(state).or_else(|| write.clone()), write }
}

fn named(options: &Options<'_>, value: &str, state: Wording, payload: Wording, is_settable: bool) -> Choice {
    let write = options.word(payload.0, payload.1).filter(|_| is_settable);
    Choice { value: value.to_owned(), word: Word { read: options.word(state.0, state.1), write } }
}

fn number(options: &Options<'_>, bounds: [Bound; 3], unit: Unit) -> Holds {
    let unit = match unit {
        Unit::Is(unit) => unit.to_owned(),
        Unit::Option(key) => options.text(key).unwrap_or_default(),
        Unit::Temperature => {
            if options.text("temperature_unit").is_some_and(|unit| unit == "F") { "°F" } else { "°C" }.to_owned()
        }
    };
    let [low, high, step] = bounds.map(|bound| number_option(options, bound));
    let range = match (low, high) {
        (Some(low), Some(high)) if low < high => Some((low, high)),
        (Some(_), Some(_)) => {
            options.complain(t!("{low} should be less than {high}", low = bounds[0].0, high = bounds[1].0));
            None
        }
        _ => None,
    };
    let step = step.filter(|step| *step > 0.0);
    let numeric = Numeric { unit, range, precision: step.map(decimals), step };
    Holds::Numeric { numeric, scale: Scale::Same, reset: None }
}

fn number_option(options: &Options<'_>, (key, otherwise): Bound) -> Option<f64> {
    let given = if key.is_empty() { None } else { options.number(key) };
    given.or_else(|| (!otherwise.is_nan()).then_some(otherwise))
}

/// Digits after the point that a step needs.
fn decimals(step: f64) -> u8 {
    let mut scaled = step;
    for digits in 0..6 {
        if (scaled - scaled.round()).abs() < 1e-6 {
            return digits;
        }
        scaled *= 10.0;
    }
    6
}
