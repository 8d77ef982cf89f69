//! One property: its value, how true that is, its control, how far its request has come. Looks the same everywhere; where its
//! parts stand is a matter of style.

use leptos::prelude::*;

use super::cell::Live;
use super::icon::Icon;
use super::live::{live, mark, maybe, part};
use super::mirror::{Mirror, PropertyMirror};
use super::outbox::Outbox;
use super::subject::Subject;
use super::widget::{self, Control, Reading};
use super::{text, words};
use crate::app::Intent;
use crate::device::{DeviceKey, Freshness, Kind, Profile, PropertyKey, Report, Request, Stage};

/// Where a property stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the head of a card: the switch of the whole device.
    Head,
    /// The one big figure of a card.
    Figure,
    /// A line with its control below, as wide as there is room.
    Bar,
    /// One line among others.
    Row,
}

/// A property, as signals that live as long as what shows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    device: DeviceKey,
    key: PropertyKey,
    id: StoredValue<String>,
    profile: Live<Profile>,
    report: Live<Option<Report>>,
    request: Live<Option<Request>>,
}

impl Bound {
    pub(super) fn new(device: DeviceKey, property: PropertyMirror) -> Self {
        Self {
            device,
            key: property.key,
            id: StoredValue::new(property.id),
            profile: property.profile.live(),
            report: property.report.live(),
            request: property.request.live(),
        }
    }

    pub(super) fn request(self) -> Live<Option<Request>> {
        self.request
    }

    pub(super) fn profile(self) -> Live<Profile> {
        self.profile
    }

    fn reading(self) -> Reading {
        Reading { profile: self.profile, report: self.report }
    }

    fn control(self) -> Control {
        let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
        Control {
            label: live(move || self.profile.with(|profile| text::short(&profile.label))),
            reading: self.reading(),
            wanted: live(move || {
                self.request.with(|request| {
                    request.as_ref().filter(|request| request.is_open()).map(|request| request.wanted.clone())
                })
            }),
            is_disabled: live(move || mirror.live_since().is_none()),
            ask: Callback::new(move |value| {
                outbox.send(Intent::Set { device: self.device, property: self.key, value });
            }),
        }
    }
}

/// A property. It says how true its value is unless `said` already tells the same for the whole device.
#[component]
pub(super) fn PropertyView(
    bound: Bound,
    subject: Subject,
    place: Place,
    /// How true the value is that speaks for all; `None` if each speaks for itself.
    #[prop(into)]
    said: Live<Option<Freshness>>,
) -> impl IntoView {
    let control = bound.control();
    let freshness = move || subject.freshness(bound.key).unwrap_or(Freshness::Unknown);
    let shape = live(move || bound.profile.with(|profile| (profile.kind.clone(), profile.access)));
    let told = live(move || {
        let asked = bound.request.with(|request| {
            let request = request.as_ref()?;
            Some((Some(mood(&request.stage)), bound.profile.with(|profile| words::stage(profile, request))))
        });
        if asked.is_some() {
            return asked;
        }
        let (freshness, is_action) = (freshness(), shape.with(|(kind, _)| *kind == Kind::Action));
        (said.get() != Some(freshness) && !is_action)
            .then(|| (freshness_icon(freshness), subject.age(bound.key).unwrap_or_default()))
    });
    view! {
        <div
            class=place_class(place)
            data-testid="property"
            data-property=bound.id.get_value()
            data-freshness=mark(move || freshness_mark(freshness()))
            data-request=mark(move || bound.request.with(|request| request.as_ref().map(|request| stage_mark(&request.stage))))
        >
            <span class="label" title=mark(move || bound.profile.with(|profile| text::visible(&profile.label).into_owned()))>
                {control.label}
            </span>
            <widget::ReadingView reading=control.reading/>
            {part(move || shape.with(|(kind, access)| widget::control(kind, *access, control)))}
            {part(move || told.get().map(|(icon, words)| view! {
                <p class="words">{maybe(icon.map(|name| view! { <Icon name/> }))}<span>{words}</span></p>
            }))}
        </div>
    }
}

fn place_class(place: Place) -> &'static str {
    match place {
        Place::Head => "property in-head",
        Place::Figure => "property figure",
        Place::Bar => "property bar",
        Place::Row => "property row",
    }
}

pub(super) fn freshness_mark(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Live => "live",
        Freshness::Retained => "retained",
        Freshness::Stale => "stale",
        Freshness::Unknown => "unknown",
    }
}

/// What is as it should be needs no picture.
pub(super) fn freshness_icon(freshness: Freshness) -> Option<&'static str> {
    match freshness {
        Freshness::Live => None,
        Freshness::Retained => Some("store"),
        Freshness::Stale => Some("clock"),
        Freshness::Unknown => Some("question"),
    }
}

/// The word for a stage in the marks that automation relies on.
pub(super) fn stage_mark(stage: &Stage) -> &'static str {
    match stage {
        Stage::Sent | Stage::Acknowledged => "sent",
        Stage::Delivered => "delivered",
        Stage::Nobody => "nobody",
        Stage::Refused(_) | Stage::NotSent(_) => "refused",
        Stage::Confirmed => "confirmed",
        Stage::Unconfirmed(_) => "unconfirmed",
    }
}

pub(super) fn mood(stage: &Stage) -> &'static str {
    match stage {
        Stage::Sent | Stage::Acknowledged | Stage::Delivered => "clock",
        Stage::Confirmed => "check",
        Stage::Refused(_) | Stage::NotSent(_) => "no",
        Stage::Nobody | Stage::Unconfirmed(_) => "warn",
    }
}
