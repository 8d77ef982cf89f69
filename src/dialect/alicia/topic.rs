//! What the topics under `alicia/` are for.

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic<'a> {
    /// Something speaks of itself: of one part, or of all.
    Report { id: &'a str, part: Option<&'a str> },
    /// Addressed to devices: tells nothing about them.
    Command,
}

/// `None` if the convention has no such topic.
pub(super) fn parse(topic: &str) -> Option<Topic<'_>> {
    let (area, rest) = topic.strip_prefix("alicia/")?.split_once('/')?;
    match area {
        "sensors" | "devices" => parse_device(rest),
        "voice" => Some(Topic::Report { id: area, part: Some(level(rest)?) }),
        "tts" if rest == "status" => Some(Topic::Report { id: area, part: Some(rest) }),
        "commands" | "tts" => Some(Topic::Command),
        "system" => Some(Topic::Report { id: level(rest.strip_prefix("health/")?)?, part: None }),
        _ => None,
    }
}

fn parse_device(rest: &str) -> Option<Topic<'_>> {
    let Some((id, part)) = rest.rsplit_once('/') else {
        return Some(Topic::Report { id: level(rest)?, part: None });
    };
    level(id.strip_prefix("sonos/").unwrap_or(id))?;
    Some(match level(part)? {
        "command" | "commands" | "set" => Topic::Command,
        part => Topic::Report { id, part: Some(part) },
    })
}

/// A single level that names something.
fn level(text: &str) -> Option<&str> {
    (!text.is_empty() && !text.contains('/')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_of_the_convention_has_its_purpose() {
        let report = |id, part| Some(Topic::Report { id, part });
        for (topic, expected) in [
            ("alicia/sensors/kitchen", report("kitchen", None)),
            ("alicia/sensors/kitchen/temperature", report("kitchen", Some("temperature"))),
            ("alicia/devices/bulb_living/status", report("bulb_living", Some("status"))),
            ("alicia/devices/sonos/kitchen/volume", report("sonos/kitchen", Some("volume"))),
            ("alicia/devices/sonos/status", report("sonos", Some("status"))),
            ("alicia/devices/bulb_living/command", Some(Topic::Command)),
            ("alicia/commands/sonos/volume", Some(Topic::Command)),
            ("alicia/voice/transcript", report("voice", Some("transcript"))),
            ("alicia/tts/status", report("tts", Some("status"))),
            ("alicia/tts/kitchen", Some(Topic::Command)),
            ("alicia/system/health/stt", report("stt", None)),
            ("alicia/system/health/", None),
            ("alicia/sensors/", None),
            ("alicia/devices//status", None),
            ("alicia/devices/a/b/c", None),
            ("alicia/garden/gate", None),
            ("alicia", None),
            ("home/alicia/sensors/a", None),
        ] {
            assert_eq!(parse(topic), expected, "{topic}");
        }
    }
}
