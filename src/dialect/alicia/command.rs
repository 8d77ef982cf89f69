//! How Alicia's devices are asked for something. Brightness is 0–255 here, 0–100 where they report it.

use serde::Serialize;

use super::vocabulary::{COMMAND, GROUP, SAY, TTS, VOICE};
use crate::device::{Kind, Value};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::Publication;

#[derive(Serialize)]
struct BulbCommand {
    command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    brightness: Option<u8>,
}

#[derive(Serialize)]
struct VolumeCommand<'a> {
    speaker: &'a str,
    volume: u8,
}

#[derive(Serialize)]
struct GroupCommand<'a> {
    master: &'a str,
    members: Vec<&'a str>,
}

#[derive(Serialize)]
struct PlaybackCommand<'a> {
    speaker: &'a str,
    action: &'a str,
}

/// Without a speaker, for whichever the house has.
#[derive(Serialize)]
struct Announcement<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    message: &'a str,
}

/// The message that asks a device of Alicia's for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    if !wish.profile.access.can_set() {
        return Err(wish.read_only());
    }
    let bulb = || format!("alicia/commands/{}", wish.native_id);
    let speaker = wish.native_id.strip_prefix("sonos/").unwrap_or(wish.native_id);
    match (&wish.profile.kind, wish.property) {
        (Kind::Binary, "state") => {
            let command = if wish.flag()? { "turn_on" } else { "turn_off" };
            Ok(wish::publication(bulb(), &BulbCommand { command, brightness: None }))
        }
        (Kind::Numeric(_), "brightness") => {
            let brightness = Some(scaled(wish.percentage()?));
            Ok(wish::publication(bulb(), &BulbCommand { command: "set_brightness", brightness }))
        }
        (Kind::Numeric(_), "volume" | "volume_percent") => {
            let volume = wish.percentage()?;
            Ok(wish::publication("alicia/commands/sonos/volume".to_owned(), &VolumeCommand { speaker, volume }))
        }
        (Kind::Text, GROUP) => {
            let Value::Text(names) = wish.wanted else { return Err(wish.not_a_value()) };
            let command = GroupCommand { master: speaker, members: members(names) };
            Ok(wish::publication("alicia/commands/sonos/group".to_owned(), &command))
        }
        (Kind::Text, SAY) => {
            let speaker = (wish.native_id != TTS).then_some(speaker);
            let message = text(wish)?;
            Ok(wish::publication("alicia/tts/announce".to_owned(), &Announcement { speaker, message }))
        }
        (Kind::Text, COMMAND) if wish.native_id == VOICE => {
            let payload = text(wish)?.as_bytes().to_vec();
            let topic = "alicia/voice/command".to_owned();
            Ok(Publication::new(topic, payload))
        }
        (Kind::Playback, _) => {
            let action = playback_action(wish.wanted).ok_or_else(|| wish.not_a_value())?;
            Ok(wish::publication("alicia/commands/sonos/playback".to_owned(), &PlaybackCommand { speaker, action }))
        }
        _ => Err(wish.read_only()),
    }
}

/// What a speaker that plays alone reports.
const NOBODY: &str = "no entries";

/// The names between commas; none if the speaker shall play alone.
fn members(names: &str) -> Vec<&str> {
    names.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != NOBODY).collect()
}

/// Something to say.
fn text(wish: Wish<'_>) -> Result<&str, CannotWrite> {
    match wish.wanted {
        Value::Text(text) if !text.trim().is_empty() => Ok(text),
        _ => Err(wish.not_a_value()),
    }
}

fn playback_action(wanted: &Value) -> Option<&str> {
    match wanted {
        Value::Text(action) => Some(action.as_str()),
        _ => None,
    }
    .filter(|action| matches!(*action, "play" | "pause" | "stop" | "next" | "previous"))
}

/// 0–100 as 0–255.
fn scaled(percent: u8) -> u8 {
    u8::try_from((u16::from(percent) * 255 + 50) / 100).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_percentage_survives_the_way_to_255_and_back() {
        assert_eq!((scaled(0), scaled(50), scaled(100)), (0, 128, 255));
        for percent in 0..=100 {
            assert_eq!((u16::from(scaled(percent)) * 100 + 127) / 255, u16::from(percent));
        }
    }
}
