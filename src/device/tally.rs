//! How the members of a group answer a command to all of them.

use serde::{Deserialize, Serialize};

use super::{Answer, DeviceKey};

/// Names that are told at most of those that failed, and of those that are silent.
const NAMES: usize = 20;

/// Who is asked, if all members of a group are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many they are, if anybody says so.
    pub size: Option<u32>,
    /// The ids of those that are known.
    pub members: Vec<String>,
}

/// How many members of a group have answered, and what. A member that answers twice is counted once, as it answered first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many there are, if anybody says so.
    pub size: Option<u32>,
    pub done: u32,
    pub failed: u32,
    /// Of some that failed, their names and why.
    pub reasons: Vec<(String, String)>,
    /// The names of some that are known and have not answered.
    pub silent: Vec<String>,
}

/// What is kept of it beside what is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Awaited {
    /// Those that are known and have not answered, with their names.
    silent: Vec<(Option<DeviceKey>, String)>,
    answered: Vec<DeviceKey>,
}

impl Tally {
    /// How many have not answered, if it is known how many there are.
    #[must_use]
    pub fn missing(&self) -> Option<u32> {
        Some(self.size?.saturating_sub(self.done + self.failed))
    }

    /// Whether all have answered.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing() == Some(0)
    }

    pub(super) fn new(size: Option<u32>, awaited: &Awaited) -> Self {
        Self { size, silent: awaited.names(), ..Self::default() }
    }

    /// Returns whether that was news.
    pub(super) fn take(&mut self, member: DeviceKey, name: &str, answer: &Answer, awaited: &mut Awaited) -> bool {
        if awaited.answered.contains(&member) {
            return false;
        }
        awaited.answered.push(member);
        awaited.silent.retain(|(key, _)| *key != Some(member));
        self.silent = awaited.names();
        match answer {
            Answer::Done => self.done += 1,
            Answer::Failed(reason) => {
                self.failed += 1;
                if self.reasons.len() < NAMES {
                    self.reasons.push((name.to_owned(), reason.clone()));
                }
            }
        }
        true
    }
}

impl Awaited {
    pub(super) fn of(silent: Vec<(Option<DeviceKey>, String)>) -> Self {
        Self { silent, answered: Vec::new() }
    }

    pub(super) fn knows(&self, member: DeviceKey) -> bool {
        self.silent.iter().any(|(key, _)| *key == Some(member))
    }

    fn names(&self) -> Vec<String> {
        self.silent.iter().take(NAMES).map(|(_, name)| name.clone()).collect()
    }
}
