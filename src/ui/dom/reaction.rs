//! What is done once, and again whenever something that it has read becomes another. Knows no element.
//!
//! A reaction ends with the owner that it was made under; from then on nothing that it has read knows it. What is made while
//! it runs belongs to an owner of its own, which ends when it runs again.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Weak};

use reactive_graph::graph::{AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver};
use reactive_graph::owner::{Owner, on_cleanup};
use send_wrapper::SendWrapper;

use super::turn;

/// What a reaction does.
pub(super) type Act = Box<dyn FnMut() -> Progress>;

/// How far it has come with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Whole,
    /// It did what there was time for, and wants another turn for the rest.
    Part,
}

/// Does this now, and again after each change of what it has read.
pub(super) fn follow(mut act: impl FnMut() + 'static) {
    follow_in_parts(Box::new(move || {
        act();
        Progress::Whole
    }));
}

/// Does this now, and again after each change of what it has read, or when it has not come to its end.
pub(super) fn follow_in_parts(act: Act) {
    Reaction::begin(act).run();
}

/// Does this as soon as everything that is being built stands on the page, and again after each change of what it has read.
pub fn effect(mut act: impl FnMut() + 'static) {
    let reaction = Reaction::begin(Box::new(move || {
        act();
        Progress::Whole
    }));
    reaction.state.is_dirty.set(true);
    reaction.await_turn();
}

/// Drops this when the caller's owner ends.
pub fn keep(value: impl Sized + 'static) {
    let value = SendWrapper::new(value);
    on_cleanup(move || drop(value));
}

pub(super) struct Reaction {
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
            number: turn::number(),
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
        if self.owner.with(|| self.subscriber().with_observer(act)) == Progress::Part {
            self.state.is_dirty.set(true);
            self.await_turn();
        }
    }

    /// Runs if anything that it has read has become another one.
    pub(super) fn take_turn(&self) {
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
            turn::wait(self.number, self.this.clone());
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
