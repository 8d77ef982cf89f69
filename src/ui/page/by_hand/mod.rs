//! A message to any topic, written by hand: sent once, again and again, or with an answer in mind. What becomes of one that is
//! sent once is told among what was sent besides commands.

mod besides;
mod kept;
mod runs;

use std::rc::Rc;

use js_sys::{Date, JSON, JsString, Math};
use reactive_graph::owner::expect_context;
use wasm_bindgen::{JsCast, JsValue};

use super::group;
use crate::app::{ByHand, HandLimits, HandWish, Intent};
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, field, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{button, labelled};
use besides::{answers, besides};
use kept::kept;
use runs::runs;

/// What stands for something that is known only when the message is sent.
const VALUE: &str = "{value}";
const NOW: &str = "{now}";
const UUID: &str = "{uuid}";

/// Where the person came from to write to this topic; empty if they did not.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Addressed(pub(in crate::ui) Cell<String>);

/// What one looks at while writing, to be taken on request.
#[derive(Clone)]
pub(crate) struct InSight {
    pub(crate) topic: Rc<dyn Fn() -> String>,
    pub(crate) payload: Rc<dyn Fn() -> String>,
}

/// How a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sending {
    Once,
    Repeated,
    Asking,
}

const SENDINGS: [(Sending, &str); 3] =
    [(Sending::Once, "once"), (Sending::Repeated, "repeated"), (Sending::Asking, "asking")];

/// What is asked for besides the message.
#[derive(Clone, Copy, Debug)]
struct How {
    sending: Cell<Sending>,
    /// Seconds between two of them.
    seconds: Cell<u32>,
    times: Cell<u32>,
    /// Seconds for which the answer is waited for.
    patience: Cell<u32>,
}

/// A form for a message, and what becomes of it. A door of its chunk.
#[inline(never)]
pub(crate) fn by_hand(in_sight: Option<InSight>) -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let addressed = expect_context::<Addressed>().0;
    let topic = in_sight.as_ref().map_or_else(|| addressed.get_untracked(), |in_sight| (in_sight.topic)());
    let draft = Cell::new(ByHand { qos: 1, topic, ..ByHand::default() });
    addressed.set(String::new());
    let how = How {
        sending: Cell::new(Sending::Once),
        seconds: Cell::new(10),
        times: Cell::new(10),
        patience: Cell::new(10),
    };
    let (value, complaint) = (Cell::new(String::new()), Cell::new(None::<String>));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let message = value.with_untracked(|value| filled(draft.get_untracked(), value));
        let outcome = message.check().and_then(|()| check_payload(&message.payload));
        if outcome.is_ok() {
            outbox.send(sent(message, how));
        }
        complaint.set(outcome.err());
    };
    let format = move |_| {
        draft.update(|it| match formatted(&it.payload) {
            Ok(payload) => {
                it.payload = payload;
                complaint.set(None);
            }
            Err(reason) => complaint.set(Some(reason)),
        });
    };
    let send = el("button")
        .attr("type", "submit")
        .class("button")
        .mark("disabled", move || mirror.live_since().is_none())
        .child(t!("Publish"));
    let form = el("form")
        .class("panel by-hand")
        .attr("data-testid", "by-hand")
        .attr("novalidate", "")
        .on("submit", submit)
        .child(message(draft, value))
        .child(besides(draft, move || how.sending.with(|sending| *sending == Sending::Asking)))
        .child(manner(draft, how))
        .child(part(
            move || complaint.get(),
            |words: String| {
                el("p").class("words wide").attr("role", "alert").child(icon("no")).child(el("span").child(words))
            },
        ))
        .child(
            el("span")
                .class("acts")
                .child(send)
                .child(button(t!("Format as JSON")).on("click", format))
                .child(in_sight.map(|in_sight| taking(in_sight, draft))),
        )
        .child(kept(mirror, draft));
    let words = t!(
        "Whatever you write goes to the broker as it is. {now} becomes the time, {uuid} an id that nobody else has, \
                 {value} what you type for it."
    );
    group(t!("By hand"), hint(words)).child(form).child(runs()).into_piece()
}

fn sent(message: ByHand, how: How) -> Intent {
    let message = Box::new(message);
    Intent::hand(&match how.sending.get_untracked() {
        Sending::Once => HandWish::Publish(message),
        Sending::Repeated => {
            let (seconds, times) = (how.seconds.get_untracked(), how.times.get_untracked());
            HandWish::Repeat { message, seconds, times }
        }
        Sending::Asking => HandWish::Ask { message, seconds: how.patience.get_untracked() },
    })
}

