//! Who hears what happens at an element or in the window, and until when.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget};

use super::reaction::keep;

/// What is done when something happens.
pub(super) type Hear = Box<dyn FnMut(Event)>;

/// Hears what happens at the window, until the caller's owner ends.
pub fn listen_to_window(event: &'static str, act: impl FnMut(Event) + 'static) {
    listen(&super::window(), event, Box::new(act));
}

/// Hears what happens to somebody in the browser, until the caller's owner ends.
pub fn listen_to(target: &EventTarget, event: &'static str, act: impl FnMut(Event) + 'static) {
    listen(target, event, Box::new(act));
}

/// Hears what happens there, until the caller's owner ends.
pub(super) fn listen(target: &EventTarget, event: &'static str, act: Hear) {
    let act = Closure::new(act);
    if target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref()).is_ok() {
        keep(Listener { target: target.clone(), event, act });
    }
}

/// Stops to hear when it is dropped: what is gone must not be called.
struct Listener {
    target: EventTarget,
    event: &'static str,
    act: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.act.as_ref().unchecked_ref());
    }
}
