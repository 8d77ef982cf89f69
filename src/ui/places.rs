//! What stands where: one page, or on a wide screen a device beside the list it was chosen from.

use web_sys::MediaQueryList;

use super::cell::{Cell, Live, live};
use super::dom::{listen_to_window, window};
use super::route::Route;

/// From this width on there is room for both.
const WIDE: &str = "(min-width: 64rem)";

/// What is to be seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct View(Live<Seen>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    list: Route,
    /// The id of the device beside it.
    device: Option<String>,
}

/// Whoever comes to a device from a list keeps the list, where there is room for it.
pub(super) fn seen(route: Live<Route>) -> View {
    let is_wide = Cell::new(is_wide());
    listen_to_window("resize", move |_| {
        let now = self::is_wide();
        if is_wide.get_untracked() != now {
            is_wide.set(now);
        }
    });
    View(Live::after(move |before: Option<&Seen>| {
        let list = before.map(|before| &before.list).filter(|list| list.is_list());
        match (route.get(), list, is_wide.get()) {
            (Route::Device(id), Some(list), true) => Seen { list: list.clone(), device: Some(id) },
            (route, ..) => Seen { list: route, device: None },
        }
    }))
}

impl View {
    pub(super) fn list(self) -> Route {
        self.0.with(|seen| seen.list.clone())
    }

    /// The device beside the list, and the list to go back to.
    pub(super) fn sheet(self) -> Option<(String, Route)> {
        self.0.with(|seen| Some((seen.device.clone()?, seen.list.clone())))
    }

    /// Whether a device with this id stands beside the list.
    pub(super) fn is_beside(self, id: Live<String>) -> Live<bool> {
        live(move || self.0.with(|seen| seen.device.as_ref().is_some_and(|device| id.with(|id| id == device))))
    }
}

fn is_wide() -> bool {
    window().match_media(WIDE).ok().flatten().is_some_and(|query: MediaQueryList| query.matches())
}
