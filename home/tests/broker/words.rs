//! What the script says: help, state and log, and a sentence for each way to get it wrong.

use std::fs;
use std::process::Command;

use crate::house::{House, is_root};

#[test]
fn help_names_every_command_and_option() {
    let house = House::unpacked();
    let said = house.broker_elsewhere("", &["help"]).well();
    for word in [
        "setup",
        "status",
        "check",
        "test USER",
        "users",
        "device NAME",
        "add-user NAME",
        "password NAME",
        "remove-user",
        "tls [HOST…]",
        "backup [FILE]",
        "restore FILE",
        "logs [-f]",
        "--dir",
        "--container",
        "--random",
        "--host",
        "--replace",
        "--renew",
        "--client",
        "require_certificate",
        "public authority",
    ] {
        assert!(said.out.contains(word), "{word}");
    }
    assert!(said.out.lines().all(|line| line.chars().count() <= 120));
    house.broker_elsewhere("", &["--help"]).well();
    house.broker_elsewhere("", &["setup", "-h"]).well();
}

#[test]
fn what_is_not_understood_is_a_sentence_and_changes_nothing() {
    let (house, _) = House::set_up();
    let before = house.everything();
    for (words, sentence) in [
        (&[] as &[&str], "Say what to do."),
        (&["dance"], "I do not know the command dance."),
        (&["setup", "--forcefully"], "I do not know the option --forcefully."),
        (&["status", "--random"], "status has no option --random."),
        (&["users", "-f"], "users has no option --follow."),
        (&["backup", "--host", "x"], "backup has no option --host."),
        (&["password"], "password needs the name of a user."),
        (&["restore"], "restore needs the name of a file that backup made."),
        (&["add-user", "ann", "secret"], "add-user does not know what to do with secret."),
        (&["status", "now"], "status does not know what to do with now."),
        (&["check", "--port"], "--port needs a value."),
        (&["check", "--port", "http"], "http is not a port."),
        (&["check", "--host", "a b"], "a b is neither a name nor an address."),
        (&["check", "--host", "-x"], "-x is neither a name nor an address."),
        (&["status", "--container", "a;b"], "a;b is not the name of a container."),
        (&["status", "--dir", "/tmp/a b"], "only letters, digits"),
    ] {
        let said = house.broker(words).refuses(2, sentence);
        assert!(said.err.starts_with("broker: ") && said.err.ends_with("See: broker help\n"), "{said:?}");
        assert!(said.out.is_empty());
    }
    assert_eq!(house.everything(), before);
}

#[test]
fn options_stand_before_or_after_the_command() {
    let (house, _) = House::set_up();
    let dir = house.path("etc").display().to_string();
    house.broker_elsewhere("", &["users", "--dir", &dir]).well().says("mobile_app");
    house.broker_elsewhere("", &["--random", "--dir", &dir, "add-user", "ann"]).well().says("Added: ann");
}

#[test]
fn a_folder_that_is_not_there_or_not_ours_is_a_sentence() {
    let house = House::unpacked();
    house
        .broker_elsewhere("", &["status", "--dir", "/no/such/folder"])
        .refuses(1, "There is no folder /no/such/folder");
    let empty = house.path("data").display().to_string();
    house.broker_elsewhere("", &["users", "--dir", &empty]).refuses(1, "Make it with: broker setup");
    if is_root() {
        // As somebody who may not write there, nor read everything.
        let (house, _) = House::set_up();
        let (script, dir) = (house.path("deploy/broker"), house.path("etc"));
        for (words, sentence) in
            [("add-user ann", "I may not write in"), ("users", "I may not read"), ("setup", "I may not")]
        {
            let command = format!("{} --dir {} {words}", script.display(), dir.display());
            let output =
                Command::new("su").args(["-s", "/bin/sh", "nobody", "-c", &command]).output().expect("su runs");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains(sentence) && said.contains("with sudo"), "{said}");
        }
    }
}

#[test]
fn status_says_what_runs_what_listens_and_who_may_enter() {
    let (mut house, _) = House::set_up();
    let said = house.broker(&["status"]).says("does not run").says("is silent").says("Last backup      none");
    assert_eq!(said.code, Some(1));
    assert!(said.line("start it: mosquitto -d -c ").contains("etc/mosquitto.conf"));
    house.start();
    let said = house.broker(&["status"]).well();
    said.says("Mosquitto        2.")
        .says(", runs (process ")
        .says(&format!("answers (mqtt, for 127.0.0.1)\nPort {}", house.websocket_port))
        .says("Users            alicia esp32_device voice_assistant mobile_app")
        .says("passwords        -rw-------");
}

#[test]
fn a_mosquitto_is_found_by_its_pid_file_and_another_ones_is_not_taken_for_it() {
    let (mut house, _) = House::set_up();
    let pid_file = house.path("data/pid");
    house.edit("etc/mosquitto.conf", |conf| format!("{conf}pid_file {}\n", pid_file.display()));
    house.start();
    house.broker(&["status"]).well().says(", runs (process ");
    // A stale file names whoever got that number since.
    fs::write(&pid_file, format!("{}\n", std::process::id())).expect("a file");
    let own = format!("process {})", std::process::id());
    assert!(!house.broker(&["status"]).well().out.contains(&own));
    let (other, _) = House::set_up();
    other.broker(&["status"]).says("does not run");
}

#[test]
fn the_log_is_found_where_the_conf_sends_it() {
    let (house, _) = House::set_up();
    house.broker(&["logs"]).refuses(1, "Mosquitto's log is kept nowhere");
    let log = house.path("data/mosquitto.log");
    house.edit("etc/mosquitto.conf", |conf| format!("{conf}log_dest file {}\n", log.display()));
    house.broker(&["logs"]).refuses(1, "not there or not for me to read");
    fs::write(&log, "1795237265: mosquitto version 2.0.11 running\n").expect("a log");
    house.broker(&["logs"]).well().says("version 2.0.11 running");
}
