//! Devices of which only a word is left: announced and never heard, heard and never announced, or known from nothing but what
//! the broker has kept.

use std::time::Duration;

use super::last_words::LastWords;
use super::{Announced, Dialect};
use crate::device::{Device, Registry};
use crate::order::by_text;

/// Nobody who has listened for a shorter time says that somebody is silent. Things that run on batteries are silent for
/// hours: longer would be surer, but hardly anybody looks at a page for so long.
const PATIENCE: Duration = Duration::from_mins(10);
/// Ghosts that are told at once.
const GHOSTS: usize = 500;

/// A device that may not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ghost {
    /// The id of the device.
    pub device: String,
    pub haunting: Haunting,
    pub haunts: Vec<Haunts>,
}

/// Why a device may not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Haunting {
    /// It was announced, and nobody has spoken.
    NeverHeard,
    /// It speaks where whoever speaks announces itself, and has not done so.
    NeverAnnounced,
    /// All that is known of it is what the broker has kept.
    OnlyKept,
}

/// A topic that a ghost is known from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Haunts {
    pub topic: String,
    /// The broker keeps a message there that is about this ghost alone: without it the ghost would be gone.
    pub is_kept: bool,
}

/// All ghosts, as they seem to one who has listened for so long.
pub(super) fn all(
    dialects: &[Box<dyn Dialect>],
    last_words: &LastWords,
    registry: &Registry,
    listening: Duration,
) -> Vec<Ghost> {
    let mut said = last_words.by_device();
    let ghost = |device: &Device| {
        let topics: Vec<_> = device.ids().filter_map(|id| said.remove(id)).flatten().collect();
        let topics = by_text(topics, |(topic, _)| topic);
        let announced = announced(dialects, device);
        let is_announced = announced.iter().any(|it| !it.places.is_empty());
        let is_unexpected = |(topic, _): &(&str, bool)| dialects.iter().any(|it| it.expects_announcement(topic));
        let haunting = if is_nobodys(dialects, device) && topics.iter().any(is_unexpected) {
            Haunting::NeverAnnounced
        } else if listening < PATIENCE || device.heard.last.is_some() {
            return None;
        } else if device.has_spoken {
            Haunting::OnlyKept
        } else if is_announced && announced.iter().any(|it| !it.speaks_on.is_empty()) {
            Haunting::NeverHeard
        } else {
            return None;
        };
        let mut haunts = Vec::new();
        for (topic, is_kept) in topics {
            haunts.push(Haunts { topic: topic.to_owned(), is_kept });
        }
        for Announced { places, is_alone, speaks_on } in announced {
            haunts.extend(places.into_iter().map(|topic| Haunts { topic, is_kept: is_alone }));
            haunts.extend(speaks_on.into_iter().map(|topic| Haunts { topic, is_kept: false }));
        }
        let mut seen = std::collections::HashSet::new();
        haunts.retain(|haunts| seen.insert(haunts.topic.clone()));
        Some(Ghost { device: device.id.clone(), haunting, haunts })
    };
    registry.devices().filter_map(ghost).take(GHOSTS).collect()
}

/// Whether somebody has announced the device.
pub(super) fn is_announced(dialects: &[Box<dyn Dialect>], device: &Device) -> bool {
    announced(dialects, device).iter().any(|announced| !announced.places.is_empty())
}

fn announced(dialects: &[Box<dyn Dialect>], device: &Device) -> Vec<Announced> {
    let voices = device.ids().filter_map(|id| id.split_once(':'));
    let of = |(convention, native_id): (&str, &str)| {
        dialects.iter().find(|dialect| dialect.name() == convention).map(|dialect| dialect.announced(native_id))
    };
    voices.filter_map(of).collect()
}

/// Whether no convention reads what the device says, but the one that reads whatever is left.
fn is_nobodys(dialects: &[Box<dyn Dialect>], device: &Device) -> bool {
    let left = dialects.last().map(|dialect| dialect.name());
    device.ids().all(|id| id.split_once(':').map(|(convention, _)| convention) == left)
}
