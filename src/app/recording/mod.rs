//! Recordings of what a broker sends: to be played again without one, and to be given to whoever looks for a mistake. Secrets are
//! masked.
//!
//! A recording is a text of lines, each of which is a JSON object. The first one says what it is, when it began and where devices
//! announce themselves; each of the others says how many milliseconds later something happened:
//!
//! ```text
//! {"format":"alicia-recording","version":1,"began":"2026-02-13T12:00:00.000Z","discovery_prefixes":["homeassistant"]}
//! {"at":0,"topic":"alicia/devices/bulb_living/status","payload":"{\"state\":\"on\"}","retain":true,"qos":1}
//! {"at":1250,"topic":"attic/camera","base64":"/9j/4A=="}
//! {"at":60000,"link":"lost"}
//! {"at":64500,"link":"live"}
//! ```
//!
//! `payload` is text, `base64` any other bytes; `retain` and `qos` may be missing, which is `false` and `0`. The connection is live
//! until a line says that it is lost. A line that makes no sense is left out and counted.

mod line;
mod reading;
mod tape;

use serde::{Deserialize, Serialize};

use super::commands::tells_secrets;
use super::{App, News};
use crate::device::{Device, DeviceKey, PropertyKey};
use crate::mqtt::{Message, State};
use crate::parts;
use crate::time::Now;

pub(super) use line::{Said, is_secret_in};
pub(super) use reading::{Reading, Recording};
pub(super) use tape::Recorder;
pub use tape::RecordingNews;

/// Most visits do without what is known of recordings: it comes with the first wish for one.
const PART: &str = "recording";

/// What the person wants of recordings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RecordingWish {
    /// Keep from now on what the broker sends, in the place of what was recorded before.
    Record,
    Stop,
    Discard,
    /// Give me this part of what was recorded, as [`News::Recorded`].
    Give(u32),
    /// Read a recording from its beginning; its bytes follow.
    Open,
    Part(Vec<u8>),
    /// That was all of it: leave the broker, and play it.
    Play,
    /// Play it otherwise.
    Replay(Replaying),
}

/// How a recording shall be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Replaying {
    /// On from where it stands; from the beginning if it is at its end.
    Play,
    Pause,
    /// So many times as fast as it was recorded.
    Speed(u16),
    /// From so many milliseconds after its beginning.
    Seek(u64),
    /// No more.
    Close,
}

impl App {
    /// Does what a person wants of recordings.
    pub(super) fn handle_recording(&mut self, wish: RecordingWish, now: Now) {
        if parts::is_here(PART) {
            handle(self, wish, now);
        }
    }

    /// Keeps from now on what the broker sends, and asks it for all that it retains, so that the recording begins with the whole
    /// house.
    pub(super) fn record(&mut self, now: Now) {
        if self.is_replay() {
            return;
        }
        let prefixes = self.credentials.as_ref().map(|it| it.topics.discovery_prefixes.clone()).unwrap_or_default();
        let is_live = matches!(self.session.state(), State::Live { .. });
        self.recorder.start(self.limits.recording, &prefixes, is_live, now);
        let of = |(key, device): (DeviceKey, &Device)| -> Vec<_> {
            device.properties().map(|(property, _)| (key, property)).collect()
        };
        let devices = self.registry.keys().filter_map(|key| Some((key, self.registry.device(key)?)));
        for (device, property) in devices.flat_map(of).collect::<Vec<_>>() {
            self.hide_wishes_on_tape(device, property, now);
        }
        if is_live {
            self.ask_again(now);
        }
    }

    /// A part of what was recorded, for the page to save; [`News::Recorded`] without a text follows the last.
    pub(super) fn give_recording(&mut self, part: u32) {
        self.asked_for.push(News::Recorded(part, self.recorder.part(part)));
    }

    /// Nor are wishes to be kept that are secrets, whoever has them.
    pub(super) fn hide_wishes_on_tape(&mut self, device: DeviceKey, property: PropertyKey, now: Now) {
        if !self.recorder.is_running() {
            return;
        }
        let device = self.registry.device(device);
        let found = device.and_then(|device| Some((device, device.property(property)?)));
        let secret = found.filter(|(_, property)| tells_secrets(property) && property.profile.access.can_set());
        let topic = secret.and_then(|(device, property)| self.interpreter.command_topic(device, property));
        if let Some((topic, _)) = topic {
            self.recorder.hide(topic, now.instant);
        }
    }

    /// A topic was announced, perhaps one for secrets.
    pub(super) fn hide_on_tape(&mut self, topic: &str, now: Now) {
        if self.recorder.is_running() && self.interpreter.keeps_secret(topic) {
            self.recorder.hide(topic.to_owned(), now.instant);
        }
    }

    /// Before anybody reads the message.
    pub(super) fn note_on_tape(&mut self, message: &Message, now: Now) {
        if self.recorder.is_running() {
            keep(self, message, now);
        }
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, wish: RecordingWish, now: Now) {
    match wish {
        RecordingWish::Record => app.record(now),
        RecordingWish::Stop => app.recorder.stop(now.instant),
        RecordingWish::Discard => app.recorder.discard(now.instant),
        RecordingWish::Give(part) => app.give_recording(part),
        RecordingWish::Open => app.open_recording(),
        RecordingWish::Part(part) => app.read_recording(&part),
        RecordingWish::Play => app.play_recording(now),
        RecordingWish::Replay(how) => app.replay(how, now),
    }
}

/// Another door: what runs has come.
#[inline(never)]
fn keep(app: &mut App, message: &Message, now: Now) {
    let is_secret = app.interpreter.keeps_secret(&message.topic);
    app.recorder.note(message, is_secret, now);
}
