//! How the person is told of alarms besides on the page: what the browser can, and whether they agree.

use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::dom::{Element, el, field, part};
use crate::ui::notification::{self, Leave};
use crate::ui::page::group;
use crate::ui::shell::button;
use crate::ui::tone;

/// Part of the settings.
pub(in crate::ui::page) fn telling() -> Element {
    let (leave, outcome) = (Cell::new(notification::leave()), Cell::new(None::<&'static str>));
    let by_notification = box_(notification::is_wanted(), move |is_wanted| {
        notification::want(is_wanted, move || leave.set(notification::leave()));
    });
    let by_tone = box_(tone::is_wanted(), tone::want);
    let is_refused = move || matches!(leave.get(), Leave::Refused(_));
    let why = move || match leave.get() {
        Leave::Refused(why) => Some(why),
        Leave::Given | Leave::Open => None,
    };
    let attempt = move |_| outcome.set(Some(try_both()));
    let check = |field: Element, words: &str| el("label").class("check").child(field).child(el("span").child(words));
    let line = el("div")
        .class("panel line telling")
        .child(check(
            by_notification.mark("disabled", is_refused),
            t!("By a notification, also while another tab is in front"),
        ))
        .child(part(why, |why| el("p").class("hint").child(why)))
        .child(check(by_tone, t!("By a tone")))
        .child(button(t!("Try it")).on("click", attempt));
    let words = t!(
        "Alarms stand on the home page, and their number in the title of the tab. Alarms are noticed for as long as \
                 this page is open somewhere, also in a tab that is not seen."
    );
    group(t!("When there is an alarm"), el("p").class("hint").child(words)).child(line).child(
        el("div").attr("role", "status").child(part(move || outcome.get(), |it| el("p").class("hint").child(it))),
    )
}

fn box_(is_wanted: bool, mut want: impl FnMut(bool) + 'static) -> Element {
    let tick = el("input").attr("type", "checkbox").on("change", move |event| want(field(&event).checked()));
    tick.checked(move || is_wanted)
}

/// Tells what came of it.
fn try_both() -> &'static str {
    let is_shown = !notification::is_wanted()
        || notification::show(t!("This is no alarm"), t!("This is how one would be told."), "alicia-trial");
    let is_heard = !tone::is_wanted() || tone::sound();
    match (is_shown, is_heard) {
        _ if !notification::is_wanted() && !tone::is_wanted() => t!("Neither of them is switched on."),
        (true, true) => t!("The browser took it. If nothing is seen or heard, the system holds it back."),
        (false, _) => t!("This browser shows notifications only of pages that are installed as a program."),
        (true, false) => t!("This browser plays no tones for pages."),
    }
}
