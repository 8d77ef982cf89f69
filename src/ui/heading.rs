//! The top of a page: its name, which is also the document's title and takes the focus when one comes here.

use leptos::html;
use leptos::prelude::*;

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

#[component]
pub(super) fn Heading(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let visit = expect_context::<Visit>();
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| document().set_title(&format!("{} · {}", title.get(), visit.home.get_value())));
    heading.on_load(move |heading| {
        if visit.has_moved.get_value() {
            let _ = heading.focus();
        }
        visit.has_moved.set_value(true);
    });
    view! { <h1 node_ref=heading tabindex="-1">{title}</h1> }
}
