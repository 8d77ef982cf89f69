//! What a message says besides its payload, as fields. MQTT 3.1.1 cannot say it.

use reactive_graph::owner::expect_context;

use crate::app::{ByHand, Connection, Version};
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{Element, el, field, part};
use crate::ui::mirror::Mirror;
use crate::ui::shell::labelled;

/// `is_asking`: where the answer shall come is asked for elsewhere.
pub(super) fn besides(draft: Cell<ByHand>, is_asking: impl Fn() -> bool + Copy + 'static) -> Element {
    let mirror = expect_context::<Mirror>();
    let is_old = move || {
        mirror.connection().with(|connection| matches!(connection, Connection::Live { version: Version::Mqtt311, .. }))
    };
    let old = |()| {
        el("p")
            .class("hint wide")
            .attr("data-testid", "not-besides")
            .child(t!("This connection speaks MQTT 3.1.1, which has no properties: they are not sent."))
    };
    let content_type = text(
        t!("Content type"),
        draft,
        |it| it.properties.content_type.clone().unwrap_or_default(),
        |it, typed| it.properties.content_type = some(typed),
    );
    let expiry = text(
        t!("Expires after, in seconds"),
        draft,
        |it| it.properties.expiry.map(|expiry| expiry.to_string()).unwrap_or_default(),
        |it, typed| it.properties.expiry = typed.trim().parse().ok(),
    );
    let correlation = text(
        t!("Correlation data"),
        draft,
        |it| it.properties.correlation.as_ref().map(|it| String::from_utf8_lossy(it).into_owned()).unwrap_or_default(),
        |it, typed| it.properties.correlation = some(typed).map(String::into_bytes),
    );
    let user = el("textarea")
        .attr("spellcheck", "false")
        .attr("placeholder", t!("unit: °C"))
        .value(live(move || draft.with(|it| lines(&it.properties.user))))
        .on("change", move |event| draft.update(|it| it.properties.user = pairs(&field(&event).value())));
    let is_text = el("input")
        .attr("type", "checkbox")
        .on("change", move |event| {
            let is_text = field(&event).checked();
            draft.update(|it| it.properties.is_text = is_text.then_some(true));
        })
        .checked(move || draft.with(|it| it.properties.is_text == Some(true)));
    el("details")
        .class("wide more-said")
        .attr("data-testid", "publish-properties")
        .child(el("summary").child(t!("Properties of MQTT 5")))
        .child(
            el("div")
                .class("fields")
                .child(part(move || is_old().then_some(()), old))
                .child(content_type)
                .child(expiry)
                .child(part(move || (!is_asking()).then_some(()), move |()| answers(draft, "")))
                .child(correlation)
                .child(labelled(t!("User properties, one on a line"), user).attr("class", "field wide"))
                .child(el("label").class("check").child(is_text).child(el("span").child(t!("The payload is text")))),
        )
}

/// Where the answer shall come.
pub(super) fn answers(draft: Cell<ByHand>, example: &'static str) -> Element {
    let line = line(
        draft,
        |it| it.properties.response_topic.clone().unwrap_or_default(),
        |it, typed| it.properties.response_topic = some(typed),
    );
    labelled(t!("Response topic"), line.attr("placeholder", example))
}

fn text(label: &str, draft: Cell<ByHand>, see: fn(&ByHand) -> String, take: fn(&mut ByHand, String)) -> Element {
    labelled(label, line(draft, see, take))
}

fn line(draft: Cell<ByHand>, see: fn(&ByHand) -> String, take: fn(&mut ByHand, String)) -> Element {
    el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(live(move || draft.with(see)))
        .on("input", move |event| draft.update(|it| take(it, field(&event).value())))
}

fn some(typed: String) -> Option<String> {
    Some(typed).filter(|typed| !typed.is_empty())
}

fn lines(user: &[(String, String)]) -> String {
    user.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
}

fn pairs(lines: &str) -> Vec<(String, String)> {
    let pair = |line: &str| match line.split_once(':') {
        Some((name, value)) => (name.trim().to_owned(), value.trim().to_owned()),
        None => (line.trim().to_owned(), String::new()),
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(pair).collect()
}
