//! Topic conventions: what a message says about devices, and which message says what a person wants. Translates, decides
//! nothing. A new convention is one file here and one line in [`all`].

mod address;
mod alicia;
mod answer;
pub(crate) mod base64;
mod clock;
mod colour;
#[cfg(test)]
mod example;
mod ghosts;
mod homeassistant;
mod homie;
mod interpreter;
mod iotflow;
mod json;
mod last_words;
mod late;
mod plain;
mod reply;
mod scalar;
mod secret;
mod shelly;
mod smarthome;
mod solar;
mod tasmota;
mod term;
pub(crate) mod tree;
mod wish;
mod zigbee2mqtt;

use std::time::Duration;

use crate::device::{Device, Group, Update, Updates, Value, Vocabulary};
use crate::language::t;
use crate::mqtt::{Message, Publication};
use crate::time::{Now, Timestamp};

#[cfg(feature = "engine")]
pub use homeassistant::Programs;
#[cfg(not(feature = "engine"))]
pub use homeassistant::run_programs_by;

pub use ghosts::{Ghost, Haunting, Haunts};
pub use interpreter::Interpreter;
pub use reply::answer_topic;
pub use secret::mask;
pub(crate) use secret::{MASK, is_secret, mask_said};
pub use wish::Wish;

/// Whose announcements are heard unless a home says otherwise.
pub const DISCOVERY_PREFIX: &str = "homeassistant";

/// The property that says how many values of a device's last message were left out because of a limit.
const LEFT_OUT: &str = "left_out";

fn owned(filters: &[&str]) -> Vec<String> {
    filters.iter().map(|filter| (*filter).to_owned()).collect()
}

/// Says so first, so that the limits of the registry leave it in.
fn note_left_out(update: &mut Update, count: u32) {
    if count > 0 {
        update.value_first(LEFT_OUT, Value::Number(count.into()));
    }
}

/// One way in which devices speak.
pub trait Dialect: Vocabulary {
    /// The convention's name, which starts the ids of its devices: `alicia` in `alicia:bulb_living`.
    fn name(&self) -> &'static str;

    /// What to subscribe to.
    fn filters(&self) -> Vec<String>;

    /// What a message says, appended to `updates`. Total: whatever arrives is either read or named as not understood.
    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read;

