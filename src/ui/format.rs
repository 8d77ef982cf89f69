//! Numbers, times and durations in the reader's own notation.

use std::cell::RefCell;
use std::time::Duration;

use js_sys::{Date, Function, Intl, Number, Object, Reflect};
use wasm_bindgen::JsValue;

use super::tongue;
use crate::chart::Grain;
use crate::device::Value;
use crate::language::t;
use crate::time::Timestamp;

/// Between a number and its unit: they stay on one line.
const NO_BREAK: &str = "\u{a0}";
/// Digits after the separator, when nobody says how many.
const USUAL_DIGITS: u8 = 2;
/// More than any sensor can mean, and what every browser accepts.
const MOST_DIGITS: u8 = 12;

thread_local! {
    /// One formatter for each number of digits: making one takes longer than a thousand uses.
    static NUMBERS: RefCell<Vec<(Option<u8>, Function)>> = const { RefCell::new(Vec::new()) };
    static SHORT: Function = short_formatter();
    static GRAINS: RefCell<Vec<(Grain, Function)>> = const { RefCell::new(Vec::new()) };
    static MINUTES: Function = time_formatter("short", None);
    static SECONDS: Function = time_formatter("medium", None);
    static DAYS: Function = time_formatter("short", Some("medium"));
}

/// `1234.5` as `1,234.5` or `1 234,5`; with `precision`, exactly so many digits.
#[must_use]
pub(super) fn number(number: f64, precision: Option<u8>) -> String {
    let formatter = NUMBERS.with_borrow_mut(|known| {
        if let Some((_, formatter)) = known.iter().find(|(digits, _)| *digits == precision) {
            return formatter.clone();
        }
        let formatter = number_formatter(precision);
        known.push((precision, formatter.clone()));
        formatter
    });
    // A value that only just rounds to nothing is nothing, not minus nothing.
    let places = i32::from(precision.unwrap_or(USUAL_DIGITS).min(MOST_DIGITS));
    let number = if number.abs() < 0.5 * 0.1_f64.powi(places) { 0.0 } else { number };
    call(&formatter, &number.into()).unwrap_or_else(|| digits(number))
}

/// A number with its unit, if it has one, on one line.
#[must_use]
pub(super) fn in_unit(number: String, unit: &str) -> String {
    if unit.is_empty() { number } else { number + NO_BREAK + unit }
}

/// [`number`], unless it has so many digits that nobody reads them: `1.2E300`.
#[must_use]
pub(super) fn short_number(value: f64, precision: Option<u8>) -> String {
    let is_long = value.abs() >= 1e12 || (value != 0.0 && value.abs() < 1e-6);
    if is_long || !value.is_finite() {
        return SHORT.with(|formatter| call(formatter, &value.into())).unwrap_or_default();
    }
    number(value, precision)
}

/// A number at an axis, with as many digits as tell it from its neighbours.
#[must_use]
pub(super) fn mark(value: f64, digits: u8) -> String {
    if value == 0.0 || (value.abs() < 1e7 && digits <= 6) {
        return number(value, Some(if value == 0.0 { digits.min(6) } else { digits }));
    }
    SHORT.with(|formatter| call(formatter, &value.into())).unwrap_or_default()
}

/// A time at an axis, as exactly as told.
#[must_use]
pub(super) fn grain(time: Timestamp, grain: Grain) -> String {
    let formatter = GRAINS.with_borrow_mut(|known| {
        if let Some((_, formatter)) = known.iter().find(|(of, _)| *of == grain) {
            return formatter.clone();
        }
        let formatter = grain_formatter(grain);
        known.push((grain, formatter.clone()));
        formatter
    });
    format_time(&formatter, time)
}

/// `number` as programs write it: `23.5`.
#[must_use]
pub(super) fn digits(number: f64) -> String {
    Number::from(number).to_string_with_radix(10).map_or_else(|_| String::new(), String::from)
}

/// [`Value::plain`], with the browser's digits instead of a second copy of that art.
#[must_use]
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Unknown => String::new(),
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => digits(*number),
        Value::Text(text) => text.clone(),
    }
}

/// The number in a value, also when it was written as text. The browser reads it: it has the tables for that already.
#[must_use]
pub(super) fn number_in(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) if !text.trim().is_empty() => {
            Some(Number::from(JsValue::from_str(text)).value_of()).filter(|number| number.is_finite())
        }
        Value::Text(_) | Value::Flag(_) | Value::Unknown => None,
    }
}

