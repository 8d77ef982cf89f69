//! Roles with their rules.

use super::entry::{belongings, delete, entry, form, line};
use super::{Kind, View, group, paging, sizes, words};
use crate::dynsec::{Acl, AclKind, Order, Role};
use crate::language::t;
use crate::ui::dom::{Element, IntoPiece, Piece, all, each, el};
use crate::ui::icon::icon;
use crate::ui::shell::{act, labelled};
use crate::ui::{format, text};

pub(super) fn roles(view: View) -> Element {
    let add = move |typed: Vec<String>| {
        let [name, text] = <[String; 2]>::try_from(typed).unwrap_or_default();
        view.want(t!("Add the role {name}.", name = text::short(&name)), Order::AddRole { name, text }, false);
        true
    };
    let rows = each(move || view.entries(|known| &known.roles), move |role| row(view, &role));
    group(t!("Roles"), paging(view, move || sizes(view, |known| &known.roles), |it, skipped| it.roles = skipped))
        .child(el("ol").class("panel log").attr("data-testid", "roles").child(rows))
        .child(form("add-role", &[t!("Name"), t!("Display name")], t!("Add a role"), add))
}

fn row(view: View, role: &Role) -> Element {
    let rules = match role.acls.len() as u64 + role.left_out {
        1 => t!("one rule").to_owned(),
        count => t!("{count} rules", count = format::count(count)),
    };
    let said = el("span").class("said").child(text::short(&role.text));
    let whole = role.clone();
    let beside = said.into_piece().and(el("span").class("count").child(rules));
    entry(view, Kind::Role, &role.name, beside, move || opened(view, &whole))
}

fn opened(view: View, role: &Role) -> Piece {
    let name = role.name.clone();
    let rules = role.acls.iter().map(|acl| rule(view, &name, acl)).collect();
    let more = (role.left_out > 0)
        .then(|| el("p").class("hint").child(t!("Left out: {count}", count = format::count(role.left_out))));
    let adding = adding(view, name.clone());
    let delete = delete(move || {
        let words = t!("Delete the role {role}; whoever has it loses what it allows.", role = text::short(&name));
        view.want(words, Order::DeleteRole(name.clone()), true);
    });
    belongings(t!("Rules"), t!("None: this role allows nothing."), rules)
        .child(more)
        .child(adding)
        .into_piece()
        .and(el("span").class("acts").child(delete))
}

fn rule(view: View, role: &str, acl: &Acl) -> Element {
    let verdict = verdict(acl.is_allowed);
    let priority = (acl.priority != 0).then(|| t!(" · priority {priority}", priority = acl.priority.to_string()));
    let kind = el("span").class("said").child(words::kind(acl.kind)).child(priority);
    let (role, acl) = (role.to_owned(), acl.clone());
    let shown = text::short(&acl.topic);
    let words =
        t!("Remove the rule about {topic} from the role {role}.", topic = shown.clone(), role = text::short(&role));
    let label = words.clone();
    let remove = act(t!("Remove")).attr("aria-label", &label).on("click", move |_| {
        let order = Order::RemoveAcl { role: role.clone(), kind: acl.kind, topic: acl.topic.clone() };
        view.want(words.clone(), order, false);
    });
    el("li").child(verdict).child(el("code").child(shown)).child(kind).child(remove)
}

pub(super) fn verdict(is_allowed: bool) -> Element {
    let (class, picture, word) =
        if is_allowed { ("tag good", "check", t!("allowed")) } else { ("tag bad", "no", t!("denied")) };
    el("span").class(class).child(icon(picture)).child(word)
}

fn adding(view: View, role: String) -> Element {
    let option = |kind: AclKind| el("option").attr("value", kind.word()).child(words::kind(kind));
    let kind = el("select").child(all(AclKind::ALL.map(option)));
    let verdict = el("select")
        .child(el("option").attr("value", "allow").child(t!("allowed")))
        .child(el("option").attr("value", "deny").child(t!("denied")));
    let topic = line().attr("placeholder", "home/#");
    let priority = el("input").attr("type", "number").attr("value", "0");
    let typed = [kind.clone(), topic.clone(), verdict.clone(), priority.clone()];
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let [kind, topic, verdict, priority] = typed.each_ref().map(|field| field.field().value());
        let Some(kind) = AclKind::of(&kind) else { return };
        let acl = Acl {
            kind,
            topic: topic.trim().to_owned(),
            is_allowed: verdict == "allow",
            priority: priority.trim().parse().unwrap_or(0),
        };
        let words = t!(
            "Add a rule about {topic} to the role {role}.",
            topic = text::short(&acl.topic),
            role = text::short(&role)
        );
        view.want(words, Order::AddAcl { role: role.clone(), acl }, false);
    };
    let fields = [(t!("What"), kind), (t!("Topic"), topic), (t!("Verdict"), verdict), (t!("Priority"), priority)];
    el("form")
        .class("yours rule")
        .attr("data-testid", "add-rule")
        .attr("novalidate", "")
        .on("submit", submit)
        .child(all(fields.map(|(label, field)| labelled(label, field))))
        .child(
            el("span").class("acts").child(el("button").attr("type", "submit").class("button").child(t!("Add a rule"))),
        )
}
