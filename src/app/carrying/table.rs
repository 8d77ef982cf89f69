//! A line of the past as a line of a table (RFC 4180), written and read.

use super::row::{Fields, Row, What};
use crate::device::{Value, digits, number_from_text};
use crate::history::{Column, Gap, Point, Short, Word};
use crate::language::t;
use crate::time::Timestamp;

const COLUMNS: [&str; 13] = [
    "time", "until", "device", "property", "value", "unit", "kind", "count", "first", "min", "max", "mean", "measured",
];
pub(super) const HEAD: &str = "time,until,device,property,value,unit,kind,count,first,min,max,mean,measured\r\n";
/// Without these there is nothing to be taken in.
const NEEDED: [&str; 4] = ["time", "device", "property", "value"];
/// Cells of a line that are looked at.
const CELLS: usize = 64;

/// How the columns of a table stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    separator: char,
    /// Where each of those that are known stands.
    places: [Option<usize>; COLUMNS.len()],
}

pub(super) fn write(row: &Row, out: &mut String) {
    let (device, property, unit, what) = match row {
        Row::Gap(Gap { from, until }) => {
            let (from, until) = (from.to_iso8601(), until.to_iso8601());
            return [&*from, ",", &until, ",,,,,gap,,,,,,\r\n"].iter().for_each(|part| out.push_str(part));
        }
        Row::End(at) => {
            return [&*at.to_iso8601(), ",,,,,,end,,,,,,\r\n"].iter().for_each(|part| out.push_str(part));
        }
        Row::Said { device, property, unit, what } => (device, property, unit, what),
    };
    let mut cells: [String; COLUMNS.len()] = Default::default();
    cells[0] = what.at().to_iso8601();
    (cells[2], cells[3], cells[5]) = (cell(device), cell(property), cell(unit));
    let kind = match what {
        What::Number(Point { value, .. }) => {
            cells[4] = digits(*value);
            "number"
        }
        What::Numbers(Short { column: Column { until, first, last, min, max, mean, count, .. }, .. }) => {
            (cells[1], cells[4], cells[7]) = (until.to_iso8601(), digits(*last), count.to_string());
            [first, min, max, mean].into_iter().zip(&mut cells[8..12]).for_each(|(it, cell)| *cell = digits(*it));
            "numbers"
        }
        What::Word(Word { value, more, .. }) => {
            if *more > 0 {
                cells[7] = more.saturating_add(1).to_string();
            }
            match value {
                Value::Flag(flag) => {
                    cells[4] = flag.to_string();
                    "flag"
                }
                Value::Text(text) => {
                    cells[4] = cell(text);
                    "text"
                }
                Value::Unknown | Value::Number(_) => "unknown",
            }
        }
    };
    kind.clone_into(&mut cells[6]);
    cells[12] = what.measured().map(Timestamp::to_iso8601).unwrap_or_default();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// A text never begins like a formula, which some programs would run.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { "'" } else { "" };
    if guard.is_empty() && !text.contains(['"', ',', ';', '\n', '\r', '\t']) && text.trim() == text {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

impl Shape {
    /// Or what the first line lacks.
    pub(super) fn read(line: &str) -> Result<Self, String> {
        let count = |separator: &char| line.matches(*separator).count();
        let separator = [',', ';', '\t'].into_iter().max_by_key(count).unwrap_or(',');
        let cells = cells(line, separator);
        let named = |name: &str| cells.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        if let Some(missing) = NEEDED.iter().find(|name| named(name).is_none()) {
            return Err(t!(
                "it names no column “{missing}”. A table of the past begins with the names of its columns, among them time, \
                 device, property and value",
                missing = *missing
            ));
        }
        Ok(Self { separator, places: COLUMNS.map(named) })
    }

    pub(super) fn row(&self, line: &str) -> Result<Row, String> {
        let cells = cells(line, self.separator);
        let [time, until, device, property, value, _, kind, count, others @ .., measured] =
            self.places.map(|place| place.and_then(|place| cells.get(place)).map_or("", String::as_str));
        let number = |cell: &str| if cell.trim().is_empty() { None } else { Some(number(cell)) };
        let value = match kind.trim() {
            "unknown" => Some(Value::Unknown),
            "number" | "numbers" => Some(Value::Number(self::number(value))),
            "text" => Some(Value::Text(bare(value))),
            _ if value.is_empty() => None,
            _ => Some(guessed(value)),
        };
        let fields = Fields {
            time: time.trim().to_owned(),
            until: Some(until.trim().to_owned()).filter(|until| !until.is_empty()),
            measured: Some(measured.trim().to_owned()).filter(|measured| !measured.is_empty()),
            device: bare(device),
            property: bare(property),
            value,
            count: number(count),
            others: others.map(number),
            is_gap: kind.trim() == "gap",
            is_end: kind.trim() == "end",
        };
        fields.row()
    }
}

/// Without what keeps a text from being a formula.
fn bare(cell: &str) -> String {
    cell.strip_prefix('\'').unwrap_or(cell).to_owned()
}

fn guessed(cell: &str) -> Value {
    match cell.trim() {
        "true" => Value::Flag(true),
        "false" => Value::Flag(false),
        text if number(text).is_finite() => Value::Number(number(text)),
        text if is_no_number(text) => Value::Number(f64::NAN),
        _ => Value::Text(bare(cell)),
    }
}

fn is_no_number(text: &str) -> bool {
    let text = text.trim_start_matches(['-', '+']);
    ["nan", "inf", "infinity"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Also one of more digits than a quantity has; not a number if it is none.
fn number(cell: &str) -> f64 {
    let exact = number_from_text(cell);
    exact.or_else(|| serde_json::from_str(cell.trim()).ok()).unwrap_or(f64::NAN)
}

/// A cell in quotes may hold whatever it wants, and `""` for a quote.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if is_quoted || cell.is_empty() => is_quoted = !is_quoted,
            letter if letter == separator && !is_quoted => {
                cells.push(std::mem::take(&mut cell));
                if cells.len() >= CELLS {
                    return cells;
                }
            }
            letter => cell.push(letter),
        }
    }
    cells.push(cell);
    cells
}
