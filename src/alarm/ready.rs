//! Alarms that a device's own settings suggest: the board that warns above 800 has a sensor that says so.

use crate::device::{Value, number_from_text};

/// Where a board keeps above what it warns.
const THRESHOLDS: &str = "alertThresholds.";

/// An alarm that wants only to be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// Which of the properties it is about.
    pub property: usize,
    /// Above which the device itself warns.
    pub limit: f64,
}

/// What the properties of one device, by their ids and what they say, suggest.
#[must_use]
pub fn ready(properties: &[(&str, Option<Value>)]) -> Vec<Ready> {
    let suggested = properties.iter().filter_map(|(id, value)| {
        let quantity = id.strip_prefix(THRESHOLDS)?;
        let limit = match value.as_ref()? {
            Value::Number(number) => *number,
            Value::Text(text) => number_from_text(text)?,
            _ => return None,
        };
        // The sensor of `gas` is called `gasPpm`.
        let is_of = |id: &str| id.strip_prefix(quantity).is_some_and(|unit| !unit.starts_with(char::is_lowercase));
        let property = properties.iter().position(|(id, _)| is_of(id))?;
        Some(Ready { property, limit })
    });
    suggested.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_offered_for_the_sensor_that_it_is_about() {
        let number = |number| Some(Value::Number(number));
        let properties = [
            ("gasPpm", number(400.0)),
            ("gasoline", number(1.0)),
            ("temperature", None),
            ("alertThresholds.gas", number(800.0)),
            ("alertThresholds.temperature", Some(Value::Text("35".to_owned()))),
            ("alertThresholds.humidity", number(80.0)),
            ("alertThresholds.", Some(Value::Unknown)),
        ];
        let gas = Ready { property: 0, limit: 800.0 };
        assert_eq!(ready(&properties), [gas, Ready { property: 2, limit: 35.0 }]);
    }
}
