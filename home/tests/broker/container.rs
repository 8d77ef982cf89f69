//! `--container`: every tool, signal and log goes through docker. A few lines of shell stand in for it: the "container" is
//! this machine, which sees the folder by another name.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::guest::Guest;
use crate::house::{House, Said};

/// The program, the folder of the house, the way it is seen from inside, and the ports are filled in.
const DOCKER: &str = r#"#!/bin/sh
cd HOUSE || exit 1
printf '%s\n' "$*" >>called
command=$1
shift
case $command in
    inspect)
        [ "$3" = home_mqtt ] || exit 1
        case $2 in
            *State*) if [ -e pid ]; then echo 'true image:2'; else echo 'false image:2'; fi ;;
            *Mounts*) cat mounts ;;
            *Healthcheck*) cat healthcheck ;;
        esac
        ;;
    exec)
        [ "$1 $2" = '-i home_mqtt' ] && [ -e pid ] || exit 1
        shift 2
        # In there one is root.
        [ "$1" != chown ] || [ "$(id -u)" = 0 ] || exit 0
        exec "$@"
        ;;
    run)
        [ "$1 $2 $3 $4 $5 $7" = '--rm -i --volumes-from home_mqtt --entrypoint image:2' ] || exit 1
        program=$6
        shift 7
        [ "$program" != chown ] || [ "$(id -u)" = 0 ] || exit 0
        exec "$program" "$@"
        ;;
    kill) [ "$1 $3" = '-s home_mqtt' ] && kill -s "$2" "$(cat pid)" ;;
    port) [ "$1" = home_mqtt ] && echo "0.0.0.0:${2%/tcp}" ;;
    logs) printf 'a line of the log (%s)\n' "$*" ;;
    restart)
        [ "$1" = home_mqtt ] || exit 1
        [ ! -e pid ] || kill "$(cat pid)"
        while [ -e pid ] && readlink "/proc/$(cat pid)/exe" >/dev/null; do sleep 0.05; done
        PATH=$PATH:/usr/sbin mosquitto -c inside/mosquitto.conf >>log 2>&1 </dev/null 9<&- &
        echo $! >pid
        ;;
    *) exit 1 ;;
esac
"#;

struct Container(House);

impl Container {
    fn created() -> Self {
        let house = House::unpacked();
        fs::create_dir(house.path("etc")).expect("a folder");
        symlink(house.path("etc"), house.path("inside")).expect("a second name");
        house.put_program("docker", &DOCKER.replace("HOUSE", &text(&house.path(""))));
        let mount =
            format!("/var/data|/mosquitto/data\n{}|{}\n", text(&house.path("etc")), text(&house.path("inside")));
        fs::write(house.path("mounts"), mount).expect("a file");
        fs::write(house.path("healthcheck"), "null\n").expect("a file");
        Self(house)
    }

    fn broker(&self, words: &[&str]) -> Said {
        self.0.broker(&[&["--container", "home_mqtt"], words].concat())
    }

