//! All alarms as a text, kept by whoever has a place for it, so that they survive a reload.

use crate::alarm::{About, Alarm, AlarmKey, Cause, Level, Log, Standing};
use crate::app::customs::{json, quoted};
use crate::device::Value;
use crate::dialect::tree::{self, Tree};
use crate::time::Timestamp;

use super::rules::value;

/// Of the text; a page that knows only this one does not read a newer one.
const VERSION: i64 = 1;
/// Characters of anything that a kept text says.
const TEXT: usize = 1_024;

const CAUSES: [(Cause, &str); 3] = [(Cause::Rule, "rule"), (Cause::Device, "device"), (Cause::Alert, "alert")];
const LEVELS: [(Level, &str); 3] = [(Level::Info, "info"), (Level::Warning, "warning"), (Level::Critical, "critical")];

/// The oldest is first.
pub(super) fn written(log: &Log) -> String {
    let alarms: Vec<_> = log.all().map(line).collect();
    format!("{{\"alicia_dashboard\":{VERSION},\"alarms\":[\n{}\n]}}\n", alarms.join(",\n"))
}

/// What such a text tells; what it tells wrongly is left out.
pub(super) fn read(text: &str) -> Vec<Alarm> {
    let Ok((file, _)) = tree::read(text) else { return Vec::new() };
    let is_known = matches!(file.get("alicia_dashboard"), Some(Tree::Whole(version)) if *version <= VERSION);
    if !is_known {
        return Vec::new();
    }
    file.list("alarms").iter().filter_map(alarm).collect()
}

fn line(alarm: &Alarm) -> String {
    let About { cause, level, name, device, property, device_name, label, value, unit } = &alarm.about;
    let mut pairs = vec![
        ("at", quoted(&alarm.raised.to_iso8601())),
        ("cause", quoted(word(&CAUSES, cause))),
        ("level", quoted(word(&LEVELS, level))),
        ("name", quoted(name)),
        ("device", quoted(device)),
        ("device_name", quoted(device_name)),
        ("property", quoted(property)),
        ("label", quoted(label)),
        ("value", json(value)),
        ("unit", quoted(unit)),
    ];
    if alarm.is_last_known {
        pairs.push(("last_known", "true".to_owned()));
    }
    let times = match alarm.standing {
        Standing::Open => [("acknowledged", alarm.acknowledged), ("", None)],
        Standing::Snoozed(until) => [("acknowledged", alarm.acknowledged), ("snoozed", Some(until))],
        Standing::Over(at) => [("acknowledged", alarm.acknowledged), ("over", Some(at))],
    };
    pairs.extend(times.into_iter().filter_map(|(key, at)| Some((key, quoted(&at?.to_iso8601())))));
    let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", pairs.join(","))
}

fn alarm(told: &Tree) -> Option<Alarm> {
    let text = |key: &str| told.text(key).map(cut).unwrap_or_default();
    let time = |key: &str| told.text(key).and_then(Timestamp::from_iso8601);
    let value = match value(told) {
        Some(Value::Text(text)) => Value::Text(cut(&text)),
        other => other.unwrap_or(Value::Unknown),
    };
    let about = About {
        cause: meant(&CAUSES, told.text("cause")?)?,
        level: meant(&LEVELS, told.text("level")?)?,
        name: text("name"),
        device: text("device"),
        property: text("property"),
        device_name: text("device_name"),
        label: text("label"),
        value,
        unit: text("unit"),
    };
    let standing = match (time("over"), time("snoozed")) {
        (Some(at), _) => Standing::Over(at),
        (None, Some(until)) => Standing::Snoozed(until),
        (None, None) => Standing::Open,
    };
    Some(Alarm {
        key: AlarmKey(0),
        about,
        raised: time("at")?,
        is_last_known: told.get("last_known") == Some(&Tree::Flag(true)),
        acknowledged: time("acknowledged"),
        standing,
        call: 0,
    })
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT).collect()
}

fn word<T: PartialEq>(words: &[(T, &'static str)], meant: &T) -> &'static str {
    words.iter().find(|(known, _)| known == meant).map_or("", |(_, word)| word)
}

fn meant<T: Copy>(words: &[(T, &str)], word: &str) -> Option<T> {
    words.iter().find(|(_, known)| *known == word).map(|(meant, _)| *meant)
}
