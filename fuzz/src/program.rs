//! The whole program between a broker and a page, in virtual time.

use std::collections::VecDeque;
use std::time::Duration;

use alicia_dashboard::alarm::{Condition, Rule};
use alicia_dashboard::app::{
    AlarmWish, App, BrokerWish, ByHand, Credentials, DeskWish, Effect, Event, FamilyWish, HandWish, Intent, Lines,
    News, RecordingWish, RetainedView, Stay, Surroundings, Topics, UsersWish, wire,
};
use alicia_dashboard::device::{DeviceKey, Value};
use alicia_dashboard::dynsec::{Order, Password};
use alicia_dashboard::history::{Question, Series, Settings, Shelf, StoreFailure, Stored, Transaction};
use alicia_dashboard::time::{Instant, Now, Timestamp};

use crate::cut::Cut;
use crate::limits;
use crate::memory;
use crate::packet;
use crate::page::Page;
use crate::recording::{self, Line};
use crate::replay;

/// Longer than batches of news are apart.
const BATCH: Duration = Duration::from_millis(20);
/// After so long every request is out of sight.
const LONG: Duration = Duration::from_mins(10);
/// Times something may be due within [`LONG`], whatever was said before: pings, tries to connect, and what several who watch are
/// told once a second.
const DUE: usize = 4_000;
/// Bytes of a recording; a secret in it may be longer masked.
const RECORDED: usize = 3 * 4_096;
/// A house, a session, and what changed while the page was not told.
const HELD: i64 = 256 * 1024;

/// A recording in which time passes and the person acts.
pub fn app(input: &[u8]) {
    let lines = recording::lines(input);
    Cut::alike(|cut| {
        let mut program = Program::logged_in(cut);
        for line in &lines {
            program.play(line);
        }
        program.page.assert_kept(&limits::small());
        let then = program.finish();
        (then, program.page, program.sent)
    });
}

struct Program {
    app: App,
    cut: Cut,
    now: Now,
    page: Page,
    /// Topics that nothing but ghosts is known from.
    kept: Vec<String>,
    sent: Vec<Box<[u8]>>,
    /// What was given of a recording.
    recorded: String,
    socket: Socket,
    store: Shelf,
    last_known: Shelf,
    /// Why nothing can be written.
    store_fails: Option<StoreFailure>,
    /// Whether brokers can be reached.
    is_up: bool,
    /// What the outside does next because of what the program did.
    next: VecDeque<Next>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Socket {
    None,
    Open,
}

enum Next {
    Opens,
    Answers(Vec<u8>),
    Stored(Stored),
    Kept(Stored),
    /// The page asks for everything.
    Watches,
    /// The page has taken in what it was told.
    Takes,
}

impl Program {
    fn logged_in(cut: Cut) -> Self {
        let now = Now { instant: Instant::from_millis(1_000.0), timestamp: Timestamp::from_millis(1_770_984_030_000) };
        let mut program = Self {
            app: App::new(limits::small(), 7),
            cut,
            now,
            page: Page::default(),
            kept: Vec::new(),
            sent: Vec::new(),
            recorded: String::new(),
            socket: Socket::None,
            store: Shelf::default(),
            last_known: Shelf::default(),
            store_fails: None,
            is_up: true,
            next: VecDeque::from([Next::Watches]),
        };
        program.log_in("mobile_app", Stay::Begins);
        program.pass(BATCH);
        program
    }

    fn by_hand(&mut self, wish: &HandWish) {
        self.handle(Event::Intent(Intent::hand(wish)));
    }

    fn share(&mut self, wish: FamilyWish) {
        self.handle(Event::Intent(Intent::Family(wish)));
    }

    fn play(&mut self, line: &Line<'_>) {
        match line {
            Line::Message(message) => self.hear(&packet::publish(&message.topic, message.retain, &message.payload)),
            Line::Bytes(bytes) => self.hear(bytes),
            Line::Pause(time) => self.pass(*time),
            Line::Happens(what) => self.happens(what),
            Line::Wish { device, property, wanted } => {
                if let Some((device, property)) = self.page.find(device, property) {
                    self.handle(Event::Intent(Intent::Set { device, property, value: wanted.clone() }));
                }
            }
        }
        self.pass(BATCH);
    }

