//! Whether the page shows what the home last said. The home's own messages are read by the page's conventions, natively: what
//! is compared is not how they are read, but that the last of them arrived, and nothing came after it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use alicia_dashboard::{
    device::{Change, Limits, Registry},
    dialect::Interpreter,
    mqtt::Message,
    time::{Now, Timestamp},
};
use home::simulate::{LastWord, Running};

use super::room::Room;

/// How long a value may differ while the home goes on speaking.
const PATIENCE: Duration = Duration::from_secs(30);

/// How what the page shows compares with what was said.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub devices: usize,
    /// Values that are what was last said.
    pub(super) true_values: usize,
    /// Values that were said while nobody listened; what the page shows instead, it does not call live.
    pub(super) missed: usize,
    pub(super) wrong: Vec<String>,
}

/// The last value of a property.
#[derive(Debug, Clone)]
struct Said {
    value: String,
    at: SystemTime,
    retained: bool,
}

type House = BTreeMap<String, BTreeMap<String, Said>>;

/// Visits the page of every device. `live_since`: the page has listened without a break.
pub(super) fn compare(room: &Room, home: &Running, live_since: SystemTime) -> Comparison {
    let mut comparison = Comparison::default();
    for (device, properties) in house(&home.last_words()) {
        comparison.devices += 1;
        let mut open: BTreeSet<_> = properties.into_keys().collect();
        let mut differing = BTreeMap::new();
        let deadline = Instant::now() + PATIENCE;
        while !open.is_empty() && Instant::now() < deadline {
            // What is said while the page is read may be on it, or not yet.
            let before = said_by(home, &device);
            let shown = room.values(&device);
            let after = said_by(home, &device);
            open.retain(|property| {
                let expected = [before.get(property), after.get(property)];
                let found = shown.iter().find(|[id, ..]| id == property);
                match verdict(expected, found, live_since) {
                    Verdict::True => comparison.true_values += 1,
                    Verdict::Missed => comparison.missed += 1,
                    Verdict::Wrong(why) => {
                        differing.insert(property.clone(), why);
                        return true;
                    }
                }
                false
            });
        }
        let wrong =
            open.iter().filter_map(|property| Some(format!("{device} {property}: {}", differing.get(property)?)));
        comparison.wrong.extend(wrong);
    }
    comparison
}

enum Verdict {
    True,
    Missed,
    Wrong(String),
}

fn verdict(expected: [Option<&Said>; 2], found: Option<&[String; 3]>, live_since: SystemTime) -> Verdict {
    let said: Vec<_> = expected.into_iter().flatten().collect();
    if said.is_empty() {
        // The last message on its topic does not speak of it, such as of what a remote did before: an earlier one did.
        return Verdict::True;
    }
    let unheard = said.iter().all(|said| said.at < live_since && !said.retained);
    let (shown, is_live) = found.map_or(("nothing", false), |[_, shown, freshness]| (shown, freshness == "live"));
    match said.iter().any(|said| is_same(&said.value, shown)) {
        true => Verdict::True,
        false if unheard && !is_live => Verdict::Missed,
        false => Verdict::Wrong(format!(
            "shows {shown:?}{} and was said: {:?}",
            if is_live { ", as live," } else { "" },
            said.iter().map(|said| &said.value).collect::<Vec<_>>()
        )),
    }
}

/// The page writes numbers with the browser's digits.
fn is_same(said: &str, shown: &str) -> bool {
    match (said.parse::<f64>(), shown.parse::<f64>()) {
        (Ok(said), Ok(shown)) => (said - shown).abs() <= f64::EPSILON * said.abs(),
        _ => said == shown,
    }
}

fn said_by(home: &Running, device: &str) -> BTreeMap<String, Said> {
    house(&home.last_words()).remove(device).unwrap_or_default()
}

/// What devices say in these words, later ones over earlier ones.
fn house(words: &[LastWord]) -> House {
    let (mut interpreter, mut registry) = (Interpreter::default(), Registry::new(Limits::default()));
    let (mut changes, mut said) = (Vec::new(), BTreeMap::new());
    for LastWord { message, at } in words {
        let heard = Message::new(&message.topic, message.payload.clone());
        // What makes no sense is not shown either.
        let _ = interpreter.hear(&heard, &mut registry, then(*at), &mut changes);
        for change in changes.drain(..) {
            if let Change::Reported(device, property) = change {
                said.insert((device, property), (*at, message.retain));
            }
        }
    }
    let mut house = House::new();
    for ((device, property), (at, retained)) in said {
        let Some(device) = registry.device(device) else { continue };
        let Some(state) = device.property(property) else { continue };
        let Some(report) = &state.report else { continue };
        let said = Said { value: report.value.plain(), at, retained };
        house.entry(device.id.clone()).or_default().insert(state.id.clone(), said);
    }
    house
}

/// When it was said; some values mean something only in time.
fn then(at: SystemTime) -> Now {
    let since_1970 = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    Now { timestamp: Timestamp::from_millis(i64::try_from(since_1970).unwrap_or(i64::MAX)), ..Now::default() }
}
