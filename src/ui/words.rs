//! What is told in words: a value, how true it is, whether a device is there, how far a request has come, how the connection
//! does. Every sentence that depends on the home's state is written here, once.

use std::time::Duration;

use super::format;
use super::text;
use crate::app::{Connection, Errand, Haunting, Task};
use crate::device::{
    Availability, Class, Doubt, Freshness, Heard, Kind, NO_PICTURE, Profile, Report, Request, Stage, TOO_LARGE, Tally,
    Value, label_from_key,
};
use crate::language::{self, t};
use crate::time::Timestamp;

/// Whoever waits no longer than that needs not be told.
const USUAL_PATIENCE: Duration = Duration::from_secs(10);

/// A value as it stands on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) unit: String,
}

impl Shown {
    pub(super) fn whole(&self) -> String {
        format::in_unit(self.text.clone(), &self.unit)
    }

    fn word(text: impl Into<String>) -> Self {
        Self { text: text.into(), unit: String::new() }
    }
}

/// `value` in the reader's notation, as a property of this profile says it.
pub(super) fn shown(profile: &Profile, value: &Value) -> Shown {
    match (&profile.kind, value) {
        (_, Value::Unknown) => Shown::word("—"),
        (Kind::Binary, value) => match value.as_flag() {
            Some(flag) => Shown::word(flag_word(profile, value, flag)),
            None => Shown::word(text::short(&format::plain(value))),
        },
        (Kind::Numeric(numeric), value) => match format::number_in(value) {
            Some(number) if profile.class == Class::Duration && numeric.unit == "s" => Shown::word(long_time(number)),
            Some(number) => Shown { text: format::number(number, numeric.precision), unit: text::short(&numeric.unit) },
            None => Shown::word(text::short(&format::plain(value))),
        },
        (Kind::Playback | Kind::Operated(_), Value::Text(state)) => {
            Shown::word(language::known(&sentence_case(&text::short(&label_from_key(state)))))
        }
        (Kind::Moment(_), Value::Text(word)) => Shown::word(moment(&text::short(word))),
        (Kind::Picture, Value::Text(word)) => Shown::word(picture(word)),
        (Kind::Link, Value::Text(address)) => Shown::word(text::short(text::host(address).unwrap_or(address))),
        (_, Value::Number(number)) => Shown::word(format::number(*number, None)),
        (Kind::Choice(_), Value::Text(word)) => Shown::word(text::label(word)),
        (_, Value::Flag(flag)) => Shown::word(if *flag { t!("Yes") } else { t!("No") }),
        (_, Value::Text(word)) => Shown::word(text::short(word)),
    }
}

/// What came as a picture.
fn picture(word: &str) -> String {
    match word {
        TOO_LARGE => t!("Larger than 2 MB: not shown").to_owned(),
        NO_PICTURE => t!("What came is no picture").to_owned(),
        _ => text::short(word.strip_prefix("image/").unwrap_or(word)).to_ascii_uppercase(),
    }
}

/// What was asked for, within a sentence: `on`, `62 %`, `pause`.
pub(super) fn wish(profile: &Profile, wanted: &Value) -> String {
    match (&profile.kind, wanted) {
        (Kind::Binary, _) => shown(profile, wanted).whole().to_ascii_lowercase(),
        (Kind::Playback | Kind::Operated(_), _) => text::short(&format::plain(wanted)),
        (Kind::Action, _) => text::short(&profile.label),
        _ => shown(profile, wanted).whole(),
    }
}

