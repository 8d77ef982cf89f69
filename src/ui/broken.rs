//! The last resort: says that a part of the page has stopped, and offers to start it again. Needs nothing of the page to
//! work, for it is called while the page is falling.

use web_sys::{Element, console};

use super::dom::{document, window};
use crate::language::t;

const ID: &str = "broken";

/// Panics are told to the person instead of ending in silence.
pub(super) fn watch_for_panics() {
    std::panic::set_hook(Box::new(|panic| {
        console::error_1(&panic.to_string().into());
        tell(t!("An error that should not happen has stopped it."));
    }));
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
