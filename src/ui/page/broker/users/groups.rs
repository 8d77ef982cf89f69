//! Groups of users, who have roles together.

use super::entry::{adding, belongings, delete, entry, form};
use super::people::{give_role, leaving, roles};
use super::{Kind, View, group, paging, sizes};
use crate::dynsec::{Bearer, Group, Order};
use crate::language::t;
use crate::ui::dom::{Element, IntoPiece, Piece, each, el};
use crate::ui::text;

pub(super) fn groups(view: View) -> Element {
    let add = move |typed: Vec<String>| {
        let [name, text] = <[String; 2]>::try_from(typed).unwrap_or_default();
        view.want(t!("Add the group {name}.", name = text::short(&name)), Order::AddGroup { name, text }, false);
        true
    };
    let rows = each(move || view.entries(|known| &known.groups), move |group| row(view, &group));
    group(t!("Groups"), paging(view, move || sizes(view, |known| &known.groups), |it, skipped| it.groups = skipped))
        .child(el("ol").class("panel log").attr("data-testid", "groups").child(rows))
        .child(form("add-group", &[t!("Name"), t!("Display name")], t!("Add a group"), add))
}

fn row(view: View, group: &Group) -> Element {
    let members = match group.users.len() {
        1 => t!("one user").to_owned(),
        count => t!("{count} users", count = count.to_string()),
    };
    let said = el("span").class("said").child(text::short(&group.text));
    let whole = group.clone();
    let beside = said.into_piece().and(el("span").class("count").child(members));
    entry(view, Kind::Group, &group.name, beside, move || opened(view, &whole))
}

fn opened(view: View, group: &Group) -> Piece {
    let name = group.name.clone();
    let (given, joined, deleted) = (name.clone(), name.clone(), name.clone());
    let members = group.users.iter().map(|user| leaving(view, &user.name, &user.name, &name)).collect();
    let join = adding(t!("User"), t!("Put in"), move |user| {
        let words = t!("Put {user} into the group {group}.", user = text::short(&user), group = text::short(&joined));
        view.want(words, Order::Join { group: joined.clone(), user }, false);
    });
    let give = adding(t!("Role"), t!("Give"), move |role| give_role(view, Bearer::Group, &given, role));
    let delete = delete(move || {
        let words = t!("Delete the group {group}; its users stay.", group = text::short(&deleted));
        view.want(words, Order::DeleteGroup(deleted.clone()), true);
    });
    el("div")
        .class("columns")
        .child(belongings(t!("Users"), t!("None."), members).child(join))
        .child(roles(view, Bearer::Group, &name, &group.roles).child(give))
        .into_piece()
        .and(el("span").class("acts").child(delete))
}
