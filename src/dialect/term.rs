//! What a convention's document says about one of its keys, as a constant: a dialect's vocabulary is a table of these.

use super::scalar::Scalar;
use super::secret;
use crate::device::{Access, Category, Class, Kind, Profile, Value};

/// What a convention says about one of its keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    label: &'static str,
    holds: Holds,
    class: Class,
    category: Category,
    access: Access,
    asks_first: bool,
    is_stored: bool,
    is_in_form: bool,
}

/// A device's clock, where it is not to be believed.
pub(super) const OWN_TIME: Term = Term::text("The device’s own time", Class::Other).diagnostic();

/// How many values of the device's last document were one too many.
pub(super) const LEFT_OUT: Term = Term::reading("Values left out", "", Class::Other).diagnostic();

#[derive(Clone, Copy, Debug)]
enum Holds {
    /// On or off.
    Switch,
    /// A number in this unit.
    Reading(&'static str),
    /// A whole number in this unit that can be set, from the one to the other.
    Setting(&'static str, u32, u32),
    /// A whole percentage.
    Percentage,
    Colour,
    Playback,
    Text,
    /// Nothing: it happens.
    Action,
}

impl Term {
    pub(super) const fn switch(label: &'static str, class: Class) -> Self {
        Self::new(label, Holds::Switch, class)
    }

    pub(super) const fn reading(label: &'static str, unit: &'static str, class: Class) -> Self {
        Self::new(label, Holds::Reading(unit), class)
    }

    /// A whole number that can be set.
    pub(super) const fn setting(label: &'static str, unit: &'static str, low: u32, high: u32, class: Class) -> Self {
        Self::new(label, Holds::Setting(unit, low, high), class).settable()
    }

    pub(super) const fn percentage(label: &'static str, class: Class) -> Self {
        Self::new(label, Holds::Percentage, class)
    }

    pub(super) const fn colour(label: &'static str) -> Self {
        Self::new(label, Holds::Colour, Class::Light)
    }

    pub(super) const fn playback(label: &'static str) -> Self {
        Self::new(label, Holds::Playback, Class::Speaker)
    }

    pub(super) const fn text(label: &'static str, class: Class) -> Self {
        Self::new(label, Holds::Text, class)
    }

    /// Something to ask for that leaves no value.
    pub(super) const fn action(label: &'static str) -> Self {
        Self { access: Access::Write, ..Self::new(label, Holds::Action, Class::Other) }
    }

    pub(super) const fn settable(self) -> Self {
        Self { access: Access::ReadWrite, ..self }
    }

    /// To be asked for, and never told.
    pub(super) const fn write_only(self) -> Self {
        Self { access: Access::Write, ..self }
    }

    /// Asked for with care.
    pub(super) const fn asking_first(self) -> Self {
        Self { asks_first: true, ..self }
    }

    /// The broker stores what is asked for.
    pub(super) const fn stored(self) -> Self {
        Self { is_stored: true, ..self }
    }

    /// Asked for together with others.
    pub(super) const fn in_form(self) -> Self {
        Self { is_in_form: true, ..self }
    }

    pub(super) const fn diagnostic(self) -> Self {
        Self { category: Category::Diagnostic, ..self }
    }

    pub(super) const fn config(self) -> Self {
        Self { category: Category::Config, ..self }
    }

    pub(super) fn profile(self) -> Profile {
        let kind = match self.holds {
            Holds::Switch => Kind::Binary,
            Holds::Reading(unit) => Kind::reading(unit),
            Holds::Setting(unit, low, high) => Kind::level(unit, low.into(), high.into()),
            Holds::Percentage => Kind::level("%", 0.0, 100.0),
            Holds::Colour => Kind::Colour,
            Holds::Playback => Kind::Playback,
            Holds::Text => Kind::Text,
            Holds::Action => Kind::Action,
        };
        let Self { access, category, class, asks_first, is_stored, is_in_form, .. } = self;
        let asks_first = asks_first || class == Class::Lock;
        let profile = Profile::read_only(self.label, kind);
        Profile { access, category, class, asks_first, is_stored, is_in_form, ..profile }
    }

    /// What a device reports: a number also where it wrote one as text, and what it wrote where that is none.
    pub(super) fn value(self, scalar: Scalar<'_>) -> Value {
        match self.number(scalar) {
            Some(number) => Value::Number(number),
            None if self.unit().is_some() && scalar.is_missing() => Value::Unknown,
            None => scalar.value(),
        }
    }

    /// Whether a device that reports this speaks of what the term means.
    pub(super) fn fits(self, scalar: Scalar<'_>) -> bool {
        self.unit().is_none() || scalar.is_missing() || self.number(scalar).is_some()
    }

    const fn new(label: &'static str, holds: Holds, class: Class) -> Self {
        let (category, access) = (Category::Primary, Access::Read);
        Self { label, holds, class, category, access, asks_first: false, is_stored: false, is_in_form: false }
    }

    fn number(self, scalar: Scalar<'_>) -> Option<f64> {
        scalar.number(self.unit()?)
    }

    fn unit(self) -> Option<&'static str> {
        match self.holds {
            Holds::Reading(unit) | Holds::Setting(unit, ..) => Some(unit),
            Holds::Percentage => Some("%"),
            Holds::Switch | Holds::Colour | Holds::Playback | Holds::Text | Holds::Action => None,
        }
    }
}

/// What can be said of a key that no document mentions: what its name and its first value suggest, and nothing that could
/// be wrong, such as a unit.
pub(super) fn guess(key: &str, value: &Value) -> Profile {
    let name = key.rsplit('.').next().unwrap_or(key);
    let profile = Profile::unknown(key, value).with_class(class_of(name));
    if secret::is_secret(name) {
        return profile.with_category(Category::Config);
    }
    match value {
        Value::Text(_) if value.as_flag().is_some() => Profile { kind: Kind::Binary, ..profile },
        _ => profile,
    }
}

fn class_of(name: &str) -> Class {
    let name = name.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["battery"]) {
        Class::Battery
    } else if says(&["temperature"]) || name == "temp" || name.ends_with("_temp") {
        Class::Temperature
    } else if says(&["humidity"]) {
        Class::Humidity
    } else if says(&["rssi", "signal", "linkquality"]) {
        Class::Signal
    } else if says(&["uptime"]) {
        Class::Duration
    } else if says(&["energy", "kwh"]) {
        Class::Energy
    } else if says(&["watt"]) {
        Class::Power
    } else {
        Class::Other
    }
}
