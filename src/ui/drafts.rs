//! What the person would set, and has not sent yet: a form of one device.

use super::cell::Cell;
use crate::device::{PropertyKey, Value};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) property: PropertyKey,
    pub(super) value: Value,
}

/// At most one for each property, in the order in which they were made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drafts(Cell<Vec<Draft>>);

impl Drafts {
    pub(super) fn new() -> Self {
        Self(Cell::default())
    }

    pub(super) fn changed(self) -> Vec<Draft> {
        self.0.get()
    }

    pub(super) fn of(self, property: PropertyKey) -> Option<Value> {
        self.0.with(|drafts| drafts.iter().find(|it| it.property == property).map(|it| it.value.clone()))
    }

    /// Takes a new value for a property; what the device reports anyway is no change.
    pub(super) fn set(self, property: PropertyKey, value: Value, reported: Option<&Value>) {
        self.0.update(|drafts| {
            drafts.retain(|it| it.property != property);
            if reported != Some(&value) {
                drafts.push(Draft { property, value });
            }
        });
    }

    pub(super) fn discard(self) {
        self.0.update(Vec::clear);
    }
}
