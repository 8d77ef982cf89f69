//! `tls`: an authority for the home, what it signs, and the listener that shows it.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::guest::Guest;
use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_trusts_the_authority_meets_this_very_broker() {
    let (mut house, passwords) = House::set_up();
    let said = house.broker(&["tls", "broker.home", "127.0.0.1", "--tls-port", &port(&house)]).well();
    said.says("Install it once on every phone")
        .says("/etc/nginx/alicia/tls/fullchain.pem")
        .says("opens when Mosquitto starts");
    assert_eq!(house.mode("etc/tls/ca.key"), 0o600);
    assert_eq!(house.mode("etc/tls/server.key"), 0o600);
    assert_eq!(house.mode("etc/tls/ca.crt"), 0o644);
    house.start();
    for expected in [["-verify_hostname", "broker.home"], ["-verify_ip", "127.0.0.1"]] {
        let met = meet(&house, &expected);
        assert!(met.status.success(), "{met:?}");
    }
    assert!(!meet(&house, &["-verify_hostname", "elsewhere.home"]).status.success());
    let said = house.broker_told(&format!("{}\n", passwords["mobile_app"]), &["test", "mobile_app"]).well();
    said.says(&format!("Port {}: lets mobile_app in", house.tls_port));
}

#[test]
fn certificates_are_such_that_phones_take_them() {
    let (house, _) = House::set_up();
    house.broker(&["tls", "broker.home", "10.0.0.7", "fd00::1", "--tls-port", &port(&house)]).well();
    let server = openssl(&house, &["x509", "-noout", "-text", "-in", "etc/tls/server.crt"]);
    assert!(server.contains("DNS:broker.home, IP Address:10.0.0.7, IP Address:FD00:0:0:0:0:0:0:1"), "{server}");
    assert!(server.contains("TLS Web Server Authentication") && server.contains("CA:FALSE"), "{server}");
    assert!(server.contains("P-256"), "{server}");
    let within = |days: u32| {
        let seconds = (days * 86_400).to_string();
        !openssl(&house, &["x509", "-noout", "-checkend", &seconds, "-in", "etc/tls/server.crt"]).contains("will not")
    };
    assert!(within(825) && !within(800), "more than 825 days are refused");
    let authority = openssl(&house, &["x509", "-noout", "-text", "-in", "etc/tls/ca.crt"]);
    assert!(authority.contains("CA:TRUE") && authority.contains("Certificate Sign, CRL Sign"), "{authority}");
}

#[test]
fn without_names_the_certificate_is_for_this_machine() {
    let (house, _) = House::set_up();
    house.broker(&["tls", "--tls-port", &port(&house)]).well();
    let server = openssl(&house, &["x509", "-noout", "-text", "-in", "etc/tls/server.crt"]);
    let name = Command::new("hostname").output().expect("hostname runs").stdout;
    let name = String::from_utf8_lossy(&name).trim().to_owned();
    assert!(server.contains(&format!("DNS:{name}")) && server.contains("IP Address:127.0.0.1"), "{server}");
    assert!(server.contains(&format!("DNS:{}.local", name.split('.').next().expect("a name"))), "{server}");
}

