//! Under systemd: the service is started, reloaded and read by systemd's own tools, if it is ours. A few lines of shell stand
//! in for them.

use std::fs;

use crate::guest::Guest;
use crate::house::House;

/// The folder of the house and the conf that the service reads are filled in.
const SYSTEMCTL: &str = r#"#!/bin/sh
cd HOUSE || exit 1
printf '%s\n' "$*" >>called
case "$*" in
    'show -p ExecStart mosquitto')
        echo 'ExecStart={ path=/usr/sbin/mosquitto ; argv[]=/usr/sbin/mosquitto -c CONF ; ignore_errors=no ; pid=0 }'
        ;;
    'show -p MainPID mosquitto') echo "MainPID=$(cat pid)" ;;
    'is-active --quiet mosquitto') [ -e pid ] ;;
    'reload mosquitto') kill -HUP "$(cat pid)" ;;
    'restart mosquitto')
        [ ! -e pid ] || kill "$(cat pid)"
        while [ -e pid ] && readlink "/proc/$(cat pid)/exe" >/dev/null; do sleep 0.05; done
        rm -f pid
        ! [ -e broken ] || grep -q ours etc/mosquitto.conf || exit 1
        PATH=$PATH:/usr/sbin mosquitto -c CONF >>log 2>&1 </dev/null 9<&- &
        echo $! >pid
        ;;
    *) exit 1 ;;
esac
"#;

const JOURNALCTL: &str = "#!/bin/sh\necho \"the journal ($*)\"\n";

fn house_with_service(conf: Option<&str>) -> House {
    let house = House::unpacked();
    let own = house.path("etc/mosquitto.conf").display().to_string();
    let folder = house.path("").display().to_string();
    house.put_program("systemctl", &SYSTEMCTL.replace("HOUSE", &folder).replace("CONF", conf.unwrap_or(&own)));
    house.put_program("journalctl", JOURNALCTL);
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn setup_starts_the_service_and_sees_it_answer() {
    let house = house_with_service(None);
    let said = house.broker(&["setup", "--random"]).well().says("runs as a service").says("answers on every listener");
    Guest::enter(&house.mqtt_url(), "alicia", &said.made()["alicia"]).await;
    assert_eq!(times(&house, "restart mosquitto"), 1);
    house.broker(&["setup"]).well().says("Nothing was changed");
    assert_eq!(times(&house, "restart mosquitto"), 1);
    house.broker(&["status"]).well().says("runs as a service (process ");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_no_restart_is_reloaded_through_systemd() {
    let house = house_with_service(None);
    let passwords = house.broker(&["setup", "--random"]).well().made();
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    let made = house.broker(&["device", "boiler"]).well().made();
    Guest::enter(&house.mqtt_url(), "boiler", &made["boiler"]).await;
    let said = house.broker(&["tls", "--tls-port", &house.tls_port.to_string()]).well();
    said.says("everybody is disconnected for a moment: systemctl restart mosquitto");
    assert!(alicia.is_connected().await);
    assert_eq!((times(&house, "restart mosquitto"), times(&house, "reload mosquitto")), (1, 1));
}

#[test]
fn the_service_of_another_conf_is_left_alone() {
    let house = house_with_service(Some("/etc/mosquitto/mosquitto.conf"));
    house.broker(&["setup", "--random"]).well().says("Start Mosquitto: mosquitto -d -c ");
    house.broker(&["add-user", "ann", "--random"]).well();
    house.broker(&["logs"]).refuses(1, "is kept nowhere");
    assert_eq!(times(&house, "restart mosquitto") + times(&house, "reload mosquitto"), 0);
}

#[test]
fn a_service_that_does_not_come_up_gets_its_old_files_back() {
    let house = house_with_service(None);
    fs::create_dir(house.path("etc")).expect("a folder");
    let ours = format!("# ours\nlistener {} 127.0.0.1\nallow_anonymous true\nlog_type all\n", house.port);
    fs::write(house.path("etc/mosquitto.conf"), &ours).expect("a conf");
    house.broker(&["setup", "--random"]).well();
    fs::write(house.path("broken"), "").expect("a file");
    house.broker(&["setup", "--replace"]).refuses(1, "did not come up with this, so everything is as it was");
    assert_eq!(house.read("etc/mosquitto.conf"), ours);
    house.broker(&["status"]).well().says("runs as a service");
}

#[test]
fn the_log_is_in_the_journal() {
    let house = house_with_service(None);
    house.broker(&["setup", "--random"]).well();
    house.broker(&["logs"]).well().says("the journal (-u mosquitto -n 100 --no-pager)");
    house.broker(&["logs", "-f"]).well().says("the journal (-u mosquitto -n 100 --no-pager -f)");
}

fn times(house: &House, call: &str) -> usize {
    house.read("called").lines().filter(|line| *line == call).count()
}
