//! One device: everything it says, everything one can ask of it, and what became of that; what the person makes of it.

mod alarm;
mod custom;
mod form;
mod history;
mod requests;
mod topics;

use reactive_graph::owner::{StoredValue, expect_context, on_cleanup, provide_context};
use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::name;
use crate::alarm::THRESHOLDS;
use crate::app::DeviceNews;
use crate::device::{Category, DeviceKey, Profile, PropertyKey};
use crate::language::t;
use crate::ui::cell::{Live, live};
use crate::ui::chart;
use crate::ui::chunk::{self, Chunk};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, each, el, listen_to_window, part};
use crate::ui::drafts::Drafts;
use crate::ui::ensemble::{self, Member};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::icon::{changing_icon, icon, of_class};
use crate::ui::keys::is_typing;
use crate::ui::mirror::Mirror;
use crate::ui::plan::{Plan, in_order};
use crate::ui::property::{self, Bound};
use crate::ui::route::{self, Route};
use crate::ui::steps::steps;
use crate::ui::subject::{Subject, availability_mark};
use crate::ui::watch::Watched;
use crate::ui::{focus, text, words};
use alarm::{offers, to_alarm};
use custom::{custom, star};
use form::form;
use requests::requests;
use topics::topics;

/// A page of its own. A door of its chunk.
#[inline(never)]
pub(crate) fn device(id: String) -> Piece {
    back_to_the_card(id.clone());
    let back = el("a").attr("href", &Route::Home.href()).child(icon("back")).child(t!("Home"; "a page"));
    el("p").class("back").child(back).into_piece().and(told(id))
}

/// Beside the list it was chosen from, which Escape leads back to. A door of its chunk.
#[inline(never)]
pub(crate) fn sheet_of(id: &str, list: &Route) -> Element {
    let (home, device) = (list.clone(), id.to_owned());
    on_cleanup(move || focus::go_to_card(&device, false));
    listen_to_window("keydown", move |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.key() == "Escape" && !event.default_prevented() && !is_typing() {
            route::go(&home);
        }
    });
    let close = el("a").class("close").attr("href", &list.href()).attr("aria-label", t!("Close")).child(icon("close"));
    el("aside").class("beside").attr("aria-label", t!("Device")).child(close).child(told(id.to_owned()))
}

/// Whoever leaves is where they came from, unless they go to the beginning of a page.
fn back_to_the_card(id: String) {
    let to_a_page = StoredValue::new(false);
    listen_to_window("click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        to_a_page.set_value(target.is_some_and(|target| target.closest("nav a").is_ok_and(|link| link.is_some())));
    });
    on_cleanup(move || {
        if !to_a_page.get_value() {
            focus::go_to_card(&id, true);
        }
    });
}

fn told(id: String) -> Piece {
    let mirror = expect_context::<Mirror>();
    let sought = StoredValue::new(id);
    let key = live(move || sought.with_value(|id| mirror.key_of(id)));
    expect_context::<Watched>().follow(live(move || key.get().into_iter().collect()));
    part(
        move || Some(key.get()),
        move |key| match key {
            Some(key) => sheet(key).into_piece(),
            None => sought.with_value(|id| not_heard(id)),
        },
    )
}

fn not_heard(id: &str) -> Piece {
    heading(t!("Not heard of yet").to_owned()).into_piece().and(
        el("p")
            .class("empty")
            .child(t!("No device with the id "))
            .child(el("code").child(text::short(id)))
            .child(t!(" has said anything since this page was loaded. It appears here as soon as it does.")),
    )
}

