//! The files of `deploy/nginx` with other ports and paths, on this machine only; whatever else they say stays.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::Error;
use crate::port;

/// By their names.
type Files = [(&'static str, &'static str); 5];

pub(super) const FILES: Files = [
    ("http.conf", include_str!("../../../deploy/nginx/http.conf")),
    ("https.conf", include_str!("../../../deploy/nginx/https.conf")),
    ("maps.conf", include_str!("../../../deploy/nginx/maps.conf")),
    ("page.conf", include_str!("../../../deploy/nginx/page.conf")),
    ("upstream.conf", include_str!("../../../deploy/nginx/upstream.conf")),
];

/// Where this nginx is.
#[derive(Debug)]
pub(super) struct Place {
    root: PathBuf,
    websocket_port: u16,
    pub(super) port: u16,
    pub(super) redirecting_port: u16,
}

/// A line as it is shipped, and as it reads here.
#[derive(Debug)]
pub(super) struct Line {
    file: &'static str,
    shipped: String,
    here: String,
}

impl Line {
    pub(super) fn new(file: &'static str, shipped: impl Into<String>, here: impl Into<String>) -> Self {
        Self { file, shipped: shipped.into(), here: here.into() }
    }
}

impl Place {
    pub(super) fn find(root: &Path, websocket_port: u16) -> io::Result<Self> {
        let address = Ipv4Addr::LOCALHOST.into();
        let (port, redirecting_port) = (port::find(address, None)?, port::find(address, None)?);
        Ok(Self { root: root.canonicalize()?, websocket_port, port, redirecting_port })
    }

    pub(super) fn http(&self) -> Vec<Line> {
        [self.page("http.conf"), listen("http.conf", "80 default_server", self.port), self.broker()]
            .into_iter()
            .flatten()
            .collect()
    }

    pub(super) fn https(&self) -> Vec<Line> {
        [
            self.page("https.conf"),
            listen("https.conf", "443 ssl http2 default_server", self.port),
            listen("https.conf", "80 default_server", self.redirecting_port),
            self.broker(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn page(&self, file: &'static str) -> Vec<Line> {
        vec![Line::new(file, "root /var/www/alicia;", format!("root \"{}\";", self.root.display()))]
    }

    fn broker(&self) -> Vec<Line> {
        let port = self.websocket_port;
        let moved = |file, line: &str| Line::new(file, line, line.replace("9001", &port.to_string()));
        vec![
            moved("upstream.conf", "server 127.0.0.1:9001;"),
            moved("maps.conf", r#""~^[a-z0-9._-]+$" "ws://$host:9001";"#),
        ]
    }
}

/// The two lines that listen at an address such as `80 default_server`.
fn listen(file: &'static str, address: &str, port: u16) -> Vec<Line> {
    let (_, options) = address.split_once(' ').unwrap_or((address, ""));
    let here = |address: IpAddr, port| format!("listen {} {options};", SocketAddr::new(address, port));
    // Not every container has IPv6.
    let six = port::find(Ipv6Addr::LOCALHOST.into(), Some(port))
        .map_or_else(|_| String::new(), |port| here(Ipv6Addr::LOCALHOST.into(), port));
    vec![
        Line::new(file, format!("listen {address};"), here(Ipv4Addr::LOCALHOST.into(), port)),
        Line::new(file, format!("listen [::]:{address};"), six),
    ]
}

/// All files with these lines changed, each of which must be there once.
pub(super) fn moved(files: Files, lines: Vec<Line>) -> Result<Vec<(&'static str, String)>, Error> {
    let mut texts = files.map(|(name, text)| (name, text.to_owned())).to_vec();
    for Line { file, shipped, here } in lines {
        let text = texts.iter_mut().find(|(name, _)| *name == file).map(|(_, text)| text);
        let changed = text.as_deref().and_then(|text| change(text, &shipped, &here));
        match (text, changed) {
            (Some(text), Some(changed)) => *text = changed,
            _ => return Err(Error::Line { file, line: shipped }),
        }
    }
    Ok(texts)
}

fn change(text: &str, shipped: &str, here: &str) -> Option<String> {
    let is_it = |line: &&str| line.trim() == shipped;
    let once = text.lines().filter(is_it).count() == 1;
    once.then(|| text.lines().map(|line| if is_it(&line) { here } else { line }).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_not_there_is_named() {
        let line = Line::new("http.conf", "listen 8080;", "");
        let error = moved(FILES, vec![line]).expect_err("no such line").to_string();
        assert!(error.contains("deploy/nginx/http.conf") && error.contains("listen 8080;"), "{error}");
    }

    #[test]
    fn only_the_named_lines_differ() {
        let line = Line::new("upstream.conf", "server 127.0.0.1:9001;", "server 127.0.0.1:9;");
        let texts = moved(FILES, vec![line]).expect("the line is there");
        for ((name, shipped), (_, here)) in FILES.iter().zip(&texts) {
            let differing = shipped.lines().zip(here.lines()).filter(|(shipped, here)| shipped != here).count();
            assert_eq!(differing, usize::from(*name == "upstream.conf"), "{name}");
        }
    }
}
