//! All limits of the program, in one place.

use crate::{device, history, mqtt};

/// How much of everything is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub mqtt: mqtt::Limits,
    pub device: device::Limits,
    pub unread: UnreadLimits,
    pub history: history::Limits,
    /// Topic filters that announcements may add to those of the conventions.
    pub announced_filters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            mqtt: mqtt::Limits::default(),
            device: device::Limits::default(),
            unread: UnreadLimits::default(),
            history: history::Limits::default(),
            announced_filters: 1_000,
        }
    }
}

/// How much is kept of what was not understood.
#[derive(Clone, Copy, Debug)]
pub struct UnreadLimits {
    /// Topics; the one not heard for longest makes room.
    pub topics: usize,
    /// Characters of a topic.
    pub topic: usize,
    /// Characters of a payload.
    pub excerpt: usize,
}

impl Default for UnreadLimits {
    fn default() -> Self {
        Self { topics: 200, topic: 200, excerpt: 240 }
    }
}
