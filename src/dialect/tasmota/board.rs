//! What a board announces to have, and which topics it speaks on.

use super::vocabulary;
use crate::device::{Access, Class, Fact, Kind, Operation, Profile, Update, Value};
use crate::dialect::scalar::cut;
use crate::dialect::tree::{self, Tree};
use crate::language::t;
use crate::mqtt::topic;

/// Where a board, or its last will, says whether it is there.
pub(super) const LAST_WILL: &str = "LWT";

/// Relays of one board that are read: the firmware knows no more.
const RELAYS: usize = 32;
/// Bytes of a word.
const WORD: usize = 128;

#[derive(Debug, Default, PartialEq)]
pub(super) struct Board {
    pub(super) address: String,
    pub(super) name: String,
    /// What is before the last level of the topics for commands, for answers and for all else.
    pub(super) commands: String,
    pub(super) results: String,
    pub(super) telemetry: String,
    /// How the board writes off and on.
    pub(super) off: String,
    pub(super) on: String,
    pub(super) offline: String,
    pub(super) online: String,
    /// `C` or `F`, once it has said so.
    pub(super) temperature_unit: String,
    /// What can be set of it.
    pub(super) controls: Vec<(String, Profile)>,
    pub(super) make: Vec<(&'static str, String)>,
    /// Whether it has more than one.
    pub(super) has_relays: bool,
}

impl Board {
    pub(super) fn announced(address: &str, text: &str) -> Result<Self, String> {
        let (tree, _) = tree::read(text).map_err(|error| t!("broken JSON: {error}", error = error.to_string()))?;
        let text = |key: &str| tree.text(key).map(|text| cut(text, WORD).to_owned());
        let word = |key: &str, at: usize, usual: &str| match tree.list(key).get(at) {
            Some(Tree::Text(word)) if !word.is_empty() => cut(word, WORD).to_owned(),
            _ => usual.to_owned(),
        };
        let topic = text("t").ok_or(t!("it does not say its topic"))?;
        let full = text("ft").unwrap_or_else(|| "%prefix%/%topic%/".to_owned());
        let host = text("hn").unwrap_or_default();
        let base = |prefix: String| {
            let id = address.get(address.len().saturating_sub(6)..).unwrap_or(address);
            let parts = [("%prefix%", prefix.as_str()), ("%topic%", &topic), ("%hostname%", &host), ("%id%", id)];
            let base = parts.iter().fold(full.clone(), |full, (part, is)| full.replace(part, is));
            base.trim_end_matches('/').to_owned()
        };
        let [commands, results, telemetry] =
            [(0, "cmnd"), (1, "stat"), (2, "tele")].map(|(at, usual)| base(word("tp", at, usual)));
        if [&commands, &results, &telemetry].iter().any(|base| topic::check_name(base).is_err()) {
            return Err(t!("“{full}” makes no topic", full));
        }
        let relays: Vec<_> = tree.list("rl").iter().take(RELAYS).map(whole).collect();
        let has_relays = relays.iter().filter(|relay| matches!(relay, 1 | 2)).count() > 1;
        let name = text("dn").unwrap_or_else(|| word("fn", 0, address));
        let make = [("model", "md"), ("software_version", "sw"), ("ip", "ip")];
        let mut board = Self {
            address: address.to_owned(),
            commands,
            results,
            telemetry,
            off: word("state", 0, "OFF"),
            on: word("state", 1, "ON"),
            offline: text("ofln").unwrap_or_else(|| "Offline".to_owned()),
            online: text("onln").unwrap_or_else(|| "Online".to_owned()),
            temperature_unit: String::new(),
            controls: Vec::new(),
            make: make.into_iter().filter_map(|(property, key)| Some((property, text(key)?))).collect(),
            has_relays,
            name,
        };
        let are_lights = tree.get("so").and_then(|options| options.get("30")).map(whole) == Some(1);
        board.add_relays(&relays, tree.list("fn"), are_lights);
        board.add_light(tree.get("lt_st").map_or(0, whole));
        board.add_shutters(relays.iter().filter(|relay| **relay == 3).count() / 2);
        Ok(board)
    }

