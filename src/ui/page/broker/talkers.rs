//! Who talks how much: by convention, by device and by topic; who says more than before, and who fell silent.

use super::course::course;
use super::flow::numbers;
use crate::app::{SilentNews, Talker, TrafficNews};
use crate::language::t;
use crate::ui::cell::{Live, live};
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::page::group;
use crate::ui::route::Route;
use crate::ui::{format, text, words};

pub(super) fn talkers(traffic: Live<TrafficNews>) -> Element {
    let since = move || {
        let (counted, topics, left_out) = traffic.with(|it| (it.counted, it.topics, it.left_out));
        let counted = format::duration(counted);
        let mut words = t!(
            "Counted for {counted}, only while this page is open, on {topics} topics. What the broker had kept does not count.",
            counted,
            topics = format::count(topics.into())
        );
        if left_out > 0 {
            words.push(' ');
            words.push_str(&t!("Without room for more topics: {count} messages.", count = format::count(left_out)));
        }
        words
    };
    group(t!("Who talks how much"), el("p").class("hint").child(dom::text(since)))
        .attr("data-testid", "traffic")
        .child(part(some(traffic, |it| &it.by_convention), |all| conventions(&all)))
        .child(part(some(traffic, |it| &it.by_device), |all| {
            list(t!("Devices that say most"), "by-device", &all, device)
        }))
        .child(part(some(traffic, |it| &it.by_topic), |all| {
            list(t!("Topics with most messages"), "by-topic", &all, topic)
        }))
        .child(part(some(traffic, |it| &it.grown), |all| list(t!("Twice as much as before"), "grown", &all, topic)))
        .child(part(some(traffic, |it| &it.silent), |all| silent(&all)))
}

/// A list, as long as anything is in it.
fn some<T: Clone + PartialEq + Send + Sync + 'static>(
    traffic: Live<TrafficNews>,
    pick: fn(&TrafficNews) -> &Vec<T>,
) -> impl Fn() -> Option<Vec<T>> {
    let list = live(move || traffic.with(|it| pick(it).clone()));
    move || Some(list.get()).filter(|list| !list.is_empty())
}

fn conventions(talkers: &[Talker]) -> Element {
    let one = |talker: &Talker| {
        let name = match talker.name.as_str() {
            "" => t!("Of no device").to_owned(),
            name => words::convention(name),
        };
        // Six slots are a minute.
        let told = |it: f32| t!("{count} a minute", count = format::number(f64::from(it * 6.0), Some(0)));
        course(&name, &numbers(&talker.slots), told)
    };
    el("div").class("courses").attr("data-testid", "by-convention").child(all(talkers.iter().map(one)))
}

fn list(title: &'static str, mark: &str, talkers: &[Talker], who: fn(&Talker) -> Piece) -> Piece {
    let row = |talker: &Talker| {
        let rate = |rate: f32| format::number(f64::from(rate), Some(u8::from(rate < 10.0)));
        let rates = t!("{minute} a minute, {ten} over 10 min", minute = rate(talker.minute), ten = rate(talker.ten));
        el("li")
            .child(el("span").class("what").child(who(talker)).child(el("small").child(rates)))
            .child(el("span").class("time").child(format::bytes(talker.bytes)))
    };
    headed(title, el("ol").class("panel log talkers").attr("data-testid", mark).child(all(talkers.iter().map(row))))
}

fn headed(title: &'static str, list: Element) -> Piece {
    el("h3").class("hint").child(title).into_piece().and(list)
}

fn device(talker: &Talker) -> Piece {
    let href = Route::Device(talker.device.clone().unwrap_or_default()).href();
    el("a").attr("href", &href).child(text::label(&talker.name)).into_piece()
}

fn topic(talker: &Talker) -> Piece {
    link(&talker.name)
}

fn link(topic: &str) -> Piece {
    el("a").attr("href", &Route::Topics(topic.to_owned()).href()).child(text::short(topic)).into_piece()
}

fn silent(all_of_them: &[SilentNews]) -> Piece {
    let row = |silent: &SilentNews| {
        let usual = t!("usually every {time}", time = format::duration(silent.usual));
        el("li")
            .child(el("span").class("what").child(link(&silent.topic)).child(el("small").child(usual)))
            .child(el("span").class("time").child(format::duration(silent.silence)))
    };
    let list = el("ol").class("panel log talkers").attr("data-testid", "silent");
    headed(t!("Silent for longer than usual"), list.child(all(all_of_them.iter().map(row))))
}
