//! Where a component says whether it is there.

use super::options::{Options, scalar};
use crate::dialect::homeassistant::template::Template;
use crate::dialect::tree::{Brief, Tree};
use crate::language::t;

/// Topics on which one component says whether it is there.
const MAX_SOURCES: usize = 16;

/// Where a component says whether it is there. Without sources it says so nowhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::dialect) struct Availability {
    pub mode: Mode,
    pub sources: Vec<Presence>,
}

/// What several sources mean together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::dialect) enum Mode {
    /// What was heard last from any of them counts.
    #[default]
    Latest,
    All,
    Any,
}

/// One topic on which a component says whether it is there.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dialect) struct Presence {
    pub topic: String,
    pub template: Option<Template>,
    pub available: String,
    pub not_available: String,
}

pub(super) fn availability(options: &Options<'_>) -> Availability {
    let listed = options.get("availability");
    let single = options.topic("availability_topic");
    let sources = match listed {
        Some(Tree::List(items)) => {
            if items.len() > MAX_SOURCES {
                options.complain(t!(
                    "availability has more than {most} entries: the others are left out",
                    most = MAX_SOURCES.to_string()
                ));
            }
            items.iter().take(MAX_SOURCES).filter_map(|item| source(options, item)).collect()
        }
        Some(item) => source(options, item).into_iter().collect(),
        None => Vec::new(),
    };
    if listed.is_some() && single.is_some() {
        options.complain(t!("availability and availability_topic are both given: the list counts").to_owned());
    }
    let template = options.template("availability_template");
    let available = options.text("payload_available").unwrap_or_else(|| "online".to_owned());
    let not_available = options.text("payload_not_available").unwrap_or_else(|| "offline".to_owned());
    let sources = match single {
        Some(topic) if listed.is_none() => vec![Presence { topic, template, available, not_available }],
        _ => sources,
    };
    Availability { mode: mode(options), sources }
}

fn mode(options: &Options<'_>) -> Mode {
    match options.text("availability_mode").as_deref() {
        None | Some("latest") => Mode::Latest,
        Some("all") => Mode::All,
        Some("any") => Mode::Any,
        Some(other) => {
            options.complain(t!("availability_mode should be latest, all or any, and is “{other}”", other));
            Mode::Latest
        }
    }
}

fn source(options: &Options<'_>, entry: &Brief<'_>) -> Option<Presence> {
    let Tree::Object(_) = entry else {
        options.expected(t!("an entry of availability"), t!("an object"), entry);
        return None;
    };
    let text = |key: &str| entry.get(key).and_then(scalar);
    let Some(topic) = text("topic") else {
        options.complain(t!("an entry of availability has no topic").to_owned());
        return None;
    };
    Some(Presence {
        topic: options.checked_topic("availability.topic", &topic)?,
        template: text("value_template").or_else(|| text("availability_template")).map(|source| Template::new(&source)),
        available: text("payload_available").unwrap_or_else(|| "online".to_owned()),
        not_available: text("payload_not_available").unwrap_or_else(|| "offline".to_owned()),
    })
}
