//! One thing asked of all devices that are picked, and what became of it at each.

use reactive_graph::callback::{Callable, Callback};
use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;

use crate::app::{Batch, DeskWish, Intent, Wanted};
use crate::device::{Access, Category, DeviceKey, Kind, Profile, PropertyKey, Value};
use crate::language::{t, word};
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, field, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::plan::Plan;
use crate::ui::selection::{MOST, Selection};
use crate::ui::shell::{act, button, failure};
use crate::ui::widget::{self, Control, Reading};
use crate::ui::{batch, text, words};

/// Whatever a lamp or a socket calls its switch, it is on or off.
const SWITCH: &str = word!("On or off");

/// Something that some of the devices can be asked for.
#[derive(Clone, Debug, PartialEq)]
struct Deed {
    profile: Profile,
    of: Vec<(DeviceKey, PropertyKey)>,
}

pub(super) fn together(selection: Selection) -> Piece {
    part(move || selection.is_open().then_some(()), move |()| panel(selection))
}

fn panel(selection: Selection) -> Piece {
    let mirror = expect_context::<Mirror>();
    let picked = selection.devices();
    let deeds = live(move || picked.with(|picked| deeds(mirror, picked)));
    // By its name: which one comes first changes with the devices.
    let chosen = Cell::new(String::new());
    let done = Cell::new(None::<Batch>);
    let count = live(move || match picked.with(Vec::len) {
        0 => t!("Pick the devices that shall do something together.").to_owned(),
        1 => t!("1 device picked").to_owned(),
        MOST => t!("{count} devices picked, and no more can be", count = MOST.to_string()),
        count => t!("{count} devices picked", count = count.to_string()),
    });
    let deed = live(move || {
        let is_chosen = |deed: &&Deed| chosen.with(|label| *label == deed.profile.label);
        deeds.with(|deeds| deeds.iter().find(is_chosen).or_else(|| deeds.first()).cloned())
    });
    let names = live(move || {
        let count = picked.with(Vec::len);
        deeds.with(|deeds| deeds.iter().map(|it| (it.profile.label.clone(), named(it, count))).collect())
    });
    let choice = move |names: Vec<(String, String)>| {
        let options = names.iter().map(|(label, name)| el("option").attr("value", label).child(name.as_str()));
        el("select")
            .class("choice")
            .attr("aria-label", t!("What to ask for"))
            .child(all(options))
            .on("change", move |event| chosen.set(field(&event).value()))
            .value(move || deed.with(|deed| deed.as_ref().map(|deed| deed.profile.label.clone())))
    };
    let nothing = move || (deeds.with(Vec::is_empty) && !picked.with(Vec::is_empty)).then_some(());
    el("section")
        .class("together")
        .attr("aria-label", t!("Several at once"))
        .attr("data-testid", "together")
        .child(el("p").child(count))
        .child(part(move || Some(names.get()).filter(|names: &Vec<(String, String)>| !names.is_empty()), choice))
        .child(part(move || deed.get(), move |deed| asking(deed, done)))
        .child(part(nothing, |()| el("p").class("hint").child(t!("Nothing of them can be set."))))
        .child(part(move || (!picked.with(Vec::is_empty)).then_some(()), move |()| keep(picked)))
        .child(act(t!("Done")).on("click", move |_| selection.end()))
        .child(part(move || done.get(), |done| batch::outcome(&done)))
        .into_piece()
}

/// Keeps what the devices report as a scene.
fn keep(picked: Live<Vec<DeviceKey>>) -> Element {
    let outbox = expect_context::<Outbox>();
    let name =
        el("input").attr("type", "text").attr("placeholder", t!("Scene")).attr("aria-label", t!("Name of the scene"));
    let typed = name.clone();
    let is_saved = Cell::new(false);
    let save = move |event: web_sys::Event| {
        event.prevent_default();
        let name = typed.field().value();
        outbox.send(Intent::Desk(DeskWish::SaveScene { name, devices: picked.get_untracked() }));
        is_saved.set(true);
        typed.field().set_value("");
    };
    let submit = el("button").attr("type", "submit").class("button").child(t!("Save as they are now"));
    el("form").class("ask").on("submit", save).child(name).child(submit).child(failure(is_saved))
}

