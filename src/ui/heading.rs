//! The top of a page: its name, which is also the document's title, after the number of alarms, and takes the focus when one comes here.

use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;

use super::alarm::calling;
use super::cell::Live;
use super::dom::{Element, document, effect, el};
use super::mirror::Mirror;

/// The name of the home, and whether the person has come from another page of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    home: StoredValue<String>,
    has_moved: StoredValue<bool>,
}

impl Visit {
    pub(super) fn of(home: String) -> Self {
        Self { home: StoredValue::new(home), has_moved: StoredValue::new(false) }
    }
}

pub(super) fn heading(title: impl Into<Live<String>>) -> Element {
    let (visit, mirror, title) = (expect_context::<Visit>(), expect_context::<Mirror>(), title.into());
    let heading = el("h1").attr("tabindex", "-1").child(title);
    let (this, mut is_new) = (heading.clone(), true);
    effect(move || {
        let calls = match calling(mirror) {
            0 => String::new(),
            count => format!("({count}) "),
        };
        document().set_title(&format!("{calls}{} · {}", title.get(), visit.home.get_value()));
        if std::mem::take(&mut is_new) && visit.has_moved.get_value() {
            this.focus();
        }
        visit.has_moved.set_value(true);
    });
    heading
}
