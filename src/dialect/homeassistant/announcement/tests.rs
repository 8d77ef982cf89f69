//! What announcements say. Each file in `tests/announcements/` holds messages above a line `----` and, below it, what was
//! announced, heard and asked for. `UPDATE_RECORDINGS=1 cargo test announcements` writes what is below anew: read it before
//! you believe it.
//!
//! Above the line, one message or wish a line:
//!
//! ```text
//! homeassistant/switch/pump/config {"command_topic":"pump/set","state_topic":"pump"}
//! "a topic with spaces" ON
//! > pump state = 1
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::aspect::{Holds, Scale, Target, Word};
use super::device::Device;
use super::*;
use crate::device::Value;
use crate::dialect::homeassistant::template::Engine;
use crate::time::Timestamp;

/// 2026-02-13T12:00:30Z
const NOW: Timestamp = Timestamp::from_millis(1_770_984_030_000);

#[derive(Default)]
struct House {
    /// By what wishes call them: the ids of their topics, or their keys.
    entities: Vec<(String, Entity)>,
    engine: Engine,
    out: String,
}

macro_rules! say {
    ($house:expr, $($text:tt)*) => { writeln!($house.out, $($text)*).expect("a text takes lines") };
}

impl House {
    fn hear(&mut self, topic: &str, payload: &str) {
        let place = ["homeassistant", "ha"].into_iter().find_map(|prefix| Place::of(prefix, topic));
        let Some(place) = place else { return self.hear_state(topic, payload) };
        match read(&place, payload.as_bytes()) {
            Err(reason) => say!(self, "{topic}: not understood: {reason}"),
            Ok(Announcement::Withdrawn) => say!(self, "{topic}: withdrawn"),
            Ok(Announcement::Moved) => say!(self, "{topic}: moved"),
            Ok(Announcement::Told { entities, removed, problems }) => {
                for entity in entities {
                    self.describe(&entity);
                    let id =
                        place.node.map_or_else(|| entity.object_id.clone(), |node| format!("{node}/{}", place.object));
                    self.entities.retain(|(known, _)| *known != id);
                    self.entities.push((id, entity));
                }
                for key in removed {
                    say!(self, "{topic}: without {key}");
                }
                for problem in problems {
                    say!(self, "{topic}: {problem}");
                }
            }
        }
    }

    fn hear_state(&mut self, topic: &str, payload: &str) {
        let mut lines = String::new();
        for (id, entity) in &self.entities {
            for aspect in &entity.aspects {
                if aspect.read.as_ref().is_none_or(|source| source.topic != topic) {
                    continue;
                }
                let said = match aspect.value(payload, &self.engine, NOW) {
                    Ok(None) => continue,
                    Ok(Some(Value::Text(text))) => format!("“{text}”"),
                    Ok(Some(Value::Unknown)) => "unknown".to_owned(),
                    Ok(Some(value)) => value.plain(),
                    Err(untemplated) => format!("? {}", untemplated.reason),
                };
                writeln!(lines, "  {id}.{} = {said}", aspect.key).expect("a text takes lines");
            }
            for source in entity.availability.sources.iter().filter(|source| source.topic == topic) {
                let word = match &source.template {
                    Some(template) => {
                        template.read(payload, &self.engine, NOW).map(|rendered| rendered.word().into_owned())
                    }
                    None => Ok(payload.to_owned()),
                };
                let there = match word {
                    Ok(word) if word == source.available => "there".to_owned(),
                    Ok(word) if word == source.not_available => "gone".to_owned(),
                    Ok(word) => format!("? “{word}”"),
                    Err(untemplated) => format!("? {}", untemplated.reason),
                };
                writeln!(lines, "  {id} is {there}").expect("a text takes lines");
            }
        }
        say!(self, "{topic} {payload}");
        self.out.push_str(if lines.is_empty() { "  tells nothing\n" } else { &lines });
    }

    fn wish(&mut self, wish: &str) {
        let (names, wanted) = wish.split_once(" = ").expect("a wish names a value");
        let (object, key) = names.split_once(' ').expect("a wish names a component and an aspect");
        let (_, entity) = self.entities.iter().find(|(id, _)| id == object).expect("the component exists");
        let aspect = entity.aspects.iter().find(|aspect| aspect.key == key).expect("the aspect exists");
        let value = wanted.parse().map_or_else(|_| Value::Text(wanted.to_owned()), Value::Number);
        let outcome = match (aspect.payload(&value, None, &self.engine, NOW), &aspect.write) {
            (Ok(payload), Some(target)) => {
                let retained = if target.retain { " retained" } else { "" };
                format!("{} {payload} (qos {}{retained})", target.topic, target.qos)
            }
            (Err(refusal), _) => format!("refused: {refusal:?}"),
            (Ok(_), None) => unreachable!("nothing is asked for without a topic"),
        };
        say!(self, "> {wish}\n  {outcome}");
    }

