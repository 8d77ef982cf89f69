//! What a person wants to be warned of: a property, and what about it is not as it should be.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::device::Value;
use crate::language::t;

/// Rules of one home.
const RULES: usize = 100;
/// Characters of any of its texts.
const TEXT: usize = 256;
/// Nothing is waited for longer.
const LONGEST: Duration = Duration::from_hours(24 * 31);

/// When there is an alarm about a property.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Unique among those of a home.
    pub name: String,
    /// The id of the device.
    pub device: String,
    /// The id of the property.
    pub property: String,
    /// What both were called when the rule was made, and the unit of the property.
    pub device_name: String,
    pub label: String,
    pub unit: String,
    pub condition: Condition,
    /// How long it is so before that is an alarm. Of silence, and of what stays the same, how long that is all right.
    pub lasting: Duration,
    pub is_on: bool,
}

/// What is not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// Over again at `slack` below the limit, so that a value that wavers there is one alarm and not a hundred.
    Above { limit: f64, slack: f64 },
    /// Over again at `slack` above the limit.
    Below { limit: f64, slack: f64 },
    /// The highest and the lowest number within so long are further apart than that.
    Changes { by: f64, within: Duration },
    /// Nothing is reported.
    Silent,
    /// Nothing else is reported.
    Stuck,
    /// It is on, or off, or this word.
    Says(Value),
}

impl Condition {
    /// Whether it is about how things are, which a copy that the broker kept tells too, and not about the course of time.
    #[must_use]
    pub fn is_of_state(&self) -> bool {
        matches!(self, Self::Above { .. } | Self::Below { .. } | Self::Says(_))
    }
}

impl Rule {
    /// Why it makes no sense, if it makes none.
    pub fn check(&self) -> Result<(), String> {
        let texts = [&self.name, &self.device, &self.property, &self.device_name, &self.label, &self.unit];
        let complaint = match &self.condition {
            _ if self.device.is_empty() || self.property.is_empty() => Some(t!("it is about no property")),
            _ if texts.iter().any(|text| text.chars().count() > TEXT) => Some(t!("one of its texts is too long")),
            _ if self.lasting > LONGEST => Some(t!("it waits for more than a month")),
            Condition::Above { limit, slack } | Condition::Below { limit, slack }
                if !limit.is_finite() || !slack.is_finite() || *slack < 0.0 =>
            {
                Some(t!("its limit is no number"))
            }
            Condition::Changes { by, within }
                if !by.is_finite() || *by <= 0.0 || within.is_zero() || *within > LONGEST =>
            {
                Some(t!("by how much it changes, and within how long, has to be more than nothing"))
            }
            Condition::Silent | Condition::Stuck if self.lasting.is_zero() => {
                Some(t!("it has to be told for how long"))
            }
            Condition::Says(Value::Unknown) => Some(t!("the word is missing")),
            Condition::Says(Value::Text(word)) if word.trim().is_empty() => Some(t!("the word is missing")),
            _ => None,
        };
        complaint.map_or(Ok(()), |complaint| {
            Err(t!("the alarm {name} makes no sense: {complaint}", complaint, name = self.name))
        })
    }
}

/// All rules of a home, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules(Vec<Rule>);

impl Rules {
    #[must_use]
    pub fn all(&self) -> &[Rule] {
        &self.0
    }

    pub fn forget(&mut self, name: &str) {
        self.0.retain(|rule| rule.name != name);
    }

    /// In the place of the one of that name. Returns why it cannot be; then nothing has changed.
    pub fn put(&mut self, rule: Rule) -> Result<(), String> {
        rule.check()?;
        if self.0.iter().filter(|known| known.name != rule.name).count() >= RULES {
            return Err(t!("there would be more than {count} alarms", count = RULES.to_string()));
        }
        self.forget(&rule.name);
        let place = self.0.partition_point(|known| known.name < rule.name);
        self.0.insert(place, rule);
        Ok(())
    }

    /// In the place of one of another name, which is no more then.
    pub fn replace(&mut self, former: &str, rule: Rule) -> Result<(), String> {
        if former != rule.name && self.0.iter().any(|known| known.name == rule.name) {
            return Err(t!("there is another alarm called {name}", name = rule.name));
        }
        let mut others = self.clone();
        others.forget(former);
        others.put(rule)?;
        *self = others;
        Ok(())
    }
}
