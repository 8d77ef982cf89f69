//! The steps of a request, each with its time.

use std::time::Duration;

use super::cell::Live;
use super::dom::{Element, Piece, all, el, part};
use super::icon::icon;
use super::property::mood;
use super::{format, text, words};
use crate::device::{Profile, Request, Stage, Tally};
use crate::language::t;

pub(super) fn steps(request: Live<Option<Request>>, profile: Live<Profile>) -> Piece {
    part(move || request.get().map(|request| (request, profile.get())), |(request, profile)| list(&request, &profile))
}

fn list(request: &Request, profile: &Profile) -> Element {
    let awaited = match request.stage {
        Stage::Queued => Some(t!("Waiting for its turn…")),
        Stage::Sent => Some(t!("Waiting for the broker…")),
        Stage::Acknowledged | Stage::Delivered => Some(t!("Waiting for the device…")),
        _ => None,
    };
    el("ol")
        .class("steps")
        .child(all(request.steps.iter().map(|step| taken(profile, request, step))))
        .child(awaited.map(|words| step("clock", words)))
        .child(request.tally.as_ref().map(|tally| members(tally, request.is_open())))
}

/// Who of a group has failed, and who is silent.
fn members(tally: &Tally, is_open: bool) -> Piece {
    let failed =
        tally.reasons.iter().map(|(name, why)| step("no", &format!("{}: {}", text::short(name), text::short(why))));
    let silent = (!is_open && !tally.silent.is_empty()).then(|| {
        let names: Vec<_> = tally.silent.iter().map(|name| text::short(name)).collect();
        step("question", &t!("Silent: {names}", names = names.join(", ")))
    });
    all(failed.chain(silent))
}

fn taken(profile: &Profile, request: &Request, (stage, after): &(Stage, Duration)) -> Element {
    let (icon, time) = match stage {
        _ if after.is_zero() => ("check", format::time_of_day(request.asked)),
        Stage::Sent | Stage::Acknowledged | Stage::Delivered => ("check", format::duration(*after)),
        other => (mood(other), format::duration(*after)),
    };
    step(icon, &words::step(profile, request, stage)).child(el("span").class("time").child(time))
}

fn step(picture: &'static str, words: &str) -> Element {
    el("li").attr("data-icon", picture).child(icon(picture)).child(el("span").child(words))
}
