//! What is done once, and again whenever something that it has read becomes another. Knows no element.
//!
//! A reaction ends with the owner that it was made under; from then on nothing that it has read knows it. What is made while
//! it runs belongs to an owner of its own, which ends when it runs again.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Weak};

use reactive_graph::graph::{AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver};
use reactive_graph::owner::{Owner, on_cleanup};
use send_wrapper::SendWrapper;

/// What a reaction does.
pub(super) type Act = Box<dyn FnMut()>;

/// Does this now, and again after each change of what it has read.
pub(super) fn follow(act: Act) {
    Reaction::begin(act).run();
}

/// Does this as soon as everything that is being built stands on the page, and again after each change of what it has read.
pub fn effect(act: impl FnMut() + 'static) {
    let reaction = Reaction::begin(Box::new(act));
    reaction.state.is_dirty.set(true);
    reaction.await_turn();
}

/// Drops this when the caller's owner ends.
pub fn keep(value: impl Sized + 'static) {
    let value = SendWrapper::new(value);
    on_cleanup(move || drop(value));
}

struct Reaction {
    this: Weak<Self>,
    /// Whoever was made earlier has its turn earlier: it may end those that were made within it.
    number: u32,
    owner: Owner,
    state: SendWrapper<State>,
}

struct State {
    act: RefCell<Act>,
    sources: RefCell<Vec<AnySource>>,
    /// Something that it has read is another one now. If not, it may still be made from something that is.
    is_dirty: Cell<bool>,
    has_turn: Cell<bool>,
}

/// Those that have to look again, by number.
#[derive(Default)]
struct Queue {
    made: Cell<u32>,
    waiting: RefCell<Vec<(u32, Weak<Reaction>)>>,
    is_running: Cell<bool>,
}

thread_local! {
    static QUEUE: Queue = Queue::default();
}

impl Reaction {
    /// Lives until the caller's owner ends.
    fn begin(act: Act) -> Arc<Self> {
        let state = State {
            act: RefCell::new(act),
            sources: RefCell::default(),
            is_dirty: Cell::new(false),
            has_turn: Cell::new(false),
        };
        let reaction = Arc::new_cyclic(|this| Self {
            this: this.clone(),
            number: QUEUE.with(|queue| queue.made.replace(queue.made.get().wrapping_add(1))),
            owner: Owner::new(),
            state: SendWrapper::new(state),
        });
        let kept = Arc::clone(&reaction);
        on_cleanup(move || kept.forget_sources());
        reaction
    }

    fn run(&self) {
        self.forget_sources();
        self.owner.cleanup();
        let act = || (self.state.act.borrow_mut())();
        self.owner.with(|| self.subscriber().with_observer(act));
    }

    /// Runs if anything that it has read has become another one.
    fn take_turn(&self) {
        self.state.has_turn.set(false);
        let sources = self.state.sources.borrow().clone();
        let is_other = || sources.iter().any(ReactiveNode::update_if_necessary);
        if self.state.is_dirty.take() || self.subscriber().with_observer(is_other) {
            self.state.is_dirty.set(false);
            self.run();
        }
    }

    fn await_turn(&self) {
        if !self.state.has_turn.replace(true) {
            QUEUE.with(|queue| queue.push(self.number, self.this.clone()));
        }
    }

    fn forget_sources(&self) {
        let this = self.subscriber();
        for source in self.state.sources.take() {
            source.remove_subscriber(&this);
        }
    }

    fn subscriber(&self) -> AnySubscriber {
        let this = self.this.clone();
        AnySubscriber(this.as_ptr() as usize, this)
    }
}

impl Queue {
    fn push(&self, number: u32, reaction: Weak<Reaction>) {
        let mut waiting = self.waiting.borrow_mut();
        let place = waiting.partition_point(|(other, _)| *other < number);
        waiting.insert(place, (number, reaction));
        if !self.is_running.replace(true) {
            wasm_bindgen_futures::spawn_local(async { QUEUE.with(Self::run) });
        }
    }

    /// Until nobody waits.
    fn run(&self) {
        loop {
            let waiting = self.waiting.take();
            if waiting.is_empty() {
                break;
            }
            for reaction in waiting.iter().filter_map(|(_, reaction)| reaction.upgrade()) {
                reaction.take_turn();
            }
        }
        self.is_running.set(false);
    }
}

impl ReactiveNode for Reaction {
    fn mark_dirty(&self) {
        self.state.is_dirty.set(true);
        self.await_turn();
    }

    fn mark_check(&self) {
        self.await_turn();
    }

    /// Nobody reads a reaction.
    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

impl Subscriber for Reaction {
    fn add_source(&self, source: AnySource) {
        let mut sources = self.state.sources.borrow_mut();
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    fn clear_sources(&self, _: &AnySubscriber) {
        self.forget_sources();
    }
}
