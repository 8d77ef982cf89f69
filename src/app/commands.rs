//! From a wish to a message, and from the broker's answer back to the wish.

use std::collections::HashMap;

use super::{App, News, RequestNews, Task};
use crate::device::{Asking, DeviceKey, Doubt, PropertyKey, Request, RequestKey, Stage, Value};
use crate::dialect::Mark;
use crate::mqtt::{PublishKey, PublishOutcome, QoS};
use crate::time::Now;

/// What was published for which request.
#[derive(Debug)]
pub(super) struct Commands {
    seed: u64,
    count: u64,
    asked: HashMap<RequestKey, Asked>,
}

#[derive(Debug)]
struct Asked {
    /// `None` if nothing could be sent.
    published: Option<PublishKey>,
    topic: String,
    // As they were called then: both may be gone before the last word is said.
    device_name: String,
    label: String,
}

impl Commands {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0, asked: HashMap::new() }
    }

    /// A request as it is told; `None` if it was never asked here.
    pub(super) fn news(&self, device: DeviceKey, property: PropertyKey, request: Request) -> Option<News> {
        let asked = self.asked.get(&request.key)?;
        Some(News::Request(RequestNews {
            key: request.key,
            device,
            device_name: asked.device_name.clone(),
            property,
            label: asked.label.clone(),
            topic: asked.topic.clone(),
            request,
        }))
    }

    /// The request is out of sight.
    pub(super) fn forget(&mut self, request: RequestKey) {
        self.asked.remove(&request);
    }

    pub(super) fn forget_all(&mut self) {
        self.asked.clear();
    }

    fn mark(&mut self, now: Now) -> Mark {
        self.count += 1;
        Mark { id: format!("{:08x}-{}", self.seed & 0xffff_ffff, self.count), at: now.timestamp }
    }
}

impl App {
    /// Asks a device for something. Whatever stands in the way becomes the request's fate, so that the person sees it.
    pub(super) fn set(&mut self, device: DeviceKey, property: PropertyKey, wanted: Value, now: Now) {
        let Some(target) = self.registry.device(device) else { return };
        let Some(state) = target.property(property) else { return };
        let in_general = self.interpreter.patience(target, state);
        // What comes later than that nobody expects any more: a lamp that goes on by itself.
        let deadline = Some(now.instant + in_general);
        let patience = state.profile.shows(&wanted).then(|| self.registry.patience(device, in_general));
        let mark = self.commands.mark(now);
        let written = self.interpreter.write(target, state, &wanted, &mark);
        let custom = self.customs.of(target).and_then(|custom| custom.name.clone());
        let (device_name, label) = (custom.unwrap_or_else(|| target.name.clone()), state.profile.label.clone());
        let asking = Asking { wanted, mark: mark.id, patience };
        let request = self.registry.ask(device, property, asking, now, &mut self.changes);

        let mut topic = String::new();
        let offered = self.session.server_limits().map_or(QoS::ExactlyOnce, |limits| limits.maximum_qos);
        let sent = written.map_err(|reason| reason.to_string()).and_then(|mut publication| {
            topic.clone_from(&publication.topic);
            publication.qos = publication.qos.min(offered);
            let sent = self.session.publish(publication, deadline, now.instant, &mut self.outputs);
            sent.map_err(|reason| reason.to_string())
        });
        let published = match sent {
            Ok(key) => {
                self.counters.messages_sent += 1;
                if !self.session.is_queued(key) {
                    self.registry.settle(request, Stage::Sent, now, &mut self.changes);
                }
                Some(key)
            }
            Err(reason) => {
                self.registry.settle(request, Stage::NotSent(reason), now, &mut self.changes);
                None
            }
        };
        self.commands.asked.insert(request, Asked { published, topic, device_name, label });
    }

    /// What became of something that was published.
    pub(super) fn settle(&mut self, key: PublishKey, outcome: PublishOutcome, now: Now) {
        let stage = stage(outcome);
        if let Some(errand) = self.errands.settle(key, stage.clone()) {
            if errand.task == Task::Clear && errand.stage == Stage::Confirmed {
                self.forget_kept(errand.topic, now);
            }
            return;
        }
        if let Some(stage) = stage {
            self.settle_request(key, &stage, now);
        }
    }

    pub(super) fn settle_request(&mut self, key: PublishKey, stage: &Stage, now: Now) {
        let asked = self.commands.asked.iter().filter(|(_, asked)| asked.published == Some(key));
        for (request, _) in asked {
            self.registry.settle(*request, stage.clone(), now, &mut self.changes);
        }
    }
}

/// What an outcome means for whoever wished for it; `None` if it says nothing new.
fn stage(outcome: PublishOutcome) -> Option<Stage> {
    Some(match outcome {
        PublishOutcome::Sent => return None,
        PublishOutcome::Acknowledged => Stage::Acknowledged,
        PublishOutcome::Delivered => Stage::Delivered,
        PublishOutcome::NobodyListening => Stage::Nobody,
        PublishOutcome::Refused(reason) => Stage::Refused(reason),
        PublishOutcome::Expired => Stage::NotSent("it waited too long for its turn".to_owned()),
        PublishOutcome::Dropped(bound) => {
            Stage::NotSent(format!("the connection was lost while it waited for its turn: {bound}"))
        }
        PublishOutcome::Unknown => Stage::Unconfirmed(Doubt::LinkLost),
    })
}