    /// The relay of this number.
    pub(super) fn relay(&self, number: usize) -> String {
        if self.has_relays { format!("POWER{number}") } else { "POWER".to_owned() }
    }

    /// Topics it speaks on, as far as they are known beforehand.
    pub(super) fn topics(&self) -> Vec<String> {
        let mut topics: Vec<_> = [LAST_WILL, "STATE", "SENSOR"].map(|leaf| format!("{}/{leaf}", self.telemetry)).into();
        let relays = self.controls.iter().map(|(id, _)| id.as_str()).filter(|id| id.starts_with("POWER"));
        topics.extend(["RESULT", "POWER"].into_iter().chain(relays).map(|leaf| format!("{}/{leaf}", self.results)));
        topics
    }

    /// What is announced of it, in the place of what was `before`.
    pub(super) fn introduce(&self, before: &Self, update: &mut Update) {
        update.push(Fact::Name(self.name.clone()));
        for (gone, _) in before.controls.iter().filter(|(id, _)| !self.controls.iter().any(|(kept, _)| kept == id)) {
            update.withdraw(gone);
        }
        for (id, profile) in &self.controls {
            update.describe(id, profile.clone());
        }
        for (property, text) in &self.make {
            update.describe(property, vocabulary::make(property));
            update.value(property, Value::Text(text.clone()));
        }
    }

    fn add(&mut self, id: String, label: &str, kind: Kind, class: Class) {
        let profile = Profile::read_only(label, kind).with_access(Access::ReadWrite).with_class(class);
        self.controls.push((id, profile));
    }

    /// 1 is a relay, 2 is a light; whatever else is none.
    fn add_relays(&mut self, relays: &[i64], names: &[Tree], are_lights: bool) {
        for (at, relay) in relays.iter().enumerate().filter(|(_, relay)| matches!(relay, 1 | 2)) {
            let label = match names.get(at) {
                Some(Tree::Text(name)) if self.has_relays && *name != self.name => cut(name, WORD).to_owned(),
                _ if self.has_relays => t!("Power {number}", number = (at + 1).to_string()),
                _ => "Power".to_owned(),
            };
            let class = if *relay == 2 || are_lights { Class::Light } else { Class::Switch };
            self.add(self.relay(at + 1), &label, Kind::Binary, class);
        }
    }

    /// 1 can be dimmed, 2 has two whites, 3 to 5 are coloured: without, with one and with two whites.
    fn add_light(&mut self, subtype: i64) {
        let (percentage, mireds) = (Kind::level("%", 0.0, 100.0), Kind::level("mired", 153.0, 500.0));
        for (subtypes, id, label, kind) in [
            (1..=5, "Dimmer", "Brightness", percentage.clone()),
            (3..=5, "Color", "Color", Kind::Colour),
            (2..=2, "CT", "Color temp", mireds.clone()),
            (5..=5, "CT", "Color temp", mireds),
            (4..=4, "White", "White", percentage),
        ] {
            if subtypes.contains(&subtype) {
                self.add(id.to_owned(), label, kind, Class::Light);
            }
        }
    }

    fn add_shutters(&mut self, count: usize) {
        for number in 1..=count {
            let operation = |word: &str| Operation { word: word.to_owned(), outcome: None };
            let operations = Kind::Operated(["open", "close", "stop"].map(operation).into());
            let (label, of_position) = if count > 1 {
                let number = number.to_string();
                (t!("Shutter {number}", number), t!("Shutter {number} position", number))
            } else {
                ("Shutter".to_owned(), "Shutter position".to_owned())
            };
            self.add(format!("Shutter{number}"), &label, operations, Class::Cover);
            if let Some((_, profile)) = self.controls.last_mut() {
                profile.access = Access::Write;
            }
            let position = Kind::level("%", 0.0, 100.0);
            self.add(format!("Shutter{number}.Position"), &of_position, position, Class::Cover);
        }
    }
}

fn whole(tree: &Tree) -> i64 {
    match tree {
        Tree::Whole(number) => *number,
        _ => 0,
    }
}
