//! What templates do with lists, with objects, and with what may be missing.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use super::natives::{Call, Native, Result, Use};
use super::operate;
use super::value::Value;
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::number;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

/// Elements that a range has at most.
const MAX_RANGE: usize = 10_000;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("default d", Use::Filter, |call| {
        let subject = call.subject();
        let also_false = call.argument(2, "boolean").is_some_and(|also| also.is_true());
        let is_missing = subject == Value::Undefined || (also_false && !subject.is_true());
        Ok(if is_missing { call.argument(1, "default_value").unwrap_or_else(|| "".into()) } else { subject })
    }),
    ("iif", Use::FilterAndFunction, |call| Ok(iif(call))),
    ("bool", Use::FilterAndFunction, truth),
    ("length count", Use::Filter, |call| {
        Ok(match call.subject() {
            Value::Text(text) => text.chars().count(),
            other => firm(call, &other)?.len(),
        }
        .into())
    }),
    ("first", Use::Filter, |call| Ok(items(call)?.first().cloned().unwrap_or_default())),
    ("last", Use::Filter, |call| Ok(items(call)?.last().cloned().unwrap_or_default())),
    ("list", Use::FilterAndFunction, |call| Ok(Value::List(items(call)?))),
    ("reverse", Use::Filter, |call| {
        let subject = call.subject();
        operate::slice(&subject, &Value::None, &Value::None, &Value::Whole(-1))
    }),
    ("unique", Use::Filter, |call| {
        let mut found: Vec<Value> = Vec::new();
        for item in items(call)?.iter().take(MAX_UNIQUE) {
            if !found.contains(item) {
                found.push(item.clone());
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
    ("namespace", Use::Function, |call| Ok(Value::Namespace(Rc::new(RefCell::new(call.named.clone()))))),
    ("dict", Use::Function, dict),
    ("range", Use::Function, range),
    ("zip", Use::Function, zip),
    ("contains", Use::Everywhere, |call| {
        Ok(operate::contains(&call.subject(), &call.argument(1, "value").unwrap_or_default())?.into())
    }),
    ("mapping", Use::Test, |call| Ok(matches!(call.subject(), Value::Object(_)).into())),
    ("sequence iterable list", Use::Test, |call| {
        Ok(matches!(call.subject(), Value::List(_) | Value::Object(_) | Value::Text(_)).into())
    }),
];

/// Elements that are compared each with each.
const MAX_UNIQUE: usize = 512;

/// The elements of what a native is applied to.
fn items(call: &mut Call<'_>) -> Result<Rc<[Value]>> {
    let subject = call.subject();
    firm(call, &subject)
}

fn firm(call: &mut Call<'_>, value: &Value) -> Result<Rc<[Value]>> {
    if *value == Value::Undefined {
        Err(Reason::of(word!("it takes elements out of nothing")))
    } else {
        call.run.items(value)
    }
}

/// The keys of an object, each with its value.
pub(super) fn pairs(object: &Value) -> Result {
    let Value::Object(entries) = object else { return Err(Reason::of(word!("only objects have items"))) };
    Ok(entries.iter().map(|(key, value)| vec![key.clone(), value.clone()].into()).collect::<Vec<Value>>().into())
}

fn iif(call: &Call<'_>) -> Value {
    let subject = call.subject();
    let otherwise = call.argument(2, "if_false");
    if subject == Value::None {
        call.argument(3, "if_none").or(otherwise).unwrap_or_else(|| Value::from(false))
    } else if subject.is_true() {
        call.argument(1, "if_true").unwrap_or_else(|| Value::from(true))
    } else {
        otherwise.unwrap_or_else(|| Value::from(false))
    }
}

/// What Home Assistant takes for yes and for no.
fn truth(call: &mut Call<'_>) -> Result {
    let subject = call.subject();
    let flag = match subject.datum() {
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
    flag.ok_or_else(|| Reason::of(word!("bool got “{value}”")).with("value", number::shown(&subject.text())))
}

fn dict(call: &mut Call<'_>) -> Result {
    let mut entries = Vec::new();
    if let Value::Object(known) = call.subject() {
        entries.extend(known.iter().cloned());
    } else {
        let subject = call.subject();
        for pair in call.run.items(&subject)?.iter() {
            entries.push((operate::at(pair, &0_i64.into())?, operate::at(pair, &1_i64.into())?));
        }
    }
    entries.extend(call.named.iter().map(|(name, value)| (Value::Text(name.clone()), value.clone())));
    Ok(entries.into())
}

fn range(call: &mut Call<'_>) -> Result {
    let bound = |at: usize| call.arguments.get(at).and_then(Value::whole);
    let (from, to) = match call.arguments.len() {
        1 => (Some(0), bound(0)),
        _ => (bound(0), bound(1)),
    };
    let step = if call.arguments.len() > 2 { bound(2) } else { Some(1) };
    let (Some(mut at), Some(to), Some(step)) = (from, to, step.filter(|step| *step != 0)) else {
        return Err(Reason::of(word!("range needs whole numbers")));
    };
    let mut numbers: Vec<Value> = Vec::new();
    while if step > 0 { at < to } else { at > to } {
        if numbers.len() >= MAX_RANGE {
            return Err(Reason::of(word!("range has more than {count} numbers")).with("count", MAX_RANGE.to_string()));
        }
        numbers.push(at.into());
        at = at.saturating_add(step);
    }
    Ok(numbers.into())
}

fn zip(call: &mut Call<'_>) -> Result {
    let arguments = std::mem::take(&mut call.arguments);
    let lists = arguments.iter().map(|list| call.run.items(list)).collect::<Result<Vec<_>>>()?;
    let length = lists.iter().map(|list| list.len()).min().unwrap_or(0);
    let row = |at: usize| Value::from(lists.iter().map(|list| list[at].clone()).collect::<Vec<_>>());
    Ok((0..length).map(row).collect::<Vec<_>>().into())
}

fn sort(call: &mut Call<'_>) -> Result {
    let attribute = call.named("attribute");
    let mut keyed: Vec<(Value, Value)> = Vec::new();
    for item in items(call)?.iter() {
        let key = attribute.as_ref().map_or_else(|| Ok(item.clone()), |attribute| part(item, attribute))?;
        // Python refuses to sort numbers among texts, whichever come first.
        if let Some((first, _)) = keyed.first() {
            operate::order(&key, first)?;
        }
        let is_before =
            |known: &Value| operate::order(known, &key).is_ok_and(|order| order.is_some_and(Ordering::is_le));
        let at = keyed.partition_point(|(known, _)| is_before(known));
        keyed.insert(at, (key, item.clone()));
    }
    if call.argument(1, "reverse").is_some_and(|reverse| reverse.is_true()) {
        keyed.reverse();
    }
    Ok(keyed.into_iter().map(|(_, item)| item).collect::<Vec<_>>().into())
}

/// What an element has under a key, a place, or a path of keys.
fn part(item: &Value, attribute: &Value) -> Result {
    match attribute.as_str() {
        Some(path) => path.split('.').try_fold(item.clone(), |item, key| {
            operate::at(&item, &key.parse::<i64>().map_or_else(|_| key.into(), Value::Whole))
        }),
        None => operate::at(item, attribute),
    }
}

fn map(call: &mut Call<'_>) -> Result {
    let items = items(call)?;
    let mut made = Vec::with_capacity(items.len());
    let attribute = call.named("attribute");
    let default = call.named("default").unwrap_or_default();
    let filter = call.arguments.get(1).map(Value::text).unwrap_or_default();
    let mut weight = 0;
    for item in items.iter() {
        let result = if let Some(attribute) = &attribute {
            Some(part(item, attribute)?).filter(|part| *part != Value::Undefined).unwrap_or_else(|| default.clone())
        } else {
            let mut arguments = vec![item.clone()];
            arguments.extend(call.arguments.iter().skip(2).cloned());
            call.apply(&filter, Use::Filter, arguments)?
        };
        weight += result.weight();
        if weight > MAX_MAPPED {
            return Err(Reason::of(word!("it makes too many texts")));
        }
        made.push(result);
    }
    Ok(made.into())
}

/// Bytes of all that one `map` makes.
const MAX_MAPPED: usize = 256 * 1_024;

fn select(call: &mut Call<'_>, by_part: bool, wanted: bool) -> Result {
    let first = if by_part { 2 } else { 1 };
    let attribute = by_part.then(|| call.arguments.get(1).cloned().unwrap_or_default());
    let test = call.arguments.get(first).map(Value::text);
    let mut selected = Vec::new();
    for item in items(call)?.iter() {
        let judged = attribute.as_ref().map_or_else(|| Ok(item.clone()), |attribute| part(item, attribute))?;
        let passes = match &test {
            Some(test) => {
                let mut arguments = vec![judged];
                arguments.extend(call.arguments.iter().skip(first + 1).cloned());
                call.apply(test, Use::Test, arguments)?.is_true()
            }
            None => judged.is_true(),
        };
        if passes == wanted {
            selected.push(item.clone());
        }
    }
    Ok(selected.into())
}
