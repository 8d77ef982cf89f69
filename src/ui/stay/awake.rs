//! The screen stays on while the page is seen, where the person wants that and the browser lets it.

use js_sys::Reflect;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::Stay;
use super::screen::{call, has};
use crate::language::t;
use crate::ui::dom::{document, listen_to_window, window};
use crate::ui::storage::{keep, kept};

const KEY: &str = "alicia.awake";
const YES: &str = "yes";

/// Whether the browser keeps it on.
#[derive(Debug)]
pub(super) enum Awake {
    Off,
    /// For as long as this is held.
    On(SendWrapper<JsValue>),
    /// The person wants it.
    Refused,
}

/// What there is to show of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct KeepingOn {
    pub(in crate::ui) is_wanted: bool,
    /// What stands against it, told to people.
    pub(in crate::ui) trouble: Option<&'static str>,
    pub(in crate::ui) is_possible: bool,
}

impl Stay {
    /// Keeps it on from now on, also when the page is loaded anew; or no longer.
    pub(in crate::ui) fn keep_on(self, is_wanted: bool) {
        keep(KEY, if is_wanted { YES } else { "no" });
        if is_wanted {
            self.hold();
        } else {
            self.let_go(Awake::Off);
        }
    }

    fn hold(self) {
        spawn_local(async move {
            let lock = Reflect::get(&window().navigator(), &"wakeLock".into()).unwrap_or_default();
            let held = call(&lock, "request", Some("screen")).await;
            self.let_go(held.map_or(Awake::Refused, |held| Awake::On(SendWrapper::new(held))));
            if !is_wanted() {
                self.let_go(Awake::Off);
            }
        });
    }

    /// What was held before is held no longer.
    fn let_go(self, next: Awake) {
        let mut before = next;
        self.awake.update(|awake| std::mem::swap(awake, &mut before));
        if let Awake::On(held) = before {
            spawn_local(async move { _ = call(&held, "release", None).await });
        }
    }
}

/// As the person wanted it when they were here before. Browsers let go of it whenever the page is out of sight.
pub(super) fn go_on(stay: Stay) {
    let go_on = move || {
        if is_wanted() && !document().hidden() && why_not().is_none() {
            stay.hold();
        }
    };
    go_on();
    listen_to_window("visibilitychange", move |_| go_on());
}

/// Follows whether it is kept on.
pub(in crate::ui) fn keeping_on(stay: Stay) -> KeepingOn {
    let is_refused = stay.awake.with(|awake| matches!(awake, Awake::Refused));
    let refused = is_refused.then(|| t!("The browser does not keep the screen on now; a low battery may be why."));
    let impossible = why_not();
    KeepingOn {
        is_wanted: impossible.is_none() && is_wanted(),
        trouble: impossible.or(refused),
        is_possible: impossible.is_none(),
    }
}

fn is_wanted() -> bool {
    kept(KEY).as_deref() == Some(YES)
}

fn why_not() -> Option<&'static str> {
    if !window().is_secure_context() {
        return Some(t!("Browsers keep the screen on only for pages that came over https."));
    }
    (!has(&window().navigator(), "wakeLock"))
        .then(|| t!("This browser cannot keep the screen on; the settings of the device may."))
}
