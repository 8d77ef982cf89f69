//! JSON in templates.

use super::natives::{Call, Native, Result, Use};
use super::value::Value;
use crate::dialect::homeassistant::template::datum::print_real;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::dialect::tree;
use crate::language::word;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("to_json", Use::Filter, |call| written(call, [",", ":"])),
    ("tojson", Use::Filter, |call| written(call, [", ", ": "])),
    ("from_json", Use::Filter, |call| {
        let tree = tree::read(&call.text()).ok().filter(|(_, left_out)| *left_out == 0);
        let value = tree.map(|(tree, _)| Value::from(tree)).or_else(|| call.argument(1, "default"));
        value.ok_or_else(|| Reason::of(word!("from_json got what is no JSON")))
    }),
];

fn written(call: &Call<'_>, separators: [&str; 2]) -> Result {
    let mut out = String::new();
    write(&call.subject(), separators, &mut out)?;
    Ok(out.into())
}

fn write(value: &Value, separators: [&str; 2], out: &mut String) -> Result<()> {
    let [comma, colon] = separators;
    match value {
        Value::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Whole(_) => out.push_str(&value.text()),
        Value::Real(number) if number.is_finite() => print_real(*number, out),
        Value::None | Value::Real(_) => out.push_str("null"),
        Value::Text(text) => out.push_str(&serde_json::to_string(&**text).unwrap_or_default()),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { comma } else { "" });
                write(item, separators, out)?;
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                out.push_str(if at > 0 { comma } else { "" });
                out.push_str(&serde_json::to_string(&key.text()).unwrap_or_default());
                out.push_str(colon);
                write(value, separators, out)?;
            }
            out.push('}');
        }
        Value::Undefined | Value::Namespace(_) | Value::Moment(..) => {
            return Err(Reason::of(word!("it writes what JSON cannot hold")));
        }
    }
    Ok(())
}