/// What is published, and where.
fn message(draft: Cell<ByHand>, value: Cell<String>) -> Piece {
    let needs_value = live(move || draft.with(|it| it.topic.contains(VALUE) || it.payload.contains(VALUE)));
    let topic = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(live(move || draft.with(|it| it.topic.clone())))
        .on("input", move |event| draft.update(|it| it.topic = field(&event).value()));
    let payload = el("textarea")
        .attr("spellcheck", "false")
        .value(live(move || draft.with(|it| it.payload.clone())))
        .on("input", move |event| draft.update(|it| it.payload = field(&event).value()));
    let qos = el("select")
        .child(all(["0", "1", "2"].map(|qos| el("option").attr("value", qos).child(qos))))
        .on("change", move |event| draft.update(|it| it.qos = field(&event).value().parse().unwrap_or(1)))
        .value(live(move || draft.with(|it| it.qos.to_string())));
    let retain = el("input")
        .attr("type", "checkbox")
        .on("change", move |event| draft.update(|it| it.retain = field(&event).checked()))
        .checked(move || draft.with(|it| it.retain));
    let stored = move || draft.with(|it| it.retain).then_some(());
    let typed = move |()| {
        let line = el("input")
            .attr("type", "text")
            .value(move || value.with(Clone::clone))
            .on("input", move |event| value.set(field(&event).value()));
        labelled(t!("Value for {value}"), line)
    };
    labelled(t!("Topic"), topic)
        .into_piece()
        .and(labelled(t!("Quality of service"), qos))
        .and(labelled(t!("Payload"), payload).attr("class", "field wide"))
        .and(part(move || needs_value.get().then_some(()), typed))
        .and(el("label").class("check").child(retain).child(el("span").child(t!("Retain"))))
        .and(part(stored, |()| {
            hint(t!("The broker stores it, and repeats it to everybody who subscribes from now on."))
        }))
}

/// Once, again and again, or with an answer in mind.
fn manner(draft: Cell<ByHand>, how: How) -> Piece {
    let option = |(sending, name): (Sending, &str)| {
        let label = match sending {
            Sending::Once => t!("Once"),
            Sending::Repeated => t!("Again and again"),
            Sending::Asking => t!("And wait for the answer"),
        };
        el("option").attr("value", name).child(label)
    };
    let choice = el("select")
        .child(all(SENDINGS.map(option)))
        .on("change", move |event| {
            let name = field(&event).value();
            let found = SENDINGS.into_iter().find(|(_, known)| *known == name);
            how.sending.set(found.map_or(Sending::Once, |(sending, _)| sending));
        })
        .value(move || SENDINGS.into_iter().find(|(known, _)| *known == how.sending.get()).map(|(_, name)| name));
    let limits = HandLimits::default();
    let more = move |sending: Sending| match sending {
        Sending::Once => Piece::default(),
        Sending::Repeated => number(t!("Seconds between two"), how.seconds, limits.repeat_seconds)
            .into_piece()
            .and(number(t!("How often"), how.times, limits.repeats)),
        Sending::Asking => answers(draft, t!("found by itself")).into_piece().and(number(
            t!("Wait for so many seconds"),
            how.patience,
            limits.patience_seconds,
        )),
    };
    labelled(t!("Send"), choice).into_piece().and(part(move || Some(how.sending.get()), more))
}

fn number(label: &str, value: Cell<u32>, most: u32) -> Element {
    let line = el("input")
        .attr("type", "number")
        .attr("min", "1")
        .attr("max", &most.to_string())
        .value(live(move || value.with(u32::to_string)))
        .on("change", move |event| value.set(field(&event).value().trim().parse().unwrap_or(1)));
    labelled(label, line)
}

/// Takes what one looks at.
fn taking(in_sight: InSight, draft: Cell<ByHand>) -> Piece {
    let InSight { topic, payload } = in_sight;
    let take_topic = button(t!("Use this topic")).on("click", move |_| draft.update(|it| it.topic = topic()));
    let take = button(t!("Use the last payload")).on("click", move |_| draft.update(|it| it.payload = payload()));
    take_topic.into_piece().and(take)
}

fn hint(words: &str) -> Element {
    el("p").class("hint").child(words)
}

/// With what is known only now.
fn filled(message: ByHand, value: &str) -> ByHand {
    let now = String::from(Date::new_0().to_iso_string());
    let fill = |text: &str| text.replace(VALUE, value).replace(NOW, &now).replace(UUID, &uuid());
    ByHand { topic: fill(&message.topic), payload: fill(&message.payload), ..message }
}

/// Of version 4 (RFC 9562, section 5.4): tells messages apart, and is no secret.
fn uuid() -> String {
    let digit = |at: usize| match at {
        14 => "4".to_owned(),
        19 => ["8", "9", "a", "b"].into_iter().nth(below(4)).unwrap_or("8").to_owned(),
        8 | 13 | 18 | 23 => "-".to_owned(),
        _ => format!("{:x}", below(16)),
    };
    (0..36).map(digit).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 up to a small number")]
fn below(end: u32) -> usize {
    (Math::random() * f64::from(end)) as usize
}

/// What begins like JSON shall be JSON.
fn check_payload(payload: &str) -> Result<(), String> {
    if payload.trim_start().starts_with(['{', '[']) { formatted(payload).map(drop) } else { Ok(()) }
}

fn formatted(payload: &str) -> Result<String, String> {
    let read = JSON::parse(payload).map_err(|error| {
        let said = error.dyn_into::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default();
        t!("The payload is no JSON: {said}", said)
    })?;
    let spaces = JsValue::from_f64(2.0);
    let written = JSON::stringify_with_replacer_and_space(&read, &JsValue::NULL, &spaces);
    Ok(written.unwrap_or_else(|_| JsString::from(payload)).into())
}
