//! What a home installs works: the password script, persistence, and queues long enough for a big home.

mod person;

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use home::mosquitto::Mosquitto;
use home::user::{Passwords, User};
use person::Person;
use tempfile::TempDir;

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/mosquitto/make-passwords")
}

fn make_passwords(arguments: &[&str], file: &Path) -> Output {
    Command::new(script()).args(arguments).arg(file).stdin(Stdio::null()).output().expect("the script runs")
}

fn shown(output: &Output) -> Passwords {
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> = text.split_whitespace().collect();
    User::ALL.into_iter().fold(Passwords::random(), |passwords, user| {
        let at = words.iter().position(|word| *word == user.name()).expect("every user is shown");
        passwords.with(user, words[at + 1])
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_made_by_the_script_open_a_real_mosquitto() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("passwords");
    let made = make_passwords(&["--random"], &file);
    assert!(made.status.success(), "{made:?}");
    let permissions = fs::metadata(&file).expect("the file is there").permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
    let passwords = shown(&made);
    let content = fs::read_to_string(&file).expect("the file can be read");
    assert!(User::ALL.iter().all(|user| !content.contains(passwords.of(*user))), "only hashes are kept");

    let broker = Mosquitto::start_with(&file, passwords).expect("Mosquitto accepts the file");
    for user in User::ALL {
        Person::enter(&broker.mqtt_url(), user, broker.passwords()).await;
    }
    let alicia = Person::enter(&broker.ws_url(), User::Alicia, broker.passwords()).await;
    alicia.say("alicia/voice/wake", "alicia").await.expect("alicia says anything");
}

#[test]
fn the_script_replaces_nothing_unless_forced() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("passwords");
    fs::write(&file, "precious").expect("a file that is there already");
    let refused = make_passwords(&["--random"], &file);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    assert_eq!(fs::read_to_string(&file).expect("still there"), "precious");

    assert!(make_passwords(&["--random", "--force"], &file).status.success());
    let kept = folder.path().join("passwords.old");
    assert_eq!(fs::read_to_string(kept).expect("the old one is kept"), "precious");
}

#[tokio::test(flavor = "multi_thread")]
async fn three_thousand_retained_topics_survive_a_restart_and_arrive_at_once() {
    let mut broker = Mosquitto::start().expect("Mosquitto starts");
    let home = home::simulate::start(home::simulate::Options {
        broker: broker.mqtt_url(),
        passwords: broker.passwords().clone(),
        size: home::simulate::Size { devices: 3_000, rate: Some(1.0), seed: 1 },
    })
    .expect("the home is welcome");
    everyone(&broker).await;
    drop(home);
    broker.restart().expect("Mosquitto starts again");
    everyone(&broker).await;
}

async fn everyone(broker: &Mosquitto) {
    let mut mobile_app = Person::enter(&broker.ws_url(), User::MobileApp, broker.passwords()).await;
    mobile_app.listen("smarthome/#").await.expect("mobile_app hears smarthome/#");
    let mut present = HashSet::new();
    mobile_app
        .hear("three thousand devices", |topic, _| {
            if topic.starts_with("smarthome/2/") && topic.ends_with("/status") {
                present.insert(topic.to_owned());
            }
            present.len() == 3_000
        })
        .await;
}
