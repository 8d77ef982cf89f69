//! The top of a page: its name, which is also the document's title and takes the focus when one comes here.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::cell::Live;

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
pub(super) fn Heading(#[prop(into)] title: Live<String>) -> impl IntoView {
    let visit = expect_context::<Visit>();
    Effect::new(move |before: Option<()>| {
        document().set_title(&format!("{} · {}", title.get(), visit.home.get_value()));
        if before.is_none() && visit.has_moved.get_value() {
            focus();
        }
        visit.has_moved.set_value(true);
    });
    view! { <h1 tabindex="-1">{title}</h1> }
}

/// A page has one heading of this rank.
fn focus() {
    if let Ok(Some(heading)) = document().query_selector("h1") {
        let _ = heading.unchecked_into::<HtmlElement>().focus();
    }
}
