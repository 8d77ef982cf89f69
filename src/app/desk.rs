//! What only those want who look for something, or set something up: it comes with the first such wish. What a home needs when the
//! server of the page is gone – commands, scenes, alarms that are acknowledged – is not here.

use serde::{Deserialize, Serialize};

use super::{App, Comparison, Effect, Format, News};
use crate::alarm::Rule;
use crate::device::DeviceKey;
use crate::parts;
use crate::time::Now;

const PART: &str = "desk";

/// What the person wants who sits down to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DeskWish {
    /// Make a scene of what these devices report, in the place of the one of that name.
    SaveScene {
        name: String,
        devices: Vec<DeviceKey>,
    },
    ForgetScene(String),
    ForgetMessage(String),
    /// Keep this chart, in the place of the one of that name.
    SaveChart(Comparison),
    ForgetChart(String),
    /// Warn of this, in the place of the rule of the other name, if there is one.
    SaveAlarm {
        rule: Box<Rule>,
        former: Option<String>,
    },
    /// Try where we may publish, without a message to any device.
    CheckRights,
    /// Forget what was asked for so far.
    ForgetRecord,
    /// Write out what was asked for, as [`News::Exported`].
    Export(Format),
    /// Ask devices to announce themselves, as Home Assistant does when it starts.
    AskForAnnouncements,
    /// Clear what the broker keeps on these topics, of devices that may not exist.
    ClearKept(Vec<String>),
    /// Tell me once a second what this user may do, and how each connection did, as [`News::Access`], or no longer.
    WatchAccess(bool),
    /// Find properties, as [`News::Found`].
    Find(String),
}

impl App {
    /// Does what few visits want.
    pub(super) fn handle_at_desk(&mut self, wish: DeskWish, now: Now) {
        if parts::is_here(PART) {
            handle(self, wish, now);
        }
    }

    /// Tells how the connection does and which devices are ghosts, where the page watches that.
    pub(super) fn tell_at_desk(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let watches = [&mut self.diagnostics_watch, &mut self.ghosts_watch, &mut self.topics_watch.watch];
        let are_due = watches.map(|watch| watch.is_due(now.instant));
        if are_due.contains(&true) && parts::is_here(PART) {
            tell(self, are_due, now, effects);
        }
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, wish: DeskWish, now: Now) {
    match wish {
        DeskWish::SaveScene { name, devices } => {
            let outcome = app.save_scene(&name, &devices);
            app.kept(outcome);
        }
        DeskWish::ForgetScene(name) => {
            app.customs.scenes.forget(&name);
            app.kept(Ok(()));
        }
        DeskWish::ForgetMessage(name) => {
            app.customs.messages.forget(&name);
            app.kept(Ok(()));
        }
        DeskWish::SaveChart(chart) => {
            let outcome = app.customs.charts.put(chart);
            app.kept(outcome);
        }
        DeskWish::ForgetChart(name) => {
            app.customs.charts.forget(&name);
            app.kept(Ok(()));
        }
        DeskWish::SaveAlarm { rule, former } => app.save_alarm(*rule, former, now),
        DeskWish::CheckRights => app.check_rights(now),
        DeskWish::ForgetRecord => app.record.clear(now.instant),
        DeskWish::Export(format) => app.asked_for.push(News::Exported(format, app.record.export(format))),
        DeskWish::AskForAnnouncements => app.ask_for_announcements(now),
        DeskWish::ClearKept(topics) => app.clear_kept(topics, now),
        DeskWish::WatchAccess(watched) => app.rights.watch.set(watched, now.instant),
        DeskWish::Find(words) => {
            let found = app.find(words);
            app.asked_for.push(found);
        }
    }
}

/// A door of its part.
#[inline(never)]
fn tell(app: &mut App, [diagnostics, ghosts, topics]: [bool; 3], now: Now, effects: &mut Vec<Effect>) {
    if diagnostics {
        effects.push(Effect::Tell(vec![News::Diagnostics(app.diagnostics(now))]));
    }
    if ghosts {
        effects.push(Effect::Tell(vec![News::Ghosts(app.ghosts(now))]));
    }
    if topics {
        effects.extend(app.topics_news().map(|news| Effect::Tell(vec![news])));
    }
}