/// A device that says `ON` is on; what one that says `true` means depends on what it is.
fn flag_word(profile: &Profile, value: &Value, flag: bool) -> &'static str {
    let switched = profile.access.can_set() || matches!(value, Value::Text(_));
    let (on, off) = match profile.class {
        Class::Fire | Class::Gas | Class::Motion if !profile.access.can_set() => (t!("Detected"), t!("Clear")),
        Class::Opening => (t!("Open"), t!("Closed")),
        Class::Lock => (t!("Unlocked"), t!("Locked")),
        Class::Presence => (t!("Home"), t!("Away")),
        Class::Moisture => (t!("Wet"), t!("Dry")),
        Class::Problem => (t!("Problem"), "OK"),
        Class::Connectivity => (t!("Connected"), t!("Disconnected")),
        Class::Charging => (t!("Charging"), t!("Not charging")),
        Class::Battery if !profile.access.can_set() => (t!("Low"), t!("Normal")),
        Class::Light | Class::Switch | Class::Speaker | Class::Power | Class::Fan | Class::Climate => {
            (t!("On"), t!("Off"))
        }
        _ if switched => (t!("On"), t!("Off")),
        _ => (t!("Yes"), t!("No")),
    };
    if flag { on } else { off }
}

/// What people call a convention, or those who speak it.
pub(super) fn convention(name: &str) -> String {
    known_convention(name).map_or_else(|| text::short(name), str::to_owned)
}

/// The name of a convention that is one of ours.
pub(super) fn known_convention(name: &str) -> Option<&'static str> {
    Some(match name {
        "alicia" => "Alicia",
        "iotflow" => "IoTFlow",
        "smarthome" => "Smart Home Backend",
        "home_assistant" => "Home Assistant",
        "tasmota" => "Tasmota",
        "solar_heating" => t!("Solar heating"),
        "zigbee2mqtt" => "Zigbee2MQTT",
        "homie" => "Homie",
        "shelly" => "Shelly",
        "topic" => t!("Topics nobody announced"),
        _ => return None,
    })
}

fn long_time(seconds: f64) -> String {
    if seconds < 120.0 {
        return t!("{count} s", count = format::number(seconds, None));
    }
    let whole = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX).as_secs();
    let (days, hours, minutes) = (whole / 86_400, whole / 3_600 % 24, whole / 60 % 60);
    match (days, hours) {
        (0, 0) => t!("{count} min", count = minutes.to_string()),
        (0, _) => t!("{hours} h {minutes} min", hours = hours.to_string(), minutes = minutes.to_string()),
        _ => t!("{days} d {hours} h", days = days.to_string(), hours = hours.to_string()),
    }
}

/// A date and a time, each on one line; what is neither stays as it is.
fn moment(written: &str) -> String {
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let parts = match written.split_once('T') {
        Some((date, time)) if is_digit(date.chars().last()) && is_digit(time.chars().next()) => [date, " ", time],
        _ => [written, "", ""],
    };
    if is_digit(written.chars().next()) { parts.concat().replace('-', "\u{2011}") } else { written.to_owned() }
}

/// A sentence that goes on where another one stood before.
pub(super) fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| std::iter::once(first.to_ascii_lowercase()).chain(letters).collect())
}

/// A sentence that stands alone where it may go on elsewhere.
pub(super) fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}

