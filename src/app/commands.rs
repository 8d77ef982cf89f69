//! From a wish to a message, and from the broker's answer back to the wish.

use std::collections::HashMap;

use super::{App, Batch, RequestNews, Task, Wanted};
use crate::device::{Asking, Code, DeviceKey, Doubt, Property, PropertyKey, Request, RequestKey, Stage, Value};
use crate::dialect::{self, Mark};
use crate::language::t;
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
    device_id: String,
    device_name: String,
    property_id: String,
    label: String,
    is_secret: bool,
    /// Together with what it was asked for.
    batch: Option<Batch>,
}

/// What a property was called when it was asked for something.
struct Called {
    property_id: String,
    label: String,
    is_secret: bool,
}

impl Called {
    fn of(property: &Property) -> Self {
        let Property { id, profile, .. } = property;
        Self { property_id: id.clone(), label: profile.label.clone(), is_secret: is_secret(property) }
    }
}

/// Whether what it is asked for goes out together with a secret, or is one.
pub(super) fn tells_secrets(property: &Property) -> bool {
    is_secret(property) || property.profile.code.is_some()
}

/// Whether nobody may see what the property is set to: because it is said to be one, or because of its name.
pub(super) fn is_secret(property: &Property) -> bool {
    property.profile.is_secret || dialect::is_secret(&property.id)
}

impl Commands {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0, asked: HashMap::new() }
    }

    /// A request as it is told; `None` if it was never asked here.
    pub(super) fn news(&self, mut request: Request) -> Option<RequestNews> {
        let asked = self.asked.get(&request.key)?;
        if asked.is_secret {
            request.wanted = Value::Text(dialect::MASK.to_owned());
            request.instead = None;
        }
        Some(RequestNews {
            key: request.key,
            device_id: asked.device_id.clone(),
            device_name: asked.device_name.clone(),
            property_id: asked.property_id.clone(),
            is_ours: true,
            is_secret: asked.is_secret,
            label: asked.label.clone(),
            topic: asked.topic.clone(),
            batch: asked.batch.clone(),
            request,
        })
    }

    /// The request is out of sight.
    pub(super) fn forget(&mut self, request: RequestKey) {
        self.asked.remove(&request);
    }

    pub(super) fn forget_all(&mut self) {
        self.asked.clear();
    }

    /// Where something was published to.
    pub(super) fn topic_of(&self, key: PublishKey) -> Option<&str> {
        let asked = self.asked.values().find(|asked| asked.published == Some(key))?;
        Some(&asked.topic)
    }

    pub(super) fn mark(&mut self, now: Now) -> Mark {
        self.count += 1;
        Mark { id: format!("{}{}", self.own(), self.count), at: now.timestamp }
    }

    /// Whether a command with this mark was this page's.
    pub(super) fn is_own(&self, mark: &str) -> bool {
        mark.starts_with(&self.own())
    }

    /// What the marks of this page begin with.
    fn own(&self) -> String {
        format!("{:08x}-", self.seed & 0xffff_ffff)
    }
}

impl App {
    /// Asks a device for something, with a code that is forgotten once the message is written.
    pub(super) fn set_by_code(&mut self, Wanted { device, property, value }: Wanted, code: &Code, now: Now) {
        self.ask(device, vec![(property, value)], None, Some(code), now);
    }

    /// Asks devices for something. What belongs into one form is asked for in one message.
    pub(super) fn set_all(&mut self, wanted: Vec<Wanted>, batch: Option<&Batch>, now: Now) {
        let mut forms: Vec<(DeviceKey, Vec<(PropertyKey, Value)>)> = Vec::new();
        for Wanted { device, property, value } in wanted {
            let profile = self.registry.device(device).and_then(|it| it.property(property)).map(|it| &it.profile);
            if !profile.is_some_and(|profile| profile.is_in_form) {
                self.ask(device, vec![(property, value)], batch, None, now);
                continue;
            }
            match forms.iter_mut().find(|(of, _)| *of == device) {
                Some((_, wanted)) => wanted.push((property, value)),
                None => forms.push((device, vec![(property, value)])),
            }
        }
        for (device, wanted) in forms {
            self.ask(device, wanted, batch, None, now);
        }
    }

