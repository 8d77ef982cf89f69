//! What is done later.

use std::time::Duration;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::dom::{keep, window};

/// Does this once, when so much time has passed.
pub(super) fn after(time: Duration, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis(time));
}

/// Does this again and again, until the caller's owner ends.
pub(super) fn every(time: Duration, act: impl FnMut() + 'static) {
    let act = Closure::<dyn FnMut()>::new(act);
    let id =
        window().set_interval_with_callback_and_timeout_and_arguments_0(act.as_ref().unchecked_ref(), millis(time));
    if let Ok(id) = id {
        keep(Interval { id, _act: act });
    }
}

struct Interval {
    id: i32,
    _act: Closure<dyn FnMut()>,
}

impl Drop for Interval {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}

/// As browsers count.
fn millis(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
}
