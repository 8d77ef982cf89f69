//! The browser's own notifications, which are seen beside other tabs and programs. Only where the browser has them, allows
//! them, and the person agreed.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::dom::window;
use super::storage::{keep, kept};
use crate::language::t;

const KEY: &str = "alicia.alarm.notification";
const YES: &str = "yes";

/// Whether the page may show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Given,
    /// The person has not been asked.
    Open,
    /// For this reason, told to people.
    Refused(&'static str),
}

pub(super) fn leave() -> Leave {
    if !window().is_secure_context() {
        return Leave::Refused(t!("Browsers show notifications only of pages that came over https."));
    }
    if !Reflect::has(&window(), &"Notification".into()).unwrap_or(false) {
        return Leave::Refused(t!("This browser has no notifications for pages."));
    }
    match Notification::permission() {
        NotificationPermission::Granted => Leave::Given,
        NotificationPermission::Denied => Leave::Refused(t!(
            "This browser was told not to show any of this page; its settings for this page can change that."
        )),
        _ => Leave::Open,
    }
}

/// Whether the person agreed, and the browser still does.
pub(super) fn is_wanted() -> bool {
    kept(KEY).as_deref() == Some(YES) && leave() == Leave::Given
}

/// The browser asks the person if it has not; `then` hears when that is over.
pub(super) fn want(is_wanted: bool, then: impl FnOnce() + 'static) {
    keep(KEY, if is_wanted { YES } else { "no" });
    if !is_wanted || leave() != Leave::Open {
        return then();
    }
    spawn_local(async move {
        if let Ok(answer) = Notification::request_permission() {
            let _ = JsFuture::from(answer).await;
        }
        then();
    });
}

/// In the place of the one with the same tag. Says whether the browser took it: some only do from pages that are installed.
pub(super) fn show(title: &str, words: &str, tag: &str) -> bool {
    let options = NotificationOptions::new();
    options.set_body(words);
    options.set_tag(tag);
    let Ok(notification) = Notification::new_with_options(title, &options) else { return false };
    let come = Closure::once_into_js(|| {
        let _ = window().focus();
    });
    notification.set_onclick(Some(come.unchecked_ref()));
    true
}
