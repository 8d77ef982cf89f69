//! What templates do with lists, with objects, and with what may be missing.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::natives::{Call, Native, Result, Use, refused};
use super::value::{Entries, datum};
use super::{numbers, texts};
use crate::dialect::homeassistant::template::datum::Datum;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("default d", Use::Filter, |call| {
        let subject = call.subject();
        let also_false = call.argument(2, "boolean").is_some_and(|also| also.is_true());
        let is_missing = subject.is_undefined() || (also_false && !subject.is_true());
        Ok(if is_missing { call.argument(1, "default_value").unwrap_or_else(|| "".into()) } else { subject })
    }),
    ("iif", Use::FilterAndFunction, |call| Ok(iif(call))),
    ("bool", Use::FilterAndFunction, truth),
    ("length count", Use::Filter, |call| {
        call.subject().len().map(Value::from).ok_or_else(|| refused("length got what has none"))
    }),
    ("first", Use::Filter, |call| Ok(items(call)?.into_iter().next().unwrap_or_default())),
    ("last", Use::Filter, |call| Ok(items(call)?.pop().unwrap_or_default())),
    ("list", Use::FilterAndFunction, |call| Ok(items(call)?.into())),
    ("reverse", Use::Filter, |call| call.subject().reverse()),
    ("unique", Use::Filter, |call| {
        let mut found: Vec<Value> = Vec::new();
        for item in items(call)? {
            if !found.contains(&item) {
                found.push(item);
            }
        }
        Ok(found.into())
    }),
    ("sort", Use::Filter, sort),
    ("map", Use::Filter, map),
    ("select", Use::Filter, |call| select(call, false, true)),
    ("reject", Use::Filter, |call| select(call, false, false)),
    ("selectattr", Use::Filter, |call| select(call, true, true)),
    ("rejectattr", Use::Filter, |call| select(call, true, false)),
    ("items", Use::Filter, |call| pairs(&call.subject())),
    ("dict", Use::Function, |call| {
        let mut entries = Vec::new();
        for pair in call.subject().try_iter().into_iter().flatten() {
            entries.push((pair.get_item_by_index(0)?, pair.get_item_by_index(1)?));
        }
        Ok(Value::from_object(Entries(entries)))
    }),
    ("zip", Use::Function, |call| {
        let lists = call.arguments.iter().map(Value::try_iter).collect::<std::result::Result<Vec<_>, _>>()?;
        let mut lists: Vec<_> = lists.into_iter().map(Iterator::fuse).collect();
        let mut rows: Vec<Value> = Vec::new();
        while rows.len() < MAX_ITEMS && !lists.is_empty() {
            let Some(row) = lists.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>() else { break };
            rows.push(row.into());
        }
        Ok(rows.into())
    }),
    ("contains", Use::Everywhere, |call| contains(&call.subject(), &call.argument(1, "value").unwrap_or_default())),
    ("mapping", Use::Test, |call| Ok((call.subject().kind() == ValueKind::Map).into())),
    ("sequence iterable", Use::Test, |call| {
        Ok(matches!(call.subject().kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map | ValueKind::String)
            .into())
    }),
];

/// Elements that a list is taken apart into.
const MAX_ITEMS: usize = 4_096;

/// The elements of what a native is applied to.
fn items(call: &Call<'_, '_, '_>) -> std::result::Result<Vec<Value>, Error> {
    let subject = call.subject();
    if subject.is_undefined() || subject.is_none() {
        return Err(refused("it takes elements out of nothing"));
    }
    if subject.len().is_some_and(|length| length > MAX_ITEMS) {
        return Err(refused(format!("it takes apart more than {MAX_ITEMS} elements")));
    }
    Ok(subject.try_iter()?.take(MAX_ITEMS).collect())
}

pub(super) fn contains(container: &Value, what: &Value) -> Result {
    texts::contains(container, what)
        .map(Value::from)
        .ok_or_else(|| refused("it looks for one thing in another that holds nothing"))
}

/// The keys of an object, each with its value.
pub(super) fn pairs(object: &Value) -> Result {
    if object.kind() != ValueKind::Map {
        return Err(refused("only objects have items"));
    }
    let pair = |key: Value| object.get_item(&key).map(|value| Value::from(vec![key, value]));
    object.try_iter()?.map(pair).collect::<std::result::Result<Vec<_>, _>>().map(Value::from)
}

