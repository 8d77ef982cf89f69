//! Passwords are seen by those who type them and by nobody else, and a prompt that is broken off leaves nothing behind.

use std::env;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::house::House;

/// Every program the script may run.
const PROGRAMS: &[&str] = &[
    "awk",
    "base64",
    "bash",
    "cat",
    "chmod",
    "chown",
    "cmp",
    "cp",
    "cut",
    "date",
    "dirname",
    "find",
    "flock",
    "grep",
    "gzip",
    "head",
    "hostname",
    "id",
    "ls",
    "mkdir",
    "mkfifo",
    "mktemp",
    "mosquitto",
    "mosquitto_passwd",
    "mv",
    "od",
    "openssl",
    "readlink",
    "rm",
    "sed",
    "sh",
    "sleep",
    "sort",
    "ss",
    "stty",
    "tail",
    "tar",
    "tr",
];

#[test]
fn no_password_is_ever_on_a_command_line_or_in_an_environment() {
    let (mut house, _) = House::set_up();
    watch(&house);
    let mut secrets = vec!["Given-one".to_owned(), "Given-two".to_owned(), "Given-three".to_owned()];
    for user in ["alicia", "mobile_app"] {
        house.broker(&["remove-user", user]).well();
    }
    house.broker_told("Given-one\nGiven-two\n", &["setup"]).well();
    house.broker_told("Given-three\n", &["add-user", "ann"]).well();
    secrets.extend(house.broker(&["device", "boiler"]).well().made().into_values());
    secrets.extend(house.broker(&["password", "ann", "--random"]).well().made().into_values());
    house.broker(&["tls", "broker.home", "--tls-port", &house.tls_port.to_string()]).well();
    house.start();
    house.broker_told("Given-two\n", &["test", "mobile_app"]).well();
    house.broker_told("Given-two\n", &["check"]).well();
    house.broker(&["backup"]).well();

    let seen = house.read("seen");
    for program in ["mosquitto_passwd -U ", "openssl s_client ", "od -An", "mosquitto -c "] {
        assert!(seen.contains(program), "{program} was watched");
    }
    assert_eq!(secrets.len(), 5);
    for secret in secrets {
        assert!(!seen.contains(&secret), "{}", seen.lines().find(|line| line.contains(&secret)).unwrap_or_default());
        assert!(!house.read("etc/passwords").contains(&secret), "only hashes are kept");
    }
}

#[test]
fn a_prompt_shows_nothing_and_asks_twice() {
    let (house, _) = House::set_up();
    let mut terminal = Terminal::open(&house, "add-user ann");
    terminal.wait_for("Password for ann");
    terminal.enter("Typed-one\n");
    terminal.wait_for("Once more");
    terminal.enter("Typed-one\n");
    let seen = terminal.close();
    assert!(seen.contains("Added: ann") && seen.contains("code 0"), "{seen}");
    assert!(!seen.contains("Typed-one"), "{seen}");

    let mut terminal = Terminal::open(&house, "password ann");
    terminal.wait_for("Password for ann");
    terminal.enter("Typed-two\n");
    terminal.wait_for("Once more");
    terminal.enter("Typed-too\n");
    terminal.wait_for("two different passwords.");
    terminal.enter("Typed-two\nTyped-two\n");
    let seen = terminal.close();
    assert!(seen.contains("Changed: the password of ann") && !seen.contains("Typed-"), "{seen}");
}

#[test]
fn a_prompt_that_is_broken_off_leaves_the_terminal_and_the_files_as_they_were() {
    let (house, _) = House::set_up();
    let before = house.everything();
    for (key, code) in [("\u{3}", "code 130"), ("\u{4}", "code 1")] {
        let mut terminal = Terminal::open(&house, "password mobile_app");
        terminal.wait_for("Password for mobile_app");
        terminal.enter(key);
        let seen = terminal.close();
        assert!(seen.contains(code), "{seen}");
        assert!(seen.contains(" echo ") && !seen.contains("-echo "), "what is typed is seen again: {seen}");
    }
    assert_eq!(house.everything(), before);
    assert_eq!(fs::read_dir(house.path("tmp")).expect("the terminal's own folder").count(), 0);
}

/// Notes how every program is called, and with what environment.
fn watch(house: &House) {
    let seen = house.path("seen");
    for program in PROGRAMS {
        let Some(real) = find(program) else { continue };
        let text = format!(
            "#!/bin/sh\nprintf '%s\\n' \"{program} $*\" >>{seen}\n/usr/bin/env >>{seen}\nexec {real} \"$@\"\n",
            seen = seen.display(),
            real = real.display(),
        );
        house.put_program(program, &text);
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

/// A terminal in which `broker` runs, and after it `stty -a`; its temporary files are its own.
struct Terminal {
    script: Child,
    seen: String,
}

impl Terminal {
    fn open(house: &House, words: &str) -> Self {
        let command = format!(
            "trap : INT; {} --dir {} {words}; echo \"code $?\"; stty -a",
            house.path("deploy/broker").display(),
            house.path("etc").display(),
        );
        let own = house.path("tmp");
        fs::create_dir_all(&own).expect("a folder");
        let script = Command::new("script")
            .args(["-q", "-c", &command, "/dev/null"])
            .env("SHELL", "/bin/bash")
            .env("TMPDIR", &own)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script runs; it comes with the package bsdutils");
        Self { script, seen: String::new() }
    }

    fn wait_for(&mut self, words: &str) {
        let output = self.script.stdout.as_mut().expect("a pipe");
        let mut piece = [0; 1000];
        while !self.seen.contains(words) {
            let length = output.read(&mut piece).expect("the terminal shows more");
            assert_ne!(length, 0, "{words:?} is not shown: {}", self.seen);
            self.seen.push_str(&String::from_utf8_lossy(&piece[..length]));
        }
    }

    fn enter(&mut self, keys: &str) {
        let keyboard = self.script.stdin.as_mut().expect("a pipe");
        keyboard.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    fn close(mut self) -> String {
        self.wait_for("columns");
        drop(self.script.stdin.take());
        let mut rest = Vec::new();
        self.script.stdout.take().expect("a pipe").read_to_end(&mut rest).expect("it ends");
        self.script.wait().expect("it ends");
        self.seen + &String::from_utf8_lossy(&rest)
    }
}
