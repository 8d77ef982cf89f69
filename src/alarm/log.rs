//! All alarms that are, and the latest of those that were. What wavers is one alarm: one that is back within a minute is the
//! same, and does not call again.

use std::collections::VecDeque;
use std::time::Duration;

use super::{About, Alarm, AlarmKey, Cause, Level, Standing};
use crate::time::{Instant, Now, Timestamp};

/// Alarms that are kept. Those that are over make room, the one that was raised first before the others.
const ALARMS: usize = 200;
/// Within so long an alarm that is back is the same.
const SAME: Duration = Duration::from_mins(1);
/// Nothing is out of sight for longer.
const LONGEST_SNOOZE: Duration = Duration::from_hours(24 * 7);

#[derive(Debug, Default)]
pub struct Log {
    /// The latest is last.
    entries: VecDeque<Entry>,
    keys: u64,
    calls: u64,
    discarded: u64,
}

#[derive(Debug)]
struct Entry {
    alarm: Alarm,
    /// When it was over, if it was while the program ran.
    ended: Option<Instant>,
    /// When the person wants to see it again.
    wakes: Option<Instant>,
    /// Also if that was before the page was loaded.
    has_called: bool,
}

impl Log {
    /// Alarms that are kept.
    pub const MOST: usize = ALARMS;

    /// The latest is last.
    #[must_use]
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Alarm> {
        self.entries.iter().map(|entry| &entry.alarm)
    }

    /// Those that are not over.
    pub fn open(&self) -> impl Iterator<Item = &Alarm> {
        self.all().filter(|alarm| !alarm.is_over())
    }

    #[must_use]
    pub fn find(&self, key: AlarmKey) -> Option<&Alarm> {
        self.all().find(|alarm| alarm.key == key)
    }

    /// Alarms that were not kept because there were too many.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Something is not as it should be; `None` if there are too many alarms already. One that is only the last known does not
    /// call for the person.
    pub fn raise(&mut self, about: About, is_last_known: bool, now: Now) -> Option<AlarmKey> {
        if let Some(known) = self.entries.iter_mut().rev().find(|entry| entry.alarm.about.is_same(&about)) {
            let is_back = known.ended.is_some_and(|ended| now.instant.since(ended) < SAME);
            match about.cause {
                // Said again and again it is no news.
                Cause::Alert if is_back => known.ended = Some(now.instant),
                _ if is_back => (known.alarm.standing, known.ended) = (Standing::Open, None),
                _ => {}
            }
            if is_back || !known.alarm.is_over() {
                return Some(known.alarm.key);
            }
        }
        let alarm = Alarm {
            key: AlarmKey(0),
            about,
            raised: now.timestamp,
            is_last_known,
            acknowledged: None,
            standing: Standing::Open,
            call: 0,
        };
        let key = self.add(alarm, None)?;
        if !is_last_known {
            self.call(key);
        }
        Some(key)
    }

    /// What was the last known is so now. Says whether that is news.
    pub fn confirm(&mut self, key: AlarmKey) -> bool {
        let Some(entry) = self.entry(key).filter(|entry| entry.alarm.is_last_known) else { return false };
        entry.alarm.is_last_known = false;
        if !entry.has_called {
            self.call(key);
        }
        true
    }

    /// It is as it should be.
    pub fn end(&mut self, key: AlarmKey, now: Now) {
        if let Some(entry) = self.entry(key).filter(|entry| !entry.alarm.is_over()) {
            entry.alarm.standing = Standing::Over(now.timestamp);
            (entry.ended, entry.wakes) = (Some(now.instant), None);
        }
    }

    /// The person knows of it.
    pub fn acknowledge(&mut self, key: AlarmKey, now: Now) {
        let Some(entry) = self.entry(key).filter(|entry| !entry.alarm.is_over()) else { return };
        entry.alarm.acknowledged.get_or_insert(now.timestamp);
        (entry.alarm.standing, entry.wakes) = (Standing::Open, None);
        if entry.alarm.about.cause == Cause::Alert {
            self.end(key, now);
        }
    }

    /// The person does not want to see it for so long. If nothing changes until then, it calls again.
    pub fn snooze(&mut self, key: AlarmKey, time: Duration, now: Now) {
        let Some(entry) = self.entry(key).filter(|entry| !entry.alarm.is_over()) else { return };
        let time = time.min(LONGEST_SNOOZE);
        entry.alarm.standing = Standing::Snoozed(later(now.timestamp, time));
        entry.wakes = Some(now.instant + time);
    }

