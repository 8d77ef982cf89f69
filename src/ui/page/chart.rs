//! Properties of any devices in one chart: its link names them, and nothing else.

use reactive_graph::owner::expect_context;

use super::group;
use crate::app::{Comparison, DeskWish, Intent};
use crate::chart::LINES;
use crate::device::{DeviceKey, Profile};
use crate::history::Series;
use crate::language::t;
use crate::order::sorted;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::chart::{self, Traced, badge};
use crate::ui::dom::{Element, Piece, all, each, el, field, part, window};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::shell::{act, button, failure, labelled};
use crate::ui::text::{self, folded};
use crate::ui::watch::Watched;

/// So many devices are offered at once.
const OFFERED: usize = 12;

/// What a link asks to see.
#[derive(Clone, Debug)]
pub(crate) struct Compared(pub(crate) Vec<Series>);

#[inline(never)]
pub(crate) fn chart() -> Piece {
    let mirror = expect_context::<Mirror>();
    let Compared(series) = expect_context::<Compared>();
    // The device whose properties are offered.
    let offered = Cell::new(None::<DeviceKey>);
    let compared = series.clone();
    expect_context::<Watched>().follow(live(move || {
        let keys = compared.iter().filter_map(|it| mirror.key_of(&it.device)).chain(offered.get()).collect();
        let mut keys = sorted(keys, |key: &DeviceKey| key.0.to_be_bytes().to_vec());
        keys.dedup();
        keys
    }));
    let sought = series.clone();
    let traced = live(move || sought.iter().map(|series| traced(mirror, series)).collect::<Vec<_>>());
    let picture = part(
        move || Some(traced.get()).filter(|traced| !traced.is_empty()),
        |traced| el("div").class("panel history").child(chart::chart(traced)),
    );
    let back = el("a").attr("href", &Route::Devices.href()).child(icon("back")).child(t!("Devices"));
    Piece::default()
        .and(el("p").class("back").child(back))
        .and(heading(t!("Compare").to_owned()))
        .and(picture)
        .and(members(&series, traced))
        .and(adding(&series, offered))
        .and(keeping(series))
        .and(kept())
}

/// A property as it is called now, or by its ids where nobody knows it.
fn traced(mirror: Mirror, series: &Series) -> Traced {
    let key = mirror.key_of(&series.device);
    let device = key.and_then(|key| mirror.summary(key)).map_or_else(|| series.device.clone(), |device| device.name);
    let profile = key.and_then(|key| profile_of(mirror, key, &series.property));
    let property = profile.as_ref().map_or(&series.property, |profile| &profile.label);
    let label = format!("{} · {}", text::short(&device), text::short(property));
    Traced::new(series.clone(), label, profile)
}

fn profile_of(mirror: Mirror, key: DeviceKey, property: &str) -> Option<Profile> {
    let picture = mirror.picture(key);
    let of = |id: &str| {
        picture.properties.with(|known| known.iter().find(|it| it.id == id).map(|it| it.profile.with(Clone::clone)))
    };
    of(property).filter(chart::has_past)
}

/// What is compared, each with a way to leave it out.
fn members(series: &[Series], traced: Live<Vec<Traced>>) -> Piece {
    if series.is_empty() {
        return Piece::default();
    }
    let member = |(number, one): (usize, &Series)| {
        let label = live(move || traced.with(|all| all.get(number).map_or_else(String::new, |it| it.label.clone())));
        let mut others = series.to_vec();
        others.retain(|other| other != one);
        let device = el("a").attr("href", &Route::Device(one.device.clone()).href()).child(label);
        let out = el("a").class("act").attr("href", &Route::Chart(others).href()).child(t!("Leave out"));
        el("li").child(badge(number)).child(device).child(out)
    };
    let list = el("ul").class("panel members").child(all(series.iter().enumerate().map(member)));
    Piece::default().and(group(t!("What is compared"), list))
}

