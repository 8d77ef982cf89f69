//! `#/design`: tokens, and every control in all eight states of a value, in light and dark. Only in builds for development.

mod specimens;

use std::time::Duration;

use js_sys::{Function, Reflect};
use reactive_graph::owner::provide_context;
use wasm_bindgen::{JsCast, JsValue};

use super::card::card;
use super::chunk::Chunks;
use super::clock::Clock;
use super::dom::{Element, IntoPiece, Piece, all, document, el};
use super::ensemble::{self, Member};
use super::icon::icon;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::plan::wide_place;
use super::property;
use super::subject::Subject;
use super::truth::Truth;
use crate::app::{Connection, Custom, DeviceNews, News, Picture, PropertyNews, Version};
use crate::device::{
    Access, DeviceKey, Doubt, Heard, Kind, PictureFormat, PropertyKey, Report, Request, RequestKey, Stage,
};
use crate::time::Timestamp;
use specimens::{Specimen, devices, ensembles, specimens};

/// When everything in the gallery is looked at.
const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// The eight states, by their marks.
pub const STATES: [&str; 8] =
    ["live", "last-known", "stale", "unavailable", "unknown", "wanted", "refused", "not-confirmed"];

const TRUTHS: [Truth; 8] = [
    Truth::Live,
    Truth::LastKnown,
    Truth::Stale,
    Truth::Unavailable,
    Truth::Unknown,
    Truth::Wanted,
    Truth::Refused,
    Truth::NotConfirmed,
];

const COLOURS: [&str; 15] = [
    "ground",
    "card",
    "card-active",
    "line",
    "line-strong",
    "ink",
    "ink-soft",
    "accent",
    "on",
    "on-ink",
    "heat",
    "cool",
    "good",
    "warn",
    "bad",
];
const SIZES: [&str; 6] = ["text-xs", "text-s", "text-m", "text-l", "text-xl", "text-reading"];
const GAPS: [&str; 7] = ["gap-0", "gap-1", "gap-2", "gap-3", "gap-4", "gap-6", "gap-8"];

/// What kinds of control there are.
#[must_use]
pub fn names() -> Vec<&'static str> {
    specimens().into_iter().map(|specimen| specimen.name).collect()
}

/// What things of several properties there are.
#[must_use]
pub fn wholes() -> Vec<&'static str> {
    ensembles().into_iter().map(|(name, _)| name).collect()
}

/// The whole page.
pub fn design() -> Piece {
    let themes = ["light", "dark"].map(|theme| {
        el("section")
            .class("design")
            .style("color-scheme", move || theme)
            .child(el("h1").child(theme))
            .child(tokens())
            .child(gallery())
    });
    let _ = add_rules(include_str!("../../../style/design.css"));
    Piece::default().and(el("main").attr("id", "content").class("designs").child(all(themes)))
}

/// To the last of the page's sheets: what the page is served with forbids styles within it.
fn add_rules(rules: &str) -> Result<(), JsValue> {
    let sheets = Reflect::get(&document(), &"styleSheets".into())?;
    let last = Reflect::get(&sheets, &"length".into())?.as_f64().unwrap_or_default() - 1.0;
    let sheet = Reflect::get(&sheets, &last.into())?;
    let insert: Function = Reflect::get(&sheet, &"insertRule".into())?.dyn_into()?;
    for rule in rules.lines().filter(|line| line.ends_with('}')) {
        insert.call1(&sheet, &rule.into())?;
    }
    Ok(())
}

fn tokens() -> Element {
    let swatch = |name: &'static str| {
        let colour = el("span").class("swatch").style("background", move || format!("var(--{name})"));
        el("li").child(colour).child(el("code").child(name))
    };
    let size = |name: &'static str| {
        el("li")
            .child(el("span").style("font-size", move || format!("var(--{name})")).child("21.4 °C"))
            .child(el("code").child(name))
    };
    let gap = |name: &'static str| {
        let space = el("span")
            .class("swatch")
            .style("inline-size", move || format!("var(--{name})"))
            .style("background", || "var(--accent)");
        el("li").child(space).child(el("code").child(name))
    };
    el("div")
        .class("tokens")
        .child(el("ul").child(all(COLOURS.map(swatch))))
        .child(el("ul").child(all(SIZES.map(size))))
        .child(el("ul").child(all(GAPS.map(gap))))
        .child(el("div").class("note").child(icon("warn")).child(
            el("span").child(el("strong").child("Gas 812 ppm")).child(" in the workshop, above 800 since 18:42"),
        ))
        .child(
            el("p")
                .class("acts")
                .child(el("button").class("button").child("Button"))
                .child(el("button").class("button primary").child("Foremost button"))
                .child(el("button").class("act").child("Button in words")),
        )
}

