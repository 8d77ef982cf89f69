//! How trouble comes and goes, and how long it takes until the page is live again.

use std::{
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use home::wire::Weather;

use super::{
    Soak,
    room::OtherTab,
    sky::{Spell, Tab, Trouble},
    watcher::Notes,
};

const SLOW: Duration = Duration::from_millis(300);
/// No wait of the page's own is longer than a minute.
const PATIENCE: Duration = Duration::from_secs(75);
const GLANCE: Duration = Duration::from_millis(20);

/// From the moment that all was well again until the page was live and had heard something.
#[derive(Debug, Clone)]
pub(super) struct Recovery {
    pub(super) trouble: Trouble,
    pub(super) tab: Tab,
    /// The browser told the page that it is seen again, or that there is a network again.
    pub(super) is_told: bool,
    /// `None` if it never came.
    pub(super) took: Option<Duration>,
    /// What the connection went through meanwhile.
    pub(super) course: Vec<String>,
}

impl Soak {
    /// Trouble, a person in it, and the way back.
    pub(super) fn endure(&mut self, spell: Spell) -> Recovery {
        let Spell { trouble, tab, lasts, .. } = spell;
        self.bring(trouble);
        let other = self.leave(tab);
        match tab {
            Tab::InSight => self.use_page(lasts),
            Tab::Hidden => thread::sleep(lasts),
            Tab::Frozen => {
                thread::sleep(lasts);
                self.ledger.sleep(lasts);
            }
        }
        self.clear(trouble);
        let since = now_ms();
        self.come_back(tab, other.as_ref());
        let is_lost = matches!(trouble, Trouble::Cut | Trouble::Stalled);
        if is_lost && tab == Tab::InSight {
            self.room.tell_of_network();
        }
        let mut course = Vec::new();
        let took = self.live_after(since, &mut course);
        Recovery { trouble, tab, is_told: is_lost || tab != Tab::InSight, took, course }
    }

    fn bring(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Nothing => {}
            Trouble::BrokerKilled => self.stage.broker.kill(),
            Trouble::Cut => self.stage.network.set(Weather::Cut),
            Trouble::Stalled => self.stage.network.set(Weather::Stalled),
            Trouble::Slow => self.stage.network.set(Weather::Slow(SLOW)),
            Trouble::Split => self.stage.network.set(Weather::Split(1)),
        }
    }

    fn clear(&mut self, trouble: Trouble) {
        self.stage.network.set(Weather::Fair);
        if trouble == Trouble::BrokerKilled {
            self.stage.broker.restart().unwrap_or_else(|error| panic!("{error}"));
        }
    }

    fn leave(&mut self, tab: Tab) -> Option<OtherTab> {
        match tab {
            Tab::InSight => return None,
            Tab::Hidden => return Some(self.room.look_away()),
            Tab::Frozen => self.room.freeze(),
        }
        None
    }

    fn come_back(&mut self, tab: Tab, other: Option<&OtherTab>) {
        if tab == Tab::Frozen {
            self.room.thaw();
        }
        if let Some(other) = other {
            self.room.look_back(other);
        }
    }

    fn live_after(&mut self, since: f64, course: &mut Vec<String>) -> Option<Duration> {
        let deadline = Instant::now() + PATIENCE;
        let mut live_at = None;
        while Instant::now() < deadline {
            let Notes { state, heard, states, .. } = self.take_notes();
            for change in &states {
                let state = change.state.as_deref().unwrap_or_default();
                course.push(format!("{state} {:+.0} ms", change.at - since));
                live_at = (change.state.as_deref() == Some("live")).then_some(change.at);
            }
            let heard = heard.filter(|heard| *heard >= since && state == "live");
            if let Some(heard) = heard {
                // It may have been live all the time, without hearing anything.
                let live_at = live_at.filter(|at| *at >= since).unwrap_or(heard);
                return Duration::try_from_secs_f64((live_at - since) / 1e3).ok();
            }
            thread::sleep(GLANCE);
        }
        None
    }
}

/// Milliseconds since 1970, as the page counts them.
fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1e3
}
