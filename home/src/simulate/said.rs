//! What the home has said: how often, and the last word on each topic, for those who want to know whether it arrived.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::device::Message;

/// What was last handed to the broker on a topic, and when.
#[derive(Debug, Clone)]
pub struct LastWord {
    pub message: Message,
    pub at: SystemTime,
}

#[derive(Debug, Default)]
pub(super) struct Said {
    count: AtomicU64,
    /// As many as the home has topics.
    last: Mutex<HashMap<String, LastWord>>,
}

impl Said {
    pub(super) fn note(&self, message: Message) {
        self.note_in_vain();
        let word = LastWord { message, at: SystemTime::now() };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match last.get_mut(&word.message.topic) {
            Some(known) => *known = word,
            None => {
                last.insert(word.message.topic.clone(), word);
            }
        }
    }

    /// It was said, and the broker did not take it.
    pub(super) fn note_in_vain(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn last_words(&self) -> Vec<LastWord> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut words: Vec<_> = last.values().cloned().collect();
        words.sort_by_key(|word| word.at);
        words
    }
}
