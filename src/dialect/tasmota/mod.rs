//! Tasmota: boards that announce under `tasmota/discovery/{MAC}` what they have, which topics they speak on and in which
//! words. A board goes by its address.
//!
//! Properties go by the keys of what a board says, joined by dots; the one relay of a board is `POWER`, of several the
//! first is `POWER1`.

mod board;
mod said;
mod vocabulary;

use std::collections::HashMap;

use board::Board;

use super::address::mac;
use super::late::{Begins, Late, Outline};
use super::{Announced, CannotWrite, Dialect, Read, Wish, scalar};
use crate::device::{Fact, Kind, Profile, Update, Updates, Value, Vocabulary, digits};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

const CONVENTION: &str = "tasmota";
/// What is asked of boards is under `cmnd/`. Those that speak elsewhere are listened to once they have said so.
const FILTERS: [&str; 4] = ["tasmota/discovery/+/config", "tasmota/discovery/+/sensors", "tele/#", "stat/#"];
/// Boards that are known at once.
const BOARDS: usize = 4_000;

/// Until a board announces itself.
pub(super) fn late() -> Late {
    let begins: Begins = |topic, _| topic.starts_with("tasmota/discovery/");
    Late::of(Outline {
        expected_on: super::owned(&["tele/#", "stat/#"]),
        ..Outline::of(CONVENTION, &FILTERS, begins, come)
    })
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(Tasmota::default())
}

#[derive(Debug, Default)]
pub(super) struct Tasmota {
    boards: Vec<Board>,
    /// By address.
    places: HashMap<String, usize>,
    /// By what is before the last level of the topics that they speak on.
    bases: HashMap<String, usize>,
    claims: Vec<String>,
}

impl Dialect for Tasmota {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        if let Some((address, subject)) = announcement(&message.topic) {
            let read = scalar::text(&message.payload).and_then(|text| match (subject, text.is_empty()) {
                ("config", true) => {
                    self.forget(address, updates);
                    Ok(())
                }
                ("config", false) => self.hear_config(address, text, updates),
                (_, true) => Ok(()),
                (_, false) => self.hear_sensors(address, text, updates),
            });
            return read.map_or_else(Read::NotUnderstood, |()| Read::Understood);
        }
        let Some((board, leaf)) = self.speaker(&message.topic) else { return Read::NotMine };
        if message.payload.is_empty() {
            return Read::Understood;
        }
        let update = updates.begin(CONVENTION, &board.address);
        let read = scalar::text(&message.payload).and_then(|text| said::read(update, board, leaf, text, now));
        Read::of(read, updates)
    }

    fn claims(&mut self) -> Vec<String> {
        std::mem::take(&mut self.claims)
    }

    fn knows_from_announcements(&self, topic: &str) -> bool {
        self.speaker(topic).is_some()
    }

    fn announced(&self, native_id: &str) -> Announced {
        let Some(board) = self.board(native_id) else { return Announced::default() };
        let places = ["config", "sensors"].map(|subject| format!("{CONVENTION}/discovery/{native_id}/{subject}"));
        Announced { places: places.into(), is_alone: true, speaks_on: board.topics() }
    }

    fn speaker_on(&self, topic: &str) -> Option<&str> {
        let (board, leaf) = self.speaker(topic)?;
        (leaf != board::LAST_WILL).then_some(&board.address)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        let board = self.board(wish.native_id).ok_or_else(|| wish.read_only())?;
        if !wish.profile.access.can_set() {
            return Err(wish.read_only());
        }
        let (command, payload) = command(&wish)?;
        let topic = format!("{}/{command}", board.commands);
        Ok(Publication::new(topic, payload))
    }
}

impl Tasmota {
    fn board(&self, address: &str) -> Option<&Board> {
        self.boards.get(*self.places.get(address)?)
    }

