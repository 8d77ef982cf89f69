//! Where this user may publish, as far as the broker's answers have told.

use super::{group, name};
use crate::app::{Intent, Right};
use crate::ui::cell::Live;
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::shell::ask;
use crate::ui::{format, text};

pub(super) fn rights(rights: Live<Vec<Right>>) -> Element {
    let hint = "The broker's answers tell where this user may publish; over MQTT 3.1.1 they do not. To find out beforehand, this page \
                can publish an empty message to a device that nobody has, for each kind of command in the home. ";
    let hint = el("p").class("hint").child(hint).child(ask("Find out", Intent::CheckRights));
    let list = |rights: Vec<Right>| {
        el("dl").class("panel facts").attr("data-testid", "rights").child(all(rights.iter().map(right)))
    };
    group("What this user may publish", hint)
        .child(part(move || Some(rights.get()).filter(|all| !all.is_empty()), list))
}

fn right(right: &Right) -> Piece {
    let told = el("dd").class(if right.is_allowed { "good" } else { "bad" });
    let (picture, word) = if right.is_allowed { ("check", "May publish") } else { ("no", "May not publish") };
    let told = told.child(icon(picture)).child(format!(" {word} · {}", format::time_of_day(right.learned)));
    name(&text::short(&right.topic)).into_piece().and(told)
}
