//! What an announcement says about the device that a component belongs to.

use super::options::{Options, scalar};
use crate::dialect::scalar::cut;
use crate::dialect::tree::{Brief, Tree};
use crate::language::t;

/// Identifiers, or connections, of one device.
const MAX_IDS: usize = 16;
/// Bytes of a name, an identifier, an address.
const MAX_TEXT: usize = 1_024;

/// A device as announced. Empty texts are as good as none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the word of the field")]
pub(in crate::dialect) struct Device {
    pub identifiers: Vec<String>,
    /// A kind and an address each: `mac`, `02:5b:26:a8:dc:12`.
    pub connections: Vec<(String, String)>,
    pub name: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub model_id: Option<String>,
    pub serial_number: Option<String>,
    pub sw_version: Option<String>,
    pub hw_version: Option<String>,
    pub suggested_area: Option<String>,
    /// An identifier of the device that messages of this one go through.
    pub via_device: Option<String>,
    /// `http:` or `https:`, and nothing else that a link could do.
    pub configuration_url: Option<String>,
}

/// `None` if the announcement names no device.
pub(super) fn device(options: &Options<'_>) -> Option<Device> {
    let announced = options.get("device")?;
    let Tree::Object(_) = announced else {
        options.expected("device", t!("an object"), announced);
        return None;
    };
    let text = |key: &str| text(options, announced, key);
    let device = Device {
        identifiers: identifiers(options, announced),
        connections: connections(options, announced),
        name: text("name"),
        manufacturer: text("manufacturer"),
        model: text("model"),
        model_id: text("model_id"),
        serial_number: text("serial_number"),
        sw_version: text("sw_version"),
        hw_version: text("hw_version"),
        suggested_area: text("suggested_area"),
        via_device: text("via_device"),
        configuration_url: text("configuration_url").filter(|url| is_safe(options, url)),
    };
    if device.identifiers.is_empty() && device.connections.is_empty() {
        options.complain(t!("device has neither identifiers nor connections").to_owned());
    }
    Some(device)
}

fn text(options: &Options<'_>, device: &Brief<'_>, key: &str) -> Option<String> {
    let value = device.get(key).filter(|value| !matches!(value, Tree::Null))?;
    let Some(text) = scalar(value) else {
        options.expected(&format!("device.{key}"), "text", value);
        return None;
    };
    let text = cut(text.trim(), MAX_TEXT);
    (!text.is_empty()).then(|| text.to_owned())
}

/// One, or a list of them.
fn identifiers(options: &Options<'_>, device: &Brief<'_>) -> Vec<String> {
    match device.get("identifiers") {
        None | Some(Tree::Null) => Vec::new(),
        Some(Tree::List(items)) => limited(options, "identifiers", items).iter().filter_map(scalar).collect(),
        Some(_) => text(options, device, "identifiers").into_iter().collect(),
    }
}

fn connections(options: &Options<'_>, device: &Brief<'_>) -> Vec<(String, String)> {
    let items = match device.get("connections") {
        None | Some(Tree::Null) => return Vec::new(),
        Some(Tree::List(items)) => limited(options, "connections", items),
        Some(other) => {
            options.expected("device.connections", t!("a list"), other);
            return Vec::new();
        }
    };
    let pair = |item: &Brief<'_>| match item {
        Tree::List(pair) => match &pair[..] {
            [kind, address] => scalar(kind).zip(scalar(address)),
            _ => None,
        },
        _ => None,
    };
    let pairs: Vec<_> = items.iter().filter_map(pair).collect();
    if pairs.len() < items.len() {
        options.complain(t!("device.connections should hold pairs of a kind and an address").to_owned());
    }
    pairs
}

fn limited<'t>(options: &Options<'_>, key: &str, items: &'t [Brief<'t>]) -> &'t [Brief<'t>] {
    if items.len() > MAX_IDS {
        options.complain(t!(
            "device.{key} has more than {most} entries: the others are left out",
            key,
            most = MAX_IDS.to_string()
        ));
    }
    &items[..items.len().min(MAX_IDS)]
}

fn is_safe(options: &Options<'_>, url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
    let is_safe = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !is_safe {
        options.complain(t!("device.configuration_url is no http or https address").to_owned());
    }
    is_safe
}
