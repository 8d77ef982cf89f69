//! What templates do with numbers.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::natives::{Call, Native, Result, Use, refused};
use super::value::{datum, is_bounded};
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::number;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("float", Use::FilterAndFunction, |call| {
        real("float", &call.subject(), call.argument(1, "default"), |number| Some(number.into()))
    }),
    ("int", Use::FilterAndFunction, int),
    ("round", Use::Filter, round),
    ("is_number", Use::Everywhere, |call| Ok(datum(&call.subject()).as_real().is_some_and(f64::is_finite).into())),
    ("abs", Use::Filter, |call| match datum(&call.subject()) {
        Datum::Whole(number) => Ok(number.checked_abs().map_or_else(|| Value::from(f64::INFINITY), Value::from)),
        other => other.as_real().map(|number| number.abs().into()).ok_or_else(|| refused("abs got no number")),
    }),
    ("multiply", Use::Filter, |call| with(call, "multiply", |a, b| a * b)),
    ("add", Use::Filter, |call| with(call, "add", |a, b| a + b)),
    ("sqrt", Use::FilterAndFunction, |call| of(call, "sqrt", f64::sqrt)),
    ("log", Use::FilterAndFunction, log),
    ("bitwise_and", Use::FilterAndFunction, |call| bits(call, |a, b| a & b)),
    ("bitwise_or", Use::FilterAndFunction, |call| bits(call, |a, b| a | b)),
    ("bitwise_xor", Use::FilterAndFunction, |call| bits(call, |a, b| a ^ b)),
    ("min", Use::FilterAndFunction, |call| extreme(call, "<")),
    ("max", Use::FilterAndFunction, |call| extreme(call, ">")),
    ("sum", Use::Filter, sum),
    ("average", Use::FilterAndFunction, average),
    ("_bounded", Use::Filter, |call| {
        let subject = call.subject();
        if is_bounded(&subject) { Ok(subject) } else { Err(refused("it keeps too much under one name")) }
    }),
    ("_ordered", Use::Function, |call| {
        let [left, order, right] = &call.arguments[..] else { return Err(refused("a comparison has two sides")) };
        ordered(left, order.as_str().unwrap_or_default(), right)
    }),
];

/// Compares what Python compares: numbers with numbers, texts with texts.
pub(super) fn ordered(left: &Value, order: &str, right: &Value) -> Result {
    let ordering = match (datum(left), datum(right)) {
        (Datum::Text(left), Datum::Text(right)) => Some(left.cmp(&right)),
        (Datum::Text(_), _) | (_, Datum::Text(_)) => return Err(not_ordered(left, right)),
        (a, b) => match (a.as_real(), b.as_real()) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ if left.kind() == ValueKind::Seq && right.kind() == ValueKind::Seq => Some(left.cmp(right)),
            _ => return Err(not_ordered(left, right)),
        },
    };
    Ok(ordering
        .is_some_and(|ordering| match order {
            "<" => ordering.is_lt(),
            "<=" => ordering.is_le(),
            ">" => ordering.is_gt(),
            _ => ordering.is_ge(),
        })
        .into())
}

fn not_ordered(left: &Value, right: &Value) -> minijinja::Error {
    refused(format!("it compares {} with {}", left.kind(), right.kind()))
}

/// What is made of a number, or the default where there is none.
fn real(name: &str, subject: &Value, default: Option<Value>, make: impl FnOnce(f64) -> Option<Value>) -> Result {
    let result = datum(subject).as_real().and_then(make);
    result.or(default).ok_or_else(|| refused(number::no_number(name, &subject.to_string())))
}

fn of(call: &Call<'_, '_, '_>, name: &str, make: fn(f64) -> f64) -> Result {
    real(name, &call.subject(), call.argument(1, "default"), |number| finite(make(number)))
}

fn finite(number: f64) -> Option<Value> {
    number.is_finite().then(|| number.into())
}

fn with(call: &Call<'_, '_, '_>, name: &str, make: fn(f64, f64) -> f64) -> Result {
    let amount = call.argument(1, "amount").and_then(|amount| datum(&amount).as_real());
    let amount = amount.ok_or_else(|| refused(format!("{name} needs two numbers")))?;
    real(name, &call.subject(), call.argument(2, "default"), |number| Some(make(number, amount).into()))
}

fn log(call: &mut Call<'_, '_, '_>) -> Result {
    let base = call.argument(1, "base").map_or(Some(std::f64::consts::E), |base| datum(&base).as_real());
    let base = base.ok_or_else(|| refused("log needs a number as its base"))?;
    real("log", &call.subject(), call.argument(2, "default"), |number| finite(number.ln() / base.ln()))
}

