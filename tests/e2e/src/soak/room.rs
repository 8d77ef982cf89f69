//! The page before a person who looks at it, looks away, and moves its controls with a mouse. Knows nothing of what the
//! controls do.

use std::{thread, time::Duration};

use serde_json::{Value, json};

use crate::{
    Stage,
    devtools::{Devtools, Target},
    marks,
};

/// How long a control may take to appear after one went to another of the page's pages.
const GLANCES: u32 = 40;
const GLANCE: Duration = Duration::from_millis(50);

/// The page and its worker, as the browser sees them.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) devtools: Devtools,
    pub(crate) page: Target,
    pub(crate) worker: Target,
}

/// What came of moving the mouse to a control and pressing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    Pressed,
    /// It was there, and could not be moved.
    Disabled,
    Absent,
}

/// Another tab before the page's.
#[derive(Debug)]
pub(super) struct OtherTab(String);

impl Room {
    pub(crate) fn enter(stage: &Stage) -> Self {
        let devtools = Devtools::connect(stage.browser.profile());
        let address = stage.url();
        let page = devtools.attach(&stage.browser, "page", &address);
        let worker = devtools.attach(&stage.browser, "worker", &address);
        Self { devtools, page, worker }
    }

    pub(super) fn evaluate(&self, expression: &str) -> Value {
        self.devtools.evaluate(&self.page, expression)
    }

    /// A function of the page with one argument.
    pub(super) fn call(&self, function: &str, argument: &Value) -> Value {
        self.evaluate(&format!("({function})({argument})"))
    }

    /// Goes to one of the page's pages, unless that is open.
    pub(super) fn go(&self, route: &str) {
        self.call("route => { if (location.hash !== route) location.hash = route }", &json!(route));
    }

    /// Presses the control with the mouse: `part` is how far from its left edge to its right.
    pub(super) fn touch(&self, control: &str, part: f64) -> Touch {
        let reach = "([css, part]) => {
            const control = document.querySelector(css);
            if (!control) return null;
            control.scrollIntoView({ block: 'center', behavior: 'instant' });
            const place = control.getBoundingClientRect();
            return [control.disabled, place.left + place.width * part, place.top + place.height / 2];
        }";
        // Nobody presses what still moves about, unless it never rests.
        let mut place = Value::Null;
        for _ in 0..GLANCES {
            let before = std::mem::replace(&mut place, self.call(reach, &json!([control, part])));
            if !place.is_null() && place == before {
                break;
            }
            thread::sleep(GLANCE);
        }
        let Some([disabled, x, y]) = place.as_array().map(Vec::as_slice) else { return Touch::Absent };
        if disabled == true {
            return Touch::Disabled;
        }
        for (kind, button, clicks) in
            [("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 1)]
        {
            self.devtools.ask_of(
                &self.page,
                "Input.dispatchMouseEvent",
                &json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": clicks }),
            );
        }
        Touch::Pressed
    }

    /// The page is out of sight until one looks at it again.
    pub(super) fn look_away(&self) -> OtherTab {
        let other = self.devtools.ask("Target.createTarget", &json!({ "url": "about:blank" }));
        OtherTab(other["targetId"].as_str().expect("a new tab has a name").to_owned())
    }

    pub(super) fn look_back(&self, other: &OtherTab) {
        self.devtools.ask("Target.activateTarget", &json!({ "targetId": self.page.id }));
        self.devtools.ask("Target.closeTarget", &json!({ "targetId": other.0 }));
    }

    /// As a browser does to save power. A frozen page does not answer.
    pub(super) fn freeze(&self) {
        self.set_lifecycle("frozen");
    }

    /// Chromium hides what it freezes, and does not show it again by itself.
    pub(super) fn thaw(&self) {
        let other = self.look_away();
        self.set_lifecycle("active");
        self.look_back(&other);
    }

    /// What a browser tells a page whose network is back.
    pub(super) fn tell_of_network(&self) {
        self.evaluate("dispatchEvent(new Event('online'))");
    }

    /// The plain values of a device on its own page: property, value, how true it is.
    pub(super) fn values(&self, device: &str) -> Vec<[String; 3]> {
        self.go(&marks::device_route(device));
        let read = "css => [...document.querySelectorAll(css)].map(it => [
            it.dataset.property,
            it.querySelector('[data-testid=value]')?.dataset.value ?? '',
            it.dataset.freshness,
        ])";
        let css = format!("{} [data-testid='property']", marks::device(device));
        let values = (0..GLANCES).find_map(|_| {
            let values = self.call(read, &json!(css));
            let values: Vec<[String; 3]> = serde_json::from_value(values).expect("three words each");
            if values.is_empty() {
                thread::sleep(GLANCE);
            }
            (!values.is_empty()).then_some(values)
        });
        values.unwrap_or_default()
    }

    fn set_lifecycle(&self, state: &str) {
        self.devtools.ask_of(&self.page, "Page.setWebLifecycleState", &json!({ "state": state }));
    }
}
