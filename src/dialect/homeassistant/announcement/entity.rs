//! One component of a device, as announced.

use std::time::Duration;

use super::aspect::{Aspect, Source};
use super::availability::Availability;
use super::device::Device;
use crate::device::Category;

/// One component of a device: a switch, a light, a sensor.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect) struct Entity {
    /// `light`, `sensor` and so on.
    pub component: &'static str,
    /// Its id in the topic, or the key of the component in the announcement of its device.
    pub object_id: String,
    pub unique_id: Option<String>,
    pub name: Name,
    /// `None` where no device is named.
    pub device: Option<Device>,
    pub availability: Availability,
    pub category: Category,
    /// Hidden until a person wants to see it.
    pub hidden: bool,
    pub icon: Option<String>,
    pub device_class: Option<String>,
    pub state_class: Option<String>,
    /// How long a value holds without news.
    pub expire_after: Option<Duration>,
    /// How long after `on` it is off without saying so.
    pub off_delay: Option<Duration>,
    /// What else is said about it: an object on this topic.
    pub attributes: Option<Source>,
    pub aspects: Vec<Aspect>,
    /// What cannot work as announced, for a person.
    pub problems: Vec<String>,
    /// Options that mean nothing here.
    pub ignored: Vec<String>,
}

/// What a component is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dialect) enum Name {
    /// As its device.
    Device,
    /// As things of its class are called.
    Class,
    Own(String),
}