fn int(call: &mut Call<'_, '_, '_>) -> Result {
    let subject = call.subject();
    let base = call.argument(2, "base").and_then(|base| datum(&base).as_whole()).unwrap_or(10);
    let whole = match (datum(&subject), u32::try_from(base)) {
        (Datum::Text(text), Ok(base @ (2 | 8 | 16))) => {
            let text = text.trim();
            let digits = ["0x", "0X", "0b", "0B", "0o", "0O"].iter().find_map(|prefix| text.strip_prefix(prefix));
            i64::from_str_radix(digits.unwrap_or(text), base).ok()
        }
        (datum, _) => datum.as_whole(),
    };
    let default = call.argument(1, "default");
    let whole = whole.map(Value::from).or(default);
    whole.ok_or_else(|| refused(number::no_number("int", &subject.to_string())))
}

fn round(call: &mut Call<'_, '_, '_>) -> Result {
    let digits = call.argument(1, "precision").map_or(Some(0), |digits| datum(&digits).as_whole());
    let digits = digits.filter(|digits| digits.abs() <= 15).ok_or_else(|| refused("round needs a number of digits"))?;
    let method = call.argument(2, "method").map(|method| method.to_string()).unwrap_or_default();
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or_default());
    real("round", &call.subject(), call.argument(3, "default"), |number| {
        let rounded = match method.as_str() {
            "ceil" => (number * scale).ceil() / scale,
            "floor" => (number * scale).floor() / scale,
            "half" => (number * 2.0).round_ties_even() / 2.0,
            _ => return number::rounded(number, digits).map(|rounded| super::value::from_datum(&rounded)),
        };
        if digits == 0 { Datum::Real(rounded).as_whole().map(Value::from) } else { Some(rounded.into()) }
    })
}

fn bits(call: &Call<'_, '_, '_>, make: fn(i64, i64) -> i64) -> Result {
    let whole = |place| match call.arguments.get(place).map(datum) {
        Some(number @ (Datum::Whole(_) | Datum::Flag(_))) => number.as_whole(),
        _ => None,
    };
    let (a, b) = whole(0).zip(whole(1)).ok_or_else(|| refused("bits are those of whole numbers"))?;
    Ok(make(a, b).into())
}

/// The things that are compared or added: a list's, or the arguments.
fn things(call: &Call<'_, '_, '_>) -> std::result::Result<Vec<Value>, minijinja::Error> {
    match &call.arguments[..] {
        [list] => Ok(list.try_iter()?.collect()),
        arguments => Ok(arguments.to_vec()),
    }
}

fn extreme(call: &mut Call<'_, '_, '_>, order: &str) -> Result {
    let mut best: Option<Value> = None;
    for thing in things(call)? {
        let is_better = best.as_ref().map_or(Ok(true), |best| ordered(&thing, order, best).map(|is| is.is_true()))?;
        if is_better {
            best = Some(thing);
        }
    }
    Ok(best.unwrap_or_default())
}

fn sum(call: &mut Call<'_, '_, '_>) -> Result {
    let attribute = call.argument(1, "attribute");
    let (mut whole, mut real, mut is_whole) = (0_i64, 0.0, true);
    for thing in call.subject().try_iter()? {
        let thing = attribute.as_ref().map_or(Ok(thing.clone()), |attribute| thing.get_item(attribute))?;
        let number @ (Datum::Whole(_) | Datum::Real(_) | Datum::Flag(_)) = datum(&thing) else {
            return Err(refused("sum got what is no number"));
        };
        is_whole &= !matches!(number, Datum::Real(_));
        whole = whole.wrapping_add(number.as_whole().unwrap_or_default());
        real += number.as_real().unwrap_or_default();
    }
    // Beyond this a sum of whole numbers may have wrapped.
    Ok(if is_whole && real.abs() < 9e15 { whole.into() } else { real.into() })
}

fn average(call: &mut Call<'_, '_, '_>) -> Result {
    let default = call.named("default");
    let numbers: Option<Vec<f64>> = things(call)?.iter().map(|thing| datum(thing).as_real()).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => {
            #[expect(clippy::cast_precision_loss, reason = "no list is that long")]
            let count = numbers.len() as f64;
            Ok((numbers.iter().sum::<f64>() / count).into())
        }
        _ => default.ok_or_else(|| refused("average got no numbers")),
    }
}
