//! What a person looks for among topics, or does not want to see.

use crate::mqtt::topic::{self, Invalid};

/// Which topics are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Those of an MQTT topic filter (MQTT 5, section 4.7.1): `home/+/temperature`.
    Filter(String),
    /// Those that have all of these words in them, in small letters or capitals: `attic temp`. Of letters outside ASCII both
    /// are different.
    Words(Vec<String>),
}

impl Pattern {
    /// What a person typed: a filter if there is a wildcard in it. `None` means all topics.
    ///
    /// # Errors
    /// If it is no filter that a broker would take.
    pub fn read(text: &str) -> Result<Option<Self>, Invalid> {
        let text = text.trim();
        if text.contains(['+', '#']) {
            topic::check_filter(text)?;
            return Ok(Some(Self::Filter(text.to_owned())));
        }
        let words: Vec<_> = text.split_whitespace().map(str::to_ascii_lowercase).collect();
        Ok((!words.is_empty()).then_some(Self::Words(words)))
    }

    #[must_use]
    pub fn matches(&self, topic: &str) -> bool {
        match self {
            Self::Filter(filter) => topic::matches(filter, topic),
            Self::Words(words) => {
                let topic = topic.to_ascii_lowercase();
                words.iter().all(|word| topic.contains(word))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching(pattern: &str) -> Vec<&'static str> {
        let pattern = Pattern::read(pattern).expect("it makes sense").expect("it is not empty");
        let topics = ["home/Attic/temperature", "home/attic/humidity", "$SYS/broker/uptime"];
        topics.into_iter().filter(|topic| pattern.matches(topic)).collect()
    }

    #[test]
    fn words_are_found_wherever_they_are_and_filters_as_a_broker_does() {
        assert_eq!(matching("TEMP attic"), ["home/Attic/temperature"]);
        assert_eq!(matching("attic"), ["home/Attic/temperature", "home/attic/humidity"]);
        assert_eq!(matching("home/+/humidity"), ["home/attic/humidity"]);
        assert_eq!(matching("#"), ["home/Attic/temperature", "home/attic/humidity"]);
        assert_eq!(matching("$SYS/#"), ["$SYS/broker/uptime"]);
        assert_eq!(matching("cellar"), [""; 0]);
    }

    #[test]
    fn nothing_typed_is_no_pattern_and_a_misplaced_wildcard_is_told() {
        assert_eq!(Pattern::read(" \t"), Ok(None));
        assert_eq!(Pattern::read("home/#/x"), Err(Invalid::MisplacedHash));
        assert_eq!(Pattern::read("ho+me"), Err(Invalid::MisplacedPlus));
    }
}
