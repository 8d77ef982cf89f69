//! Moments in templates. The worker knows what time it is, and not which time zone the house is in: what depends on one is
//! refused.

use super::natives::{Native, Result, Use};
use super::value::Value;
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::number;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;
use crate::time::Timestamp;

const ZONE: &str = word!("it needs the time zone of the house");

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("now", Use::Function, |call| Ok(Value::Moment(call.run.now, true))),
    ("utcnow", Use::Function, |call| Ok(Value::Moment(call.run.now, false))),
    ("as_timestamp", Use::FilterAndFunction, |call| {
        let subject = call.subject();
        let seconds = moment(&subject).map(|moment| Value::from(seconds(moment)));
        seconds.or_else(|| call.argument(1, "default")).ok_or_else(|| no_time(&subject))
    }),
    ("as_datetime", Use::FilterAndFunction, |call| {
        let subject = call.subject();
        let made = moment(&subject).map(|at| Value::Moment(at, false));
        made.or_else(|| call.argument(1, "default")).ok_or_else(|| no_time(&subject))
    }),
    ("timestamp_utc", Use::Filter, |call| {
        let subject = call.subject();
        let written = of_seconds(&subject).map(|at| written(at, 'T').into());
        written.or_else(|| call.argument(1, "default")).ok_or_else(|| no_time(&subject))
    }),
    ("timestamp_custom", Use::Filter, |call| {
        if call.argument(2, "local").is_none_or(|local| local.is_true()) {
            return Err(Reason::of(ZONE));
        }
        let subject = call.subject();
        match of_seconds(&subject) {
            Some(at) => formatted(at, &call.argument(1, "format_string").unwrap_or_default().text()),
            None => call.argument(3, "default").ok_or_else(|| no_time(&subject)),
        }
    }),
];

/// What can be asked of a moment.
pub(super) fn method(at: Timestamp, local: bool, method: &str, arguments: &[Value]) -> Option<Result> {
    Some(match method {
        "timestamp" => Ok(seconds(at).into()),
        "isoformat" => Ok(written(at, 'T').into()),
        "strftime" if !local => formatted(at, &arguments.first().map(Value::text).unwrap_or_default()),
        "strftime" => Err(Reason::of(ZONE)),
        _ => return None,
    })
}

/// The moment that a value names without doubt: a number of seconds, or a text with a zone.
fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Moment(at, _) => Some(*at),
        Value::Text(text) => Timestamp::from_iso8601(text),
        _ => of_seconds(value),
    }
}

fn of_seconds(value: &Value) -> Option<Timestamp> {
    let seconds = match value.datum() {
        Datum::Null | Datum::Flag(_) => None,
        datum => datum.as_real(),
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within the years that have four digits")]
    seconds
        .filter(|seconds| (-62e9..253e9).contains(seconds))
        .map(|seconds| Timestamp::from_millis((seconds * 1_000.0).round() as i64))
}

fn seconds(moment: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact for 280,000 years")]
    let millis = moment.millis() as f64;
    millis / 1_000.0
}

fn no_time(value: &Value) -> Reason {
    Reason::of(word!("“{value}” names no moment")).with("value", number::shown(&value.text()))
}

/// As Python writes a moment in UTC.
pub(super) fn written(moment: Timestamp, between: char) -> String {
    let text = moment.to_iso8601();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let time = time.trim_end_matches('Z');
    let (clock, millis) = time.split_once('.').unwrap_or((time, "000"));
    let fraction = if millis == "000" { String::new() } else { format!(".{millis}000") };
    format!("{date}{between}{clock}{fraction}+00:00")
}

fn formatted(moment: Timestamp, pattern: &str) -> Result {
    let text = moment.to_iso8601();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let mut out = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        out.push_str(match letters.next() {
            Some('Y') => part(0, 4),
            Some('y') => part(2, 4),
            Some('m') => part(5, 7),
            Some('d') => part(8, 10),
            Some('H') => part(11, 13),
            Some('M') => part(14, 16),
            Some('S') => part(17, 19),
            Some('F') => part(0, 10),
            Some('T') => part(11, 19),
            Some('%') => "%",
            _ => {
                return Err(Reason::of(word!("“{pattern}” writes more of a moment than is supported"))
                    .with("pattern", number::shown(pattern)));
            }
        });
    }
    Ok(out.into())
}