    fn describe(&mut self, entity: &Entity) {
        let name = match &entity.name {
            Name::Device => "as its device".to_owned(),
            Name::Class => "as its class".to_owned(),
            Name::Own(name) => format!("“{name}”"),
        };
        say!(self, "{} {} {name}{}", entity.component, entity.object_id, described_facts(entity));
        if let Some(device) = &entity.device {
            say!(self, "  of {}", described_device(device));
        }
        for source in &entity.availability.sources {
            let mode = if entity.availability.sources.len() > 1 {
                format!(" {:?}", entity.availability.mode)
            } else {
                String::new()
            };
            let read = Source { topic: source.topic.clone(), template: source.template.clone(), field: None };
            say!(self, "  there{mode}: {} {}/{}", described_source(&read), source.available, source.not_available);
        }
        for aspect in &entity.aspects {
            let read =
                aspect.read.as_ref().map(|source| format!(" < {}", described_source(source))).unwrap_or_default();
            let write = aspect.write.as_deref().map(described_target).unwrap_or_default();
            let optimistic = if aspect.optimistic { ", never tells" } else { "" };
            say!(self, "  {}: {}{optimistic}{read}{write}", aspect.key, described_holds(&aspect.holds));
        }
        if let Some(attributes) = &entity.attributes {
            say!(self, "  attributes < {}", described_source(attributes));
        }
        for problem in &entity.problems {
            say!(self, "  ! {problem}");
        }
        if !entity.ignored.is_empty() {
            say!(self, "  ignored: {}", entity.ignored.join(", "));
        }
    }
}

fn described_facts(entity: &Entity) -> String {
    let mut facts = String::new();
    let texts = [
        ("unique", &entity.unique_id),
        ("icon", &entity.icon),
        ("class", &entity.device_class),
        ("state class", &entity.state_class),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            write!(facts, ", {name} {text}").expect("a text takes everything");
        }
    }
    for (name, time) in [("expires after", entity.expire_after), ("off after", entity.off_delay)] {
        if let Some(time) = time {
            write!(facts, ", {name} {} s", time.as_secs_f64()).expect("a text takes everything");
        }
    }
    facts.push_str(match entity.category {
        Category::Primary => "",
        Category::Config => ", config",
        Category::Diagnostic => ", diagnostic",
    });
    facts.push_str(if entity.hidden { ", hidden" } else { "" });
    facts.push_str(if entity.aspects.iter().any(|it| it.code.is_some()) { ", needs a code" } else { "" });
    facts
}

fn described_device(device: &Device) -> String {
    let mut text = format!("“{}” [{}]", device.name.as_deref().unwrap_or_default(), device.identifiers.join(", "));
    for (kind, address) in &device.connections {
        write!(text, " {kind}={address}").expect("a text takes everything");
    }
    let facts = [
        ("by", &device.manufacturer),
        ("model", &device.model),
        ("model id", &device.model_id),
        ("serial", &device.serial_number),
        ("software", &device.sw_version),
        ("hardware", &device.hw_version),
        ("in", &device.suggested_area),
        ("via", &device.via_device),
        ("at", &device.configuration_url),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            write!(text, ", {name} {fact}").expect("a text takes everything");
        }
    }
    text
}

fn described_source(source: &Source) -> String {
    let template = source.template.as_ref().map(|template| format!(" by {}", template.source())).unwrap_or_default();
    let field = source.field.as_ref().map(|field| format!(" part {}", field.template.source())).unwrap_or_default();
    format!("{}{template}{field}", source.topic).replace('\n', "⏎")
}

fn described_target(target: &Target) -> String {
    let template = target.template.as_ref().map(|template| format!(" by {}", template.source())).unwrap_or_default();
    let qos = if target.qos > 0 { format!(" qos {}", target.qos) } else { String::new() };
    let retained = if target.retain { " retained" } else { "" };
    format!(" > {}{template}{qos}{retained}", target.topic).replace('\n', "⏎")
}

fn described_holds(holds: &Holds) -> String {
    let word = |word: &Word| match (&word.read, &word.write) {
        (read, write) if read == write => read.clone().unwrap_or_default(),
        (Some(read), Some(write)) => format!("{read} ({write})"),
        (Some(read), None) => read.clone(),
        (None, write) => format!("({})", write.as_deref().unwrap_or_default()),
    };
    match holds {
        Holds::Anything => "anything".to_owned(),
        Holds::Binary { on, off, by_brightness } => {
            format!("{}/{}{}", word(on), word(off), if *by_brightness { " by brightness" } else { "" })
        }
        Holds::Numeric { numeric, scale, reset } => {
            let mut text = "number".to_owned();
            if let Some((low, high)) = numeric.range {
                write!(text, " {low} to {high}").expect("a text takes everything");
            }
            if let Some(step) = numeric.step {
                write!(text, " step {step}").expect("a text takes everything");
            }
            if !numeric.unit.is_empty() {
                write!(text, " in {}", numeric.unit).expect("a text takes everything");
            }
            if let Some(precision) = numeric.precision {
                write!(text, " to {precision} digits").expect("a text takes everything");
            }
            match scale {
                Scale::Same => {}
                Scale::Percent(low, high) => {
                    write!(text, ", {low} to {high} on the wire").expect("a text takes everything");
                }
                Scale::Mired => text.push_str(", mireds on the wire"),
                Scale::Fraction => text.push_str(", a fraction on the wire"),
            }
            if let Some(reset) = reset {
                write!(text, ", {reset} for none").expect("a text takes everything");
            }
            text
        }
        Holds::Choice(choices) => {
            let described = choices.iter().map(|choice| match word(&choice.word) {
                same if same == choice.value => same,
                other => format!("{}={other}", choice.value),
            });
            format!("one of {}", described.collect::<Vec<_>>().join(" | "))
        }
        other => format!("{other:?}"),
    }
}

