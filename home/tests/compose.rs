//! `deploy/compose.yaml` is what Docker understands, finds its files, and its health check logs in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use home::mosquitto::Mosquitto;
use home::user::User;
use tempfile::TempDir;

const COMPOSE: &str = include_str!("../../deploy/compose.yaml");

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy")
}

/// What the client makes of the file; `None` where there is no client. It needs no engine.
fn understood() -> Option<Output> {
    let plugin = || Command::new("docker").args(["compose", "config"]).current_dir(deploy()).output();
    let program = || Command::new("docker-compose").arg("config").current_dir(deploy()).output();
    let has_plugin = Command::new("docker").args(["compose", "version"]).output().is_ok_and(|it| it.status.success());
    if has_plugin { plugin().ok() } else { program().ok() }
}

/// The words of the one line that begins with `test:`.
fn health_check() -> Vec<String> {
    let line = COMPOSE.lines().find_map(|line| line.trim().strip_prefix("test: [")).expect("there is a health check");
    let words = line.trim_end_matches(']').split(", ").map(|word| word.trim_matches('"').to_owned());
    words.skip_while(|word| word == "CMD").collect()
}

#[test]
fn docker_compose_understands_it() {
    let Some(output) = understood() else {
        eprintln!("neither `docker compose` nor `docker-compose` is here: not checked");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for wanted in ["container_name: alicia_mqtt", "image: eclipse-mosquitto:2.0", "name: alicia_network"] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
}

#[test]
fn every_file_that_it_mounts_is_shipped() {
    let mounted = COMPOSE.lines().filter_map(|line| line.trim().strip_prefix("- ./")?.split(':').next());
    // `broker setup` makes this one.
    let shipped: Vec<_> = mounted.filter(|path| *path != "mqtt").collect();
    assert!(shipped.len() >= 3, "{shipped:?}");
    for path in shipped {
        assert!(deploy().join(path).exists(), "{path}");
    }
}

#[test]
fn the_health_check_logs_in_and_notices_when_it_cannot() {
    let broker = Mosquitto::start().expect("Mosquitto starts");
    let folder = TempDir::new().expect("a temporary folder");
    let check = |password: &str| {
        let options = format!("-p {}\n-u {}\n-P {password}\n", broker.mqtt_port(), User::MobileApp.name());
        fs::write(folder.path().join("mosquitto_sub"), options).expect("a file in a new folder");
        let inside = "XDG_CONFIG_HOME=/mosquitto/config/healthcheck";
        let here = format!("XDG_CONFIG_HOME={}", folder.path().display());
        let words = health_check();
        assert_eq!((words[0].as_str(), words[1].as_str()), ("env", inside));
        Command::new("env").arg(here).args(&words[2..]).output().expect("env is everywhere").status.success()
    };
    assert!(check(broker.password(User::MobileApp)));
    assert!(!check("not it"));
}
