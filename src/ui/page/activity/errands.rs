//! What was sent besides commands to devices: questions to all of them, and what was cleared.

use reactive_graph::owner::expect_context;

use super::{group, hint, time};
use crate::app::{DeskWish, Errand, Intent, Task};
use crate::device::Stage;
use crate::language::t;
use crate::ui::cell::Live;
use crate::ui::dom::{Element, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::property::{mood, stage_mark};
use crate::ui::session::Session;
use crate::ui::shell::ask;
use crate::ui::{format, text, words};

pub(super) fn errands(errands: Live<Vec<Errand>>) -> Element {
    let topics = expect_context::<Session>().birth_topics().join(", ");
    let words = t!(
        "Devices announce themselves when Home Assistant starts. Asked to, this page says the same in its place: “online” on {topics}. ",
        topics = text::short(&topics)
    );
    let question =
        hint(&words).child(ask(t!("Ask devices to announce themselves"), Intent::Desk(DeskWish::AskForAnnouncements)));
    group(t!("Announcements"), question).child(log(errands))
}

fn log(errands: Live<Vec<Errand>>) -> Piece {
    let list = |errands: Vec<Errand>| {
        let rows = all(errands.iter().rev().map(row));
        el("ol").class("panel log").attr("data-testid", "errands").child(rows)
    };
    part(move || Some(errands.get()).filter(|errands| !errands.is_empty()), list)
}

fn row(errand: &Errand) -> Element {
    let what = match errand.task {
        Task::AskForAnnouncements => t!("Ask devices to announce themselves"),
        Task::Clear => t!("Clear what the broker stores"),
        Task::Publish => t!("Published by hand"),
    };
    let what = el("span")
        .class("what")
        .child(what)
        .child(el("small").attr("title", &text::visible(&errand.topic)).child(text::short(&errand.topic)));
    let outcome = el("span").class("words").child(icon(picture(errand))).child(el("span").child(words::errand(errand)));
    el("li")
        .attr("data-request", stage_mark(&errand.stage))
        .child(time(format::time_of_day(errand.asked)))
        .child(what)
        .child(outcome)
}

/// Nobody can say what follows from a question: it is over when the broker has it.
fn picture(errand: &Errand) -> &'static str {
    match (errand.task, &errand.stage) {
        (Task::AskForAnnouncements | Task::Publish, Stage::Delivered) => "check",
        (_, stage) => mood(stage),
    }
}
