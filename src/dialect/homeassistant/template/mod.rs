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
//! Home Assistant takes the whole message for the value.

mod datum;
mod number;
mod pick;
mod plain;

use std::borrow::Cow;

pub(super) use datum::Datum;

use crate::device::Value;
use crate::time::Timestamp;
use plain::{Halt, Plain};
