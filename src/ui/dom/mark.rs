//! What stands in an attribute or a text, and who says so.

use crate::ui::cell::Live;

/// What can stand there. `None` and `false` leave an attribute out.
pub trait Mark {
    fn mark(self) -> Option<String>;
}

/// Whoever says what stands there now: a closure, or a value that changes.
pub trait Says: 'static {
    fn say(&self) -> Option<String>;
}

impl<T: Mark, F: Fn() -> T + 'static> Says for F {
    fn say(&self) -> Option<String> {
        self().mark()
    }
}

impl<T: Mark + Clone + Send + Sync + 'static> Says for Live<T> {
    fn say(&self) -> Option<String> {
        self.get().mark()
    }
}

impl Mark for bool {
    fn mark(self) -> Option<String> {
        self.then(String::new)
    }
}

impl Mark for &str {
    fn mark(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Mark for String {
    fn mark(self) -> Option<String> {
        Some(self)
    }
}

impl<T: Mark> Mark for Option<T> {
    fn mark(self) -> Option<String> {
        self.and_then(Mark::mark)
    }
}