fn sheet(device: DeviceKey) -> Element {
    let subject = Subject::new(device);
    let drafts = Drafts::new();
    provide_context(drafts);
    provide_context(subject);
    let profiles = live(move || subject.profiles());
    let class = live(move || profiles.with(|profiles| Plan::of(profiles).class));
    let clock = expect_context::<Clock>();
    let missing = live(move || words::missing(subject.availability(), clock.now()));
    let told = move || {
        let parts = [missing.get(), Some(subtitle(subject))];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let head = el("header")
        .class("sheet-head")
        .child(el("span").class("badge").child(changing_icon(move || of_class(class.get()))))
        .child(heading(subject.name()))
        .child(star(subject))
        .child(
            el("p")
                .class("told")
                .child(part(move || missing.with(Option::is_some).then_some("warn"), icon))
                .child(el("span").child(dom::text(told))),
        );
    el("article")
        .class("sheet")
        .attr("data-testid", "device")
        .mark("data-device-id", subject.id())
        .mark("data-availability", move || availability_mark(subject.availability()))
        .child(head)
        .child(group(t!("Controls and readings"), Category::Primary, subject, profiles))
        .child(part(move || has_past(subject).then_some(()), |()| chunk::with(Chunk::Chart, history::history)))
        .child(group(t!("Settings"), Category::Config, subject, profiles))
        .child(form(subject, drafts))
        .child(part(move || subject.has(THRESHOLDS).then_some(()), |()| chunk::with(Chunk::Desk, offers)))
        .child(group(t!("Diagnostics"), Category::Diagnostic, subject, profiles))
        .child(requests(subject))
        .child(custom(subject))
        .child(about(subject))
        .child(topics(subject))
}

/// Whether there is anything of it that a chart could show.
fn has_past(subject: Subject) -> bool {
    subject.profiles().iter().any(|(_, profile)| chart::has_past(profile))
}

/// The room and the convention.
fn subtitle(subject: Subject) -> String {
    let Some(summary) = subject.summary() else { return String::new() };
    let convention = words::convention(summary.id.split_once(':').map_or("", |(convention, _)| convention));
    match &summary.room {
        Some(room) => format!("{} · {convention}", text::short(room)),
        None => convention,
    }
}

fn group(title: &str, category: Category, subject: Subject, profiles: Live<Vec<(PropertyKey, Profile)>>) -> Element {
    let members = live(move || {
        profiles.with(|profiles| {
            let members = profiles.iter().filter(|(_, profile)| profile.category == category).collect();
            let members = in_order(members, |profile| u8::from(!profile.access.can_set()));
            let named = |(key, profile): &(PropertyKey, Profile)| (*key, subject.id_of(*key), profile.clone());
            ensemble::members(&members.into_iter().map(named).collect::<Vec<_>>())
        })
    });
    let beside =
        move |bound: &Bound| to_alarm(subject, bound).into_piece().and(steps(bound.request(), bound.profile()));
    let entry = move |member| {
        let entry = el("div").class("entry");
        match member {
            Member::One(key, place) => {
                let bound = subject.bound(key)?;
                let view = property::view(&bound, subject, place, None.into());
                Some(entry.child(view).child(beside(&bound)))
            }
            Member::Together(kind, parts) => Some(entry.child(ensemble::view(subject, kind, &parts, beside))),
        }
    };
    super::group(title, el("div").class("panel").child(each(move || members.get(), entry)))
        .mark("hidden", move || members.with(Vec::is_empty))
}

fn about(subject: Subject) -> Element {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let presence = dom::text(move || words::presence(&subject.heard.get(), clock.now(), mirror.live_since()));
    let last = dom::text(move || match subject.heard.get().last {
        Some(last) => format!("{} ({})", format::ago(clock.now().since(last)), format::time_of_day(last)),
        None => t!("Not since this page was loaded").to_owned(),
    });
    let facts = el("dl")
        .class("panel facts")
        .child(name(t!("Availability")))
        .child(el("dd").child(presence))
        .child(name(t!("Last heard")))
        .child(el("dd").child(last))
        .child(part(move || whole(mirror, subject), |whole| relatives(t!("Part of"), vec![whole])))
        .child(part(move || parts(mirror, subject), |parts| relatives(t!("Parts"), parts)))
        .child(name(t!("Id")))
        .child(el("dd").class("topics").child(each(move || ids(subject), |id| el("code").child(text::short(&id)))));
    super::group(t!("About"), facts)
}

/// The id of another device, and its name.
type Relative = (String, String);

/// The device that this one is a part of.
fn whole(mirror: Mirror, subject: Subject) -> Option<Relative> {
    let id = subject.summary()?.part_of?;
    let whole = mirror.key_of(&id).and_then(|key| mirror.summary(key));
    Some(whole.map_or_else(|| (id.clone(), id), |whole| (whole.id, whole.name)))
}

/// The devices that are parts of this one, if there are any.
fn parts(mirror: Mirror, subject: Subject) -> Option<Vec<Relative>> {
    let ids = ids(subject);
    let is_part = |device: &&DeviceNews| device.part_of.as_ref().is_some_and(|whole| ids.contains(whole));
    let part = |device: &DeviceNews| (device.id.clone(), device.name.clone());
    let parts: Vec<_> = mirror.devices().with(|devices| devices.iter().filter(is_part).map(part).collect());
    Some(parts).filter(|parts| !parts.is_empty())
}

fn relatives(title: &str, relatives: Vec<Relative>) -> Piece {
    let link = |(id, name): Relative| {
        el("li").child(el("a").attr("href", &Route::Device(id).href()).child(text::short(&name)))
    };
    name(title).into_piece().and(el("dd").child(el("ul").child(all(relatives.into_iter().map(link)))))
}

/// Its ids in all conventions.
fn ids(subject: Subject) -> Vec<String> {
    let Some(summary) = subject.summary() else { return Vec::new() };
    std::iter::once(summary.id).chain(summary.other_ids).collect()
}
