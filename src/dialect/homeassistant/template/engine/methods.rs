//! The methods that Python's texts and dictionaries have, and that templates use.

use super::natives::Result;
use super::operate::of_kind;
use super::run::Run;
use super::value::Value;
use super::{lists, texts, times};
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

pub(super) fn call(run: &mut Run, subject: &Value, method: &str, arguments: &[Value]) -> Result {
    let known = match subject {
        Value::Text(text) => of_text(run, text, method, arguments),
        Value::Object(entries) => of_object(subject, entries, method, arguments),
        Value::List(items) => of_list(items, method, arguments),
        Value::Moment(at, local) => times::method(*at, *local, method, arguments),
        Value::Undefined => return Err(Reason::of(super::LOST)),
        _ => None,
    };
    known.unwrap_or_else(|| Err(of_kind(word!("{kind} has no method “{name}” here"), subject).with("name", method)))
}

/// `None` for what texts do not have.
fn of_text(run: &mut Run, text: &str, method: &str, arguments: &[Value]) -> Option<Result> {
    let argument = |place: usize| arguments.get(place).cloned();
    let written = |place: usize| arguments.get(place).map(Value::text).unwrap_or_default();
    let any_of = |is: fn(&str, &str) -> bool| match arguments.first() {
        Some(Value::List(items)) => items.iter().any(|item| is(text, &item.text())),
        _ => is(text, &written(0)),
    };
    Some(Ok(match method {
        "lower" | "casefold" => text.to_ascii_lowercase().into(),
        "upper" => text.to_ascii_uppercase().into(),
        "title" => texts::titled(text).into(),
        "capitalize" => texts::capitalized(text).into(),
        "strip" => texts::trimmed(text, argument(0), true, true).into(),
        "lstrip" => texts::trimmed(text, argument(0), true, false).into(),
        "rstrip" => texts::trimmed(text, argument(0), false, true).into(),
        "removeprefix" => text.strip_prefix(&*written(0)).unwrap_or(text).into(),
        "removesuffix" => text.strip_suffix(&*written(0)).unwrap_or(text).into(),
        "startswith" => any_of(|text, start| text.starts_with(start)).into(),
        "endswith" => any_of(|text, end| text.ends_with(end)).into(),
        "isdigit" | "isnumeric" | "isdecimal" => {
            (!text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit())).into()
        }
        "split" => texts::split(text, argument(0), argument(1)),
        "splitlines" => text.lines().map(Value::from).collect::<Vec<_>>().into(),
        "find" => match text.find(&written(0)) {
            Some(at) => text[..at].chars().count().into(),
            None => (-1_i64).into(),
        },
        "count" => text.matches(&*written(0)).count().into(),
        "replace" => return Some(texts::replaced(text, &written(0), &written(1))),
        "join" => {
            let items = run.items(arguments.first().unwrap_or(&Value::Undefined));
            return Some(items.and_then(|items| texts::joined(items.iter().cloned().map(Ok), text)));
        }
        _ => return None,
    }))
}

fn of_object(object: &Value, entries: &[(Value, Value)], method: &str, arguments: &[Value]) -> Option<Result> {
    Some(match method {
        "get" => {
            let value = arguments.first().and_then(|key| object.entry(key)).or_else(|| arguments.get(1));
            Ok(value.cloned().unwrap_or(Value::None))
        }
        "items" => lists::pairs(object),
        "keys" => Ok(entries.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>().into()),
        "values" => Ok(entries.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>().into()),
        _ => return None,
    })
}

fn of_list(items: &[Value], method: &str, arguments: &[Value]) -> Option<Result> {
    let wanted = arguments.first()?;
    Some(Ok(match method {
        "index" => items.iter().position(|item| item == wanted)?.into(),
        "count" => items.iter().filter(|item| *item == wanted).count().into(),
        _ => return None,
    }))
}
