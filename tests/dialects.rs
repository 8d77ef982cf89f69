//! What recorded messages make of a house. Each file in `tests/dialects/` holds messages above a line `----` and, below it,
//! the devices they make. `UPDATE_RECORDINGS=1 cargo test --test dialects` writes what is below anew: read it before you
//! believe it.
//!
//! Above the line, one message or wish a line:
//!
//! ```text
//! # a comment
//! alicia/devices/bulb_living/status {"state":"on"}
//! alicia/devices/bulb_living/availability [retained] online
//! "a topic with spaces" [hex] 00ff
//! > alicia:bulb_living brightness = 50
//! > home_assistant:door door = unlock by code 1234
//! > everything
//! ```
//!
//! The last asks every property that can be set for something that its kind allows.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use alicia_dashboard::device::{
    Access, Availability, Category, Class, Code, Device, Freshness, Kind, Limits, Property, Registry, Report, Value,
};
use alicia_dashboard::dialect::{Interpreter, Mark};
use alicia_dashboard::mqtt::Message;
use alicia_dashboard::time::{Instant, Now, Timestamp};

/// A house that hears messages at one moment, as the program would.
struct House {
    interpreter: Interpreter,
    registry: Registry,
    /// What happened that shows in no device.
    remarks: Vec<String>,
}

impl House {
    fn new() -> Self {
        Self { interpreter: Interpreter::default(), registry: Registry::new(Limits::default()), remarks: Vec::new() }
    }

    fn hear(&mut self, message: &Message) {
        let mut changes = Vec::new();
        match self.interpreter.hear(message, &mut self.registry, now(), &mut changes) {
            Ok(_) if changes.is_empty() => self.remarks.push(format!("tells nothing: {}", message.topic)),
            Ok(_) => {}
            Err(reason) => self.remarks.push(format!("not understood: {}: {reason}", message.topic)),
        }
    }

    fn wish_for_everything(&mut self) {
        let mut wishes = Vec::new();
        for device in self.registry.devices() {
            for (_, property) in device.properties().filter(|(_, property)| property.profile.access.can_set()) {
                let of = |wanted: String| format!("{} {} = {wanted}", device.id, property.id);
                wishes.extend(samples(&property.profile.kind).into_iter().map(of));
            }
        }
        for wish in wishes {
            self.wish(&wish);
        }
    }

    fn wish(&mut self, wish: &str) {
        let (device, rest) = wish.split_once(' ').expect("a wish names a device");
        let (property, wanted) = rest.split_once(" = ").expect("a wish names a property and a value");
        let (wanted, code) = match wanted.split_once(" by code ") {
            Some((wanted, code)) => (wanted, Some(Code(code.to_owned()))),
            None => (wanted, None),
        };
        let wanted = wanted.parse().map_or_else(|_| Value::Text(wanted.to_owned()), Value::Number);
        let device = self.registry.find(device).expect("the device exists");
        let Some(property) = device.property_key(property).and_then(|key| device.property(key)) else {
            return self.remarks.push(format!("> {wish}\n  there is no such property"));
        };
        let mark = Mark { id: "wish-1".to_owned(), at: now().timestamp };
        self.remarks.push(match self.interpreter.write_by_code(device, &[(property, &wanted)], code.as_ref(), &mark) {
            Ok(sent) => {
                let payload = String::from_utf8(sent.payload).expect("commands are text");
                let retained = if sent.retain { " [retained]" } else { "" };
                format!("> {wish}\n  {}{retained} {payload} ({:?})", sent.topic, sent.qos)
            }
            Err(reason) => format!("> {wish}\n  refused: {reason}"),
        });
    }

    fn describe(&self) -> String {
        let mut text = String::new();
        for device in self.registry.devices() {
            writeln!(text, "{}", described_device(device)).expect("a text takes lines");
            for (_, property) in device.properties() {
                writeln!(text, "  {}", described_property(property)).expect("a text takes lines");
            }
        }
        for remark in &self.remarks {
            writeln!(text, "{remark}").expect("a text takes lines");
        }
        text
    }
}

