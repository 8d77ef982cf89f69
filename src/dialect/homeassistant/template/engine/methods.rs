//! The methods that Python's texts and dictionaries have, and that templates use.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, State, Value};

use super::natives::Result;
use super::{lists, texts};

pub(super) fn call(_: &mut State<'_, '_>, value: &Value, method: &str, arguments: &[Value]) -> Result {
    let arguments = match arguments {
        [rest @ .., last] if last.is_kwargs() => rest,
        _ => arguments,
    };
    let known = match value.as_str() {
        Some(text) => of_text(text, method, arguments),
        None if value.kind() == ValueKind::Map => of_object(value, method, arguments),
        None if value.kind() == ValueKind::Seq => of_list(value, method, arguments),
        None => None,
    };
    known.unwrap_or_else(|| Err(Error::from(ErrorKind::UnknownMethod)))
}

/// `None` for what texts do not have.
fn of_text(text: &str, method: &str, arguments: &[Value]) -> Option<Result> {
    let argument = |place: usize| arguments.get(place).cloned();
    let written = |place: usize| arguments.get(place).map(Value::to_string).unwrap_or_default();
    let any_of = |is: fn(&str, &str) -> bool| match arguments.first() {
        Some(list) if list.kind() == ValueKind::Seq => {
            list.try_iter().is_ok_and(|mut items| items.any(|item| is(text, &item.to_string())))
        }
        _ => is(text, &written(0)),
    };
    Some(Ok(match method {
        "lower" | "casefold" => text.to_lowercase().into(),
        "upper" => text.to_uppercase().into(),
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
            None => (-1).into(),
        },
        "count" => text.matches(&*written(0)).count().into(),
        "replace" => return Some(texts::replaced(text, &written(0), &written(1))),
        "join" => {
            let items = arguments.first().map(Value::try_iter);
            return Some(
                items
                    .unwrap_or_else(|| Value::from(()).try_iter())
                    .and_then(|items| texts::joined(items.map(Ok), text)),
            );
        }
        _ => return None,
    }))
}

fn of_object(object: &Value, method: &str, arguments: &[Value]) -> Option<Result> {
    Some(match method {
        "get" => {
            let value =
                arguments.first().and_then(|key| object.get_item(key).ok()).filter(|value| !value.is_undefined());
            Ok(value.or_else(|| arguments.get(1).cloned()).unwrap_or_else(|| Value::from(())))
        }
        "items" => lists::pairs(object),
        "keys" => object.try_iter().map(|keys| keys.collect::<Vec<_>>().into()),
        "values" => object.try_iter().and_then(|keys| {
            keys.map(|key| object.get_item(&key)).collect::<std::result::Result<Vec<_>, _>>().map(Value::from)
        }),
        _ => return None,
    })
}

fn of_list(list: &Value, method: &str, arguments: &[Value]) -> Option<Result> {
    let wanted = arguments.first()?;
    let mut items = list.try_iter().ok()?;
    Some(Ok(match method {
        "index" => items.position(|item| item == *wanted)?.into(),
        "count" => items.filter(|item| item == wanted).count().into(),
        _ => return None,
    }))
}
