//! A message to the topic that is looked at, or to any other; and the way to what the broker keeps.

use std::rc::Rc;

use super::Explorer;
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{Element, el, field, part};
use crate::ui::page::{self, InSight};
use crate::ui::route::Route;

pub(super) fn here(explorer: Explorer) -> Element {
    let is_open = Cell::new(false);
    let chosen = explorer.chosen;
    let topic = move || chosen.with_untracked(|chosen| chosen.as_ref().map(|it| it.topic.clone())).unwrap_or_default();
    let payload = move || {
        let payload = chosen.with_untracked(|chosen| Some(chosen.as_ref()?.message.as_ref()?.payload.clone()));
        String::from_utf8_lossy(&payload.unwrap_or_default()).into_owned()
    };
    let in_sight = InSight { topic: Rc::new(topic), payload: Rc::new(payload) };
    let form = move |()| {
        let in_sight = in_sight.clone();
        chunk::with(Chunk::Desk, move || page::by_hand(Some(in_sight.clone())))
    };
    let publish = el("details")
        .class("publish-here")
        .attr("data-testid", "publish-here")
        .on("toggle", move |event| is_open.set(field(&event).has_attribute("open")))
        .child(el("summary").child(t!("Publish here")))
        .child(part(move || is_open.get().then_some(()), form));
    let kept = el("a").class("act").attr("href", &Route::Retained.href()).child(t!("Tidy up what the broker stores"));
    el("div").child(el("p").child(kept)).child(publish)
}
