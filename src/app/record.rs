//! What was asked for and what became of it, the latest few hundred: kept as a text by whoever has a place for it, so that it
//! survives a reload, and written out for people. Secrets are masked before they come in.

use std::collections::VecDeque;
use std::fmt::Write;
use std::time::Duration;

use super::customs::{json, quoted};
use super::{App, Batch, News, RequestNews, Wanted};
use crate::device::{Answer, DeviceKey, Doubt, Request, RequestKey, Stage, Value, number_from_text};
use crate::dialect::tree::{self, Tree};
use crate::language::t;
use crate::time::{Instant, Now, Timestamp};

/// Of the text; a page that knows only this one does not read a newer one.
const VERSION: i64 = 1;
const ENTRIES: usize = 500;
/// Of those, so many that others asked for.
const OVERHEARD: usize = 100;
/// Who asked for what this page did not.
const SOMEBODY: &str = "somebody else";
/// Characters of anything that a kept text says.
const TEXT: usize = 1_024;
/// The text is handed out so long after something has changed, so that a slider that is dragged writes it once.
const REST: Duration = Duration::from_millis(400);

#[derive(Debug, Default)]
pub(super) struct Record {
    /// The latest is last.
    entries: VecDeque<RequestNews>,
    /// When the text is handed out again.
    due: Option<Instant>,
    /// The marks of commands that others gave and devices answered, the latest last.
    overheard: VecDeque<String>,
    /// How many entries were read from texts: they have the highest keys, which no request gets.
    read: u64,
}

/// A file to be given to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Format {
    Csv,
    Json,
}

impl Record {
    /// Takes in how far a request has come.
    pub(super) fn note(&mut self, news: RequestNews, now: Instant) {
        match self.entries.iter_mut().rev().find(|known| known.key == news.key) {
            Some(known) => *known = news,
            None => self.add(news),
        }
        self.due.get_or_insert(now + REST);
    }