#[test]
fn a_second_run_changes_nothing_and_keeps_the_names_once_chosen() {
    let (mut house, _) = House::set_up();
    house.broker(&["tls", "broker.home", "--tls-port", &port(&house)]).well();
    house.start();
    let before = house.everything();
    for words in [&["tls"] as &[&str], &["tls", "broker.home"]] {
        house.broker(words).well().says("is there already, for broker.home").says("Nothing was changed");
    }
    assert_eq!(house.everything(), before);
    assert!(!house.read("log").contains("Reloading"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_shown_at_once_and_every_connection_stays() {
    let (mut house, passwords) = House::set_up();
    house.broker(&["tls", "broker.home", "--tls-port", &port(&house)]).well();
    house.start();
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    for words in [&["tls", "--renew"] as &[&str], &["tls", "other.home"]] {
        let before = shown(&house);
        house.broker(words).well().says("is new").says("new ones see the new certificate");
        shows(&house, |certificate| certificate != before);
    }
    assert!(meet(&house, &["-verify_hostname", "other.home"]).status.success(), "by the same authority");
    assert!(alicia.is_connected().await);
}

#[test]
fn a_certificate_is_renewed_in_its_last_month() {
    let (house, _) = House::set_up();
    house.broker(&["tls", "broker.home", "--tls-port", &port(&house)]).well();
    let authority = house.read("etc/tls/ca.crt");
    expire_soon(&house, "31");
    house.broker(&["tls"]).well().says("is there already, for broker.home with 30 days left");
    expire_soon(&house, "29");
    house.broker(&["tls"]).well().says("is new, for broker.home with 819 days left");
    assert_eq!(house.read("etc/tls/ca.crt"), authority, "phones need not be told");
}

#[test]
fn a_listener_waits_for_a_restart_that_the_person_chooses() {
    let (house, _) = House::running();
    let words = ["tls", "broker.home", "--tls-port", &port(&house)];
    house
        .broker(&words)
        .well()
        .says("opens when Mosquitto is started anew; everybody is disconnected for a moment: kill ");
    house.broker(&["tls"]).well().says("opens when Mosquitto is started anew");
    house.broker(&["add-user", "ann", "--random"]).well();
    house.reloads(1);
}

#[test]
fn a_certificate_from_elsewhere_is_shown_and_not_replaced() {
    let (mut house, _) = House::set_up();
    fs::create_dir(house.path("etc/tls")).expect("a folder");
    public_certificate(&house);
    let public = house.read("etc/tls/server.crt");
    house.broker(&["tls", "--tls-port", &port(&house)]).well().says("was not made here and stays: 89 days left");
    assert_eq!(house.read("etc/tls/server.crt"), public);
    assert!(!house.path("etc/tls/ca.crt").exists());
    house.start();
    house.broker(&["tls"]).well().says("Nothing was changed");
    public_certificate(&house);
    house.broker(&["tls"]).well().says("new ones see the new certificate");
    let public = house.read("etc/tls/server.crt");
    shows(&house, |certificate| certificate == public);
}

#[test]
fn a_key_that_mosquitto_could_not_use_is_taken_back() {
    let (house, _) = House::set_up();
    fs::create_dir(house.path("etc/tls")).expect("a folder");
    public_certificate(&house);
    fs::write(house.path("etc/tls/server.key"), "no key\n").expect("a file");
    let before = house.read("etc/mosquitto.conf");
    house.broker(&["tls", "--tls-port", &port(&house)]).refuses(1, "Everything is as it was");
    assert_eq!(house.read("etc/mosquitto.conf"), before);
}

#[test]
fn a_client_proves_itself_with_a_certificate_of_its_own() {
    let (mut house, _) = House::set_up();
    house.broker(&["tls", "--client", "kitchen"]).refuses(1, "Make one with: broker tls");
    house.broker(&["tls", "broker.home", "--tls-port", &port(&house)]).well();
    house.broker(&["tls", "--client", "kitchen"]).well().says("etc/tls/clients/kitchen.crt");
    let before = house.everything();
    house.broker(&["tls", "--client", "kitchen"]).well().says("is there already");
    assert_eq!(house.everything(), before);
    assert_eq!(house.mode("etc/tls/clients/kitchen.key"), 0o600);
    // As the help says.
    let ca = house.path("etc/tls/ca.crt");
    house.edit("etc/mosquitto.conf", |conf| {
        let demand = format!("cafile {}\nrequire_certificate true\n# <<< tls\n", ca.display());
        conf.replace("# <<< tls\n", &demand)
    });
    house.start();
    // 1.3 would tell a client only later that it is not welcome.
    assert!(!meet(&house, &["-tls1_2"]).status.success());
    let (certificate, key) = (house.path("etc/tls/clients/kitchen.crt"), house.path("etc/tls/clients/kitchen.key"));
    let (certificate, key) = (certificate.display().to_string(), key.display().to_string());
    let met = meet(&house, &["-tls1_2", "-cert", &certificate, "-key", &key]);
    assert!(met.status.success(), "{met:?}");
    house.broker(&["check"]).well().says("admits only clients with a certificate");
}

#[test]
fn a_conf_that_listens_by_default_does_not_lose_its_port() {
    let house = House::unpacked();
    fs::create_dir(house.path("etc")).expect("a folder");
    fs::write(house.path("etc/mosquitto.conf"), "persistence true\n").expect("a conf");
    house.broker(&["tls"]).refuses(1, "would close the port it has by default");
    assert!(!house.path("etc/tls").exists());
}

#[test]
fn what_is_no_name_is_not_certified() {
    let (house, _) = House::set_up();
    for name in ["a b", "a,DNS:b", "$(id)", "ä.home"] {
        house.broker(&["tls", name]).refuses(2, "neither a name nor an address");
    }
    house.broker(&["tls", "--client", "../x"]).refuses(2, "is no good name");
}

fn port(house: &House) -> String {
    house.tls_port.to_string()
}

fn meet(house: &House, options: &[&str]) -> Output {
    let mut client = Command::new("openssl");
    client.args(["s_client", "-verify_return_error", "-connect"]).arg(format!("127.0.0.1:{}", house.tls_port));
    client.arg("-CAfile").arg(house.path("etc/tls/ca.crt")).args(options);
    client.stdin(Stdio::null()).output().expect("openssl runs")
}

/// Mosquitto may still be reading its files again.
fn shows(house: &House, wanted: impl Fn(&str) -> bool) {
    let began = Instant::now();
    while !wanted(&shown(house)) {
        assert!(began.elapsed() < Duration::from_mins(1), "it shows {}", shown(house));
        sleep(Duration::from_millis(20));
    }
}

fn shown(house: &House) -> String {
    let met = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{}", house.tls_port)])
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs");
    let text = String::from_utf8_lossy(&met.stdout).into_owned();
    let begin = text.find("-----BEGIN").expect("a certificate is shown");
    let end = text.find("-----END CERTIFICATE-----\n").expect("a whole certificate");
    text[begin..end].to_owned() + "-----END CERTIFICATE-----\n"
}

fn openssl(house: &House, words: &[&str]) -> String {
    let output = Command::new("openssl").current_dir(house.path("")).args(words).output().expect("openssl runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn expire_soon(house: &House, days: &str) {
    openssl(house, &["req", "-new", "-key", "etc/tls/server.key", "-subj", "/CN=x", "-out", "request"]);
    let sign =
        ["x509", "-req", "-in", "request", "-CA", "etc/tls/ca.crt", "-CAkey", "etc/tls/ca.key", "-set_serial", "1"];
    openssl(house, &[&sign as &[&str], &["-days", days, "-out", "etc/tls/server.crt"]].concat());
}

fn public_certificate(house: &House) {
    let make = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x"];
    let files = ["-days", "90", "-keyout", "etc/tls/server.key", "-out", "etc/tls/server.crt"];
    openssl(house, &[&make as &[&str], &files].concat());
}
