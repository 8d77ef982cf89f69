//! A Chromium that does what a person would, waits for what the page promises, and hears what its console says.
//! It knows nothing of the page but what it is told.

use std::{
    cell::RefCell,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, error::CmdError, wd::WindowHandle};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

use crate::{chromium, command::ChromeCommand, console::Said, driver::Driver};

/// How long the page may take for anything it has no deadline of its own for.
pub const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Size of the visible page in CSS pixels.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub width: u32,
    pub height: u32,
}

impl Window {
    pub const PHONE: Self = Self { width: 360, height: 780 };
    pub const LAPTOP: Self = Self { width: 1440, height: 900 };

    fn is_handheld(self) -> bool {
        self.width < 600
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

#[derive(Debug)]
pub struct Browser {
    client: Client,
    runtime: Runtime,
    pub(crate) console: RefCell<Vec<Said>>,
    _driver: Driver,
    profile: TempDir,
}

impl Browser {
    #[must_use]
    pub fn open(window: Window, theme: Theme) -> Self {
        Self::open_trusting(None, window, theme)
    }

    /// Takes a certificate with this fingerprint for a good one, and no other.
    #[must_use]
    pub fn open_trusting(fingerprint: Option<&str>, window: Window, theme: Theme) -> Self {
        let profile = TempDir::new().expect("there is room for a browser profile");
        let driver = Driver::start();
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime needs nothing that could be missing");
        let client = runtime
            .block_on(
                ClientBuilder::new(HttpConnector::new())
                    .capabilities(chromium::capabilities(profile.path(), fingerprint))
                    .connect(&driver.url()),
            )
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let browser = Self { client, runtime, console: RefCell::default(), _driver: driver, profile };
        browser.resize(window);
        browser.show_in(theme);
        browser
    }

    pub fn goto(&self, url: &str) {
        self.run(self.client.goto(url));
    }

    pub fn reload(&self) {
        self.run(self.client.refresh());
    }

    /// As its button does. Not before the driver has its answer: of a script whose page has gone meanwhile it hears nothing, and
    /// asks the next page to do the same once more.
    pub fn go_back(&self) {
        self.evaluate("setTimeout(() => history.back())", vec![]);
    }

    /// Ends the page's process without a word, as a browser that needs the memory does. Returns where it was; what follows
    /// happens in another tab, since the driver gives up the one that is gone.
    pub fn crash(&self) -> String {
        let url = self.run(self.client.current_url()).to_string();
        let spare = self.run(self.client.new_window(true)).handle;
        let crash = ChromeCommand::devtools("Page.crash", &json!({}));
        // The answer is that the page is gone.
        let _gone = self.attempt(self.client.issue_cmd(crash));
        self.run(self.client.switch_to_window(spare));
        url
    }

    /// What follows happens in another tab, at the same address. Returns the one before.
    pub fn open_tab(&self) -> WindowHandle {
        let (before, url) = (self.run(self.client.window()), self.run(self.client.current_url()));
        let tab = self.run(self.client.new_window(true)).handle;
        self.run(self.client.switch_to_window(tab));
        self.goto(url.as_str());
        before
    }

    /// What follows happens in a tab that has shown nothing yet. The one before is closed: gone back from, a page may be kept for a
    /// while, with its connections.
    pub fn start_over(&self, window: Window) {
        let tab = self.run(self.client.new_window(true)).handle;
        self.close_tab(tab);
        self.resize(window);
    }

    /// Closes the tab; what follows happens in another.
    pub fn close_tab(&self, next: WindowHandle) {
        self.run(self.client.close_window());
        self.run(self.client.switch_to_window(next));
    }

    /// Out of sight: what a page does there, the browser slows down.
    pub fn hide(&self) {
        self.run(self.client.minimize_window());
        self.wait_for("a hidden page", || (self.evaluate("return document.hidden", vec![]) == true).then_some(()));
    }

    pub fn resize(&self, window: Window) {
        let Window { width, height } = window;
        let handheld = window.is_handheld();
        let density = if handheld { 2 } else { 1 };
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": density, "mobile": handheld }),
        );
        self.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": handheld }));
    }

    pub fn show_in(&self, theme: Theme) {
        let value = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let scheme = json!({ "name": "prefers-color-scheme", "value": value });
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": [scheme] }));
    }

    /// Shows the page to somebody who prefers this: `prefers-contrast` `more`.
    pub fn prefer(&self, feature: &str, value: &str) {
        let feature = json!({ "name": feature, "value": value });
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": [feature] }));
    }

    /// Says to every page loaded from now on that its reader reads these languages: `de-AT,de`.
    pub fn prefer_languages(&self, languages: &str) {
        let agent = self.evaluate("return navigator.userAgent", vec![]);
        let told = json!({ "userAgent": agent, "acceptLanguage": languages });
        self.devtools("Emulation.setUserAgentOverride", &told);
    }

    /// What this JavaScript function body returns; `arguments` are its arguments.
    pub fn evaluate(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.run(self.client.execute(script, arguments))
    }

    /// Runs this JavaScript function body on the first element that matches, once there is one. There it is called `it`.
    #[track_caller]
    pub fn on(&self, css: &str, script: &str) {
        self.on_with(css, script, Value::Null);
    }

    /// Chooses what has this value in a list.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        self.on_with(css, "it.value = value; it.dispatchEvent(new Event('change'));", value.into());
    }