    pub(super) fn find(&self, key: RequestKey) -> Option<&RequestNews> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn clear(&mut self, now: Instant) {
        self.entries.clear();
        self.due = Some(now);
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// The page may go away at any moment.
    pub(super) fn hurry(&mut self, now: Instant) {
        self.due = self.due.map(|_| now);
    }

    /// The text to be kept, if it is time for that.
    pub(super) fn take_text(&mut self, now: Instant) -> Option<String> {
        self.due.take_if(|due| *due <= now).map(|_| self.written())
    }

    /// Takes in what a text tells that is not known, and returns that. What was under way then has no known end, unless it is
    /// another tab's, which will say more of it.
    fn read(&mut self, text: &str, of_another_tab: bool) -> Result<Vec<RequestNews>, String> {
        let (file, _) = tree::read(text).map_err(|error| t!("it is no JSON: {error}", error = error.to_string()))?;
        match file.get("alicia_dashboard") {
            Some(Tree::Whole(version)) if *version <= VERSION => {}
            Some(_) => return Err(t!("it was written by a newer version of this page").to_owned()),
            None => return Err(t!("it is no file of this page: “alicia_dashboard” is missing").to_owned()),
        }
        let mut added = Vec::new();
        for told in file.list("commands") {
            let Some(entry) = entry(told) else { continue };
            let is_same = |known: &RequestNews| {
                (known.request.asked, &known.device_id, &known.property_id)
                    == (entry.request.asked, &entry.device_id, &entry.property_id)
            };
            let is_closed = entry.request.stage == Stage::Unconfirmed(Doubt::Closed);
            if is_closed && of_another_tab && told.text("result") != Some("closed") {
                continue;
            }
            let known = self.entries.iter_mut().find(|known| is_same(known));
            let entry = match known {
                Some(known) if known.request.stage == Stage::Unconfirmed(Doubt::Closed) && !is_closed => {
                    *known = RequestNews { key: known.key, ..entry };
                    known.clone()
                }
                Some(_) => continue,
                None => {
                    self.read += 1;
                    let entry = RequestNews { key: RequestKey(u64::MAX - self.read), ..entry };
                    self.add(entry.clone());
                    entry
                }
            };
            added.push(entry);
        }
        Ok(added)
    }

    /// All of it as a file.
    pub(super) fn export(&self, format: Format) -> String {
        match format {
            Format::Json => self.written(),
            Format::Csv => self.table(),
        }
    }

    /// Others may ask for more than anybody wants to know: theirs make room for each other.
    fn add(&mut self, news: RequestNews) {
        let others = || self.entries.iter().filter(|entry| !entry.is_ours);
        if !news.is_ours
            && others().count() >= OVERHEARD
            && let Some(first) = self.entries.iter().position(|entry| !entry.is_ours)
        {
            self.entries.remove(first);
        }
        let place = self.entries.iter().rposition(|known| known.request.asked <= news.request.asked);
        self.entries.insert(place.map_or(0, |place| place + 1), news);
        if self.entries.len() > ENTRIES {
            self.entries.pop_front();
        }
    }

    fn written(&self) -> String {
        let commands: Vec<_> = self.entries.iter().map(line).collect();
        format!("{{\"alicia_dashboard\":{VERSION},\"commands\":[\n{}\n]}}\n", commands.join(",\n"))
    }

    /// As RFC 4180 has it. A cell never begins like a formula, which some programs would run.
    fn table(&self) -> String {
        let mut table =
            "time,by,device,device id,property,wanted,result,reason,seconds,topic,together with\r\n".to_owned();
        for entry in &self.entries {
            let (word, reason) = words(&entry.request);
            let seconds =
                latency(&entry.request).map(|after| format!("{}.{:03}", after.as_secs(), after.subsec_millis()));
            let cells = [
                entry.request.asked.to_iso8601(),
                by(entry).to_owned(),
                entry.device_name.clone(),
                entry.device_id.clone(),
                entry.label.clone(),
                entry.request.wanted.plain(),
                word.to_owned(),
                reason.unwrap_or_default(),
                seconds.unwrap_or_default(),
                entry.topic.clone(),
                entry.batch.as_ref().map(|batch| batch.title.clone()).unwrap_or_default(),
            ];
            table.push_str(&cells.map(|text| cell(&text)).join(","));
            table.push_str("\r\n");
        }
        table
    }
}

impl App {
    /// What was asked for before the page was loaded.
    pub(super) fn remember(&mut self, text: &str, of_another_tab: bool) {
        // A text that cannot be read is not worth a word: it is a record, and a new one begins.
        let past = self.record.read(text, of_another_tab).unwrap_or_default();
        self.asked_for.extend(past.into_iter().map(|past| News::Request(Box::new(past))));
    }

    /// A device that is gone, or a property, cannot be asked; that becomes the fate of a request of its own.
    pub(super) fn repeat(&mut self, request: RequestKey, now: Now) {
        let Some(past) = self.record.find(request).filter(|past| past.is_ours && !past.is_secret) else { return };
        let found = self.registry.key(&past.device_id).and_then(|device| {
            let property = self.registry.device(device)?.property_key(&past.property_id)?;
            Some(Wanted { device, property, value: past.request.wanted.clone() })
        });
        let asks_first = found.as_ref().is_some_and(|wanted| self.asks_first(wanted));
        let reason = match found {
            Some(wanted) if !asks_first => return self.set_all(vec![wanted], None, now),
            Some(_) => t!("it asks first: please ask for it at the device"),
            None => t!("nothing like that is known now"),
        };
        let mut again = past.clone();
        again.key = self.registry.spare_request();
        again.batch = None;
        again.request = Request::past(past.request.wanted.clone(), now.timestamp);
        again.request.stage = Stage::NotSent(reason.to_owned());
        self.note_past(again, now);
    }

