//! Alarms: what devices report is judged by the rules that the person made and by what devices warn of themselves. A message
//! about a property that neither is about costs two looks into short lists.

mod kept;
pub(super) mod rules;
mod watch;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::customs::tidied;
use super::{App, News};
use crate::alarm::{About, Alarm, AlarmKey, Cause, Log, Rule};
use crate::device::Change;
use crate::language::t;
use crate::time::{Instant, Now, Timestamp};

use watch::{Home, Watch};

/// The page is told of alarms no more often than that, however they waver.
const REST: Duration = Duration::from_millis(500);

/// What the person wants of alarms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AlarmWish {
    /// Warn of it no more.
    Forget(String),
    /// I know of it.
    Acknowledge(AlarmKey),
    /// I know of all of them.
    AcknowledgeAll,
    /// I do not want to see it for so long.
    Snooze(AlarmKey, Duration),
    /// Read what [`News::AlarmLog`] once told: this page before it was loaded anew, or another tab that is still there.
    Recall { text: String, of_another_tab: bool },
    /// Forget those that are over.
    ForgetPast,
}

#[derive(Debug, Default)]
pub(super) struct Alarms {
    watch: Watch,
    log: Log,
    ear: Ear,
    /// When anything changes by the time alone.
    due: Option<Instant>,
    /// What is seen is not the home that they are of.
    are_hidden: bool,
    /// There is something that the page does not know.
    is_changed: bool,
    told: Option<Instant>,
}

/// Whether anybody hears what devices say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ear {
    /// Nobody is logged in.
    #[default]
    Away,
    Waits,
    /// Without a break since then.
    Listens(Timestamp),
}

impl Alarms {
    /// From now on everything that devices say is heard.
    pub(super) fn listen(&mut self, now: Now) {
        if !matches!(self.ear, Ear::Listens(_)) {
            self.ear = Ear::Listens(now.timestamp);
            self.watch.listen(now.instant);
            self.reckon();
        }
    }

    /// From now on nothing is heard; `is_away` if nobody wants to.
    pub(super) fn stop_listening(&mut self, is_away: bool) {
        self.ear = if is_away { Ear::Away } else { Ear::Waits };
        self.watch.interrupt();
        self.reckon();
    }

    /// No device is known any more. If the home is another one, nothing is wrong with this one any more.
    pub(super) fn forget_devices(&mut self, is_other: bool, now: Now) {
        if is_other {
            let open: Vec<_> = self.log.open().map(|alarm| alarm.key).collect();
            for key in open {
                self.log.end(key, now);
            }
            self.is_changed = true;
        }
        self.watch.forget_devices(&self.log);
        self.reckon();
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let telling = self.is_changed.then(|| self.told.map_or_else(Instant::default, |told| told + REST));
        self.due.into_iter().chain(telling).min()
    }

    /// While another home is seen, none of them is told; they are kept as ever.
    pub(super) fn hide(&mut self, are_hidden: bool) {
        if self.are_hidden != are_hidden {
            (self.are_hidden, self.is_changed, self.told) = (are_hidden, true, None);
        }
    }

    /// The page may go away at any moment.
    pub(super) fn hurry(&mut self) {
        self.told = None;
    }

    /// All alarms, and the same as a text, if they are not as they were and it is time to tell.
    pub(super) fn take_news(&mut self, now: Instant) -> Option<Vec<News>> {
        if !self.is_changed || self.told.is_some_and(|told| told + REST > now) {
            return None;
        }
        (self.is_changed, self.told) = (false, Some(now));
        let told = self.log.all().rev().filter(|_| !self.are_hidden);
        let newest_first = told.cloned().collect();
        Some(vec![News::Alarms(newest_first), News::AlarmLog(kept::written(&self.log))])
    }

    /// Something that no device tells is not as it should be.
    pub(super) fn alert(&mut self, about: About, now: Now) {
        self.log.raise(about, false, now);
        self.is_changed = true;
    }

    /// How many there are, and how many there may be.
    pub(super) fn kept(&self) -> (usize, usize) {
        (self.log.all().count(), Log::MOST)
    }

    /// Alarms that were one too many.
    pub(super) fn discarded(&self) -> u64 {
        self.log.discarded()
    }

    fn handle_timeout(&mut self, home: &Home<'_>) {
        if self.due.is_none_or(|due| due > home.now.instant) {
            return;
        }
        if self.ear != Ear::Away {
            self.is_changed |= self.log.handle_timeout(home.now.instant);
        }
        if let Ear::Listens(_) = self.ear {
            self.is_changed |= self.watch.handle_timeout(&mut self.log, home);
        }
        self.reckon();
    }

    fn recall(&mut self, alarms: Vec<Alarm>, of_another_tab: bool, now: Now) {
        for alarm in alarms {
            if of_another_tab {
                self.is_changed |= self.log.agree(&alarm, now);
            } else {
                self.log.recall(alarm, now);
                self.is_changed = true;
            }
        }
    }

