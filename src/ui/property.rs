//! One property: its value, how true that is, its control, how far its request has come. Looks the same everywhere; where its
//! parts stand is a matter of style.

use std::sync::Arc;

use reactive_graph::callback::Callback;
use reactive_graph::owner::{expect_context, use_context};

use super::cell::{Cell, Live, Shared, live};
use super::dom::{self, Element, IntoPiece, Piece, el, part};
use super::drafts::Drafts;
use super::icon::icon;
use super::mirror::{Mirror, PropertyMirror};
use super::outbox::Outbox;
use super::shell::{act, button};
use super::subject::Subject;
use super::text;
use super::ticket::ticket;
use super::truth::Truth;
use super::widget::{self, Control, Reading, reading};
use crate::app::{Intent, Picture, Wanted};
use crate::device::{Access, DeviceKey, Freshness, Kind, Profile, PropertyKey, Report, Request, Stage, Value};
use crate::language::t;

/// Where a property stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// In the head of a card: the switch of the whole device.
    Head,
    /// The one big figure of a card.
    Figure,
    /// A line with its control below, as wide as there is room.
    Bar,
    /// One line among others.
    Row,
    /// On the device's own page, with all there is to take hold of it.
    Wide,
}

/// A property, as signals that live as long as what shows it.
#[derive(Debug)]
pub(super) struct Bound {
    device: DeviceKey,
    key: PropertyKey,
    id: String,
    profile: Live<Profile>,
    report: Live<Option<Report>>,
    /// The topic of its commands, if the broker takes none there.
    barred: Live<Option<String>>,
    is_tried: Shared<bool>,
    picture: Shared<Option<Arc<Picture>>>,
    request: Live<Option<Request>>,
}

