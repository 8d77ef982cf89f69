//! A message to any topic, written by hand. Its result is told among what was sent besides commands.

use js_sys::{Date, JSON, JsString, Math};
use reactive_graph::owner::expect_context;
use wasm_bindgen::{JsCast, JsValue};

use super::{group, hint};
use crate::app::{ByHand, DeskWish, Intent};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, all, el, field, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{act, button, failure, labelled};
use crate::ui::text;

/// What stands for something that is known only when the message is sent.
const VALUE: &str = "{value}";
const NOW: &str = "{now}";
const UUID: &str = "{uuid}";

/// Where the person came from to write to this topic; empty if they did not.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Addressed(pub(in crate::ui) Cell<String>);

pub(super) fn by_hand() -> Element {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let addressed = expect_context::<Addressed>().0;
    let draft = Cell::new(ByHand { qos: 1, topic: addressed.get_untracked(), ..ByHand::default() });
    addressed.set(String::new());
    let (value, complaint) = (Cell::new(String::new()), Cell::new(None::<String>));
    let needs_value = live(move || draft.with(|it| it.topic.contains(VALUE) || it.payload.contains(VALUE)));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let message = value.with_untracked(|value| filled(draft.get_untracked(), value));
        let outcome = message.check().and_then(|()| check_payload(&message.payload));
        if outcome.is_ok() {
            outbox.send(Intent::Desk(DeskWish::Publish(message)));
        }
        complaint.set(outcome.err());
    };
    let line = |label: &str, value: Live<String>, take: fn(&mut ByHand, String)| {
        let line = el("input").attr("type", "text").attr("autocomplete", "off").attr("spellcheck", "false");
        let line = line.value(value).on("input", move |event| draft.update(|it| take(it, field(&event).value())));
        labelled(label, line)
    };
    let topic = line(t!("Topic"), live(move || draft.with(|it| it.topic.clone())), |it, topic| it.topic = topic);
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
        .child(topic)
        .child(labelled(t!("Quality of service"), qos))
        .child(labelled(t!("Payload"), payload).attr("class", "field wide"))
        .child(part(move || needs_value.get().then_some(()), typed))
        .child(el("label").class("check").child(retain).child(el("span").child(t!("Retain"))))
        .child(part(stored, |()| {
            hint(t!("The broker stores it, and repeats it to everybody who subscribes from now on."))
        }))
        .child(part(
            move || complaint.get(),
            |words: String| {
                el("p").class("words wide").attr("role", "alert").child(icon("no")).child(el("span").child(words))
            },
        ))
        .child(el("span").class("acts").child(send).child(button(t!("Format as JSON")).on("click", format)))
        .child(kept(mirror, draft));
    let words = t!(
        "Whatever you write goes to the broker as it is. {now} becomes the time, {uuid} an id that nobody else has, \
                 {value} what you type for it."
    );
    group(t!("By hand"), hint(words)).child(form)
}

/// The messages that are kept, and a way to keep one more.
fn kept(mirror: Mirror, draft: Cell<ByHand>) -> Element {
    let outbox = expect_context::<Outbox>();
    let name =
        el("input").attr("type", "text").attr("placeholder", t!("Name")).attr("aria-label", t!("Name of the message"));
    let typed = name.clone();
    let is_kept = Cell::new(false);
    let keep = move |_| {
        let name = typed.field().value();
        is_kept.set(true);
        outbox.send(Intent::Desk(DeskWish::SaveMessage(ByHand { name, ..draft.get_untracked() })));
        typed.field().set_value("");
    };
    let message = move |message: ByHand| {
        let name = text::short(&message.name);
        let forgotten = message.name.clone();
        let load = button(&name).on("click", move |_| draft.set(message.clone()));
        let forget = act(t!("Forget"))
            .attr("aria-label", &t!("Forget {name}", name))
            .on("click", move |_| outbox.send(Intent::Desk(DeskWish::ForgetMessage(forgotten.clone()))));
        el("li").class("scene-row").child(load).child(forget)
    };
    let list = move |messages: Vec<ByHand>| el("ul").child(all(messages.into_iter().map(message)));
    let messages = mirror.messages();
    el("div")
        .class("wide")
        .child(el("span").class("ask").child(name).child(button(t!("Keep")).on("click", keep)))
        .child(failure(is_kept))
        .child(part(move || Some(messages.get()).filter(|all| !all.is_empty()), list))
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
