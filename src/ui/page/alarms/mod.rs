//! What the person wants to be warned of, what is not as it should be now, and what was not.

mod form;
mod rules;
mod said;
mod telling;

use reactive_graph::owner::expect_context;

use super::group;
use crate::alarm::{Alarm, AlarmKey, Standing};
use crate::app::{AlarmWish, Intent};
use crate::language::t;
use crate::ui::alarm::{place, snoozes, value};
use crate::ui::cell::{Cell, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, each, el, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::{self, Route};
use crate::ui::shell::{act, ask, failure};
use crate::ui::{format, text};
use form::Draft;
pub(super) use telling::telling;

/// A door of its chunk.
#[inline(never)]
pub(crate) fn alarms() -> Piece {
    let draft = Cell::new(None::<Draft>);
    // Something was wanted here that may not be kept.
    let was_asked = Cell::new(false);
    let begun = match route::current().get_untracked() {
        Route::NewAlarm { device, property } => Some(form::for_property(device, property, draft)),
        _ => None,
    };
    heading(t!("Alarms").to_owned())
        .into_piece()
        .and(open())
        .and(begun)
        .and(part(move || draft.with(|draft| draft.as_ref().map(Draft::id)), move |_| form::form(draft, was_asked)))
        .and(failure(was_asked))
        .and(rules::rules(draft, was_asked))
        .and(past())
}

/// What is not as it should be now, also if the person knows of it.
fn open() -> Element {
    let mirror = expect_context::<Mirror>();
    let open = live(move || {
        mirror.alarms().with(|alarms| alarms.iter().filter(|alarm| !alarm.is_over()).cloned().collect::<Vec<_>>())
    });
    let list = |open: Vec<Alarm>| match open.as_slice() {
        [] => el("p").class("empty").child(t!("Nothing: all is as it should be, as far as anybody is asked.")),
        open => el("ol").class("panel log").attr("data-testid", "open-alarms").child(all(open.iter().map(current))),
    };
    group(t!("Now"), part(move || Some(open.get()), list))
}

fn current(alarm: &Alarm) -> Element {
    let clock = expect_context::<Clock>();
    let (key, raised, name) = (alarm.key, alarm.raised, text::label(&alarm.about.name));
    let known = if alarm.is_last_known { t!(" · last known") } else { "" };
    let known = match (alarm.standing, alarm.acknowledged) {
        (Standing::Snoozed(until), _) => {
            t!("{known} · snoozed until {time}", known, time = format::moment(until, clock.now()))
        }
        (_, Some(at)) => t!("{known} · acknowledged {time}", known, time = format::moment(at, clock.now())),
        _ => known.to_owned(),
    };
    let since = dom::text(move || {
        let now = clock.now();
        t!(
            "since {raised} ({ago}){known}",
            known,
            raised = format::moment(raised, now),
            ago = format::ago(now.since(raised))
        )
    });
    let ways = alarm.acknowledged.is_none().then(|| {
        let acknowledge = ask(t!("Acknowledge"), Intent::Alarm(AlarmWish::Acknowledge(key)))
            .attr("aria-label", &t!("Acknowledge {name}", name));
        el("span").class("acts").child(acknowledge).child(snoozes(key, &name))
    });
    el("li")
        .attr("data-testid", "alarm")
        .child(icon("bell"))
        .child(what(alarm).child(el("small").child(since)))
        .child(ways)
}

fn what(alarm: &Alarm) -> Element {
    let about = &alarm.about;
    let device = el("a").attr("href", &place(about)).child(text::short(&about.device_name));
    let value = value(about).map(|value| format!(" · {value}"));
    el("span")
        .class("what")
        .child(el("strong").child(text::label(&about.name)))
        .child(el("span").child(" ").child(device).child(value))
}

/// What is as it should be again.
fn past() -> Piece {
    let mirror = expect_context::<Mirror>();
    let outbox = expect_context::<Outbox>();
    let is_over = |alarm: &&Alarm| alarm.is_over();
    let keys = move || mirror.alarms().with(|all| all.iter().filter(is_over).map(|it| it.key).collect::<Vec<_>>());
    let any = live(move || !keys().is_empty());
    part(
        move || any.get().then_some(()),
        move |()| {
            let forget =
                act(t!("Forget these")).on("click", move |_| outbox.send(Intent::Alarm(AlarmWish::ForgetPast)));
            let list = el("ol").class("panel log").attr("data-testid", "past-alarms");
            group(t!("Before"), list.child(each(keys, over))).child(forget)
        },
    )
}

fn over(key: AlarmKey) -> Option<Element> {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let alarm = mirror.alarms().with_untracked(|alarms| alarms.iter().find(|alarm| alarm.key == key).cloned())?;
    let Standing::Over(at) = alarm.standing else { return None };
    let raised = alarm.raised;
    let seen = if alarm.acknowledged.is_some() { "" } else { t!(" · nobody acknowledged it") };
    let times = dom::text(move || {
        let now = clock.now();
        let lasted = format::duration(at.since(raised));
        t!(
            "{raised} for {lasted}, over {at}{seen}",
            lasted,
            seen,
            raised = format::moment(raised, now),
            at = format::ago(now.since(at))
        )
    });
    Some(el("li").child(icon("check")).child(what(&alarm).child(el("small").child(times))))
}
