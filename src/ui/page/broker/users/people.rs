//! Who may log in, and credentials for devices.

use super::entry::{adding, belonging, belongings, delete, entry, form};
use super::{Kind, View, group, known, paging, password, sizes};
use crate::app::UsersWish;
use crate::dynsec::{Bearer, Held, Order, PAGE, Password, User};
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{Element, IntoPiece, Piece, each, el, part};
use crate::ui::icon::icon;
use crate::ui::shell::button;
use crate::ui::text;

pub(super) fn people(view: View) -> Element {
    let add = move |typed: Vec<String>| {
        let [name, text, role] = <[String; 3]>::try_from(typed).unwrap_or_default();
        let words = t!("Add the user {name}.", name = text::short(&name));
        with_password(view, |password| (words, Order::AddUser { name, text, password, role }))
    };
    let form = form("add-user", &[t!("Name"), t!("Display name"), t!("Role")], t!("Add, with a new password"), add);
    let rows = each(move || view.entries(|known| &known.users), move |user| user_row(view, &user));
    let list = el("ol").class("panel log").attr("data-testid", "users").child(rows);
    let sought = Cell::new(String::new());
    let seek = adding(t!("Name of the user"), t!("Find"), move |name| {
        sought.set(name.clone());
        view.send(&UsersWish::Seek(name));
    });
    let is_long = live(move || sizes(view, |known| &known.users).0 > u64::from(PAGE));
    let found = live(move || view.news.with(|news| known(news.as_ref()).and_then(|known| known.found.clone())));
    let result = part(
        move || Some(sought.get()).filter(|name| !name.is_empty()).map(|name| (name, found.get())),
        move |(name, found)| match found {
            Some(user) if user.name == name => el("ol").class("panel log").child(user_row(view, &user)),
            _ => el("p").class("hint").child(t!("There is no user called {name}.", name = text::short(&name))),
        },
    );
    group(t!("Users"), paging(view, move || sizes(view, |known| &known.users), |it, skipped| it.users = skipped))
        .child(part(move || is_long.get().then_some(()), move |()| seek.clone()))
        .child(result)
        .child(list)
        .child(form)
}

/// A user that may do what one device needs, in one step.
pub(super) fn device(view: View) -> Element {
    let add = move |typed: Vec<String>| {
        let [name, prefix] = <[String; 2]>::try_from(typed).unwrap_or_default();
        let words = t!(
            "Add the user {name} for a device at {topics}.",
            name = text::short(&name),
            topics = text::short(&prefix)
        );
        with_password(view, |password| (words, Order::AddDevice { name, prefix, password }))
    };
    let hint = t!(
        "A user with a role of its own, who may say and hear what is below one topic, such as home/attic, and nothing else. \
         The password is shown once."
    );
    let labels = [t!("Name of the device"), t!("What its topics begin with")];
    group(t!("Credentials for a device"), el("p").class("hint").child(hint)).child(form(
        "add-device",
        &labels,
        t!("Make credentials"),
        add,
    ))
}

/// Orders something that needs a new password; whether it could be made.
fn with_password(view: View, make: impl FnOnce(Password) -> (String, Order)) -> bool {
    let Some(password) = password::made() else { return false };
    let (words, order) = make(password);
    view.want(words, order, false);
    true
}

fn user_row(view: View, user: &User) -> Element {
    let is_own = view.news.with_untracked(|news| news.as_ref().is_some_and(|news| news.own == user.name));
    let own = is_own.then(|| el("span").class("tag").child(t!("you")));
    let disabled = user.is_disabled.then(|| el("span").class("tag bad").child(icon("no")).child(t!("disabled")));
    let said = el("span").class("said").child(text::short(&user.text));
    let roles = user.roles.iter().map(|role| text::short(&role.name)).collect::<Vec<_>>().join(", ");
    let beside = said.into_piece().and(own).and(disabled).and(el("span").class("count").child(roles));
    let whole = user.clone();
    entry(view, Kind::User, &user.name, beside, move || opened(view, &whole))
        .attr("data-disabled", if user.is_disabled { "true" } else { "false" })
}

