//! Writes what a message says besides its payload (section 3.3.2.3); how that is read is in `properties`.

use super::{Properties, topic};
use crate::language::t;

/// Bytes of all properties of one message, and how many of them may be the person's own: nobody types more.
const BYTES: usize = 32_768;
const USER: usize = 50;

/// Why a message cannot say that besides. Written for the person who wished it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("{}", t!("“{topic}” is not a topic to answer on: {why}", topic, why = why.to_string()))]
    ResponseTopic { topic: String, why: topic::Invalid },
    #[error("{}", t!("a property contains the character NUL"))]
    Nul,
    #[error("{}", t!("the properties have more than {count} bytes", count = BYTES.to_string()))]
    TooLong,
    #[error("{}", t!("there are more than {count} user properties", count = USER.to_string()))]
    TooMany,
}

impl Properties {
    /// As a [`Publication`](super::Publication) takes them; nothing if there is nothing to say.
    pub fn written(&self) -> Result<Box<[u8]>, Unfit> {
        let mut bytes = Vec::new();
        if let Some(is_text) = self.is_text {
            bytes.extend([0x01, u8::from(is_text)]);
        }
        if let Some(expiry) = self.expiry {
            bytes.push(0x02);
            bytes.extend(expiry.to_be_bytes());
        }
        if let Some(content_type) = &self.content_type {
            bytes.push(0x03);
            text(&mut bytes, content_type)?;
        }
        if let Some(topic) = &self.response_topic {
            topic::check_name(topic).map_err(|why| Unfit::ResponseTopic { topic: topic.clone(), why })?;
            bytes.push(0x08);
            text(&mut bytes, topic)?;
        }
        if let Some(correlation) = &self.correlation {
            bytes.push(0x09);
            binary(&mut bytes, correlation)?;
        }
        if self.user.len() > USER {
            return Err(Unfit::TooMany);
        }
        for (name, value) in &self.user {
            bytes.push(0x26);
            text(&mut bytes, name)?;
            text(&mut bytes, value)?;
        }
        if bytes.len() > BYTES { Err(Unfit::TooLong) } else { Ok(bytes.into()) }
    }
}

/// Text without NUL (section 1.5.4).
fn text(bytes: &mut Vec<u8>, text: &str) -> Result<(), Unfit> {
    if text.contains('\0') {
        return Err(Unfit::Nul);
    }
    binary(bytes, text.as_bytes())
}

fn binary(bytes: &mut Vec<u8>, binary: &[u8]) -> Result<(), Unfit> {
    let length = u16::try_from(binary.len()).map_err(|_| Unfit::TooLong)?;
    bytes.extend(length.to_be_bytes());
    bytes.extend_from_slice(binary);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(count: usize, value: &str) -> Properties {
        Properties { user: vec![("unit".to_owned(), value.to_owned()); count], ..Properties::default() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = Properties {
            is_text: Some(true),
            expiry: Some(70_000),
            content_type: Some("application/json".to_owned()),
            response_topic: Some("home/answers".to_owned()),
            correlation: Some(vec![0, 255, 7]),
            user: vec![("unit".to_owned(), "°C".to_owned()), ("unit".to_owned(), String::new())],
            ..Properties::default()
        };
        let written = all.written().expect("nothing is wrong with it");
        assert_eq!(Properties::read(&written), all);
        assert_eq!(Properties::default().written(), Ok(Box::default()), "nothing is wrong with nothing");
    }

    #[test]
    fn what_a_broker_would_end_the_connection_over_is_not_written() {
        let on = |topic: &str| Properties { response_topic: Some(topic.to_owned()), ..Properties::default() }.written();
        assert!(on("home/answers").is_ok());
        let why = on("home/#").expect_err("nobody can answer on a filter").to_string();
        assert_eq!(why, "“home/#” is not a topic to answer on: the wildcards + and # are for subscriptions only");
        assert!(on("").is_err());
        assert_eq!(user(1, "\0").written(), Err(Unfit::Nul));
        assert_eq!(user(1, &"x".repeat(70_000)).written(), Err(Unfit::TooLong));
        assert_eq!(user(2, &"x".repeat(20_000)).written(), Err(Unfit::TooLong));
        assert_eq!(user(51, "").written(), Err(Unfit::TooMany));
        assert!(user(50, "").written().is_ok());
    }
}
