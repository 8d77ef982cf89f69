//! Values that change by themselves. How they are kept and whom to tell of a change knows no types (`kept`), so that it is
//! compiled only once; what is compiled for each type is but the way to its value.

mod kept;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;

use kept::{Kept, Place, Value, seen};

/// A value to be read, for as long as the owner it was made under. Whoever reads it is told when it changes.
pub struct Live<T>(StoredValue<Kept>, PhantomData<fn() -> T>);

/// A [`Live`] value that is written.
pub struct Cell<T>(Live<T>);

/// A [`Cell`] that lives as long as anybody holds it.
pub struct Shared<T>(Kept, PhantomData<fn() -> T>);

/// A value made from others.
pub(super) fn live<T: PartialEq + Send + Sync + 'static>(derive: impl Fn() -> T + Send + Sync + 'static) -> Live<T> {
    Live::new(derive)
}

impl<T: Send + Sync + 'static> Live<T> {
    /// A value made from others. Its readers are only told when it becomes another one.
    pub fn new(derive: impl Fn() -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self::deriving(move |place| place.replace(derive()))
    }

    /// A value made from others and from what it was before.
    pub fn after(derive: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self::deriving(move |place| {
            let before = place.value();
            place.replace(derive(before.as_ref().map(seen)))
        })
    }

    fn deriving(derive: impl Fn(&Place) -> bool + Send + Sync + 'static) -> Self {
        Self(kept(Kept::derived(Box::new(derive))), PhantomData)
    }

    pub fn with<U>(self, see: impl FnOnce(&T) -> U) -> U {
        see(seen(&tracked(self.0)))
    }

    pub fn with_untracked<U>(self, see: impl FnOnce(&T) -> U) -> U {
        see(seen(&untracked(self.0)))
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

/// For as long as the caller's owner lives.
fn kept(kept: Kept) -> StoredValue<Kept> {
    StoredValue::new(kept)
}

fn tracked(kept: StoredValue<Kept>) -> Value {
    kept.get_value().tracked()
}

fn untracked(kept: StoredValue<Kept>) -> Value {
    kept.get_value().untracked()
}

impl<T: Send + Sync + 'static> Cell<T> {
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Live(kept(Kept::written(Arc::new(value))), PhantomData))
    }

    pub fn set(self, value: T) {
        self.update(|old| *old = value);
    }

    /// Does nothing where the cell has ended with its owner.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(kept) = self.0.0.try_get_value() {
            kept.change(&mut once(change));
        }
    }
}

/// Only called once, whatever the type says.
fn once<T>(change: impl FnOnce(&mut T)) -> impl FnMut(&mut T) {
    let mut change = Some(change);
    move |value| {
        if let Some(change) = change.take() {
            change(value);
        }
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Kept::written(Arc::new(value)), PhantomData)
    }

    pub fn with<U>(&self, see: impl FnOnce(&T) -> U) -> U {
        see(seen(&self.0.tracked()))
    }

    pub fn with_untracked<U>(&self, see: impl FnOnce(&T) -> U) -> U {
        see(seen(&self.0.untracked()))
    }

    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.0.change(&mut once(change));
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
        Live(kept(self.0.clone()), PhantomData)
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
