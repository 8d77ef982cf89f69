//! A Sonos speaker by name: plays, pauses and joins groups.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::simulate::device::{Command, Device, Message, Now};

const TRACKS: [&str; 4] = ["Clair de lune", "Blue in Green", "Gymnopédie No. 1", "Ísjaki"];
const TRACK_SECONDS: u64 = 45;

pub(super) struct Speaker {
    name: &'static str,
    rng: Rng,
    state: &'static str,
    volume: u64,
    track: usize,
    played_seconds: u64,
    group: Value,
}

impl Speaker {
    pub(super) fn new(name: &'static str, rng: Rng) -> Self {
        Self { name, rng, state: "playing", volume: 25, track: 0, played_seconds: 0, group: json!([name]) }
    }

    fn topic(&self, leaf: &str) -> String {
        format!("alicia/devices/sonos/{}/{leaf}", self.name)
    }

    fn status(&mut self, now: Now) -> Message {
        let payload = json!({
            "speaker": self.name,
            "state": self.state,
            "volume": self.volume,
            "current_track": TRACKS[self.track],
            "group_members": self.group,
            "wifi_signal_strength": self.rng.i32(-58..=-52),
            "timestamp": now.iso_without_zone(),
        });
        Message::new(self.topic("status"), &payload).at_least_once().retained()
    }

    fn skip(&mut self, tracks: usize) {
        self.track = (self.track + tracks) % TRACKS.len();
        self.played_seconds = 0;
    }

    fn play(&mut self, action: Option<&str>) {
        match action {
            Some("play") => self.state = "playing",
            Some("pause") => self.state = "paused",
            Some("stop") => {
                self.state = "stopped";
                self.played_seconds = 0;
            }
            Some("next") => self.skip(1),
            Some("previous") => self.skip(TRACKS.len() - 1),
            _ => {}
        }
    }
}

impl Device for Speaker {
    fn name(&self) -> String {
        format!("sonos_{}", self.name)
    }

    fn will(&self) -> Option<Message> {
        Some(Message::new(self.topic("availability"), "offline").at_least_once().retained())
    }

    fn listens_to(&self) -> Vec<String> {
        ["volume", "playback", "group"].map(|verb| format!("alicia/commands/sonos/{verb}")).into()
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        vec![
            Message::new(self.topic("availability"), "online").at_least_once().retained(),
            self.status(now),
            Message::new(self.topic("volume"), &self.volume).at_least_once().retained(),
        ]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if self.state == "playing" {
            self.played_seconds += 1;
        }
        let ended = self.played_seconds >= TRACK_SECONDS;
        if ended {
            self.skip(1);
        }
        if ended || now.every(15) { vec![self.status(now)] } else { Vec::new() }
    }

    fn obey(&mut self, command: &Command, now: Now) -> Vec<Message> {
        let order = command.json();
        let addressee = if command.verb() == "group" { &order["master"] } else { &order["speaker"] };
        if addressee != self.name {
            return Vec::new();
        }
        match command.verb() {
            "volume" => self.volume = order["volume"].as_u64().unwrap_or(self.volume).min(100),
            "playback" => self.play(order["action"].as_str()),
            _ if order["members"].is_array() => self.group = order["members"].clone(),
            _ => {}
        }
        self.announce(now)
    }
}
