//! How the page is installed as a program, as far as this browser does that.

use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;

use super::Stay;
use super::screen::{call, has};
use crate::ui::dom::window;

/// The browser would ask the person.
#[derive(Clone, Debug)]
pub(super) struct Invitation(SendWrapper<Event>);

/// What leads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Way {
    /// The page did not come over https.
    Insecure,
    /// This is it.
    Installed,
    /// The browser asks when it is told to.
    Asking,
    /// On a telephone or tablet by Apple.
    Sharing,
    /// Whatever the browser's own menu has.
    Menu,
}

impl Invitation {
    pub(super) fn new(event: Event) -> Self {
        Self(SendWrapper::new(event))
    }
}

impl Way {
    pub(in crate::ui) fn of(stay: Stay) -> Self {
        let is_asking = stay.invitation.with(Option::is_some);
        let is_own = window().match_media("(display-mode: browser)").ok().flatten().is_some_and(|it| !it.matches());
        match () {
            () if !window().is_secure_context() => Self::Insecure,
            () if is_asking => Self::Asking,
            () if is_own && !super::screen::is_full() => Self::Installed,
            () if has(&window().navigator(), "standalone") => Self::Sharing,
            () => Self::Menu,
        }
    }
}

impl Stay {
    /// Lets the browser ask the person, which it does once.
    pub(in crate::ui) fn install(self) {
        let invitation = self.invitation.get_untracked();
        self.invitation.set(None);
        if let Some(Invitation(event)) = invitation {
            spawn_local(async move { _ = call(&event, "prompt", None).await });
        }
    }
}
