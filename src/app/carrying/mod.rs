//! The past as a file: given out piece by piece, and taken in again, here or in another browser.
//!
//! Either a table (CSV) whose first line names the columns, or lines of JSON whose first one says what they are:
//!
//! ```text
//! time,until,device,property,value,unit,kind,count,first,min,max,mean,measured
//! 2026-02-13T12:00:00.000Z,,alicia:bulb_living,brightness,40,%,number,,,,,,2026-02-13T11:59:58.500Z
//! 2026-02-12T12:00:00.000Z,2026-02-12T12:00:55.000Z,alicia:bulb_living,brightness,41,%,numbers,12,38,38,44,40.5,
//! 2026-02-13T13:00:00.000Z,2026-02-13T13:10:00.000Z,,,,,gap,,,,,,
//! 2026-02-13T14:00:00.000Z,,,,,,end,,,,,,
//! ```
//!
//! A line is a number, a word, a state, or many numbers of a minute or an hour in short, of which `value` is the last; or a gap, in
//! which nobody listened; or the end, until which somebody did. `time` is when it was heard here; `measured`, when that was by the device's own clock, if it says so
//! and can be right. A property whose device is not there now goes by its number: `?` and `#0123456789abcdef`.

mod intake;
mod names;
mod row;
mod table;
mod tree;

use serde::{Deserialize, Serialize};

use super::{App, Effect, Format, News};
use crate::history::{Merged, Piece, Portion, Series};
use crate::language::t;
use crate::parts;
use crate::time::{Now, Timestamp};

use intake::Intake;
use names::Names;
use row::Row;

/// Most visits do without.
const PART: &str = "past";

/// What the page wants of the past as a file. Each has one answer, but for [`Carry::Stop`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Carry {
    Export(Export),
    /// The next part.
    More,
    /// Parts of a file follow. `anyway`: the person knows that it is of another house, or may be.
    Import {
        anyway: bool,
    },
    Part(Vec<u8>),
    /// That was all of it.
    End,
    /// Nobody wants the rest.
    Stop,
}

/// What shall be in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export {
    pub format: Format,
    pub of: Of,
    /// `None`: from the oldest.
    pub from: Option<Timestamp>,
    /// `None`: until now.
    pub until: Option<Timestamp>,
}

/// Whose past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    All,
    /// By their ids.
    Devices(Vec<String>),
    Properties(Vec<Series>),
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Carried {
    /// Of the file, and whether there are more.
    Part(String, bool),
    /// What has become of the lines so far.
    Taken(Taken),
    /// What the person should know before.
    Asks(String),
    /// Why there is nothing, or no more.
    Failed(String),
}

/// What has become of the lines of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub added: u64,
    /// They were there already.
    pub known: u64,
    pub left_out: u64,
    /// The first of those, each with its number and why.
    pub reasons: Vec<String>,
    pub is_all: bool,
}

/// What is being carried.
#[derive(Debug)]
pub(super) enum Carrying {
    Out { format: Format, names: Box<Names>, head: Option<String>, tail: String },
    In { intake: Box<Intake>, is_last: bool },
}

impl App {
    pub(super) fn carry(&mut self, wish: Carry, now: Now) {
        if parts::is_here(PART) {
            handle(self, wish, now);
        } else {
            let reason = t!("this part of the page could not be fetched from where the page was loaded from");
            self.asked_for.push(News::Carried(Carried::Failed(reason.to_owned())));
        }
    }

