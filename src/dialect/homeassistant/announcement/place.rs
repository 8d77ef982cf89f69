//! The topic of an announcement: `{prefix}/{component}/[{node}/]{object}/config`.

/// What a topic says about the announcement on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dialect) struct Place<'t> {
    /// `device` for all components of a device at once.
    pub component: &'t str,
    pub node: Option<&'t str>,
    pub object: &'t str,
}

impl<'t> Place<'t> {
    /// `None` if nobody announces anything on such a topic.
    pub(in crate::dialect) fn of(prefix: &str, topic: &'t str) -> Option<Self> {
        let rest = topic.strip_prefix(prefix)?.strip_prefix('/')?.strip_suffix("/config")?;
        let (component, ids) = rest.split_once('/')?;
        let (node, object) = match ids.split_once('/') {
            Some((node, object)) => (Some(node), object),
            None => (None, ids),
        };
        let is_word = |id: &str| {
            !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        let all = [Some(component), node, Some(object)];
        all.into_iter().flatten().all(is_word).then_some(Self { component, node, object })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_has_a_component_and_one_or_two_ids() {
        let place = |topic| Place::of("homeassistant", topic);
        let (component, object) = ("sensor", "t-1");
        assert_eq!(place("homeassistant/sensor/t-1/config"), Some(Place { component, node: None, object }));
        assert_eq!(place("homeassistant/sensor/a_b/t-1/config"), Some(Place { component, node: Some("a_b"), object }));
        assert_eq!(Place::of("a/b", "a/b/sensor/t-1/config"), Some(Place { component, node: None, object }));
        for topic in [
            "homeassistant/sensor/config",
            "homeassistant/sensor/a/b/c/config",
            "homeassistant/sensor/a b/config",
            "homeassistant/sensor/é/config",
            "homeassistant/sensor//config",
            "homeassistant/sensor/a/state",
            "homeassistantsensor/a/config",
            "ha/sensor/a/config",
            "homeassistant/status",
            "",
        ] {
            assert_eq!(place(topic), None, "{topic}");
        }
    }
}
