//! Finds properties by what they are called and what their device is called, or where that is: the page knows only those of the
//! devices in sight.

use serde::{Deserialize, Serialize};

use super::{App, News};
use crate::device::DeviceKey;
use crate::language::known;

/// So many are told.
const MOST: usize = 12;
/// More words than that narrow nothing down.
const WORDS: usize = 8;

/// A property that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNews {
    pub device: DeviceKey,
    /// As the reader calls it.
    pub label: String,
}

impl App {
    /// Properties of which every word is found, at least one of them in what the property is called. Those of which a word
    /// begins that are first.
    pub(super) fn find(&self, words: String) -> News {
        let sought: Vec<_> = words.split_whitespace().take(WORDS).map(folded).collect();
        let (mut best, mut others) = (Vec::new(), Vec::new());
        for key in self.registry.keys() {
            let Some(device) = self.registry.device(key) else { continue };
            let custom = self.customs.of(device);
            let name = custom.and_then(|it| it.name.as_ref()).unwrap_or(&device.name);
            let room = custom.and_then(|it| it.room.as_ref()).or(device.room.as_ref());
            let place = folded(&format!("{name} {}", room.map_or("", String::as_str)));
            for (_, property) in device.properties() {
                let label = known(&property.profile.label);
                let called = folded(label);
                let in_label = sought.iter().filter(|word| called.contains(word.as_str()));
                let begins = in_label.clone().any(|word| called.starts_with(word.as_str()));
                let is_it = in_label.count() > 0
                    && sought.iter().all(|word| called.contains(word.as_str()) || place.contains(word.as_str()));
                let list = if begins { &mut best } else { &mut others };
                if is_it && list.len() < MOST {
                    list.push(FoundNews { device: key, label: label.to_owned() });
                }
            }
            if best.len() >= MOST {
                break;
            }
        }
        best.append(&mut others);
        best.truncate(MOST);
        News::Found { words, found: best }
    }
}

/// Without capitals, as far as the languages of this page have any.
fn folded(text: &str) -> String {
    let small = |letter: char| match letter {
        'A'..='Z' | 'À'..='Þ' => char::from_u32(u32::from(letter) + 32).unwrap_or(letter),
        _ => letter,
    };
    text.chars().map(small).collect()
}