/// Each control in each state: on a card, and with all there is to take hold of it.
pub fn gallery() -> Element {
    let mirror = Mirror::new(Connection::Offline);
    provide_context(mirror);
    provide_context(Clock::stopped_at(NOW));
    provide_context(Outbox::new(|_| ()));
    provide_context(Chunks::new());
    let specimens = specimens();
    mirror.apply(vec![News::Connection(Connection::Live { since: before(3_600), version: Version::Mqtt5 })]);
    let mut rows = vec![el("div").class("grid").child(all(whole_devices(mirror)))];
    for (number, specimen) in (0..).zip(&specimens) {
        let mut cells = Vec::new();
        for (state, (truth, mark)) in (0..).zip(TRUTHS.into_iter().zip(STATES)) {
            let device = DeviceKey(number * 8 + state);
            mirror.apply(news(device, specimen.name, std::slice::from_ref(specimen), truth));
            cells.push(cell(device, specimen, mark));
        }
        rows.push(el("h2").child(specimen.name));
        rows.push(el("div").class("grid specimens").child(all(cells)));
    }
    for (number, (name, parts)) in (250..).zip(ensembles()) {
        let mut cells = Vec::new();
        for (state, (truth, mark)) in (0..).zip(TRUTHS.into_iter().zip(STATES)) {
            let device = DeviceKey(number * 8 + state);
            mirror.apply(news(device, name, &parts, truth));
            cells.push(together(device, name, &parts, mark));
        }
        rows.push(el("h2").child(name));
        rows.push(el("div").class("grid specimens").child(all(cells)));
    }
    el("div").class("gallery").child(all(rows))
}

/// Devices as they are at home, one of which waits and one of which is silent.
fn whole_devices(mirror: Mirror) -> Vec<Element> {
    let shown = (1_000..).zip(devices()).map(|(number, (name, parts))| {
        let truth = match name {
            "Blind" => Truth::Wanted,
            "Meter" => Truth::LastKnown,
            _ => Truth::Live,
        };
        mirror.apply(news(DeviceKey(number), name, &parts, truth));
        card(DeviceKey(number))
    });
    shown.collect()
}

fn cell(device: DeviceKey, specimen: &Specimen, state: &str) -> Element {
    let subject = Subject::new(device);
    let wide = subject.bound(PropertyKey(0)).map(|bound| {
        let view = property::view(&bound, subject, wide_place(&specimen.profile), None.into());
        el("div").class("panel").child(el("div").class("entry").child(view))
    });
    el("div")
        .class("specimen")
        .attr("data-specimen", specimen.name)
        .attr("data-state", state)
        .child(el("code").child(state))
        .child(card(device))
        .child(wide)
}

fn together(device: DeviceKey, name: &str, parts: &[Specimen], state: &str) -> Element {
    let subject = Subject::new(device);
    let named = |(key, part): (u16, &Specimen)| (PropertyKey(key), part.name.to_owned(), part.profile.clone());
    let members = ensemble::members(&(0..).zip(parts).map(named).collect::<Vec<_>>());
    let views = members.into_iter().map(|member| match member {
        Member::Together(kind, parts) => ensemble::view(subject, kind, &parts, |_| Piece::default()).into_piece(),
        Member::One(..) => Piece::default(),
    });
    let panel = el("div").class("panel").child(el("div").class("entry").child(all(views)));
    el("div")
        .class("specimen")
        .attr("data-specimen", name)
        .attr("data-state", state)
        .child(el("code").child(state))
        .child(card(device))
        .child(panel)
}

fn news(device: DeviceKey, name: &str, specimens: &[Specimen], truth: Truth) -> Vec<News> {
    let summary = DeviceNews {
        key: device,
        id: format!("design:{}", device.0),
        other_ids: Vec::new(),
        name: name.to_owned(),
        room: None,
        part_of: None,
        custom: Custom::default(),
    };
    let heard = Heard { declared: Some(true), last: Some(before(5)), patience: None };
    let properties =
        (0..).zip(specimens).map(|(key, specimen)| property_news(PropertyKey(key), specimen, truth)).collect();
    let pictures = (0..).zip(specimens).filter(|(_, it)| it.profile.kind == Kind::Picture && truth != Truth::Unknown);
    let pictures: Vec<_> = pictures.map(|(key, _)| News::Picture(device, PropertyKey(key), Some(picture()))).collect();
    let told = [News::Devices(vec![summary]), News::Properties { device, heard, withdrawn: Vec::new(), properties }];
    told.into_iter().chain(pictures).collect()
}

fn picture() -> Picture {
    Picture { format: PictureFormat::Png, bytes: include_bytes!("picture.png").to_vec() }
}

fn property_news(key: PropertyKey, specimen: &Specimen, truth: Truth) -> PropertyNews {
    let heard = match truth {
        Truth::Unknown => None,
        Truth::LastKnown => Some(None),
        Truth::Stale => Some(Some(before(840))),
        _ => Some(Some(before(5))),
    };
    let overdue_after = Some(Duration::from_secs(90));
    let heard = heard.filter(|_| specimen.profile.access != Access::Write);
    let report = heard.map(|heard| Report { value: specimen.reports.clone(), heard, measured: None, overdue_after });
    let stage = match truth {
        Truth::Wanted => Some(Stage::Delivered),
        Truth::Refused => Some(Stage::Refused("not authorised".to_owned())),
        Truth::NotConfirmed => Some(Stage::Unconfirmed(Doubt::Silent)),
        _ => None,
    };
    let request = stage.filter(|_| specimen.profile.access.can_set()).map(|stage| {
        let steps = vec![(Stage::Sent, Duration::ZERO), (stage.clone(), Duration::from_millis(184))];
        let (wanted, asked) = (specimen.wanted.clone(), before(1));
        Request { key: RequestKey(1), wanted, stage, asked, patience: None, instead: None, tally: None, steps }
    });
    PropertyNews {
        key,
        id: specimen.name.to_owned(),
        profile: specimen.profile.clone(),
        report,
        available: (truth == Truth::Unavailable).then_some(false),
        barred: None,
        request,
    }
}

fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - seconds * 1_000)
}
