//! Which properties alarms are about, and what those come to.

use crate::alarm::{About, AlarmKey, Cause, Judge, Level, Log, Rule, Telling, Turn};
use crate::app::commands::is_secret;
use crate::app::customs::{Customs, tidied};
use crate::device::{Device, DeviceKey, Kind, Property, PropertyKey, Registry, Report, Value};
use crate::dialect;
use crate::time::{Instant, Now, Timestamp};

type Place = (DeviceKey, PropertyKey);

/// What a judgement is made from.
pub(super) struct Home<'a> {
    pub(super) registry: &'a Registry,
    pub(super) customs: &'a Customs,
    pub(super) now: Now,
    /// Since when everything was heard; `None` while nothing is.
    pub(super) since: Option<Timestamp>,
}

#[derive(Debug, Default)]
pub(super) struct Watch {
    judged: Vec<Judged>,
    /// Where those that have one have their property, in order, and which they are.
    places: Vec<(Place, usize)>,
    /// In the order of their places.
    tellers: Vec<Teller>,
}

/// A rule that is on.
#[derive(Debug)]
struct Judged {
    judge: Judge,
    /// `None` while there is no such property.
    place: Option<Place>,
    alarm: Option<AlarmKey>,
}

/// A property that warns by itself.
#[derive(Debug)]
struct Teller {
    place: Place,
    telling: Telling,
    alarm: Option<AlarmKey>,
}

impl Home<'_> {
    fn find(&self, (device, property): Place) -> Option<(&Device, &Property)> {
        let device = self.registry.device(device)?;
        Some((device, device.property(property)?))
    }

    /// Where the property of a rule is.
    fn place(&self, rule: &Rule) -> Option<Place> {
        let device = self.registry.key(&rule.device)?;
        Some((device, self.registry.device(device)?.property_key(&rule.property)?))
    }

    /// Whether it has just been said, and not by a copy.
    fn is_live(&self, report: &Report) -> bool {
        report.heard == Some(self.now.timestamp)
    }

    /// Whether nobody has said it while somebody listened.
    fn is_last_known(&self, report: &Report) -> bool {
        !matches!((report.heard, self.since), (Some(heard), Some(since)) if heard >= since)
    }
}

impl Watch {
    pub(super) fn listen(&mut self, now: Instant) {
        self.judged.iter_mut().for_each(|judged| judged.judge.listen(now));
    }

    pub(super) fn interrupt(&mut self) {
        self.judged.iter_mut().for_each(|judged| judged.judge.interrupt());
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.judged.iter().filter_map(|judged| judged.judge.deadline()).min()
    }

    pub(super) fn handle_timeout(&mut self, log: &mut Log, home: &Home<'_>) -> bool {
        let mut is_changed = false;
        for judged in &mut self.judged {
            let turn = judged.judge.handle_timeout(home.now.instant);
            is_changed |= judged.take(turn, log, home);
        }
        is_changed
    }

    /// Judges by these rules, as far as they are on. Says whether anything is another alarm now.
    pub(super) fn follow(&mut self, rules: &[Rule], log: &mut Log, home: &Home<'_>) -> bool {
        let mut before = std::mem::take(&mut self.judged);
        let mut is_changed = false;
        let mut added = Vec::new();
        for rule in rules.iter().filter(|rule| rule.is_on) {
            match before.iter().position(|judged| judged.judge.rule == *rule) {
                Some(known) => self.judged.push(before.swap_remove(known)),
                None => added.push(rule.clone()),
            }
        }
        for key in before.iter().filter_map(|judged| judged.alarm) {
            log.end(key, home.now);
            is_changed = true;
        }
        let begun = added.into_iter().map(|rule| Judged { judge: Judge::new(rule, false), place: None, alarm: None });
        self.judged.extend(begun);
        for judged in &mut self.judged {
            judged.recall(log);
            if home.since.is_some() {
                judged.judge.listen(home.now.instant);
            }
            if judged.place.is_none() {
                judged.place = home.place(&judged.judge.rule);
                is_changed |= judged.hear(log, home);
            }
        }
        self.sort_places();
        is_changed
    }

    /// No device is known any more.
    pub(super) fn forget_devices(&mut self, log: &Log) {
        self.tellers.clear();
        self.places.clear();
        for judged in &mut self.judged {
            *judged = Judged { judge: Judge::new(judged.judge.rule.clone(), false), place: None, alarm: None };
            judged.recall(log);
        }
    }

