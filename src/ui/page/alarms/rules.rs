//! What the person wants to be warned of: to be changed, switched off, forgotten.

use reactive_graph::owner::expect_context;

use super::form::Draft;
use super::{group, said};
use crate::alarm::Rule;
use crate::app::{AlarmWish, DeskWish, Intent};
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::dom::{Element, IntoPiece, all, el, field, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::shell::act;
use crate::ui::text;

pub(super) fn rules(draft: Cell<Option<Draft>>, was_asked: Cell<bool>) -> Element {
    let rules = expect_context::<Mirror>().alarm_rules();
    let list = move |rules: Vec<Rule>| {
        if rules.is_empty() {
            let words = t!(
                "Nothing yet. The bell beside a value, on the page of a device, makes one. What devices warn of by \
                         themselves – fire, water, errors, alerts – is an alarm without that."
            );
            return el("p").class("empty").child(words).into_piece();
        }
        let row = |it: &Rule| row(it, draft, was_asked);
        el("ol").class("panel log").attr("data-testid", "rules").child(all(rules.iter().map(row))).into_piece()
    };
    group(t!("What is an alarm"), part(move || Some(rules.get()), list))
}

fn row(rule: &Rule, draft: Cell<Option<Draft>>, was_asked: Cell<bool>) -> Element {
    let outbox = expect_context::<Outbox>();
    let name = text::short(&rule.name);
    let (switched, edited, forgotten, is_on) = (rule.clone(), rule.clone(), rule.name.clone(), rule.is_on);
    let switch = el("input")
        .attr("type", "checkbox")
        .attr("role", "switch")
        .attr("aria-label", &t!("{name} is on", name))
        .on("change", move |event| {
            let rule = Rule { is_on: field(&event).checked(), ..switched.clone() };
            was_asked.set(true);
            outbox.send(Intent::Desk(DeskWish::SaveAlarm { former: Some(rule.name.clone()), rule: Box::new(rule) }));
        })
        .checked(move || is_on);
    let edit = act(t!("Edit"))
        .attr("aria-label", &t!("Edit {name}", name))
        .on("click", move |_| draft.set(Some(Draft::of(&edited))));
    let forget = act(t!("Delete"))
        .attr("aria-label", &t!("Delete {name}", name))
        .on("click", move |_| outbox.send(Intent::Alarm(AlarmWish::Forget(forgotten.clone()))));
    let device = el("a").attr("href", &Route::Device(rule.device.clone()).href()).child(text::short(&rule.device_name));
    let what = el("span")
        .class("what")
        .child(el("strong").child(name))
        .child(el("small").child(device).child(format!(" · {}", said::rule(rule))));
    el("li")
        .attr("data-testid", "rule")
        .child(switch)
        .child(what)
        .child(el("span").class("acts").child(edit).child(forget))
}
