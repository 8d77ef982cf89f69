//! What matters of a room, in one line: how warm it is, what is on, what is open.

use reactive_graph::owner::expect_context;

use crate::device::{Class, DeviceKey, Kind, Profile, Value};
use crate::language::t;
use crate::ui::cell::Live;
use crate::ui::dom::{self, Element, el};
use crate::ui::mirror::Mirror;
use crate::ui::{format, text};

/// What is known of a room at one glance.
#[derive(Default)]
struct Glance {
    /// The first thermometer's, which is the one people look at.
    temperature: Option<(f64, String)>,
    lights: usize,
    open: usize,
}

/// Says nothing while only some of the devices are in sight: what is not seen could be on.
pub(super) fn summary(devices: Live<Vec<DeviceKey>>, in_sight: Live<Vec<DeviceKey>>) -> Element {
    let mirror = expect_context::<Mirror>();
    let words = move || {
        let are_seen =
            devices.with(|devices| in_sight.with(|seen| devices.iter().all(|key| seen.binary_search(key).is_ok())));
        if are_seen { devices.with(|devices| told(mirror, devices)) } else { String::new() }
    };
    el("span").class("glance").child(dom::text(words))
}

fn told(mirror: Mirror, devices: &[DeviceKey]) -> String {
    let mut glance = Glance::default();
    for key in devices {
        let picture = mirror.picture(*key);
        let is_away = picture.heard.with(|heard| heard.declared == Some(false));
        picture.properties.with(|properties| {
            // What heats or is heated tells of itself, not of the room.
            let is_meter = properties.iter().all(|it| it.profile.with(|profile| !profile.access.can_set()));
            for property in properties.iter().filter(|_| !is_away) {
                property.report.with(|report| {
                    if let Some(report) = report {
                        property.profile.with(|profile| glance.take_in(profile, &report.value, is_meter));
                    }
                });
            }
        });
    }
    glance.words()
}

impl Glance {
    fn take_in(&mut self, profile: &Profile, value: &Value, is_meter: bool) {
        match (profile.class, &profile.kind, value) {
            (Class::Temperature, Kind::Numeric(numeric), Value::Number(number)) if is_meter => {
                self.temperature.get_or_insert_with(|| (*number, text::short(&numeric.unit)));
            }
            (Class::Light, Kind::Binary, value) if value.as_flag() == Some(true) => self.lights += 1,
            (Class::Opening, Kind::Binary, value) if value.as_flag() == Some(true) => self.open += 1,
            _ => {}
        }
    }

    fn words(self) -> String {
        let temperature =
            self.temperature.map(|(number, unit)| format::in_unit(format::number(number, Some(1)), &unit));
        let lights = match self.lights {
            0 => None,
            1 => Some(t!("one light on").to_owned()),
            count => Some(t!("{count} lights on", count = count.to_string())),
        };
        let open = match self.open {
            0 => None,
            1 => Some(t!("one window or door open").to_owned()),
            count => Some(t!("{count} windows or doors open", count = count.to_string())),
        };
        [temperature, lights, open].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}
