//! What a device exposes: what its state holds, and what of that it can be asked for.

use serde_json::{Value, json};

#[derive(Clone, Copy)]
pub(super) enum Access {
    /// It is in the state.
    State = 1,
    /// It can only be set.
    Set = 2,
    StateAndSet = 3,
    /// It is in the state, can be set and can be asked for.
    All = 7,
}

pub(super) enum Expose {
    /// A light, a cover, a climate; what makes it one.
    Whole(&'static str, Vec<Expose>),
    /// Its key, and how it writes on and off.
    Binary(&'static str, Access, Value, Value),
    /// Its key, its unit, and if it can be set its ends and the step between two values.
    Numeric(&'static str, Access, &'static str, Option<(f64, f64, f64)>),
    Enum(&'static str, Access, &'static [&'static str]),
    /// In CIE 1931 x and y.
    Colour,
}

impl Expose {
    pub(super) fn on_off() -> Self {
        Self::Binary("state", Access::All, json!("ON"), json!("OFF"))
    }

    pub(super) fn reading(key: &'static str, unit: &'static str) -> Self {
        Self::Numeric(key, Access::State, unit, None)
    }

    /// As the bridge announces it.
    pub(super) fn definition(&self) -> Value {
        match self {
            Self::Whole(kind, features) => {
                json!({ "type": kind, "features": features.iter().map(Self::definition).collect::<Value>() })
            }
            Self::Binary(key, access, on, off) => {
                let mut feature = named("binary", key, *access);
                (feature["value_on"], feature["value_off"]) = (on.clone(), off.clone());
                feature
            }
            Self::Numeric(key, access, unit, ends) => {
                let mut feature = named("numeric", key, *access);
                if !unit.is_empty() {
                    feature["unit"] = json!(unit);
                }
                if let Some((low, high, step)) = ends {
                    (feature["value_min"], feature["value_max"]) = (json!(low), json!(high));
                    feature["value_step"] = json!(step);
                }
                feature
            }
            Self::Enum(key, access, words) => {
                let mut feature = named("enum", key, *access);
                feature["values"] = json!(words);
                feature
            }
            Self::Colour => {
                let part = |key: &'static str| named("numeric", key, Access::All);
                json!({
                    "type": "composite", "name": "color_xy", "property": "color", "label": "Color (X/Y)", "access": 7,
                    "features": [part("x"), part("y")],
                })
            }
        }
    }

    /// Whether `key` is exposed here and can be set to this.
    pub(super) fn takes(&self, key: &str, wanted: &Value) -> bool {
        match self {
            Self::Whole(_, features) => features.iter().any(|feature| feature.takes(key, wanted)),
            Self::Binary(own, access, on, off) => *own == key && access.can_set() && (wanted == on || wanted == off),
            Self::Numeric(own, access, _, ends) => {
                let within = |number| ends.is_none_or(|(low, high, _)| (low..=high).contains(&number));
                *own == key && access.can_set() && wanted.as_f64().is_some_and(within)
            }
            Self::Enum(own, access, words) => {
                *own == key && access.can_set() && wanted.as_str().is_some_and(|word| words.contains(&word))
            }
            Self::Colour => key == "color" && wanted["x"].is_number() && wanted["y"].is_number(),
        }
    }
}

impl Access {
    fn can_set(self) -> bool {
        self as u8 & Self::Set as u8 != 0
    }
}

fn named(kind: &str, key: &str, access: Access) -> Value {
    let words = key.replace('_', " ");
    let label = words.chars().take(1).flat_map(char::to_uppercase).chain(words.chars().skip(1));
    let category = match key {
        "linkquality" | "battery" | "voltage" => Some("diagnostic"),
        "identify" | "power_on_behavior" | "child_lock" => Some("config"),
        _ => None,
    };
    let mut feature = json!({
        "type": kind, "name": key, "property": key, "label": label.collect::<String>(), "access": access as u8,
    });
    if let Some(category) = category {
        feature["category"] = json!(category);
    }
    feature
}
