//! Lines for a file or a command line, to be copied.

use reactive_graph::owner::expect_context;

use crate::language::t;
use crate::ui::dom::{Element, el};
use crate::ui::page::copy;
use crate::ui::session::Session;

/// `label`: what the button that copies them is called.
pub(super) fn lines(text: String, label: &'static str) -> Element {
    let code = el("pre").class("payload").attr("tabindex", "0").child(el("code").child(text.as_str()));
    el("div").child(code).child(copy(label, label, move || text.clone()))
}

/// The access rules that let this user read what the broker tells of itself. Who has no name is meant where none is named.
pub(super) fn rules() -> Element {
    let user = expect_context::<Session>().login().with_untracked(|login| login.as_ref().map(|it| it.username.clone()));
    let user = user.filter(|user| !user.is_empty()).map_or_else(String::new, |user| format!("user {user}\n"));
    lines(format!("{user}topic read $SYS/broker/#"), t!("Copy the access rules"))
}

/// The command after which they hold.
pub(super) fn reload() -> Element {
    lines("sudo systemctl reload mosquitto".to_owned(), t!("Copy the command"))
}
