//! All conventions together: the first that knows a topic reads its messages.

use std::time::Duration;

use super::ghosts::{self, Ghost};
use super::last_words::LastWords;
use super::{CannotWrite, CommandTopic, Dialect, Mark, Problem, Read, Wish};
use crate::device::{Change, Code, Device, Group, Hearing, Property, Registry, Updates, Value};
use crate::mqtt::{Message, Publication, QoS};
use crate::time::{Now, Timestamp};

/// What devices say that have no value; Home Assistant takes it so.
const NOTHING: &[u8] = b"None";

/// Knows what devices say, and how to speak to them.
#[derive(Debug)]
pub struct Interpreter {
    /// In the order in which they are asked.
    dialects: Vec<Box<dyn Dialect>>,
    last_words: LastWords,
    /// Topics that somebody has claimed and nobody has asked about.
    claimed: Vec<String>,
    // Emptied with every message; kept for its memory.
    updates: Updates,
}

impl Default for Interpreter {
    fn default() -> Self {
        Self::new(&[super::DISCOVERY_PREFIX.to_owned()])
    }
}

impl Interpreter {
    /// Of all conventions, with these prefixes of what is announced in the manner of Home Assistant.
    #[must_use]
    pub fn new(discovery_prefixes: &[String]) -> Self {
        Self::of(super::all(discovery_prefixes))
    }

    /// Of these conventions alone, which are asked in this order.
    #[must_use]
    pub fn of(dialects: Vec<Box<dyn Dialect>>) -> Self {
        Self { dialects, last_words: LastWords::default(), claimed: Vec::new(), updates: Updates::default() }
    }

    /// Whether somebody has announced that what is said on this topic is a secret.
    #[must_use]
    pub fn keeps_secret(&self, topic: &str) -> bool {
        self.dialects.iter().any(|dialect| dialect.keeps_secret(topic))
    }

    /// Whether somebody has announced that pictures are shown on this topic.
    #[must_use]
    pub fn shows_pictures(&self, topic: &str) -> bool {
        self.dialects.iter().any(|dialect| dialect.shows_pictures(topic))
    }

    /// What to subscribe to.
    pub fn filters(&self) -> impl Iterator<Item = String> {
        self.dialects.iter().flat_map(|dialect| dialect.filters())
    }

    /// Tells the registry what a message says, and the caller whether anybody has read it; or returns why it makes no sense.
    pub fn hear(
        &mut self,
        message: &Message,
        registry: &mut Registry,
        now: Now,
        changes: &mut Vec<Change>,
    ) -> Result<bool, String> {
        let is_clearing = message.payload.is_empty() && !message.retain;
        match is_clearing.then(|| self.last_words.forget_copy(&message.topic)).flatten() {
            Some(device) => {
                let heard = self.read(message, registry, now, changes);
                self.lay(&message.topic, &device, registry, now, changes);
                heard
            }
            None => self.read(message, registry, now, changes),
        }
    }

    fn read(
        &mut self,
        message: &Message,
        registry: &mut Registry,
        now: Now,
        changes: &mut Vec<Change>,
    ) -> Result<bool, String> {
        let says_nothing = self.dialects.iter_mut().any(|dialect| dialect.says_nothing(message));
        let nothing = says_nothing.then(|| Message { payload: NOTHING.into(), ..message.clone() });
        for (place, dialect) in self.dialects.iter_mut().enumerate() {
            let is_announced = nothing.is_some() && dialect.knows_from_announcements(&message.topic);
            let said = nothing.as_ref().filter(|_| is_announced).unwrap_or(message);
            match dialect.read(said, now, &mut self.updates) {
                Read::NotMine => {}
                Read::Understood => {
                    let own = self.updates.told().iter().find(|update| !update.hearsay);
                    // What is announced later may be what this topic says. Live words of those who need no announcement are
                    // not worth remembering, unless they make what is remembered untrue.
                    let may_be_needed = is_announced || dialect.is_provisional() || (message.retain && own.is_some());
                    let device = own.map_or("", |update| update.device.as_str());
                    self.last_words.note(message, device, now, may_be_needed);
                    let claims = dialect.claims();
                    self.tell(place, message.retain, registry, now, changes);
                    for topic in claims {
                        self.hand_over(topic, place, registry, now, changes);
                    }
                    self.tell_others(place, message, registry, now, changes);
                    return Ok(true);
                }
                Read::NotUnderstood(reason) => return Err(reason),
            }
        }
        Ok(false)
    }

