//! The options of one component, read as what they should be. Wrong ones are named, and the rest goes on.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::Write as _;

use crate::device::{digits, number_from_text};
use crate::dialect::homeassistant::template::Template;
use crate::dialect::scalar::cut;
use crate::dialect::tree::{Brief, Tree};
use crate::language::t;

/// Sentences about one component.
const MAX_PROBLEMS: usize = 32;
/// Bytes of a word, a name or a pattern.
const MAX_TEXT: usize = 1_024;
const MAX_TOPIC: usize = 65_535;
/// Words of a list.
pub(super) const MAX_WORDS: usize = 256;

/// An option by its full name.
type Entry<'t> = (Cow<'t, str>, Brief<'t>);

/// The options of a component: its own, and what it inherits.
#[derive(Debug)]
pub(super) struct Options<'t> {
    own: &'t [Entry<'t>],
    /// Those of its device, where it is announced with others.
    shared: &'t [Entry<'t>],
    base: Option<&'t str>,
    /// Which of its own were asked for.
    used: Vec<Cell<bool>>,
    problems: RefCell<Vec<String>>,
}

impl<'t> Options<'t> {
    pub(super) fn new(own: &'t Brief<'t>, shared: Option<&'t Brief<'t>>) -> Self {
        let entries = |tree: &'t Brief<'t>| match tree {
            Tree::Object(entries) => &entries[..],
            _ => &[],
        };
        let (own, shared) = (entries(own), shared.map(entries).unwrap_or_default());
        let base = find(own, "~").or_else(|| find(shared, "~")).map(|(_, base)| base);
        let base = base.and_then(|base| if let Tree::Text(base) = base { Some(&**base) } else { None });
        Self { own, shared, base, used: vec![Cell::new(false); own.len()], problems: RefCell::default() }
    }

