//! All limits of the program, in one place.

use std::time::Duration;

use crate::{device, history, mqtt, topics};

/// How much of everything is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub mqtt: mqtt::Limits,
    pub device: device::Limits,
    pub unread: UnreadLimits,
    pub history: history::Limits,
    /// Topic filters that announcements may add to those of the conventions.
    pub announced_filters: usize,
    pub explorer: topics::Limits,
    pub hand: HandLimits,
    pub recording: RecordingLimits,
    pub last_known: LastKnownLimits,
    pub topics: TopicLimits,
    /// Topics of which messages are counted while somebody looks at who talks how much.
    pub traffic_topics: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            mqtt: mqtt::Limits::default(),
            device: device::Limits::default(),
            unread: UnreadLimits::default(),
            history: history::Limits::default(),
            announced_filters: 1_000,
            explorer: topics::Limits::default(),
            hand: HandLimits::default(),
            recording: RecordingLimits::default(),
            last_known: LastKnownLimits::default(),
            topics: TopicLimits::default(),
            traffic_topics: 4_000,
        }
    }
}

/// How far goes what is done by hand.
#[derive(Clone, Copy, Debug)]
pub struct HandLimits {
    /// How often a message is repeated at most, and after how many seconds at the latest.
    pub repeats: u32,
    pub repeat_seconds: u32,
    /// Seconds for which an answer is waited for.
    pub patience_seconds: u32,
    /// Bytes of an answer that are kept.
    pub answer_bytes: usize,
    /// Retained messages that are listed, and bytes of their topics.
    pub retained: usize,
    pub retained_names: usize,
    /// Bytes of what their payloads begin with, and of one of these.
    pub retained_excerpts: usize,
    pub retained_excerpt: usize,
    /// How long they are listed at most.
    pub listing: Duration,
    /// How many topics are cleared at once.
    pub clearing: usize,
}

impl Default for HandLimits {
    fn default() -> Self {
        Self {
            repeats: 1_000,
            repeat_seconds: 3_600,
            patience_seconds: 300,
            answer_bytes: 65_536,
            retained: 150_000,
            retained_names: 16 * 1024 * 1024,
            retained_excerpts: 8 * 1024 * 1024,
            retained_excerpt: 120,
            listing: Duration::from_mins(2),
            clearing: 20,
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

/// How large recordings are, and how much of one is played at once.
#[derive(Clone, Copy, Debug)]
pub struct RecordingLimits {
    /// Bytes of a recording that is made; then it ends.
    pub bytes: usize,
    /// Messages of any.
    pub messages: usize,
    /// Topics of which it becomes known only after they were spoken on that secrets are said there; then it ends as well.
    pub secret_topics: usize,
    /// Bytes of a recording that is opened.
    pub opened_bytes: usize,
    /// Bytes of one of its lines; a longer one is left out.
    pub line: usize,
    /// Messages that are played before the program looks up.
    pub messages_at_once: usize,
    /// Bytes of their payloads.
    pub bytes_at_once: usize,
}

impl Default for RecordingLimits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024 * 1024,
            messages: 500_000,
            secret_topics: 1_000,
            opened_bytes: OPENED_BYTES,
            line: 8 * 1024 * 1024,
            messages_at_once: 1_000,
            bytes_at_once: 1024 * 1024,
        }
    }
}

/// How much is known of the topics that devices are heard on.
#[derive(Clone, Copy, Debug)]
pub struct TopicLimits {
    /// Topics; on more nothing is noted.
    pub topics: usize,
    /// Devices that are heard on the same one.
    pub devices: usize,
    /// Bytes of how a message begins.
    pub start: usize,
    /// Topics of one device that are told.
    pub told: usize,
}

impl Default for TopicLimits {
    fn default() -> Self {
        Self { topics: 30_000, devices: 8, start: 240, told: 100 }
    }
}

/// How much of what was last known is kept from one visit to the next.
#[derive(Clone, Copy, Debug)]
pub struct LastKnownLimits {
    /// Topics; what is said on more is not kept.
    pub topics: usize,
    /// Bytes of all of them, with what was said.
    pub bytes: usize,
    /// Bytes of a message; a longer one is not kept.
    pub message: usize,
    /// What is older is not told any more.
    pub days: u16,
}

impl Default for LastKnownLimits {
    fn default() -> Self {
        Self { topics: 20_000, bytes: 8 * 1024 * 1024, message: 512 * 1024, days: 30 }
    }
}

/// The page reads no larger file.
pub const OPENED_BYTES: usize = 64 * 1024 * 1024;
