//! The page on the whole screen, and what asks the browser for abilities that not every one has.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::dom::{Element, document, listen_to_window};
use crate::ui::shell::button;

/// A button that fills the screen with the page, and back; or why there is none.
pub(in crate::ui) fn full_screen() -> Result<Element, &'static str> {
    if !document().fullscreen_enabled() {
        return Err(t!("This browser does not give pages the whole screen; an installed page has it on most devices."));
    }
    let is_full = Cell::new(is_full());
    listen_to_window("fullscreenchange", move |_| is_full.set(self::is_full()));
    Ok(button(t!("Full screen")).mark("aria-pressed", move || Some(if is_full.get() { "true" } else { "false" })).on(
        "click",
        move |_| {
            spawn_local(async move {
                // A browser that does not want to leaves the page as it is.
                let _ = match document().document_element() {
                    _ if self::is_full() => call(&document(), "exitFullscreen", None).await,
                    Some(root) => call(&root, "requestFullscreen", None).await,
                    None => Ok(JsValue::UNDEFINED),
                };
            });
        },
    ))
}

pub(super) fn is_full() -> bool {
    document().fullscreen_element().is_some()
}

pub(super) fn has(object: &JsValue, name: &str) -> bool {
    Reflect::has(object, &name.into()).unwrap_or(false)
}

/// Calls what answers later; what it is refused is no error of the page.
pub(super) async fn call(object: &JsValue, method: &str, argument: Option<&str>) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let answer = match argument {
        Some(argument) => method.call1(object, &argument.into())?,
        None => method.call0(object)?,
    };
    JsFuture::from(Promise::resolve(&answer)).await
}