impl Bound {
    pub(super) fn new(device: DeviceKey, property: PropertyMirror) -> Self {
        Self {
            device,
            key: property.key,
            id: property.id,
            profile: property.profile.live(),
            report: property.report.live(),
            barred: property.barred.live(),
            is_tried: property.is_tried,
            picture: property.picture,
            request: property.request.live(),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn request(&self) -> Live<Option<Request>> {
        self.request
    }

    pub(super) fn profile(&self) -> Live<Profile> {
        self.profile
    }

    fn reading(&self) -> Reading {
        Reading { profile: self.profile, report: self.report }
    }

    /// Its control, which asks for consent in this cell where the property asks first.
    fn control(&self, consent: Cell<Option<Value>>) -> Control {
        let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
        let Self { device, key: property, profile, request, report, barred, .. } = *self;
        let is_tried = self.is_tried.live();
        let drafts = use_context::<Drafts>().filter(|_| profile.with_untracked(|profile| profile.is_in_form));
        Control {
            label: live(move || profile.with(|profile| text::label(&profile.label))),
            reading: self.reading(),
            wanted: live(move || {
                let draft = drafts.and_then(|drafts| drafts.of(property));
                draft.or_else(|| {
                    request.with(|request| {
                        let is_wanted = |request: &&Request| request.is_open() && request.instead.is_none();
                        request.as_ref().filter(is_wanted).map(|request| request.wanted.clone())
                    })
                })
            }),
            is_in_form: drafts.is_some(),
            is_disabled: live(move || {
                mirror.live_since().is_none() || (barred.with(Option::is_some) && !is_tried.get())
            }),
            ask: Callback::new(move |value| {
                if let Some(drafts) = drafts {
                    let reported = report.with_untracked(|report| report.as_ref().map(|report| report.value.clone()));
                    drafts.set(property, value, reported.as_ref());
                } else if profile.with_untracked(|profile| profile.asks_before(&value) || profile.wants_code(&value)) {
                    consent.set(Some(value));
                } else {
                    consent.set(None);
                    outbox.send(Intent::Set { device, property, value });
                }
            }),
            number: ticket(),
        }
    }
}

/// A property. It says how true its value is unless `said`, how true the value is that speaks for the whole device, is the
/// same.
pub(super) fn view(bound: &Bound, subject: Subject, place: Place, said: Live<Option<Freshness>>) -> Element {
    let consent = Cell::new(None);
    let (control, key, profile, request) = (bound.control(consent), bound.key, bound.profile, bound.request);
    let (device, picture) = (bound.device, bound.picture.clone());
    let freshness = live(move || subject.freshness(key).unwrap_or(Freshness::Unknown));
    let shown_truth = move || Truth::of(freshness.get(), subject.is_available(key));
    let shape = live(move || profile.with(|profile| (profile.kind.clone(), profile.access)));
    let asked = live(move || {
        request.with(|request| {
            let request = request.as_ref()?;
            Some((Some(mood(&request.stage)), profile.with(|profile| super::words::stage(profile, request))))
        })
    });
    let told = live(move || {
        // What can only be asked for has nothing to say.
        let is_told = shape.with(|(_, access)| *access != Access::Write) && asked.with(Option::is_none);
        (said.get() != Some(freshness.get()) && is_told)
            .then(|| (shown_truth().picture(), subject.age(key).unwrap_or_default()))
    });
    let truth = move || {
        let truth = shown_truth();
        request.with(|request| request.as_ref().map_or(truth, |request| truth.after(&request.stage))).mark()
    };
    let (barred, is_tried) = (bound.barred, bound.is_tried.clone());
    let whole_label = move || profile.with(|profile| text::visible(&profile.label).into_owned());
    let can_be_asked = move || shape.with(|(_, access)| access.can_set().then_some(()));
    let stage = move || request.with(|request| request.as_ref().map(|request| stage_mark(&request.stage)));
    el("div")
        .class(place_class(place))
        .attr("data-testid", "property")
        .attr("data-property", &bound.id)
        .mark("data-freshness", move || freshness_mark(freshness.get()))
        .mark("data-request", stage)
        .mark("data-truth", truth)
        .mark("data-only-asked", move || shape.with(|(_, access)| *access == Access::Write))
        .child(el("span").class("label").mark("title", whole_label).child(control.label))
        .child(reading::view(control.reading))
        .child(part(
            move || Some(shape.get()),
            move |(kind, access)| match place {
                _ if kind == Kind::Picture => {
                    let (picture, label) = (picture.clone(), control.label);
                    Some(widget::picture::picture(widget::picture::Shown { device, property: key, picture, label }))
                }
                Place::Wide if kind == Kind::Link => Some(widget::picture::link(control)),
                Place::Wide => profile.with_untracked(|profile| widget::wide_control(profile, control)),
                Place::Head | Place::Figure | Place::Bar | Place::Row => {
                    widget::control(kind, access, control).map(IntoPiece::into_piece)
                }
            },
        ))
        .child(question(bound, control, consent))
        .child(part(move || barred.get(), move |topic| refusal(&topic, is_tried.clone())))
        .child(part(can_be_asked, move |()| hearing(control.number, asked)))
        .child(part(
            move || told.with(Option::is_some).then_some(()),
            move |()| el("p").class("words").attr("id", &format!("told-{}", control.number)).child(words(told)),
        ))
}

/// Why the control is of no use; the broker may have changed its mind meanwhile.
fn refusal(topic: &str, is_tried: Shared<bool>) -> Element {
    let words = t!("The broker does not let this user publish to {topic}.", topic = text::short(topic));
    let again = act(t!("Try anyway")).on("click", move |_| is_tried.set_if_other(true));
    el("p")
        .class("words barred")
        .attr("data-testid", "barred")
        .child(icon("no"))
        .child(el("span").child(words))
        .child(again)
}

/// Whether the person means it.
fn question(bound: &Bound, control: Control, consent: Cell<Option<Value>>) -> Piece {
    let outbox = expect_context::<Outbox>();
    let (device, property, profile) = (bound.device, bound.key, bound.profile);
    let view = move |value: Value| {
        let wish = profile.with_untracked(|profile| super::words::wish(profile, &value));
        let code = profile.with_untracked(|profile| profile.code.clone().filter(|_| profile.wants_code(&value)));
        if let Some(code) = code {
            let wanted = Wanted { device, property, value };
            return widget::code::question(widget::code::Question {
                wanted,
                wish,
                code: *code,
                control,
                asked: consent,
            });
        }
        let go = move |_| {
            consent.set(None);
            outbox.send(Intent::Set { device, property, value: value.clone() });
        };
        let yes = button(&t!("Yes, {wish}", wish))
            .attr("data-testid", "consent")
            .mark("disabled", control.is_disabled)
            .on("click", go);
        let no = button(t!("No")).on("click", move |_| consent.set(None));
        let is_stored = profile.with_untracked(|profile| profile.is_stored);
        let words =
            el("span").child(control.label).child(format!(": {wish}?")).child(is_stored.then(super::words::stored));
        el("p")
            .class("note consent")
            .attr("role", "alert")
            .child(words)
            .child(el("span").class("acts").child(yes).child(no))
            .into_piece()
    };
    part(move || consent.get(), view)
}

/// How far what was asked for has come. It is there before anything was, so that a screen reader says what it says.
fn hearing(number: u32, asked: Live<Option<Told>>) -> Element {
    let said = part(move || asked.with(Option::is_some).then_some(()), move |()| words(asked));
    el("p").class("words asked").attr("id", &format!("asked-{number}")).attr("role", "status").child(said)
}

/// A picture for some of what is said, and the words.
type Told = (Option<&'static str>, String);

fn words(told: Live<Option<Told>>) -> Piece {
    let picture = move || told.with(|told| told.as_ref().and_then(|(picture, _)| *picture));
    let words = move || told.with(|told| told.as_ref().map(|(_, words)| words.clone()));
    part(picture, icon).and(el("span").child(dom::text(words)))
}

fn place_class(place: Place) -> &'static str {
    match place {
        Place::Head => "property in-head",
        Place::Figure => "property figure",
        Place::Bar => "property bar",
        Place::Row => "property row",
        Place::Wide => "property bar wide",
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

/// The word for a stage in the marks that automation relies on.
pub(super) fn stage_mark(stage: &Stage) -> &'static str {
    match stage {
        Stage::Queued => "queued",
        Stage::Sent | Stage::Acknowledged => "sent",
        Stage::Delivered => "delivered",
        Stage::Nobody => "nobody",
        Stage::Refused(_) | Stage::NotSent(_) | Stage::Failed(_) => "refused",
        Stage::Confirmed => "confirmed",
        Stage::Unconfirmed(_) => "unconfirmed",
    }
}

pub(super) fn mood(stage: &Stage) -> &'static str {
    match stage {
        Stage::Queued | Stage::Sent | Stage::Acknowledged | Stage::Delivered => "wait",
        Stage::Confirmed => "check",
        Stage::Refused(_) | Stage::NotSent(_) | Stage::Failed(_) => "no",
        Stage::Nobody | Stage::Unconfirmed(_) => "warn",
    }
}
