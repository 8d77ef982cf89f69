//! What devices were asked for, and how that goes on.

use std::time::Duration;

use super::{Change, DeviceKey, Hearing, PropertyKey, Registry};
use crate::device::request::Pending;
use crate::device::tally::Awaited;
use crate::device::{Access, Answer, Asking, Doubt, Group, Property, Request, RequestKey, Stage, Tally};
use crate::language::t;
use crate::time::{Instant, Now};

/// However quick a device usually is, a network may be slow for once.
const SHORTEST_PATIENCE: Duration = Duration::from_secs(2);
/// Nobody waits longer for a device, however seldom it speaks.
const LONGEST_PATIENCE: Duration = Duration::from_mins(1);

impl Registry {
    /// How long a device is waited for that is given so much time in general: three times as long as it usually takes, once
    /// it has answered; before that, until it speaks again if it does so regularly. Never less than 2 s, never more than a
    /// minute.
    #[must_use]
    pub fn patience(&self, device: DeviceKey, in_general: Duration) -> Duration {
        let Some(device) = self.device(device) else { return in_general };
        let learned = match device.usual_answer {
            Some(usual) => usual * 3,
            None => device.period.known().map_or(in_general, |period| in_general.max(period + SHORTEST_PATIENCE)),
        };
        learned.clamp(SHORTEST_PATIENCE, LONGEST_PATIENCE)
    }

    /// Notes what the person asks for. Takes the place of the property's request before; where too many are in sight, the
    /// oldest of all is no longer followed.
    pub fn ask(
        &mut self,
        device: DeviceKey,
        property: PropertyKey,
        Asking { wanted, mark, patience, group }: Asking,
        now: Now,
        changes: &mut Vec<Change>,
    ) -> RequestKey {
        if let Some(index) = self.pending.iter().position(|(of, at, _)| (*of, *at) == (device, property)) {
            self.give_up(index, Doubt::Replaced, now, changes);
        } else if self.pending.len() >= self.limits.requests {
            self.give_up(0, Doubt::TooMany, now, changes);
            self.discarded.requests += 1;
        }
        let key = self.spare_request();
        let due = now.instant + patience.unwrap_or_else(|| Stage::Sent.linger());
        let awaited = self.members(group.as_ref());
        let mut request = Request::new(key, wanted, patience, now);
        request.tally = group.map(|group| Tally::new(group.size, &awaited));
        let pending = Pending { key, mark, asked: now.instant, due, confirmable: patience.is_some(), awaited };
        self.pending.push((device, property, pending));
        self.property_mut(device, property).request = Some(Box::new(request));
        changes.push(Change::Request(device, property));
        key
    }

    /// A key that no request has or gets.
    pub fn spare_request(&mut self) -> RequestKey {
        self.next_request += 1;
        RequestKey(self.next_request - 1)
    }

    /// Notes what became of a request. Nothing happens if it is over, or another has taken its place.
    pub fn settle(&mut self, key: RequestKey, stage: Stage, now: Now, changes: &mut Vec<Change>) {
        let Some(index) = self.pending.iter().position(|(_, _, pending)| pending.key == key) else { return };
        self.advance(index, stage, now, changes);
    }

