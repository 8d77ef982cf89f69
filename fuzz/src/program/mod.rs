//! The whole program between a broker and a page, in virtual time.

mod deeds;

use std::collections::VecDeque;
use std::fmt::Debug;
use std::time::Duration;

use alicia_dashboard::app::{App, Effect, Event, Intent, News, Stay};
use alicia_dashboard::history::{Shelf, StoreFailure, Stored, Transaction};
use alicia_dashboard::time::{Instant, Now};

use crate::clock::{self, Timed};
use crate::cut::Cut;
use crate::limits;
use crate::memory;
use crate::packet;
use crate::page::{self, Page};
use crate::recording::{self, Line};

/// Longer than batches of news are apart.
const BATCH: Duration = Duration::from_millis(20);
/// After so long every request is out of sight.
const LONG: Duration = Duration::from_mins(10);
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
        let mut program = Self {
            app: App::new(limits::small(), 7),
            cut,
            now: clock::of_recordings(),
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
                    page::assert_arrive(&news);
                    let is_batch = News::are_batch(&news);
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
                    if is_batch {
                        self.next.push_back(Next::Takes);
                    }
                }
            }
        }
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

impl Timed for Program {
    /// Within [`LONG`]: pings, tries to connect, and what several who watch are told once a second.
    const DUE: usize = 4_000;

    fn now(&mut self) -> &mut Now {
        &mut self.now
    }

    fn deadline(&self) -> Option<Instant> {
        self.app.deadline()
    }

    fn handle_timeout(&mut self) {
        self.handle(Event::Timeout);
    }

    fn picture(&self) -> &dyn Debug {
        &self.app
    }
}

/// What a store answers that can write nothing for this reason, if there is one.
fn answer(store: &mut Shelf, fails: Option<&StoreFailure>, transaction: Transaction) -> Stored {
    match fails.filter(|_| transaction.writes()) {
        Some(failure) => Stored { ticket: transaction.ticket, outcome: Err(failure.clone()) },
        None => store.perform(transaction),
    }
}