/// `10,000`
#[must_use]
pub(super) fn count(count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
    number(count as f64, Some(0))
}

/// The hour of the day where the reader is.
#[must_use]
pub(super) fn hour(time: Timestamp) -> u32 {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
    let date = js_sys::Date::new(&(time.millis() as f64).into());
    date.get_hours()
}

/// `14:05`, or with its date if that is not today.
#[must_use]
pub(super) fn moment(time: Timestamp, now: Timestamp) -> String {
    let formatter = if same_day(time, now) { &MINUTES } else { &DAYS };
    formatter.with(|formatter| format_time(formatter, time))
}

/// `18:51:07`
#[must_use]
pub(super) fn time_of_day(time: Timestamp) -> String {
    SECONDS.with(|formatter| format_time(formatter, time))
}

/// A length of time in its largest fitting unit: `184 ms`, `6 s`, `14 min`, `3 h`, `2 d`.
#[must_use]
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let words = match seconds {
        0 => t!("{count} ms", count = duration.subsec_millis().to_string()),
        1..60 => t!("{count} s", count = seconds.to_string()),
        60..3_600 => t!("{count} min", count = (seconds / 60).to_string()),
        3_600..172_800 => t!("{count} h", count = (seconds / 3_600).to_string()),
        _ => t!("{count} d", count = (seconds / 86_400).to_string()),
    };
    words.replace(' ', NO_BREAK)
}

/// How long ago something was; grows in calmer steps the longer it is.
#[must_use]
pub(super) fn ago(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..2 => t!("just now").to_owned(),
        seconds @ 10..60 => t!("{time} ago", time = duration(Duration::from_secs(seconds / 5 * 5))),
        _ => t!("{time} ago", time = duration(elapsed)),
    }
}

/// `1.2 MB`
#[must_use]
pub(super) fn bytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let amount = bytes as f64;
    match bytes {
        0..1_000 => in_unit(bytes.to_string(), "B"),
        1_000..1_000_000 => in_unit(number(amount / 1e3, Some(1)), "kB"),
        _ => in_unit(number(amount / 1e6, Some(1)), "MB"),
    }
}

fn number_formatter(precision: Option<u8>) -> Function {
    let options = Object::new();
    if let Some(digits) = precision {
        set(&options, "minimumFractionDigits", &digits.min(MOST_DIGITS).into());
    }
    set(&options, "maximumFractionDigits", &precision.unwrap_or(USUAL_DIGITS).min(MOST_DIGITS).into());
    Intl::NumberFormat::new(&tongue::locales(), &options).format()
}

fn time_formatter(time: &str, date: Option<&str>) -> Function {
    let options = Object::new();
    set(&options, "timeStyle", &time.into());
    if let Some(date) = date {
        set(&options, "dateStyle", &date.into());
    }
    Intl::DateTimeFormat::new(&tongue::locales(), &options).format()
}

fn short_formatter() -> Function {
    let options = Object::new();
    set(&options, "notation", &"scientific".into());
    set(&options, "maximumFractionDigits", &3.into());
    Intl::NumberFormat::new(&tongue::locales(), &options).format()
}

fn grain_formatter(grain: Grain) -> Function {
    let of_day: &[(&str, &str)] = &[("hour", "numeric"), ("minute", "2-digit")];
    let parts: &[(&str, &str)] = match grain {
        Grain::Year => &[("year", "numeric")],
        Grain::Month => &[("year", "numeric"), ("month", "short")],
        Grain::Day => &[("month", "short"), ("day", "numeric")],
        Grain::Minute => of_day,
        Grain::Second => return time_formatter("medium", None),
        Grain::Whole => return time_formatter("medium", Some("medium")),
    };
    let options = Object::new();
    for (part, form) in parts {
        set(&options, part, &(*form).into());
    }
    Intl::DateTimeFormat::new(&tongue::locales(), &options).format()
}

fn set(options: &Object, key: &str, value: &JsValue) {
    // Only frozen objects refuse.
    let _ = Reflect::set(options, &key.into(), value);
}

fn format_time(formatter: &Function, time: Timestamp) -> String {
    call(formatter, &date(time)).unwrap_or_default()
}

fn call(formatter: &Function, argument: &JsValue) -> Option<String> {
    formatter.call1(&JsValue::UNDEFINED, argument).ok()?.as_string()
}

fn same_day(one: Timestamp, other: Timestamp) -> bool {
    date(one).to_date_string() == date(other).to_date_string()
}

fn date(time: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any real date are below 2^53")]
    Date::new(&(time.millis() as f64).into())
}
