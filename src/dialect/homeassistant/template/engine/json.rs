//! JSON in templates.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::natives::{Call, Native, Result, Use, refused};
use super::value::{datum, from_tree, is_bounded};
use crate::dialect::homeassistant::template::datum::{Datum, print_real};
use crate::dialect::homeassistant::tree;

const MAX_DEPTH: u8 = 16;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("to_json", Use::Filter, |call| written(call, [",", ":"])),
    ("tojson", Use::Filter, |call| written(call, [", ", ": "])),
    ("from_json", Use::Filter, |call| {
        let tree =
            tree::read(&call.text()).ok().filter(|(_, left_out)| *left_out == 0).map(|(tree, _)| from_tree(tree));
        tree.or_else(|| call.argument(1, "default")).ok_or_else(|| refused("from_json got what is no JSON"))
    }),
];

fn written(call: &Call<'_, '_, '_>, separators: [&str; 2]) -> Result {
    let subject = call.subject();
    if !is_bounded(&subject) {
        return Err(refused("it makes too long a text"));
    }
    let mut out = String::new();
    write(&subject, separators, 0, &mut out)?;
    Ok(out.into())
}

fn write(value: &Value, separators: [&str; 2], depth: u8, out: &mut String) -> std::result::Result<(), Error> {
    let [comma, colon] = separators;
    if depth > MAX_DEPTH {
        return Err(refused("it writes too deep an object"));
    }
    match (value.kind(), datum(value)) {
        (_, Datum::Flag(flag)) => out.push_str(if flag { "true" } else { "false" }),
        (_, Datum::Real(number)) if number.is_finite() => print_real(number, out),
        (_, Datum::Null | Datum::Real(_)) => out.push_str("null"),
        (_, number @ Datum::Whole(_)) => number.print(out),
        (_, Datum::Text(text)) => quote(&text, out),
        (ValueKind::Map, _) => {
            out.push('{');
            for (place, key) in value.try_iter()?.enumerate() {
                out.push_str(if place > 0 { comma } else { "" });
                quote(&key.to_string(), out);
                out.push_str(colon);
                write(&value.get_item(&key)?, separators, depth + 1, out)?;
            }
            out.push('}');
        }
        (ValueKind::Seq | ValueKind::Iterable, _) => {
            out.push('[');
            for (place, item) in value.try_iter()?.enumerate() {
                out.push_str(if place > 0 { comma } else { "" });
                write(&item, separators, depth + 1, out)?;
            }
            out.push(']');
        }
        _ => return Err(refused("it writes what JSON cannot hold")),
    }
    Ok(())
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}