    /// Takes in an alarm from before the page was loaded. What is not over calls again only after a snooze.
    pub fn recall(&mut self, mut alarm: Alarm, now: Now) {
        let wakes = match alarm.standing {
            Standing::Snoozed(until) => Some(now.instant + until.since(now.timestamp).min(LONGEST_SNOOZE)),
            _ => None,
        };
        let has_called = !alarm.is_last_known;
        alarm.is_last_known |= !alarm.is_over();
        alarm.call = 0;
        if let Some(key) = self.add(alarm, wakes)
            && let Some(entry) = self.entry(key)
        {
            entry.has_called = has_called;
        }
    }

    /// Takes over what the person has done about the same alarm in another tab. Says whether that is news.
    pub fn agree(&mut self, told: &Alarm, now: Now) -> bool {
        let is_it = |it: &Alarm| it.about.is_same(&told.about) && !it.is_over() && it.acknowledged.is_none();
        let Some(alarm) = self.all().rev().find(|it| is_it(it)) else { return false };
        let key = alarm.key;
        match (told.acknowledged, told.standing, alarm.standing) {
            // What was acknowledged before this one was raised was another.
            (Some(at), ..) if at >= alarm.raised => self.acknowledge(key, now),
            (None, Standing::Snoozed(until), Standing::Open) if until > now.timestamp => {
                self.snooze(key, until.since(now.timestamp), now);
            }
            _ => return false,
        }
        true
    }

    /// Forgets those that are over.
    pub fn forget_past(&mut self) {
        self.entries.retain(|entry| !entry.alarm.is_over());
    }

    /// When the next one is seen again.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.entries.iter().filter_map(|entry| entry.wakes).min()
    }

    /// Those that the person wants to see again call. Says whether there are any.
    pub fn handle_timeout(&mut self, now: Instant) -> bool {
        let is_due = |entry: &&Entry| entry.wakes.is_some_and(|wakes| wakes <= now);
        let due: Vec<_> = self.entries.iter().filter(is_due).map(|entry| entry.alarm.key).collect();
        for key in &due {
            if let Some(entry) = self.entry(*key) {
                (entry.alarm.standing, entry.wakes) = (Standing::Open, None);
            }
            self.call(*key);
        }
        !due.is_empty()
    }

    /// Makes room by forgetting one that is over; `None` if there is none.
    fn add(&mut self, alarm: Alarm, wakes: Option<Instant>) -> Option<AlarmKey> {
        if self.entries.len() >= ALARMS {
            let over = self.entries.iter().position(|entry| entry.alarm.is_over());
            let Some(over) = over else {
                self.discarded += 1;
                return None;
            };
            self.entries.remove(over);
        }
        self.keys += 1;
        let key = AlarmKey(self.keys);
        self.entries.push_back(Entry { alarm: Alarm { key, ..alarm }, ended: None, wakes, has_called: false });
        Some(key)
    }

    /// What is but worth knowing calls nobody.
    fn call(&mut self, key: AlarmKey) {
        let call = self.calls + 1;
        let Some(entry) = self.entry(key).filter(|it| it.alarm.wants_attention()) else { return };
        entry.has_called = true;
        if entry.alarm.about.level > Level::Info {
            entry.alarm.call = call;
            self.calls = call;
        }
    }

    fn entry(&mut self, key: AlarmKey) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.alarm.key == key)
    }
}

