//! What the person does, and what happens to the browser and the network, as a recording names it.

use std::time::Duration;

use alicia_dashboard::alarm::{Condition, Rule};
use alicia_dashboard::app::{
    AlarmWish, App, BrokerWish, ByHand, Credentials, DeskWish, Event, FamilyWish, HandWish, Intent, Lines,
    RecordingWish, RetainedView, Stay, Surroundings, Topics, UsersWish,
};
use alicia_dashboard::device::{DeviceKey, Value};
use alicia_dashboard::dynsec::{Order, Password};
use alicia_dashboard::history::{Question, Series, Settings, StoreFailure};

use super::{Program, Socket};
use crate::limits;
use crate::page::Page;
use crate::replay;

/// Bytes of a recording; a secret in it may be longer masked.
const RECORDED: usize = 3 * 4_096;

impl Program {
    fn by_hand(&mut self, wish: &HandWish) {
        self.handle(Event::Intent(Intent::hand(wish)));
    }

    fn share(&mut self, wish: FamilyWish) {
        self.handle(Event::Intent(Intent::Family(wish)));
    }

    pub(super) fn happens(&mut self, what: &str) {
        match what {
            "up" => self.is_up = true,
            "down" => {
                self.is_up = false;
                self.hang_up();
            }
            "closed" => self.hang_up(),
            "text" if self.socket == Socket::Open => self.handle(Event::TextFrame),
            "login" => self.log_in("mobile_app", Stay::Begins),
            "other" => self.log_in("somebody_else", Stay::ForThisPage),
            "back" => self.come_back(),
            "spoil" => self.spoil(),
            "share" => self.share(FamilyWish::Share { name: "home".to_owned(), writer: String::new() }),
            "decide" => self.share(FamilyWish::Decide { keys: self.page.conflicts(), mine: true }),
            "give way" => self.share(FamilyWish::Decide { keys: self.page.conflicts(), mine: false }),
            "stop sharing" => self.share(FamilyWish::Stop { clear: true }),
            "logout" => self.handle(Event::Intent(Intent::Disconnect)),
            "leave" => self.handle(Event::Intent(Intent::Leave)),
            "look" => self.handle(Event::Intent(Intent::CheckLink)),
            "retry" => self.handle(Event::Intent(Intent::RetryNow)),
            "unwatch" => {
                self.handle(Event::Intent(Intent::Watch(Vec::new())));
                self.handle(Event::Intent(Intent::WatchNotUnderstood(false)));
            }
            "watch" => self.watch(),
            "look closely" => {
                self.handle(Event::Intent(Intent::WatchSigns(true)));
                self.handle(Event::Intent(Intent::WatchSigns(false)));
                self.handle(Event::Intent(Intent::WatchDiagnostics(true)));
                self.handle(Event::Intent(Intent::WatchDiagnostics(false)));
                self.handle(Event::Intent(Intent::WatchTopics(Some(DeviceKey(0)))));
                self.handle(Event::Intent(Intent::WatchTopics(None)));
                self.handle(Event::Intent(Intent::Desk(DeskWish::WatchAccess(true))));
                self.handle(Event::Intent(Intent::Desk(DeskWish::WatchAccess(false))));
                self.handle(Event::Intent(Intent::Desk(DeskWish::Find("temperature a".to_owned()))));
            }
            "oversee" => {
                self.handle(Event::Intent(Intent::Broker(BrokerWish::Guard(true))));
                self.handle(Event::Intent(Intent::Broker(BrokerWish::Look)));
            }
            "overlook" => {
                self.handle(Event::Intent(Intent::Broker(BrokerWish::Leave)));
                self.handle(Event::Intent(Intent::Broker(BrokerWish::Guard(false))));
            }
            "repeat" => self.by_hand(&HandWish::Repeat { message: by_hand("my/own/bell"), seconds: 1, times: 3 }),
            "ask" => self.by_hand(&HandWish::Ask { message: by_hand("my/own/clock"), seconds: 5 }),
            "enough" => {
                self.by_hand(&HandWish::StopRepeating);
                self.by_hand(&HandWish::StopWaiting);
                self.by_hand(&HandWish::Stop);
            }
            "list" => {
                self.by_hand(&HandWish::List("#".to_owned()));
                self.by_hand(&HandWish::See(RetainedView { count: 10, ..RetainedView::default() }));
            }
            "tidy" => {
                self.by_hand(&HandWish::MarkGhosts);
                self.by_hand(&HandWish::MarkFound);
                self.by_hand(&HandWish::See(RetainedView {
                    lines: Lines::Marked,
                    count: 10,
                    ..RetainedView::default()
                }));
                self.by_hand(&HandWish::Clear(self.page.marked()));
            }
            "tidied" => self.by_hand(&HandWish::Close),
            "birth" => self.handle(Event::Intent(Intent::Desk(DeskWish::AskForAnnouncements))),
            "clear" => self.handle(Event::Intent(Intent::Desk(DeskWish::ClearKept(self.kept.clone())))),
            "warn" => self.warn(),
            "known" => self.wish(AlarmWish::AcknowledgeAll),
            "snooze" => self.snooze(),
            "full" => self.store_fails = Some(StoreFailure::Full),
            "private" => self.store_fails = Some(StoreFailure::Absent("a private window".to_owned())),
            "room" => self.store_fails = None,
            "past" => self.ask_past(),
            "forget" => self.handle(Event::Intent(Intent::DeletePast)),
            "record" => self.handle(Event::Intent(Intent::KeepPast(Settings::default()))),
            "record nothing" => {
                let settings = Settings { records: false, ..Settings::default() };
                self.handle(Event::Intent(Intent::KeepPast(settings)));
            }
            "again" => self.handle(Event::Intent(Intent::AskAgain)),
            "users" => self.administer(),
            "tape" => self.handle(Event::Intent(Intent::Recording(RecordingWish::Record))),
            "replay" => self.read_recording(),
            _ => {}
        }
    }