    fn happens(&mut self, what: &str) {
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

    fn log_in(&mut self, username: &str, stay: Stay) {
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
    fn come_back(&mut self) {
        self.handle(Event::Intent(Intent::Leave));
        self.app = App::new(limits::small(), 7);
        self.page = Page::default();
        self.socket = Socket::None;
        self.kept.clear();
        self.watch();
        self.log_in("mobile_app", Stay::GoesOn);
    }

    /// Somebody else has written where what was last known is kept.
    fn spoil(&mut self) {
        for value in self.last_known.0.values_mut() {
            let middle = value.len() / 2;
            value.iter_mut().skip(middle).take(1).for_each(|byte| *byte = !*byte);
        }
    }

    fn watch(&mut self) {
        let all = 0..u32::try_from(limits::small().device.devices).expect("small limits");
        self.handle(Event::Intent(Intent::Watch(all.map(DeviceKey).collect())));
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

    fn hang_up(&mut self) {
        if self.socket == Socket::Open {
            self.socket = Socket::None;
            self.handle(Event::Closed { code: 1006, reason: String::new() });
        }
    }

    fn hear(&mut self, stream: &[u8]) {
        for piece in self.cut.pieces(stream) {
            if self.socket == Socket::Open {
                self.perform(Event::Frame(piece));
            }
        }
        self.go_on();
    }

    fn handle(&mut self, event: Event<'_>) {
        self.perform(event);
        self.go_on();
    }

    fn go_on(&mut self) {
        while let Some(next) = self.next.pop_front() {
            match next {
                Next::Opens if self.is_up => {
                    self.socket = Socket::Open;
                    self.perform(Event::Opened);
                }
                Next::Opens => self.perform(Event::OpenFailed { why: "no network".to_owned(), permanent: false }),
                Next::Answers(answer) => self.hear(&answer),
                Next::Stored(stored) => self.perform(Event::Stored(stored)),
                Next::Kept(stored) => self.perform(Event::Kept(stored)),
                Next::Watches => self.watch(),
                Next::Takes => self.perform(Event::Intent(Intent::Taken)),
            }
        }
    }

    fn perform(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.app.handle(event, self.now, &mut effects);
        for effect in effects {
            match effect {
                Effect::OpenSocket { .. } => {
                    self.socket = Socket::None;
                    self.next.push_back(Next::Opens);
                }
                Effect::CloseSocket => self.socket = Socket::None,
                Effect::Send(packet) => {
                    packet::parts(&packet);
                    self.next.extend(packet::answer(&packet).map(Next::Answers));
                    self.sent.push(packet[..].into());
                }
                Effect::Store(transaction) => {
                    let stored = answer(&mut self.store, self.store_fails.as_ref(), transaction);
                    self.next.push_back(Next::Stored(stored));
                }
                Effect::Keep(transaction) => {
                    let stored = answer(&mut self.last_known, self.store_fails.as_ref(), transaction);
                    self.next.push_back(Next::Kept(stored));
                }
                Effect::Tell(news) => {
                    assert_eq!(
                        wire::decode(&wire::encode(&news)).as_ref(),
                        Some(&news),
                        "news arrive as they were told"
                    );
                    for news in news {
                        if let News::Ghosts(ghosts) = &news {
                            let haunts = ghosts.iter().flat_map(|ghost| &ghost.haunts).filter(|haunts| haunts.is_kept);
                            self.kept = haunts.map(|haunts| haunts.topic.clone()).collect();
                        }
                        if let News::Recorded(_, Some(text)) = &news {
                            self.recorded.push_str(text);
                        }
                        if self.page.read(news) {
                            self.next.push_back(Next::Watches);
                        }
                    }
                    self.next.push_back(Next::Takes);
                }
            }
        }
    }

    /// Time passes, and timers fire when they should.
    fn pass(&mut self, time: Duration) {
        let end = self.now.instant + time;
        for _ in 0..DUE {
            let Some(due) = self.app.deadline().filter(|due| *due <= end) else {
                return self.wait_until(end);
            };
            self.wait_until(due);
            self.handle(Event::Timeout);
            let next = self.app.deadline();
            assert!(next.is_none_or(|next| next > self.now.instant), "due again at once: {:?}", self.app);
        }
        panic!("due more than {DUE} times within {time:?}: {:?}", self.app);
    }

    fn wait_until(&mut self, then: Instant) {
        let millis = then.since(self.now.instant).as_millis();
        let timestamp = Timestamp::from_millis(self.now.timestamp.millis() + i64::try_from(millis).unwrap_or_default());
        self.now = Now { instant: self.now.instant.max(then), timestamp };
    }

    /// Everything comes to an end: requests are settled, and after a logout nothing is due any more, unless somebody
    /// watches.
    fn finish(&mut self) -> Now {
        self.watch();
        self.pass(LONG);
        self.page.assert_settled();
        self.handle(Event::Intent(Intent::WatchNotUnderstood(false)));
        self.handle(Event::Intent(Intent::Disconnect));
        self.pass(BATCH);
        assert_eq!(self.app.deadline(), None, "nothing is due after a logout: {:?}", self.app);
        let app = std::mem::replace(&mut self.app, App::new(limits::small(), 7));
        memory::assert_held(app, HELD, "the program");
        self.now
    }
}

fn by_hand(topic: &str) -> Box<ByHand> {
    Box::new(ByHand { topic: topic.to_owned(), qos: 1, ..ByHand::default() })
}

/// What a store answers that can write nothing for this reason, if there is one.
fn answer(store: &mut Shelf, fails: Option<&StoreFailure>, transaction: Transaction) -> Stored {
    match fails.filter(|_| transaction.writes()) {
        Some(failure) => Stored { ticket: transaction.ticket, outcome: Err(failure.clone()) },
        None => store.perform(transaction),
    }
}