/// Finds a device, then one of its properties.
fn adding(series: &[Series], offered: Cell<Option<DeviceKey>>) -> Element {
    if series.len() >= LINES {
        return el("p").class("hint").child(t!("A chart shows {count} properties at most.", count = LINES.to_string()));
    }
    let mirror = expect_context::<Mirror>();
    let words = Cell::new(String::new());
    let line = el("input")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", t!("Search devices"))
        .on("input", move |event| {
            offered.set(None);
            words.set(field(&event).value());
        });
    let found = live(move || {
        let words = folded(words.get().trim());
        if words.is_empty() {
            return Vec::new();
        }
        mirror.devices().with(|devices| {
            let found =
                devices.iter().filter(|it| folded(&it.name).contains(&words) || folded(&it.id).contains(&words));
            found.take(OFFERED).map(|it| (it.key, text::short(&it.name))).collect::<Vec<_>>()
        })
    });
    let devices = each(
        move || if offered.with(Option::is_some) { Vec::new() } else { found.get() },
        move |(key, name): (DeviceKey, String)| button(&name).on("click", move |_| offered.set(Some(key))),
    );
    let series = series.to_vec();
    let properties = part(
        move || {
            let key = offered.get()?;
            Some((mirror.summary(key)?.id, choices(mirror, key)))
        },
        move |(device, choices): (String, Vec<(String, String)>)| {
            let choice = |(property, label): (String, String)| {
                let mut with = series.clone();
                let one = Series { device: device.clone(), property };
                if with.contains(&one) {
                    return None;
                }
                with.push(one);
                Some(el("a").class("button").attr("href", &Route::Chart(with).href()).child(label))
            };
            all(choices.into_iter().filter_map(choice))
        },
    );
    let fields = el("div")
        .class("panel adding")
        .child(labelled(t!("Device"), line))
        .child(el("div").class("offers").attr("role", "status").child(devices).child(properties));
    group(t!("Add a property"), fields)
}

/// The properties of a device that a chart can show, with their names.
fn choices(mirror: Mirror, key: DeviceKey) -> Vec<(String, String)> {
    mirror.picture(key).properties.with(|known| {
        let shown = known.iter().filter_map(|it| {
            let label = it.profile.with(|profile| chart::has_past(profile).then(|| text::label(&profile.label)))?;
            Some((it.id.clone(), label))
        });
        shown.collect()
    })
}

/// Keeps the chart under a name.
fn keeping(series: Vec<Series>) -> Piece {
    if series.is_empty() {
        return Piece::default();
    }
    let outbox = expect_context::<Outbox>();
    let (name, was_asked) = (Cell::new(String::new()), Cell::new(false));
    let line = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .on("input", move |event| name.set(field(&event).value()));
    let save = move |event: web_sys::Event| {
        event.prevent_default();
        was_asked.set(true);
        outbox
            .send(Intent::Desk(DeskWish::SaveChart(Comparison { name: name.get_untracked(), series: series.clone() })));
    };
    let address = window().location().href().unwrap_or_default();
    let copied = Cell::new(false);
    let copy = chart::clipboard().map(|clipboard| {
        button(t!("Copy the link")).on("click", move |_| {
            let _ = clipboard.write_text(&address);
            copied.set(true);
        })
    });
    let keep = el("button").attr("type", "submit").class("button").child(t!("Keep"));
    let form = el("form")
        .class("panel line")
        .on("submit", save)
        .child(labelled(t!("Name"), line))
        .child(keep)
        .child(copy)
        .child(part(move || copied.get().then_some(()), |()| el("span").attr("role", "status").child(t!("Copied"))));
    let words =
        t!("The address of this page is a link to this chart: it holds the ids of the properties, and nothing else.");
    Piece::default()
        .and(group(t!("Keep or share it"), form).child(failure(was_asked)).child(el("p").class("hint").child(words)))
}

/// The charts that were kept.
fn kept() -> Piece {
    let (charts, outbox) = (expect_context::<Mirror>().charts(), expect_context::<Outbox>());
    let entry = move |chart: Comparison| {
        let name = chart.name.clone();
        let link = el("a").attr("href", &Route::Chart(chart.series).href()).child(text::short(&chart.name));
        let forget =
            act(t!("Forget")).on("click", move |_| outbox.send(Intent::Desk(DeskWish::ForgetChart(name.clone()))));
        el("li").child(link).child(forget)
    };
    let list =
        move |()| group(t!("Kept charts"), el("ul").class("panel members").child(each(move || charts.get(), entry)));
    part(move || (!charts.with(Vec::is_empty)).then_some(()), list)
}
