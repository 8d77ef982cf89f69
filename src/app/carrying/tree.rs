//! A line of the past as JSON, written and read.

use std::fmt::Write;

use super::row::{Fields, Row, What};
use crate::app::customs::{json, quoted};
use crate::device::{Value, digits};
use crate::dialect::tree::{self, Tree};
use crate::history::{Column, Gap, Point, Short, Word};
use crate::language::t;

const FORMAT: &str = "alicia-history";
/// A page that knows only this one does not read a newer one.
const VERSION: i64 = 1;

/// What the first line says: of which broker it is, and of which user.
pub(super) fn head((broker, user): &(String, String)) -> String {
    let (broker, user) = (quoted(broker), quoted(user));
    format!("{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"broker\":{broker},\"user\":{user}}}\n")
}

/// Or why it is none.
pub(super) fn read_head(line: &str) -> Result<(String, String), String> {
    let told = tree::read(line).map_or(Tree::Null, |(tree, _)| tree);
    if told.text("format") != Some(FORMAT) {
        return Err(t!("it is no history of this page: it does not say “{format}”", format = FORMAT));
    }
    match told.get("version") {
        Some(Tree::Whole(version)) if *version <= VERSION => {}
        _ => return Err(t!("it was written by a newer version of this page").to_owned()),
    }
    let text = |key| told.text(key).unwrap_or_default().to_owned();
    Ok((text("broker"), text("user")))
}

pub(super) fn write(row: &Row, out: &mut String) {
    let (device, property, unit, what) = match row {
        Row::Gap(Gap { from, until }) => {
            let (from, until) = (from.to_iso8601(), until.to_iso8601());
            return line(out, format_args!("{{\"time\":\"{from}\",\"until\":\"{until}\",\"gap\":true}}\n"));
        }
        Row::End(at) => return line(out, format_args!("{{\"time\":\"{}\",\"end\":true}}\n", at.to_iso8601())),
        Row::Said { device, property, unit, what } => (quoted(device), quoted(property), unit, what),
    };
    let time = what.at().to_iso8601();
    line(out, format_args!("{{\"time\":\"{time}\",\"device\":{device},\"property\":{property},\"value\":"));
    match what {
        What::Number(Point { value, .. }) => out.push_str(&digits(*value)),
        What::Numbers(Short { column: Column { until, first, last, min, max, mean, count, .. }, .. }) => {
            let (until, [first, last, min, max, mean]) =
                (until.to_iso8601(), [first, last, min, max, mean].map(|number| digits(*number)));
            line(out, format_args!("{last},\"until\":\"{until}\",\"count\":{count},\"first\":{first},"));
            line(out, format_args!("\"min\":{min},\"max\":{max},\"mean\":{mean}"));
        }
        What::Word(Word { value, more, .. }) => {
            out.push_str(&json(value));
            if *more > 0 {
                line(out, format_args!(",\"count\":{}", more.saturating_add(1)));
            }
        }
    }
    if let Some(measured) = what.measured() {
        line(out, format_args!(",\"measured\":\"{}\"", measured.to_iso8601()));
    }
    if !unit.is_empty() {
        line(out, format_args!(",\"unit\":{}", quoted(unit)));
    }
    out.push_str("}\n");
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a text takes whatever is written");
}

pub(super) fn read(line: &str) -> Result<Row, String> {
    let (told, _) = tree::read(line).map_err(|error| t!("it is no JSON: {error}", error = error.to_string()))?;
    let text = |key| match told.get(key) {
        Some(Tree::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let value = match told.get("value") {
        None => None,
        Some(Tree::Null) => Some(Value::Unknown),
        Some(Tree::Flag(flag)) => Some(Value::Flag(*flag)),
        Some(Tree::Text(text)) => Some(Value::Text(text.clone())),
        Some(Tree::Whole(_) | Tree::Real(_)) => Some(Value::Number(told.number("value").unwrap_or(f64::NAN))),
        Some(Tree::List(_) | Tree::Object(_)) => return Err(t!("its value is more than one").to_owned()),
    };
    let fields = Fields {
        time: text("time").unwrap_or_default(),
        until: text("until"),
        measured: text("measured"),
        device: text("device").unwrap_or_default(),
        property: text("property").unwrap_or_default(),
        value,
        count: told.number("count"),
        others: ["first", "min", "max", "mean"].map(|key| told.number(key)),
        is_gap: told.get("gap") == Some(&Tree::Flag(true)),
        is_end: told.get("end") == Some(&Tree::Flag(true)),
    };
    fields.row()
}