/// What something of this kind can be asked for.
fn samples(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Binary => vec!["on".to_owned(), "off".to_owned()],
        Kind::Numeric(numeric) => {
            vec![numeric.range.map_or(1.0, |(low, high)| f64::midpoint(low, high).round()).to_string()]
        }
        Kind::Choice(words) => words.last().cloned().into_iter().collect(),
        Kind::Colour => vec!["#ff8000".to_owned()],
        Kind::Playback => vec!["play".to_owned()],
        Kind::Operated(operations) => operations.iter().map(|operation| operation.word.clone()).collect(),
        Kind::Text | Kind::Picture | Kind::Link => vec!["hello".to_owned()],
        Kind::Action => vec!["now".to_owned()],
        Kind::Moment(_) => vec![kind.sample().plain()],
    }
}

/// 2026-02-13T12:00:30Z, half a minute after what the recorded devices believe.
fn now() -> Now {
    Now { instant: Instant::from_millis(1_000.0), timestamp: Timestamp::from_millis(1_770_984_030_000) }
}

fn described_device(device: &Device) -> String {
    let mut text = format!("{} “{}”", device.id, device.name);
    if let Some(whole) = &device.part_of {
        let _ = write!(text, ", a part of {whole}");
    }
    if let Some(room) = &device.room {
        let _ = write!(text, " in “{room}”");
    }
    text.push_str(match device.heard.availability(now().timestamp, Some(now().timestamp)) {
        Availability::Online => ", online",
        Availability::Offline => ", offline",
        Availability::Silent(_) => ", silent",
        Availability::Unknown => ", nobody knows whether it is there",
    });
    if let Some(patience) = device.heard.patience {
        let _ = write!(text, ", silent for {} s at most", patience.as_secs());
    }
    text
}

fn described_property(property: &Property) -> String {
    let profile = &property.profile;
    let (kind, unit) = described_kind(&profile.kind);
    let value = property.report.as_ref().map_or_else(|| "–".to_owned(), |report| described_report(report, unit));
    let access = match profile.access {
        Access::Read => "",
        Access::ReadWrite => ", can be set",
        Access::Write => ", can only be set",
    };
    let category = match profile.category {
        Category::Primary => "",
        Category::Config => ", config",
        Category::Diagnostic => ", diagnostic",
    };
    let class = match profile.class {
        Class::Other => String::new(),
        class => format!(", {class:?}").to_lowercase(),
    };
    let unavailable = if property.available == Some(false) { " (unavailable)" } else { "" };
    let expiry = profile.expire_after.map_or_else(String::new, |time| format!(", holds for {} s", time.as_secs()));
    let consent = if profile.asks_first && profile.access.can_set() { ", asks first" } else { "" };
    let code = profile.code.as_ref().map_or_else(String::new, |code| {
        let (digits, pattern) = (if code.is_digits { " of digits" } else { "" }, code.pattern.as_deref().unwrap_or(""));
        format!(", {} by a code{digits} {pattern}", code.words.join("/")).trim_end().to_owned()
    });
    let stored = if profile.is_stored { ", stored" } else { "" };
    let form = if profile.is_in_form { ", in a form" } else { "" };
    let (id, label) = (&property.id, &profile.label);
    format!(
        "{id} = {value}{unavailable}  | {label}: {kind}{access}{consent}{code}{stored}{form}{category}{class}{expiry}"
    )
}

fn described_kind(kind: &Kind) -> (String, &str) {
    match kind {
        Kind::Binary => ("on/off".to_owned(), ""),
        Kind::Numeric(numeric) => match numeric.range {
            Some((low, high)) => (format!("{low} to {high}"), &numeric.unit),
            None => ("number".to_owned(), &numeric.unit),
        },
        Kind::Choice(words) => (format!("one of {}", words.join("/")), ""),
        Kind::Colour => ("colour".to_owned(), ""),
        Kind::Playback => ("playback".to_owned(), ""),
        Kind::Operated(operations) => {
            let words: Vec<_> = operations.iter().map(|operation| operation.word.as_str()).collect();
            (format!("asked to {}", words.join("/")), "")
        }
        Kind::Text => ("text".to_owned(), ""),
        Kind::Picture => ("picture".to_owned(), ""),
        Kind::Link => ("link".to_owned(), ""),
        Kind::Action => ("action".to_owned(), ""),
        Kind::Moment(moment) => (format!("{moment:?}").to_lowercase(), ""),
    }
}

