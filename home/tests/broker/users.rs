//! `add-user`, `password`, `remove-user`, `users`: who may enter, while everybody else stays connected.

use crate::guest::Guest;
use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_user_enters_and_nobody_else_notices() {
    let (house, passwords) = House::running();
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    let said = house.broker_told("correct horse\n", &["add-user", "ann"]).well();
    said.says("Added: ann").says("It may log in and do nothing");
    let ann = Guest::enter(&house.mqtt_url(), "ann", "correct horse").await;
    assert!(!ann.may_say("alicia/commands/bulb").await, "the rules have no word for ann");
    assert!(alicia.is_connected().await && alicia.may_say("anything").await);
    assert_eq!(house.mode("etc/passwords"), 0o600);
}

#[test]
fn adding_a_user_again_changes_nothing() {
    let (house, _) = House::set_up();
    house.broker(&["add-user", "ann", "--random"]).well();
    let before = house.everything();
    house.broker(&["add-user", "ann", "--random"]).well().says("ann is there already").says("broker password ann");
    assert_eq!(house.everything(), before);
}

#[test]
fn a_name_that_mosquitto_could_not_read_back_is_refused() {
    let (house, _) = House::set_up();
    for name in ["a b", "a:b", "#a", "Käthe", "a/b", "$SYS", "+", "", &"x".repeat(61)] {
        let before = house.everything();
        house.broker(&["add-user", name, "--random"]).refuses(2, "See: broker help");
        assert_eq!(house.everything(), before, "{name}");
    }
    house.broker(&["add-user", "ann.b@home", "--random"]).well();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_its_users_connection_and_no_other() {
    let (house, passwords) = House::running();
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    let phone = Guest::enter(&house.mqtt_url(), "mobile_app", &passwords["mobile_app"]).await;
    let said = house.broker_told("another one\n", &["password", "mobile_app"]).well();
    assert!(said.err.contains("every open dashboard is logged out"), "{said:?}");
    said.says("those of mobile_app");
    assert!(phone.is_sent_away().await);
    assert!(alicia.is_connected().await && alicia.may_say("anything").await);
    Guest::enter(&house.mqtt_url(), "mobile_app", "another one").await;
    assert!(Guest::is_refused(&house.mqtt_url(), "mobile_app", &passwords["mobile_app"]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_user_is_sent_away_and_stays_out() {
    let (house, passwords) = House::running();
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    let device = Guest::enter(&house.mqtt_url(), "esp32_device", &passwords["esp32_device"]).await;
    let said = house.broker(&["remove-user", "esp32_device"]).well();
    assert!(said.err.contains("every device that has no user of its own is shut out"), "{said:?}");
    said.says("still has rules for esp32_device");
    assert!(device.is_sent_away().await);
    assert!(Guest::is_refused(&house.mqtt_url(), "esp32_device", &passwords["esp32_device"]).await);
    assert!(alicia.is_connected().await);
}

#[test]
fn whoever_is_unknown_may_be_a_slip_of_the_finger() {
    let (house, _) = House::set_up();
    let before = house.everything();
    for command in ["remove-user", "password"] {
        let said = house.broker(&[command, "mobile_ap"]).refuses(1, "There is no user mobile_ap");
        assert!(said.err.contains("alicia esp32_device voice_assistant mobile_app"), "{said:?}");
    }
    assert_eq!(house.everything(), before);
}

#[test]
fn each_user_is_listed_with_what_it_is_for() {
    let (house, _) = House::set_up();
    house.broker(&["device", "boiler"]).well();
    house.broker(&["add-user", "ann", "--random"]).well();
    house.broker(&["add-user", "bob", "--random"]).well();
    house.edit("etc/acl", |acl| acl + "user ann\ntopic read home/#\n");
    let said = house.broker(&["users"]).well();
    for (user, purpose) in [
        ("alicia", "the home's brain"),
        ("mobile_app", "people, through the dashboard"),
        ("boiler", "one device"),
        ("ann", "your own, with rules in acl"),
        ("bob", "your own, without rules in acl"),
    ] {
        let line = said.out.lines().find(|line| line.starts_with(&format!("{user} "))).expect("a line for each");
        assert!(line.contains(purpose), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_file_of_another_name_is_found_in_conf_d() {
    let house = House::unpacked();
    let etc = house.path("etc");
    std::fs::create_dir_all(etc.join("conf.d")).expect("a folder");
    let main = format!("include_dir {}/conf.d\n", etc.display());
    let more = format!("allow_anonymous false\npassword_file {}/passwd\r\n", etc.display());
    std::fs::write(etc.join("mosquitto.conf"), main).expect("a conf");
    std::fs::write(etc.join("conf.d/auth.conf"), more).expect("a conf");
    house.broker(&["add-user", "solar_user", "--random"]).well();
    assert!(house.read("etc/passwd").starts_with("solar_user:$"));
    assert!(!etc.join("passwords").exists());
}

#[test]
fn no_more_than_thirty_copies_of_a_file_are_kept() {
    let (house, _) = House::set_up();
    let backups = house.path("etc/backups");
    std::fs::create_dir(&backups).expect("a folder");
    for number in 10..45 {
        std::fs::write(backups.join(format!("passwords.202501{number}-000000")), "").expect("an old copy");
    }
    house.broker(&["add-user", "ann", "--random"]).well();
    let names: Vec<_> = std::fs::read_dir(&backups)
        .expect("a folder")
        .map(|entry| entry.expect("a copy").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names.len(), 30);
    assert!(!names.contains(&"passwords.20250110-000000".to_owned()), "the oldest go first");
    assert!(names.iter().any(|name| !name.starts_with("passwords.2025")), "the newest stays: {names:?}");
}
