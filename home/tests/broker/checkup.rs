//! `check` and `test` on a broker that is as it should be, and on one that is elsewhere.

use std::fs;

use crate::guest::Guest;
use crate::house::{House, Said};

#[test]
fn what_is_shipped_is_found_in_order() {
    let (house, passwords) = House::running();
    let said = check(&house, &passwords["mobile_app"]).well();
    for point in [
        "Only those with a password enter",
        "The rules let mobile_app write to chosen topics only",
        "The queue is long enough",
        &format!("Port {} lets mobile_app in with MQTT 5", house.port),
        "Without a password nobody enters",
        "mobile_app may command every kind of device",
        "mobile_app may not speak for a device",
        "What is published arrives",
        &format!("Port {} (browsers) lets mobile_app in", house.websocket_port),
    ] {
        assert!(said.line(point).starts_with("ok "), "{point}: {said:#?}");
    }
    assert!(said.line("the broker's own figures").starts_with("note "));
    assert!(said.line("no listener with TLS").starts_with("note "));
    assert!(!said.out.contains('\u{1b}'), "no colours but in a terminal");
    assert!(said.out.lines().all(|line| ["ok ", "note "].iter().any(|kind| line.starts_with(kind))));
}

#[test]
fn the_listener_with_tls_and_the_brokers_figures_are_found_too() {
    let (mut house, passwords) = House::set_up();
    house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    house.edit("etc/acl", |acl| acl.replace("\n#topic read $SYS", "\ntopic read $SYS"));
    house.start();
    let said = check(&house, &passwords["mobile_app"]).well();
    assert!(said.line("819 more days").starts_with("ok "));
    assert!(said.line(&format!("Port {} lets mobile_app in", house.tls_port)).starts_with("ok "));
    assert!(said.line("own figures").starts_with("ok "));
}

#[test]
fn a_home_that_speaks_tls_alone_is_checked_through_it() {
    let (mut house, passwords) = House::set_up();
    house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    let plain = format!("listener {} 127.0.0.1\nsocket_domain ipv4\nprotocol mqtt\nmax_connections 1000\n", house.port);
    let keys = house.path("etc/tls/server").display().to_string();
    let browsers = format!("protocol websockets\ncertfile {keys}.crt\nkeyfile {keys}.key\n");
    house.edit("etc/mosquitto.conf", |conf| conf.replace(&plain, "").replace("protocol websockets\n", &browsers));
    house.start();
    let said = check(&house, &passwords["mobile_app"]).well();
    assert!(!said.out.contains(&house.port.to_string()), "{said:#?}");
    assert!(said.line(&format!("Port {} (browsers) lets mobile_app in", house.websocket_port)).starts_with("ok "));
    assert!(said.line("mobile_app may command every kind of device").starts_with("ok "));
    let said = house.broker_told(&format!("{}\n", passwords["alicia"]), &["test", "alicia"]).well();
    assert_eq!(said.out.matches(": lets alicia in.").count(), 2, "{said:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_switches_nothing_and_sends_nobody_away() {
    let (house, passwords) = House::running();
    let before = house.everything();
    let mut alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    alicia.listen("#").await;
    check(&house, &passwords["mobile_app"]).well();
    assert!(alicia.may_say("the/end").await);
    let heard = alicia.topics_until("the/end").await;
    let (end, asked) = heard.split_last().expect("the end is heard");
    assert_eq!(end, "the/end");
    assert!(asked.len() > 10 && asked.iter().all(|topic| topic.contains("broker_check")), "{asked:?}");
    assert_eq!(house.everything(), before);
}

#[test]
fn a_broker_elsewhere_is_judged_by_its_listeners_alone() {
    let (house, passwords) = House::running();
    let (port, websocket_port) = (house.port.to_string(), house.websocket_port.to_string());
    let words = ["check", "--host", "localhost", "--port", &port, "--websocket-port", &websocket_port];
    let answers = format!("{}\n", passwords["mobile_app"]);
    let said = house.broker_elsewhere(&answers, &words).well().says("mobile_app may command every kind");
    assert!(!said.out.contains("queue") && !said.out.contains("/etc/mosquitto"), "{said:#?}");
    let words = ["test", "mobile_app", "--host", "127.0.0.1", "--port", &port, "--websocket-port", &websocket_port];
    house.broker_elsewhere(&answers, &words).well();
}

#[test]
fn without_a_password_everything_else_is_checked() {
    let (house, _) = House::running();
    let said = house.broker(&["check"]).well().says("Only those with a password enter");
    assert!(said.line("without a password I could not look further").starts_with("note "));
}

#[test]
fn what_is_worth_knowing_and_not_wrong_is_a_note() {
    let (mut house, passwords) = House::set_up();
    let upstream = format!("upstream alicia_broker {{\n    server 127.0.0.1:{};\n}}\n", house.websocket_port);
    fs::write(house.path("nginx/upstream.conf"), upstream).expect("a file");
    house.start();
    let said = check(&house, &passwords["mobile_app"]).well();
    assert!(!said.out.contains("nginx passes"), "only this machine reaches it: {said:#?}");
    // Mosquitto runs on as it was.
    let listener = format!("listener {} 127.0.0.1\nsocket_domain ipv4", house.websocket_port);
    house.edit("etc/mosquitto.conf", |conf| conf.replace(&listener, &listener.replace("\nsocket_domain ipv4", "")));
    let said = check(&house, &passwords["mobile_app"]).well();
    assert!(said.line("ignores the address 127.0.0.1").starts_with("note "));
    assert!(said.line("nginx passes browsers on").ends_with("and below it \"socket_domain ipv4\"."));
}

#[test]
fn a_password_is_tried_on_every_listener() {
    let (house, passwords) = House::running();
    let said = house.broker_told(&format!("{}\n", passwords["alicia"]), &["test", "alicia"]).well();
    said.says(&format!("Port {}: lets alicia in.", house.port))
        .says(&format!("Port {}: lets alicia in.", house.websocket_port));
    let said = house.broker_told("wrong\n", &["test", "alicia"]);
    assert_eq!(said.code, Some(1));
    said.says(&format!("Port {}: refuses alicia: wrong password, or no such user.", house.websocket_port));
    house.broker_told("", &["test", "alicia"]).refuses(1, "Standard input ended before the password of alicia");
}

pub(crate) fn check(house: &House, password: &str) -> Said {
    house.broker_told(&format!("{password}\n"), &["check"])
}