    pub(super) fn tell_carried(&mut self, effects: &mut Vec<Effect>) {
        let (given, merged) = (self.history.take_given(), self.history.take_merged());
        if given.is_some() || merged.is_some() {
            let told = tell(self, given, merged);
            effects.push(Effect::Tell(told.into_iter().map(News::Carried).collect()));
        }
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, wish: Carry, now: Now) {
    let answer = match wish {
        Carry::Stop => {
            app.history.stop_giving();
            app.carrying = None;
            None
        }
        _ if app.is_replay() => Some(failed(t!("this is a recording, and what is kept is of a home"))),
        Carry::Export(export) => app.export_past(&export, now),
        Carry::More => {
            app.history.give_more(now);
            None
        }
        Carry::Import { anyway } => Some(app.begin_intake(anyway, now)),
        Carry::Part(bytes) => app.take_in(&bytes, false, now),
        Carry::End => app.take_in(&[], true, now),
    };
    app.asked_for.extend(answer.map(News::Carried));
}

/// Another: what is told has come.
#[inline(never)]
fn tell(app: &mut App, given: Option<Result<Piece, String>>, merged: Option<Result<Merged, String>>) -> Vec<Carried> {
    let mut told = Vec::new();
    let Some(carrying) = &mut app.carrying else { return told };
    match (&mut **carrying, given, merged) {
        (Carrying::Out { .. }, Some(Err(reason)), _) | (Carrying::In { .. }, _, Some(Err(reason))) => {
            told.push(Carried::Failed(reason));
            app.carrying = None;
        }
        (Carrying::Out { format, names, head, tail }, Some(Ok(piece)), _) => {
            let mut text = head.take().unwrap_or_default();
            names.write(&piece, *format, &mut text);
            if piece.is_last {
                text.push_str(tail);
            }
            told.push(Carried::Part(text, !piece.is_last));
        }
        (Carrying::In { intake, is_last }, _, Some(Ok(merged))) => {
            intake.note(merged);
            told.push(Carried::Taken(intake.taken(*is_last)));
            if *is_last {
                app.carrying = None;
            }
        }
        _ => {}
    }
    told
}

impl App {
    fn export_past(&mut self, export: &Export, now: Now) -> Option<Carried> {
        let Some(house) = self.house_told() else { return Some(not_in()) };
        let names = Names::of(&self.registry, &export.of);
        let until = export.until.unwrap_or(now.timestamp).min(now.timestamp);
        let head = match export.format {
            Format::Csv => table::HEAD.to_owned(),
            Format::Json => tree::head(&house),
        };
        let mut tail = String::new();
        names::write_row(&Row::End(until), export.format, &mut tail);
        let series = (export.of != Of::All).then(|| names.all());
        let [from, until] = [export.from, export.until].map(|time| time.map(Timestamp::millis));
        let portion = Portion { series, from, until };
        self.carrying =
            Some(Box::new(Carrying::Out { format: export.format, names: Box::new(names), head: Some(head), tail }));
        self.history.give(portion, now);
        None
    }

    fn begin_intake(&mut self, anyway: bool, now: Now) -> Carried {
        let Some(house) = self.house_told() else { return not_in() };
        let intake = Intake::new(house, anyway, self.history.span(now), self.limits.history.text);
        self.carrying = Some(Box::new(Carrying::In { intake: Box::new(intake), is_last: false }));
        Carried::Taken(Taken::default())
    }

    fn take_in(&mut self, bytes: &[u8], is_last: bool, now: Now) -> Option<Carried> {
        let Some(Carrying::In { intake, is_last: ends }) = self.carrying.as_deref_mut() else {
            return Some(failed(t!("another broker or user is signed in now")));
        };
        *ends = is_last;
        if let Err(answer) = intake.take(bytes, is_last) {
            self.carrying = None;
            return Some(answer);
        }
        self.history.merge(intake.take_brought(is_last), now);
        None
    }

    /// Whose past it is: the broker without what its address may tell of secrets, and the user.
    fn house_told(&self) -> Option<(String, String)> {
        let it = self.credentials.as_ref()?;
        let url = it.url.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        Some((format!("{scheme}://{host}"), it.username.clone()))
    }
}

fn failed(reason: &str) -> Carried {
    Carried::Failed(reason.to_owned())
}

fn not_in() -> Carried {
    failed(t!("nobody is signed in: what is kept belongs to a broker and a user"))
}
