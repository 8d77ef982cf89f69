//! The top of a page: its name, which is also the document's title, after the number of alarms, and takes the focus when one comes here.

use reactive_graph::owner::{StoredValue, expect_context, on_cleanup};
use reactive_graph::prelude::*;

use super::alarm::calling;
use super::cell::{Cell, Live};
use super::dom::{Element, document, effect, el};
use super::mirror::Mirror;

/// The name of the home, and whether the person has come from another page of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    home: StoredValue<String>,
    has_moved: StoredValue<bool>,
    /// What is open, numbered, the latest last: a device may stand beside a list.
    open: Cell<Vec<(usize, Live<String>)>>,
}

impl Visit {
    /// The document is called after what was opened last and is still open.
    pub(super) fn of(home: String, mirror: Mirror) -> Self {
        let open = Cell::new(Vec::<(usize, Live<String>)>::new());
        let visit = Self { home: StoredValue::new(home), has_moved: StoredValue::new(false), open };
        effect(move || {
            let calls = match calling(mirror) {
                0 => String::new(),
                count => format!("({count}) "),
            };
            let title = open.with(|open| open.last().map(|(_, title)| title.get()));
            let home = visit.home.get_value();
            document().set_title(&title.map_or_else(|| home.clone(), |title| format!("{calls}{title} · {home}")));
        });
        visit
    }
}

pub(super) fn heading(title: impl Into<Live<String>>) -> Element {
    let (visit, title) = (expect_context::<Visit>(), title.into());
    let mut number = 0;
    visit.open.update(|open| {
        number = open.last().map_or(0, |(last, _)| last + 1);
        open.push((number, title));
    });
    on_cleanup(move || visit.open.update(|open| open.retain(|(other, _)| *other != number)));
    let heading = el("h1").attr("tabindex", "-1").child(title);
    let this = heading.clone();
    let mut is_new = true;
    effect(move || {
        if std::mem::take(&mut is_new) && visit.has_moved.get_value() {
            this.focus();
        }
        visit.has_moved.set_value(true);
    });
    heading
}
