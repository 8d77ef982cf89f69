//! Whose turn it is. Those that have to look again do so before the browser paints, one behind the other; where that takes
//! too long, the browser may paint and hear the person in between.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Weak;
use std::time::Duration;

use js_sys::Date;

use super::reaction::Reaction;
use crate::ui::timer;

/// How long the browser is kept from everything else, in milliseconds: half of a frame, of which it needs the other half.
const PATIENCE_MS: f64 = 8.0;

/// Those that wait, by number.
struct Queue {
    made: Cell<u32>,
    waiting: RefCell<VecDeque<(u32, Weak<Reaction>)>>,
    is_running: Cell<bool>,
    /// When the browser shall have its turn.
    ends: Cell<f64>,
}

thread_local! {
    static QUEUE: Queue = const {
        Queue {
            made: Cell::new(0),
            waiting: RefCell::new(VecDeque::new()),
            is_running: Cell::new(false),
            ends: Cell::new(f64::INFINITY),
        }
    };
}

/// The number of a new reaction.
pub(super) fn number() -> u32 {
    QUEUE.with(|queue| queue.made.replace(queue.made.get().wrapping_add(1)))
}

/// Has its turn soon; the lower its number, the sooner.
pub(super) fn wait(number: u32, reaction: Weak<Reaction>) {
    QUEUE.with(|queue| {
        let mut waiting = queue.waiting.borrow_mut();
        let place = waiting.partition_point(|(other, _)| *other < number);
        waiting.insert(place, (number, reaction));
        if !queue.is_running.replace(true) {
            wasm_bindgen_futures::spawn_local(async { QUEUE.with(Queue::run) });
        }
    });
}

/// Whether it is the browser's turn: what can be done later shall be.
pub(super) fn is_over() -> bool {
    QUEUE.with(|queue| Date::now() > queue.ends.get())
}

/// Whether nobody waits for a turn.
#[must_use]
pub fn is_settled() -> bool {
    QUEUE.with(|queue| !queue.is_running.get())
}

impl Queue {
    /// Until nobody waits, or it is the browser's turn.
    fn run(&self) {
        self.ends.set(Date::now() + PATIENCE_MS);
        while let Some((_, reaction)) = self.next() {
            if let Some(reaction) = reaction.upgrade() {
                reaction.take_turn();
            }
            if is_over() {
                break;
            }
        }
        self.ends.set(f64::INFINITY);
        if self.waiting.borrow().is_empty() {
            self.is_running.set(false);
        } else {
            timer::after(Duration::ZERO, || QUEUE.with(Self::run));
        }
    }

    fn next(&self) -> Option<(u32, Weak<Reaction>)> {
        self.waiting.borrow_mut().pop_front()
    }
}
