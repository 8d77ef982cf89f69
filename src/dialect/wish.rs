//! What conventions share in asking devices for something.

use serde::Serialize;

use super::{CannotWrite, Mark};
use crate::device::{Code, Device, Kind, Numeric, Profile, Value, digits};
use crate::mqtt::Publication;

/// What a person asks a device for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub device: &'a Device,
    /// The device's id within the convention that is to write.
    pub native_id: &'a str,
    pub property: &'a str,
    /// What the property is.
    pub profile: &'a Profile,
    pub wanted: &'a Value,
    /// What the person has typed, if they were asked for a code.
    pub code: Option<&'a Code>,
    pub mark: &'a Mark,
}

impl Wish<'_> {
    pub(super) fn read_only(self) -> CannotWrite {
        CannotWrite::ReadOnly(self.profile.label.clone())
    }

    pub(super) fn not_a_value(self) -> CannotWrite {
        CannotWrite::NotAValue { property: self.profile.label.clone(), wanted: self.wanted.plain() }
    }

    /// Whether it is within the ends of its property, if those are known, and comes with the code that it needs.
    pub(super) fn check(self) -> Result<(), CannotWrite> {
        if self.code.is_none() && self.profile.wants_code(self.wanted) {
            return Err(CannotWrite::NeedsCode(self.profile.label.clone()));
        }
        let Kind::Numeric(Numeric { range: Some((low, high)), unit, .. }) = &self.profile.kind else { return Ok(()) };
        if self.wanted.as_number().is_none_or(|number| (*low..=*high).contains(&number)) {
            return Ok(());
        }
        let (property, unit) = (self.profile.label.clone(), unit.clone());
        Err(CannotWrite::OutOfRange { property, low: digits(*low), high: digits(*high), unit })
    }

    /// On or off, if that is wanted.
    pub(super) fn flag(self) -> Result<bool, CannotWrite> {
        self.wanted.as_flag().ok_or_else(|| self.not_a_value())
    }

    /// A whole percentage, if one is wanted.
    pub(super) fn percentage(self) -> Result<u8, CannotWrite> {
        percentage(self.wanted).ok_or_else(|| self.not_a_value())
    }
}

/// A whole percentage, if `wanted` is one.
fn percentage(wanted: &Value) -> Option<u8> {
    let percentage = wanted.as_number()?.round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    (0.0..=100.0).contains(&percentage).then_some(percentage as u8)
}

/// A command is for now: never retained, and sent at least once so that the broker's answer is heard.
pub(super) fn publication(topic: String, command: &impl Serialize) -> Publication {
    let payload = serde_json::to_vec(command).expect("commands are plain data");
    Publication::new(topic, payload)
}
