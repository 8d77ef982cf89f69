//! One demonstration: a broker, a home that lives on it, and the page that shows it.

use std::io;
use std::path::PathBuf;

use serde_json::json;

use crate::broker::{Broker, Listen};
use crate::serve::Server;
use crate::simulate::{self, Size};
use crate::user::{Passwords, User};
use crate::{broker, serve};

#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the built page.
    pub page: PathBuf,
    /// Preferred; another is taken if it is not free.
    pub port: u16,
    pub source: Source,
}

/// What the page will show.
#[derive(Debug, Clone)]
pub enum Source {
    /// A simulated home on an embedded broker.
    Simulated {
        size: Size,
        /// Of `mobile_app`; made at random if none is chosen.
        password: Option<String>,
    },
    /// Whatever is on this broker: `ws://…` or `wss://…`.
    Broker(String),
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is not an address a browser can use; it begins with ws:// or wss://.")]
    Address(String),
    #[error(transparent)]
    Broker(#[from] broker::Error),
    #[error(transparent)]
    Home(#[from] simulate::Error),
    #[error(transparent)]
    Page(#[from] serve::Error),
    #[error("Ctrl-C cannot be waited for: {0}")]
    Io(#[from] io::Error),
}

/// A running demonstration; dropping it ends the home first, then its broker.
#[derive(Debug)]
pub struct Demo {
    server: Server,
    _home: Option<simulate::Running>,
    broker: Option<Broker>,
    preferred_port: u16,
}

impl Demo {
    pub fn start(options: Options) -> Result<Self, Error> {
        let (broker, home, address) = match options.source {
            Source::Broker(url) if !is_browser_address(&url) => return Err(Error::Address(url)),
            Source::Broker(url) => (None, None, url),
            Source::Simulated { size, password } => {
                let (broker, home) = start_home(size, password)?;
                let address = format!("ws://{{host}}:{}/", broker.websocket_port());
                (Some(broker), Some(home), address)
            }
        };
        let config = json!({ "brokers": [{ "name": "Home", "url": address, "username": User::MobileApp.name() }] });
        let server = Server::start_at(Some(options.port), &options.page, Some(config.to_string()))?;
        Ok(Self { server, _home: home, broker, preferred_port: options.port })
    }

    /// What to tell the person who started it.
    #[must_use]
    pub fn welcome(&self) -> String {
        let mut lines = Vec::new();
        if self.server.port() != self.preferred_port {
            lines.push(format!("Port {} is taken; the page is on {}.", self.preferred_port, self.server.port()));
        }
        if let Some(broker) = &self.broker {
            for (preferred, port, what) in
                [(1883, broker.mqtt_port(), "MQTT"), (9001, broker.websocket_port(), "MQTT over WebSocket")]
            {
                lines.push(if port == preferred {
                    format!("{what} is on port {port}.")
                } else {
                    format!("Port {preferred} is taken; {what} is on {port}.")
                });
            }
            lines.push(String::new());
            lines.push(format!("  Username  {}", User::MobileApp.name()));
            lines.push(format!("  Password  {}", broker.password(User::MobileApp)));
        }
        lines.push(format!("\n  Open      {}\n\nCtrl-C ends it.", self.server.url()));
        lines.join("\n")
    }
}

fn start_home(size: Size, password: Option<String>) -> Result<(Broker, simulate::Running), Error> {
    let mut passwords = Passwords::random();
    if let Some(password) = password {
        passwords = passwords.with(User::MobileApp, password);
    }
    let broker = Broker::start(&Listen::as_deployed(), passwords.clone())?;
    let home = simulate::start(simulate::Options { broker: broker.mqtt_url(), passwords, size })?;
    Ok((broker, home))
}

fn is_browser_address(url: &str) -> bool {
    url.starts_with("ws://") || url.starts_with("wss://")
}

/// Blocks until Ctrl-C.
pub fn wait_for_end() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(tokio::signal::ctrl_c())?)
}
