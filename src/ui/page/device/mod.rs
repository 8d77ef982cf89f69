//! One device: everything it says, everything one can ask of it, and what became of that.

use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;

use super::name;
use crate::device::{Category, DeviceKey, Profile, PropertyKey};
use crate::ui::cell::{Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, each, el, part};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::icon::{changing_icon, icon, of_class};
use crate::ui::mirror::Mirror;
use crate::ui::plan::{Plan, in_order, place};
use crate::ui::property;
use crate::ui::route::Route;
use crate::ui::steps::steps;
use crate::ui::subject::{Subject, availability_mark};
use crate::ui::watch::Watched;
use crate::ui::{text, words};

pub(crate) fn device(id: String) -> Piece {
    let mirror = expect_context::<Mirror>();
    let sought = StoredValue::new(id);
    let key = live(move || sought.with_value(|id| mirror.key_of(id)));
    expect_context::<Watched>().follow(live(move || key.get().into_iter().collect()));
    let back = el("a").attr("href", &Route::Devices.href()).child(icon("back")).child("Devices");
    let content = part(
        move || Some(key.get()),
        move |key| match key {
            Some(key) => sheet(key).into_piece(),
            None => sought.with_value(|id| not_heard(id)),
        },
    );
    el("p").class("back").child(back).into_piece().and(content)
}

fn not_heard(id: &str) -> Piece {
    heading("Not heard of yet".to_owned()).into_piece().and(
        el("p")
            .class("empty")
            .child("No device with the id ")
            .child(el("code").child(text::short(id)))
            .child(" has said anything since this page was loaded. It appears here as soon as it does."),
    )
}

fn sheet(device: DeviceKey) -> Element {
    let subject = Subject::new(device);
    let profiles = live(move || subject.profiles());
    let class = live(move || profiles.with(|profiles| Plan::of(profiles).class));
    let head = el("header")
        .class("sheet-head")
        .child(el("span").class("badge").child(changing_icon(move || of_class(class.get()))))
        .child(heading(subject.name()))
        .child(el("p").class("told").child(dom::text(move || subtitle(subject))));
    el("article")
        .class("sheet")
        .attr("data-testid", "device")
        .mark("data-device-id", subject.id())
        .mark("data-availability", move || availability_mark(subject.availability()))
        .child(head)
        .child(group("Controls and readings", Category::Primary, subject, profiles))
        .child(group("Settings", Category::Config, subject, profiles))
        .child(group("Diagnostics", Category::Diagnostic, subject, profiles))
        .child(about(subject))
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
            members.into_iter().map(|(key, profile)| (*key, place(profile))).collect::<Vec<_>>()
        })
    });
    let entry = move |(key, place)| {
        let bound = subject.bound(key)?;
        let view = property::view(&bound, subject, place, None.into());
        Some(el("div").class("entry").child(view).child(steps(bound.request(), bound.profile())))
    };
    super::group(title, el("div").class("panel").child(each(move || members.get(), entry)))
        .mark("hidden", move || members.with(Vec::is_empty))
}

fn about(subject: Subject) -> Element {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let presence = dom::text(move || words::presence(&subject.heard.get(), clock.now(), mirror.live_since()));
    let last = dom::text(move || match subject.heard.get().last {
        Some(last) => format!("{} ({})", format::ago(clock.now().since(last)), format::time_of_day(last)),
        None => "Not since this page was loaded".to_owned(),
    });
    let facts = el("dl")
        .class("panel facts")
        .child(name("Availability"))
        .child(el("dd").child(presence))
        .child(name("Last heard"))
        .child(el("dd").child(last))
        .child(name("Id"))
        .child(el("dd").child(el("code").child(subject.id())));
    super::group("About", facts)
}