    /// Looks at the broker's users, and wants one more.
    fn administer(&mut self) {
        let (name, prefix) = ("lamp".to_owned(), "home/lamp".to_owned());
        let order = Order::AddDevice { name, prefix, password: Password("secret".to_owned()) };
        let wishes = [UsersWish::Open { is_warned: true }, UsersWish::Order(1, order)];
        for wish in wishes {
            self.handle(Event::Intent(Intent::users(&wish)));
        }
    }

    fn ask_past(&mut self) {
        let series = |property: &str| Series { device: "alicia:bulb_living".to_owned(), property: property.to_owned() };
        let series = vec![series("state"), series("brightness")];
        let until = self.now.timestamp;
        let question = Question { ticket: 1, series, from: None, until, columns: 10, as_measured: false };
        self.handle(Event::Intent(Intent::AskPast(question)));
    }

    pub(super) fn log_in(&mut self, username: &str, stay: Stay) {
        let credentials = Credentials {
            url: "ws://broker:9001/".to_owned(),
            username: username.to_owned(),
            password: "secret".to_owned(),
            topics: Topics {
                subscribe: vec!["my/own/#".to_owned(), "not/#/valid".to_owned()],
                discovery_prefixes: vec!["homeassistant".to_owned(), "ha/#".to_owned()],
            },
            surroundings: Surroundings::default(),
        };
        self.handle(Event::Intent(Intent::Connect(credentials, stay)));
    }

    /// The page goes, and comes back in the same browser.
    pub(super) fn come_back(&mut self) {
        self.handle(Event::Intent(Intent::Leave));
        self.app = App::new(limits::small(), 7);
        self.page = Page::default();
        self.socket = Socket::None;
        self.kept.clear();
        self.watch();
        self.log_in("mobile_app", Stay::GoesOn);
    }

    /// Somebody else has written where what was last known is kept.
    pub(super) fn spoil(&mut self) {
        for value in self.last_known.0.values_mut() {
            let middle = value.len() / 2;
            value.iter_mut().skip(middle).take(1).for_each(|byte| *byte = !*byte);
        }
    }

    pub(super) fn watch(&mut self) {
        let all = 0..u32::try_from(limits::small().device.devices).expect("small limits");
        self.handle(Event::Intent(Intent::Watch(all.clone().map(DeviceKey).collect())));
        self.handle(Event::Intent(Intent::Aside(all.step_by(2).map(DeviceKey).collect())));
        self.handle(Event::Intent(Intent::WatchNotUnderstood(true)));
    }

    /// Wants to be warned of all that a few properties say.
    fn warn(&mut self) {
        let second = Duration::from_secs(1);
        let conditions = [
            Condition::Above { limit: 1.0, slack: 0.5 },
            Condition::Changes { by: 1.0, within: second },
            Condition::Silent,
            Condition::Stuck,
            Condition::Says(Value::Flag(true)),
        ];
        for (number, condition) in conditions.into_iter().enumerate() {
            let (device, property) = self.page.some_property(number);
            let name = format!("{number}");
            let (device_name, label, unit) = (String::new(), String::new(), String::new());
            let (lasting, is_on) = (second, true);
            let rule = Rule { name, device, property, device_name, label, unit, condition, lasting, is_on };
            let wish = DeskWish::SaveAlarm { rule: Box::new(rule), former: None };
            self.handle(Event::Intent(Intent::Desk(wish)));
        }
    }

    fn snooze(&mut self) {
        for key in self.page.alarms() {
            self.wish(AlarmWish::Snooze(key, Duration::from_secs(5)));
        }
    }

    fn wish(&mut self, wish: AlarmWish) {
        self.handle(Event::Intent(Intent::Alarm(wish)));
    }

    /// What was recorded can be read, every line of it.
    fn read_recording(&mut self) {
        self.handle(Event::Intent(Intent::Recording(RecordingWish::Stop)));
        self.recorded.clear();
        for part in 0..=u32::try_from(limits::small().recording.bytes).expect("small limits") {
            let before = self.recorded.len();
            self.handle(Event::Intent(Intent::Recording(RecordingWish::Give(part))));
            if self.recorded.len() == before {
                break;
            }
        }
        assert!(self.recorded.len() <= RECORDED, "{} bytes were recorded", self.recorded.len());
        replay::assert_readable(self.recorded.as_bytes());
    }
}

fn by_hand(topic: &str) -> Box<ByHand> {
    Box::new(ByHand { topic: topic.to_owned(), qos: 1, ..ByHand::default() })
}