    fn called(&self) -> String {
        self.0.read("called")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_was_only_created_is_set_up_and_started() {
    let container = Container::created();
    let house = &container.0;
    let passwords = container.broker(&["setup", "--random"]).well().says("runs in the container home_mqtt").made();
    assert!(container.called().contains("run --rm -i --volumes-from home_mqtt --entrypoint sh image:2 -c "));
    assert!(container.called().contains("restart home_mqtt\n"));
    let conf = house.read("etc/mosquitto.conf");
    assert!(conf.contains(&format!("password_file {}/passwords\n", text(&house.path("inside")))), "{conf}");
    Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    let before = house.everything();
    container.broker(&["setup"]).well().says("Nothing was changed");
    assert_eq!(house.everything(), before);
    container.broker(&["status"]).well().says("runs in the container home_mqtt");
}

#[tokio::test(flavor = "multi_thread")]
async fn users_come_and_go_by_its_own_tools_and_a_signal() {
    let container = Container::created();
    let house = &container.0;
    let passwords = container.broker(&["setup", "--random"]).well().made();
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    let made = container.broker(&["device", "boiler"]).well().made();
    let boiler = Guest::enter(&house.mqtt_url(), "boiler", &made["boiler"]).await;
    assert!(boiler.may_say("alicia/sensors/boiler").await);
    let called = container.called();
    assert!(called.contains("exec -i home_mqtt sh -c umask 077") && called.contains("kill -s HUP home_mqtt\n"));
    assert!(!called.contains(&made["boiler"]), "{called}");
    container.broker(&["remove-user", "boiler"]).well();
    assert!(boiler.is_sent_away().await && alicia.is_connected().await);
    let answers = format!("{}\n", passwords["mobile_app"]);
    house.broker_told(&answers, &["check", "--container", "home_mqtt"]).well();
    house.broker_told(&answers, &["test", "mobile_app", "--container", "home_mqtt"]).well();
}

#[test]
fn its_certificate_backup_and_log_are_within_reach() {
    let container = Container::created();
    let house = &container.0;
    container.broker(&["setup", "--random"]).well();
    let port = house.tls_port.to_string();
    container.broker(&["tls", "--tls-port", &port]).well().says("docker restart home_mqtt");
    let certificate = format!("certfile {}/tls/server.crt\n", text(&house.path("inside")));
    assert!(house.read("etc/mosquitto.conf").contains(&certificate));
    let archive = text(&house.path("home.tar.gz"));
    container.broker(&["backup", &archive]).well();
    assert!(container.called().contains("kill -s USR1 home_mqtt\n"));
    container.broker(&["password", "alicia", "--random"]).well();
    container.broker(&["restore", &archive]).well().says("Restored: passwords");
    container.broker(&["logs"]).well().says("a line of the log (--tail 100 home_mqtt)");
    container.broker(&["logs", "-f"]).well().says("a line of the log (--tail 100 -f home_mqtt)");
}

#[test]
fn the_health_check_of_compose_gets_a_user_who_may_do_nothing_else() {
    let container = Container::created();
    let house = &container.0;
    let home = format!("XDG_CONFIG_HOME={}/healthcheck", text(&house.path("inside")));
    fs::write(house.path("healthcheck"), format!(r#"{{"Test":["CMD","env","{home}","mosquitto_sub"]}}"#))
        .expect("a file");
    let said = container.broker(&["setup", "--random"]).well();
    assert!(!said.made().contains_key("healthcheck"), "nobody needs it");
    let options = house.read("etc/healthcheck/mosquitto_sub");
    let password = options.strip_prefix("-u healthcheck\n-P ").expect("options of mosquitto_sub").trim();
    assert_eq!(house.mode("etc/healthcheck/mosquitto_sub"), 0o600);
    let answers = format!("{password}\n");
    house.broker_told(&answers, &["test", "healthcheck", "--container", "home_mqtt"]).well();
    assert!(!house.read("etc/acl").contains("healthcheck"));
    let before = house.everything();
    container.broker(&["setup"]).well();
    assert_eq!(house.everything(), before);
}

#[test]
fn a_container_that_cannot_be_served_is_a_sentence() {
    let container = Container::created();
    let house = &container.0;
    house.broker(&["status", "--container", "other"]).refuses(1, "There is no container other");
    fs::write(house.path("mounts"), "/elsewhere|/mosquitto/config\n").expect("a file");
    container.broker(&["setup", "--random"]).refuses(1, "does not see");
    let file = text(&house.path("etc/mosquitto.conf"));
    fs::write(&file, "").expect("a file");
    fs::write(house.path("mounts"), format!("{file}|/mosquitto/config/mosquitto.conf\n")).expect("a file");
    container.broker(&["setup", "--random"]).refuses(1, "mounts the single file");
}

fn text(path: &Path) -> String {
    path.display().to_string().trim_end_matches('/').to_owned()
}