    /// Topics that were claimed since they were last asked for, and may have to be subscribed to.
    pub fn take_claims(&mut self) -> Vec<String> {
        std::mem::take(&mut self.claimed)
    }

    /// Devices that may not exist, as it seems to one who has listened for so long.
    #[must_use]
    pub fn ghosts(&self, registry: &Registry, listening: Duration) -> Vec<Ghost> {
        ghosts::all(&self.dialects, &self.last_words, registry, listening)
    }

    /// What cannot work as it was announced.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.dialects.iter().flat_map(|dialect| dialect.problems().0)
    }

    /// A number that changes with [`Self::problems`].
    #[must_use]
    pub fn problems_revision(&self) -> u64 {
        self.dialects.iter().map(|dialect| dialect.problems().1).sum()
    }

    /// What the convention in this place has said.
    fn tell(&mut self, place: usize, retained: bool, registry: &mut Registry, now: Now, changes: &mut Vec<Change>) {
        let Some(dialect) = self.dialects.get(place) else { return };
        let mut hearing = Hearing { retained, vocabulary: dialect.as_ref(), now, changes };
        self.updates.drain(|update| registry.apply(update, &mut hearing));
    }

    /// Somebody has cleared what the broker kept on a topic. Nothing is left of a device that was known from nothing else.
    fn lay(&mut self, topic: &str, device: &str, registry: &mut Registry, now: Now, changes: &mut Vec<Change>) {
        for place in 0..self.dialects.len() {
            self.dialects[place].release(topic, &mut self.updates);
            self.tell(place, true, registry, now, changes);
        }
        let is_ghost = |known: &Device| known.heard.last.is_none() && !ghosts::is_announced(&self.dialects, known);
        if !self.last_words.know(device)
            && registry.find(device).is_some_and(is_ghost)
            && let Some(key) = registry.key(device)
        {
            registry.forget(key, now, changes);
        }
    }

    /// What one convention has read may have been announced to others as well: that the bridge of many devices is gone
    /// matters to all who know one of them.
    fn tell_others(
        &mut self,
        place: usize,
        message: &Message,
        registry: &mut Registry,
        now: Now,
        changes: &mut Vec<Change>,
    ) {
        for other in place + 1..self.dialects.len() {
            let dialect = &mut self.dialects[other];
            if dialect.knows_from_announcements(&message.topic)
                && dialect.read(message, now, &mut self.updates) == Read::Understood
            {
                self.tell(other, message.retain, registry, now, changes);
            }
        }
    }

    /// Sees to it that nothing is there twice: of the device that says on this topic what it has, others know nothing from
    /// announcements.
    fn defer(&mut self, topic: &str, registry: &mut Registry, now: Now, changes: &mut Vec<Change>) {
        let speaks = |dialect: &dyn Dialect| {
            let native_id = dialect.speaker_on(topic)?;
            registry.find(&format!("{}:{native_id}", dialect.name())).map(|device| device.id.clone())
        };
        let known = self.dialects.iter().enumerate().find_map(|(at, dialect)| Some((at, speaks(dialect.as_ref())?)));
        let Some((place, device)) = known else { return };
        for other in place + 1..self.dialects.len() {
            let dialect = &mut self.dialects[other];
            let name = dialect.name();
            let is_it =
                |native_id: &str| registry.find(&format!("{name}:{native_id}")).is_some_and(|known| known.id == device);
            dialect.defer(topic, &is_it, &mut self.updates);
            self.tell(other, true, registry, now, changes);
        }
    }

    /// Gives a topic to the convention in this place: the others take back what they made of it, and it reads what was said.
    fn hand_over(&mut self, topic: String, place: usize, registry: &mut Registry, now: Now, changes: &mut Vec<Change>) {
        if let Some((message, at)) = self.last_words.on(&topic) {
            for other in place + 1..self.dialects.len() {
                self.dialects[other].release(&topic, &mut self.updates);
                self.tell(other, true, registry, now, changes);
            }
            // What makes no sense to whoever claims it is not listed: it was somebody else's when it was said.
            if self.dialects[place].catch_up(&message, at, &mut self.updates) == Read::Understood {
                self.tell(place, message.retain, registry, at, changes);
            }
        }
        self.defer(&topic, registry, now, changes);
        self.claimed.push(topic);
    }

    /// The message that asks `device` to make each of these properties be what is wanted of it. More than one at once only
    /// where they belong into one form.
    pub fn write(
        &self,
        device: &Device,
        wanted: &[(&Property, &Value)],
        mark: &Mark,
    ) -> Result<Publication, CannotWrite> {
        self.write_by_code(device, wanted, None, mark)
    }

    /// The same, with what the person has typed.
    pub fn write_by_code(
        &self,
        device: &Device,
        wanted: &[(&Property, &Value)],
        code: Option<&Code>,
        mark: &Mark,
    ) -> Result<Publication, CannotWrite> {
        let (property, _) = wanted.first().ok_or(CannotWrite::Nothing)?;
        let (dialect, native_id) = self.whoever_speaks_of(device, property);
        let wishes: Vec<_> = wanted
            .iter()
            .map(|(property, wanted)| {
                let (property, profile) = (&property.id, &property.profile);
                Wish { device, native_id, property, profile, wanted, code, mark }
            })
            .collect();
        let dialect = dialect.ok_or_else(|| wishes[0].read_only())?;
        wishes.iter().try_for_each(|wish| wish.check())?;
        let mut publication = match wishes.as_slice() {
            [wish] => dialect.write(*wish)?,
            wishes => dialect.write_form(wishes)?,
        };
        if wanted.iter().any(|(property, _)| property.profile.is_critical()) {
            publication.qos = publication.qos.max(QoS::ExactlyOnce);
        }
        Ok(publication)
    }

    /// Whose members are asked when `device` is asked for its `property`; `None` if it stands for itself.
    #[must_use]
    pub fn group(&self, device: &Device, property: &Property) -> Option<Group> {
        let (dialect, native_id) = self.whoever_speaks_of(device, property);
        dialect?.group(device, native_id)
    }

    /// The topic on which `device` is asked for its `property`, and the shape of such topics, with `+` for the device, where it is
    /// named in them.
    #[must_use]
    pub fn command_topic(&self, device: &Device, property: &Property) -> Option<CommandTopic> {
        let (dialect, native_id) = self.whoever_speaks_of(device, property);
        let known = dialect.and_then(|dialect| dialect.asked_on(native_id, &property.id)).map(str::to_owned);
        let sample = || {
            let mark = Mark { id: String::new(), at: Timestamp::default() };
            Some(self.write(device, &[(property, &property.profile.kind.sample())], &mark).ok()?.topic)
        };
        let topic = known.or_else(sample)?;
        // What comes before its last level is where it is: a home, or a version.
        let levels = native_id.rsplit_once('/').map_or_else(|| "+".to_owned(), |(place, _)| format!("{place}/+"));
        let shape = topic.replace(&format!("/{native_id}/"), &format!("/{levels}/"));
        let shape = match shape.strip_suffix(&format!("/{native_id}")) {
            Some(start) => format!("{start}/{levels}"),
            None => shape,
        };
        let shape = (shape != topic).then_some(shape);
        Some((topic, shape))
    }

    /// How long `device` may take to show that it did what its `property` was asked for.
    #[must_use]
    pub fn patience(&self, device: &Device, property: &Property) -> Duration {
        let (dialect, _) = self.whoever_speaks_of(device, property);
        dialect.map_or(Duration::ZERO, Dialect::patience)
    }

    /// The convention that listens to wishes for the property, and the id of the device within it.
    fn whoever_speaks_of<'a>(&self, device: &'a Device, property: &Property) -> (Option<&dyn Dialect>, &'a str) {
        let voice = device.voice_of(property);
        let (convention, native_id) = voice.split_once(':').unwrap_or(("", voice));
        (self.dialects.iter().find(|dialect| dialect.name() == convention).map(AsRef::as_ref), native_id)
    }
}