fn opened(view: View, user: &User) -> Piece {
    let name = user.name.clone();
    let client = (!user.client_id.is_empty()).then(|| {
        let words = t!("Only as the client {id}", id = text::short(&user.client_id));
        el("p").class("hint").child(words)
    });
    let given = name.clone();
    let give = adding(t!("Role"), t!("Give"), move |role| give_role(view, Bearer::User, &given, role));
    let joined = name.clone();
    let join = adding(t!("Group"), t!("Join"), move |group| {
        let words = t!("Put {user} into the group {group}.", user = text::short(&joined), group = text::short(&group));
        view.want(words, Order::Join { group, user: joined.clone() }, false);
    });
    let groups = user.groups.iter().map(|group| leaving(view, &group.name, &name, &group.name)).collect();
    el("div")
        .class("columns")
        .child(roles(view, Bearer::User, &name, &user.roles).child(give))
        .child(belongings(t!("Groups"), t!("None."), groups).child(join))
        .into_piece()
        .and(client)
        .and(acts(view, user))
}

fn acts(view: View, user: &User) -> Element {
    let shown = text::short(&user.name);
    let (name, is_disabled) = (user.name.clone(), user.is_disabled);
    let turn = button(if is_disabled { t!("Enable") } else { t!("Disable…") }).on("click", {
        let (name, shown) = (name.clone(), shown.clone());
        move |_| {
            if is_disabled {
                view.want(t!("Let {user} log in again.", user = shown.clone()), Order::Enable(name.clone()), false);
            } else {
                let words = t!("Let {user} log in no more, and end their connections.", user = shown.clone());
                view.want(words, Order::Disable(name.clone()), true);
            }
        }
    });
    let renew = button(t!("New password…")).on("click", {
        let (name, shown) = (name.clone(), shown.clone());
        move |_| {
            if let Some(password) = password::made() {
                let words = t!("Give {user} a new password; the old one is of no use then.", user = shown.clone());
                view.want(words, Order::SetPassword { name: name.clone(), password }, true);
            }
        }
    });
    let delete = delete(move || {
        let words = t!("Delete the user {user}, and end their connections.", user = shown.clone());
        view.want(words, Order::DeleteUser(name.clone()), true);
    });
    el("span").class("acts").child(turn).child(renew).child(delete)
}

/// The roles of a user or of a group.
pub(super) fn roles(view: View, bearer: Bearer, name: &str, roles: &[Held]) -> Element {
    let row = |role: &Held| {
        let (name, role) = (name.to_owned(), role.clone());
        let words = match role.priority {
            // What the plugin takes where nothing is said.
            -1 | 0 => text::short(&role.name),
            priority => {
                let (name, priority) = (text::short(&role.name), priority.to_string());
                t!("{name}, priority {priority}", name, priority)
            }
        };
        belonging(words, t!("Take away"), move || {
            let words =
                t!("Take the role {role} from {name}.", role = text::short(&role.name), name = text::short(&name));
            let order = Order::TakeRole { from: bearer, name: name.clone(), role: role.name.clone() };
            view.want(words, order, false);
        })
    };
    belongings(t!("Roles"), t!("None."), roles.iter().map(row).collect())
}

pub(super) fn give_role(view: View, to: Bearer, name: &str, role: String) {
    let words = t!("Give {name} the role {role}.", name = text::short(name), role = text::short(&role));
    view.want(words, Order::GiveRole { to, name: name.to_owned(), role, priority: 0 }, false);
}

/// A group of a user, or a user of a group.
pub(super) fn leaving(view: View, shown: &str, user: &str, group: &str) -> Element {
    let (user, group) = (user.to_owned(), group.to_owned());
    belonging(text::short(shown), t!("Take out"), move || {
        let words = t!("Take {user} out of the group {group}.", user = text::short(&user), group = text::short(&group));
        view.want(words, Order::Leave { group: group.clone(), user: user.clone() }, false);
    })
}