    /// Whether a person has to be asked whether they mean it.
    pub(super) fn asks_first(&self, wanted: &Wanted) -> bool {
        let property = self.registry.device(wanted.device).and_then(|device| device.property(wanted.property));
        property.is_some_and(|property| property.profile.asks_before(&wanted.value))
    }

    /// A device has answered a command, which another page or program may have given. Its first answer counts.
    pub(super) fn note_overheard(&mut self, device: DeviceKey, mark: &str, answer: &Answer, now: Now) {
        if self.commands.is_own(mark) || self.record.overheard.iter().any(|known| known == mark) {
            return;
        }
        let Some(device) = self.registry.device(device) else { return };
        let custom = self.customs.of(device).and_then(|custom| custom.name.clone());
        let (device_id, device_name) = (device.id.clone(), custom.unwrap_or_else(|| device.name.clone()));
        if self.record.overheard.len() >= OVERHEARD {
            self.record.overheard.pop_front();
        }
        self.record.overheard.push_back(mark.to_owned());
        let stage = match answer {
            Answer::Done => Stage::Confirmed,
            Answer::Failed(reason) => Stage::Failed(reason.clone()),
        };
        let news = RequestNews {
            key: self.registry.spare_request(),
            device_id,
            device_name,
            property_id: String::new(),
            label: String::new(),
            topic: String::new(),
            is_ours: false,
            is_secret: false,
            batch: None,
            request: Request { stage, ..Request::past(Value::Unknown, now.timestamp) },
        };
        self.note_past(news, now);
    }

    /// What happens in a replay happened to others.
    pub(super) fn keep_in_record(&mut self, news: RequestNews, now: Now) {
        if !self.is_replay() {
            self.record.note(news, now.instant);
        }
    }

    /// Something that was asked for and will not happen.
    pub(super) fn note_past(&mut self, news: RequestNews, now: Now) {
        self.keep_in_record(news.clone(), now);
        self.asked_for.push(News::Request(Box::new(news)));
    }
}

pub(super) fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && number_from_text(text).is_none();
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn line(entry: &RequestNews) -> String {
    let Request { wanted, asked, tally, .. } = &entry.request;
    let (word, reason) = words(&entry.request);
    let mut line = String::from("{");
    let mut put = |key: &str, value: String| {
        let comma = if line.len() > 1 { "," } else { "" };
        write!(line, "{comma}\"{key}\":{value}").expect("a text takes whatever is written");
    };
    put("at", quoted(&asked.to_iso8601()));
    put("by", quoted(by(entry)));
    put("device", quoted(&entry.device_id));
    put("name", quoted(&entry.device_name));
    put("property", quoted(&entry.property_id));
    put("label", quoted(&entry.label));
    put("topic", quoted(&entry.topic));
    put("wanted", json(wanted));
    if entry.is_secret {
        put("secret", "true".to_owned());
    }
    put("result", quoted(word));
    if let Some(reason) = reason {
        put("reason", quoted(&reason));
    }
    if let Some(after) = latency(&entry.request) {
        put("after_ms", after.as_millis().to_string());
    }
    if let Some(tally) = tally {
        put("members", tally.size.map_or_else(|| "null".to_owned(), |size| size.to_string()));
        put("done", tally.done.to_string());
        put("failed", tally.failed.to_string());
    }
    if let Some(batch) = &entry.batch {
        put("together", quoted(&batch.title));
    }
    line.push('}');
    line
}

/// Who asked for it.
fn by(entry: &RequestNews) -> &'static str {
    if entry.is_ours { "this page" } else { SOMEBODY }
}

/// The time from asking to the last that is known.
fn latency(request: &Request) -> Option<Duration> {
    request.steps.last().map(|(_, after)| *after).filter(|after| !after.is_zero())
}

