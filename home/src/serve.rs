//! A folder over HTTP, on this machine only; knows not what is in it, except that `config.json` may be given apart.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::background::{Background, Stop};
use crate::port;

/// A running file server; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    port: u16,
    _work: Background,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("There is no page in {0}: index.html is missing. Build it first.")]
    NoPage(PathBuf),
    #[error("The page cannot be served: {0}")]
    Io(#[from] io::Error),
}

impl Server {
    /// Serves `folder` on a free port, with `config` in place of its `config.json`.
    pub fn start(folder: &Path, config: Option<String>) -> Result<Self, Error> {
        Self::start_at(None, folder, config)
    }

    /// The same on `preferred`, if that port is free.
    pub fn start_at(preferred: Option<u16>, folder: &Path, config: Option<String>) -> Result<Self, Error> {
        if !folder.join("index.html").is_file() {
            return Err(Error::NoPage(folder.to_owned()));
        }
        let listener = port::listen(Ipv4Addr::LOCALHOST.into(), preferred)?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let site = site(folder, config);
        let work = Background::start(|stop| answer(listener, site, stop))?;
        Ok(Self { port, _work: work })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

async fn answer(listener: TcpListener, site: Router, stop: Stop) {
    let listener =
        tokio::net::TcpListener::from_std(listener).expect("a listener that does not block, inside a runtime");
    tokio::select! {
        _ = axum::serve(listener, site).into_future() => {}
        () = stop.requested() => {}
    }
}

fn site(folder: &Path, config: Option<String>) -> Router {
    let mut site = Router::new().fallback_service(ServeDir::new(folder));
    if let Some(config) = config {
        let answer = ([(header::CONTENT_TYPE, "application/json")], config);
        site = site.route("/config.json", get(|| async { answer }));
    }
    // A page that was just built again must never come from the browser's cache.
    site.layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
}
