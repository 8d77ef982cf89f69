//! Who serves the page: nginx as a home installs it, or a server that was told nothing but the folder.

use std::{
    net::{Ipv4Addr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use home::{
    nginx::{Certificate, Nginx},
    port,
};
use tempfile::TempDir;

use crate::browser::{BETWEEN_LOOKS, PATIENCE};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// `deploy/nginx/http.conf`.
    Nginx,
    /// `deploy/nginx/https.conf`.
    NginxWithTls,
    /// `caddy file-server`.
    Caddy,
    /// `python3 -m http.server`.
    Python,
}

impl Host {
    /// The broker with its listener on this port, as a page on this host reaches it.
    pub(crate) fn broker_url(self, port: u16) -> String {
        match self {
            Self::Nginx | Self::NginxWithTls => "/mqtt".to_owned(),
            Self::Caddy | Self::Python => format!("ws://127.0.0.1:{port}/"),
        }
    }
}

/// A running server; dropping it ends it.
#[derive(Debug)]
pub(crate) enum Server {
    Nginx(Nginx),
    NginxWithTls(Nginx, Certificate),
    Other(Program),
}

impl Server {
    pub(crate) fn start(host: Host, root: &Path, broker: u16) -> Self {
        match host {
            Host::Nginx => Self::Nginx(Nginx::http(root, broker).unwrap_or_else(|error| panic!("{error}"))),
            Host::NginxWithTls => {
                let certificate = Certificate::make().unwrap_or_else(|error| panic!("{error}"));
                let nginx = Nginx::https(root, broker, &certificate).unwrap_or_else(|error| panic!("{error}"));
                Self::NginxWithTls(nginx, certificate)
            }
            Host::Caddy => Self::Other(Program::start("caddy", "caddy", |command, port| {
                command.args(["file-server", "--listen", &format!("127.0.0.1:{port}"), "--root"]).arg(root);
            })),
            Host::Python => Self::Other(Program::start("python3", "python3", |command, port| {
                command.args(["-m", "http.server", "--bind", "127.0.0.1", &port.to_string(), "--directory"]).arg(root);
            })),
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Nginx(nginx) | Self::NginxWithTls(nginx, _) => nginx.url(),
            Self::Other(program) => format!("http://127.0.0.1:{}/", program.port),
        }
    }

    /// Of the certificate that a browser is to trust.
    pub(crate) fn fingerprint(&self) -> Option<&str> {
        match self {
            Self::NginxWithTls(_, certificate) => Some(certificate.fingerprint()),
            Self::Nginx(_) | Self::Other(_) => None,
        }
    }
}

/// A file server that is one process.
#[derive(Debug)]
pub(crate) struct Program {
    process: Child,
    port: u16,
    /// For what it would write into the home of whoever runs the tests.
    _home: TempDir,
}

impl Program {
    fn start(name: &str, package: &str, arguments: impl FnOnce(&mut Command, u16)) -> Self {
        let home = tempfile::tempdir().expect("there is room for an empty folder");
        let port = port::find(Ipv4Addr::LOCALHOST.into(), None).expect("this machine has a free port");
        let mut command = Command::new(name);
        arguments(&mut command, port);
        let process = command
            .env("XDG_CONFIG_HOME", home.path())
            .env("XDG_DATA_HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}. It comes with the package {package}."));
        let mut program = Self { process, port, _home: home };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let runs = matches!(program.process.try_wait(), Ok(None));
            assert!(runs && Instant::now() < deadline, "{name} does not begin to answer");
            thread::sleep(BETWEEN_LOOKS);
        }
        program
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail only if it is gone already, which is what is wanted.
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}