fn entry(told: &Tree) -> Option<RequestNews> {
    let text = |key: &str| told.text(key).map(|text| text.chars().take(TEXT).collect::<String>()).unwrap_or_default();
    let asked = Timestamp::from_iso8601(told.text("at")?)?;
    let wanted = match told.get("wanted") {
        Some(Tree::Flag(flag)) => Value::Flag(*flag),
        Some(Tree::Text(text)) => Value::Text(text.chars().take(TEXT).collect()),
        Some(Tree::Whole(_) | Tree::Real(_)) => Value::Number(told.number("wanted")?),
        _ => Value::Unknown,
    };
    let stage = stage(told.text("result")?, text("reason"));
    let after = match told.get("after_ms") {
        Some(Tree::Whole(millis)) => u64::try_from(*millis).ok().map(Duration::from_millis),
        _ => None,
    };
    let steps = vec![(Stage::Sent, Duration::ZERO), (stage.clone(), after.unwrap_or_default())];
    let instead = (stage == Stage::Unconfirmed(Doubt::Otherwise)).then(|| Value::Text(text("reason")));
    let request = Request { stage, instead, steps, ..Request::past(wanted, asked) };
    Some(RequestNews {
        key: RequestKey::default(),
        device_id: told.text("device")?.to_owned(),
        device_name: text("name"),
        property_id: text("property"),
        label: text("label"),
        topic: text("topic"),
        is_ours: told.text("by") != Some(SOMEBODY),
        is_secret: told.get("secret") == Some(&Tree::Flag(true)),
        batch: told.text("together").map(|_| Batch { key: 0, title: text("together") }),
        request,
    })
}

/// How a request stands, in a word and a reason.
fn words(request: &Request) -> (&'static str, Option<String>) {
    let reason = match &request.stage {
        Stage::Refused(reason) | Stage::NotSent(reason) | Stage::Failed(reason) => Some(reason.clone()),
        Stage::Unconfirmed(Doubt::Otherwise) => request.instead.as_ref().map(Value::plain),
        _ => None,
    };
    let word = match &request.stage {
        Stage::Refused(_) => "refused",
        Stage::NotSent(_) => "not_sent",
        Stage::Failed(_) => "failed",
        stage => WORDS.iter().find(|(known, _)| known == stage).map_or("unconfirmed", |(_, word)| word),
    };
    (word, reason)
}

/// Whoever wrote that it was under way was closed before it was over.
fn stage(word: &str, reason: String) -> Stage {
    match word {
        "refused" => Stage::Refused(reason),
        "not_sent" => Stage::NotSent(reason),
        "failed" => Stage::Failed(reason),
        "nobody" => Stage::Nobody,
        "confirmed" => Stage::Confirmed,
        word => WORDS
            .iter()
            .find(|(stage, known)| *known == word && matches!(stage, Stage::Unconfirmed(_)))
            .map_or(Stage::Unconfirmed(Doubt::Closed), |(stage, _)| stage.clone()),
    }
}

const WORDS: &[(Stage, &str)] = &[
    (Stage::Queued, "queued"),
    (Stage::Sent, "sent"),
    (Stage::Acknowledged, "acknowledged"),
    (Stage::Delivered, "delivered"),
    (Stage::Nobody, "nobody"),
    (Stage::Confirmed, "confirmed"),
    (Stage::Unconfirmed(Doubt::Silent), "silent"),
    (Stage::Unconfirmed(Doubt::Otherwise), "otherwise"),
    (Stage::Unconfirmed(Doubt::NoAnswer), "no_answer"),
    (Stage::Unconfirmed(Doubt::Replaced), "replaced"),
    (Stage::Unconfirmed(Doubt::TooMany), "too_many"),
    (Stage::Unconfirmed(Doubt::Withdrawn), "withdrawn"),
    (Stage::Unconfirmed(Doubt::LinkLost), "link_lost"),
    (Stage::Unconfirmed(Doubt::Closed), "closed"),
    (Stage::Unconfirmed(Doubt::Unsaid), "unsaid"),
];
