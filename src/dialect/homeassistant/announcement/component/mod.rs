//! Every component that can be announced. A new one is one file here, one line in [`ALL`].

mod alarm;
mod binary;
mod climate;
mod cover;
mod event;
mod fan;
mod input;
mod light;
mod lock;
mod picture;
mod press;
mod sensor;
mod tracker;
mod update;
mod vacuum;

use super::aspect::Aspect;
use super::options::Options;
use super::row::Row;

/// What can be announced of one kind.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) name: &'static str,
    /// Options without which it cannot work.
    pub(super) needs: &'static [&'static str],
    rows: &'static [Row],
    /// What no row can say.
    more: fn(&Options<'_>, &mut Vec<Aspect>),
}

const ALL: &[&Component] = &[
    &alarm::ALARM_CONTROL_PANEL,
    &binary::BINARY_SENSOR,
    &binary::SIREN,
    &binary::SWITCH,
    &climate::CLIMATE,
    &climate::HUMIDIFIER,
    &climate::WATER_HEATER,
    &cover::COVER,
    &cover::VALVE,
    &event::DEVICE_AUTOMATION,
    &event::EVENT,
    &event::TAG,
    &fan::FAN,
    &input::DATE,
    &input::DATETIME,
    &input::NUMBER,
    &input::SELECT,
    &input::TEXT,
    &input::TIME,
    &light::LIGHT,
    &lock::LOCK,
    &picture::CAMERA,
    &picture::IMAGE,
    &press::BUTTON,
    &press::NOTIFY,
    &press::SCENE,
    &sensor::SENSOR,
    &tracker::DEVICE_TRACKER,
    &update::UPDATE,
    &vacuum::LAWN_MOWER,
    &vacuum::VACUUM,
];

pub(super) fn of_name(name: &str) -> Option<&'static Component> {
    ALL.iter().copied().find(|component| component.name == name)
}

impl Component {
    /// A component whose aspects are those of its rows.
    const fn new(name: &'static str, needs: &'static [&'static str], rows: &'static [Row]) -> Self {
        Self { name, needs, rows, more: |_, _| {} }
    }

    /// Changes what the rows have made.
    const fn and(self, more: fn(&Options<'_>, &mut Vec<Aspect>)) -> Self {
        Self { more, ..self }
    }

    pub(super) fn aspects(&self, options: &Options<'_>) -> Vec<Aspect> {
        let mut aspects = self.rows.iter().filter_map(|row| row.aspect(options)).collect();
        (self.more)(options, &mut aspects);
        aspects
    }
}

/// The options of a plain state and its commands.
const fn plain(key: &'static str, kind: super::row::Kind) -> Row {
    Row::new(key, kind).reads("state_topic", "value_template").writes("command_topic", "command_template")
}
