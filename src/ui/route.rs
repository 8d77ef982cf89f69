//! Addresses within the page: what stands behind the `#`. One build thus runs under any path of any host.

use super::cell::{Cell, Live};
use super::dom::{listen_to_window, window};
use crate::chart::LINES;
use crate::history::Series;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    Home,
    /// By its name.
    Room(String),
    Devices,
    /// By its id.
    Device(String),
    Alarms,
    /// A new alarm about a property, both by their ids.
    NewAlarm {
        device: String,
        property: String,
    },
    /// Of these properties.
    Chart(Vec<Series>),
    Activity,
    /// Of the broker, this one opened; empty if none is.
    Topics(String),
    /// What the broker keeps.
    Retained,
    Broker,
    /// The broker's users and roles.
    Users,
    /// What this user may do.
    Rights,
    Settings,
    /// The way to all that has no place of its own on a small screen.
    More,
    /// A room, large, for a wall; without a name, which one that shall be.
    Wall(String),
    /// No page has this address.
    Missing(String),
}

impl Route {
    /// The page behind `location.hash`, with or without its `#`.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        match path.split_once('/') {
            Some(("device", id)) => Self::Device(decode(id)),
            Some(("room", name)) => Self::Room(decode(name)),
            Some(("alarms", about)) => match about.split_once('/') {
                Some((device, property)) => Self::NewAlarm { device: decode(device), property: decode(property) },
                None => Self::Missing(decode(path)),
            },
            None if path == "alarms" => Self::Alarms,
            Some(("chart", series)) => Self::Chart(series_of(series)),
            None if path == "chart" => Self::Chart(Vec::new()),
            None if path.is_empty() => Self::Home,
            None if path == "devices" => Self::Devices,
            Some(("wall", room)) => Self::Wall(decode(room)),
            None if path == "wall" => Self::Wall(String::new()),
            Some(("topics", topic)) => Self::Topics(decode(topic)),
            None if path == "topics" => Self::Topics(String::new()),
            None if path == "retained" => Self::Retained,
            None if path == "activity" => Self::Activity,
            None if path == "broker" => Self::Broker,
            Some(("broker", "users")) => Self::Users,
            Some(("broker", "rights")) => Self::Rights,
            None if path == "settings" => Self::Settings,
            None if path == "more" => Self::More,
            _ => Self::Missing(decode(path)),
        }
    }

    /// The address for a link.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Home => "#/".to_owned(),
            Self::Room(name) => format!("#/room/{}", encode(name)),
            Self::Devices => "#/devices".to_owned(),
            Self::Device(id) => format!("#/device/{}", encode(id)),
            Self::Alarms => "#/alarms".to_owned(),
            Self::NewAlarm { device, property } => format!("#/alarms/{}/{}", encode(device), encode(property)),
            Self::Chart(series) => {
                let parts = series.iter().flat_map(|it| [&it.device, &it.property]);
                parts.fold("#/chart".to_owned(), |link, part| format!("{link}/{}", encode(part)))
            }
            Self::Topics(topic) if topic.is_empty() => "#/topics".to_owned(),
            Self::Topics(topic) => format!("#/topics/{}", encode(topic)),
            Self::Retained => "#/retained".to_owned(),
            Self::Activity => "#/activity".to_owned(),
            Self::Broker => "#/broker".to_owned(),
            Self::Users => "#/broker/users".to_owned(),
            Self::Rights => "#/broker/rights".to_owned(),
            Self::Settings => "#/settings".to_owned(),
            Self::More => "#/more".to_owned(),
            Self::Wall(room) if room.is_empty() => "#/wall".to_owned(),
            Self::Wall(room) => format!("#/wall/{}", encode(room)),
            Self::Missing(path) => format!("#/{path}"),
        }
    }

    /// Whether it is a list that stays beside a device of it.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Home | Self::Room(_) | Self::Devices)
    }

    /// The page of the navigation that this one belongs to.
    #[must_use]
    pub fn section(&self) -> Self {
        match self {
            Self::Device(_) | Self::Chart(_) => Self::Devices,
            Self::NewAlarm { .. } => Self::Alarms,
            Self::Users | Self::Rights => Self::Broker,
            Self::Topics(_) | Self::Retained => Self::Topics(String::new()),
            other => other.clone(),
        }
    }
}

/// Goes there.
pub(super) fn go(route: &Route) {
    let _ = window().location().set_hash(&route.href());
}

/// The page the person is on, now and after every click on a link or on Back.
pub(super) fn current() -> Live<Route> {
    let route = Cell::new(Route::parse(&hash()));
    listen_to_window("hashchange", move |_| route.set(Route::parse(&hash())));
    Live::new(move || route.get())
}

/// The device on whose page the person is.
pub(super) fn device_here() -> Option<String> {
    match Route::parse(&hash()) {
        Route::Device(id) => Some(id),
        _ => None,
    }
}

/// Whether the person is at this address, which no page of theirs has.
#[cfg(debug_assertions)]
pub(super) fn is(path: &str) -> bool {
    Route::parse(&hash()) == Route::Missing(path.to_owned())
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Devices and properties in turn, as many as a chart shows. Half a pair, and what is there twice, is left out.
fn series_of(path: &str) -> Vec<Series> {
    let parts: Vec<_> = path.split('/').take(2 * LINES).map(decode).collect();
    let mut all: Vec<Series> = Vec::new();
    for pair in parts.chunks_exact(2) {
        let series = Series { device: pair[0].clone(), property: pair[1].clone() };
        let is_whole = !series.device.is_empty() && !series.property.is_empty();
        if is_whole && !all.contains(&series) {
            all.push(series);
        }
    }
    all
}

fn encode(part: &str) -> String {
    js_sys::encode_uri_component(part).into()
}

/// A link that was not encoded, or badly, is taken as it stands.
fn decode(part: &str) -> String {
    js_sys::decode_uri_component(part).map_or_else(|_| part.to_owned(), String::from)
}
