//! The topics of a device as they are: what was said on each last, and where it is asked for what. Watched only while open.

use reactive_graph::owner::{expect_context, on_cleanup};

use super::super::{Addressed, copy};
use crate::app::{AskedNews, Intent, TopicNews, TopicsNews};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{self, Element, Piece, each, el, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::subject::Subject;
use crate::ui::{format, text};

pub(super) fn topics(subject: Subject) -> Element {
    let is_open = Cell::new(false);
    let group = el("details").class("group").attr("data-testid", "topics");
    let this = group.clone();
    group
        .on("toggle", move |_| is_open.set(this.node().has_attribute("open")))
        .child(el("summary").child(el("h2").child(t!("Topics"))))
        .child(part(move || is_open.get().then_some(()), move |()| opened(subject)))
}

fn opened(subject: Subject) -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let device = subject.key();
    outbox.send(Intent::WatchTopics(Some(device)));
    on_cleanup(move || outbox.send(Intent::WatchTopics(None)));
    let told = live(move || mirror.topics().get().filter(|told| told.device == device));
    let heard_on = live(move || told.with(|told| names(told.as_ref())));
    let asked_on = live(move || told.with(|told| told.as_ref().map(|told| told.asked.clone()).unwrap_or_default()));
    let hint = |words: &'static str| move |()| el("p").class("hint").child(words);
    let is_silent = move || told.with(|told| told.as_ref().is_some_and(|told| told.heard.is_empty()));
    let are_too_many = move || told.with(|told| told.as_ref().is_some_and(|told| told.discarded > 0));
    let list = |what: &'static str, rows: Piece| {
        Piece::default().and(el("h3").class("hint").child(what)).and(el("ol").class("panel log").child(rows))
    };
    let on_heard = move |()| list(t!("Heard on"), each(move || heard_on.get(), move |topic| heard(topic, told)));
    let on_asked = move |()| list(t!("Asked on"), each(move || asked_on.get(), |news: AskedNews| asked(&news)));
    part(move || is_silent().then_some(()), hint(t!("Nothing has come on any topic since this page was loaded.")))
        .and(part(move || heard_on.with(|all| !all.is_empty()).then_some(()), on_heard))
        .and(part(
            move || are_too_many().then_some(()),
            hint(t!("There are more topics than this page notes; some may not be listed.")),
        ))
        .and(part(move || asked_on.with(|all| !all.is_empty()).then_some(()), on_asked))
}

fn names(told: Option<&TopicsNews>) -> Vec<String> {
    told.map(|told| told.heard.iter().map(|heard| heard.topic.clone()).collect()).unwrap_or_default()
}

fn heard(name: String, told: Live<Option<TopicsNews>>) -> Element {
    let label = text::short(&name);
    let line = topic(&name);
    let news = live(move || {
        told.with(|told| told.as_ref().and_then(|told| told.heard.iter().find(|heard| heard.topic == name).cloned()))
    });
    let excerpt = live(move || news.with(|news| news.as_ref().map(|news| news.excerpt.clone())));
    let said = move || match excerpt.get()? {
        Some(excerpt) => Some(text::visible(&excerpt).into_owned()).filter(|it| !it.is_empty()),
        None => Some(t!("No text.").to_owned()),
    };
    let shown = move |()| el("code").class("excerpt").child(dom::text(move || said().unwrap_or_default()));
    let copy = copy(t!("Copy payload"), &t!("Copy payload: {topic}", topic = label), move || {
        excerpt.get_untracked().flatten().unwrap_or_default()
    });
    let what = el("div")
        .class("what")
        .child(line)
        .child(part(move || said().map(|_| ()), shown))
        .child(el("small").child(dom::text(move || news.with(|news| news.as_ref().map(facts)).unwrap_or_default())))
        .child(copy);
    el("li").class("unread").child(what)
}

fn facts(news: &TopicNews) -> String {
    let count = match news.count {
        1 => t!("one message").to_owned(),
        count => t!("{count} messages", count = format::count(count)),
    };
    let stored = news.is_copy.then(|| t!("stored by the broker").to_owned());
    let size = t!("{size} bytes", size = format::count(news.size as u64));
    let facts = [Some(format::time_of_day(news.at)), stored, Some(size), Some(count)];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn asked(news: &AskedNews) -> Element {
    let addressed = expect_context::<Addressed>();
    let labels: Vec<_> = news.labels.iter().map(|label| text::short(label)).collect();
    let whom = news.topic.clone();
    let write = el("a")
        .class("act")
        .attr("href", &Route::Activity.href())
        .attr("aria-label", &t!("Send by hand to {topic}", topic = text::short(&news.topic)))
        .on("click", move |_| addressed.0.set(whom.clone()))
        .child(t!("Send by hand"));
    let what =
        el("div").class("what").child(topic(&news.topic)).child(el("small").child(labels.join(", "))).child(write);
    el("li").class("unread").child(what)
}

/// A topic, to be read and to be taken along.
fn topic(topic: &str) -> Element {
    let (shown, taken) = (el("code").class("topic").child(&*text::visible(topic)), topic.to_owned());
    let shown = el("a").attr("href", &Route::Topics(topic.to_owned()).href()).child(shown);
    let copy = copy(t!("Copy topic"), &t!("Copy topic: {topic}", topic = text::short(topic)), move || taken.clone());
    el("p").class("topic-line").child(shown).child(copy)
}