    fn reckon(&mut self) {
        let judged = match self.ear {
            Ear::Listens(_) => self.watch.deadline(),
            Ear::Waits | Ear::Away => None,
        };
        let seen_again = if self.ear == Ear::Away { None } else { self.log.deadline() };
        self.due = judged.into_iter().chain(seen_again).min();
    }
}

impl App {
    pub(super) fn handle_alarm_wish(&mut self, wish: AlarmWish, now: Now) {
        match wish {
            AlarmWish::Forget(name) => {
                self.customs.alarms.forget(&name);
                self.kept(Ok(()));
                self.follow_rules(now);
            }
            AlarmWish::Acknowledge(key) => self.alarms.log.acknowledge(key, now),
            AlarmWish::AcknowledgeAll => {
                let open: Vec<_> = self.alarms.log.open().map(|alarm| alarm.key).collect();
                for key in open {
                    self.alarms.log.acknowledge(key, now);
                }
            }
            AlarmWish::Snooze(key, time) => self.alarms.log.snooze(key, time, now),
            AlarmWish::Recall { text, of_another_tab } => {
                let before = self.alarms.is_changed;
                self.alarms.recall(kept::read(&text), of_another_tab, now);
                if !of_another_tab {
                    self.follow_rules(now);
                } else if !self.alarms.is_changed || before {
                    // Two tabs that have nothing new to say to each other are quiet.
                    return;
                }
            }
            AlarmWish::ForgetPast => self.alarms.log.forget_past(),
        }
        self.note_alarm_wish();
    }

    /// Makes an alarm of this, in the place of a former one.
    pub(super) fn save_alarm(&mut self, rule: Rule, former: Option<String>, now: Now) {
        let outcome = self.save_rule(rule, former);
        self.kept(outcome);
        self.follow_rules(now);
        self.note_alarm_wish();
    }

    fn note_alarm_wish(&mut self) {
        self.alarms.is_changed = true;
        self.alarms.told = None;
        self.alarms.reckon();
    }

    fn save_rule(&mut self, rule: Rule, former: Option<String>) -> Result<(), String> {
        let name = tidied(&rule.name).ok_or(t!("an alarm needs a name"))?;
        // The reader may call it something else, and another one will read it.
        let device = self.registry.key(&rule.device).and_then(|device| self.registry.device(device));
        let property = device.and_then(|device| device.property(device.property_key(&rule.property)?));
        let label = property.map_or(rule.label, |property| property.profile.label.clone());
        let rule = Rule { name, label, ..rule };
        let former = former.unwrap_or_else(|| rule.name.clone());
        self.customs.alarms.replace(&former, rule)
    }

    /// Judges by the rules as they are now. What no rule is about any more is over.
    pub(super) fn follow_rules(&mut self, now: Now) {
        let Self { alarms, customs, registry, .. } = self;
        let home = Home { registry, customs, now, since: alarms.since() };
        let names: Vec<_> = customs.alarms.all().iter().filter(|rule| rule.is_on).map(|rule| &rule.name).collect();
        let is_left = |alarm: &&Alarm| alarm.about.cause == Cause::Rule && !names.contains(&&alarm.about.name);
        let left: Vec<_> = alarms.log.open().filter(is_left).map(|alarm| alarm.key).collect();
        alarms.is_changed |= !left.is_empty();
        for key in left {
            alarms.log.end(key, now);
        }
        alarms.is_changed |= alarms.watch.follow(customs.alarms.all(), &mut alarms.log, &home);
        alarms.reckon();
    }

    /// Judges what a message has changed: all changes but the first so many.
    pub(super) fn judge(&mut self, first: usize, now: Now) {
        let Self { alarms, customs, registry, changes, .. } = self;
        let home = Home { registry, customs, now, since: alarms.since() };
        let (mut is_changed, mut is_other) = (false, false);
        for change in changes.get(first..).unwrap_or_default() {
            let judged = match change {
                Change::Property(device, property) | Change::Reported(device, property) => {
                    alarms.watch.heard((*device, *property), &mut alarms.log, &home)
                }
                Change::Described(device, property) => {
                    Some(alarms.watch.described((*device, *property), &mut alarms.log, &home))
                }
                Change::Device(device) => Some(alarms.watch.met(*device, &mut alarms.log, &home)),
                Change::Gone(device) => Some(alarms.watch.lost(*device, None, &mut alarms.log, now)),
                Change::Withdrawn(device, property) => {
                    Some(alarms.watch.lost(*device, Some(*property), &mut alarms.log, now))
                }
                _ => None,
            };
            is_other |= judged.is_some();
            is_changed |= judged == Some(true);
        }
        alarms.is_changed |= is_changed;
        if is_other {
            alarms.reckon();
        }
    }

    pub(super) fn handle_alarm_timeout(&mut self, now: Now) {
        let Self { alarms, customs, registry, .. } = self;
        let since = alarms.since();
        alarms.handle_timeout(&Home { registry, customs, now, since });
    }
}

impl Alarms {
    /// Since when everything was heard.
    pub(super) fn since(&self) -> Option<Timestamp> {
        match self.ear {
            Ear::Listens(since) => Some(since),
            Ear::Waits | Ear::Away => None,
        }
    }
}