    /// Topics that it listens to on account of what it has read since it was last asked. What was said on them before, it
    /// reads again, if nobody else understood it better.
    fn claims(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Reads what was said on a topic before it claimed it, on behalf of what made it claim it.
    fn catch_up(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        self.read(message, now, updates)
    }

    /// Whether what is said on this topic is a secret, whatever it is called.
    fn keeps_secret(&self, _topic: &str) -> bool {
        false
    }

    /// Whether pictures are shown on this topic.
    fn shows_pictures(&self, _topic: &str) -> bool {
        false
    }

    /// Whether it listens to this topic on account of what it has read: what is said on it may be of interest to what it
    /// reads later, and to others who do so as well.
    fn knows_from_announcements(&self, _topic: &str) -> bool {
        false
    }

    /// Whether what it reads may belong to a convention that announces its topics.
    fn is_provisional(&self) -> bool {
        false
    }

    /// Takes back what it made of a topic that another convention has claimed.
    fn release(&mut self, _topic: &str, _updates: &mut Updates) {}

    /// What cannot work as it was announced, and a number that changes with it.
    fn problems(&self) -> (&[Problem], u64) {
        (&[], 0)
    }

    /// Whether the message says in its convention's way that there is no value, which an announcement cannot tell.
    fn says_nothing(&mut self, _message: &Message) -> bool {
        false
    }

    /// Whether what is said on this topic should have been announced, and was not if nobody reads it.
    fn expects_announcement(&self, _topic: &str) -> bool {
        false
    }

    /// What was announced of this device.
    fn announced(&self, _native_id: &str) -> Announced {
        Announced::default()
    }

    /// The native id of the device that says on this topic what it is and has. What another convention has been announced
    /// of the same device is there twice.
    fn speaker_on(&self, _topic: &str) -> Option<&str> {
        None
    }

    /// Forgets what it knows from announcements to be said on this topic by the device that `is_that_device` tells from its
    /// native id: that device is known better by whoever speaks its language.
    fn defer(&mut self, _topic: &str, _is_that_device: &dyn Fn(&str) -> bool, _updates: &mut Updates) {}

    /// The topic on which a device is asked for this, if that is known without asking for anything.
    fn asked_on(&self, _native_id: &str, _property: &str) -> Option<&str> {
        None
    }

    /// How long a device of this convention may take to show that it did what it was asked for.
    fn patience(&self) -> Duration {
        Duration::from_secs(5)
    }

    /// The message that asks a device for what a person wishes.
    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite>;

    /// The message that asks a device for several things at once which belong into one form.
    fn write_form(&self, wishes: &[Wish<'_>]) -> Result<Publication, CannotWrite> {
        Err(wishes.first().map_or(CannotWrite::Nothing, |wish| wish.read_only()))
    }

    /// Whose members are asked when this device is asked; `None` if it stands for itself.
    fn group(&self, _device: &Device, _native_id: &str) -> Option<Group> {
        None
    }
}

/// By its name: what it knows is for its own tests to look at, and would be carried to every home.
impl std::fmt::Debug for dyn Dialect {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}

/// What a convention makes of a message.
#[derive(Debug, PartialEq)]
pub enum Read {
    /// The topic belongs to somebody else.
    NotMine,
    /// What it says is told; nothing if it is addressed to devices and tells nothing about them.
    Understood,
    /// The topic is mine, the message makes no sense, for this reason.
    NotUnderstood(String),
}

impl Read {
    /// Tells an update, if the message made sense.
    fn of(read: Result<Update, String>, updates: &mut Updates) -> Self {
        match read {
            Ok(update) => {
                updates.push(update);
                Self::Understood
            }
            Err(reason) => Self::NotUnderstood(reason),
        }
    }
}

/// What was announced of a device.
#[derive(Debug, Default)]
pub struct Announced {
    /// The topics on which that was done.
    pub places: Vec<String>,
    /// Nothing else is announced there.
    pub is_alone: bool,
    /// Topics on which the device says what it holds.
    pub speaks_on: Vec<String>,
}

/// Something that cannot work as it was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Of the announcement.
    pub topic: String,
    /// For people.
    pub words: String,
}

/// What a command carries so that its answer can be told from others.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Unique among the commands of this program.
    pub id: String,
    pub at: Timestamp,
}

/// A topic that commands go to, and the shape of such topics.
pub type CommandTopic = (String, Option<String>);

/// Why a wish has no message. Written for the person who wished.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CannotWrite {
    #[error("{}", t!("{why} cannot be set", why = .0))]
    ReadOnly(String),
    #[error("{}", t!("“{wanted}” is not a value for {property}", wanted, property))]
    NotAValue { property: String, wanted: String },
    #[error("{}", t!("{property} goes from {low} to {high} {unit}", property, low, high, unit))]
    OutOfRange { property: String, low: String, high: String, unit: String },
    #[error("{}", t!("{property} wants a code: please ask for it at the device", property = .0))]
    NeedsCode(String),
    #[error("{}", t!("this is not the code of {property}", property = .0))]
    WrongCode(String),
    #[error("{}", t!("nothing was asked for"))]
    Nothing,
    #[error("{}", t!("there is no message for {property}: {reason}", property, reason))]
    NoMessage { property: String, reason: String },
}

/// Every convention, in the order in which they are asked; the last one takes whatever is left. What is announced in the
/// manner of Home Assistant is announced under these prefixes.
#[must_use]
pub fn all(discovery_prefixes: &[String]) -> Vec<Box<dyn Dialect>> {
    vec![
        Box::new(alicia::late()),
        Box::new(smarthome::late()),
        Box::new(iotflow::late()),
        Box::new(shelly::late()),
        Box::new(homie::late()),
        Box::new(tasmota::late()),
        Box::new(zigbee2mqtt::late()),
        Box::new(homeassistant::late(discovery_prefixes)),
        Box::new(solar::late()),
        Box::new(plain::Plain),
    ]
}
