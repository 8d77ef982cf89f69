//! Value and command templates: what a message says by way of one, and what a command says. Knows neither device nor topic.
//!
//! After Home Assistant, where that differs from plain Jinja:
//!
//! - A template without `{{` or `{%` is a constant.
//! - The result is a text, and is trimmed. Nothing left means that the message is to be ignored; `None` that the value is
//!   unknown.
//! - `value` is the message as text; `value_json` what it holds as JSON, and undefined where it is none.
//! - `float`, `int`, `round` and their like take a default; without one they fail for what is no number.
//! - Numbers and flags are written as Python writes them: `23.0`, `True`.
//!
//! And where we differ from Home Assistant: a plain path into something that the message does not have is ignored, where
//! Home Assistant takes the whole message for the value; only letters of ASCII change their case; and what needs other
//! entities, the time zone of the house, regular expressions or trigonometry is refused.

mod call;
mod datum;
#[cfg(not(feature = "engine"))]
mod elsewhere;
#[cfg(feature = "engine")]
mod engine;
mod number;
mod pick;
mod plain;
mod reason;

use std::borrow::Cow;

#[cfg(feature = "engine")]
pub use call::Programs;
pub(super) use datum::Datum;
#[cfg(not(feature = "engine"))]
pub(super) use elsewhere::Engine;
#[cfg(not(feature = "engine"))]
pub use elsewhere::run_programs_by;
#[cfg(feature = "engine")]
pub(super) use engine::Engine;

use crate::device::{Value, digits};
use crate::dialect::scalar::Scalar;
use crate::language::word;
use crate::time::Timestamp;
use plain::{Halt, Plain};
use reason::Reason;

/// A template that is longer is a program that nobody should run.
const MAX_SOURCE: usize = 8 * 1_024;

/// A template as an announcement has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template(Form);

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Constant(String),
    Plain(Box<Plain>, String),
    Program(String),
    TooLong,
}

/// What a template makes of a message.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rendered {
    /// The message does not speak of it, and is to be ignored.
    Nothing,
    /// The message says that there is no value.
    Unknown,
    Flag(bool),
    /// Always finite.
    Number(f64),
    /// Trimmed, and not empty.
    Text(String),
}

/// A template that made nothing of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Untemplated {
    /// The message as it is.
    pub raw: String,
    /// Why, for a person: goes on after “the template cannot be used: ”.
    pub reason: String,
}

impl Template {
    pub(super) fn new(source: &str) -> Self {
        let source = source.trim();
        Self(if source.len() > MAX_SOURCE {
            Form::TooLong
        } else if !has_signs(source) {
            Form::Constant(source.to_owned())
        } else if let Some(plain) = Plain::parse(source) {
            Form::Plain(Box::new(plain), source.to_owned())
        } else {
            Form::Program(source.to_owned())
        })
    }

    #[cfg(test)]
    pub(super) fn source(&self) -> &str {
        match &self.0 {
            Form::Constant(source) | Form::Plain(_, source) | Form::Program(source) => source,
            Form::TooLong => "too long",
        }
    }

    /// What a message says by way of this template.
    pub(super) fn read(&self, message: &str, engine: &Engine, now: Timestamp) -> Result<Rendered, Untemplated> {
        let variables = [("value", Datum::text(message))];
        self.evaluate(message, &variables, engine, now)
            .map_err(|reason| Untemplated { raw: message.to_owned(), reason: reason.in_words() })
    }

    /// The payload of a command that asks for these values, or why there is none.
    pub(super) fn write(
        &self,
        variables: &[(&str, Datum<'_>)],
        engine: &Engine,
        now: Timestamp,
    ) -> Result<String, String> {
        let printed = match &self.0 {
            Form::Constant(text) => return Ok(text.clone()),
            Form::TooLong => Err(too_long()),
            Form::Program(source) => engine.print(source, None, variables, now),
            Form::Plain(plain, source) => match plain.print(&plain.scope(None, variables)) {
                Ok(text) => Ok(text),
                Err(Halt::Engine) => engine.print(source, None, variables, now),
                Err(Halt::Failed(reason)) => Err(reason),
            },
        };
        printed.map(|printed| printed.trim().to_owned()).map_err(|reason| reason.in_words())
    }

    fn evaluate(
        &self,
        message: &str,
        variables: &[(&str, Datum<'_>)],
        engine: &Engine,
        now: Timestamp,
    ) -> Result<Rendered, Reason> {
        let by_engine =
            |source: &str| engine.print(source, Some(message), variables, now).map(|text| Rendered::of(&text));
        let (plain, source) = match &self.0 {
            Form::Constant(text) => return Ok(Rendered::of(text)),
            Form::TooLong => return Err(too_long()),
            Form::Program(source) => return by_engine(source),
            Form::Plain(plain, source) => (plain, source),
        };
        let scope = plain.scope(Some(message), variables);
        let evaluated = match plain.value(&scope) {
            Some(Ok(Datum::Lost)) if scope.is_json() => Ok(Rendered::Nothing),
            Some(Ok(Datum::Lost)) => return Err(Reason::of(word!("the message is no JSON"))),
            Some(Ok(Datum::Nested)) => Err(Halt::Engine),
            Some(evaluated) => evaluated.map(|datum| Rendered::of_datum(&datum)),
            None => plain.print(&scope).map(|text| Rendered::of(&text)),
        };
        match evaluated {
            Err(Halt::Engine) => by_engine(source),
            Err(Halt::Failed(reason)) => Err(reason),
            Ok(rendered) => Ok(rendered),
        }
    }
}

impl Rendered {
    /// What a text says that was printed, or that came without a template.
    pub(super) fn of(text: &str) -> Self {
        match text.trim() {
            "" => Self::Nothing,
            "None" => Self::Unknown,
            text => Self::Text(text.to_owned()),
        }
    }

    fn of_datum(datum: &Datum<'_>) -> Self {
        match datum {
            Datum::Undefined | Datum::Lost | Datum::Nested => Self::Nothing,
            Datum::Flag(flag) => Self::Flag(*flag),
            Datum::Text(text) => Self::of(text),
            Datum::Real(number) if number.is_finite() => Self::Number(*number),
            Datum::Null | Datum::Real(_) => Self::Unknown,
            #[expect(clippy::cast_precision_loss, reason = "where digits would be lost it stays a text")]
            Datum::Whole(number) => match Scalar::of_number(*number as f64) {
                Some(Scalar::Number(exact)) => Self::Number(exact),
                _ => Self::Text(number.to_string()),
            },
        }
    }

    /// In the words that Home Assistant compares with those of an announcement.
    pub(super) fn word(&self) -> Cow<'_, str> {
        match self {
            Self::Nothing => Cow::Borrowed(""),
            Self::Unknown => Cow::Borrowed("None"),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "True" } else { "False" }),
            Self::Number(number) => Cow::Owned(digits(*number)),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// As a value of a device; `None` if the message is to be ignored.
    pub(super) fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Nothing => return None,
            Self::Unknown => Value::Unknown,
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Scalar::Text(text).value(),
        })
    }
}

/// Whether anything of it is not to be taken as it is.
fn has_signs(source: &str) -> bool {
    source.as_bytes().windows(2).any(|pair| matches!(pair, b"{{" | b"{%" | b"{#"))
}

fn too_long() -> Reason {
    Reason::of(word!("it is longer than {count} bytes")).with("count", MAX_SOURCE.to_string())
}

#[cfg(test)]
mod tests;
