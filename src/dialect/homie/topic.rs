//! What a topic of Homie is for. Knows no payload.

/// Before whatever a device says.
pub(super) const DOMAIN: &str = "homie/";

/// A topic, and the id of the device that it belongs to: `5/{device}`, and `{device}` before version 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic<'a> {
    /// Said about the device.
    Device { device: &'a str, attribute: &'a str },
    /// One of several things of a kind that are said about the device: an alert, a line of its log, a statistic.
    Detail { device: &'a str, attribute: &'a str, key: &'a str },
    /// Said about one of its nodes, before version 5.
    Node { device: &'a str, node: &'a str, attribute: &'a str },
    /// Said about a property, which is named as its topic ends.
    Property { device: &'a str, property: &'a str, attribute: &'a str },
    /// What a property is.
    Value { device: &'a str, property: &'a str },
    /// Addressed to devices.
    Request,
}

/// `None` if the convention has no such topic.
pub(super) fn read(topic: &str) -> Option<Topic<'_>> {
    let topic = topic.strip_prefix(DOMAIN)?;
    let start = if topic.starts_with("5/") { "5/".len() } else { 0 };
    let mut levels = topic[start..].split('/');
    let name = levels.next().filter(|name| !name.is_empty())?;
    if name == "$broadcast" {
        return Some(Topic::Request);
    }
    let device = &topic[..start + name.len()];
    let after = topic.get(device.len() + 1..)?;
    let (one, two, three) = (levels.next()?, levels.next(), levels.next());
    if levels.next().is_some() || [Some(one), two, three].contains(&Some("")) {
        return None;
    }
    let is_attribute = |level: &str| level.starts_with('$');
    Some(match (one, two, three) {
        (attribute, None, _) if is_attribute(attribute) => Topic::Device { device, attribute },
        (attribute, Some(key), None) if is_attribute(attribute) => Topic::Detail { device, attribute, key },
        (node, Some(attribute), None) if is_attribute(attribute) => Topic::Node { device, node, attribute },
        (_, Some(_), None) => Topic::Value { device, property: after },
        (_, Some(_), Some("set")) => Topic::Request,
        (node, Some(property), Some(attribute)) if is_attribute(attribute) => {
            Topic::Property { device, property: &after[..=node.len() + property.len()], attribute }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_its_device_with_the_version_it_speaks() {
        for (topic, expected) in [
            ("homie/5/car/$state", Topic::Device { device: "5/car", attribute: "$state" }),
            ("homie/5/car/$log/warn", Topic::Detail { device: "5/car", attribute: "$log", key: "warn" }),
            ("homie/5/car/engine/speed", Topic::Value { device: "5/car", property: "engine/speed" }),
            (
                "homie/5/car/engine/speed/$target",
                Topic::Property { device: "5/car", property: "engine/speed", attribute: "$target" },
            ),
            ("homie/5/car/engine/speed/set", Topic::Request),
            ("homie/5/$broadcast/alert", Topic::Request),
            ("homie/car/$state", Topic::Device { device: "car", attribute: "$state" }),
            ("homie/car/engine/$name", Topic::Node { device: "car", node: "engine", attribute: "$name" }),
            ("homie/car/engine/speed", Topic::Value { device: "car", property: "engine/speed" }),
        ] {
            assert_eq!(read(topic), Some(expected), "{topic}");
        }
    }

    #[test]
    fn what_has_too_few_levels_or_too_many_or_empty_ones_is_no_topic_of_it() {
        for topic in [
            "homie",
            "homie/",
            "homie/5/",
            "homie/5/car",
            "homie/5/car/engine",
            "homie/5/car//speed",
            "homie/5/car/engine/speed/get",
            "homie/5/car/engine/speed/set/x",
            "homie//engine/speed",
            "other/5/car/$state",
        ] {
            assert_eq!(read(topic), None, "{topic}");
        }
    }
}
