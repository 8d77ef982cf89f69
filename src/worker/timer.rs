//! One timer for all deadlines. A worker's timers are not slowed down when the page is hidden.

use std::cell::{Cell, OnceCell};

use wasm_bindgen::prelude::*;

use super::clock;
use crate::time::Instant;

#[derive(Default)]
pub(super) struct Timer {
    callback: OnceCell<Closure<dyn FnMut()>>,
    /// The browser's handle, and when it fires.
    armed: Cell<Option<(i32, Instant)>>,
}

impl Timer {
    /// What to do when the time has come. Set once.
    pub(super) fn on_fire(&self, fire: impl FnMut() + 'static) {
        self.callback.get_or_init(|| Closure::new(fire));
    }

    /// It has just fired.
    pub(super) fn fired(&self) {
        self.armed.set(None);
    }

    /// Fires at `deadline` or soon after; a timer that would fire earlier is left to do so, for it costs less than a new one.
    pub(super) fn set(&self, deadline: Option<Instant>) {
        let (Some(deadline), Some(callback)) = (deadline, self.callback.get()) else { return };
        match self.armed.get() {
            Some((_, fires)) if fires <= deadline => return,
            Some((handle, _)) => clock::scope().clear_timeout_with_handle(handle),
            None => {}
        }
        let wait = i32::try_from(deadline.since(clock::now().instant).as_micros().div_ceil(1_000)).unwrap_or(i32::MAX);
        let function = callback.as_ref().unchecked_ref();
        let handle = clock::scope().set_timeout_with_callback_and_timeout_and_arguments_0(function, wait);
        self.armed.set(handle.ok().map(|handle| (handle, deadline)));
    }
}
