//! `backup` and `restore`: what is packed comes back byte for byte, and nothing else comes in.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::guest::Guest;
use crate::house::House;

const FILES: &[&str] = &["etc/mosquitto.conf", "etc/acl", "etc/passwords", "etc/tls/server.key", "etc/tls/ca.key"];

#[tokio::test(flavor = "multi_thread")]
async fn what_was_backed_up_comes_back_while_mosquitto_runs() {
    let (house, passwords) = House::running();
    house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    let archive = house.path("home.tar.gz");
    house.broker(&["backup", &text(&archive)]).well();
    assert_eq!(house.mode("home.tar.gz"), 0o600);
    let before: Vec<_> = FILES.iter().map(|name| fs::read(house.path(name)).expect("a file")).collect();
    let modes: Vec<_> = FILES.iter().map(|name| house.mode(name)).collect();

    house.broker(&["password", "mobile_app", "--random"]).well();
    house.broker(&["device", "boiler"]).well();
    house.broker(&["tls", "elsewhere.example", "--renew"]).well();
    house.edit("etc/mosquitto.conf", |conf| conf.replace("250000", "60000"));
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;

    house.broker(&["restore", &text(&archive)]).well().says("before-restore-");
    let after: Vec<_> = FILES.iter().map(|name| fs::read(house.path(name)).expect("a file")).collect();
    assert!(before == after, "byte for byte");
    assert_eq!(FILES.iter().map(|name| house.mode(name)).collect::<Vec<_>>(), modes);
    Guest::enter(&house.mqtt_url(), "mobile_app", &passwords["mobile_app"]).await;
    assert!(alicia.is_connected().await);
    house.broker(&["restore", &text(&archive)]).well().says("Everything is as in");
}

#[test]
fn the_state_before_a_restore_can_be_restored_too() {
    let (house, _) = House::set_up();
    let archive = text(&house.path("home.tar.gz"));
    house.broker(&["backup", &archive]).well();
    house.broker(&["device", "boiler"]).well();
    let changed = house.read("etc/acl");
    house.broker(&["restore", &archive]).well();
    assert_ne!(house.read("etc/acl"), changed);
    let copies = fs::read_dir(house.path("etc/backups")).expect("copies").map(|entry| entry.expect("a copy").path());
    let earlier: Vec<_> = copies.filter(|path| text(path).contains("before-restore-")).collect();
    house.broker(&["restore", &text(&earlier[0])]).well();
    assert_eq!(house.read("etc/acl"), changed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_machine_gets_everything_back_with_what_was_retained() {
    let (mut old, passwords) = House::running();
    let alicia = Guest::enter(&old.mqtt_url(), "alicia", &passwords["alicia"]).await;
    alicia.keep("home/letterbox", "full").await;
    let archive = text(&old.path("home.tar.gz"));
    old.broker(&["backup", &archive]).well();
    old.broker(&["restore", &archive]).well().says("stop Mosquitto");
    old.stop();
    fs::remove_dir_all(old.path("etc")).expect("it was there");
    fs::remove_file(old.path("data/mosquitto.db")).expect("it was there");

    let said = old.broker(&["restore", &archive]).well();
    said.says("Restored: acl mosquitto.conf passwords").says("mosquitto.db");
    old.start();
    let mut alicia = Guest::enter(&old.mqtt_url(), "alicia", &passwords["alicia"]).await;
    alicia.listen("home/#").await;
    assert_eq!(alicia.topics_until("home/letterbox").await, ["home/letterbox"]);
}

#[test]
fn a_backup_overwrites_nothing() {
    let (house, _) = House::set_up();
    fs::write(house.path("home.tar.gz"), "precious").expect("a file");
    house.broker(&["backup", &text(&house.path("home.tar.gz"))]).refuses(1, "is not overwritten");
    assert_eq!(house.read("home.tar.gz"), "precious");
    house.broker(&["backup"]).well().says("etc/backups/home-2");
    house.broker(&["status"]).says("Last backup").says("/backups/home-2");
    house.broker(&["backup", "/no/such/folder/home.tar.gz"]).refuses(1, "I may not write beside");
}

#[test]
fn what_backup_did_not_make_is_not_restored() {
    let (house, _) = House::set_up();
    house.broker(&["backup", &text(&house.path("good.tar.gz"))]).well();
    let before = house.everything();
    let stage = house.path("stage");
    fs::create_dir_all(stage.join("conf.d")).expect("a folder");
    for name in ["mosquitto.conf", "acl", "passwords", "evil.sh", "conf.d/x.conf", "conf.d/x.sh"] {
        fs::write(stage.join(name), "# nothing\n").expect("a file");
    }
    fs::remove_file(stage.join("passwords")).expect("it was there");
    std::os::unix::fs::symlink("/etc/shadow", stage.join("passwords")).expect("a link");
    fs::hard_link(stage.join("mosquitto.conf"), stage.join("hard")).expect("a link");

    let absolute = text(&stage.join("acl"));
    for (pack, complaint) in [
        (&["mosquitto.conf", "evil.sh"] as &[&str], "evil.sh"),
        (&["mosquitto.conf", "conf.d/x.sh"], "conf.d/x.sh"),
        (&["mosquitto.conf", "passwords"], "links or folders"),
        (&["hard", "mosquitto.conf", "--transform=s/hard/acl/"], "links or folders"),
        (&["mosquitto.conf", "acl", "--transform=s,^acl,../acl,"], "../acl"),
        (&["mosquitto.conf", "acl", "--transform=s,^acl,conf.d/../../acl,"], "../acl"),
        (&["-P", "mosquitto.conf", &absolute], "/stage/acl"),
        (&["mosquitto.conf", "conf.d"], "conf.d"),
        (&["acl"], "holds no mosquitto.conf"),
    ] {
        let archive = text(&house.path("bad.tar.gz"));
        let packed = Command::new("tar").arg("-C").arg(&stage).arg("-czf").arg(&archive).args(pack).output();
        assert!(packed.expect("tar runs").status.success(), "{pack:?}");
        let said = house.broker(&["restore", &archive]).refuses(1, "Nothing was changed");
        assert!(said.err.contains(complaint), "{pack:?}: {said:?}");
    }
    let good = fs::read(house.path("good.tar.gz")).expect("an archive");
    fs::write(house.path("short.tar.gz"), &good[..good.len() / 2]).expect("a file");
    house.broker(&["restore", &text(&house.path("short.tar.gz"))]).refuses(1, "damaged, or no backup");
    fs::write(house.path("other"), "no archive").expect("a file");
    house.broker(&["restore", &text(&house.path("other"))]).refuses(1, "damaged, or no backup");
    house.broker(&["restore", "/no/such/file"]).refuses(1, "no file");
    assert_eq!(house.everything(), before);
}

#[test]
fn a_backup_that_mosquitto_would_not_start_with_is_taken_back() {
    let (house, _) = House::set_up();
    let good = house.read("etc/mosquitto.conf");
    house.edit("etc/mosquitto.conf", |conf| conf + "max_dreams 7\n");
    let archive = text(&house.path("home.tar.gz"));
    house.broker(&["backup", &archive]).well();
    fs::write(house.path("etc/mosquitto.conf"), &good).expect("a conf");
    house.broker(&["restore", &archive]).refuses(1, "max_dreams");
    assert_eq!(house.read("etc/mosquitto.conf"), good);
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