fn described_report(report: &Report, unit: &str) -> String {
    let mut text = match &report.value {
        Value::Unknown => "unknown".to_owned(),
        Value::Text(text) => format!("“{}”", text.replace('\n', "⏎")),
        Value::Number(number) if unit.is_empty() => number.to_string(),
        Value::Number(number) => format!("{number} {unit}"),
        Value::Flag(flag) => flag.to_string(),
    };
    match report.freshness(now().timestamp, Some(now().timestamp)) {
        Freshness::Live | Freshness::Unknown => {}
        Freshness::Retained => text.push_str(" (retained)"),
        Freshness::Stale => text.push_str(" (stale)"),
    }
    if let Some(measured) = report.measured {
        let _ = write!(text, " at {}", measured.to_iso8601());
    }
    text
}

/// A line above `----`: topic, perhaps `[retained]` or `[hex]`, payload.
fn message(line: &str) -> Message {
    let (topic, rest) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').expect("a topic in quotes ends in one"),
        None => line.split_once(' ').unwrap_or((line, "")),
    };
    let rest = rest.trim_start();
    let (retain, rest) = match rest.strip_prefix("[retained]") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, rest),
    };
    let payload = match rest.strip_prefix("[hex]") {
        Some(digits) => bytes(digits.trim()),
        None => rest.as_bytes().to_vec(),
    };
    Message { retain, ..Message::new(topic, payload) }
}

fn bytes(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("two hexadecimal digits a byte");
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// Plays what is above the line and compares with what is below. Says how they differ, or rewrites the file if it may.
fn check(file: &Path) -> Result<(), String> {
    let recording = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (above, below) = recording.split_once("\n----\n").unwrap_or((recording.trim_end(), ""));
    let mut house = House::new();
    for line in above.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("> ") {
            Some("everything") => house.wish_for_everything(),
            Some(wish) => house.wish(wish),
            None => house.hear(&message(line)),
        }
    }
    let found = house.describe();
    if found == below {
        return Ok(());
    }
    if std::env::var_os("UPDATE_RECORDINGS").is_some() {
        return fs::write(file, format!("{above}\n----\n{found}")).map_err(|error| error.to_string());
    }
    Err(format!("{}\n{}", file.display(), difference(below, &found)))
}

/// What the lines have in common at both ends is left out but for one line of context.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let shorter = expected.len().min(found.len());
    let start = (0..shorter).take_while(|at| expected[*at] == found[*at]).count();
    let end = (0..shorter - start)
        .take_while(|back| expected[expected.len() - 1 - back] == found[found.len() - 1 - back])
        .count();
    let mut text = String::new();
    for (mark, line) in expected[start.saturating_sub(1)..start]
        .iter()
        .map(|line| (' ', line))
        .chain(expected[start..expected.len() - end].iter().map(|line| ('-', line)))
        .chain(found[start..found.len() - end].iter().map(|line| ('+', line)))
    {
        let _ = writeln!(text, "{mark} {line}");
    }
    text
}

