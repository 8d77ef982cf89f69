//! What templates do with numbers.

use super::natives::{Call, Native, Result, Use};
use super::operate;
use super::value::Value;
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::number;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("float", Use::FilterAndFunction, |call| made(call, "float", 1, |number| Some(number.into()))),
    ("int", Use::FilterAndFunction, int),
    ("round", Use::Filter, round),
    ("is_number", Use::Everywhere, |call| Ok(call.subject().datum().as_real().is_some_and(f64::is_finite).into())),
    ("abs", Use::Filter, |call| match call.subject() {
        Value::Whole(number) => {
            number.checked_abs().map(Value::from).ok_or_else(|| Reason::of(word!("abs got too large a number")))
        }
        other => other.number().map(|number| number.abs().into()).ok_or_else(|| Reason::of(word!("abs got no number"))),
    }),
    ("multiply", Use::Filter, |call| with(call, "multiply", |a, b| a * b)),
    ("add", Use::Filter, |call| with(call, "add", |a, b| a + b)),
    ("sqrt", Use::FilterAndFunction, |call| made(call, "sqrt", 1, |number| finite(number.sqrt()))),
    ("log", Use::FilterAndFunction, log),
    ("bitwise_and", Use::FilterAndFunction, |call| bits(call, |a, b| a & b)),
    ("bitwise_or", Use::FilterAndFunction, |call| bits(call, |a, b| a | b)),
    ("bitwise_xor", Use::FilterAndFunction, |call| bits(call, |a, b| a ^ b)),
    ("min", Use::FilterAndFunction, |call| extreme(call, std::cmp::Ordering::is_lt)),
    ("max", Use::FilterAndFunction, |call| extreme(call, std::cmp::Ordering::is_gt)),
    ("sum", Use::Filter, sum),
    ("average", Use::FilterAndFunction, average),
];

/// What is made of a number, or the default where there is none.
fn made(call: &Call<'_>, name: &str, default: usize, make: impl FnOnce(f64) -> Option<Value>) -> Result {
    let subject = call.subject();
    let result = subject.datum().as_real().and_then(make).or_else(|| call.argument(default, "default"));
    result.ok_or_else(|| number::no_number(name, &subject.text()))
}

fn finite(number: f64) -> Option<Value> {
    number.is_finite().then(|| number.into())
}

fn with(call: &Call<'_>, name: &str, make: fn(f64, f64) -> f64) -> Result {
    let amount = call.argument(1, "amount").and_then(|amount| amount.datum().as_real());
    let amount = amount.ok_or_else(|| Reason::of(word!("{filter} needs two numbers")).with("filter", name))?;
    made(call, name, 2, |number| Some(make(number, amount).into()))
}

fn log(call: &mut Call<'_>) -> Result {
    let base = call.argument(1, "base").map_or(Some(std::f64::consts::E), |base| base.datum().as_real());
    let base = base.ok_or_else(|| Reason::of(word!("log needs a number as its base")))?;
    made(call, "log", 2, |number| finite(number.ln() / base.ln()))
}

fn int(call: &mut Call<'_>) -> Result {
    let subject = call.subject();
    let base = call.argument(2, "base").and_then(|base| base.whole()).unwrap_or(10);
    let whole = match (&subject, u32::try_from(base)) {
        (Value::Text(text), Ok(base @ (2 | 8 | 16))) => {
            let text = text.trim();
            let digits = ["0x", "0X", "0b", "0B", "0o", "0O"].iter().find_map(|prefix| text.strip_prefix(prefix));
            i64::from_str_radix(digits.unwrap_or(text), base).ok()
        }
        _ => subject.datum().as_whole(),
    };
    let whole = whole.map(Value::from).or_else(|| call.argument(1, "default"));
    whole.ok_or_else(|| number::no_number("int", &subject.text()))
}

fn round(call: &mut Call<'_>) -> Result {
    let digits = call.argument(1, "precision").map_or(Some(0), |digits| digits.whole());
    let digits = digits
        .filter(|digits| digits.abs() <= 15)
        .ok_or_else(|| Reason::of(word!("round needs a number of digits")))?;
    let method = call.argument(2, "method").map(|method| method.text()).unwrap_or_default();
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or_default());
    made(call, "round", 3, |number| {
        let rounded = match method.as_str() {
            "ceil" => (number * scale).ceil() / scale,
            "floor" => (number * scale).floor() / scale,
            "half" => (number * 2.0).round_ties_even() / 2.0,
            _ => return number::rounded(number, digits).map(|rounded| Value::from(&rounded)),
        };
        if digits == 0 { Datum::Real(rounded).as_whole().map(Value::from) } else { Some(rounded.into()) }
    })
}

fn bits(call: &Call<'_>, make: fn(i64, i64) -> i64) -> Result {
    let whole = |place: usize| call.arguments.get(place).and_then(Value::whole);
    let (a, b) = whole(0).zip(whole(1)).ok_or_else(|| Reason::of(word!("bits are those of whole numbers")))?;
    Ok(make(a, b).into())
}

/// The things that are compared or added: a list's, or the arguments.
fn things(call: &mut Call<'_>) -> Result<Vec<Value>> {
    match &call.arguments[..] {
        [list] => {
            let list = list.clone();
            Ok(call.run.items(&list)?.to_vec())
        }
        arguments => Ok(arguments.to_vec()),
    }
}

fn extreme(call: &mut Call<'_>, is: fn(std::cmp::Ordering) -> bool) -> Result {
    let mut best: Option<Value> = None;
    for thing in things(call)? {
        let is_better = match &best {
            Some(best) => operate::order(&thing, best)?.is_some_and(is),
            None => true,
        };
        if is_better {
            best = Some(thing);
        }
    }
    Ok(best.unwrap_or_default())
}

fn sum(call: &mut Call<'_>) -> Result {
    let attribute = call.argument(1, "attribute");
    let mut sum = Value::Whole(0);
    let subject = call.subject();
    for thing in call.run.items(&subject)?.iter() {
        let thing = attribute.as_ref().map_or_else(|| Ok(thing.clone()), |attribute| operate::at(thing, attribute))?;
        sum = operate::binary(super::program::Operator::Add, &sum, &thing)?;
    }
    Ok(sum)
}

fn average(call: &mut Call<'_>) -> Result {
    let default = call.named("default");
    let numbers: Option<Vec<f64>> = things(call)?.iter().map(|thing| thing.datum().as_real()).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => {
            #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
            let count = numbers.len() as f64;
            Ok((numbers.iter().sum::<f64>() / count).into())
        }
        _ => default.ok_or_else(|| Reason::of(word!("average got no numbers"))),
    }
}
