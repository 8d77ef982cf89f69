//! What this device was asked for lately, and what became of it.

use reactive_graph::owner::expect_context;

use crate::app::RequestNews;
use crate::device::RequestKey;
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::dom::{self, Element, each, el};
use crate::ui::mirror::Mirror;
use crate::ui::subject::Subject;
use crate::ui::{format, text, words};

/// So many are told; the activity page has them all.
const SHOWN: usize = 5;

pub(super) fn requests(subject: Subject) -> Element {
    let mirror = expect_context::<Mirror>();
    let id = subject.id();
    let latest = live(move || {
        let of_this = |news: &&RequestNews| id.with(|id| news.device_id == *id);
        mirror
            .requests()
            .with(|all| all.iter().filter(of_this).take(SHOWN).map(|news| news.key).collect::<Vec<RequestKey>>())
    });
    let log = el("ol").class("panel log").child(each(move || latest.get(), move |key| line(mirror, key)));
    super::super::group(t!("Commands"), log).mark("hidden", move || latest.with(Vec::is_empty))
}

fn line(mirror: Mirror, key: RequestKey) -> Option<Element> {
    let found = move |tell: fn(&RequestNews) -> String| {
        mirror.requests().with(|all| all.iter().find(|news| news.key == key).map(tell)).unwrap_or_default()
    };
    let asked = mirror.requests().with_untracked(|all| all.iter().find(|news| news.key == key).cloned())?;
    let wanted = if asked.is_secret { "•••".to_owned() } else { words::plain_wish(&asked.request.wanted) };
    let (label, time) = (text::short(&asked.label), format::time_of_day(asked.request.asked));
    let row = el("li")
        .child(
            el("span")
                .class("what")
                .child(format!("{label}: {wanted}"))
                .child(el("small").child(dom::text(move || found(|news| words::outcome(&news.request))))),
        )
        .child(el("span").class("time").child(time));
    Some(row)
}
