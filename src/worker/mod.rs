//! Performs the program's effects in a dedicated Web Worker: socket, store, clock, timer, and the line to the page. Decides
//! nothing.

mod clock;
#[cfg(not(feature = "engine"))]
mod engine;
#[cfg(not(feature = "engine"))]
mod file;
mod page;
#[cfg(not(feature = "engine"))]
mod part;
mod socket;
mod store;
mod timer;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::ahead;
use crate::app::{App, Effect, Event, Limits};
use crate::history::Stored;
use crate::table;

use page::Page;
use socket::Socket;
use store::{Place, Store};
use timer::Timer;

/// Starts the program; it lives as long as the worker.
pub fn start() {
    Page::report_panics();
    table::seed(clock::random_seed());
    #[cfg(not(feature = "engine"))]
    {
        engine::offer();
        part::offer();
    }
    let page = Page::of_this_worker();
    let shell = Rc::new_cyclic(|shell: &Weak<Shell>| Shell {
        state: RefCell::new(State { app: App::new(Limits::default(), clock::random_seed()), effects: Vec::new() }),
        socket: RefCell::new(None),
        history: store(shell, store::HISTORY, Event::Stored),
        last_known: store(shell, store::LAST_KNOWN, Event::Kept),
        timer: Timer::default(),
        page,
    });
    let for_timer = Rc::downgrade(&shell);
    shell.timer.on_fire(move || {
        if let Some(shell) = for_timer.upgrade() {
            shell.timer.fired();
            shell.handle(Event::Timeout);
        }
    });
    // The page's messages keep the shell alive for as long as there is a worker.
    let for_page = Rc::clone(&shell);
    shell.page.on_intent(move |intent| for_page.handle(Event::Intent(intent)));
    shell.page.tell(&[]);
}

/// A store whose answers are told so.
fn store(shell: &Weak<Shell>, place: Place, event: fn(Stored) -> Event<'static>) -> Rc<Store> {
    let shell = Weak::clone(shell);
    Store::new(place, move |stored| {
        if let Some(shell) = shell.upgrade() {
            shell.handle(event(stored));
        }
    })
}

/// What stands between the program and the browser.
struct Shell {
    state: RefCell<State>,
    socket: RefCell<Option<Socket>>,
    history: Rc<Store>,
    last_known: Rc<Store>,
    timer: Timer,
    page: Page,
}

struct State {
    app: App,
    /// Emptied within every event; kept for its memory.
    effects: Vec<Effect>,
}

impl Shell {
    fn handle(self: &Rc<Self>, event: Event<'_>) {
        let mut effects = {
            let State { app, effects } = &mut *self.state.borrow_mut();
            app.handle(event, clock::now(), effects);
            std::mem::take(effects)
        };
        let mut failed = Vec::new();
        for effect in effects.drain(..) {
            match effect {
                Effect::OpenSocket { url } => failed.extend(self.open(&url).err()),
                Effect::Send(bytes) => {
                    if let Some(socket) = &*self.socket.borrow() {
                        socket.send(&bytes);
                    }
                }
                Effect::CloseSocket => drop(self.socket.take()),
                Effect::Tell(news) => self.page.tell(&news),
                Effect::Store(transaction) => {
                    failed.extend(self.history.perform(transaction).map(Event::Stored));
                }
                Effect::Keep(transaction) => {
                    failed.extend(self.last_known.perform(transaction).map(Event::Kept));
                }
            }
        }
        let deadline = {
            let mut state = self.state.borrow_mut();
            state.effects = effects;
            state.app.deadline()
        };
        self.timer.set(deadline);
        ahead::keep();
        for failure in failed {
            self.handle(failure);
        }
    }

    fn open(self: &Rc<Self>, url: &str) -> Result<(), Event<'static>> {
        drop(self.socket.take());
        let shell = Rc::downgrade(self);
        let handle = move |event: Event<'_>| {
            if let Some(shell) = shell.upgrade() {
                shell.handle(event);
            }
        };
        let socket = Socket::open(url, handle)?;
        self.socket.replace(Some(socket));
        Ok(())
    }
}
