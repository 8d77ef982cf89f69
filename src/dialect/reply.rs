//! Where those answer who are asked something on a topic of a convention that answers.

/// The topic of the answers; `None` where no convention says that there are any.
#[must_use]
pub fn answer_topic(topic: &str) -> Option<String> {
    if let Some(asked) = topic.strip_prefix("zigbee2mqtt/bridge/request/") {
        return Some(format!("zigbee2mqtt/bridge/response/{asked}"));
    }
    if let Some(device) = topic.strip_prefix("iotflow/discovery/register/") {
        return Some(format!("iotflow/discovery/response/{device}"));
    }
    let (device, command) = topic.strip_prefix("cmnd/")?.rsplit_once('/')?;
    (!device.is_empty() && !command.is_empty()).then(|| format!("stat/{device}/RESULT"))
}

#[cfg(test)]
mod tests {
    use super::answer_topic;

    #[test]
    fn whoever_asks_as_a_convention_does_is_answered_as_it_does() {
        let answers = |topic: &str| answer_topic(topic).unwrap_or_default();
        assert_eq!(answers("zigbee2mqtt/bridge/request/device/rename"), "zigbee2mqtt/bridge/response/device/rename");
        assert_eq!(answers("cmnd/attic/lamp/POWER"), "stat/attic/lamp/RESULT");
        assert_eq!(answers("iotflow/discovery/register/valve"), "iotflow/discovery/response/valve");
        for topic in ["", "cmnd", "cmnd/lamp", "cmnd//POWER", "cmnd/lamp/", "zigbee2mqtt/lamp/set"] {
            assert_eq!(answer_topic(topic), None, "{topic}");
        }
    }
}