/// A word that begins a sentence, or stands alone.
pub(super) fn sentence_case(word: &str) -> String {
    let mut word = word.to_ascii_lowercase();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// How true a value is. Whether the device as a whole is missing is said elsewhere, so that a value of such a device only
/// says when it was known.
pub(super) fn freshness(
    report: Option<&Report>,
    now: Timestamp,
    live_since: Option<Timestamp>,
    missing: bool,
) -> String {
    let Some(report) = report else { return t!("Not heard yet").to_owned() };
    match (report.freshness(now, live_since), report.heard) {
        (Freshness::Unknown, _) => t!("The device does not know").to_owned(),
        (Freshness::Live, Some(heard)) => format::ago(now.since(heard)),
        (Freshness::Stale, Some(heard)) if !missing && live_since.is_some_and(|since| heard >= since) => {
            t!("Silent for {time}", time = format::duration(now.since(heard)))
        }
        (Freshness::Stale, Some(heard)) => t!("Last known, {time}", time = format::moment(heard, now)),
        (Freshness::Retained | Freshness::Live | Freshness::Stale, _) => match report.measured {
            Some(measured) => t!("Stored value, measured {time}", time = format::moment(measured, now)),
            None => t!("Stored value, time unknown").to_owned(),
        },
    }
}

/// What is wrong with a device being there, if something is.
pub(super) fn missing(availability: Availability, now: Timestamp) -> Option<String> {
    match availability {
        Availability::Offline => Some(t!("Offline").to_owned()),
        Availability::Silent(last) => Some(silent(last, now)),
        Availability::Online | Availability::Unknown => None,
    }
}

fn silent(last: Option<Timestamp>, now: Timestamp) -> String {
    match last {
        Some(last) => t!("Silent for {time}", time = format::duration(now.since(last))),
        None => t!("Silent since this page listens").to_owned(),
    }
}

/// Whether a device is there, and how one knows.
pub(super) fn presence(heard: &Heard, now: Timestamp, live_since: Option<Timestamp>) -> String {
    if live_since.is_none() {
        return t!("Nobody is listening now, so nobody knows").to_owned();
    }
    match (heard.availability(now, live_since), heard.declared, heard.last) {
        (Availability::Offline, ..) => t!("Offline: the device, or its last will, said so").to_owned(),
        (Availability::Silent(last), ..) => {
            let promise = heard.patience.map_or_else(String::new, |patience| {
                t!("; it never stays silent for more than {time} while it is there", time = format::duration(patience))
            });
            format!("{}{promise}", silent(last, now))
        }
        (_, Some(true), _) => t!("Online: it said so").to_owned(),
        (_, _, Some(_)) => t!("Online: it was heard").to_owned(),
        _ => t!("Unknown: it has not said anything while this page listened").to_owned(),
    }
}

/// How the members of a group have answered so far.
pub(super) fn tally(tally: &Tally, is_open: bool) -> String {
    let done = tally.done.to_string();
    let confirmed = match tally.size {
        Some(size) => t!("{done} of {size} confirmed", done, size = size.to_string()),
        None => t!("{done} confirmed, nobody says of how many", done),
    };
    let failed = match tally.failed {
        0 => String::new(),
        failed => t!(", {count} failed", count = failed.to_string()),
    };
    let silent = match tally.missing() {
        Some(missing) if missing > 0 && is_open => t!(", {count} to answer", count = missing.to_string()),
        Some(missing) if missing > 0 => t!(", {count} silent", count = missing.to_string()),
        _ => String::new(),
    };
    format!("{confirmed}{failed}{silent}")
}

/// How a group has answered, unless the broker stood in the way.
fn counted(request: &Request) -> Option<String> {
    let told = request.tally.as_ref()?;
    let is_up_to_broker = matches!(
        request.stage,
        Stage::Queued
            | Stage::Sent
            | Stage::Nobody
            | Stage::Refused(_)
            | Stage::NotSent(_)
            | Stage::Unconfirmed(
                Doubt::LinkLost | Doubt::Replaced | Doubt::TooMany | Doubt::Withdrawn | Doubt::NoAnswer | Doubt::Closed
            )
    );
    (!is_up_to_broker || told.done + told.failed > 0).then(|| tally(told, request.is_open()))
}

/// How far a request has come, told at its control.
pub(super) fn stage(profile: &Profile, request: &Request) -> String {
    if let Some(counted) = counted(request) {
        return counted;
    }
    let wish = wish(profile, &request.wanted);
    if let (true, Some(instead)) = (request.is_open(), &request.instead) {
        return t!("Asked for {wish}, the device reports {instead}", wish, instead = self::wish(profile, instead));
    }
    match &request.stage {
        Stage::Queued => t!("Asked for {wish}, waiting for its turn", wish),
        Stage::Sent => t!("Asked for {wish}, sending…", wish),
        Stage::Acknowledged => t!("Asked for {wish}; over MQTT 3.1.1 only the device can tell", wish),
        Stage::Delivered => t!("Asked for {wish}, {waiting}", wish, waiting = waiting(request.patience)),
        Stage::Nobody => t!("Nobody is listening to this device's commands").to_owned(),
        Stage::Refused(reason) => refused(reason),
        Stage::NotSent(reason) => not_sent(reason),
        Stage::Failed(reason) => failed(reason),
        Stage::Confirmed => request.steps.last().map_or_else(
            || t!("Confirmed").to_owned(),
            |(_, after)| t!("Confirmed in {time}", time = format::duration(*after)),
        ),
        Stage::Unconfirmed(Doubt::Replaced) => t!("Replaced by a newer wish").to_owned(),
        Stage::Unconfirmed(Doubt::Otherwise) => match &request.instead {
            Some(instead) => {
                t!("Asked for {wish}, but the device reports {instead}", wish, instead = self::wish(profile, instead))
            }
            None => t!("Asked for {wish}, but the device reports something else", wish),
        },
        Stage::Unconfirmed(_) => t!("Not confirmed by the device").to_owned(),
    }
}

/// What was asked for, where nothing is known of the property.
pub(super) fn plain_wish(wanted: &Value) -> String {
    match wanted {
        Value::Flag(true) => t!("on").to_owned(),
        Value::Flag(false) => t!("off").to_owned(),
        Value::Number(number) => format::number(*number, None),
        Value::Text(_) | Value::Unknown => text::short(&format::plain(wanted)),
    }
}

/// What has become of a request so far, told where it is known what was asked for.
pub(super) fn outcome(request: &Request) -> String {
    if let Some(counted) = counted(request) {
        return counted;
    }
    match &request.stage {
        Stage::Queued => t!("Waiting for its turn").to_owned(),
        Stage::Sent => t!("Sending…").to_owned(),
        Stage::Acknowledged | Stage::Delivered => t!("Waiting for the device").to_owned(),
        Stage::Nobody => t!("Nobody is listening to this device's commands").to_owned(),
        Stage::Refused(reason) => refused(reason),
        Stage::NotSent(reason) => not_sent(reason),
        Stage::Failed(reason) => failed(reason),
        Stage::Confirmed => t!("Confirmed by the device").to_owned(),
        Stage::Unconfirmed(Doubt::Otherwise) if let Some(instead) = &request.instead => {
            t!("The device reports {instead}", instead = plain_wish(instead))
        }
        Stage::Unconfirmed(doubt) => doubt_words(*doubt).to_owned(),
    }
}

/// One step of a request, told in a list with its time.
pub(super) fn step(profile: &Profile, request: &Request, stage: &Stage) -> String {
    let wish = wish(profile, &request.wanted);
    match stage {
        Stage::Queued => t!("Asked for {wish}; the broker had to answer others first", wish),
        Stage::Sent if request.steps.first().is_some_and(|(first, _)| *first == Stage::Queued) => t!("Sent").to_owned(),
        Stage::Sent => t!("Asked for {wish}", wish),
        Stage::Acknowledged => t!("Broker answered; over MQTT 3.1.1 it cannot say whether it took it").to_owned(),
        Stage::Delivered => t!("Broker took it").to_owned(),
        Stage::Nobody => t!("Broker took it, but nobody was listening").to_owned(),
        Stage::Refused(reason) => refused(reason),
        Stage::NotSent(reason) => not_sent(reason),
        Stage::Failed(reason) => failed(reason),
        Stage::Confirmed => {
            request.tally.as_ref().map_or_else(|| t!("Device confirmed {wish}", wish), |told| tally(told, false))
        }
        Stage::Unconfirmed(doubt) => doubt_words(*doubt).to_owned(),
    }
}

/// What is to be known before one asks for something that may be stored.
pub(super) fn stored() -> &'static str {
    t!(" The broker may store it, and then repeats it whenever the device connects.")
}

