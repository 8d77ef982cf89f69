//! What wants the person: the one loud thing on the home page. Nothing at all while all is well.

use std::time::Duration;

use reactive_graph::owner::expect_context;

use crate::alarm::{About, Alarm, AlarmKey, Cause, Level};
use crate::app::{AlarmWish, Intent};
use crate::device::Value;
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, Piece, all, each, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::shell::{act, ask, button};
use crate::ui::{format, text};

/// So many are told one by one.
const SHOWN: usize = 5;
/// For how many minutes the person may not want to see an alarm.
const SNOOZES: [u64; 3] = [15, 60, 480];

/// The alarms that want the person. What is new among them is read out by those who hear the page.
pub fn attention() -> Element {
    let mirror = expect_context::<Mirror>();
    let wanted = live(move || {
        let wanted = |alarm: &&Alarm| alarm.wants_attention();
        mirror
            .alarms()
            .with(|alarms| alarms.iter().filter(wanted).map(|it| (it.key, it.is_last_known)).collect::<Vec<_>>())
    });
    let first = move || wanted.with(|wanted| wanted.iter().take(SHOWN).copied().collect::<Vec<_>>());
    let more = move || wanted.with(Vec::len).checked_sub(SHOWN).filter(|more| *more > 0);
    let has_many = move || (wanted.with(Vec::len) > 1).then_some(());
    let section = move |()| {
        el("section")
            .class("attention")
            .attr("data-testid", "attention")
            .attr("aria-label", t!("Alarms"))
            .child(each(first, |(key, _)| alarm(key)))
            .child(part(more, |more| {
                let words = t!("{count} more", count = more.to_string());
                el("p").child(el("a").class("act").attr("href", &Route::Alarms.href()).child(words))
            }))
            .child(part(has_many, |()| {
                el("p").child(ask(t!("Acknowledge all"), Intent::Alarm(AlarmWish::AcknowledgeAll)))
            }))
    };
    let any = part(move || wanted.with(|wanted| !wanted.is_empty()).then_some(()), section);
    el("div").attr("aria-live", "polite").attr("aria-relevant", "additions").child(any)
}

fn alarm(key: AlarmKey) -> Option<Element> {
    let (mirror, clock, outbox) = (expect_context::<Mirror>(), expect_context::<Clock>(), expect_context::<Outbox>());
    let alarm = mirror.alarms().with_untracked(|alarms| alarms.iter().find(|alarm| alarm.key == key).cloned())?;
    let Alarm { about, raised, is_last_known, .. } = alarm;
    let since = move || {
        let now = clock.now();
        let known = if is_last_known { t!(", last known") } else { "" };
        t!(
            "since {raised} ({ago}){known}",
            known,
            raised = format::moment(raised, now),
            ago = format::ago(now.since(raised))
        )
    };
    let name = text::label(&about.name);
    let device = el("a").attr("href", &place(&about)).child(text::short(&about.device_name));
    let words = el("span")
        .class("what")
        .child(el("strong").child(name.as_str()))
        .child(el("span").child(device).child(value(&about).map(|value| format!(" · {value}"))))
        .child(el("small").child(dom::text(since)));
    let known = button(t!("Acknowledge"))
        .attr("aria-label", &t!("Acknowledge {name}", name))
        .on("click", move |_| outbox.send(Intent::Alarm(AlarmWish::Acknowledge(key))));
    let row = el("div")
        .class(if about.level == Level::Info { "note quiet alarm" } else { "note alarm" })
        .attr("data-testid", "alarm")
        .attr("data-level", level(about.level))
        .child(icon("bell"))
        .child(words)
        .child(el("span").class("acts").child(known).child(snoozes(key, &name)));
    Some(row)
}

/// Where more is known of it: of no device is what the broker itself tells.
pub(in crate::ui) fn place(about: &About) -> String {
    if about.device.is_empty() { Route::Broker } else { Route::Device(about.device.clone()) }.href()
}

/// The word for a level in the marks that automation relies on.
fn level(level: Level) -> &'static str {
    match level {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Critical => "critical",
    }
}

/// Ways to not see an alarm for a while.
pub(in crate::ui) fn snoozes(key: AlarmKey, name: &str) -> Piece {
    let outbox = expect_context::<Outbox>();
    let snooze = |minutes: u64| {
        let time = Duration::from_mins(minutes);
        let words =
            if minutes < 60 { format::duration(time) } else { t!("{count} h", count = (minutes / 60).to_string()) };
        act(&words)
            .attr("aria-label", &t!("Snooze {name} for {time}", name, time = words))
            .on("click", move |_| outbox.send(Intent::Alarm(AlarmWish::Snooze(key, time))))
    };
    Piece::default().and(el("span").class("snooze").child(t!("Snooze ")).child(all(SNOOZES.map(snooze))))
}

/// What was said when the alarm was raised; nothing if its name says it.
pub(in crate::ui) fn value(about: &About) -> Option<String> {
    match &about.value {
        Value::Unknown => None,
        Value::Flag(_) if about.cause != Cause::Rule => None,
        Value::Flag(flag) => Some(if *flag { t!("on") } else { t!("off") }.to_owned()),
        Value::Number(number) => Some(format::in_unit(format::number(*number, None), &text::short(&about.unit))),
        Value::Text(text) if *text == about.name => Some(text::label(&about.label)),
        Value::Text(text) => Some(text::short(text)),
    }
}
