//! `check` names every fault with its fix: each test breaks one thing.

use std::fs::{self, Permissions};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::thread;

use crate::certificates::expire_soon;
use crate::checkup::check;
use crate::house::{House, is_root};

#[test]
fn a_broker_that_does_not_run() {
    let (house, passwords) = House::set_up();
    let port = format!("Port {} does not answer; Mosquitto does not run. fix: mosquitto -d -c ", house.port);
    finds(&house, &passwords["mobile_app"], &[&port]);
}

#[test]
fn a_port_where_nothing_listens() {
    let (house, passwords) = House::running();
    let password = format!("{}\n", passwords["mobile_app"]);
    let said = house.broker_told(&password, &["check", "--websocket-port", "1"]);
    assert_eq!(said.code, Some(1));
    let line = said.line("Port 1 (browsers) does not answer");
    assert!(
        line.starts_with("WRONG ")
            && line.contains("fix: write in mosquitto.conf: listener 1, below it protocol websockets")
    );
}

#[test]
fn a_port_taken_by_something_that_is_not_mqtt() {
    let (house, passwords) = House::set_up();
    listen_and_say(house.port, b"SSH-2.0-OpenSSH_9.2\r\n");
    let said = check(&house, &passwords["mobile_app"]);
    assert_eq!(said.code, Some(1));
    // Who it is takes ss, which not every machine has.
    let taken = said.out.contains(&format!("Port {} is taken by ", house.port));
    assert!(taken || said.out.contains(&format!("Port {} answers, but not with MQTT.", house.port)), "{said:#?}");
    let said = house.broker_elsewhere("x\n", &["check", "--host", "127.0.0.1", "--port", &house.port.to_string()]);
    assert!(said.line("answers, but not with MQTT. fix: see which program").starts_with("WRONG "));
}

#[test]
fn a_listener_without_web_sockets() {
    let (mut house, passwords) = House::set_up();
    house.edit("etc/mosquitto.conf", |conf| conf.replace("\nprotocol websockets\n", "\n"));
    house.start();
    let port = house.websocket_port.to_string();
    let said = house.broker_told(&format!("{}\n", passwords["mobile_app"]), &["check", "--websocket-port", &port]);
    assert_eq!(said.code, Some(1));
    let wanted = format!(
        "Port {port} (browsers) answers, but not as a WebSocket. fix: write below \"listener {port}\": protocol"
    );
    assert!(said.line(&wanted).starts_with("WRONG "));
}