/// Devices that speak seldom are waited for, and the person shall know for how long.
fn waiting(patience: Option<Duration>) -> String {
    match patience.filter(|patience| *patience > USUAL_PATIENCE) {
        Some(patience) => {
            t!("waiting up to {time} for the device, which speaks seldom", time = format::duration(patience))
        }
        None => t!("waiting for the device").to_owned(),
    }
}

fn failed(reason: &str) -> String {
    t!("The device did not do it: {reason}", reason = text::short(reason))
}

fn refused(reason: &str) -> String {
    t!("The broker refused: {reason}", reason = text::short(reason))
}

fn not_sent(reason: &str) -> String {
    t!("Not sent: {reason}", reason = text::short(reason))
}

fn doubt_words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Silent => t!("The device said nothing that shows it"),
        Doubt::Otherwise => t!("The device reports something else"),
        Doubt::NoAnswer => t!("Neither the broker nor the device answered"),
        Doubt::Replaced => t!("A newer wish took its place"),
        Doubt::TooMany => t!("No longer followed, because of too many newer wishes"),
        Doubt::Withdrawn => t!("It is not offered any more"),
        Doubt::Unsaid => t!("Sent; at quality of service 0 nobody says what becomes of it"),
        Doubt::Closed => t!("The page was closed before that was known"),
        Doubt::LinkLost => t!("The connection was lost before the broker answered"),
    }
}

