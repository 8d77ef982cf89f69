//! A Mosquitto as a home installs it, the built page served before it, and a browser that shows the page.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    process::{Child, ChildStdout, Command, Stdio},
};

use home::{
    mosquitto::{Guard, Mosquitto},
    simulate::{self, Running, Size},
    user::User,
    wire::Wire,
};
use serde_json::json;

use crate::{
    browser::{Browser, Theme, Window},
    chromium,
    host::{Host, Server},
    page::{Config, Page},
};

/// What Chromium itself reports when the test took the broker away.
pub const NO_BROKER: &str = "Error during WebSocket handshake: Unexpected response code: 502";

#[derive(Debug)]
pub struct Stage {
    pub browser: Browser,
    pub broker: Mosquitto,
    /// Between the page, or the nginx before it, and the broker.
    pub network: Wire,
    server: Option<Server>,
    /// Of the server, also when it is gone.
    address: String,
    page: Page,
}

/// How the page is put on the stage.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub window: Window,
    pub theme: Theme,
    pub host: Host,
    /// The folder the page is in, such as `house/dash`; usually none.
    pub below: &'a str,
    pub config: Config<'a>,
    pub guard: Guard,
}

impl Default for Scene<'_> {
    fn default() -> Self {
        Self {
            window: Window::LAPTOP,
            theme: Theme::Light,
            host: Host::Nginx,
            below: "",
            config: Config::NamesBroker,
            guard: Guard::Files,
        }
    }
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
        Self::open_as(Scene::default())
    }

    #[must_use]
    pub fn open_as(scene: Scene) -> Self {
        let broker = Mosquitto::start_guarded(scene.guard).unwrap_or_else(|error| panic!("{error}"));
        let network = Wire::to(broker.websocket_port()).expect("this machine has a free port");
        let page = Page::lay_out(scene.below, scene.config, &scene.host.broker_url(network.port()));
        let server = Server::start(scene.host, page.root(), network.port());
        let browser = Browser::open_trusting(server.fingerprint(), scene.window, scene.theme);
        let address = server.url();
        let stage = Self { browser, broker, network, server: Some(server), address, page };
        stage.browser.goto(&stage.url());
        stage
    }

    /// Where the page is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}{}", self.address, self.page.path())
    }

    /// The server has this file as well, beside the page.
    pub fn serve(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.page.add(name, bytes);
    }

    /// Where the page is for another machine of the home, as far as browsers can tell: it is not theirs, nor is it secure.
    #[must_use]
    pub fn url_from_elsewhere(&self) -> String {
        self.url().replace("127.0.0.1", chromium::ELSEWHERE)
    }

    /// Nobody serves the page any more.
    pub fn stop_serving(&mut self) {
        self.server = None;
    }

    /// The server has another build of the page now. Returns its version.
    pub fn update(&self) -> String {
        self.page.update()
    }

    /// The server has no file any more whose name begins so, nor does the browser keep any.
    pub fn lose(&self, begins: &str) {
        self.browser.devtools("Network.enable", &json!({}));
        self.browser.devtools("Network.setBypassServiceWorker", &json!({ "bypass": true }));
        self.page.lose(begins, true);
        self.browser.devtools("Network.clearBrowserCache", &json!({}));
    }

    /// It has them again.
    pub fn regain(&self, begins: &str) {
        self.page.lose(begins, false);
    }

    /// The broker's own address, without nginx.
    #[must_use]
    pub fn broker_url(&self) -> String {
        Host::Python.broker_url(self.network.port())
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
        self.browser.go(route);
    }

    /// Logs in as `mobile_app` and waits until the page is live.
    #[track_caller]
    pub fn log_in(&self) {
        self.try_password(self.broker.password(User::MobileApp));
        self.wait_until_connection_is("live");
    }

    #[track_caller]
    pub fn try_password(&self, password: &str) {
        self.browser.sign_in(User::MobileApp.name(), password);
    }

    #[track_caller]
    pub fn wait_until_connection_is(&self, state: &str) {
        self.browser.wait_until_connection_is(state);
    }

    /// What a counter shows; counters are on every page.
    #[must_use]
    pub fn counter(&self, css: &str) -> u64 {
        self.browser.counter(css)
    }

    /// Somebody who hears what devices are told, and does nothing; until it is dropped.
    #[must_use]
    #[track_caller]
    pub fn listen(&self, filter: &str) -> Overheard {
        self.hearer(User::Esp32Device, filter, &[])
    }

    /// Somebody who hears what is said from now on, and repeats the first of it.
    #[must_use]
    #[track_caller]
    pub fn overhear(&self, filter: &str) -> Overheard {
        self.hearer(User::Alicia, filter, &["-C", "1", "-W", "180", "-R"])
    }

    #[track_caller]
    fn hearer(&self, user: User, filter: &str, how: &[&str]) -> Overheard {
        // Line by line, so that it can be seen when it listens.
        let hearer = Command::new("stdbuf")
            .args(["-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", &self.broker.mqtt_port().to_string()])
            .args(["-u", user.name(), "-P", self.broker.password(user)])
            .args(["-t", filter, "-d"])
            .args(how)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("mosquitto_sub (Debian: mosquitto-clients): {error}"));
        Overheard::of(hearer)
    }

    /// Publishes as the user `alicia`, who may publish everything, and returns when the broker has it.
    #[track_caller]
    pub fn publish(&self, topic: &str, payload: &[u8], keep: Keep) {
        self.publish_as(topic, payload, (keep == Keep::Retained).then_some("-r"));
    }

    /// The same, as these arguments of `mosquitto_pub` say.
    #[track_caller]
    pub(crate) fn publish_as<'a>(&self, topic: &str, payload: &[u8], how: impl IntoIterator<Item = &'a str>) {
        let mut publisher = Command::new("mosquitto_pub")
            .args(["-h", "127.0.0.1", "-p", &self.broker.mqtt_port().to_string()])
            .args(["-u", User::Alicia.name(), "-P", self.broker.password(User::Alicia)])
            .args(["-q", "1", "-t", topic])
            // It takes no empty input for a message.
            .arg(if payload.is_empty() { "-n" } else { "-s" })
            .args(how)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("mosquitto_pub (Debian: mosquitto-clients): {error}"));
        publisher.stdin.take().expect("its input is piped").write_all(payload).expect("mosquitto_pub reads to the end");
        let status = publisher.wait().expect("it was started above");
        assert!(status.success(), "publishing to {topic}: {status}");
    }
}

/// What somebody hears who listens from now on; until it is dropped.
#[derive(Debug)]
pub struct Overheard {
    hearer: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Overheard {
    /// Returns as soon as the broker has granted what is listened to.
    #[track_caller]
    fn of(mut hearer: Child) -> Self {
        let said = BufReader::new(hearer.stdout.take().expect("its output is piped"));
        let mut lines = said.lines();
        let granted = lines.by_ref().map_while(Result::ok).find(|line| line.starts_with("Subscribed"));
        assert!(granted.is_some(), "the broker grants it");
        Self { hearer, lines }
    }

    /// The first message, without the lines that tell of packets.
    #[track_caller]
    pub fn message(mut self) -> String {
        let is_message = |line: &String| !line.starts_with("Client ");
        let message = self.lines.by_ref().map_while(Result::ok).find(is_message);
        message.expect("a message comes within three minutes")
    }
}

impl Drop for Overheard {
    fn drop(&mut self) {
        // Both fail only if it is gone already, which is what is wanted.
        let _gone = self.hearer.kill();
        let _gone = self.hearer.wait();
    }
}
