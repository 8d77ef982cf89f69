//! A short tone, for those who want to hear of alarms.

use std::cell::RefCell;

use web_sys::{AudioContext, OscillatorNode};

use super::storage::{keep, kept};

const KEY: &str = "alicia.alarm.tone";
const YES: &str = "yes";
/// Two notes: how high, in hertz, and after so many seconds.
const NOTES: [(f32, f64); 2] = [(880.0, 0.0), (660.0, 0.22)];
const NOTE_S: f64 = 0.18;
const LOUDNESS: f32 = 0.2;

thread_local! {
    /// There is room for few of them in a browser.
    static PLAYER: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Whether the person agreed.
pub(super) fn is_wanted() -> bool {
    kept(KEY).as_deref() == Some(YES)
}

pub(super) fn want(is_wanted: bool) {
    keep(KEY, if is_wanted { YES } else { "no" });
}

/// Browsers let a page sound once the person has clicked in it. Says whether it can be heard, as far as the page knows.
pub(super) fn sound() -> bool {
    PLAYER.with_borrow_mut(|player| {
        if player.is_none() {
            *player = AudioContext::new().ok();
        }
        let Some(player) = player else { return false };
        let _ = player.resume();
        NOTES.iter().all(|(height, after)| note(player, *height, player.current_time() + after).is_some())
    })
}

fn note(player: &AudioContext, height: f32, begins: f64) -> Option<OscillatorNode> {
    let (source, volume) = (player.create_oscillator().ok()?, player.create_gain().ok()?);
    source.frequency().set_value(height);
    volume.gain().set_value(LOUDNESS);
    source.connect_with_audio_node(&volume).ok()?.connect_with_audio_node(&player.destination()).ok()?;
    source.start_with_when(begins).ok()?;
    source.stop_with_when(begins + NOTE_S).ok()?;
    Some(source)
}