    /// A property was reported, or is otherwise than it was. `None` if no alarm is about it; else, whether anything is another
    /// alarm now.
    pub(super) fn heard(&mut self, place: Place, log: &mut Log, home: &Home<'_>) -> Option<bool> {
        let teller = self.tellers.binary_search_by_key(&place, |teller| teller.place);
        let first = self.places.partition_point(|(known, _)| *known < place);
        let rules = self.places[first..].iter().take_while(|(known, _)| *known == place);
        let mut is_changed = teller.is_ok().then_some(false);
        if let Some(teller) = teller.ok().and_then(|index| self.tellers.get_mut(index)) {
            is_changed = Some(teller.hear(log, home));
        }
        for (_, index) in rules {
            let judged = self.judged.get_mut(*index).is_some_and(|judged| judged.hear(log, home));
            is_changed = Some(is_changed.unwrap_or(false) | judged);
        }
        is_changed
    }

    /// What a property is has been told, or guessed.
    pub(super) fn described(&mut self, place: Place, log: &mut Log, home: &Home<'_>) -> bool {
        let Some((device, property)) = home.find(place) else { return false };
        let mut is_changed = false;
        let telling = Telling::of(&property.id, &property.profile);
        match (self.tellers.binary_search_by_key(&place, |teller| teller.place), telling) {
            (Ok(index), Some(telling)) => self.tellers[index].telling = telling,
            (Ok(index), None) => {
                let alarm = self.tellers.remove(index).alarm;
                is_changed |= end(alarm, log, home.now);
            }
            (Err(index), Some(telling)) => {
                let alarm = told_before(device, property, log);
                self.tellers.insert(index, Teller { place, telling, alarm });
            }
            (Err(_), None) => {}
        }
        let is_it = |rule: &Rule| rule.property == property.id && device.ids().any(|id| id == rule.device);
        let mut has_found = false;
        for judged in self.judged.iter_mut().filter(|it| it.place.is_none() && is_it(&it.judge.rule)) {
            judged.place = Some(place);
            has_found = true;
            is_changed |= judged.hear(log, home);
        }
        if has_found {
            self.sort_places();
        }
        is_changed
    }

    /// A device is new, or goes by other ids than before.
    pub(super) fn met(&mut self, device: DeviceKey, log: &mut Log, home: &Home<'_>) -> bool {
        let (mut is_changed, mut has_found) = (false, false);
        for judged in self.judged.iter_mut().filter(|judged| judged.place.is_none()) {
            let place = home.place(&judged.judge.rule).filter(|(found, _)| *found == device);
            if place.is_some() {
                (judged.place, has_found) = (place, true);
                is_changed |= judged.hear(log, home);
            }
        }
        if has_found {
            self.sort_places();
        }
        is_changed
    }

    /// A device is no more, or one of its properties. What it said cannot be wrong any more; only its silence can.
    pub(super) fn lost(&mut self, device: DeviceKey, property: Option<PropertyKey>, log: &mut Log, now: Now) -> bool {
        let is_it = |place: Place| place.0 == device && property.is_none_or(|property| property == place.1);
        let (mut is_changed, mut has_lost) = (false, false);
        self.tellers.retain(|teller| {
            let is_lost = is_it(teller.place);
            is_changed |= is_lost && end(teller.alarm, log, now);
            !is_lost
        });
        for judged in self.judged.iter_mut().filter(|judged| judged.place.is_some_and(is_it)) {
            (judged.place, has_lost) = (None, true);
            if judged.judge.rule.condition.is_of_state() {
                is_changed |= end(judged.alarm.take(), log, now);
                judged.judge = Judge::new(judged.judge.rule.clone(), false);
            }
        }
        if has_lost {
            self.sort_places();
        }
        is_changed
    }

    fn sort_places(&mut self) {
        self.places.clear();
        for (index, judged) in self.judged.iter().enumerate() {
            let Some(place) = judged.place else { continue };
            let next = self.places.partition_point(|(known, _)| *known <= place);
            self.places.insert(next, (place, index));
        }
    }
}

impl Judged {
    /// Goes on with an alarm from before the page was loaded.
    fn recall(&mut self, log: &Log) {
        let rule = &self.judge.rule;
        let is_it = |about: &About| about.cause == Cause::Rule && about.name == rule.name;
        if self.alarm.is_none()
            && let Some(known) = log.open().find(|alarm| is_it(&alarm.about))
        {
            self.alarm = Some(known.key);
            self.judge = Judge::new(rule.clone(), true);
        }
    }

    /// Judges what its property says.
    fn hear(&mut self, log: &mut Log, home: &Home<'_>) -> bool {
        let Some((_, property)) = self.place.and_then(|place| home.find(place)) else { return false };
        // What is only recalled may long be otherwise.
        let Some(report) = property.report.as_ref().filter(|_| !property.is_recalled) else { return false };
        if property.available == Some(false) && self.judge.rule.condition.is_of_state() {
            return false;
        }
        let is_live = home.is_live(report);
        let turn = self.judge.hear(&report.value, is_live, home.now.instant);
        let is_changed = self.take(turn, log, home);
        let is_known = is_live && self.judge.is_raised() && report.value != Value::Unknown;
        is_changed | (is_known && self.alarm.is_some_and(|key| log.confirm(key)))
    }

