//! Pictures from the page's sprite, `style/icons.svg`. They never speak alone: words stand beside them.

use super::dom::{Element, svg};
use crate::device::Class;

pub(super) fn icon(name: &str) -> Element {
    around(svg("use").attr("href", &address(name)))
}

/// A picture that becomes another one.
pub(super) fn changing_icon(name: impl Fn() -> &'static str + 'static) -> Element {
    around(svg("use").mark("href", move || address(name())))
}

fn around(picture: Element) -> Element {
    svg("svg").class("icon").attr("aria-hidden", "true").child(picture)
}

fn address(name: &str) -> String {
    format!("#i-{name}")
}

/// The picture of a device whose foremost property is of this class.
pub(super) fn of_class(class: Class) -> &'static str {
    match class {
        Class::Light => "bulb",
        Class::Speaker => "music",
        Class::Lock | Class::Alarm => "lock",
        Class::Cover | Class::Opening => "door",
        Class::Fan => "fan",
        Class::Robot => "robot",
        Class::Motion | Class::Presence => "person",
        Class::Problem => "warn",
        Class::Illuminance => "sun",
        Class::Pressure | Class::Air => "air",
        Class::Switch => "switch",
        Class::Temperature | Class::Climate => "temperature",
        Class::Humidity | Class::Moisture => "drop",
        Class::Power | Class::Energy => "power",
        Class::Gas => "gas",
        Class::Fire => "flame",
        Class::Battery | Class::Charging => "battery",
        Class::Signal | Class::Connectivity => "signal",
        Class::Duration => "clock",
        Class::Other => "device",
    }
}
