//! `setup`: what is missing is put in place, what is there is left alone, and nothing is left half done.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::guest::Guest;
use crate::house::{House, is_root};

const OWN_CONF: &str = "listener 2883 127.0.0.1\nallow_anonymous true\n";

#[tokio::test(flavor = "multi_thread")]
async fn setup_makes_all_that_mosquitto_needs() {
    let (house, passwords) = House::running();
    for user in ["alicia", "esp32_device", "voice_assistant", "mobile_app"] {
        Guest::enter(&house.mqtt_url(), user, &passwords[user]).await;
    }
    let conf = house.read("etc/mosquitto.conf");
    assert!(conf.contains(&format!("password_file {}\n", house.path("etc/passwords").display())));
    assert!(!conf.contains(" /etc/mosquitto/"), "the paths are those of this folder");
    assert_eq!(house.mode("etc/passwords"), 0o600);
    assert_eq!(house.mode("etc/acl"), 0o600);
    assert_eq!(house.mode("etc/mosquitto.conf"), 0o640);
    let mosquitto = Command::new("id").args(["-u", "mosquitto"]).output().expect("id runs");
    if is_root() && mosquitto.status.success() {
        let owner = Command::new("stat").args(["-c", "%u"]).arg(house.path("etc/passwords")).output();
        assert_eq!(owner.expect("stat runs").stdout, mosquitto.stdout, "Mosquitto reads them as its own user");
    }
}

#[test]
fn in_its_usual_place_the_shipped_conf_needs_no_change() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy");
    let conf = fs::read_to_string(shipped.join("mosquitto/mosquitto.conf")).expect("it is shipped");
    assert!(
        conf.contains("password_file /etc/mosquitto/passwords\n") && conf.contains("acl_file /etc/mosquitto/acl\n")
    );
    let helped = Command::new(shipped.join("broker")).arg("help").output().expect("it is executable");
    assert!(helped.status.success());
}

#[test]
fn a_second_setup_changes_nothing_and_says_so() {
    let (mut house, _) = House::set_up();
    house.start();
    let before = house.everything();
    let said = house.broker(&["setup", "--random"]).well();
    said.says("is there already").says("Nothing was changed").says("already");
    assert_eq!(house.everything(), before);
    assert!(!house.path("etc/backups").exists());
    assert!(!house.read("log").contains("Reloading"));
}