#[test]
fn recorded_messages_make_the_devices_written_below_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects");
    let entries = fs::read_dir(&folder).expect("the recordings are there");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("the recordings can be listed").path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(files.len() >= 25, "only {} recordings", files.len());
    let failures: Vec<_> = files.iter().filter_map(|file| check(file).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn hear(topic: &str, payload: impl Into<Vec<u8>>) -> House {
    let mut house = House::new();
    house.hear(&Message::new(topic, payload.into()));
    house
}

#[test]
fn a_million_elements_become_one_short_text() {
    let payload = format!(r#"{{"samples":[{}0]}}"#, "0,".repeat(999_999));
    let house = hear("lab/scope/wave", payload);
    let [device] = house.registry.devices().collect::<Vec<_>>()[..] else { panic!("one device") };
    let [(_, samples)] = device.properties().collect::<Vec<_>>()[..] else { panic!("one property") };
    let Some(Report { value: Value::Text(text), .. }) = &samples.report else { panic!("a text") };
    assert!(text.starts_with("0, 0, ") && text.ends_with(", …") && text.len() < 200, "{text}");
}

#[test]
fn of_ten_thousand_values_as_many_are_kept_as_a_device_may_have_and_the_rest_is_counted() {
    let members: Vec<_> = (0..10_000).map(|number| format!(r#""s{number}":{number}"#)).collect();
    for topic in [
        "lab/logger/all",
        "smarthome/1/7/telemetry",
        "alicia/sensors/logger",
        "iotflow/devices/logger/telemetry/sensors",
        "devices/logger/status",
        "iotflow/monitoring/traffic",
    ] {
        let house = hear(topic, format!("{{{}}}", members.join(",")));
        let [device] = house.registry.devices().collect::<Vec<_>>()[..] else { panic!("one device") };
        let left_out = device.property_key("left_out").and_then(|key| device.property(key)).expect("it is counted");
        assert_eq!(described_property(left_out), "left_out = 9488  | Values left out: number, diagnostic");
        assert_eq!(device.properties().count(), Limits::default().properties_per_device);
    }
}

#[test]
fn a_megabyte_is_shortened_and_kills_nobody() {
    let megabyte = 1 << 20;
    for payload in [
        "x".repeat(megabyte),
        "ü".repeat(megabyte / 2),
        "[".repeat(megabyte),
        r#"{"a":"#.repeat(megabyte / 5),
        format!(r#""{}""#, "y".repeat(megabyte)),
        format!("<html>{}", "password=x ".repeat(megabyte / 11)),
        "9".repeat(megabyte),
        " ".repeat(megabyte),
    ] {
        for topic in [
            "lab/dump",
            "é/x",
            "alicia/sensors/a",
            "alicia/sensors/a/temperature",
            "smarthome/1/2/ota",
            "iotflow/devices/a/telemetry",
            "iotflow/devices/a/status/online",
            "iotflow/system/alerts",
            "homie/5/a/$description",
            "homie/5/a/$alert/b",
            "shellyplus1-a8032abe54dc/status/switch:0",
            "shellyplus1-a8032abe54dc/events/rpc",
        ] {
            let house = hear(topic, payload.clone());
            assert!(house.describe().len() < 6_000, "{topic}: {}", house.describe());
            let heard = house.registry.devices().count() + house.remarks.len();
            assert_eq!(heard, 1, "{topic} is neither shown nor listed");
        }
    }
}

#[test]
fn whatever_arrives_is_read_or_named() {
    let payloads = [
        "{",
        "}",
        "{}",
        "[]",
        "\"",
        "\"\"",
        "null",
        "-",
        "{\"payload\":{\"payload\":{}}}",
        "{\"payload\":1}",
        "\u{1}",
        "é",
    ];
    for topic in [
        "/",
        "//",
        "alicia",
        "alicia/",
        "alicia/sensors/a",
        "alicia/voice/wake",
        "smarthome/1/2/ota",
        "iotflow/devices/a/telemetry/events",
        "iotflow/devices/a/status",
        "iotflow/fleet/status/é",
        "devices/a/heartbeat",
        "lwt/devices/a",
        "homie/5/é/$description",
        "homie/a/é/b/$format",
        "shelly/status/é:é",
        "shellyé/events/rpc",
        "/é",
        "a//",
    ] {
        for payload in payloads {
            let house = hear(topic, payload);
            assert!(!house.remarks.iter().any(|remark| remark.starts_with("nobody’s")), "{topic} {payload}");
        }
        let house = hear(topic, [0xff, 0xfe, 0x00]);
        assert_eq!(house.remarks, [format!("not understood: {topic}: not text: 3 bytes of binary data")]);
    }
}
