//! A value of any type, kept together with those who want to hear of its changes.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reactive_graph::computed::ArcMemo;
use reactive_graph::graph::{AnySubscriber, Observer, Source};
use reactive_graph::prelude::*;
use reactive_graph::signal::ArcTrigger;

#[derive(Clone)]
pub(super) struct Kept {
    change: Change,
    place: Arc<Place>,
}

/// Where the value is; empty until it is derived for the first time. Whoever sees it holds it meanwhile.
#[derive(Default)]
pub(super) struct Place(Mutex<Option<Value>>);

pub(super) type Value = Arc<dyn Any + Send + Sync>;

/// Puts the value in its place; whether it is another one now.
type Derive = Box<dyn Fn(&Place) -> bool + Send + Sync>;

#[derive(Clone)]
enum Change {
    Written(Arc<Readers>),
    /// Counts how often the value has become another one.
    Derived(ArcMemo<u32>),
}

impl Kept {
    pub(super) fn written(value: Value) -> Self {
        Self { change: Change::Written(Arc::default()), place: Arc::new(Place(Mutex::new(Some(value)))) }
    }

    pub(super) fn derived(derive: Derive) -> Self {
        let place = Arc::<Place>::default();
        let known = Arc::clone(&place);
        let changes = ArcMemo::new(move |before: Option<&u32>| {
            let changes = before.copied().unwrap_or_default();
            if derive(&known) { changes.wrapping_add(1) } else { changes }
        });
        Self { change: Change::Derived(changes), place }
    }

    pub(super) fn tracked(&self) -> Value {
        self.track();
        self.place.value().expect("it is written, or was derived before")
    }

    pub(super) fn untracked(&self) -> Value {
        if let Change::Derived(changes) = &self.change {
            changes.get_untracked();
        }
        self.place.value().expect("it is written, or was derived before")
    }

    /// Tells the reader of the changes to come, and makes sure that the value is up to date.
    fn track(&self) {
        match &self.change {
            Change::Written(readers) => readers.track(),
            Change::Derived(changes) => {
                changes.get();
            }
        }
    }

    fn notify(&self) {
        if let Change::Written(readers) = &self.change {
            readers.notify();
        }
    }

    pub(super) fn change<T: 'static>(&self, change: &mut dyn FnMut(&mut T)) {
        self.place.change(change);
        self.notify();
    }
}

impl Place {
    pub(super) fn value(&self) -> Option<Value> {
        self.lock().clone()
    }

    /// Whether the value is another one now.
    pub(super) fn replace<T: PartialEq + Send + Sync + 'static>(&self, new: T) -> bool {
        let mut value = self.lock();
        let is_other = value.as_ref().is_none_or(|old| *seen::<T>(old) != new);
        if is_other {
            *value = Some(Arc::new(new));
        }
        is_other
    }

    fn change<T: 'static>(&self, change: &mut dyn FnMut(&mut T)) {
        if let Some(value) = &mut *self.lock() {
            let value = Arc::get_mut(value).expect("nobody sees it while it changes");
            change(value.downcast_mut().expect(OF_THIS_TYPE));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const OF_THIS_TYPE: &str = "it was made for values of this type";

pub(super) fn seen<T: 'static>(value: &Value) -> &T {
    value.downcast_ref().expect(OF_THIS_TYPE)
}

/// Whom to tell of a value that is written. The framework forgets readers that are gone when it tells them something; of a
/// value that never changes they would be kept for ever, some kilobytes each time that a list of devices is shown.
#[derive(Default)]
struct Readers {
    trigger: ArcTrigger,
    /// Since they were last told; some twice.
    known: Mutex<Vec<AnySubscriber>>,
}

impl Readers {
    fn track(&self) {
        let Some(reader) = Observer::get() else { return };
        self.trigger.track();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() == known.capacity() {
            self.forget_gone(&mut known);
        }
        known.push(reader);
    }

    fn notify(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.trigger.notify();
    }

    /// Leaves as much room as there are readers, so that this is done seldom.
    fn forget_gone(&self, known: &mut Vec<AnySubscriber>) {
        let mut kept = 0;
        while kept < known.len() {
            let (before, reader) = (&known[..kept], &known[kept]);
            let is_gone = reader.1.strong_count() == 0;
            if is_gone {
                self.trigger.remove_subscriber(reader);
            }
            if is_gone || before.iter().any(|other| other.0 == reader.0) {
                known.swap_remove(kept);
            } else {
                kept += 1;
            }
        }
        known.reserve(kept.max(1));
    }
}
