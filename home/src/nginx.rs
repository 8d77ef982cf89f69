//! A real nginx with the files of `deploy/nginx`, on free ports of this machine, for tests; knows no page.

mod certificate;
mod rehome;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub use certificate::Certificate;
use rehome::{FILES, Line, Place};

/// Includes whatever is linked into `sites-enabled`, as Debian's does.
const MAIN: &str = include_str!("nginx/main.conf");

const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(10);

/// A running nginx; dropping it kills it and deletes its files.
#[derive(Debug)]
pub struct Nginx {
    folder: TempDir,
    place: Place,
    scheme: &'static str,
    process: Child,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("nginx cannot be started: {0}. It comes with the package nginx.")]
    Missing(io::Error),
    #[error("nginx did not begin to answer. It said:\n{0}")]
    Silent(String),
    #[error("deploy/nginx/{file} should have the line `{line}` once, to run nginx elsewhere.")]
    Line { file: &'static str, line: String },
    #[error("A certificate cannot be made: {0}. It takes openssl, from the package openssl.")]
    Certificate(String),
    #[error("The files of nginx cannot be written: {0}")]
    Io(#[from] io::Error),
}

impl Nginx {
    /// Serves the files in `root` as `http.conf` does, with the broker's WebSocket listener on this port.
    pub fn http(root: &Path, websocket_port: u16) -> Result<Self, Error> {
        Self::http_changed(root, websocket_port, &[])
    }

    /// The same with lines of `http.conf` changed, as its comments invite a home to do.
    pub fn http_changed(root: &Path, websocket_port: u16, changes: &[(&str, &str)]) -> Result<Self, Error> {
        let place = Place::find(root, websocket_port)?;
        let changes = changes.iter().map(|(line, here)| Line::new("http.conf", *line, *here));
        let lines = place.http().into_iter().chain(changes).collect();
        Self::start("http", place, lines, None)
    }

    /// The same with TLS, as `https.conf` does.
    pub fn https(root: &Path, websocket_port: u16, certificate: &Certificate) -> Result<Self, Error> {
        let place = Place::find(root, websocket_port)?;
        let lines = place.https();
        Self::start("https", place, lines, Some(certificate))
    }

    /// The port with the page.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.place.port
    }

    /// The port that, with TLS, stands for 80.
    #[must_use]
    pub fn redirecting_port(&self) -> u16 {
        self.place.redirecting_port
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://127.0.0.1:{}/", self.scheme, self.place.port)
    }

    /// What it has warned of.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn start(
        scheme: &'static str,
        place: Place,
        lines: Vec<Line>,
        certificate: Option<&Certificate>,
    ) -> Result<Self, Error> {
        let folder = TempDir::new()?;
        let installed = folder.path().join("alicia");
        fs::create_dir(&installed)?;
        for (name, text) in rehome::moved(FILES, lines)? {
            fs::write(installed.join(name), text)?;
        }
        if let Some(certificate) = certificate {
            certificate.install(&installed.join("tls"))?;
        }
        let sites = folder.path().join("sites-enabled");
        fs::create_dir(&sites)?;
        symlink(installed.join(format!("{scheme}.conf")), sites.join("alicia"))?;
        let main = folder.path().join("nginx.conf");
        fs::write(&main, MAIN)?;
        let process = Command::new(program())
            .arg("-c")
            .arg(main)
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg(folder.path().join("log"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Error::Missing)?;
        let mut nginx = Self { folder, place, scheme, process };
        nginx.wait()?;
        Ok(nginx)
    }

    fn wait(&mut self) -> Result<(), Error> {
        let launched = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.place.port)).is_err() {
            if !matches!(self.process.try_wait(), Ok(None)) || launched.elapsed() > PATIENCE {
                return Err(Error::Silent(self.log()));
            }
            sleep(GLANCE);
        }
        Ok(())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Both fail only if it is gone already, which is what is wanted.
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}

/// Debian keeps it where only administrators look.
fn program() -> &'static str {
    let administrators = "/usr/sbin/nginx";
    if Path::new(administrators).exists() { administrators } else { "nginx" }
}
