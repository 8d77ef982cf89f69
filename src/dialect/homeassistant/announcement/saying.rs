//! What a message says of an aspect.

use super::aspect::{Aspect, Choice, Field, Holds, Scale, Source, Word};
use crate::device::{Value, number_from_text};
use crate::dialect::colour::{self, Space};
use crate::dialect::homeassistant::template::{Engine, Rendered, Untemplated};
use crate::dialect::scalar::Scalar;
use crate::time::Timestamp;

impl Aspect {
    /// What a message on the aspect's topic says: `None` if it does not speak of it.
    pub(in crate::dialect) fn value(
        &self,
        message: &str,
        engine: &Engine,
        now: Timestamp,
    ) -> Result<Option<Value>, Untemplated> {
        let Some(source) = self.read.as_ref().filter(|_| !matches!(self.holds, Holds::Image { .. })) else {
            return Ok(None);
        };
        Ok(self.holds.value(&source.rendered(message, engine, now)?))
    }
}

impl Source {
    /// What a message on the topic says, before anybody knows what it is about.
    pub(in crate::dialect) fn rendered(
        &self,
        message: &str,
        engine: &Engine,
        now: Timestamp,
    ) -> Result<Rendered, Untemplated> {
        let rendered = match &self.template {
            Some(template) => template.read(message, engine, now)?,
            None if self.field.is_none() => return Ok(Rendered::of(message)),
            None => Rendered::of(message),
        };
        let Some(Field { template, or_itself }) = &self.field else { return Ok(rendered) };
        let word = rendered.word();
        // A message without the field is about something else.
        let part = template.read(&word, engine, now).unwrap_or(Rendered::Nothing);
        if part == Rendered::Nothing && *or_itself && !word.starts_with(['{', '[']) {
            return Ok(rendered);
        }
        Ok(part)
    }
}

impl Holds {
    fn value(&self, rendered: &Rendered) -> Option<Value> {
        if matches!(rendered, Rendered::Nothing | Rendered::Unknown) {
            return rendered.value();
        }
        match self {
            Self::Binary { on, off, .. } => Some(binary(rendered, on, off)),
            Self::Numeric { numeric, scale, reset } => {
                if reset.as_ref().is_some_and(|reset| *rendered.word() == **reset) {
                    return Some(Value::Unknown);
                }
                Some(match number(rendered, &numeric.unit) {
                    Some(number) => scale.shown(number),
                    None if Scalar::Text(&rendered.word()).is_missing() => Value::Unknown,
                    None => as_text(rendered),
                })
            }
            Self::Choice(choices) => Some(choice(rendered, choices)),
            Self::Colour(space) => colour_value(rendered, *space),
            Self::Anything => match rendered {
                Rendered::Text(text) => Some(Scalar::bare(text).value()),
                _ => rendered.value(),
            },
            // What was not announced does not count as having happened.
            Self::Event(kinds) if !kinds.is_empty() && !kinds.contains(&rendered.word().into_owned()) => None,
            Self::Text { .. } | Self::Moment(_) | Self::Event(_) | Self::Link => Some(as_text(rendered)),
            Self::Image { .. } | Self::Action(_) => None,
        }
    }
}

fn as_text(rendered: &Rendered) -> Value {
    Scalar::Text(&rendered.word()).value()
}

fn is(word: &Word, said: &str) -> bool {
    word.read.as_deref() == Some(said)
}

/// In the announced words; in those that mean the same, if the announced words are such.
fn binary(rendered: &Rendered, on: &Word, off: &Word) -> Value {
    let said = rendered.word();
    if is(on, &said) {
        return Value::Flag(true);
    }
    if is(off, &said) {
        return Value::Flag(false);
    }
    let meaning = |word: &Word| word.read.as_deref().and_then(|word| Scalar::Text(word).flag());
    match Scalar::Text(&said).flag() {
        Some(flag) if meaning(on) == Some(true) && meaning(off) == Some(false) => Value::Flag(flag),
        _ => as_text(rendered),
    }
}

fn number(rendered: &Rendered, unit: &str) -> Option<f64> {
    match rendered {
        Rendered::Number(number) => Some(*number),
        Rendered::Text(text) => Scalar::Text(text).number(unit),
        _ => None,
    }
}

fn choice(rendered: &Rendered, choices: &[Choice]) -> Value {
    let said = rendered.word();
    let same = |choice: &&Choice| choice.word.read.as_deref().is_some_and(|word| word.eq_ignore_ascii_case(&said));
    let known = choices.iter().find(|choice| is(&choice.word, &said)).or_else(|| choices.iter().find(same));
    known.map_or_else(|| as_text(rendered), |choice| Value::Text(choice.value.clone()))
}

/// `None` for what is no colour of this space: a light in another mode says so.
fn colour_value(rendered: &Rendered, space: Space) -> Option<Value> {
    let numbers: Option<Vec<f64>> = rendered.word().split(',').map(number_from_text).collect();
    colour::hex(space, &numbers?).map(Value::Text)
}

impl Scale {
    fn shown(self, wire: f64) -> Value {
        Value::Number(match self {
            Self::Same => wire,
            Self::Percent(low, high) if (high - low).abs() > f64::EPSILON => {
                ((wire - low) / (high - low) * 100.0).clamp(0.0, 100.0).round()
            }
            Self::Mired if wire > 0.0 => (1e6 / wire).round(),
            Self::Fraction => (wire * 100.0).round(),
            Self::Percent(..) | Self::Mired => return Value::Unknown,
        })
    }
}
