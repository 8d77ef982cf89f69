//! The one way in which a wish leaves the page.

use reactive_graph::callback::{Callable, Callback};

use crate::app::Intent;

/// Takes intents to the worker, in order.
#[derive(Clone, Copy, Debug)]
pub struct Outbox(Callback<Intent>);

impl Outbox {
    #[must_use]
    pub fn new(take: impl Fn(Intent) + Send + Sync + 'static) -> Self {
        Self(Callback::new(take))
    }

    pub fn send(self, intent: Intent) {
        self.0.run(intent);
    }
}