    /// When [`Self::handle_timeout`] has something to do, if nothing else happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.pending.iter().map(|(_, _, pending)| pending.due).min()
    }

    /// Gives up on requests whose time is over, and puts settled ones out of sight.
    pub fn handle_timeout(&mut self, now: Now, changes: &mut Vec<Change>) {
        let mut index = 0;
        while let Some((device, property, pending)) = self.pending.get(index) {
            let (device, property) = (*device, *property);
            if pending.due > now.instant {
                index += 1;
                continue;
            }
            // It has not been asked yet; whoever keeps it waiting will say what becomes of it.
            if matches!(self.property(device, property).request.as_deref(), Some(Request { stage: Stage::Queued, .. }))
            {
                self.pending[index].2.due = now.instant + SHORTEST_PATIENCE;
                index += 1;
                continue;
            }
            let state = self.property(device, property);
            let said = state.report.as_ref().and_then(|report| report.heard);
            let doubt = match state.request.as_deref() {
                Some(Request { stage: Stage::Sent, tally, .. }) => {
                    let is_answered = tally.as_ref().is_some_and(|tally| tally.done + tally.failed > 0);
                    Some(if is_answered { Doubt::Silent } else { Doubt::NoAnswer })
                }
                Some(Request { stage: Stage::Acknowledged | Stage::Delivered, asked, .. }) if pending.confirmable => {
                    let has_spoken = said.is_some_and(|said| said > *asked);
                    Some(if has_spoken { Doubt::Otherwise } else { Doubt::Silent })
                }
                _ => None,
            };
            if doubt == Some(Doubt::Otherwise) {
                let state = self.property_mut(device, property);
                let reported = state.report.as_ref().map(|report| report.value.clone());
                if let Some(request) = &mut state.request {
                    request.instead = reported;
                }
            }
            if let Some(doubt) = doubt {
                self.advance(index, Stage::Unconfirmed(doubt), now, changes);
                index += 1;
            } else {
                self.put_out_of_sight(index, changes);
            }
        }
    }

    /// The device answers the command with this mark; what the broker has kept is no answer.
    pub(super) fn take_answer(&mut self, device: DeviceKey, mark: &str, answer: Answer, hearing: &mut Hearing<'_>) {
        if hearing.retained {
            return;
        }
        let answer = self.shortened_answer(answer);
        let mut is_known = false;
        // Several things that were asked for in one message have the same mark.
        for index in 0..self.pending.len() {
            let (of, property, pending) = &self.pending[index];
            if pending.mark != mark {
                continue;
            }
            is_known = true;
            if *of == device {
                self.advance(index, Stage::of(&answer), hearing.now, hearing.changes);
            } else if self.property(*of, *property).request.as_ref().is_some_and(|request| request.tally.is_some()) {
                self.count(index, device, &answer, hearing);
            }
        }
        if !is_known {
            let mark = self.shorten(mark.to_owned(), self.limits.name);
            hearing.changes.push(Change::Overheard(device, mark, answer));
        }
    }

    /// The device answers what the property was asked for last.
    pub(super) fn take_last_answer(
        &mut self,
        device: DeviceKey,
        property: &str,
        answer: Answer,
        hearing: &mut Hearing<'_>,
    ) {
        if hearing.retained {
            return;
        }
        let answer = self.shortened_answer(answer);
        let Some(key) = self.device_mut(device).property_key(property) else { return };
        let Property { request, report, profile, .. } = self.property(device, key);
        if let Some(request) = request.as_ref().filter(|request| request.may_become(&Stage::of(&answer))) {
            // Somebody else's wish may be the one that was done: what it reports shows that.
            if answer != Answer::Done || profile.access == Access::Write {
                self.settle(request.key, Stage::of(&answer), hearing.now, hearing.changes);
            }
            return;
        }
        let reported = report.as_ref().and_then(|report| report.value.as_flag());
        let is_asked = |(of, at, pending): &(DeviceKey, PropertyKey, Pending)| {
            let asked = self.property(*of, *at);
            let wanted = asked.request.as_ref().and_then(|request| request.wanted.as_flag());
            let fits = answer != Answer::Done || wanted == reported;
            pending.awaited.knows(device) && asked.id == property && fits
        };
        if let Some(index) = self.pending.iter().rposition(is_asked) {
            self.count(index, device, &answer, hearing);
        }
    }

    fn shortened_answer(&mut self, answer: Answer) -> Answer {
        match answer {
            Answer::Done => Answer::Done,
            Answer::Failed(reason) => Answer::Failed(self.shorten(reason, self.limits.name)),
        }
    }

    /// The members of a group that are known, with their names.
    fn members(&self, group: Option<&Group>) -> Awaited {
        let known = group.into_iter().flat_map(|group| &group.members).map(|id| {
            let name = self.find(id).map_or(id, |device| &device.name);
            (self.key(id), name.clone())
        });
        Awaited::of(known.collect())
    }

    /// A member of the group that was asked for this has answered.
    fn count(&mut self, index: usize, member: DeviceKey, answer: &Answer, hearing: &mut Hearing<'_>) {
        let name = self.device(member).map_or_else(String::new, |device| device.name.clone());
        let (device, property, pending) = &mut self.pending[index];
        let (device, property) = (*device, *property);
        let mut awaited = std::mem::take(&mut pending.awaited);
        let request = self.property_mut(device, property).request.as_mut();
        let Some(tally) = request.and_then(|request| request.tally.as_mut()) else { return };
        let is_news = tally.take(member, &name, answer, &mut awaited);
        let end = tally.is_complete().then(|| match tally.failed {
            0 => Stage::Confirmed,
            failed => Stage::Failed(t!("{count} of them failed", count = failed.to_string())),
        });
        self.pending[index].2.awaited = awaited;
        if !is_news {
            return;
        }
        hearing.changes.push(Change::Request(device, property));
        if let Some(stage) = end {
            self.advance(index, stage, hearing.now, hearing.changes);
        }
    }

    /// Another request needs the place of this one, whose fate can no longer be told if it is open.
    fn give_up(&mut self, index: usize, because: Doubt, now: Now, changes: &mut Vec<Change>) {
        self.advance(index, Stage::Unconfirmed(because), now, changes);
        self.put_out_of_sight(index, changes);
    }

    /// There is no such property any more, or no property of such a device.
    pub(super) fn give_up_on(
        &mut self,
        device: DeviceKey,
        property: Option<PropertyKey>,
        because: Doubt,
        now: Now,
        changes: &mut Vec<Change>,
    ) {
        let is_it = |of: DeviceKey, at: PropertyKey| of == device && property.is_none_or(|property| property == at);
        while let Some(index) = self.pending.iter().position(|(of, at, _)| is_it(*of, *at)) {
            self.give_up(index, because, now, changes);
        }
    }

    fn put_out_of_sight(&mut self, index: usize, changes: &mut Vec<Change>) {
        let (device, property, _) = self.pending.remove(index);
        let request = self.property_mut(device, property).request.take();
        changes.extend(request.map(|request| Change::RequestOver(device, property, request)));
    }

    /// Moves a request on, and lets it stay in sight for as long as its new stage deserves.
    fn advance(&mut self, index: usize, stage: Stage, now: Now, changes: &mut Vec<Change>) {
        let (device, property, pending) = &self.pending[index];
        let (device, property, after) = (*device, *property, now.instant.since(pending.asked));
        let Some(request) = &mut self.property_mut(device, property).request else { return };
        if !request.may_become(&stage) {
            return;
        }
        let (linger, is_confirmed, is_sent) = (stage.linger(), stage == Stage::Confirmed, stage == Stage::Sent);
        request.advance(stage, after);
        let patience = request.patience.filter(|_| is_sent);
        if !request.is_open() {
            self.pending[index].2.due = now.instant + linger;
        } else if let Some(patience) = patience {
            self.pending[index].2.due = now.instant + patience;
        }
        if is_confirmed {
            self.device_mut(device).take_time_to_answer(after);
        }
        changes.push(Change::Request(device, property));
    }
}
