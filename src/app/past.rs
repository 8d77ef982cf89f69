//! The past of the house: what of the present is recorded, and what is asked of it.

use super::{App, Credentials, Effect, News};
use crate::device::{Access, Change, Device, Kind, Property};
use crate::history::{Answer, Question, Strand};
use crate::language::t;
use crate::mqtt::State;
use crate::time::Now;

/// A house is another one at another broker, or for another user.
pub(super) fn name(credentials: &Credentials) -> String {
    format!("{}\n{}", credentials.url, credentials.username)
}

impl App {
    /// Records what the last message has reported: one that the broker had kept tells of no time.
    pub(super) fn record_changes(&mut self, since: usize, now: Now) {
        self.history.next_message();
        for change in self.changes.iter().skip(since) {
            let Change::Reported(device, property) = change else { continue };
            let Some(device) = self.registry.device(*device) else { continue };
            let Some(property) = device.property(*property).filter(|property| is_recorded(property)) else { continue };
            if let Some(report) = property.report.as_ref().filter(|report| report.heard == Some(now.timestamp)) {
                self.history.note(&device.id, &property.id, &report.value, report.measured, now);
            }
        }
    }

    /// A device may have gone by another of its ids when something was recorded.
    pub(super) fn ask_past(&mut self, question: Question, now: Now) {
        if self.is_replay() {
            self.asked_for.push(News::Past(nothing_of(&question)));
            return;
        }
        let ids = |device: &Device| device.ids().map(str::to_owned).collect();
        let found = question.series.iter().map(|series| self.registry.find(&series.device));
        let devices: Vec<Vec<String>> = found.map(|device| device.map(ids).unwrap_or_default()).collect();
        self.history.ask(question, &devices, now);
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.session.state(), State::Live { .. })
    }

    pub(super) fn tell_past(&mut self, now: Now, effects: &mut Vec<Effect>) {
        effects.extend(self.history.take_requests().into_iter().map(Effect::Store));
        effects.extend(self.history.take_answers().into_iter().map(|answer| Effect::Tell(vec![News::Past(answer)])));
        self.tell_carried(effects);
        if self.history_watch.is_due(now.instant) {
            let mut keeping = self.history.keeping(now);
            keeping.trouble = keeping.trouble.or_else(|| self.last_known.trouble().cloned());
            effects.push(Effect::Tell(vec![News::Keeping(keeping)]));
        }
    }
}

pub(super) fn is_recorded(Property { profile, .. }: &Property) -> bool {
    !profile.is_secret
        && profile.access != Access::Write
        && !matches!(profile.kind, Kind::Action | Kind::Picture | Kind::Link)
}

/// What is kept is of a home, and not of what is played.
fn nothing_of(question: &Question) -> Answer {
    Answer {
        ticket: question.ticket,
        from: question.from.unwrap_or(question.until),
        until: question.until,
        strands: vec![Strand::default(); question.series.len()],
        gaps: Vec::new(),
        has_ages: false,
        trouble: Some(t!("This is a recording: what it says is not kept.").to_owned()),
    }
}