    /// Who speaks on a topic, and of what.
    fn speaker<'t>(&self, topic: &'t str) -> Option<(&Board, &'t str)> {
        let (base, leaf) = topic.rsplit_once('/')?;
        Some((self.boards.get(*self.bases.get(base)?)?, leaf))
    }

    fn hear_config(&mut self, address: &str, text: &str, updates: &mut Updates) -> Result<(), String> {
        let fresh = Board::announced(address, text)?;
        let Some(place) = self.place_of(address) else { return Ok(()) };
        let board = &mut self.boards[place];
        let fresh = Board { temperature_unit: board.temperature_unit.clone(), ..fresh };
        if *board == fresh {
            return Ok(());
        }
        let before = std::mem::replace(board, fresh);
        let mut update = announced(address, updates);
        board.introduce(&before, &mut update);
        updates.push(update);
        self.claims.extend(board.topics());
        self.listen();
        Ok(())
    }

    /// What sensors a board has; what they say here is as old as the board's last start.
    fn hear_sensors(&mut self, address: &str, text: &str, updates: &mut Updates) -> Result<(), String> {
        let Some(place) = self.place_of(address) else { return Ok(()) };
        let board = &mut self.boards[place];
        let update = announced(address, updates);
        updates.push(said::sensors(update, board, text)?);
        Ok(())
    }

    fn forget(&mut self, address: &str, updates: &mut Updates) {
        let Some(place) = self.places.remove(address) else { return };
        self.boards.swap_remove(place);
        if let Some(moved) = self.boards.get(place) {
            self.places.insert(moved.address.clone(), place);
        }
        self.listen();
        let mut update = announced(address, updates);
        update.push(Fact::Gone);
        updates.push(update);
    }

    /// Of a board that is known, or is from now on.
    fn place_of(&mut self, address: &str) -> Option<usize> {
        if let Some(place) = self.places.get(address) {
            return Some(*place);
        }
        if self.boards.len() >= BOARDS {
            return None;
        }
        self.boards.push(Board { address: address.to_owned(), ..Board::default() });
        self.places.insert(address.to_owned(), self.boards.len() - 1);
        Some(self.boards.len() - 1)
    }

    fn listen(&mut self) {
        let bases = self.boards.iter().enumerate().flat_map(|(place, board)| {
            let bases = [&board.telemetry, &board.results].into_iter().filter(|base| !base.is_empty());
            bases.map(move |base| (base.clone(), place))
        });
        self.bases = bases.collect();
    }
}

impl Vocabulary for Tasmota {
    fn device_name(&self, native_id: &str) -> String {
        native_id.to_owned()
    }

    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile {
        let address = device.split_once(':').map_or(device, |(_, address)| address);
        let unit = self.board(address).map_or("", |board| &board.temperature_unit);
        vocabulary::profile(property, value, unit)
    }
}

/// The address that a topic announces something of, and what.
fn announcement(topic: &str) -> Option<(&str, &str)> {
    let (address, subject) = topic.strip_prefix("tasmota/discovery/")?.split_once('/')?;
    let is_address = address.len() == 12 && address.bytes().all(|digit| digit.is_ascii_hexdigit());
    (is_address && matches!(subject, "config" | "sensors")).then_some((address, subject))
}

/// That the board is there does not follow: what it announces is stored.
fn announced(address: &str, updates: &mut Updates) -> Update {
    let mut update = updates.begin(CONVENTION, address);
    update.hearsay = true;
    // First, so that all else is said of one device.
    update.push(Fact::AlsoKnownAs(mac(address)));
    update
}

/// The command that asks for what a person wishes, and what is sent with it.
fn command(wish: &Wish<'_>) -> Result<(String, String), CannotWrite> {
    let property = wish.property;
    let number = |low: f64, high: f64| {
        let number = wish.wanted.as_number().filter(|number| (low..=high).contains(number));
        number.map(|number| digits(number.round())).ok_or_else(|| wish.not_a_value())
    };
    Ok(match (&wish.profile.kind, property) {
        (Kind::Binary, _) => (property.to_owned(), if wish.flag()? { "ON" } else { "OFF" }.to_owned()),
        (Kind::Colour, _) => {
            let hex = wish.wanted.plain();
            let digits = hex.strip_prefix('#').unwrap_or_default().as_bytes();
            let is_colour = digits.len() == 6 && digits.iter().all(u8::is_ascii_hexdigit);
            // In place of the colour alone: it stays as bright as it is.
            ("Color2".to_owned(), Some(hex).filter(|_| is_colour).ok_or_else(|| wish.not_a_value())?)
        }
        (Kind::Numeric(numeric), _) => {
            let (low, high) = numeric.range.ok_or_else(|| wish.read_only())?;
            let command = match property.strip_suffix(".Position") {
                Some(shutter) => shutter.replacen("Shutter", "ShutterPosition", 1),
                None => property.to_owned(),
            };
            (command, number(low, high)?)
        }
        (Kind::Operated(_), shutter) => {
            let verb = match wish.wanted.plain().as_str() {
                "open" => "ShutterOpen",
                "close" => "ShutterClose",
                "stop" => "ShutterStop",
                _ => return Err(wish.not_a_value()),
            };
            (shutter.replacen("Shutter", verb, 1), String::new())
        }
        _ => return Err(wish.read_only()),
    })
}
