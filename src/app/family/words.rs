//! What is shared, in words for people.

use super::items::{DEVICES, Key};
use super::merge::Thing;
use super::news::Conflict;
use crate::device::Registry;
use crate::dialect::tree::{self, Tree};
use crate::language::t;

/// Characters of what stands on one side.
const SIDE: usize = 300;

pub(super) fn conflict(thing: &Thing, registry: &Registry) -> Conflict {
    let side = |own: &Option<String>, other: &Option<String>| side(&thing.key, own.as_deref(), other.as_deref());
    Conflict {
        key: thing.key.number(),
        title: title(&thing.key, registry),
        mine: side(&thing.mine, &thing.theirs),
        theirs: side(&thing.theirs, &thing.mine),
    }
}

pub(super) fn title(Key { section, name, field }: &Key, registry: &Registry) -> String {
    if *section != DEVICES {
        return match *section {
            "scenes" => t!("Scene {name}", name),
            "messages" => t!("Message {name}", name),
            "alarms" => t!("Alarm {name}", name),
            _ => t!("Chart {name}", name),
        };
    }
    let device = registry.find(name).map_or(name, |device| &device.name);
    match field.as_str() {
        "name" => t!("{device}: name", device),
        "room" => t!("{device}: room", device),
        "hidden" => t!("{device}: hidden", device),
        "favourite" => t!("{device}: favourite", device),
        _ => t!("{device}: place in its room", device),
    }
}

/// What it is on one side, as far as it is not the same on the other.
fn side(key: &Key, own: Option<&str>, other: Option<&str>) -> String {
    let read = |value: &str| tree::read(value).map_or(Tree::Null, |(tree, _)| tree);
    let words = match own.map(read) {
        None if key.section != DEVICES => t!("deleted").to_owned(),
        None => match key.field.as_str() {
            "hidden" | "favourite" => t!("no").to_owned(),
            "place" => t!("wherever it comes").to_owned(),
            _ => t!("as the device says it").to_owned(),
        },
        Some(Tree::Text(text)) => text,
        Some(Tree::Flag(_)) => t!("yes").to_owned(),
        Some(Tree::Whole(number)) => number.to_string(),
        Some(told) => {
            let (own, other) = (lines(&told), other.map(|value| lines(&read(value))).unwrap_or_default());
            let differing: Vec<_> = own.iter().filter(|line| !other.contains(line)).cloned().collect();
            let told = if differing.is_empty() { own } else { differing };
            told.join("; ")
        }
    };
    match words.char_indices().nth(SIDE) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// What a scene asks for, a message says, an alarm warns of, a chart shows.
fn lines(told: &Tree) -> Vec<String> {
    let text = |of: &Tree, key: &str| of.get(key).map(plain).unwrap_or_default();
    let joined = |parts: &[String]| parts.iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
    if told.get("wishes").is_some() {
        let wish = |it: &Tree| format!("{}: {}", joined(&[text(it, "name"), text(it, "label")]), text(it, "value"));
        return told.list("wishes").iter().map(wish).collect();
    }
    if told.get("series").is_some() {
        let series = |it: &Tree| joined(&[text(it, "device"), text(it, "property")]);
        return told.list("series").iter().map(series).collect();
    }
    if told.get("topic").is_some() {
        return vec![text(told, "topic"), text(told, "payload")];
    }
    let of = ["device_name", "label"].map(|key| text(told, key));
    let condition = ["when", "limit", "by", "value", "unit"].map(|key| text(told, key));
    let lasting = told.number("lasting_ms").filter(|time| *time > 0.0);
    #[expect(clippy::cast_possible_truncation, reason = "a time of whole seconds, cut to what a number holds")]
    let lasting = lasting.map(|time| t!("for {count} s", count = ((time / 1000.0) as i64).to_string()));
    let is_off = told.get("on") == Some(&Tree::Flag(false));
    let mut lines = vec![joined(&of), condition.join(" ").trim().to_owned()];
    lines.extend(lasting);
    lines.extend(is_off.then(|| t!("off").to_owned()));
    lines
}

fn plain(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => text.clone(),
        Tree::Whole(number) => number.to_string(),
        Tree::Real(number) => crate::device::digits(*number),
        Tree::Flag(true) => t!("on").to_owned(),
        Tree::Flag(false) => t!("off").to_owned(),
        Tree::Null | Tree::List(_) | Tree::Object(_) => String::new(),
    }
}