/// What the devices have in common: first whether they are on, then that which most of them have.
fn deeds(mirror: Mirror, devices: &[DeviceKey]) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = Vec::new();
    for device in devices {
        let properties = mirror.picture(*device).properties;
        let profiles: Vec<_> =
            properties.with(|known| known.iter().map(|it| (it.key, it.profile.with(Clone::clone))).collect());
        let head = Plan::of(&profiles).head;
        for (key, mut profile) in profiles {
            if !profile.access.can_set() || profile.category != Category::Primary || profile.kind == Kind::Text {
                continue;
            }
            if head == Some(key) {
                let asks_first = profile.asks_first;
                profile = Profile::read_only(SWITCH, Kind::Binary).with_access(Access::Write);
                profile.asks_first = asks_first;
            }
            let is_same = |deed: &&mut Deed| {
                (&deed.profile.label, &deed.profile.kind, deed.profile.asks_first)
                    == (&profile.label, &profile.kind, profile.asks_first)
            };
            match deeds.iter_mut().find(is_same) {
                Some(deed) => deed.of.push((*device, key)),
                None => deeds.push(Deed { profile, of: vec![(*device, key)] }),
            }
        }
    }
    // Two of one name would be taken for each other.
    for at in 1..deeds.len() {
        let (before, rest) = deeds.split_at_mut(at);
        let Some(deed) = rest.first_mut() else { break };
        let label = deed.profile.label.clone();
        let mut number = 1;
        while before.iter().any(|other| other.profile.label == deed.profile.label) {
            number += 1;
            deed.profile.label = format!("{label} {number}");
        }
    }
    let most = deeds.iter().map(|deed| deed.of.len()).max().unwrap_or(0);
    let is_switch = |deed: &Deed| deed.profile.label == SWITCH;
    let (switches, others): (Vec<_>, Vec<_>) = deeds.into_iter().partition(is_switch);
    let rest = (1..=most).rev().flat_map(|count| others.iter().filter(move |deed| deed.of.len() == count).cloned());
    switches.into_iter().chain(rest).collect()
}

fn named(deed: &Deed, picked: usize) -> String {
    let label = text::label(&deed.profile.label);
    match deed.of.len() {
        count if count == picked => label,
        count => t!("{label} ({count} of {picked})", label, count = count.to_string(), picked = picked.to_string()),
    }
}

/// The control that asks them all.
fn asking(deed: Deed, done: Cell<Option<Batch>>) -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let Deed { profile, of } = deed;
    let asks_first = profile.asks_first || profile.is_stored;
    let (label, kind) = (text::short(&profile.label), profile.kind.clone());
    let consent = Cell::new(None::<Value>);
    let (named, of) = (StoredValue::new(profile.clone()), StoredValue::new(of));
    let wish = move |value: &Value| named.with_value(|profile| words::wish(profile, value));
    let shown = label.clone();
    let go = move |value: Value| {
        let (targets, wish) = (of.get_value(), wish(&value));
        let count = match targets.len() {
            1 => t!("1 device").to_owned(),
            count => t!("{count} devices", count = count.to_string()),
        };
        let batch = batch::begin(format!("{count} · {shown}: {wish}"));
        done.set(Some(batch.clone()));
        let wanted = |(device, property)| Wanted { device, property, value: value.clone() };
        outbox.send(Intent::SetAll { batch, wanted: targets.into_iter().map(wanted).collect() });
    };
    let go = Callback::new(go);
    let ask = Callback::new(move |value: Value| if asks_first { consent.set(Some(value)) } else { go.run(value) });
    let is_disabled = live(move || mirror.live_since().is_none());
    let reading = Reading { profile: live(move || profile.clone()), report: Live::from(None) };
    let control = Control {
        label: live(move || label.clone()),
        reading,
        wanted: Live::from(None),
        is_in_form: false,
        is_disabled,
        ask,
        number: crate::ui::ticket::ticket(),
    };
    let buttons = match kind {
        Kind::Binary => on_and_off(control, wish).into_piece(),
        kind => Piece::default().and(widget::control(kind, Access::Write, control)),
    };
    let question = move |value: Value| {
        let wish = wish(&value);
        let yes = button(&t!("Yes, {wish}", wish)).attr("data-testid", "consent").on("click", move |_| {
            consent.set(None);
            go.run(value.clone());
        });
        let no = button(t!("No")).on("click", move |_| consent.set(None));
        let (asked, is_stored) = named.with_value(|profile| (text::short(&profile.label), profile.is_stored));
        let words = el("span").child(format!("{asked}: {wish}?")).child(is_stored.then(words::stored));
        let acts = el("span").class("acts").child(yes).child(no);
        el("p").class("note consent").attr("role", "alert").child(words).child(acts)
    };
    buttons.and(part(move || consent.get(), question))
}

fn on_and_off(control: Control, wish: impl Fn(&Value) -> String) -> Element {
    let one = |value: Value| {
        let label = words::sentence_case(&wish(&value));
        button(&label).mark("disabled", control.is_disabled).on("click", move |_| control.ask.run(value.clone()))
    };
    el("span").class("operations").child(one(Value::Flag(true))).child(one(Value::Flag(false)))
}
