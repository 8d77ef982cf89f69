//! What becomes of a message on its way into the home, and of what it changes there.

use bytes::Bytes;

use super::App;
use crate::device::Change;
use crate::mqtt::{Message, QoS};
use crate::time::Now;

impl App {
    pub(super) fn read(&mut self, message: &Message, now: Now) {
        self.counters.messages_received += 1;
        if message.retain {
            self.snapshot.note(now.instant);
            self.family.note_kept(now.instant);
            self.last_known.wait(now.instant);
        }
        self.rights.hear(&message.topic, message.retain, now.timestamp);
        self.feed.counted();
        if message.payload.is_empty() && !message.retain {
            self.errands.note_cleared(&message.topic);
        }
        let is_of_users = self.hears_users(message, now);
        let copy = self.copies.sort(message, self.session.can_mark(), |topic| self.listening.covers(topic));
        let is_of_home = self.explore(message, copy, now);
        if self.oversee(message, copy, now) && is_of_home && !is_of_users {
            self.hear(message, now);
        }
    }

    /// What the broker kept on this topic is no more. It does not send us the message that said so, for it was ours.
    pub(super) fn forget_kept(&mut self, topic: String, now: Now) {
        let message = Message { qos: QoS::AtLeastOnce, ..Message::new(topic, Bytes::new()) };
        if self.explore_own(&message, now) {
            self.hear(&message, now);
        }
    }

    pub(super) fn hear(&mut self, message: &Message, now: Now) {
        if self.hears_family(message, now) {
            return;
        }
        let before = self.changes.len();
        self.note_on_tape(message, now);
        let heard = self.interpreter.hear(message, &mut self.registry, now, &mut self.changes);
        let is_understood = heard.unwrap_or_else(|reason| {
            self.counters.not_understood += 1;
            self.unread.note(message, reason, now);
            self.feed.unread_changed();
            false
        });
        self.topics.note(message, self.changes.get(before..).unwrap_or_default(), now.timestamp);
        self.explain_topic(&message.topic, before);
        self.date_kept(message, before);
        let claims = self.interpreter.take_claims();
        if self.is_replay() {
            return;
        }
        for topic in claims {
            self.hide_on_tape(&topic, now);
            let shows_pictures = self.interpreter.shows_pictures(&topic);
            self.hide_last_known(&topic, shows_pictures, now);
            if shows_pictures {
                self.listening.ask_for(topic, now.instant);
            } else {
                self.listening.add(topic, now.instant);
            }
        }
        self.note_last_known(message, is_understood, before, now);
        self.record_changes(before, now);
        self.judge(before, now);
    }

    pub(super) fn note_changes(&mut self, now: Now) {
        let mut changes = std::mem::take(&mut self.changes);
        for change in changes.drain(..) {
            match &change {
                Change::Overheard(device, mark, answer) => self.note_overheard(*device, mark, answer, now),
                Change::Property(device, property) => self.hide_wishes_on_tape(*device, *property, now),
                Change::Gone(device) => self.topics.forget(*device),
                _ => {}
            }
            let request = match &change {
                Change::RequestOver(_, _, request) => Some(request.as_ref()),
                Change::Request(device, property) => {
                    let property = self.registry.device(*device).and_then(|device| device.property(*property));
                    property.and_then(|property| property.request.as_deref())
                }
                _ => None,
            };
            if let Some(news) = request.and_then(|request| self.commands.news(request.clone())) {
                self.keep_in_record(news, now);
            }
            let over = match &change {
                Change::RequestOver(_, _, request) => Some(request.key),
                _ => None,
            };
            self.feed.change(change, &self.commands);
            if let Some(request) = over {
                self.commands.forget(request);
            }
        }
        // Kept for its memory.
        self.changes = changes;
    }
}