    /// Notes what is wrong, for a person.
    pub(super) fn complain(&self, problem: String) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() < MAX_PROBLEMS {
            problems.push(problem);
        }
    }

    /// What is wrong, and the names of the options that nobody asked for.
    pub(super) fn finish(self) -> (Vec<String>, Vec<String>) {
        let unused = self.own.iter().zip(&self.used).filter(|(_, used)| !used.get());
        let names = unused.map(|((name, _), _)| cut(name, 64).to_owned());
        let names = names.filter(|name| !KNOWN.contains(&name.as_str())).take(MAX_PROBLEMS);
        (self.problems.into_inner(), names.collect())
    }

    /// An option, unless it is `null`.
    pub(super) fn get(&self, key: &str) -> Option<&'t Brief<'t>> {
        self.even_null(key).filter(|value| !matches!(value, Tree::Null))
    }

    /// An option, even if it is `null`.
    pub(super) fn even_null(&self, key: &str) -> Option<&'t Brief<'t>> {
        if let Some((at, value)) = find(self.own, key) {
            self.used[at].set(true);
            return Some(value);
        }
        if self.shared.is_empty()
            || !SHARED.contains(&key)
            || (is_about_availability(key) && self.has_own_availability())
        {
            return None;
        }
        find(self.shared, key).map(|(_, value)| value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        let text = self.written(key)?;
        if text.len() > MAX_TEXT {
            self.complain(t!("{key} is longer than {most} bytes", key, most = MAX_TEXT.to_string()));
            return None;
        }
        Some(text)
    }

    /// A word of a protocol: what it is, or if it is absent `otherwise`. `None` if it is `null`: there is none.
    pub(super) fn word(&self, key: &str, otherwise: &str) -> Option<String> {
        match self.even_null(key) {
            None if otherwise.is_empty() => None,
            None => Some(otherwise.to_owned()),
            Some(_) => self.text(key),
        }
    }

    /// A topic, with `~` replaced.
    pub(super) fn topic(&self, key: &str) -> Option<String> {
        let written = self.written(key)?;
        self.checked_topic(key, &written)
    }

    pub(super) fn checked_topic(&self, key: &str, written: &str) -> Option<String> {
        let topic = self.with_base(written);
        let problem = if topic.is_empty() {
            t!("is empty")
        } else if topic.len() > MAX_TOPIC {
            t!("is too long for a topic")
        } else if topic.bytes().any(|byte| matches!(byte, b'+' | b'#' | 0)) {
            t!("is no topic: it has a wildcard or a NUL in it")
        } else {
            return Some(topic);
        };
        self.complain(format!("{key} {problem}"));
        None
    }

    pub(super) fn template(&self, key: &str) -> Option<Template> {
        self.written(key).map(|source| Template::new(&source))
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value {
            #[expect(clippy::cast_precision_loss, reason = "no device counts that far")]
            Tree::Whole(number) => Some(*number as f64),
            Tree::Real(number) => Some(*number),
            Tree::Text(text) => number_from_text(text),
            _ => None,
        };
        if number.is_none() {
            self.expected(key, t!("a number"), value);
        }
        number.filter(|number| number.is_finite())
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = match value {
            Tree::Flag(flag) => Some(*flag),
            Tree::Whole(0) => Some(false),
            Tree::Whole(1) => Some(true),
            Tree::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "1" | "enable" => Some(true),
                "false" | "no" | "off" | "0" | "disable" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if flag.is_none() {
            self.expected(key, t!("true or false"), value);
        }
        flag
    }

    /// A list of words, or one word. `None` if there is none.
    pub(super) fn words(&self, key: &str) -> Option<Vec<String>> {
        let value = self.get(key)?;
        let Tree::List(items) = value else {
            return self.text(key).map(|word| vec![word]);
        };
        let mut words: Vec<String> = Vec::new();
        for item in items {
            match scalar(item) {
                Some(word) if word.len() > MAX_TEXT => {
                    self.complain(t!(
                        "an entry of {key} is longer than {most} bytes",
                        key,
                        most = MAX_TEXT.to_string()
                    ));
                }
                Some(word) if words.len() < MAX_WORDS => words.push(word),
                Some(_) => {
                    self.complain(t!(
                        "{key} has more than {most} entries: the others are left out",
                        key,
                        most = MAX_WORDS.to_string()
                    ));
                    break;
                }
                None => self.complain(t!("an entry of {key} should be text, and is {kind}", key, kind = item.kind())),
            }
        }
        Some(words)
    }

    pub(super) fn expected(&self, key: &str, what: &str, got: &Brief<'_>) {
        let mut problem = t!("{key} should be {what}, and is {kind}", key, what, kind = got.kind());
        if let Tree::Text(text) = got {
            write!(problem, " “{}”", cut(text, 40)).expect("a text takes everything");
        }
        self.complain(problem);
    }

    fn written(&self, key: &str) -> Option<String> {
        let value = self.get(key)?;
        let written = scalar(value);
        if written.is_none() {
            self.expected(key, "text", value);
        }
        written
    }

    fn with_base(&self, topic: &str) -> String {
        let Some(base) = self.base else { return topic.to_owned() };
        let topic = topic.strip_prefix('~').map_or_else(|| topic.to_owned(), |rest| format!("{base}{rest}"));
        match topic.strip_suffix('~') {
            Some(rest) => format!("{rest}{base}"),
            None => topic,
        }
    }

    /// A component that says itself where its availability is told does not listen to what its device says about that.
    fn has_own_availability(&self) -> bool {
        ["availability", "availability_topic"].iter().any(|key| find(self.own, key).is_some())
    }
}

fn is_about_availability(key: &str) -> bool {
    key.starts_with("availability") || matches!(key, "payload_available" | "payload_not_available")
}

fn find<'t>(entries: &'t [Entry<'t>], key: &str) -> Option<(usize, &'t Brief<'t>)> {
    let is_it = |name: &str| name.len() == key.len() && name == key;
    entries.iter().enumerate().rev().find(|(_, (name, _))| is_it(name)).map(|(at, (_, value))| (at, value))
}

/// A value as Home Assistant writes it where it wants text.
pub(super) fn scalar(value: &Brief<'_>) -> Option<String> {
    Some(match value {
        Tree::Text(text) => text.to_string(),
        Tree::Flag(flag) => (if *flag { "True" } else { "False" }).to_owned(),
        Tree::Whole(number) => number.to_string(),
        Tree::Real(number) => {
            let mut text = digits(*number);
            if !text.contains('.') {
                text.push_str(".0");
            }
            text
        }
        Tree::Null | Tree::List(_) | Tree::Object(_) => return None,
    })
}

/// What a device says for all its components.
const SHARED: [&str; 13] = [
    "availability",
    "availability_mode",
    "availability_template",
    "availability_topic",
    "command_topic",
    "device",
    "encoding",
    "origin",
    "payload_available",
    "payload_not_available",
    "qos",
    "retain",
    "state_topic",
];

/// What is understood without being asked for: it changes nothing here.
const KNOWN: [&str; 15] = [
    "~",
    "default_entity_id",
    "encoding",
    "entity_picture",
    "flash",
    "flash_time_long",
    "flash_time_short",
    "force_update",
    "group",
    "initial",
    "origin",
    "platform",
    "schema",
    "send_if_off",
    "transition",
];
