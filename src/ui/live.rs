//! Parts of the page that change by themselves. What decides them is a closure of its own each time; how they are kept up to
//! date is the same for all, so that it is compiled only once: a page is downloaded.

use std::hash::Hash;

use leptos::prelude::*;

/// A text, or an attribute.
pub(super) fn live<T: Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    Signal::derive(value)
}

/// A view that comes, goes and becomes another one.
pub(super) fn part<V: IntoAny>(
    mut view: impl FnMut() -> Option<V> + Send + 'static,
) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || view().map_or_else(|| ().into_any(), IntoAny::into_any))
}

/// A list whose entries stay when others come and go.
pub(super) fn each<T, V>(
    entries: impl Fn() -> Vec<T> + Send + Sync + 'static,
    view: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Eq + Hash + Send + Sync + 'static,
    V: IntoAny,
{
    keyed(Box::new(entries), Callback::new(move |entry| view(entry).into_any()))
}

fn keyed<T>(entries: Box<dyn Fn() -> Vec<T> + Send + Sync>, view: Callback<T, AnyView>) -> AnyView
where
    T: Clone + Eq + Hash + Send + Sync + 'static,
{
    view! { <For each=entries key=Clone::clone children=move |entry| view.run(entry)/> }.into_any()
}
