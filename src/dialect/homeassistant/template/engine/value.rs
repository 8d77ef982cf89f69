//! Values of the engine: from JSON, and told apart as Python tells them apart.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ValueKind};

use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::tree::Tree;

/// Bytes that a name may stand for, and that a filter may make: a statement in a loop may name something else thousands of
/// times.
const MAX_BYTES: usize = 32 * 1_024;
/// What one element of a list takes at least.
const ELEMENT_BYTES: usize = 24;

/// An object of a message, in the order of the message.
#[derive(Debug)]
pub(super) struct Entries(pub(super) Vec<(Value, Value)>);

impl Object for Entries {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(key, _)| key.clone()).collect())
    }
}

pub(super) fn from_tree(tree: Tree) -> Value {
    match tree {
        Tree::Null => Value::from(()),
        Tree::Flag(flag) => Value::from(flag),
        Tree::Whole(number) => Value::from(number),
        Tree::Real(number) => Value::from(number),
        Tree::Text(text) => Value::from(text),
        Tree::List(items) => Value::from(items.into_iter().map(from_tree).collect::<Vec<_>>()),
        Tree::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (Value::from(key), from_tree(value)));
            Value::from_object(Entries(entries.collect()))
        }
    }
}

pub(super) fn from_datum(datum: &Datum<'_>) -> Value {
    match datum {
        Datum::Undefined | Datum::Lost | Datum::Nested => Value::UNDEFINED,
        Datum::Null => Value::from(()),
        Datum::Flag(flag) => Value::from(*flag),
        Datum::Whole(number) => Value::from(*number),
        Datum::Real(number) => Value::from(*number),
        Datum::Text(text) => Value::from(&**text),
    }
}

/// A value as far as it is one thing.
pub(super) fn datum(value: &Value) -> Datum<'_> {
    match value.kind() {
        ValueKind::Undefined => Datum::Undefined,
        ValueKind::None => Datum::Null,
        ValueKind::Bool => Datum::Flag(value.is_true()),
        ValueKind::Number => match value.as_i64() {
            Some(number) if value.is_integer() => Datum::Whole(number),
            _ => f64::try_from(value.clone()).map_or(Datum::Nested, Datum::Real),
        },
        ValueKind::String => value.as_str().map_or(Datum::Nested, Datum::text),
        _ => Datum::Nested,
    }
}

/// Whether a value is small enough to be kept under a name.
pub(super) fn is_bounded(value: &Value) -> bool {
    weighed(value, 0) <= MAX_BYTES
}

/// About how many bytes a value takes; how many more than too many does not matter.
fn weighed(value: &Value, mut sum: usize) -> usize {
    if let Some(text) = value.as_str() {
        return sum.saturating_add(text.len());
    }
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map) {
        return sum;
    }
    let is_map = value.kind() == ValueKind::Map;
    for item in value.try_iter().into_iter().flatten() {
        sum = weighed(&item, sum.saturating_add(ELEMENT_BYTES));
        if is_map {
            sum = value.get_item(&item).map_or(sum, |value| weighed(&value, sum));
        }
        if sum > MAX_BYTES {
            break;
        }
    }
    sum
}
