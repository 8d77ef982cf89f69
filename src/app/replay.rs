//! A recording instead of a broker. It says when what happens, as fast as a person wants; that is heard like what a broker sends,
//! and nothing is ever sent.
//!
//! Where it stands is also what time it is: whatever it says is as old as it was then, also while it stands still.

use std::time::Duration;

use super::copies::Purpose;
use super::recording::{Reading, Recording, Said};
use super::{App, Connection, Counters, News, ReplayNews, Replaying};
use crate::language::word;
use crate::time::{Instant, Now, Timestamp};

/// Why nothing comes of what a person wants in a replay.
pub(super) const NOTHING_IS_SENT: &str = word!("this is a recording, so nothing is sent");
pub(super) const NOTHING_IS_KEPT: &str = word!("this is a recording, and what you keep stays as it is");

/// What is overdue goes on after so long, so that whatever else happens has its turn.
const BREATH: Duration = Duration::from_millis(1);
/// How often the page is told how far it is.
const REST: Duration = Duration::from_millis(250);
const FASTEST: u16 = 1_000;

#[derive(Debug)]
pub(super) struct Replay {
    recording: Recording,
    /// Milliseconds after the beginning, where it stood when its pace was last changed.
    position: u64,
    pace: Pace,
    speed: u16,
    /// What happens next.
    next: usize,
    /// Nothing happens before.
    rests_until: Instant,
    /// The page does not know yet how it is played.
    is_news: bool,
    told: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    Stands,
    /// On from its position since then.
    Runs(Instant),
}

impl Replay {
    fn of(recording: Recording, now: Instant) -> Self {
        let pace = Pace::Runs(now);
        Self { recording, position: 0, pace, speed: 1, next: 0, rests_until: now, is_news: true, told: now }
    }

    /// What time it is where the recording stands.
    pub(super) fn now(&self, now: Now) -> Now {
        Now { timestamp: self.moment(self.position(now.instant)), ..now }
    }

    pub(super) fn discovery_prefixes(&self) -> &Vec<String> {
        &self.recording.discovery_prefixes
    }

    /// For how long it has been listened, as far as it goes.
    pub(super) fn listening(&self, now: Instant) -> Duration {
        Duration::from_millis(self.position(now))
    }

    /// When something happens or is to be told.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let next = self.recording.at(self.next).and_then(|at| match self.pace {
            _ if at <= self.position => Some(self.rests_until),
            Pace::Runs(since) => Some(self.rests_until.max(since + self.takes(at - self.position))),
            Pace::Stands => None,
        });
        let end = match self.pace {
            Pace::Runs(since) => {
                Some(self.rests_until.max(since + self.takes(self.recording.length() - self.position)))
            }
            Pace::Stands => None,
        };
        let told = (self.pace != Pace::Stands).then(|| self.told + REST);
        next.into_iter().chain(end).chain(told).min()
    }

    /// What happens next, and when it did, if that is due.
    fn take_due(&mut self, now: Now) -> Option<(Said, Now)> {
        let at = self.recording.at(self.next).filter(|at| *at <= self.position(now.instant))?;
        let said = self.recording.said(self.next)?;
        self.next += 1;
        Some((said, Now { timestamp: self.moment(at), ..now }))
    }

    /// Goes on in a moment; at its end it stands.
    fn rest(&mut self, now: Instant) {
        self.rests_until = now + BREATH;
        if self.pace != Pace::Stands && self.position(now) >= self.recording.length() {
            (self.position, self.pace) = (self.recording.length(), Pace::Stands);
            self.is_news = true;
        }
    }

    fn change(&mut self, how: Replaying, now: Instant) {
        self.move_to(self.position(now), now);
        match how {
            Replaying::Play if self.position >= self.recording.length() => {
                (self.position, self.pace) = (0, Pace::Runs(now));
            }
            Replaying::Play => self.pace = Pace::Runs(now),
            Replaying::Pause => self.pace = Pace::Stands,
            Replaying::Speed(speed) => self.speed = speed.clamp(1, FASTEST),
            Replaying::Seek(to) => self.move_to(to.min(self.recording.length()), now),
            Replaying::Close => {}
        }
        self.is_news = true;
    }

    /// Whether something was heard that has not happened yet.
    fn is_ahead(&self) -> bool {
        let last = self.next.checked_sub(1).and_then(|last| self.recording.at(last));
        last.is_some_and(|at| at > self.position)
    }

    fn take_news(&mut self, now: Now) -> Option<News> {
        let is_due = self.is_news || (self.pace != Pace::Stands && self.told + REST <= now.instant);
        is_due.then(|| {
            (self.is_news, self.told) = (false, now.instant);
            News::Replay(Some(Box::new(ReplayNews {
                began: self.recording.began,
                now: self.now(now).timestamp,
                length_ms: self.recording.length(),
                is_playing: self.pace != Pace::Stands,
                speed: self.speed,
                unreadable: self.recording.unreadable,
                first_unreadable: self.recording.first_unreadable.clone(),
            })))
        })
    }

    fn move_to(&mut self, position: u64, now: Instant) {
        self.position = position;
        if self.pace != Pace::Stands {
            self.pace = Pace::Runs(now);
        }
    }

    fn position(&self, now: Instant) -> u64 {
        let Pace::Runs(since) = self.pace else { return self.position };
        let micros = now.since(since).as_micros().saturating_mul(self.speed.into());
        let run = u64::try_from(micros / 1_000).unwrap_or(u64::MAX);
        self.position.saturating_add(run).min(self.recording.length())
    }

    /// How long it takes to play so many milliseconds.
    fn takes(&self, millis: u64) -> Duration {
        Duration::from_micros(millis.saturating_mul(1_000).div_ceil(self.speed.into()))
    }

    fn moment(&self, position: u64) -> Timestamp {
        let millis = i64::try_from(position).unwrap_or(i64::MAX);
        Timestamp::from_millis(self.recording.began.millis().saturating_add(millis))
    }
}