    /// Asks a device for something in one message. Whatever stands in the way becomes the fate of all of it, so that the person
    /// sees it.
    fn ask(
        &mut self,
        key: DeviceKey,
        wanted: Vec<(PropertyKey, Value)>,
        batch: Option<&Batch>,
        code: Option<&Code>,
        now: Now,
    ) {
        let Some(device) = self.registry.device(key) else { return };
        let known = |(property, value): (PropertyKey, Value)| Some((property, device.property(property)?, value));
        let wanted: Vec<_> = wanted.into_iter().filter_map(known).collect();
        let custom = self.customs.of(device).and_then(|custom| custom.name.clone());
        let (device_id, device_name) = (device.id.clone(), custom.unwrap_or_else(|| device.name.clone()));
        let mark = self.commands.mark(now);
        let wishes: Vec<_> = wanted.iter().map(|(_, property, value)| (*property, value)).collect();
        let written = self.interpreter.write_by_code(device, &wishes, code, &mark);
        let mut askings = Vec::new();
        let mut deadline = now.instant;
        for (property, state, value) in wanted {
            let in_general = self.interpreter.patience(device, state);
            // What comes later than that nobody expects any more: a lamp that goes on by itself.
            deadline = deadline.max(now.instant + in_general);
            let group = self.interpreter.group(device, state);
            let can_be_known = group.is_some() || state.profile.shows(&value);
            let patience = can_be_known.then(|| self.registry.patience(key, in_general));
            let asking = Asking { wanted: value, mark: mark.id.clone(), patience, group };
            askings.push((property, Called::of(state), asking));
        }

        let requests = askings.into_iter().map(|(property, called, asking)| {
            (self.registry.ask(key, property, asking, now, &mut self.changes), called)
        });
        let requests: Vec<_> = requests.collect();
        let mut topic = String::new();
        let offered = self.session.server_limits().map_or(QoS::ExactlyOnce, |limits| limits.maximum_qos);
        let sent = written.map_err(|reason| reason.to_string()).and_then(|mut publication| {
            topic.clone_from(&publication.topic);
            // Without any answer nobody would know what became of it: then it is not sent.
            publication.qos = publication.qos.min(offered.max(QoS::AtLeastOnce));
            // What the broker stores is for devices that are asleep as well.
            let deadline = (!publication.retain).then_some(deadline);
            self.publish(publication, deadline, now)
        });
        let stage = match &sent {
            Ok(key) if self.session.is_queued(*key) => None,
            Ok(_) => Some(Stage::Sent),
            Err(reason) => Some(Stage::NotSent(reason.clone())),
        };
        let published = sent.ok();
        for (request, Called { property_id, label, is_secret }) in requests {
            if let Some(stage) = &stage {
                self.registry.settle(request, stage.clone(), now, &mut self.changes);
            }
            let (topic, batch) = (topic.clone(), batch.cloned());
            let (device_id, device_name) = (device_id.clone(), device_name.clone());
            let asked = Asked { published, topic, device_id, device_name, property_id, label, is_secret, batch };
            self.commands.asked.insert(request, asked);
        }
    }

    /// What became of something that was published.
    pub(super) fn settle(&mut self, key: PublishKey, outcome: PublishOutcome, now: Now) {
        if self.settle_by_hand(key, &outcome, now) || self.learn(key, &outcome, now) {
            return;
        }
        let stage = stage(outcome);
        if let Some(errand) = self.errands.settle(key, stage.clone()) {
            if errand.task == Task::Clear && errand.stage == Stage::Confirmed {
                self.forget_kept(errand.topic, now);
            }
            return;
        }
        self.settle_request(key, &stage, now);
    }

    pub(super) fn settle_request(&mut self, key: PublishKey, stage: &Stage, now: Now) {
        let asked = self.commands.asked.iter().filter(|(_, asked)| asked.published == Some(key));
        for (request, _) in asked {
            self.registry.settle(*request, stage.clone(), now, &mut self.changes);
        }
    }
}

/// What an outcome means for whoever wished for it.
pub(super) fn stage(outcome: PublishOutcome) -> Stage {
    match outcome {
        PublishOutcome::Sent => Stage::Unconfirmed(Doubt::Unsaid),
        PublishOutcome::Acknowledged => Stage::Acknowledged,
        PublishOutcome::Delivered => Stage::Delivered,
        PublishOutcome::NobodyListening => Stage::Nobody,
        PublishOutcome::Refused { why, .. } => Stage::Refused(why),
        PublishOutcome::Expired => Stage::NotSent(t!("it waited too long for its turn").to_owned()),
        PublishOutcome::Dropped(bound) => {
            Stage::NotSent(t!("the connection was lost while it waited for its turn: {why}", why = bound.to_string()))
        }
        PublishOutcome::Unknown => Stage::Unconfirmed(Doubt::LinkLost),
    }
}