fn message(line: &str) -> (&str, &str) {
    match line.strip_prefix('"') {
        Some(quoted) => quoted
            .split_once('"')
            .map(|(topic, payload)| (topic, payload.trim_start()))
            .expect("a topic in quotes ends"),
        None => line.split_once(' ').unwrap_or((line, "")),
    }
}

fn check(file: &Path) -> Result<(), String> {
    let recording = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (above, below) = recording.split_once("\n----\n").unwrap_or((recording.trim_end(), ""));
    let mut house = House::default();
    for line in above.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(wish) = line.strip_prefix("> ") {
            house.wish(wish);
        } else {
            let (topic, payload) = message(line);
            house.hear(topic, payload);
        }
    }
    if house.out == below {
        return Ok(());
    }
    if std::env::var_os("UPDATE_RECORDINGS").is_some() {
        return fs::write(file, format!("{above}\n----\n{}", house.out)).map_err(|error| error.to_string());
    }
    let differing = house.out.lines().zip(below.lines()).find(|(found, expected)| found != expected);
    Err(format!("{}: {differing:?}", file.display()))
}

#[test]
fn announcements_say_what_is_written_below_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/announcements");
    let entries = fs::read_dir(&folder).expect("the announcements are there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("the announcements can be listed").path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "txt") && !file.ends_with("templates.txt"));
    files.sort();
    assert!(files.len() >= 15, "only {} files", files.len());
    let failures: Vec<_> = files.iter().filter_map(|file| check(file).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_short_name_that_home_assistant_knows_is_understood() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/announcements/abbreviations.json");
    let table: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(file).expect("the table is there")).expect("the table is JSON");
    for (section, within) in [("entity", None), ("entity_legacy", None), ("device", Some("dev")), ("origin", Some("o"))]
    {
        for (short, full) in table[section].as_object().expect("a section is an object") {
            let object = format!(r#"{{"{short}":1}}"#);
            let payload = within.map_or(object.clone(), |within| format!(r#"{{"{within}":{object}}}"#));
            let (mut tree, _) = tree::read_brief(&payload).expect("it is JSON");
            abbreviation::expand(&mut tree);
            let expanded = match within {
                Some("dev") => tree.get("device"),
                Some(_) => tree.get("origin"),
                None => Some(&tree),
            };
            let full = full.as_str().expect("a name is text");
            assert!(expanded.and_then(|object| object.get(full)).is_some(), "{short} is {full}");
        }
    }
}

#[test]
fn whatever_is_announced_is_read_or_named() {
    let place = |component| Place { component, node: None, object: "a" };
    for payload in
        ["", "{}", "null", "[]", "{", "\u{0}", "{\"device\":[]}", "{\"components\":{\"a\":[]}}", "{\"components\":7}"]
    {
        for component in ["device", "light", "sensor", "vacuum", "nothing"] {
            let _ = read(&place(component), payload.as_bytes());
        }
    }
    assert!(read(&place("sensor"), &[0xff, 0xfe]).is_err());
    assert!(read(&place("sensor"), "[".repeat(100_000).as_bytes()).is_err());
    assert!(read(&place("sensor"), &vec![b' '; MAX_BYTES + 1]).is_err());
}

#[test]
fn what_is_too_much_is_left_out_and_said() {
    let components: Vec<_> = (0..2_000).map(|number| format!(r#""c{number}":{{"p":"sensor","stat_t":"a"}}"#)).collect();
    let payload = format!(r#"{{"dev":{{"ids":"a"}},"cmps":{{{}}}}}"#, components.join(","));
    let place = Place { component: "device", node: None, object: "a" };
    let Ok(Announcement::Told { entities, problems, .. }) = read(&place, payload.as_bytes()) else {
        panic!("it is read")
    };
    assert_eq!((entities.len(), problems.len()), (MAX_COMPONENTS, 1), "{problems:?}");

    let words: Vec<_> = (0..2_000).map(|number| format!("\"{number}\"")).collect();
    let payload = format!(
        r#"{{"command_topic":"a","options":[{}],"name":"{}","device":{{"ids":[{}]}}}}"#,
        words.join(","),
        "x".repeat(5_000),
        words.join(",")
    );
    let place = Place { component: "select", node: None, object: "a" };
    let Ok(Announcement::Told { entities, .. }) = read(&place, payload.as_bytes()) else { panic!("it is read") };
    let [Entity { problems, device: Some(device), name, .. }] = &entities[..] else { panic!("one entity of a device") };
    assert_eq!((problems.len(), device.identifiers.len(), name), (3, 16, &Name::Class), "{problems:?}");
}
