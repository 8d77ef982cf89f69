//! Settings that a device takes in one message: changed one by one, looked at together, then sent.

use reactive_graph::owner::expect_context;

use crate::app::{Batch, Intent, Wanted};
use crate::device::{PropertyKey, Value};
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::dom::{Element, Piece, all, el, part};
use crate::ui::drafts::{Draft, Drafts};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::button;
use crate::ui::subject::Subject;
use crate::ui::{batch, text, words};

/// What differs from what the device reported, and what can be done with that; nothing while nothing does.
pub(super) fn form(subject: Subject, drafts: Drafts) -> Piece {
    let changed = move || Some(drafts.changed()).filter(|changed| !changed.is_empty());
    let sent = Cell::new(None);
    part(changed, move |changed| review(subject, drafts, &changed, sent))
        .and(part(move || sent.get(), |batch| batch::outcome(&batch)))
}

fn review(subject: Subject, drafts: Drafts, changed: &[Draft], sent: Cell<Option<Batch>>) -> Element {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let rows = all(changed.iter().map(|draft| difference(subject, draft)));
    let count = match changed.len() {
        1 => t!("1 setting").to_owned(),
        count => t!("{count} settings", count = count.to_string()),
    };
    let wanted: Vec<_> = changed.iter().map(|it| (it.property, it.value.clone())).collect();
    let (title, heading) =
        (format!("{} · {count}", subject.name().get_untracked()), t!("{count} changed, not sent", count));
    let submit = move |_| {
        let batch = batch::begin(title.clone());
        sent.set(Some(batch.clone()));
        let device = subject.key();
        let wanted =
            wanted.iter().map(|(property, value)| Wanted { device, property: *property, value: value.clone() });
        outbox.send(Intent::SetAll { batch, wanted: wanted.collect() });
        drafts.discard();
    };
    let go = button(&t!("Send {count}", count))
        .attr("data-testid", "send-settings")
        .mark("disabled", move || mirror.live_since().is_none())
        .on("click", submit);
    let leave = button(t!("Discard")).on("click", move |_| drafts.discard());
    el("div")
        .class("note review")
        .attr("data-testid", "review")
        .child(el("strong").child(heading))
        .child(el("ul").child(rows))
        .child(el("span").class("acts").child(go).child(leave))
}

fn difference(subject: Subject, draft: &Draft) -> Element {
    let Draft { property, value } = draft;
    let (label, before, after) = told(subject, *property, value);
    el("li").child(format!("{label}: ")).child(el("del").child(before)).child(" → ").child(el("ins").child(after))
}

fn told(subject: Subject, property: PropertyKey, wanted: &Value) -> (String, String, String) {
    let profiles = subject.profiles();
    let Some((_, profile)) = profiles.iter().find(|(key, _)| *key == property) else { return Default::default() };
    let before = subject.value(property).map_or_else(|| "—".to_owned(), |value| words::shown(profile, &value).whole());
    (text::short(&profile.label), before, words::shown(profile, wanted).whole())
}
