//! What operators do, as in Python: it is refused what Python refuses.

use std::cmp::Ordering;

use super::natives::Result;
use super::program::Operator;
use super::value::Value;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

/// What no whole number can hold.
pub(super) const TOO_LARGE: &str = word!("it calculates a number that is too large");

pub(super) fn binary(operator: Operator, left: &Value, right: &Value) -> Result {
    match operator {
        Operator::Equal => Ok((left == right).into()),
        Operator::Unequal => Ok((left != right).into()),
        Operator::Less => ordered(left, right, Ordering::is_lt),
        Operator::LessOrEqual => ordered(left, right, Ordering::is_le),
        Operator::Greater => ordered(left, right, Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(left, right, Ordering::is_ge),
        Operator::In => contains(right, left).map(Value::Flag),
        Operator::Concatenate => Ok((left.text() + &right.text()).into()),
        Operator::Add => match (left, right) {
            (Value::Text(left), Value::Text(right)) => Ok(format!("{left}{right}").into()),
            (Value::List(left), Value::List(right)) => Ok([&**left, &**right].concat().into()),
            (Value::Moment(..), _) | (_, Value::Moment(..)) => Err(Reason::of(word!("it calculates with moments"))),
            _ => calculated(operator, left, right),
        },
        _ => calculated(operator, left, right),
    }
}

/// Numbers with numbers, texts with texts, lists with lists.
pub(super) fn order(left: &Value, right: &Value) -> Result<Option<Ordering>> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Ok(Some(left.cmp(right))),
        (Value::Moment(left, _), Value::Moment(right, _)) => Ok(Some(left.cmp(right))),
        (Value::List(left), Value::List(right)) => {
            let differing = left.iter().zip(right.iter()).find(|(left, right)| left != right);
            differing.map_or(Ok(Some(left.len().cmp(&right.len()))), |(left, right)| order(left, right))
        }
        _ => match (left.number(), right.number()) {
            (Some(left), Some(right)) => Ok(left.partial_cmp(&right)),
            _ => Err(of_both(word!("it compares {left} with {right}"), left, right)),
        },
    }
}

fn ordered(left: &Value, right: &Value, is: fn(Ordering) -> bool) -> Result {
    Ok(order(left, right)?.is_some_and(is).into())
}

/// Whether a text has another in it, a list an element, an object a key.
pub(super) fn contains(container: &Value, what: &Value) -> Result<bool> {
    match (container, what) {
        (Value::Text(text), Value::Text(part)) => Ok(text.contains(&**part)),
        (Value::List(items), _) => Ok(items.contains(what)),
        (Value::Object(_), _) => Ok(container.entry(what).is_some()),
        (Value::Undefined, _) => Ok(false),
        _ => Err(of_both(word!("it looks for {left} in {right}"), what, container)),
    }
}

fn calculated(operator: Operator, left: &Value, right: &Value) -> Result {
    if let (Some(a), Some(b)) = (left.whole(), right.whole())
        && let Some(whole) = whole(operator, a, b)
    {
        return whole.map(Value::Whole).ok_or(Reason::of(TOO_LARGE));
    }
    let (Some(a), Some(b)) = (left.number(), right.number()) else {
        return Err(of_both(word!("it calculates with {left} and {right}"), left, right));
    };
    let result = match operator {
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide | Operator::DivideWhole | Operator::Modulo if b == 0.0 => {
            return Err(Reason::of(word!("division by zero")));
        }
        Operator::Divide => a / b,
        Operator::DivideWhole => (a / b).floor(),
        Operator::Modulo => a - b * (a / b).floor(),
        Operator::Power => a.powf(b),
        _ => a + b,
    };
    Ok(result.into())
}

/// A whole number where Python makes one: `None` if it would make another, `Some(None)` if it is too large.
#[expect(clippy::option_option, reason = "two different ends")]
fn whole(operator: Operator, a: i64, b: i64) -> Option<Option<i64>> {
    Some(match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::DivideWhole if b != 0 => a.checked_div(b).map(|whole| if is_mixed(a, b) { whole - 1 } else { whole }),
        Operator::Modulo if b != 0 => a.checked_rem(b).map(|rest| if is_mixed(a, b) { rest + b } else { rest }),
        Operator::Power if b >= 0 => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        _ => return None,
    })
}

/// Whether a quotient is not whole and below zero: Python rounds it down, and everybody else up.
fn is_mixed(a: i64, b: i64) -> bool {
    a.checked_rem(b).is_some_and(|rest| rest != 0 && (rest < 0) != (b < 0))
}

/// What is at a place of a list, a text or an object.
pub(super) fn at(of: &Value, key: &Value) -> Result {
    let place = |length: usize| {
        let place = key.whole()?;
        usize::try_from(if place < 0 { place.checked_add(i64::try_from(length).ok()?)? } else { place }).ok()
    };
    Ok(match of {
        Value::Undefined => return Err(Reason::of(super::LOST)),
        Value::Object(_) => of.entry(key).cloned().unwrap_or_default(),
        Value::List(items) => place(items.len()).and_then(|place| items.get(place).cloned()).unwrap_or_default(),
        Value::Text(text) => {
            let letter = place(text.chars().count()).and_then(|place| text.chars().nth(place));
            letter.map(|letter| letter.to_string().into()).unwrap_or_default()
        }
        Value::Namespace(names) => {
            let names = names.borrow();
            let known = names.iter().find(|(name, _)| key.as_str() == Some(name));
            known.map(|(_, value)| value.clone()).unwrap_or_default()
        }
        _ => Value::Undefined,
    })
}

pub(super) fn slice(of: &Value, from: &Value, to: &Value, step: &Value) -> Result {
    let step = if *step == Value::None { Some(1) } else { step.whole().filter(|step| *step != 0) };
    let step = step.ok_or(word!("a slice has a step that is none"))?;
    let taken = |length: usize| -> Result<Vec<usize>> {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let (lowest, highest) = if step < 0 { (-1, length - 1) } else { (0, length) };
        let bound = |value: &Value, otherwise: i64| -> Result<i64> {
            if *value == Value::None {
                return Ok(otherwise);
            }
            let place = value.whole().ok_or_else(|| of_kind(word!("a slice is bounded by {kind}"), value))?;
            let place = if place < 0 { place.saturating_add(length) } else { place };
            Ok(place.clamp(lowest, highest))
        };
        let (mut at, end) =
            if step > 0 { (bound(from, 0)?, bound(to, length)?) } else { (bound(from, length - 1)?, bound(to, -1)?) };
        let mut places = Vec::new();
        while if step > 0 { at < end } else { at > end } {
            places.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
        Ok(places)
    };
    match of {
        Value::List(items) => {
            Ok(taken(items.len())?.into_iter().map(|place| items[place].clone()).collect::<Vec<_>>().into())
        }
        Value::Text(text) => {
            let letters: Vec<char> = text.chars().collect();
            Ok(taken(letters.len())?.into_iter().map(|place| letters[place]).collect::<String>().into())
        }
        Value::Undefined => Err(Reason::of(super::LOST)),
        _ => Err(of_kind(word!("it takes a slice of {kind}"), of)),
    }
}

/// Why something cannot be done with what a value is.
pub(super) fn of_kind(text: &'static str, value: &Value) -> Reason {
    Reason::of(text).with_word("kind", value.kind())
}

fn of_both(text: &'static str, left: &Value, right: &Value) -> Reason {
    Reason::of(text).with_word("left", left.kind()).with_word("right", right.kind())
}
