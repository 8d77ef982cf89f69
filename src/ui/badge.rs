//! A number at the page's icon, where the browser shows one: those do for whom the page is installed.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::dom::window;

pub(super) fn show(count: usize) {
    let navigator: JsValue = window().navigator().into();
    let name = if count > 0 { "setAppBadge" } else { "clearAppBadge" };
    let Ok(method) = Reflect::get(&navigator, &name.into()) else { return };
    if let Some(method) = method.dyn_ref::<Function>() {
        // Whether it is seen nobody knows; without it nothing is lost.
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let _ = if count > 0 { method.call1(&navigator, &count.into()) } else { method.call0(&navigator) };
    }
}
