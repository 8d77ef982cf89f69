//! Where this user may publish, as far as the broker's answers have told.

use reactive_graph::owner::expect_context;

use super::{access, ask_broker, group, name};
use crate::app::{DeskWish, Intent, Right};
use crate::language::t;
use crate::ui::cell::Live;
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::{format, text};

/// A door of its chunk.
#[inline(never)]
pub(crate) fn rights() -> Piece {
    let mirror = expect_context::<Mirror>();
    let news = access::watched();
    let back = el("a").attr("href", &Route::Broker.href()).child(icon("back")).child(t!("Broker"));
    el("p")
        .class("back")
        .child(back)
        .into_piece()
        .and(heading(t!("What this user may do").to_owned()))
        .and(access::needs(news))
        .and(access::prefixes(news))
        .and(publishing(mirror.rights()))
}

fn publishing(rights: Live<Vec<Right>>) -> Element {
    let hint = t!(
        "The broker's answers tell where this user may publish; over MQTT 3.1.1 they do not. To find out beforehand, this page \
                can publish an empty message to a device that nobody has, for each kind of command in the home. "
    );
    let hint = el("p").class("hint").child(hint).child(ask_broker(t!("Find out"), Intent::Desk(DeskWish::CheckRights)));
    let list = |rights: Vec<Right>| {
        el("dl").class("panel facts").attr("data-testid", "rights").child(all(together(&rights).iter().map(kind)))
    };
    group(t!("What this user may publish"), hint)
        .child(part(move || Some(rights.get()).filter(|all| !all.is_empty()), list))
}

/// Those under one prefix that have the same answer; all come in the order of their topics.
fn together(rights: &[Right]) -> Vec<Vec<&Right>> {
    let mut kinds: Vec<Vec<&Right>> = Vec::new();
    for right in rights {
        let is_same = |kind: &&mut Vec<&Right>| {
            kind.iter().any(|it| (prefix(&it.topic), it.is_allowed) == (prefix(&right.topic), right.is_allowed))
        };
        match kinds.iter_mut().find(is_same) {
            Some(kind) => kind.push(right),
            None => kinds.push(vec![right]),
        }
    }
    kinds
}

/// What topics begin with that are meant for one kind of thing.
fn prefix(topic: &str) -> &str {
    let end = topic.match_indices('/').nth(1).map_or(topic.len(), |(at, _)| at);
    &topic[..end]
}

fn kind(rights: &Vec<&Right>) -> Piece {
    let Some(first) = rights.first() else { return Piece::default() };
    let (picture, word, class) =
        if first.is_allowed { ("check", t!("May publish"), "good") } else { ("no", t!("May not publish"), "bad") };
    let topics = all(rights.iter().map(|it| el("code").child(text::short(&it.topic))));
    let latest = rights.iter().map(|it| it.learned).max().unwrap_or(first.learned);
    let told = el("dd")
        .class(class)
        .child(icon(picture))
        .child(format!(" {word} · {}", format::time_of_day(latest)))
        .child(el("span").class("topics").child(topics));
    name(&format!("{}/…", text::short(prefix(&first.topic)))).into_piece().and(told)
}
