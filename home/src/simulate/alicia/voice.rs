//! The voice assistant: hears people, answers them and speaks announcements.

use fastrand::Rng;
use serde_json::json;

use crate::simulate::device::{Command, Device, Message, Now};
use crate::simulate::drift::round;
use crate::user::User;

pub(super) struct Voice {
    rng: Rng,
    processed: u64,
}

const CONVERSATIONS: [(&str, &str); 3] = [
    ("what is the temperature in the living room", "It is about twenty-one degrees."),
    ("is the kitchen light on", "The kitchen light is off."),
    ("good night", "Good night. I will be quiet now."),
];
const CONVERSATION_BEATS: u64 = 40;
const HEALTH_BEATS: u64 = 15;

impl Voice {
    pub(super) fn new(rng: Rng) -> Self {
        Self { rng, processed: 0 }
    }

    fn converse(&mut self, now: Now) -> Vec<Message> {
        let (question, answer) = CONVERSATIONS[self.rng.usize(..CONVERSATIONS.len())];
        let confidence = round(0.85 + 0.14 * self.rng.f64(), 2);
        let heard = json!({ "text": question, "confidence": confidence, "timestamp": now.iso_without_zone() });
        self.processed += 1;
        vec![
            Message::new("alicia/voice/wake", "alicia"),
            Message::new("alicia/voice/transcript", &heard).at_least_once(),
            Message::new("alicia/voice/response", &json!({ "text": answer })).at_least_once(),
        ]
    }

    fn health(&self, now: Now) -> Message {
        let payload = json!({
            "service_name": "voice_assistant",
            "status": "healthy",
            "uptime": now.uptime.as_secs(),
            "messages_processed": self.processed,
            "errors": 0,
        });
        Message::new("alicia/system/health/voice_assistant", &payload).at_least_once().retained()
    }
}

impl Device for Voice {
    fn name(&self) -> String {
        "voice_assistant".to_owned()
    }

    fn user(&self) -> User {
        User::VoiceAssistant
    }

    fn listens_to(&self) -> Vec<String> {
        ["announce", "kitchen", "bedroom"].map(|place| format!("alicia/tts/{place}")).into()
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        vec![Message::new("alicia/voice/status", "listening").at_least_once().retained(), self.health(now)]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if now.beat % CONVERSATION_BEATS == CONVERSATION_BEATS / 2 {
            self.converse(now)
        } else if now.every(HEALTH_BEATS) {
            vec![self.health(now)]
        } else {
            Vec::new()
        }
    }

    fn obey(&mut self, command: &Command, now: Now) -> Vec<Message> {
        let order = command.json();
        let spoken = order["message"].as_str().is_some_and(|text| !text.is_empty());
        let speaker = order["speaker"].as_str().unwrap_or_else(|| command.verb());
        let mut result = json!({ "speaker": speaker, "timestamp": now.iso_without_zone() });
        if spoken {
            self.processed += 1;
            result["status"] = json!("completed");
        } else {
            result["status"] = json!("error");
            result["message"] = json!("nothing to say");
        }
        vec![Message::new("alicia/tts/status", &result).at_least_once()]
    }
}