    /// Chooses a file of this name with this text, as if it lay on the person's disk.
    #[track_caller]
    pub fn choose_file(&self, css: &str, name: &str, text: &str) {
        let script = "
            const files = new DataTransfer();
            files.items.add(new File([value.text], value.name));
            it.files = files.files;
            it.dispatchEvent(new Event('change', { bubbles: true }));";
        self.on_with(css, script, json!({ "name": name, "text": text }));
    }

    #[track_caller]
    fn on_with(&self, css: &str, script: &str, value: Value) {
        let script = format!(
            "const [css, value] = arguments;
            const it = document.querySelector(css);
            if (!it) return false;
            (() => {{ {script} }})();
            return true;"
        );
        let arguments = [css.into(), value];
        self.wait_for(css, || (self.evaluate(&script, arguments.to_vec()) == true).then_some(()));
    }

    /// The text a person sees in the first element that matches; what keeps words on one line is a space here.
    pub fn text(&self, css: &str) -> Option<String> {
        let script = r"return document.querySelector(arguments[0])?.innerText.replaceAll('\u00a0', ' ')";
        self.evaluate(script, vec![css.into()]).as_str().map(str::to_owned)
    }

    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1])";
        self.evaluate(script, vec![css.into(), name.into()]).as_str().map(str::to_owned)
    }

    pub fn count(&self, css: &str) -> u64 {
        let script = "return document.querySelectorAll(arguments[0]).length";
        self.evaluate(script, vec![css.into()]).as_u64().unwrap_or_default()
    }

    /// Everything a person can read on the page.
    pub fn page_text(&self) -> String {
        self.text("body").unwrap_or_default()
    }

    #[track_caller]
    pub fn click(&self, css: &str) {
        self.act(&format!("{css} to click"), Locator::Css(css), |element| self.push(&element));
    }

    /// Presses the button with this name.
    #[track_caller]
    pub fn press(&self, name: &str) {
        let path = format!("//button[normalize-space()='{name}' or @aria-label='{name}']");
        self.act(&format!("the button {name:?}"), Locator::XPath(&path), |element| self.push(&element));
    }

    /// Replaces what is in the field with this label, key by key as a person would.
    #[track_caller]
    pub fn fill(&self, label: &str, text: &str) {
        const SELECT_ALL: &str = "\u{e009}a\u{e000}";
        let keys = format!("{SELECT_ALL}{text}");
        self.with_field(label, |field| self.attempt(field.send_keys(&keys)));
    }

    /// What is in the field with this label.
    #[track_caller]
    pub fn filled(&self, label: &str) -> String {
        self.with_field(label, |field| self.attempt(field.prop("value"))).unwrap_or_default()
    }

    /// Types into whatever has the focus.
    pub fn type_keys(&self, keys: &str) {
        let focused = self.run(self.client.active_element());
        self.run(focused.send_keys(keys));
    }

    /// Looks again and again until there is something to return.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        self.wait_up_to(PATIENCE, what, look)
    }

    #[track_caller]
    pub fn wait_up_to<T>(&self, patience: Duration, what: &str, look: impl Fn() -> Option<T>) -> T {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(Instant::now() <= deadline, "waited {patience:?} for {what}\n{}", self.situation());
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// Looks again and again until it is so.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        self.wait_for(what, || is_so().then_some(()));
    }

    #[track_caller]
    pub fn wait_for_attribute(&self, css: &str, name: &str, value: &str) {
        let what = format!("{name}={value:?} on {css}");
        self.wait_for(&what, || (self.attribute(css, name)? == value).then_some(()));
    }

    /// From now on remembers every value this attribute takes on the first element that matches; `null` when it has none.
    pub fn record(&self, css: &str, attribute: &str) {
        let script = "
            const [css, attribute] = arguments;
            const seen = (window.recorded ??= {})[css + attribute] = [];
            const look = () => {
                const value = document.querySelector(css)?.getAttribute(attribute) ?? null;
                if (!seen.length || seen.at(-1) !== value) seen.push(value);
            };
            look();
            new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });";
        self.evaluate(script, vec![css.into(), attribute.into()]);
    }

    pub fn recorded(&self, css: &str, attribute: &str) -> Vec<Option<String>> {
        let script = "return window.recorded[arguments[0] + arguments[1]]";
        let values = self.evaluate(script, vec![css.into(), attribute.into()]);
        serde_json::from_value(values).expect("this attribute is being recorded")
    }

    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(&format!("the words {text:?}"), || self.page_text().contains(text).then_some(()));
    }

    pub fn screenshot(&self, file: &Path) {
        let png = self.run(self.client.screenshot());
        std::fs::write(file, png).unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }

    /// A command of Chromium's debugging protocol, and its answer.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.issue(ChromeCommand::devtools(command, parameters))
    }

    /// The folder it lives in.
    pub(crate) fn profile(&self) -> &Path {
        self.profile.path()
    }

    pub(crate) fn issue(&self, command: ChromeCommand) -> Value {
        self.run(self.client.issue_cmd(command))
    }

    /// Finds the element and acts on it, again as long as the page is still moving it about.
    #[track_caller]
    fn act<T>(&self, what: &str, locator: Locator, act: impl Fn(Element) -> Option<T>) -> T {
        self.wait_for(what, || act(self.attempt(self.client.find(locator))?))
    }

    /// Clicks it, or brings it to where nothing lies over it: the driver scrolls only as far as the edge of the window, where a
    /// phone has the way to other pages.
    fn push(&self, element: &Element) -> Option<()> {
        let pushed = self.attempt(element.clone().click());
        if pushed.is_none() {
            let this = serde_json::to_value(element).ok()?;
            self.attempt(self.client.execute("arguments[0].scrollIntoView({ block: 'center' })", vec![this]));
        }
        pushed
    }

    #[track_caller]
    fn with_field<T>(&self, label: &str, act: impl Fn(Element) -> Option<T>) -> T {
        let path = format!(
            "//label[starts-with(normalize-space(), '{label}')]//*[self::input or self::textarea] \
             | //input[@id = //label[starts-with(normalize-space(), '{label}')]/@for] \
             | //input[@aria-label = '{label}']"
        );
        self.act(&format!("the field {label:?}"), Locator::XPath(&path), act)
    }

    fn run<T>(&self, action: impl Future<Output = Result<T, CmdError>>) -> T {
        self.runtime.block_on(action).unwrap_or_else(|error| panic!("Chromium refuses: {error}"))
    }

    fn attempt<T>(&self, action: impl Future<Output = Result<T, CmdError>>) -> Option<T> {
        self.runtime.block_on(action).ok()
    }

    /// For the message of a test that failed.
    fn situation(&self) -> String {
        let url = self.run(self.client.current_url());
        let text: String = self.page_text().chars().take(3000).collect();
        format!("--- {url}\n{text}\n--- console\n{}", self.console_lines().join("\n"))
    }
}
