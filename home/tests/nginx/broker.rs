//! The way to the broker: who is let through, how many, and what they say.

use std::thread::sleep;
use std::time::{Duration, Instant};

use home::mosquitto::Mosquitto;
use home::nginx::Nginx;
use tempfile::TempDir;

use crate::answer::{Answer, ask};

struct House {
    nginx: Nginx,
    broker: Mosquitto,
    _folder: TempDir,
}

impl House {
    fn open() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let broker = Mosquitto::start().unwrap_or_else(|error| panic!("{error}"));
        let nginx = Nginx::http(folder.path(), broker.websocket_port()).unwrap_or_else(|error| panic!("{error}"));
        Self { nginx, broker, _folder: folder }
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.nginx.port())
    }

    /// A WebSocket's handshake from this origin, with a header more.
    #[track_caller]
    fn knock_with(&self, origin: Option<&str>, more: &str) -> Answer {
        knock(self.nginx.port(), "/mqtt", origin, more)
    }

    #[track_caller]
    fn knock(&self, origin: Option<&str>) -> Answer {
        self.knock_with(origin, "Cookie: small")
    }
}

#[track_caller]
fn knock(port: u16, path: &str, origin: Option<&str>, more: &str) -> Answer {
    let origin = origin.map(|origin| format!("Origin: {origin}"));
    let first = format!("GET {path} HTTP/1.1");
    let host = format!("Host: 127.0.0.1:{port}");
    let mut lines = vec![
        first.as_str(),
        &host,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: mqtt",
        more,
    ];
    lines.extend(origin.as_deref());
    ask(port, &lines)
}

#[test]
fn our_page_gets_through_and_keeps_its_sub_protocol() {
    let house = House::open();
    let answer = house.knock(Some(&house.origin()));
    assert_eq!(answer.status, 101, "{answer:?}");
    assert_eq!(answer.header("sec-websocket-protocol"), Some("mqtt"));
    assert_eq!(answer.header("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

#[test]
fn nobody_else_gets_through() {
    let house = House::open();
    let ours = house.origin();
    let port = house.nginx.port();
    for origin in [
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        &format!("https://127.0.0.1:{port}"),
        &format!("http://localhost:{port}"),
        &format!("{ours}.evil.example"),
        &format!("http://evil.example|{ours}"),
        &format!("{ours}|{ours}"),
        &ours[..ours.len() - 1],
    ] {
        assert_eq!(house.knock(Some(origin)).status, 403, "{origin}");
    }
    assert_eq!(house.knock(None).status, 403, "no origin");
}

#[test]
fn only_this_one_address_leads_to_the_broker() {
    let house = House::open();
    for path in ["/mqtt/", "/mqtt/x", "/MQTT", "/"] {
        let answer = knock(house.nginx.port(), path, Some(&house.origin()), "Cookie: small");
        assert!([403, 404].contains(&answer.status), "{path}: {answer:?}");
    }
}

#[test]
fn cookies_of_other_pages_do_not_keep_ours_out() {
    let house = House::open();
    let many: Vec<_> = (0..2).map(|jar| format!("Cookie: jar{jar}={}", "x".repeat(4000))).collect();
    let many = many.join("\r\n");
    assert_eq!(house.knock_with(Some(&house.origin()), &many).status, 101);
}

#[test]
fn the_seventeenth_connection_from_one_address_has_to_wait_until_another_goes() {
    let house = House::open();
    let origin = house.origin();
    let mut open: Vec<_> = (0..16).map(|_| house.knock(Some(&origin))).collect();
    assert!(open.iter().all(|answer| answer.status == 101), "{open:?}");
    assert_eq!(house.knock(Some(&origin)).status, 429);

    open.pop();
    let freed = Instant::now();
    while house.knock(Some(&origin)).status == 429 {
        assert!(freed.elapsed() < Duration::from_secs(30), "its place stays taken");
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_broker_that_is_off_is_said_so_at_once() {
    let mut house = House::open();
    house.broker.kill();
    let asked = Instant::now();
    assert_eq!(house.knock(Some(&house.origin())).status, 502);
    assert!(asked.elapsed() < Duration::from_secs(4), "before nginx gives up to connect");
    house.broker.restart().expect("Mosquitto starts again");
    assert_eq!(house.knock(Some(&house.origin())).status, 101, "and as soon that it is back");
}

#[test]
fn a_quiet_connection_is_given_up_by_the_broker_before_nginx_does() {
    const KEEP_ALIVE: u64 = 60;
    let conf = include_str!("../../../deploy/nginx/page.conf");
    for name in ["proxy_read_timeout", "proxy_send_timeout"] {
        let seconds: Option<u64> = conf
            .lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .and_then(|value| value.trim().strip_suffix("s;")?.parse().ok());
        assert!(seconds.is_some_and(|seconds| seconds >= 2 * KEEP_ALIVE), "{name}: {seconds:?}");
    }
}
