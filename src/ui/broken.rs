//! The last resort: says that a part of the page has stopped, and offers to start it again. Needs nothing of the page to
//! work, for it is called while the page is falling.

use js_sys::{Reflect, WebAssembly::RuntimeError};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use super::dom::{document, window};
use crate::language::t;

const ID: &str = "broken";

/// Where the browser puts what ended a task, and what ended one that was to go on later.
const ENDS: [(&str, &str); 2] = [("error", "error"), ("unhandledrejection", "reason")];

/// What stops the program is told to the person instead of ending in silence. Where in the program that was, the browser's
/// console says; what a panic has to say of it, a build for development says there too.
pub(super) fn watch_for_panics() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    for (event, cause) in ENDS {
        let on_end = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if Reflect::get(&event, &cause.into()).is_ok_and(|cause| cause.has_type::<RuntimeError>()) {
                tell(t!("An error that should not happen has stopped it."));
            }
        });
        let _ = window().add_event_listener_with_callback(event, on_end.as_ref().unchecked_ref());
        on_end.forget();
    }
}

/// Shows the banner, once.
pub(super) fn tell(reason: &str) {
    let document = document();
    if document.get_element_by_id(ID).is_some() {
        return;
    }
    let (Some(body), Some(banner), Some(words), Some(reload)) =
        (document.body(), element("div"), element("p"), element("a"))
    else {
        return;
    };
    banner.set_id(ID);
    words.set_text_content(Some(&t!("Something in this page broke. {reason}", reason)));
    reload.set_text_content(Some(t!("Reload")));
    let attributes = [(&banner, "role", "alert"), (&banner, "class", "broken"), (&reload, "class", "button")];
    for (element, name, value) in attributes {
        let _ = element.set_attribute(name, value);
    }
    let _ = reload.set_attribute("href", &address());
    let _ = banner.append_child(&words);
    let _ = banner.append_child(&reload);
    let _ = body.insert_before(&banner, body.first_child().as_ref());
}

fn element(name: &str) -> Option<Element> {
    document().create_element(name).ok()
}

/// This page without what stands behind the `#`: going there loads it anew.
fn address() -> String {
    window().location().pathname().unwrap_or_default()
}