    fn take(&mut self, turn: Option<Turn>, log: &mut Log, home: &Home<'_>) -> bool {
        match turn {
            None => return false,
            Some(Turn::Over) => _ = end(self.alarm.take(), log, home.now),
            Some(Turn::Raised) => {
                let rule = &self.judge.rule;
                let found = self.place.and_then(|place| home.find(place));
                let report = found.and_then(|(_, property)| property.report.as_ref());
                let is_last_known =
                    rule.condition.is_of_state() && report.is_none_or(|report| home.is_last_known(report));
                let about = About {
                    cause: Cause::Rule,
                    level: Level::Warning,
                    name: rule.name.clone(),
                    device: rule.device.clone(),
                    property: rule.property.clone(),
                    device_name: found.map_or_else(|| rule.device_name.clone(), |(device, _)| called(device, home)),
                    label: rule.label.clone(),
                    value: found.map_or(Value::Unknown, |(_, property)| said(property)),
                    unit: rule.unit.clone(),
                };
                self.alarm = log.raise(about, is_last_known, home.now);
            }
        }
        true
    }
}

impl Teller {
    fn hear(&mut self, log: &mut Log, home: &Home<'_>) -> bool {
        let Some((device, property)) = home.find(self.place) else { return false };
        let counts = property.available != Some(false) && !property.is_recalled;
        let Some(report) = property.report.as_ref().filter(|_| counts) else { return false };
        match self.telling.warns(&report.value) {
            None => return false,
            Some(false) => return end(self.alarm.take(), log, home.now),
            Some(true) => {}
        }
        let about = self.about(device, property, home);
        let is_live = home.is_live(report);
        let known = self.alarm.and_then(|key| log.find(key)).filter(|alarm| !alarm.is_over());
        match (self.telling, known) {
            // A copy tells of an event that the person may know of.
            (Telling::Alert, _) if !is_live && log.all().any(|alarm| alarm.about.is_same(&about)) => return false,
            // Until the person knows of one error, another one is no news.
            (Telling::Flag(_) | Telling::Errors, Some(known)) => {
                let key = known.key;
                if known.acknowledged.is_none() || known.about.is_same(&about) {
                    return is_live && log.confirm(key);
                }
                log.end(key, home.now);
            }
            _ => {}
        }
        self.alarm = log.raise(about, home.is_last_known(report), home.now);
        true
    }

    fn about(&self, device: &Device, property: &Property, home: &Home<'_>) -> About {
        let value = said(property);
        let words = match &value {
            Value::Text(text) => tidied(text).filter(|_| !matches!(self.telling, Telling::Flag(_))),
            _ => None,
        };
        let (cause, level) = match self.telling {
            Telling::Flag(level) => (Cause::Device, level),
            Telling::Errors => (Cause::Device, Level::Warning),
            Telling::Alert => (Cause::Alert, level(device)),
        };
        About {
            cause,
            level,
            name: words.unwrap_or_else(|| property.profile.label.clone()),
            device: device.id.clone(),
            property: property.id.clone(),
            device_name: called(device, home),
            label: property.profile.label.clone(),
            value,
            unit: unit(property),
        }
    }
}

/// The alarm that this property warned of before the page was loaded.
fn told_before(device: &Device, property: &Property, log: &Log) -> Option<AlarmKey> {
    let is_it = |about: &About| {
        about.cause == Cause::Device && about.property == property.id && device.ids().any(|id| id == about.device)
    };
    log.open().find(|alarm| is_it(&alarm.about)).map(|alarm| alarm.key)
}

/// How bad it is what a device alerts of.
fn level(device: &Device) -> Level {
    let said = |id: &str| Some(device.property(device.property_key(id)?)?.report.as_ref()?.value.plain());
    let word = Telling::IDS_OF_LEVEL.iter().find_map(|id| said(id));
    word.map_or(Level::Warning, |word| Level::of_word(&word))
}

fn called(device: &Device, home: &Home<'_>) -> String {
    let custom = home.customs.of(device).and_then(|custom| custom.name.clone());
    custom.unwrap_or_else(|| device.name.clone())
}

fn said(property: &Property) -> Value {
    match &property.report {
        Some(_) if is_secret(property) => Value::Text(dialect::MASK.to_owned()),
        Some(report) => report.value.clone(),
        None => Value::Unknown,
    }
}

fn unit(property: &Property) -> String {
    match &property.profile.kind {
        Kind::Numeric(numeric) => numeric.unit.clone(),
        _ => String::new(),
    }
}

/// Says whether there was one.
fn end(alarm: Option<AlarmKey>, log: &mut Log, now: Now) -> bool {
    if let Some(key) = alarm {
        log.end(key, now);
    }
    alarm.is_some()
}