fn iif(call: &Call<'_, '_, '_>) -> Value {
    let subject = call.subject();
    let otherwise = call.argument(2, "if_false");
    if subject.is_none() {
        call.argument(3, "if_none").or(otherwise).unwrap_or_else(|| Value::from(false))
    } else if subject.is_true() {
        call.argument(1, "if_true").unwrap_or_else(|| Value::from(true))
    } else {
        otherwise.unwrap_or_else(|| Value::from(false))
    }
}

/// What Home Assistant takes for yes and for no.
fn truth(call: &mut Call<'_, '_, '_>) -> Result {
    let subject = call.subject();
    let flag = match datum(&subject) {
        Datum::Flag(flag) => Some(flag),
        number @ (Datum::Whole(_) | Datum::Real(_)) => Some(number.is_true()),
        Datum::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" | "enable" => Some(true),
            "0" | "false" | "no" | "off" | "disable" => Some(false),
            _ => None,
        },
        _ => None,
    };
    let flag = flag.map(Value::from).or_else(|| call.argument(1, "default"));
    flag.ok_or_else(|| refused(format!("bool got “{subject}”")))
}

fn sort(call: &mut Call<'_, '_, '_>) -> Result {
    let attribute = call.named("attribute");
    let mut keyed = Vec::new();
    for item in items(call)? {
        let key = attribute.as_ref().map_or(Ok(item.clone()), |attribute| part(&item, attribute))?;
        // Python refuses to sort numbers among texts, whichever come first.
        if let Some((first, _)) = keyed.first() {
            numbers::ordered(&key, "<", first)?;
        }
        keyed.push((key, item));
    }
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    if call.argument(1, "reverse").is_some_and(|reverse| reverse.is_true()) {
        keyed.reverse();
    }
    Ok(keyed.into_iter().map(|(_, item)| item).collect::<Vec<_>>().into())
}

/// What an element has under a key, a place, or a path of keys.
fn part(item: &Value, attribute: &Value) -> Result {
    match attribute.as_str() {
        Some(path) => path.split('.').try_fold(item.clone(), |item, key| match key.parse::<usize>() {
            Ok(place) => item.get_item_by_index(place),
            Err(_) => item.get_attr(key),
        }),
        None => item.get_item(attribute),
    }
}

fn map(call: &mut Call<'_, '_, '_>) -> Result {
    let items = items(call)?;
    let mut made = Vec::with_capacity(items.len());
    if let Some(attribute) = call.named("attribute") {
        let default = call.named("default");
        for item in items {
            let part = part(&item, &attribute)?;
            made.push(if part.is_undefined() { default.clone().unwrap_or_default() } else { part });
        }
        return Ok(made.into());
    }
    let filter = call.arguments.get(1).map(Value::to_string).unwrap_or_default();
    let mut size = 0_usize;
    for item in items {
        let mut arguments = vec![item];
        arguments.extend(call.arguments.iter().skip(2).cloned());
        let result = call.state.apply_filter(&filter, &arguments)?;
        size += result.as_str().map_or(0, str::len);
        if size > MAX_MAPPED {
            return Err(refused("it makes too many texts"));
        }
        made.push(result);
    }
    Ok(made.into())
}

/// Bytes of all texts that one `map` makes.
const MAX_MAPPED: usize = 256 * 1_024;

fn select(call: &mut Call<'_, '_, '_>, by_part: bool, wanted: bool) -> Result {
    let first = if by_part { 2 } else { 1 };
    let attribute = by_part.then(|| call.arguments.get(1).cloned().unwrap_or_default());
    let test = call.arguments.get(first).map(Value::to_string);
    let mut selected = Vec::new();
    for item in items(call)? {
        let judged = attribute.as_ref().map_or(Ok(item.clone()), |attribute| part(&item, attribute))?;
        let passes = match &test {
            Some(test) => {
                let mut arguments = vec![judged];
                arguments.extend(call.arguments.iter().skip(first + 1).cloned());
                call.state.perform_test(test, &arguments)?
            }
            None => judged.is_true(),
        };
        if passes == wanted {
            selected.push(item);
        }
    }
    Ok(selected.into())
}
