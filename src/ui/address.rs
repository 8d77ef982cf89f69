//! Addresses of brokers, as far as a browser can go there.

use js_sys::{JsString, Reflect};
use wasm_bindgen::JsCast;
use web_sys::Url;

use super::dom::{document, window};
use crate::app::Surroundings;
use crate::language::t;

/// Why a browser could not go to this address; `None` if it could.
#[must_use]
pub fn what_is_wrong(address: &str) -> Option<&'static str> {
    let Ok(url) = Url::new(address) else {
        return Some(t!("This is not an address. It looks like ws://192.168.1.5:9001/ or wss://home.example/mqtt."));
    };
    let is_secure_page = window().location().protocol().is_ok_and(|protocol| protocol == "https:");
    let is_here = matches!(url.hostname().as_str(), "localhost" | "127.0.0.1" | "[::1]");
    match url.protocol().as_str() {
        "ws:" | "wss:" if !url.username().is_empty() || !url.password().is_empty() => {
            Some(t!("Name and password belong into the fields below, not into the address."))
        }
        "ws:" if is_secure_page && !is_here => {
            Some(t!("This page came over https, so the browser only allows a secure address: wss://…"))
        }
        "ws:" | "wss:" => None,
        _ => Some(t!("A browser reaches a broker by ws:// or wss:// only, usually on port 9001.")),
    }
}

/// What this page knows of the way to this address.
pub(super) fn surroundings(address: &str) -> Surroundings {
    let host = Url::new(address).map(|url| url.host());
    let cookies = Reflect::get(&document(), &"cookie".into()).ok().and_then(|cookies| cookies.dyn_into().ok());
    Surroundings {
        is_beside_page: host.is_ok_and(|host| window().location().host().is_ok_and(|own| own == host)),
        cookie_bytes: cookies.map_or(0, |cookies: JsString| cookies.length()),
    }
}