#[test]
fn without_a_service_to_start_it_says_how_to_start_mosquitto() {
    let house = House::unpacked();
    let start = format!("mosquitto -d -c {}", house.path("etc/mosquitto.conf").display());
    house.broker(&["setup", "--random"]).well().says(&start);
    house.broker(&["setup"]).well().says(&start);
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_read_one_a_line_and_an_empty_one_is_made() {
    let mut house = House::unpacked();
    let said = house.broker_told("first one\nsecond\n\nfourth\n", &["setup"]).well();
    let made = said.made();
    assert_eq!(made.keys().collect::<Vec<_>>(), ["voice_assistant"]);
    assert_eq!(made["voice_assistant"].len(), 20);
    house.start();
    Guest::enter(&house.mqtt_url(), "alicia", "first one").await;
    Guest::enter(&house.mqtt_url(), "mobile_app", "fourth").await;
    Guest::enter(&house.mqtt_url(), "voice_assistant", &made["voice_assistant"]).await;
}

#[test]
fn nothing_is_written_before_every_password_is_known() {
    let house = House::unpacked();
    house.broker_told("one\ntwo\n", &["setup"]).refuses(1, "the password for voice_assistant");
    assert!(house.everything().is_empty(), "{:?}", house.everything());
}

#[test]
fn a_password_that_mosquitto_passwd_would_cut_is_refused() {
    for password in ["with:colon", " space before", "space behind ", "a\ttab"] {
        let house = House::unpacked();
        house.broker_told(&format!("{password}\n"), &["setup"]).refuses(1, "no colon");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn users_that_are_there_keep_their_passwords() {
    let (mut house, passwords) = House::set_up();
    house.broker(&["remove-user", "mobile_app"]).well();
    let said = house.broker(&["setup", "--random"]).well();
    let made = said.made();
    assert_eq!(made.keys().collect::<Vec<_>>(), ["mobile_app"]);
    house.start();
    Guest::enter(&house.mqtt_url(), "mobile_app", &made["mobile_app"]).await;
    Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
}

#[test]
fn the_conf_of_a_distribution_is_replaced_and_kept() {
    let house = House::unpacked();
    let conf_d = house.path("etc/conf.d");
    fs::create_dir_all(&conf_d).expect("a folder");
    let default = format!("# Debian\npersistence true\ninclude_dir {}\n", conf_d.display());
    fs::write(house.path("etc/mosquitto.conf"), &default).expect("a conf");
    house.broker(&["setup", "--random"]).well().says("Replaced: ");
    assert!(house.read("etc/mosquitto.conf").contains("acl_file"));
    assert_eq!(kept(&house, "mosquitto.conf"), [default]);
    assert_eq!(house.mode("etc/backups"), 0o700);
}

#[test]
fn one_with_a_file_of_ones_own_beside_it_is_not_the_distributions() {
    let house = House::unpacked();
    let conf_d = house.path("etc/conf.d");
    fs::create_dir_all(&conf_d).expect("a folder");
    let default = format!("persistence true\ninclude_dir {}\n", conf_d.display());
    fs::write(house.path("etc/mosquitto.conf"), &default).expect("a conf");
    fs::write(conf_d.join("home.conf"), format!("listener {} 127.0.0.1\n", house.port)).expect("a conf");
    house.broker(&["setup", "--random"]).well().says("stays as it is");
    assert_eq!(house.read("etc/mosquitto.conf"), default);
}

#[test]
fn a_conf_of_ones_own_stays_until_it_is_to_be_replaced() {
    let house = House::unpacked();
    fs::create_dir(house.path("etc")).expect("a folder");
    fs::write(house.path("etc/mosquitto.conf"), OWN_CONF).expect("a conf");
    let said = house.broker(&["setup", "--random"]).well().says("stays as it is; --replace");
    assert!(said.err.contains("names no password_file"), "{said:?}");
    assert_eq!(house.read("etc/mosquitto.conf"), OWN_CONF);

    house.broker(&["setup", "--replace"]).well().says("Replaced: ");
    assert!(house.read("etc/mosquitto.conf").contains("allow_anonymous false"));
    assert_eq!(kept(&house, "mosquitto.conf"), [OWN_CONF]);
}

#[test]
fn a_mosquitto_that_still_runs_with_its_old_conf_is_not_called_ready() {
    let mut house = House::unpacked();
    fs::create_dir(house.path("etc")).expect("a folder");
    let conf = format!("listener {} 127.0.0.1\nallow_anonymous true\nlog_type all\n", house.port);
    fs::write(house.path("etc/mosquitto.conf"), conf).expect("a conf");
    house.start();
    house.broker(&["setup", "--random", "--replace"]).well().says("Start Mosquitto anew: kill ");
    house.broker(&["setup"]).well().says("but does not listen where").says("Start it anew: kill ");
    let said = house.broker(&["check"]);
    assert!(said.line("though mosquitto.conf names it. fix: start Mosquitto anew: kill ").starts_with("WRONG "));
    assert!(said.line("Anybody enters without a password").starts_with("WRONG "));
}

#[test]
fn replacing_keeps_what_broker_added_itself() {
    let (house, _) = House::set_up();
    house.broker(&["device", "boiler"]).well();
    house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    house.broker(&["setup"]).well().says("Start Mosquitto");
    house.edit("etc/acl", |acl| format!("{acl}user ann\ntopic read #\n"));
    house.edit("etc/mosquitto.conf", |conf| conf.replace("250000", "60000"));
    house.broker(&["setup"]).well().says("acl is not the shipped one");
    house.broker(&["setup", "--replace"]).well();
    let (acl, conf) = (house.read("etc/acl"), house.read("etc/mosquitto.conf"));
    assert!(acl.contains("user boiler\n") && !acl.contains("user ann\n"), "{acl}");
    assert!(conf.contains("certfile ") && conf.contains("max_queued_messages 250000"), "{conf}");
    assert_eq!(house.broker(&["users"]).well().line("boiler").trim_end(), "boiler           one device");
}

#[test]
fn a_taken_port_is_named_before_anything_is_touched() {
    let house = House::unpacked();
    let _stranger = TcpListener::bind(("127.0.0.1", house.websocket_port)).expect("the port is free");
    let port = format!("Port {} is taken by ", house.websocket_port);
    house.broker(&["setup", "--random"]).refuses(1, &port);
    assert!(house.everything().is_empty());
}

#[test]
fn what_mosquitto_would_not_start_with_is_taken_back() {
    let house = House::unpacked();
    house.edit("deploy/mosquitto/mosquitto.conf", |conf| conf + "max_dreams 7\n");
    let said = house.broker(&["setup", "--random"]).refuses(1, "max_dreams");
    assert!(said.err.contains("Everything is as it was") && said.made().is_empty(), "{said:?}");
    assert!(house.everything().is_empty(), "{:?}", house.everything().keys());

    let (house, _) = House::set_up();
    let before = house.read("etc/mosquitto.conf");
    house.edit("deploy/mosquitto/mosquitto.conf", |conf| conf + "max_dreams 7\n");
    house.broker(&["setup", "--replace"]).refuses(1, "Everything is as it was");
    assert_eq!(house.read("etc/mosquitto.conf"), before);
}

#[test]
fn without_the_files_beside_it_the_script_says_what_is_missing() {
    let house = House::unpacked();
    fs::remove_file(house.path("deploy/mosquitto/acl")).expect("it was there");
    house.broker(&["setup", "--random"]).refuses(1, "Unpack the whole folder");
}

#[test]
fn one_command_at_a_time_works_in_a_folder() {
    let (house, _) = House::set_up();
    let mut first = house.command();
    first.arg("--dir").arg(house.path("etc")).args(["add-user", "ann"]);
    let mut first = first.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the script runs");
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(|| house.broker(&["add-user", "bob", "--random"]));
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(first.stdin.take());
        second.join().expect("it ends")
    });
    assert!(!first.wait().expect("it ends").success(), "nobody answered it");
    second.well().says("Added: bob");
}

fn kept(house: &House, name: &str) -> Vec<String> {
    let copies =
        fs::read_dir(house.path("etc/backups")).expect("a folder of copies").map(|entry| entry.expect("a copy"));
    copies
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(name))
        .map(|entry| fs::read_to_string(entry.path()).expect("it can be read"))
        .collect()
}
