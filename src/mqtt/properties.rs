//! What a message says besides its payload (section 3.3.2.3): read only when somebody asks, and total on any bytes.

use serde::{Deserialize, Serialize};

use super::frames::Reader;

/// Most properties of one message that are read; what comes after them is not.
const MOST: usize = 100;

/// What a message says besides its payload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Properties {
    /// Whether the payload is said to be text.
    pub is_text: Option<bool>,
    /// Seconds for which the broker keeps it, of those that were left when it was sent to us.
    pub expiry: Option<u32>,
    pub content_type: Option<String>,
    /// Where an answer is expected.
    pub response_topic: Option<String>,
    /// By which whoever asked knows the answer.
    pub correlation: Option<Vec<u8>>,
    pub subscriptions: Vec<u32>,
    /// Name and value, in their order.
    pub user: Vec<(String, String)>,
}

impl Properties {
    /// As far as they make sense: what comes after something else, or is cut, is left out.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let (mut properties, mut rest) = (Self::default(), Reader(bytes));
        for _ in 0..MOST {
            if rest.is_empty() || properties.take_in(&mut rest).is_none() {
                break;
            }
        }
        properties
    }

    fn take_in(&mut self, rest: &mut Reader) -> Option<()> {
        match rest.length().ok()? {
            0x01 => self.is_text = Some(rest.byte().ok()? == 1),
            0x02 => self.expiry = Some(rest.four().ok()?),
            0x03 => self.content_type = Some(rest.text().ok()?.to_owned()),
            0x08 => self.response_topic = Some(rest.text().ok()?.to_owned()),
            0x09 => self.correlation = Some(rest.binary().ok()?.to_vec()),
            0x0B => self.subscriptions.push(u32::try_from(rest.length().ok()?).ok()?),
            0x26 => self.user.push((rest.text().ok()?.to_owned(), rest.text().ok()?.to_owned())),
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<u8> {
        let mut bytes = vec![0x01, 1, 0x02, 0, 0, 1, 0, 0x0B, 0x80, 1];
        for (id, text) in [(0x03, "text/plain"), (0x08, "home/answers"), (0x09, "\u{7f}7"), (0x26, "unit")] {
            bytes.extend([id, 0, u8::try_from(text.len()).expect("a short text")]);
            bytes.extend(text.as_bytes());
        }
        bytes.extend([0, 2]);
        bytes.extend("°".as_bytes());
        bytes
    }

    #[test]
    fn everything_that_a_message_says_besides_is_read() {
        let expected = Properties {
            is_text: Some(true),
            expiry: Some(256),
            content_type: Some("text/plain".to_owned()),
            response_topic: Some("home/answers".to_owned()),
            correlation: Some(b"\x7f7".to_vec()),
            subscriptions: vec![128],
            user: vec![("unit".to_owned(), "°".to_owned())],
        };
        assert_eq!(Properties::read(&all()), expected);
        assert_eq!(Properties::read(&[]), Properties::default());
    }

    #[test]
    fn what_is_cut_or_makes_no_sense_ends_it() {
        let all = all();
        for end in 0..all.len() {
            let cut = Properties::read(&all[..end]);
            assert!(cut.user.is_empty(), "{end}: {cut:?}");
            assert_eq!(cut.is_text.is_some(), end >= 2);
        }
        assert_eq!(Properties::read(&[0x23, 0, 1, 0x01, 1]), Properties::default(), "an alias is none of these");
        assert_eq!(Properties::read(&[0x03, 0, 1, 0xff]).content_type, None);
        assert_eq!(Properties::read(&[0xff; 64]), Properties::default());
    }

    #[test]
    fn there_are_never_more_than_a_person_could_read() {
        let many = [0x26, 0, 0, 0, 0].repeat(10_000);
        assert_eq!(Properties::read(&many).user.len(), MOST);
    }
}