impl App {
    /// Whether a recording is played. Then nothing is sent, and nothing is kept of what is heard.
    #[must_use]
    pub fn is_replay(&self) -> bool {
        self.replay.is_some()
    }

    /// What time it is: in a replay, what time it was.
    pub(super) fn as_played(&self, now: Now) -> Now {
        self.replay.as_ref().map_or(now, |replay| replay.now(now))
    }

    pub(super) fn open_recording(&mut self) {
        self.reading = Some(Box::new(Reading::new(self.limits.recording)));
    }

    pub(super) fn read_recording(&mut self, part: &[u8]) {
        if let Some(reading) = &mut self.reading {
            reading.take(part);
        }
    }

    /// Leaves the broker for the recording that was read.
    pub(super) fn play_recording(&mut self, now: Now) {
        let Some(reading) = self.reading.take() else { return };
        match reading.finish() {
            Ok(recording) => {
                self.recorder.stop(now.instant);
                self.forget_last_known();
                self.credentials = None;
                self.replay = Some(Replay::of(recording, now.instant));
                self.session.disconnect(now.instant, &mut self.outputs);
                self.errands.clear();
                self.rights.clear(now.instant);
                self.alarms.hide(true);
                self.begin_replay();
            }
            Err(reason) => self.asked_for.push(News::Unplayable(reason)),
        }
    }

    pub(super) fn replay(&mut self, how: Replaying, now: Now) {
        let Some(replay) = &mut self.replay else { return };
        replay.change(how, now.instant);
        if how == Replaying::Close {
            self.close_replay();
        } else if replay.is_ahead() {
            // What was heard cannot be unheard.
            replay.next = 0;
            self.begin_replay();
        }
    }

    /// Leaves the recording, and its house.
    pub(super) fn close_replay(&mut self) {
        if self.replay.take().is_some() {
            self.alarms.hide(false);
            self.counters = Counters::default();
            self.errands.clear();
            self.empty_house(&[]);
            self.feed.connection(Connection::Offline);
            self.asked_for.push(News::Replay(None));
        }
    }

    /// Goes on with what is played, and tells the page about it.
    pub(super) fn go_on(&mut self, now: Now) {
        if self.replay.is_some() {
            go_on(self, now);
        }
    }

    /// As much of it as takes no time to speak of.
    fn hear_what_is_due(&mut self, now: Now) {
        let limits = self.limits.recording;
        let (mut messages, mut bytes) = (0, 0);
        while messages < limits.messages_at_once && bytes < limits.bytes_at_once {
            let Some((said, then)) = self.replay.as_mut().and_then(|replay| replay.take_due(now)) else { break };
            messages += 1;
            match said {
                Said::Message(message) => {
                    bytes += message.payload.len();
                    self.counters.messages_received += 1;
                    self.feed.counted();
                    self.explore(&message, Purpose::ONLY, then);
                    self.hear(&message, then);
                }
                Said::Link { is_live } => {
                    if !is_live {
                        self.registry.handle_link_lost();
                    }
                    self.feed.connection(Connection::Replay { since: is_live.then_some(then.timestamp) });
                }
            }
        }
        if let Some(replay) = &mut self.replay {
            replay.rest(now.instant);
        }
    }

    /// From the beginning, in an empty house. The totals are of what was played.
    fn begin_replay(&mut self) {
        let Some(replay) = &self.replay else { return };
        let (began, prefixes) = (replay.recording.began, replay.recording.discovery_prefixes.clone());
        self.counters = Counters::default();
        self.empty_house(&prefixes);
        self.feed.connection(Connection::Replay { since: Some(began) });
    }
}

/// A door of the part that recordings come with; what is played has come.
#[inline(never)]
fn go_on(app: &mut App, now: Now) {
    if app.replay.as_ref().is_some_and(|replay| replay.rests_until <= now.instant) {
        app.hear_what_is_due(now);
    }
    if let Some(replay) = &mut app.replay {
        app.asked_for.extend(replay.take_news(now));
    }
}
