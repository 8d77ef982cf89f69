//! Parts of the page that change by themselves. What decides them is a closure of its own each time; how they are kept up to
//! date is the same for all, so that it is compiled only once: a page is downloaded.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

use super::cell::Live;

/// A value made from others.
pub(super) fn live<T: PartialEq + Send + Sync + 'static>(derive: impl Fn() -> T + Send + Sync + 'static) -> Live<T> {
    Live::new(derive)
}

impl IntoRender for Live<String> {
    type Output = SharedReactiveFunction<String>;

    fn into_render(self) -> Self::Output {
        Arc::new(Mutex::new(move || self.get()))
    }
}

/// What an attribute can say. `None` and `false` leave it out.
pub(super) trait Mark {
    fn mark(self) -> Option<String>;
}

impl Mark for bool {
    fn mark(self) -> Option<String> {
        self.then(String::new)
    }
}

impl Mark for &str {
    fn mark(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Mark for String {
    fn mark(self) -> Option<String> {
        Some(self)
    }
}

impl<T: Mark> Mark for Option<T> {
    fn mark(self) -> Option<String> {
        self.and_then(Mark::mark)
    }
}

/// An attribute that changes.
pub(super) fn mark<T: Mark + 'static>(say: impl Fn() -> T + Send + 'static) -> SharedReactiveFunction<Option<String>> {
    Arc::new(Mutex::new(move || say().mark()))
}

impl<T: Mark + Clone + Send + Sync + 'static> IntoAttributeValue for Live<T> {
    type Output = SharedReactiveFunction<Option<String>>;

    fn into_attribute_value(self) -> Self::Output {
        mark(move || self.get())
    }
}

/// A view, or nothing.
pub(super) fn maybe<V: IntoAny>(view: Option<V>) -> AnyView {
    view.map_or_else(|| ().into_any(), IntoAny::into_any)
}

/// Views one after the other, that stay as they are.
pub(super) fn all<V: IntoAny>(views: impl IntoIterator<Item = V>) -> Vec<AnyView> {
    views.into_iter().map(IntoAny::into_any).collect()
}

/// A view that comes, goes and becomes another one.
pub(super) fn part<V: IntoAny>(
    mut view: impl FnMut() -> Option<V> + Send + 'static,
) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || maybe(view()))
}

/// An entry of a list, known by the hash of what it stands for.
struct Entry {
    key: u64,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A list whose entries stay when others come and go.
pub(super) fn each<T, V>(
    entries: impl Fn() -> Vec<T> + Send + Sync + 'static,
    view: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Hash + Send + 'static,
    V: IntoAny,
{
    let view = Arc::new(view);
    keyed(Box::new(move || {
        let entry = |entry: T| {
            let mut key = DefaultHasher::new();
            entry.hash(&mut key);
            let view = Arc::clone(&view);
            Entry { key: key.finish(), view: Box::new(move || view(entry).into_any()) }
        };
        entries().into_iter().map(entry).collect()
    }))
}

fn keyed(entries: Box<dyn Fn() -> Vec<Entry> + Send>) -> AnyView {
    view! { <For each=entries key=|entry| entry.key children=|entry: Entry| (entry.view)()/> }.into_any()
}
