//! The Alicia home system: sensors, bulbs, speakers, voice and system health under `alicia/`.

mod command;
mod message;
mod topic;
mod vocabulary;

use message::Reading;
use topic::Topic;
use vocabulary::SAY;

use super::late::{Late, Outline};
use super::scalar::{self, Scalar};
use super::{CannotWrite, Dialect, Read, Wish, json};
use crate::device::{Answer, Profile, Update, Updates, Value, Vocabulary, label_from_key};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

const CONVENTION: &str = "alicia";
/// Not `alicia/#`: a broker that sees us listening to commands cannot say any more that nobody else does.
const FILTERS: [&str; 6] =
    ["alicia/+", "alicia/sensors/#", "alicia/devices/#", "alicia/voice/#", "alicia/tts/status", "alicia/system/#"];

/// Until anything is said under `alicia/`.
pub(super) fn late() -> Late {
    Late::of(Outline::of(CONVENTION, &FILTERS, |topic, _| topic.starts_with("alicia/"), come))
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(Alicia)
}

#[derive(Debug)]
struct Alicia;

impl Dialect for Alicia {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        let (id, part) = match topic::parse(&message.topic) {
            Some(Topic::Report { id, part }) if !message.payload.is_empty() => (id, part),
            Some(_) => return Read::Understood,
            None => return Read::NotMine,
        };
        let reading = Reading::new(updates.begin(CONVENTION, id), id, part, now);
        match scalar::text(&message.payload).and_then(|text| read(reading, text, part.is_none())) {
            Ok((update, spoken)) => {
                updates.push(update);
                // Whoever was asked to say something says nothing of it: whoever speaks for all of them does.
                if let Some((speaker, answer)) = spoken {
                    let mut of_speaker = updates.begin(CONVENTION, &format!("sonos/{speaker}"));
                    of_speaker.hearsay = true;
                    of_speaker.answer_last(SAY, answer);
                    updates.push(of_speaker);
                }
                Read::Understood
            }
            Err(reason) => Read::NotUnderstood(reason),
        }
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        command::write(wish)
    }
}

impl Vocabulary for Alicia {
    fn device_name(&self, native_id: &str) -> String {
        match native_id.strip_prefix("sonos/") {
            Some(name) => format!("{} speaker", label_from_key(name)),
            None => label_from_key(native_id),
        }
    }

    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile {
        vocabulary::profile(device, property, value)
    }
}

fn read(
    mut reading: Reading<'_>,
    text: &str,
    must_be_document: bool,
) -> Result<(Update, Option<(String, Answer)>), String> {
    let mut left_out = 0;
    if must_be_document || json::is_document(text) {
        left_out = json::read_object(text, message::CONTAINERS, &mut |path, scalar| reading.take(path, scalar))?;
    } else {
        reading.take_bare(Scalar::bare(text))?;
    }
    Ok(reading.finish(left_out))
}
