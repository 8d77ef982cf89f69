//! The messages that are kept under a name, and a way to keep one more.

use reactive_graph::owner::expect_context;

use crate::app::{ByHand, DeskWish, HandWish, Intent, News};
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{Element, all, el, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{act, button, failure};
use crate::ui::text;

pub(super) fn kept(mirror: Mirror, draft: Cell<ByHand>) -> Element {
    let outbox = expect_context::<Outbox>();
    let name =
        el("input").attr("type", "text").attr("placeholder", t!("Name")).attr("aria-label", t!("Name of the message"));
    let typed = name.clone();
    let is_kept = Cell::new(false);
    let keep = move |_| {
        let name = typed.field().value();
        is_kept.set(true);
        outbox.send(Intent::hand(&HandWish::Keep(Box::new(ByHand { name, ..draft.get_untracked() }))));
        typed.field().set_value("");
    };
    let message = move |message: ByHand| {
        let name = text::short(&message.name);
        let forgotten = message.name.clone();
        let load = button(&name).on("click", move |_| draft.set(message.clone()));
        let forget = act(t!("Forget"))
            .attr("aria-label", &t!("Forget {name}", name))
            .on("click", move |_| outbox.send(Intent::Desk(DeskWish::ForgetMessage(forgotten.clone()))));
        el("li").class("scene-row").child(load).child(forget)
    };
    let list = move |messages: Vec<ByHand>| el("ul").child(all(messages.into_iter().map(message)));
    let told = mirror.messages();
    let messages = live(move || told.with(|told| News::messages(told)));
    el("div")
        .class("wide")
        .child(el("span").class("ask").child(name).child(button(t!("Keep")).on("click", keep)))
        .child(failure(is_kept))
        .child(part(move || Some(messages.get()).filter(|all| !all.is_empty()), list))
}
