//! What the topics of an IoTFlow fleet are for.

/// Who a topic is about, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Topic<'a> {
    pub(super) about: About<'a>,
    pub(super) role: Role,
    /// What all values of the topic are named for; empty if their keys are enough.
    pub(super) part: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About<'a> {
    Device(&'a str, Form),
    Fleet(&'a str),
    /// `system` or `monitoring`.
    Server(&'a str),
}

/// How a device lays out its topics, as far as one of them shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `iotflow/devices/{id}/telemetry/sensors`, or a topic that several forms have.
    Nested,
    /// `iotflow/devices/{id}/telemetry`
    Flat,
    /// `devices/{id}/telemetry`
    Bare,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Addressed to devices: tells nothing about them.
    Command,
    Values,
    /// What happened, answers to commands among it.
    Events,
    /// Says whether the device is there; what the topic alone says of it, unless the payload knows better.
    Presence(Option<bool>),
    /// The broker says it, because the device cannot any more.
    Will,
    /// What a device is set to, whoever stored it.
    Config,
    /// A new device introduces itself.
    Registration,
    /// What the server made of that.
    Response,
}

/// `None` if the convention has no such topic.
pub(super) fn parse(topic: &str) -> Option<Topic<'_>> {
    let (area, rest) = topic.split_once('/')?;
    match area {
        "iotflow" => parse_prefixed(rest),
        "devices" => parse_device(rest, Form::Bare, Form::Bare),
        "lwt" => about_device(rest.strip_prefix("devices/")?, Role::Will),
        _ => None,
    }
}

fn parse_prefixed(rest: &str) -> Option<Topic<'_>> {
    let (area, rest) = rest.split_once('/')?;
    match area {
        "devices" => parse_device(rest, Form::Nested, Form::Flat),
        "fleet" => {
            let (kind, group) = rest.split_once('/')?;
            let role = match kind {
                "commands" => Role::Command,
                "status" => Role::Values,
                _ => return None,
            };
            Some(Topic { about: About::Fleet(level(group)?), role, part: "" })
        }
        "discovery" => match rest.split_once('/')? {
            ("register", id) => about_device(id, Role::Registration),
            ("response", id) => Some(Topic { part: "registration", ..about_device(id, Role::Response)? }),
            _ => None,
        },
        "system" | "monitoring" => {
            let part = rest.trim_end_matches('/');
            (!part.is_empty()).then_some(Topic { about: About::Server(area), role: Role::Values, part })
        }
        _ => None,
    }
}

/// `nested` and `flat`: which form a topic of either kind is a sign of.
fn parse_device(rest: &str, nested: Form, flat: Form) -> Option<Topic<'_>> {
    let (id, rest) = rest.split_once('/')?;
    let (kind, part) = rest.trim_end_matches('/').split_once('/').unwrap_or((rest.trim_end_matches('/'), ""));
    let (form, role, part) = match (kind, part) {
        ("telemetry", "") => (flat, Role::Values, ""),
        ("telemetry", "sensors" | "metrics") => (nested, Role::Values, ""),
        ("telemetry", "events") => (nested, Role::Events, ""),
        ("status", "") => (flat, Role::Presence(None), ""),
        ("status", "online" | "heartbeat") => (nested, Role::Presence(Some(true)), ""),
        ("status", "offline") => (nested, Role::Presence(Some(false)), ""),
        ("heartbeat", "") => (flat, Role::Presence(Some(true)), ""),
        ("telemetry" | "status", _) => (nested, Role::Values, part),
        ("config", _) => (nested, Role::Config, part),
        ("commands", _) => (nested, Role::Command, ""),
        _ => return None,
    };
    Some(Topic { about: About::Device(level(id)?, form), role, part })
}

fn about_device(id: &str, role: Role) -> Option<Topic<'_>> {
    Some(Topic { about: About::Device(level(id)?, Form::Nested), role, part: "" })
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
        let device = |form, role, part| Some(Topic { about: About::Device("a", form), role, part });
        let server = |area, part| Some(Topic { about: About::Server(area), role: Role::Values, part });
        let fleet = |role| Some(Topic { about: About::Fleet("green house"), role, part: "" });
        for (topic, expected) in [
            ("iotflow/devices/a/telemetry/sensors", device(Form::Nested, Role::Values, "")),
            ("iotflow/devices/a/telemetry/metrics/", device(Form::Nested, Role::Values, "")),
            ("iotflow/devices/a/telemetry/events", device(Form::Nested, Role::Events, "")),
            ("iotflow/devices/a/telemetry/gps", device(Form::Nested, Role::Values, "gps")),
            ("iotflow/devices/a/telemetry", device(Form::Flat, Role::Values, "")),
            ("devices/a/telemetry", device(Form::Bare, Role::Values, "")),
            ("iotflow/devices/a/status/offline", device(Form::Nested, Role::Presence(Some(false)), "")),
            ("iotflow/devices/a/status", device(Form::Flat, Role::Presence(None), "")),
            ("devices/a/heartbeat", device(Form::Bare, Role::Presence(Some(true)), "")),
            ("iotflow/devices/a/config", device(Form::Nested, Role::Config, "")),
            ("iotflow/devices/a/commands/control", device(Form::Nested, Role::Command, "")),
            ("devices/a/commands", device(Form::Bare, Role::Command, "")),
            ("lwt/devices/a", device(Form::Nested, Role::Will, "")),
            ("iotflow/discovery/register/a", device(Form::Nested, Role::Registration, "")),
            ("iotflow/discovery/response/a", device(Form::Nested, Role::Response, "registration")),
            ("iotflow/fleet/status/green house", fleet(Role::Values)),
            ("iotflow/fleet/commands/green house", fleet(Role::Command)),
            ("iotflow/system/health", server("system", "health")),
            ("iotflow/monitoring/broker/memory", server("monitoring", "broker/memory")),
        ] {
            assert_eq!(parse(topic), expected, "{topic}");
        }
    }

    #[test]
    fn other_topics_are_somebody_elses() {
        for topic in [
            "iotflow",
            "iotflow/devices",
            "iotflow/devices/a",
            "iotflow/devices//status",
            "iotflow/devices/a/errors",
            "iotflow/fleet/status/",
            "iotflow/fleet/status/a/b",
            "iotflow/system/",
            "iotflow/discovery/register",
            "devices/a",
            "lwt/a",
            "lwt/devices/a/b",
            "home/devices/a/status",
        ] {
            assert_eq!(parse(topic), None, "{topic}");
        }
    }
}
