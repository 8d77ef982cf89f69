//! What only those want who look for something, or set something up: it comes with the first such wish. What a home needs when the
//! server of the page is gone – commands, scenes, alarms that are acknowledged – is not here.

use super::alarms::AlarmWish;
use super::{App, Effect, Intent, News};
use crate::parts;
use crate::time::Now;

const PART: &str = "desk";

impl App {
    /// Does what few visits want.
    pub(super) fn handle_at_desk(&mut self, intent: Intent, now: Now) {
        if parts::is_here(PART) {
            handle(self, intent, now);
        }
    }

    /// Tells how the connection does and which devices are ghosts, where the page watches that.
    pub(super) fn tell_at_desk(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let are_due = [&mut self.diagnostics_watch, &mut self.ghosts_watch].map(|watch| watch.is_due(now.instant));
        if are_due.contains(&true) && parts::is_here(PART) {
            tell(self, are_due, now, effects);
        }
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, intent: Intent, now: Now) {
    match intent {
        Intent::SaveScene { name, devices } => {
            let outcome = app.save_scene(&name, &devices);
            app.kept(outcome);
        }
        Intent::ForgetScene(name) => {
            app.customs.scenes.forget(&name);
            app.kept(Ok(()));
        }
        Intent::Publish(message) => app.publish_by_hand(message, now),
        Intent::SaveMessage(message) => {
            let outcome = app.customs.messages.put(message);
            app.kept(outcome);
        }
        Intent::ForgetMessage(name) => {
            app.customs.messages.forget(&name);
            app.kept(Ok(()));
        }
        Intent::SaveChart(chart) => {
            let outcome = app.customs.charts.put(chart);
            app.kept(outcome);
        }
        Intent::ForgetChart(name) => {
            app.customs.charts.forget(&name);
            app.kept(Ok(()));
        }
        Intent::Alarm(AlarmWish::Save { rule, former }) => app.save_alarm(*rule, former, now),
        Intent::CheckRights => app.check_rights(now),
        Intent::ForgetRecord => app.record.clear(now.instant),
        Intent::Export(format) => app.asked_for.push(News::Exported(format, app.record.export(format))),
        Intent::AskForAnnouncements => app.ask_for_announcements(now),
        Intent::ClearKept(topics) => app.clear_kept(topics, now),
        _ => {}
    }
}

/// A door of its part.
#[inline(never)]
fn tell(app: &mut App, [diagnostics, ghosts]: [bool; 2], now: Now, effects: &mut Vec<Effect>) {
    if diagnostics {
        effects.push(Effect::Tell(vec![News::Diagnostics(app.diagnostics(now))]));
    }
    if ghosts {
        effects.push(Effect::Tell(vec![News::Ghosts(app.ghosts(now))]));
    }
}
