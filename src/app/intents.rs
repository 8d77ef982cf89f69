//! What the page wants goes to whoever does it.

use super::{App, Intent, Wanted, replay};
use crate::language::said;
use crate::time::Now;

impl App {
    pub(super) fn handle_intent(&mut self, intent: Intent, now: Now) {
        if self.is_replay() && intent.keeps() {
            self.feed.customized(Err(said(replay::NOTHING_IS_KEPT).to_owned()));
            return;
        }
        let out = &mut self.outputs;
        match intent {
            Intent::Connect(credentials, stay) => self.connect(credentials, stay, now),
            Intent::Disconnect => {
                self.forget_last_known();
                self.credentials = None;
                self.hush_explorer();
                self.forget_users();
                self.session.disconnect(now.instant, &mut self.outputs);
                self.recorder.stop(now.instant);
                self.close_replay();
            }
            Intent::Leave => {
                self.write_last_known();
                self.session.disconnect(now.instant, &mut self.outputs);
                self.record.hurry(now.instant);
                self.alarms.hurry();
            }
            Intent::Adopt(text) => self.adopt(&text, now),
            Intent::Family(wish) => self.handle_family_wish(wish, now),
            Intent::Remember { text, of_another_tab } => self.remember(&text, of_another_tab),
            Intent::RunScene { name, partly, batch } => self.run_scene(&name, partly, &batch, now),
            Intent::Desk(wish) => self.handle_at_desk(wish, now),
            Intent::Alarm(wish) => self.handle_alarm_wish(wish, now),
            Intent::Repeat(request) => self.repeat(request, now),
            Intent::RetryNow => self.session.retry_now(now.instant, out),
            Intent::CheckLink => self.check_link(now),
            Intent::Set { device, property, value } => {
                self.set_all(vec![Wanted { device, property, value }], None, now);
            }
            Intent::SetByCode(wanted, code) => self.set_by_code(wanted, &code, now),
            Intent::SetAll { batch, wanted } => self.set_all(wanted, Some(&batch), now),
            Intent::Watch(devices) => self.feed.watch(devices, &self.registry),
            Intent::Aside(devices) => self.feed.leave_aside(devices),
            Intent::Look(device, property, looks) => self.feed.look(device, property, looks),
            Intent::Taken => self.feed.taken(now.instant),
            Intent::WatchNotUnderstood(watched) => {
                self.feed.watch_unread(watched);
                self.ghosts_watch.set(watched, now.instant);
            }
            Intent::WatchSigns(watched) => self.signs_watch.set(watched, now.instant),
            Intent::WatchTopics(device) => self.topics_watch.set(device, now.instant),
            Intent::Customize { device, change } => self.customize(device, change),
            Intent::Import(text) => self.import(&text, now),
            Intent::ReadFile(text, clash) => self.read_file(&text, clash, now),
            Intent::AskPast(question) => self.ask_past(question, now),
            Intent::KeepPast(settings) => {
                self.history.set(settings, self.is_live(), now);
                self.keep_last_known(settings.records);
            }
            Intent::Carry(wish) => self.carry(wish, now),
            Intent::DeletePast => {
                self.history.delete_all(now);
                self.forget_all_last_known();
            }
            Intent::WatchPast(watched) => self.history_watch.set(watched, now.instant),
            Intent::WatchDiagnostics(watched) => self.diagnostics_watch.set(watched, now.instant),
            Intent::AskAgain => self.ask_again(now),
            Intent::Explorer(wish) => self.handle_explorer_wish(wish, now),
            Intent::Users(wish) => self.handle_users_wish(&wish, now),
            Intent::Broker(wish) => self.handle_broker_wish(wish, now),
            Intent::Hand(wish) => self.handle_hand_wish(&wish, now),
            Intent::Recording(wish) => self.handle_recording(wish, now),
        }
    }
}
