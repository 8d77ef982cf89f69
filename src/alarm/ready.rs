//! Alarms that a device's own settings suggest: the board that warns above 800 has a sensor that says so.

/// Where a board keeps above what it warns.
pub const THRESHOLDS: &str = "alertThresholds.";

/// An alarm that wants only to be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// Which of the properties it is about.
    pub property: usize,
    /// Above which the device itself warns.
    pub limit: f64,
}

/// What the properties of one device, by their ids and the numbers that they say, suggest.
#[must_use]
pub fn ready(properties: &[(&str, Option<f64>)]) -> Vec<Ready> {
    let suggested = properties.iter().filter_map(|(id, value)| {
        let quantity = id.strip_prefix(THRESHOLDS)?;
        let limit = (*value)?;
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
        let properties = [
            ("gasPpm", Some(400.0)),
            ("gasoline", Some(1.0)),
            ("temperature", None),
            ("alertThresholds.gas", Some(800.0)),
            ("alertThresholds.temperature", Some(35.0)),
            ("alertThresholds.humidity", Some(80.0)),
            ("alertThresholds.", None),
        ];
        let gas = Ready { property: 0, limit: 800.0 };
        assert_eq!(ready(&properties), [gas, Ready { property: 2, limit: 35.0 }]);
    }
}
