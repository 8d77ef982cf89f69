//! What a person makes of a home, taken apart into the things that can change one by one: a name of a device, a scene. Both
//! ways work on the text that is also the file; of what is in a thing nothing is known here.

use std::fmt::Write;

use crate::app::customs::quoted;
use crate::device::digits;
use crate::dialect;
use crate::dialect::tree::{self, Tree};
use crate::history::hash;
use crate::order::sorted;

pub(super) const DEVICES: &str = "devices";
/// What else the text holds, each a list of things that have names.
pub(super) const LISTS: [&str; 4] = ["scenes", "messages", "alarms", "charts"];
const MESSAGES: &str = LISTS[1];

/// Values of the text; whoever wrote it has kept within this.
const VALUES: u32 = 200_000;

/// Which thing it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) section: &'static str,
    /// The id of the device, or the name of what is in a list.
    pub(super) name: String,
    /// What of a device; empty in a list.
    pub(super) field: String,
}

impl Key {
    /// The same for the same thing, in every browser.
    pub(super) fn number(&self) -> u64 {
        hash(&[self.section, &self.name, &self.field])
    }

    pub(super) fn order(&self) -> Vec<u8> {
        [self.section, &self.name, &self.field].join("\0").into_bytes()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) key: Key,
    /// As JSON has it, always in the same words.
    pub(super) value: String,
}

/// In order, each thing once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Items(pub(super) Vec<Item>);

impl Items {
    /// Of a text that can be read, as this program writes it.
    pub(super) fn of(text: &str) -> Self {
        let (file, _) = tree::read_within(VALUES, text).unwrap_or((Tree::Null, 0));
        let mut items = Vec::new();
        if let Some(Tree::Object(devices)) = file.get(DEVICES) {
            for (id, fields) in devices {
                let Tree::Object(fields) = fields else { continue };
                for (field, value) in fields {
                    let key = Key { section: DEVICES, name: id.clone(), field: field.clone() };
                    items.push(Item { key, value: json(value) });
                }
            }
        }
        for section in LISTS {
            for told in file.list(section) {
                let name = told.text("name").unwrap_or_default().to_owned();
                items.push(Item { key: Key { section, name, field: String::new() }, value: json(told) });
            }
        }
        let mut items = sorted(items, |item| item.key.order());
        items.dedup_by(|second, first| second.key == first.key);
        Self(items)
    }

    /// The text of them, with these words at its beginning: nothing, or an entry and a comma behind it.
    pub(super) fn text(&self, head: &str) -> String {
        let mut out = format!("{{\"alicia_dashboard\":1,{head}\"{DEVICES}\":{{");
        let mut device = None;
        for Item { key, value } in self.of_section(DEVICES) {
            match device.replace(&key.name) {
                Some(before) if *before == key.name => out.push(','),
                before => {
                    out.push_str(if before.is_some() { "},\n" } else { "\n" });
                    out.push_str(&quoted(&key.name));
                    out.push_str(":{");
                }
            }
            out.push_str(&quoted(&key.field));
            out.push(':');
            out.push_str(value);
        }
        out.push_str(if device.is_some() { "}}" } else { "}" });
        for section in LISTS {
            let values: Vec<_> = self.of_section(section).map(|item| item.value.as_str()).collect();
            if !values.is_empty() {
                let list = values.join(",\n");
                write!(out, ",\n\"{section}\":[\n{list}]").expect("a text takes whatever is written");
            }
        }
        out.push('}');
        out
    }

    pub(super) fn value(&self, key: &Key) -> Option<&str> {
        let order = key.order();
        let place = self.0.partition_point(|item| item.key.order() < order);
        self.0.get(place).filter(|item| item.key == *key).map(|item| item.value.as_str())
    }

    /// `None` takes it away.
    pub(super) fn put(&mut self, key: Key, value: Option<String>) {
        let order = key.order();
        let place = self.0.partition_point(|item| item.key.order() < order);
        if self.0.get(place).is_some_and(|item| item.key == key) {
            self.0.remove(place);
        }
        if let Some(value) = value {
            self.0.insert(place, Item { key, value });
        }
    }

    pub(super) fn of_section(&self, section: &'static str) -> impl Iterator<Item = &Item> {
        self.0.iter().filter(move |item| item.key.section == section)
    }

    /// Names what they are as a whole: the same number for the same things.
    pub(super) fn revision(&self) -> u64 {
        let words = self.0.iter().flat_map(|Item { key, value }| [key.section, &key.name, &key.field, value]);
        hash(&words.collect::<Vec<_>>())
    }
}

impl Item {
    /// Whether it stays in this browser: a message in which a secret stands.
    pub(super) fn is_secret(&self) -> bool {
        let payload = || tree::read(&self.value).ok()?.0.text("payload").map(str::to_owned);
        self.key.section == MESSAGES && payload().is_some_and(|payload| dialect::mask(&payload) != payload)
    }
}

fn json(tree: &Tree) -> String {
    let all = |parts: Vec<String>| parts.join(",");
    match tree {
        Tree::Null => "null".to_owned(),
        Tree::Flag(flag) => flag.to_string(),
        Tree::Whole(number) => number.to_string(),
        Tree::Real(number) => digits(*number),
        Tree::Text(text) => quoted(text),
        Tree::List(items) => format!("[{}]", all(items.iter().map(json).collect())),
        Tree::Object(entries) => {
            let entry = |(key, value): &(String, Tree)| format!("{}:{}", quoted(key), json(value));
            format!("{{{}}}", all(entries.iter().map(entry).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"alicia_dashboard":1,"devices":{
"a:1":{"favourite":true,"name":"Lamp \"1\""},
"a:2":{"place":3}},
"scenes":[
{"name":"Evening","wishes":[{"device":"a:1","value":21.5}]}],
"messages":[
{"name":"Ask","topic":"x","payload":"{}"}]}"#;

    #[test]
    fn what_is_taken_apart_is_the_same_put_together() {
        let items = Items::of(TEXT);
        assert_eq!(items.0.len(), 5);
        assert_eq!(items.text(""), TEXT);
        assert_eq!(Items::of(&items.text("\"shared\":{},")), items);
        assert_eq!(Items::of("nonsense"), Items::default());
        assert_eq!(Items::of(&Items::default().text("")), Items::default());
    }

    #[test]
    fn a_revision_names_what_is_there_and_not_how_it_is_written() {
        let other = TEXT.replace(
            "\"favourite\":true,\"name\":\"Lamp \\\"1\\\"\"",
            "\"name\":\"Lamp \\\"1\\\"\" , \"favourite\" :true",
        );
        assert_ne!(other, TEXT);
        assert_eq!(Items::of(&other).revision(), Items::of(TEXT).revision());
        assert_ne!(Items::of(&TEXT.replace("21.5", "21")).revision(), Items::of(TEXT).revision());
    }

    #[test]
    fn a_message_with_a_secret_in_it_is_known_for_one() {
        let secret = TEXT.replace("\"{}\"", r#""{\"password\":\"hunter2\"}""#);
        assert_eq!(Items::of(&secret).0.iter().filter(|item| item.is_secret()).count(), 1);
        assert!(Items::of(TEXT).0.iter().all(|item| !item.is_secret()));
    }
}
