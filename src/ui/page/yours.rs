//! What the person has made of the home as a file: saved, and read without putting anything in the place of what is here unasked.

use reactive_graph::owner::{expect_context, on_cleanup};
use web_sys::Event;

use super::group;
use crate::app::{Clash, Differing, Imported, Intent};
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::dom::{Element, effect, el, field, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{act, button};
use crate::ui::theme::Theme;
use crate::ui::{customs, file, text};

/// The name of the file that is offered.
const FILE: &str = "alicia-devices.json";

/// The file has how the page looks as well.
pub(super) fn yours(theme: Cell<Theme>) -> Element {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let failure = Cell::new(None::<String>);
    // The file that was chosen last, and what has been said about it: whoever leaves this page is asked no more.
    let (chosen, clash) = (Cell::new(None::<String>), Cell::new(Clash::Ask));
    on_cleanup(move || mirror.leave_file());
    let read = move |text: Result<String, String>| match text {
        Ok(text) => {
            chosen.set(Some(text.clone()));
            clash.set(Clash::Ask);
            outbox.send(Intent::ReadFile(text, Clash::Ask));
        }
        Err(reason) => failure.set(Some(reason)),
    };
    let choose = move |event: Event| {
        failure.set(None);
        chosen.set(None);
        mirror.leave_file();
        file::read(&field(&event), read);
    };
    let save =
        move |_| mirror.customs().with_untracked(|customs| file::save(FILE, &theme.get_untracked().into_file(customs)));
    let export = button(t!("Save as a file"))
        .mark("disabled", move || mirror.customs().with(String::is_empty))
        .on("click", save);
    let picker = el("input").attr("type", "file").attr("accept", ".json,application/json").on("change", choose);
    let import = el("label").class("button").child(t!("Read a file")).child(picker);
    effect(move || {
        let is_read = mirror.customized().with(|outcome| matches!(outcome, Some(Ok(_))));
        // What the person has chosen is mine as well.
        let may = theme.get_untracked() == Theme::System || clash.get_untracked() == Clash::Replace;
        if let Some(other) = chosen.get_untracked().filter(|_| is_read && may).and_then(|text| Theme::in_file(&text)) {
            other.choose();
            theme.set(other);
        }
    });
    let outcome = move || match failure.get() {
        Some(reason) => Some(Err(reason)),
        None => mirror
            .customized()
            .get()
            .filter(|_| chosen.with(Option::is_some) && mirror.differing().with(Option::is_none)),
    };
    let told = |outcome: Result<Imported, String>| match outcome {
        Ok(imported) => el("p").class("hint").child(t!("Read: {what}.", what = contents(imported))),
        Err(reason) => {
            el("p").class("hint bad").child(t!("The file was not read: {reason}.", reason = text::short(&reason)))
        }
    };
    let decide = move |decided| {
        clash.set(decided);
        if let Some(text) = chosen.get_untracked() {
            outbox.send(Intent::ReadFile(text, decided));
        }
    };
    let leave = move || {
        chosen.set(None);
        mirror.leave_file();
    };
    let aside = customs::unreadable().map(|kept| {
        let save = act(t!("Save it as a file")).on("click", move |_| file::save(FILE, &kept));
        el("p")
            .class("hint")
            .child(t!("What this browser kept before could not be read, and is set aside. "))
            .child(save)
    });
    let words = t!(
        "Devices go by the names and rooms that you give them on their pages. This browser keeps those, your scenes, alarms and charts, and the messages you keep."
    );
    let line = el("div").class("panel line").child(el("p").child(words)).child(export).child(import);
    group(t!("Names, rooms, scenes, messages, alarms and charts"), line)
        .child(part(move || mirror.differing().get(), move |differing| question(&differing, decide, leave)))
        .child(el("div").attr("role", "status").child(part(outcome, told)))
        .child(aside)
}

/// Before anything is put in the place of what is here, it is named.
fn question(differing: &Differing, decide: impl Fn(Clash) + Copy + 'static, leave: impl Fn() + 'static) -> Element {
    let titles: Vec<_> = differing.titles.iter().map(|title| text::short(title)).collect();
    let more = if differing.count > titles.len() { "…" } else { "" };
    let words = t!(
        "Otherwise here than in the file: {count} ({titles}{more}). Nothing of the file is read yet.",
        count = differing.count.to_string(),
        titles = titles.join(", "),
        more = more.to_owned()
    );
    let acts = el("span")
        .class("acts")
        .child(button(t!("Keep mine")).on("click", move |_| decide(Clash::Keep)))
        .child(button(t!("Replace mine")).on("click", move |_| decide(Clash::Replace)))
        .child(button(t!("Read nothing")).on("click", move |_| leave()));
    el("div")
        .class("note")
        .attr("role", "alert")
        .attr("data-testid", "differs")
        .child(icon("warn"))
        .child(el("span").child(words))
        .child(acts)
}

/// What was in a file.
fn contents(Imported { devices, scenes, messages, alarms, charts }: Imported) -> String {
    let devices = match devices {
        1 => t!("what you have made of one device").to_owned(),
        count => t!("what you have made of {count} devices", count = count.to_string()),
    };
    let others = [(scenes, t!("scenes")), (messages, t!("messages")), (alarms, t!("alarms")), (charts, t!("charts"))];
    let others = others.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what}: {count}"));
    std::iter::once(devices).chain(others).collect::<Vec<_>>().join(", ")
}