fn later(moment: Timestamp, time: Duration) -> Timestamp {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(moment.millis().saturating_add(millis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Value;

    fn at(second: u64) -> Now {
        let time = Duration::from_secs(second);
        Now { instant: Instant::default() + time, timestamp: later(Timestamp::from_millis(0), time) }
    }

    fn about(cause: Cause, name: &str) -> About {
        let text = || "x".to_owned();
        About {
            cause,
            level: Level::Warning,
            name: name.to_owned(),
            device: text(),
            property: text(),
            device_name: text(),
            label: text(),
            value: Value::Unknown,
            unit: String::new(),
        }
    }

    fn raise(log: &mut Log, cause: Cause, second: u64) -> AlarmKey {
        log.raise(about(cause, "hot"), false, at(second)).expect("there is room")
    }

    fn call(log: &Log, key: AlarmKey) -> u64 {
        log.find(key).expect("it is kept").call
    }

    #[test]
    fn what_is_back_within_a_minute_is_the_same_alarm_and_does_not_call_again() {
        let mut log = Log::default();
        let first = raise(&mut log, Cause::Rule, 0);
        log.acknowledge(first, at(1));
        log.end(first, at(10));
        assert_eq!(raise(&mut log, Cause::Rule, 69), first);
        assert!(!log.find(first).expect("it is kept").wants_attention(), "it is known already");
        log.end(first, at(70));
        let second = raise(&mut log, Cause::Rule, 130);
        assert_ne!(second, first);
        assert_eq!([call(&log, first), call(&log, second)], [1, 2]);
    }

    #[test]
    fn a_wall_clock_that_jumps_back_hides_no_alarm() {
        let mut log = Log::default();
        let first = raise(&mut log, Cause::Rule, 0);
        log.acknowledge(first, at(1));
        log.end(first, at(10));
        let now = Now { timestamp: Timestamp::from_millis(-3_600_000), ..at(500) };
        let second = log.raise(about(Cause::Rule, "hot"), false, now).expect("there is room");
        assert!(log.find(second).expect("it is kept").wants_attention());
        log.snooze(second, Duration::from_mins(15), now);
        assert_eq!(log.deadline(), Some(at(1_400).instant), "a snooze is as long as it was meant to be");
    }

    #[test]
    fn what_is_snoozed_calls_again_unless_it_is_over() {
        let mut log = Log::default();
        let key = raise(&mut log, Cause::Rule, 0);
        log.snooze(key, Duration::from_mins(15), at(0));
        assert!(!log.find(key).expect("it is kept").wants_attention());
        assert!(!log.handle_timeout(at(899).instant));
        assert!(log.handle_timeout(at(900).instant));
        assert_eq!((call(&log, key), log.deadline()), (2, None));
        log.snooze(key, Duration::from_mins(15), at(901));
        log.end(key, at(902));
        assert_eq!(log.deadline(), None);
    }

    #[test]
    fn an_alert_is_over_when_it_is_known_and_its_repetition_is_no_news() {
        let mut log = Log::default();
        let key = raise(&mut log, Cause::Alert, 0);
        assert_eq!(raise(&mut log, Cause::Alert, 30), key);
        log.acknowledge(key, at(40));
        for again in [90, 140, 190] {
            assert_eq!(raise(&mut log, Cause::Alert, again), key);
        }
        assert_eq!(log.open().count(), 0);
        assert_ne!(raise(&mut log, Cause::Alert, 260), key);
    }

    #[test]
    fn what_is_only_the_last_known_calls_once_it_is_confirmed_and_what_was_recalled_has_called_before() {
        let mut log = Log::default();
        let copy = log.raise(about(Cause::Rule, "hot"), true, at(0)).expect("there is room");
        assert_eq!(call(&log, copy), 0);
        assert!(log.confirm(copy));
        assert!(!log.confirm(copy));
        assert_eq!(call(&log, copy), 1);
        let kept = log.find(copy).expect("it is kept").clone();
        let mut later = Log::default();
        later.recall(kept, at(5));
        let key = later.open().next().expect("it was open").key;
        assert!(later.find(key).expect("it is kept").is_last_known);
        assert!(later.confirm(key));
        assert_eq!(call(&later, key), 0);
    }

    #[test]
    fn there_are_no_more_than_the_limit_and_those_that_are_over_make_room() {
        let mut log = Log::default();
        let names: Vec<_> = (0..=ALARMS).map(|number| format!("{number}")).collect();
        let keys: Vec<_> = names.iter().map(|name| log.raise(about(Cause::Rule, name), false, at(0))).collect();
        assert_eq!((keys[ALARMS], log.discarded()), (None, 1));
        let second = keys[1].expect("there was room");
        log.end(second, at(1));
        assert!(log.raise(about(Cause::Rule, "another"), false, at(2)).is_some());
        assert_eq!((log.all().count(), log.find(second)), (ALARMS, None));
    }

    #[test]
    fn what_was_done_in_another_tab_is_done_here() {
        let mut here = Log::default();
        let mut there = Log::default();
        let (ours, theirs) = (raise(&mut here, Cause::Rule, 0), raise(&mut there, Cause::Rule, 1));
        let said = |there: &Log| there.find(theirs).expect("it is kept").clone();
        assert!(!here.agree(&said(&there), at(2)));
        there.snooze(theirs, Duration::from_mins(15), at(3));
        assert!(here.agree(&said(&there), at(3)));
        assert!(!here.agree(&said(&there), at(3)), "once");
        there.acknowledge(theirs, at(4));
        assert!(here.agree(&said(&there), at(4)));
        assert!(here.find(ours).expect("it is kept").acknowledged.is_some());
    }
}
