//! Who belongs to a group, as far as its status tells: a number, a list, or an object with an entry for each.

use crate::device::{Device, Group, Value, number_from_text};
use crate::order::by_text;

const SIZES: &[&str] = &["devices", "total", "total_devices", "device_count", "members"];
const LISTS: &[&str] = &["members", "devices"];

pub(super) fn group(device: &Device) -> Group {
    let reported = |id: &str| {
        let property = device.property_key(id).and_then(|key| device.property(key));
        property.and_then(|property| property.report.as_ref()).map(|report| &report.value)
    };
    let names = LISTS.iter().find_map(|list| Some(listed(reported(list)?)).filter(|names| !names.is_empty()));
    let names = names.unwrap_or_else(|| entries(device));
    let size = SIZES.iter().find_map(|size| number(reported(size)?)).or_else(|| u32::try_from(names.len()).ok());
    let is_whole = u32::try_from(names.len()).ok() == size;
    let members = if is_whole { names.into_iter().map(|name| format!("iotflow:{name}")).collect() } else { Vec::new() };
    Group { size: size.filter(|size| *size > 0), members }
}

/// A list as it is shown: `pump, valve`, unless it is too long for that.
fn listed(value: &Value) -> Vec<String> {
    match value {
        Value::Text(list) if list.contains(", ") => list.split(", ").map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// `devices.gate` is an entry of `devices`.
fn entries(device: &Device) -> Vec<String> {
    let entry = |id: &str| {
        let rest = LISTS.iter().find_map(|list| id.strip_prefix(list)?.strip_prefix('.'))?;
        rest.split('.').next().map(str::to_owned)
    };
    let entries = device.properties().filter_map(|(_, property)| entry(&property.id)).collect();
    let mut entries = by_text(entries, |entry| entry);
    entries.dedup();
    entries
}

/// `14`, or `14 entries` where they are not listed.
fn number(value: &Value) -> Option<u32> {
    let number = match value {
        Value::Number(number) => *number,
        Value::Text(text) => number_from_text(text.strip_suffix(" entries")?)?,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of devices")]
    (number.fract() == 0.0 && (0.0..=1e6).contains(&number)).then_some(number as u32)
}
