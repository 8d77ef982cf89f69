//! Why there is no connection, with what the address and the page's surroundings add to it. A browser tells its pages the
//! same of every connection that it could not open: nothing.

use super::Surroundings;
use crate::language::t;
use crate::mqtt::Failure;

/// Ports at which brokers listen for devices (registered with IANA), without and with TLS.
const FOR_DEVICES: [&str; 2] = ["1883", "8883"];
/// Mosquitto takes 4,096 bytes of headers; the others need some as well.
const MANY_COOKIES: u32 = 3_500;

/// The likely cause and the next step, for a person.
pub(super) fn explain(failure: &Failure, url: &str, surroundings: Surroundings) -> String {
    match failure {
        Failure::NoAnswer => no_answer(url, surroundings),
        _ => failure.to_string(),
    }
}

fn no_answer(url: &str, surroundings: Surroundings) -> String {
    let authority = authority(url);
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| FOR_DEVICES.contains(port));
    if let Some(port) = port {
        t!(
            "Nothing that a browser can talk to answers on port {port}, which is for devices. \
             The port for browsers is usually 9001.",
            port
        )
    } else if surroundings.cookie_bytes > MANY_COOKIES {
        t!(
            "The broker did not answer. This browser sends it {count} bytes of cookies of this host, and Mosquitto refuses \
             a connection with more than some 4,000: delete the cookies of this host, or go through nginx, which drops them.",
            count = surroundings.cookie_bytes.to_string()
        )
    } else if surroundings.is_beside_page {
        t!("The web server of this page did not lead to the broker. \
             Is the broker running, and does this path lead to it (often /mqtt)?")
        .to_owned()
    } else if url.starts_with("wss:") {
        t!(
            "The broker did not answer at this address, or this browser does not trust its certificate. \
             Open https://{authority}/ in a new tab: a warning there means the certificate.",
            authority
        )
    } else {
        Failure::NoAnswer.to_string()
    }
}

/// Host and port.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELSEWHERE: Surroundings = Surroundings { is_beside_page: false, cookie_bytes: 0 };

    fn said(url: &str, surroundings: Surroundings) -> String {
        explain(&Failure::NoAnswer, url, surroundings)
    }

    #[test]
    fn a_port_for_devices_is_named() {
        for url in ["ws://house:1883/", "ws://[fe80::1]:1883", "ws://house:1883/mqtt?x"] {
            assert!(said(url, ELSEWHERE).contains("port 1883, which is for devices"), "{url}");
        }
        assert!(said("wss://house:8883", ELSEWHERE).contains("port 8883"));
        for url in ["ws://house:9001/1883", "ws://[fe80::1883]/", "ws://house:11883/"] {
            assert!(!said(url, ELSEWHERE).contains("for devices"), "{url}");
        }
    }

    #[test]
    fn an_untrusted_certificate_is_thought_of_where_there_may_be_one() {
        assert!(said("wss://house:8084/mqtt", ELSEWHERE).contains("https://house:8084/"));
        assert!(!said("ws://house:9001/", ELSEWHERE).contains("certificate"));
        let beside = Surroundings { is_beside_page: true, ..ELSEWHERE };
        assert!(!said("wss://house/mqtt", beside).contains("certificate"), "the page came with the same one");
    }

    #[test]
    fn the_pages_own_server_is_named() {
        let beside = Surroundings { is_beside_page: true, ..ELSEWHERE };
        assert!(said("ws://house/mqtt", beside).contains("web server of this page"));
    }

    #[test]
    fn too_many_cookies_are_named() {
        let many = Surroundings { cookie_bytes: 5_000, ..ELSEWHERE };
        assert!(said("ws://house:9001/", many).contains("5000 bytes of cookies"));
        assert_eq!(said("ws://house:9001/", ELSEWHERE), Failure::NoAnswer.to_string());
    }

    #[test]
    fn what_the_broker_itself_says_stands() {
        assert_eq!(explain(&Failure::WrongLogin, "ws://house:1883/", ELSEWHERE), Failure::WrongLogin.to_string());
    }
}
