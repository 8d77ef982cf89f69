//! One line of a recording, written and read.

use bytes::Bytes;

use crate::app::Topics;
use crate::app::customs::quoted;
use crate::dialect::tree::{self, Tree};
use crate::dialect::{self, base64};
use crate::language::t;
use crate::mqtt::{Message, QoS, topic};
use crate::time::Timestamp;

const FORMAT: &str = "alicia-recording";
/// A page that knows only this one does not read a newer one.
const VERSION: i64 = 1;
/// No recording is longer, in milliseconds: ten years.
const LONGEST: i64 = 10 * 366 * 86_400_000;

/// What the first line says.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) began: Timestamp,
    pub(super) discovery_prefixes: Vec<String>,
}

/// What happened.
#[derive(Debug)]
pub(in crate::app) enum Said {
    Message(Message),
    /// From then on the connection was live, or lost.
    Link {
        is_live: bool,
    },
}

impl Head {
    pub(super) fn written(&self) -> String {
        let began = quoted(&self.began.to_iso8601());
        let prefixes: Vec<_> = self.discovery_prefixes.iter().map(|prefix| quoted(prefix)).collect();
        let prefixes = prefixes.join(",");
        format!(
            "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"began\":{began},\"discovery_prefixes\":[{prefixes}]}}\n"
        )
    }

    /// Or why it begins no recording.
    pub(super) fn read(line: &str) -> Result<Self, String> {
        let told = tree::read(line).map_or(Tree::Null, |(tree, _)| tree);
        if told.text("format") != Some(FORMAT) {
            return Err(t!("it is no recording of this page: its first line does not say “{format}”", format = FORMAT));
        }
        match told.get("version") {
            Some(Tree::Whole(version)) if *version <= VERSION => {}
            _ => return Err(t!("it was recorded by a newer version of this page").to_owned()),
        }
        let began = told.text("began").and_then(Timestamp::from_iso8601);
        let began = began.ok_or(t!("its first line does not say when it began"))?;
        let mut topics = Topics::default();
        let prefixes = told.list("discovery_prefixes").iter().filter_map(|prefix| match prefix {
            Tree::Text(prefix) => Some(prefix.clone()),
            _ => None,
        });
        topics.announced_under(prefixes.collect());
        Ok(Self { began, discovery_prefixes: topics.discovery_prefixes })
    }
}

/// A message, without the secrets that it tells; all of it is one if it `is_secret`.
pub(super) fn message(at: u64, message: &Message, is_secret: bool) -> String {
    let Message { topic, payload, qos, retain, .. } = message;
    let payload = if payload.is_empty() {
        "\"payload\":\"\"".to_owned()
    } else if is_secret || is_secret_in(topic, payload) {
        format!("\"payload\":{}", quoted(dialect::MASK))
    } else {
        match (str::from_utf8(payload), String::from_utf8_lossy(payload)) {
            (Ok(text), _) => format!("\"payload\":{}", quoted(&dialect::mask_said(topic, text))),
            // Of bytes around a secret nothing can be kept but what is text.
            (Err(_), text) if matches!(dialect::mask_said(topic, &text), std::borrow::Cow::Owned(_)) => {
                format!("\"payload\":{}", quoted(&dialect::mask_said(topic, &text)))
            }
            (Err(_), _) => format!("\"base64\":\"{}\"", base64::encoded(payload)),
        }
    };
    let retain = if *retain { ",\"retain\":true" } else { "" };
    let qos = match qos {
        QoS::AtMostOnce => "",
        QoS::AtLeastOnce => ",\"qos\":1",
        QoS::ExactlyOnce => ",\"qos\":2",
    };
    format!("{{\"at\":{at},\"topic\":{},{payload}{retain}{qos}}}\n", quoted(topic))
}

pub(super) fn link(at: u64, is_live: bool) -> String {
    format!("{{\"at\":{at},\"link\":\"{}\"}}\n", if is_live { "live" } else { "lost" })
}

/// What a line tells, and when that was; or why it makes no sense.
pub(super) fn read(line: &str) -> Result<(u64, Said), String> {
    let (told, _) = tree::read(line).map_err(|error| t!("it is no JSON: {error}", error = error.to_string()))?;
    let at = match told.get("at") {
        Some(Tree::Whole(at @ 0..=LONGEST)) => u64::try_from(*at).unwrap_or_default(),
        _ => return Err(t!("“at” is no time in milliseconds").to_owned()),
    };
    match told.text("link") {
        Some("live") => return Ok((at, Said::Link { is_live: true })),
        Some("lost") => return Ok((at, Said::Link { is_live: false })),
        Some(_) => return Err(t!("“link” is neither “live” nor “lost”").to_owned()),
        None => {}
    }
    let Some(Tree::Text(name)) = told.get("topic") else { return Err(t!("it has no topic").to_owned()) };
    topic::check_name(name).map_err(|why| t!("its topic is none: {why}", why = why.to_string()))?;
    let payload = match (told.get("payload"), told.get("base64")) {
        (Some(Tree::Text(text)), None) => Bytes::from(text.clone()),
        (None, Some(Tree::Text(text))) => base64::decoded(text).ok_or(t!("“base64” is something else"))?.into(),
        _ => return Err(t!("it has neither “payload” nor “base64”").to_owned()),
    };
    let qos = match told.get("qos") {
        None | Some(Tree::Whole(0)) => QoS::AtMostOnce,
        Some(Tree::Whole(1)) => QoS::AtLeastOnce,
        Some(Tree::Whole(2)) => QoS::ExactlyOnce,
        Some(_) => return Err(t!("“qos” is none of 0, 1 and 2").to_owned()),
    };
    let retain = told.get("retain") == Some(&Tree::Flag(true));
    Ok((at, Said::Message(Message { qos, retain, ..Message::new(name, payload) })))
}

/// Whether a topic says that what is said on it is a secret. Documents name the secrets in them, unless the topic is named for
/// what they hold; what begins with `$` describes.
pub(in crate::app) fn is_secret_in(topic: &str, payload: &[u8]) -> bool {
    let key = topic.rsplit('/').next().unwrap_or(topic);
    if matches!(payload.trim_ascii_start(), [b'{' | b'[', ..]) {
        return dialect::is_secret(key);
    }
    !key.starts_with('$') && topic.split('/').any(dialect::is_secret)
}
