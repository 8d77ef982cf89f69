//! A question and its answer (MQTT 5, section 4.10): the response topic is listened to only while one waits.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::{App, ByHand};
use crate::device::Stage;
use crate::dialect;
use crate::language::t;
use crate::mqtt::{Message, Properties, PublishKey, Version};
use crate::time::{Instant, Now};

/// How far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskNews {
    pub topic: String,
    /// Where the answer is expected.
    pub answers: String,
    /// That is where those answer who are asked on such a topic.
    pub is_usual: bool,
    /// The question said so, and by what the answer is known; MQTT 3.1.1 cannot.
    pub is_told: bool,
    pub stage: AskStage,
    /// What became of the question.
    pub question: Option<Stage>,
    /// Messages on the response topic that answer somebody else.
    pub others: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AskStage {
    /// The broker has not said yet that we will hear the answer, so nothing was asked.
    Subscribing,
    Waiting,
    Answered(Answer),
    /// Nobody answered within so many seconds.
    Nobody(u32),
    Stopped,
    LinkLost,
    /// We may not listen to the response topic, for this reason.
    Deaf(String),
    /// The question was not sent, for this reason.
    NotAsked(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The beginning of it.
    pub payload: Vec<u8>,
    /// Bytes of the whole.
    pub size: u32,
    pub content_type: Option<String>,
    /// From the question to the answer.
    pub took_micros: u64,
    /// It has the correlation data of the question. If not, it is the answer as far as its topic tells.
    pub is_known: bool,
}

#[derive(Debug)]
pub(super) struct Exchange {
    question: ByHand,
    answers: String,
    is_usual: bool,
    is_told: bool,
    patience: Duration,
    until: Option<Instant>,
    asked: Option<(PublishKey, Instant)>,
    outcome: Option<Stage>,
    stage: AskStage,
    others: u32,
    /// Bytes of an answer that are kept.
    most: usize,
}

impl Exchange {
    pub(super) fn new(app: &mut App, mut question: ByHand, seconds: u32, now: Now) -> Self {
        let limits = app.limits.hand;
        let usual = dialect::answer_topic(&question.topic);
        let own = || format!("alicia/dashboard/reply/{}", app.session.client_id());
        let wanted = question.properties.response_topic.take().filter(|topic| !topic.is_empty());
        let is_usual = wanted.is_none() && usual.is_some();
        let answers = wanted.or(usual).unwrap_or_else(own);
        let is_told = app.session.version() == Version::Mqtt5;
        let properties = &mut question.properties;
        properties.response_topic = Some(answers.clone());
        properties.correlation.get_or_insert_with(|| app.commands.mark(now).id.into_bytes());
        let patience = Duration::from_secs(seconds.clamp(1, limits.patience_seconds).into());
        let mut exchange = Self {
            question,
            answers,
            is_usual,
            is_told,
            patience,
            until: Some(now.instant + patience),
            asked: None,
            outcome: None,
            stage: AskStage::Subscribing,
            others: 0,
            most: limits.answer_bytes,
        };
        if let Err(why) = exchange.question.clone().publication() {
            exchange.end(AskStage::NotAsked(why));
        }
        exchange
    }

    /// What has to be heard.
    pub(super) fn filter(&self) -> Option<&str> {
        self.is_open().then_some(&*self.answers)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.until
    }

    pub(super) fn waits_for(&self, key: PublishKey) -> bool {
        self.asked.is_some_and(|(asked, _)| asked == key)
    }

    /// Asks, now that the answer will be heard.
    pub(super) fn note_granted(&mut self, app: &mut App, granted: Result<(), String>, now: Now) {
        if self.stage != AskStage::Subscribing {
            return;
        }
        if let Err(why) = granted {
            return self.end(AskStage::Deaf(why));
        }
        let until = now.instant + self.patience;
        let deadline = (!self.question.retain).then_some(until);
        let asked = self.question.clone().publication().and_then(|it| app.publish(it, deadline, now));
        match asked {
            Ok(key) => {
                (self.asked, self.until) = (Some((key, now.instant)), Some(until));
                (self.outcome, self.stage) = (Some(Stage::Sent), AskStage::Waiting);
            }
            Err(why) => self.end(AskStage::NotAsked(why)),
        }
    }

    /// Says whether it was the answer, or at least came to where the answer is expected.
    pub(super) fn hear(&mut self, message: &Message, now: Now) -> bool {
        let Some((_, asked)) = self.asked.filter(|_| self.stage == AskStage::Waiting) else { return false };
        // What the broker had kept there is an answer to something else.
        if message.retain || message.topic != self.answers {
            return false;
        }
        let properties = Properties::read(&message.properties);
        let is_known = match &properties.correlation {
            Some(correlation) if Some(correlation) != self.question.properties.correlation.as_ref() => {
                self.others = self.others.saturating_add(1);
                return true;
            }
            correlation => correlation.is_some(),
        };
        let answer = Answer {
            payload: message.payload[..message.payload.len().min(self.most)].to_vec(),
            size: u32::try_from(message.payload.len()).unwrap_or(u32::MAX),
            content_type: properties.content_type,
            took_micros: u64::try_from(now.instant.since(asked).as_micros()).unwrap_or(u64::MAX),
            is_known,
        };
        self.end(AskStage::Answered(answer));
        true
    }

    pub(super) fn settle(&mut self, key: PublishKey, stage: &Stage) {
        if !self.waits_for(key) {
            return;
        }
        self.outcome = Some(stage.clone());
        // Nobody answers what nobody hears.
        if let Stage::Refused(why) | Stage::NotSent(why) = stage {
            self.end(AskStage::NotAsked(why.clone()));
        }
    }

    pub(super) fn handle_timeout(&mut self) {
        let seconds = u32::try_from(self.patience.as_secs()).unwrap_or(u32::MAX);
        self.end(match self.stage {
            AskStage::Subscribing => AskStage::NotAsked(t!("the broker did not answer").to_owned()),
            _ => AskStage::Nobody(seconds),
        });
    }

    pub(super) fn end(&mut self, stage: AskStage) {
        if self.is_open() {
            (self.stage, self.until) = (stage, None);
        }
    }

    pub(super) fn news(&self) -> AskNews {
        AskNews {
            topic: self.question.topic.clone(),
            answers: self.answers.clone(),
            is_usual: self.is_usual,
            is_told: self.is_told,
            stage: self.stage.clone(),
            question: self.outcome.clone(),
            others: self.others,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.stage, AskStage::Subscribing | AskStage::Waiting)
    }
}
