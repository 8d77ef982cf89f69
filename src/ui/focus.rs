//! Where the focus goes when what had it is gone: back to the card that the person came from.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::dom::document;
use super::timer;

/// Goes to the card of this device, once the page stands, if nothing has the focus, or the heading of a page `or_heading`.
pub(super) fn go_to_card(id: String, or_heading: bool) {
    timer::after(Duration::ZERO, move || {
        let is_free = document().active_element().is_none_or(|at| match at.tag_name().as_str() {
            "BODY" => true,
            "H1" => or_heading,
            _ => false,
        });
        let quoted = id.replace('\\', "\\\\").replace('"', "\\\"");
        let link = document().query_selector(&format!("#content .card[data-device-id=\"{quoted}\"] h3 a"));
        if let Some(link) = link.ok().flatten().filter(|_| is_free) {
            let _ = link.unchecked_ref::<HtmlElement>().focus();
        }
    });
}
