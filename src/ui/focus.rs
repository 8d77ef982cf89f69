//! Where the focus goes when what had it is gone: back to the card that the person came from.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::dom::document;
use super::timer;

/// A card may have to come first, or to move.
const LOOKS: u8 = 10;
const BETWEEN: Duration = Duration::from_millis(60);

/// Goes to the card of this device as soon as it is there and nothing else has the focus, or only the heading of a page
/// `or_heading`. After a while it is too late.
pub(super) fn go_to_card(id: &str, or_heading: bool) {
    let quoted = id.replace('\\', "\\\\").replace('"', "\\\"");
    look(format!("#content .card[data-device-id=\"{quoted}\"] h3 a"), or_heading, LOOKS);
}

fn look(card: String, or_heading: bool, looks: u8) {
    timer::after(BETWEEN, move || {
        let is_free = document().active_element().is_none_or(|at| match at.tag_name().as_str() {
            "BODY" => true,
            "H1" => or_heading,
            _ => false,
        });
        match document().query_selector(&card).ok().flatten().filter(|_| is_free) {
            Some(link) => _ = link.unchecked_ref::<HtmlElement>().focus(),
            None if looks > 1 => look(card, or_heading, looks - 1),
            None => {}
        }
    });
}
