//! What browsers are told beside the files: how long they may keep them, and what the page may do.

use home::nginx::Nginx;

use crate::answer::{PROGRAM, SCRIPT, ask, get, page, serving};

const POLICY: &str = "content-security-policy";

#[test]
fn a_name_with_a_hash_is_kept_for_ever_the_config_never_and_the_rest_is_asked_for_again() {
    let folder = page();
    let nginx = serving(folder.path());
    let for_ever = "public, max-age=31536000, immutable";
    for (path, kept) in [
        ("/", "no-cache"),
        ("/index.html", "no-cache"),
        ("/icon.png", "no-cache"),
        ("/app.webmanifest", "no-cache"),
        ("/offline.js", "no-cache"),
        ("/config.json", "no-store"),
        (&format!("/{SCRIPT}"), for_ever),
        (&format!("/{PROGRAM}"), for_ever),
        ("/small-800e7d2420eca6ec.js", for_ever),
        ("/gone-800e7d2420eca6ec.js", "no-cache"),
        ("/page-800e7d2420eca6ec.d/index.html", "no-cache"),
    ] {
        for encodings in ["br", "gzip", ""] {
            assert_eq!(get(&nginx, path, encodings).header("cache-control"), Some(kept), "{path} as {encodings:?}");
        }
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let folder = page();
    let nginx = serving(folder.path());
    for encodings in ["br", "gzip", ""] {
        let first = get(&nginx, "/", encodings);
        let known = format!("If-None-Match: {}", first.header("etag").expect("an ETag"));
        let wish = format!("Accept-Encoding: {encodings}");
        let again = ask(nginx.port(), &["GET / HTTP/1.1", "Host: home.example", &wish, &known]);
        assert_eq!((again.status, again.header("cache-control")), (304, Some("no-cache")));
    }
}

#[test]
fn every_answer_carries_the_policy_also_an_error() {
    let folder = page();
    let nginx = serving(folder.path());
    for path in ["/", &format!("/{SCRIPT}"), "/config.json", "/gone", "/mqtt"] {
        let answer = get(&nginx, path, "br");
        let policy = answer.header(POLICY).expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "), "{policy}");
        for directive in [
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "style-src 'self'",
            // The service worker and what installs the page.
            "worker-src 'self'",
            "manifest-src 'self'",
        ] {
            assert!(policy.split("; ").any(|found| found == directive), "{directive} in {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("server", "nginx"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(
            answer.header("permissions-policy").is_some_and(|policy| policy.starts_with("screen-wake-lock=(self),"))
        );
        assert_eq!(answer.header("strict-transport-security"), None);
    }
}

#[test]
fn the_page_may_talk_to_its_own_host_and_to_the_broker_beside_it() {
    let folder = page();
    let nginx = Nginx::http(folder.path(), 4711).expect("nginx starts");
    for (host, broker) in [
        ("home.example", "ws://home.example:4711"),
        ("192.0.2.7:8080", "ws://192.0.2.7:4711"),
        ("my_nas", "ws://my_nas:4711"),
        // Neither can be written in a policy.
        ("[::1]:8080", ""),
        ("a;script-src", ""),
    ] {
        let answer = ask(nginx.port(), &["GET / HTTP/1.1", &format!("Host: {host}")]);
        let policy = answer.header(POLICY).expect("a policy").to_owned();
        assert!(policy.contains(&format!("; connect-src 'self' {broker};")), "{host}: {policy}");
    }
}

#[test]
fn one_line_adds_a_broker_and_another_lets_a_tablet_frame_the_page() {
    let folder = page();
    let changes = [
        (
            r#"set $brokers "$alicia_broker_beside_page";"#,
            r#"set $brokers "$alicia_broker_beside_page ws://nas:9001";"#,
        ),
        (r#"set $frame_ancestors "'none'";"#, r#"set $frame_ancestors "'self' http://tablet.home";"#),
    ];
    let nginx = Nginx::http_changed(folder.path(), 4711, &changes).expect("nginx starts");
    let answer = get(&nginx, "/", "");
    let policy = answer.header(POLICY).expect("a policy");
    assert!(policy.contains("connect-src 'self' ws://home.example:4711 ws://nas:9001;"), "{policy}");
    assert!(policy.ends_with("frame-ancestors 'self' http://tablet.home"), "{policy}");
}