/// Why a device may not exist.
pub(super) fn haunting(haunting: Haunting) -> &'static str {
    match haunting {
        Haunting::NeverHeard => t!("Announced, but it has not said anything while this page listened"),
        Haunting::NeverAnnounced => t!("It speaks where devices announce themselves, and nobody has announced it"),
        Haunting::OnlyKept => t!("Known from nothing but what the broker has stored"),
    }
}

/// What has become of something that was sent besides commands.
pub(super) fn errand(errand: &Errand) -> String {
    match (&errand.stage, errand.task) {
        (Stage::Queued | Stage::Sent, _) => t!("Sending…").to_owned(),
        (Stage::Acknowledged, Task::Clear | Task::Publish) => {
            t!("The broker answered; over MQTT 3.1.1 it cannot say whether it let us").to_owned()
        }
        (Stage::Delivered | Stage::Nobody, Task::Clear) | (Stage::Delivered, Task::Publish) => {
            t!("The broker took it").to_owned()
        }
        (Stage::Acknowledged | Stage::Delivered, Task::AskForAnnouncements) => {
            t!("The broker took it; those who follow it announce themselves now").to_owned()
        }
        (Stage::Nobody, Task::AskForAnnouncements | Task::Publish) => {
            t!("The broker took it, but nobody was listening").to_owned()
        }
        (Stage::Failed(reason), _) => failed(reason),
        (Stage::Confirmed, _) => t!("The broker stores nothing there any more").to_owned(),
        (Stage::Refused(reason), _) => refused(reason),
        (Stage::NotSent(reason), _) => not_sent(reason),
        (Stage::Unconfirmed(Doubt::NoAnswer), _) => t!("The broker did not answer").to_owned(),
        (Stage::Unconfirmed(doubt), _) => doubt_words(*doubt).to_owned(),
    }
}

/// How the connection does, in a few words.
pub(super) fn connection(connection: &Connection, user: Option<&str>, now: Timestamp) -> String {
    match (connection, user) {
        (Connection::Offline, _) => t!("Not connected").to_owned(),
        (Connection::Connecting, _) => t!("Connecting…").to_owned(),
        (Connection::Live { .. }, Some(user)) => t!("Live as {user}", user = text::short(user)),
        (Connection::Live { .. }, None) => t!("Live").to_owned(),
        (Connection::Waiting { until, .. }, _) => t!("Waiting, {when}", when = next_try(*until, now)),
        (Connection::Refused { .. }, _) => t!("Refused").to_owned(),
        (Connection::Replay { .. }, _) => t!("A recording").to_owned(),
    }
}

/// When the next try to connect is.
pub(super) fn next_try(until: Timestamp, now: Timestamp) -> String {
    match u64::try_from(until.since(now).as_millis()).unwrap_or(0).div_ceil(1_000) {
        0 => t!("trying now").to_owned(),
        seconds => t!("next try in {seconds} s", seconds = seconds.to_string()),
    }
}
