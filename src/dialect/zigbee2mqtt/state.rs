//! What one message of a device says.

use super::feature::{self, Feature, Wire};
use crate::device::{Update, Value};
use crate::dialect::clock::believable;
use crate::dialect::scalar::Scalar;
use crate::dialect::{colour, json, note_left_out};
use crate::language::t;
use crate::time::Now;

/// The numbers of a colour, which come one by one.
#[derive(Default)]
struct Colour {
    x: Option<f64>,
    y: Option<f64>,
    hue: Option<f64>,
    saturation: Option<f64>,
}

/// The state of a device, or a part of it.
pub(super) fn read(mut update: Update, features: &[Feature], text: &str, now: Now) -> Result<Update, String> {
    let mut colours: Vec<(usize, Colour)> = Vec::new();
    let left_out = json::read_object(text, &[], &mut |path, scalar| {
        if let Some(feature) = feature::find(features, path) {
            return update.value(path, feature.value(scalar));
        }
        if let Some((parent, part)) = path.rsplit_once('.')
            && let Some(place) = feature::place_of(features, parent)
            && matches!(features[place].wire, Wire::Colour(_))
        {
            let known = colours.iter().position(|(known, _)| *known == place).unwrap_or_else(|| {
                colours.push((place, Colour::default()));
                colours.len() - 1
            });
            return colours[known].1.take(part, scalar.number(""));
        }
        let value = match (path, believable(scalar, now)) {
            ("last_seen", Some(moment)) => Value::Text(moment.to_iso8601()),
            _ => scalar.value(),
        };
        update.value(path, value);
    })?;
    for (place, colour) in colours {
        update.value(&features[place].id, colour.value());
    }
    note_left_out(&mut update, left_out);
    Ok(update)
}

/// Whether somebody is there: `online`, or the same in an object.
pub(super) fn presence(text: &str) -> Result<bool, String> {
    let mut said = None;
    if json::is_document(text) {
        json::read(text, &[], &mut |path, scalar| {
            if matches!(path, "state" | "") {
                said = scalar.presence();
            }
        })
        .map_err(|error| t!("broken JSON: {error}", error = error.to_string()))?;
    } else {
        said = Scalar::bare(text).presence();
    }
    said.ok_or_else(|| t!("expected “online” or “offline”").to_owned())
}

impl Colour {
    fn take(&mut self, part: &str, number: Option<f64>) {
        match part {
            "x" => self.x = number,
            "y" => self.y = number,
            "hue" => self.hue = number,
            "saturation" => self.saturation = number,
            _ => {}
        }
    }

    fn value(&self) -> Value {
        let hex = match (self.x.zip(self.y), self.hue.zip(self.saturation)) {
            (Some((x, y)), _) => colour::hex(colour::Space::Xy, &[x, y]),
            (None, Some((hue, saturation))) => colour::hex(colour::Space::Hs, &[hue, saturation]),
            (None, None) => None,
        };
        hex.map_or(Value::Unknown, Value::Text)
    }
}
