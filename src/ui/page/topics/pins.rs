//! Topics and levels that stay at the top of the page, kept in this browser.

use super::Explorer;
use crate::app::ChosenTopic;
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, IntoPiece, Piece, each, el, part, text};
use crate::ui::icon::icon;
use crate::ui::shell::act;
use crate::ui::storage::{keep, kept};
use crate::ui::text as words;

const KEY: &str = "alicia.topics.pinned";
/// So many, and so long ones.
const MOST: usize = 20;
const BYTES: usize = 1_000;
/// No topic has it in it (MQTT 5, section 1.5.4).
const BETWEEN: char = '\0';

/// What was pinned at another visit.
pub(super) fn kept_pins() -> Cell<Vec<String>> {
    let kept = kept(KEY).unwrap_or_default();
    Cell::new(kept.split(BETWEEN).filter(|topic| can_be_kept(topic)).take(MOST).map(str::to_owned).collect())
}

fn can_be_kept(topic: &str) -> bool {
    (1..=BYTES).contains(&topic.len())
}

fn turn(explorer: Explorer, topic: &str) {
    explorer.pinned.update(|pinned| {
        let before = pinned.len();
        pinned.retain(|other| other != topic);
        if pinned.len() == before {
            pinned.push(topic.to_owned());
        }
        keep(KEY, &pinned.join(&BETWEEN.to_string()));
    });
}

/// Pins the chosen topic, or takes it away from there.
pub(super) fn pin(explorer: Explorer, chosen: Live<Option<ChosenTopic>>) -> Piece {
    let topic = live(move || chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.topic.clone())));
    let is_pinned =
        live(move || topic.with(|topic| explorer.pinned.with(|all| topic.iter().any(|it| all.contains(it)))));
    let can_be = move || {
        let is_room = is_pinned.get() || explorer.pinned.with(|pinned| pinned.len() < MOST);
        topic.get().filter(|topic| is_room && can_be_kept(topic))
    };
    part(can_be, move |topic| {
        act("")
            .mark("aria-pressed", move || if is_pinned.get() { "true" } else { "false" })
            .child(text(move || if is_pinned.get() { t!("Unpin") } else { t!("Pin") }))
            .on("click", move |_| turn(explorer, &topic))
    })
}

/// Each leads to where it is in the tree.
pub(super) fn pins(explorer: Explorer) -> Piece {
    let pinned = *explorer.pinned;
    let chip = move |topic: String| -> Element {
        let name = words::short(&topic);
        let (shown, gone, heard) = (topic.clone(), topic.clone(), topic);
        let unheard = move || explorer.is_unheard(&heard).then_some(());
        let words = |()| el("small").child(t!("not heard yet"));
        let go = el("button")
            .attr("type", "button")
            .class("chip")
            .child(icon("star"))
            .child(el("code").child(name.as_str()))
            .child(part(unheard, words))
            .on("click", move |_| explorer.reveal(&shown));
        let away = act("").attr("aria-label", &t!("Unpin {topic}", topic = name)).child(icon("close"));
        el("li").child(go).child(away.on("click", move |_| turn(explorer, &gone)))
    };
    let list = move |()| {
        el("ul").class("pins").attr("aria-label", t!("Pinned")).child(each(move || pinned.get(), chip)).into_piece()
    };
    part(move || pinned.with(|pinned| !pinned.is_empty()).then_some(()), list)
}
