//! What a player does.

use leptos::prelude::*;

use super::Control;
use crate::device::Value;
use crate::ui::cell::Live;
use crate::ui::icon::Icon;
use crate::ui::live::{live, mark, part};

#[component]
pub(super) fn Playback(control: Control) -> impl IntoView {
    let plays = move || control.reading.with(is_playing);
    let ask = Callback::new(move |command: &'static str| control.ask.run(Value::Text(command.to_owned())));
    let toggle = live(move || if plays() { Command::PAUSE } else { Command::PLAY });
    view! {
        <span class="playback" role="group" aria-label=control.label>
            <CommandButton control command=Command::PREVIOUS ask/>
            <CommandButton control command=toggle ask/>
            <CommandButton control command=Command::NEXT ask/>
        </span>
    }
}

/// Whether a player says that it plays.
pub(crate) fn is_playing(value: &Value) -> bool {
    matches!(value, Value::Text(state) if state.eq_ignore_ascii_case("playing") || state.eq_ignore_ascii_case("play"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Command {
    word: &'static str,
    label: &'static str,
}

impl Command {
    const PREVIOUS: Self = Self { word: "previous", label: "Previous" };
    const PLAY: Self = Self { word: "play", label: "Play" };
    const PAUSE: Self = Self { word: "pause", label: "Pause" };
    const NEXT: Self = Self { word: "next", label: "Next" };
}

#[component]
fn CommandButton(control: Control, #[prop(into)] command: Live<Command>, ask: Callback<&'static str>) -> impl IntoView {
    let is_wanted =
        move || control.wanted.with(|wanted| matches!(wanted, Some(Value::Text(word)) if word == command.get().word));
    view! {
        <button
            type="button"
            class="button"
            aria-label=mark(move || command.get().label)
            title=mark(move || command.get().label)
            data-wanted=mark(is_wanted)
            disabled=control.is_disabled
            on:click=move |_| ask.run(command.get_untracked().word)
        >
            {part(move || Some(view! { <Icon name=command.get().word/> }))}
        </button>
    }
}
