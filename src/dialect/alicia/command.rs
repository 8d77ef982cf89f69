//! How Alicia's devices are asked for something. Brightness is 0–255 here, 0–100 where they report it.

use serde::Serialize;

use crate::device::{Device, Kind, Profile, Value};
use crate::dialect::{CannotWrite, wish};
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
struct PlaybackCommand<'a> {
    speaker: &'a str,
    action: &'a str,
}

/// The message that asks `device` to make `property`, which is what `profile` says, be `wanted`.
pub(super) fn write(
    device: &Device,
    property: &str,
    profile: Profile,
    wanted: &Value,
) -> Result<Publication, CannotWrite> {
    if !profile.access.can_set() {
        return Err(CannotWrite::ReadOnly(profile.label));
    }
    let not_a_value = || wish::not_a_value(&profile, wanted);
    let bulb = || format!("alicia/commands/{}", device.native_id());
    let speaker = device.native_id().strip_prefix("sonos/").unwrap_or(device.native_id());
    match (&profile.kind, property) {
        (Kind::Binary, "state") => {
            let command = if wanted.as_flag().ok_or_else(not_a_value)? { "turn_on" } else { "turn_off" };
            Ok(wish::publication(bulb(), &BulbCommand { command, brightness: None }))
        }
        (Kind::Numeric(_), "brightness") => {
            let brightness = Some(scaled(wish::percentage(wanted).ok_or_else(not_a_value)?));
            Ok(wish::publication(bulb(), &BulbCommand { command: "set_brightness", brightness }))
        }
        (Kind::Numeric(_), "volume" | "volume_percent") => {
            let volume = wish::percentage(wanted).ok_or_else(not_a_value)?;
            Ok(wish::publication("alicia/commands/sonos/volume".to_owned(), &VolumeCommand { speaker, volume }))
        }
        (Kind::Playback, _) => {
            let action = playback_action(wanted).ok_or_else(not_a_value)?;
            Ok(wish::publication("alicia/commands/sonos/playback".to_owned(), &PlaybackCommand { speaker, action }))
        }
        _ => Err(CannotWrite::ReadOnly(profile.label)),
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
