//! What a player does.

use reactive_graph::callback::Callable;

use super::{Control, button};
use crate::device::Value;
use crate::language::t;
use crate::ui::cell::{Live, live};
use crate::ui::dom::{Element, el};
use crate::ui::icon::changing_icon;

pub(super) fn playback(control: Control) -> Element {
    let plays = move || control.reading.with(is_playing);
    let toggle = live(move || if plays() { Command::PAUSE } else { Command::PLAY });
    el("span")
        .class("playback")
        .attr("role", "group")
        .mark("aria-label", control.label)
        .child(command_button(control, Command::PREVIOUS.into()))
        .child(command_button(control, toggle))
        .child(command_button(control, Command::NEXT.into()))
}

/// Whether a player says that it plays.
pub(crate) fn is_playing(value: &Value) -> bool {
    matches!(value, Value::Text(state) if state.eq_ignore_ascii_case("playing") || state.eq_ignore_ascii_case("play"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Command {
    word: &'static str,
}

impl Command {
    const PREVIOUS: Self = Self { word: "previous" };
    const PLAY: Self = Self { word: "play" };
    const PAUSE: Self = Self { word: "pause" };
    const NEXT: Self = Self { word: "next" };

    fn label(self) -> &'static str {
        match self {
            Self::PREVIOUS => t!("Previous"),
            Self::PLAY => t!("Play"),
            Self::PAUSE => t!("Pause"),
            _ => t!("Next"),
        }
    }
}

fn command_button(control: Control, command: Live<Command>) -> Element {
    let is_wanted =
        move || control.wanted.with(|wanted| matches!(wanted, Some(Value::Text(word)) if word == command.get().word));
    button(control)
        .mark("aria-label", move || command.get().label())
        .mark("title", move || command.get().label())
        .mark("data-wanted", is_wanted)
        .on("click", move |_| control.ask.run(Value::Text(command.get_untracked().word.to_owned())))
        .child(changing_icon(move || command.get().word))
}
