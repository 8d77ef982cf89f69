//! Pictures from the page's sprite, `style/icons.svg`. They never speak alone: words stand beside them.

use leptos::prelude::*;

use crate::device::Class;

#[component]
pub(super) fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("#i-{name}")></use>
        </svg>
    }
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
