//! Each connection of this page, what passed over it, and that as a file.

use reactive_graph::owner::expect_context;

use super::access::watched;
use super::group;
use crate::app::{Format, MetricsNews, Passed, Spell, Version};
use crate::language::t;
use crate::ui::cell::{Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::shell::act;
use crate::ui::{file, format, text};

/// A door of its chunk.
#[inline(never)]
pub(crate) fn metrics() -> Piece {
    let news = watched();
    let metrics = live(move || news.with(|news| news.as_ref().map(|news| news.metrics.clone())));
    part(move || metrics.with(Option::is_some).then_some(()), move |()| connections(metrics)).into_piece()
}

fn connections(metrics: Live<Option<MetricsNews>>) -> Element {
    let save = |label: &str, name: &'static str, format: Format| {
        act(label).on("click", move |_| {
            if let Some(metrics) = metrics.get_untracked() {
                file::save(name, &metrics.written(format));
            }
        })
    };
    let hint = t!("Each connection since this page was loaded, and what passed over it. ");
    let hint = el("p")
        .class("hint")
        .child(hint)
        .child(save(t!("Save as CSV"), "metrics.csv", Format::Csv))
        .child(save(t!("Save as JSON"), "metrics.json", Format::Json));
    let spells = move || metrics.with(|it| it.as_ref().map(|it| it.spells.clone()));
    let older =
        move || metrics.with(|it| it.as_ref().map(|it| (it.forgotten, it.older))).filter(|(count, _)| *count > 0);
    group(t!("Connections"), hint)
        .child(
            el("ol")
                .class("panel log")
                .attr("data-testid", "connections")
                .child(part(spells, |spells: Vec<Spell>| all(spells.iter().map(spell)))),
        )
        .child(part(older, |(count, passed): (u64, Passed)| {
            let words = t!("Older connections: {count}. {passed}", count = format::count(count), passed = told(passed));
            el("p").class("hint").child(words)
        }))
}

fn spell(spell: &Spell) -> Element {
    let now = expect_context::<Clock>().now();
    let time = |at| format::moment(at, now);
    let (picture, what) = match (&spell.live, &spell.ended) {
        (Some((at, _)), None) => ("check", t!("Live since {time}", time = time(*at))),
        (None, None) => ("wait", t!("Connecting since {time}", time = time(spell.began))),
        (Some((at, _)), Some((end, _))) => ("no", t!("Live from {time} to {end}", time = time(*at), end = time(*end))),
        (None, Some((end, _))) => {
            ("no", t!("Never live, from {time} to {end}", time = time(spell.began), end = time(*end)))
        }
    };
    let version = spell.live.map(|(_, version)| match version {
        Version::Mqtt5 => " · MQTT 5",
        Version::Mqtt311 => " · MQTT 3.1.1",
    });
    let reason = spell.ended.as_ref().map(|(_, because)| because).filter(|because| !because.is_empty());
    let reason = reason.map(|because| el("span").class("reason").child(text::short(because)));
    el("li")
        .class("administered")
        .attr("data-live", if spell.live.is_some() && spell.ended.is_none() { "true" } else { "false" })
        .child(el("div").class("head").child(icon(picture)).child(el("span").child(what).child(version)))
        .child(el("div").class("opened").child(reason).child(el("span").class("said").child(told(spell.passed))))
}

fn told(passed: Passed) -> String {
    let [received, sent, errors] =
        [passed.messages_received, passed.messages_sent, passed.connection_errors].map(format::count);
    let [bytes_in, bytes_out] = [passed.bytes_received, passed.bytes_sent].map(format::bytes);
    t!(
        "messages received: {received} ({bytes_in}), sent: {sent} ({bytes_out}), connection errors: {errors}",
        received,
        bytes_in,
        sent,
        bytes_out,
        errors
    )
}
