//! Values that change by themselves. Whom to tell is the same for all of them and knows no types, so that it is compiled only
//! once; what is compiled for each type is but the way to its value.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use leptos::prelude::*;
use leptos::reactive::computed::ArcMemo;
use leptos::reactive::graph::{AnySubscriber, Observer, Source};
use leptos::reactive::signal::ArcTrigger;

/// A value to be read, for as long as the owner it was made under. Whoever reads it is told when it changes.
pub struct Live<T>(StoredValue<Kept>, PhantomData<fn() -> T>);

/// A [`Live`] value that is written.
pub struct Cell<T>(Live<T>);

/// A [`Cell`] that lives as long as anybody holds it.
pub struct Shared<T>(Kept, PhantomData<fn() -> T>);

/// The value is an `RwLock<Option<T>>`, empty until it is derived for the first time.
#[derive(Clone)]
struct Kept {
    change: Change,
    value: Arc<dyn Any + Send + Sync>,
}

#[derive(Clone)]
enum Change {
    Written(Arc<Readers>),
    /// Counts how often the value has become another one.
    Derived(ArcMemo<u32>),
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

impl Kept {
    fn new<T: Send + Sync + 'static>(value: T) -> Self {
        Self { change: Change::Written(Arc::default()), value: Arc::new(RwLock::new(Some(value))) }
    }

    fn derived(has_changed: Box<dyn Fn() -> bool + Send + Sync>, value: Arc<dyn Any + Send + Sync>) -> Self {
        let changes = ArcMemo::new(move |before: Option<&u32>| {
            let changes = before.copied().unwrap_or_default();
            if has_changed() { changes.wrapping_add(1) } else { changes }
        });
        Self { change: Change::Derived(changes), value }
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

    fn refresh(&self) {
        if let Change::Derived(changes) = &self.change {
            changes.get_untracked();
        }
    }

    fn notify(&self) {
        if let Change::Written(readers) = &self.change {
            readers.notify();
        }
    }

    fn see<T: 'static, U>(&self, see: impl FnOnce(&T) -> U) -> U {
        let value = lock::<T>(&*self.value).read().unwrap_or_else(PoisonError::into_inner);
        see(value.as_ref().expect("it is written, or was derived before"))
    }

    fn change<T: 'static>(&self, change: impl FnOnce(&mut T)) {
        if let Some(value) = &mut *lock::<T>(&*self.value).write().unwrap_or_else(PoisonError::into_inner) {
            change(value);
        }
        self.notify();
    }
}

/// Whether the value is another one now.
fn replace<T: PartialEq>(value: &RwLock<Option<T>>, new: T) -> bool {
    let mut value = value.write().unwrap_or_else(PoisonError::into_inner);
    let is_other = value.as_ref() != Some(&new);
    if is_other {
        *value = Some(new);
    }
    is_other
}

fn lock<T: 'static>(value: &(dyn Any + Send + Sync)) -> &RwLock<Option<T>> {
    value.downcast_ref().expect("it was made for values of this type")
}

impl<T: Send + Sync + 'static> Live<T> {
    /// A value made from others. Its readers are only told when it becomes another one.
    pub fn new(derive: impl Fn() -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self::deriving(move |value| replace(value, derive()))
    }

    /// A value made from others and from what it was before.
    pub fn after(derive: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self::deriving(move |value| {
            let new = derive(value.read().unwrap_or_else(PoisonError::into_inner).as_ref());
            replace(value, new)
        })
    }

    fn deriving(derive: impl Fn(&RwLock<Option<T>>) -> bool + Send + Sync + 'static) -> Self {
        let value = Arc::new(RwLock::new(None));
        let known = Arc::clone(&value);
        Self::keeping(Kept::derived(Box::new(move || derive(&known)), value))
    }

    fn keeping(kept: Kept) -> Self {
        Self(StoredValue::new(kept), PhantomData)
    }

    pub fn with<U>(self, see: impl FnOnce(&T) -> U) -> U {
        tracked(self.0).see(see)
    }

    pub fn with_untracked<U>(self, see: impl FnOnce(&T) -> U) -> U {
        untracked(self.0).see(see)
    }

    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

fn tracked(kept: StoredValue<Kept>) -> Kept {
    let kept = kept.get_value();
    kept.track();
    kept
}

fn untracked(kept: StoredValue<Kept>) -> Kept {
    let kept = kept.get_value();
    kept.refresh();
    kept
}

impl<T: Send + Sync + 'static> Cell<T> {
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Live::keeping(Kept::new(value)))
    }

    pub fn set(self, value: T) {
        self.update(|old| *old = value);
    }

    /// Does nothing where the cell has ended with its owner.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(kept) = self.0.0.try_get_value() {
            kept.change(change);
        }
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Kept::new(value), PhantomData)
    }

    pub fn with<U>(&self, see: impl FnOnce(&T) -> U) -> U {
        self.0.track();
        self.0.see(see)
    }

    pub fn with_untracked<U>(&self, see: impl FnOnce(&T) -> U) -> U {
        self.0.see(see)
    }

    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.0.change(change);
    }

    /// Tells nobody if nothing is new.
    pub fn set_if_other(&self, value: T)
    where
        T: PartialEq,
    {
        if self.with_untracked(|old| *old != value) {
            self.update(|old| *old = value);
        }
    }

    /// The same value, for as long as the caller's owner lives.
    #[must_use]
    pub fn live(&self) -> Live<T> {
        Live::keeping(self.0.clone())
    }
}

impl<T> Deref for Cell<T> {
    type Target = Live<T>;

    fn deref(&self) -> &Live<T> {
        &self.0
    }
}

impl<T: Default + Send + Sync + 'static> Default for Cell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Default + Send + Sync + 'static> Default for Shared<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Copy for Live<T> {}
impl<T> Copy for Cell<T> {}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Clone for Cell<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> fmt::Debug for Live<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Live")
    }
}

impl<T> fmt::Debug for Cell<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Cell")
    }
}

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shared")
    }
}

impl<T: Send + Sync + 'static> From<Cell<T>> for Live<T> {
    fn from(cell: Cell<T>) -> Self {
        cell.0
    }
}

impl<T: Send + Sync + 'static> From<T> for Live<T> {
    fn from(value: T) -> Self {
        Cell::new(value).0
    }
}