#[test]
fn a_web_socket_without_the_sub_protocol() {
    let (house, _) = House::running();
    let stranger = crate::house::free_port();
    listen_and_say(stranger, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    let said = house.broker_told("x\n", &["check", "--websocket-port", &stranger.to_string()]);
    assert!(said.line("without the sub-protocol mqtt. fix: ").starts_with("WRONG "));
}

#[test]
fn a_broker_too_old_for_mqtt_5() {
    let house = House::unpacked();
    let old = crate::house::free_port();
    listen_and_say(old, &[0x20, 0x02, 0x00, 0x01]);
    let said = house.broker_elsewhere("x\n", &["check", "--host", "127.0.0.1", "--port", &old.to_string()]);
    assert!(said.line("speaks no MQTT 5. fix: install Mosquitto 2.0").starts_with("WRONG "));
}

#[test]
fn a_wrong_password() {
    let (house, _) = House::running();
    let fix = "refuses mobile_app: wrong password, or no such user (0x87). fix: broker password mobile_app";
    finds(
        &house,
        "wrong",
        &[&format!("Port {} {fix}", house.port), &format!("Port {} (browsers) {fix}", house.websocket_port)],
    );
}

#[test]
fn a_door_that_is_open_to_everybody() {
    let (mut house, passwords) = House::set_up();
    house.edit("etc/mosquitto.conf", |conf| conf.replace("allow_anonymous false", "allow_anonymous true"));
    house.start();
    let wanted = ["lets anybody in without a password. fix: ", "Anybody enters without a password. fix: "];
    finds(&house, &passwords["mobile_app"], &wanted);
}

#[test]
fn rules_that_let_mobile_app_write_everything() {
    let (house, passwords) = House::set_up();
    let shipped = house.read("etc/acl");
    for rule in ["topic readwrite #", "topic #", "topic write #", "  topic   readwrite\t+/#"] {
        fs::write(house.path("etc/acl"), format!("{shipped}{rule}\n")).expect("the file is ours");
        finds(
            &house,
            &passwords["mobile_app"],
            &["mobile_app, or everybody, may write anything. fix: take the line out"],
        );
    }
    for general in ["topic readwrite #\n", "pattern readwrite #\n", "pattern write #\n"] {
        fs::write(house.path("etc/acl"), format!("{general}{shipped}")).expect("the file is ours");
        finds(&house, &passwords["mobile_app"], &["may write anything. fix: "]);
    }
    for harmless in ["topic read #", "user ann\ntopic readwrite #", "topic deny #"] {
        fs::write(house.path("etc/acl"), format!("{shipped}{harmless}\n")).expect("the file is ours");
        assert!(check(&house, "").line("write to chosen topics only").starts_with("ok "), "{harmless}");
    }
}

#[test]
fn rights_that_are_too_wide_or_too_narrow_for_the_broker_itself() {
    let (mut house, passwords) = House::set_up();
    house.edit("etc/acl", |acl| {
        acl.replace("topic read tele/#", "topic readwrite tele/#")
            .replace("\ntopic write cmnd/#\n", "\n")
            .replace("\ntopic readwrite alicia/#\n", "\ntopic write alicia/#\n")
    });
    house.start();
    let wanted = [
        "mobile_app may write to tele/broker_check/STATE, which is for devices to say. fix: ",
        "mobile_app may not write to cmnd/broker_check/POWER. fix: ",
        "mobile_app does not hear what is published below alicia. fix: ",
    ];
    finds(&house, &passwords["mobile_app"], &wanted);
}

#[test]
fn a_queue_that_loses_retained_values() {
    let (house, passwords) = House::set_up();
    let conf = house.read("etc/mosquitto.conf");
    for small in ["max_queued_messages 9999", "max_queued_messages 1000", "#"] {
        fs::write(house.path("etc/mosquitto.conf"), conf.replace("max_queued_messages 250000", small)).expect("a file");
        finds(&house, &passwords["mobile_app"], &["the rest never arrive. fix: write in "]);
    }
    for enough in ["max_queued_messages 10000", "max_queued_messages 0"] {
        fs::write(house.path("etc/mosquitto.conf"), conf.replace("max_queued_messages 250000", enough))
            .expect("a file");
        assert!(check(&house, "").line("The queue is long enough").starts_with("ok "));
    }
}

#[test]
fn passwords_that_everybody_may_read() {
    let (house, passwords) = House::set_up();
    fs::set_permissions(house.path("etc/passwords"), Permissions::from_mode(0o644)).expect("the file is ours");
    finds(&house, &passwords["mobile_app"], &["everybody on this machine may read ", "fix: chmod 600 "]);
}

#[test]
fn passwords_that_mosquitto_may_not_read() {
    // Only an administrator starts Mosquitto as somebody else.
    if is_root() && Command::new("id").args(["-u", "mosquitto"]).output().is_ok_and(|id| id.status.success()) {
        let (house, passwords) = House::set_up();
        let owned = Command::new("chown").arg("0:0").arg(house.path("etc/passwords")).status().expect("chown runs");
        assert!(owned.success());
        finds(&house, &passwords["mobile_app"], &["at the next reload nobody could log in. fix: chown mosquitto: "]);
    }
}

#[test]
fn files_that_are_not_there_or_not_named() {
    let (house, passwords) = House::set_up();
    fs::remove_file(house.path("etc/passwords")).expect("it was there");
    fs::remove_file(house.path("etc/acl")).expect("it was there");
    let wanted = ["passwords is missing, so Mosquitto does not start. fix: broker setup", "acl is not there"];
    finds(&house, &passwords["mobile_app"], &wanted);
    fs::write(house.path("etc/mosquitto.conf"), "persistence true\n").expect("a file");
    let wanted =
        ["names no password_file. fix: ", "names no acl_file", "since Mosquitto 2.0 that means this machine only"];
    finds(&house, &passwords["mobile_app"], &wanted);
}

#[test]
fn a_certificate_that_is_about_to_expire() {
    let (mut house, passwords) = House::set_up();
    house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    expire_soon(&house, "20");
    house.start();
    let port = house.tls_port;
    let wanted = format!("The certificate of port {port} is good for 19 more days only. fix: broker tls");
    finds(&house, &passwords["mobile_app"], &[&wanted]);
}

#[test]
fn a_tls_listener_that_mosquitto_has_not_opened_yet() {
    let (house, passwords) = House::running();
    house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    let wanted = format!("Port {} (TLS) does not answer at 127.0.0.1. fix: ", house.tls_port);
    finds(&house, &passwords["mobile_app"], &[&wanted]);
}

/// The check fails, and says each of these in a line of its kind.
fn finds(house: &House, password: &str, wanted: &[&str]) {
    let said = check(house, password);
    assert_eq!(said.code, Some(1), "{said:#?}");
    for words in wanted {
        assert!(said.line(words).starts_with("WRONG "), "{words}: {said:#?}");
    }
    assert!(said.err.is_empty(), "{said:#?}");
}

/// Answers everybody with the same, as long as the test runs.
fn listen_and_say(port: u16, words: &'static [u8]) {
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    thread::spawn(move || {
        for caller in listener.incoming() {
            let mut caller = caller.expect("a caller");
            // Callers may hang up whenever they like.
            let _gone = caller.read(&mut [0; 1000]).and_then(|_| caller.write_all(words));
        }
    });
}
