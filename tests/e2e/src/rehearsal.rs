//! The page in a real Chromium before a scripted broker, with nothing in between.

use crate::{
    browser::{Browser, Theme, Window},
    host::{Host, Server},
    page::{Config, Page},
    scripted::{Line, ScriptedBroker},
};

#[derive(Debug)]
pub struct Rehearsal {
    pub browser: Browser,
    pub broker: ScriptedBroker,
    _server: Server,
    _page: Page,
}

impl Rehearsal {
    pub const USER: &str = "mobile_app";
    pub const PASSWORD: &str = "secret";

    /// The page is open and knows its broker; nobody has signed in.
    #[must_use]
    pub fn open() -> Self {
        let broker = ScriptedBroker::start();
        let page = Page::lay_out("", Config::NamesBroker, &broker.url());
        let server = Server::start(Host::Python, page.root(), broker.port());
        let browser = Browser::open(Window::LAPTOP, Theme::Light);
        browser.goto(&server.url());
        Self { browser, broker, _server: server, _page: page }
    }

    #[track_caller]
    pub fn sign_in(&self) {
        self.browser.sign_in(Self::USER, Self::PASSWORD);
    }

    /// Signs in at a broker that sets these properties in CONNACK and grants everything; the page is live.
    #[track_caller]
    pub fn enter(&self, properties: &[u8]) -> Line {
        self.sign_in();
        let mut line = self.broker.answers();
        line.lets_in(properties);
        self.browser.wait_until_connection_is("live");
        line
    }

    /// The page does not wait for its next try, nor does it make a second one.
    pub fn hurry(&self) {
        self.browser.evaluate("dispatchEvent(new Event('online'))", vec![]);
    }
}
