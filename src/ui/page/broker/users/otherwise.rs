//! What is allowed where no role says anything, and to whoever comes without a name.

use super::entry::adding;
use super::roles::verdict;
use super::{View, group, known, words};
use crate::dynsec::{Order, Otherwise};
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::page::name as fact;
use crate::ui::shell::act;
use crate::ui::text;

pub(super) fn otherwise(view: View) -> Piece {
    let list = move || view.news.with(|news| known(news.as_ref()).map(|known| known.defaults.clone()));
    part(
        move || list().filter(|all| !all.is_empty()),
        move |defaults: Vec<Otherwise>| {
            let hint =
                el("p").class("hint").child(t!("What holds for everybody where no rule of a role says anything."));
            let facts = all(defaults.iter().map(|it| access(view, it)));
            let facts = el("dl").class("panel facts").attr("data-testid", "otherwise").child(facts);
            group(t!("Otherwise"), hint).child(facts).into_piece().and(nameless(view))
        },
    )
}

fn access(view: View, it: &Otherwise) -> Piece {
    let what = words::otherwise(&it.kind);
    let (name, word) = (what.clone(), if it.is_allowed { t!("Deny…") } else { t!("Allow…") });
    let turn = act(word).attr("aria-label", &format!("{word} {what}")).on("click", {
        let it = it.clone();
        move |_| {
            let what = what.clone();
            let words = if it.is_allowed {
                t!("Deny everybody what no rule allows: {what}.", what)
            } else {
                t!("Allow everybody what no rule denies: {what}.", what)
            };
            let order = Order::SetDefault(Otherwise { kind: it.kind.clone(), is_allowed: !it.is_allowed });
            view.want(words, order, true);
        }
    });
    let row = el("dd").attr("data-kind", &it.kind).attr("data-allowed", if it.is_allowed { "true" } else { "false" });
    let both = el("span").class("access").child(verdict(it.is_allowed)).child(turn);
    fact(&name).into_piece().and(row.child(both))
}

/// The group of whoever comes without a name.
fn nameless(view: View) -> Element {
    let name = live(move || {
        view.news.with(|news| known(news.as_ref()).map(|known| known.anonymous.clone()).unwrap_or_default())
    });
    let shown = move || name.with(|name| if name.is_empty() { t!("None.").to_owned() } else { text::short(name) });
    let set = adding(t!("Group"), t!("Set…"), move |group| {
        let words = t!(
            "Put whoever comes without a name into the group {group}, and end their connections.",
            group = text::short(&group)
        );
        view.want(words, Order::SetAnonymousGroup(group), true);
    });
    let hint = t!(
        "They have the roles of one group, if mosquitto.conf lets them in with “allow_anonymous true”. Once there is such a group it \
         can be another one, but not none: one without roles allows them nothing."
    );
    let group_of_them = fact(t!("Group")).into_piece().and(el("dd").child(dom::text(shown)));
    group(t!("Whoever comes without a name"), el("p").class("hint").child(hint))
        .attr("data-testid", "nameless")
        .child(el("dl").class("panel facts").child(group_of_them))
        .child(set)
}
