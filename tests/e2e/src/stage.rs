//! A Mosquitto as a home installs it, the built page served beside it, and a browser that shows the page.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use home::{
    mosquitto::Mosquitto,
    serve::Server,
    simulate::{self, Running, Size},
    user::User,
};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    browser::{Browser, Theme, Window},
    marks,
};

/// What Chromium itself reports when the test took the broker away.
pub const NO_BROKER: &str = "WebSocket connection to 'ws://127.0.0.1:";

#[derive(Debug)]
pub struct Stage {
    pub browser: Browser,
    pub broker: Mosquitto,
    _page: Server,
    /// A copy of the page, where the test has one of its own.
    _copy: Option<TempDir>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Retained,
    Passing,
}

impl Stage {
    /// The page is open and knows its broker; nobody has logged in.
    #[must_use]
    pub fn open() -> Self {
        Self::open_in(Window::LAPTOP, Theme::Light)
    }

    #[must_use]
    pub fn open_in(window: Window, theme: Theme) -> Self {
        Self::set_up(window, theme, |broker| {
            let home = json!({ "name": "Home", "url": broker.ws_url(), "username": User::MobileApp.name() });
            Some(json!({ "brokers": [home] }).to_string())
        })
    }

    /// The page finds this `config.json`, or the one it comes with.
    #[must_use]
    pub fn open_with_config(config: Option<&str>) -> Self {
        Self::set_up(Window::LAPTOP, Theme::Light, |_| config.map(str::to_owned))
    }

    /// The page finds no `config.json`.
    #[must_use]
    pub fn open_without_config() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a copy of the page");
        let files = fs::read_dir(dist()).expect("`cargo xtask dist` has made dist/").flatten();
        for file in files.filter(|file| file.file_name() != "config.json") {
            fs::copy(file.path(), folder.path().join(file.file_name())).expect("there is room for a copy of the page");
        }
        let stage = Self::serving(folder.path(), Window::LAPTOP, Theme::Light, |_| None);
        Self { _copy: Some(folder), ..stage }
    }

    fn set_up(window: Window, theme: Theme, config: impl FnOnce(&Mosquitto) -> Option<String>) -> Self {
        Self::serving(&dist(), window, theme, config)
    }

    fn serving(folder: &Path, window: Window, theme: Theme, config: impl FnOnce(&Mosquitto) -> Option<String>) -> Self {
        let broker = Mosquitto::start().unwrap_or_else(|error| panic!("{error}"));
        let page =
            Server::start(folder, config(&broker)).unwrap_or_else(|error| panic!("{error} `cargo xtask dist` does."));
        let browser = Browser::open(window, theme);
        browser.goto(&page.url());
        Self { browser, broker, _page: page, _copy: None }
    }

    /// A simulated home with so many devices more than it has rooms for.
    #[must_use]
    pub fn simulate(&self, devices: u32) -> Running {
        let size = Size { devices, ..Size::default() };
        simulate::start(simulate::Options {
            broker: self.broker.mqtt_url(),
            passwords: self.broker.passwords().clone(),
            size,
        })
        .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Goes to a route such as `#/topics` without loading the page anew.
    pub fn go(&self, route: &str) {
        self.browser.evaluate("location.hash = arguments[0]", vec![route.into()]);
    }

    /// Logs in as `mobile_app` and waits until the page is live.
    #[track_caller]
    pub fn log_in(&self) {
        self.try_password(self.broker.password(User::MobileApp));
        self.wait_until_connection_is("live");
    }

    #[track_caller]
    pub fn try_password(&self, password: &str) {
        self.browser.fill("Username", User::MobileApp.name());
        self.browser.fill("Password", password);
        self.browser.press("Connect");
    }

    #[track_caller]
    pub fn wait_until_connection_is(&self, state: &str) {
        self.browser.wait_for_attribute(marks::CONNECTION, "data-state", state);
    }

    /// What a counter shows; counters are on every page.
    #[must_use]
    pub fn counter(&self, css: &str) -> u64 {
        self.browser.text(css).and_then(|digits| digits.trim().parse().ok()).unwrap_or_default()
    }

    /// Somebody who hears what devices are told, and does nothing; until it is dropped.
    #[must_use]
    pub fn listen(&self, filter: &str) -> Listener {
        let listener = Command::new("mosquitto_sub")
            .args(["-h", "127.0.0.1", "-p", &self.broker.mqtt_port().to_string()])
            .args(["-u", User::Esp32Device.name(), "-P", self.broker.password(User::Esp32Device)])
            .args(["-t", filter])
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("mosquitto_sub (Debian: mosquitto-clients): {error}"));
        Listener(listener)
    }

    /// Publishes as the user `alicia`, who may publish everything, and returns when the broker has it.
    #[track_caller]
    pub fn publish(&self, topic: &str, payload: &[u8], keep: Keep) {
        let mut publisher = Command::new("mosquitto_pub")
            .args(["-h", "127.0.0.1", "-p", &self.broker.mqtt_port().to_string()])
            .args(["-u", User::Alicia.name(), "-P", self.broker.password(User::Alicia)])
            .args(["-q", "1", "-t", topic, "-s"])
            .args((keep == Keep::Retained).then_some("-r"))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("mosquitto_pub (Debian: mosquitto-clients): {error}"));
        publisher.stdin.take().expect("its input is piped").write_all(payload).expect("mosquitto_pub reads to the end");
        let status = publisher.wait().expect("it was started above");
        assert!(status.success(), "publishing to {topic}: {status}");
    }
}

#[derive(Debug)]
pub struct Listener(Child);

impl Drop for Listener {
    fn drop(&mut self) {
        // Both fail only if it is gone already, which is what is wanted.
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist")
}
