//! A real Mosquitto with the files of `deploy/mosquitto`, on free ports of this machine, for tests; knows no device.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::iter;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::{NamedTempFile, TempDir};

use crate::port;
use crate::user::{Passwords, User};

const CONF: &str = include_str!("../../deploy/mosquitto/mosquitto.conf");
const ACL: &str = include_str!("../../deploy/mosquitto/acl");

/// Who the plugin lets look after the others.
pub const ADMINISTRATOR: &str = "admin";

const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(10);

/// A running Mosquitto; dropping it kills it and deletes its files.
#[derive(Debug)]
pub struct Mosquitto {
    folder: TempDir,
    mqtt_port: u16,
    websocket_port: u16,
    passwords: Passwords,
    process: Option<Child>,
}

/// Who says who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// The files of `deploy/mosquitto`.
    Files,
    /// The plugin `dynamic-security`, which knows one user, [`ADMINISTRATOR`], whose password is that of `alicia`.
    Plugin,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Mosquitto cannot be started: {0}. It comes with the package mosquitto.")]
    Missing(io::Error),
    #[error("mosquitto_passwd could not hash the passwords.")]
    Passwords,
    #[error("mosquitto_ctrl could not begin the file of the plugin for users and roles.")]
    Plugin,
    #[error("Mosquitto did not begin to answer. It said:\n{0}")]
    Silent(String),
    #[error("Mosquitto's files cannot be written: {0}")]
    Io(#[from] io::Error),
}

impl Mosquitto {
    /// Starts one with passwords made for it, and waits until both listeners answer.
    pub fn start() -> Result<Self, Error> {
        Self::start_guarded(Guard::Files)
    }

    /// The same, with users and rights looked after by this.
    pub fn start_guarded(guard: Guard) -> Result<Self, Error> {
        let passwords = Passwords::random();
        let file = hash(&passwords)?;
        Self::start_so(file.path(), passwords, guard)
    }

    /// The same with a password file that is there already.
    pub fn start_with(password_file: &Path, passwords: Passwords) -> Result<Self, Error> {
        Self::start_so(password_file, passwords, Guard::Files)
    }

    fn start_so(password_file: &Path, passwords: Passwords, guard: Guard) -> Result<Self, Error> {
        let folder = TempDir::new()?;
        let address = Ipv4Addr::LOCALHOST.into();
        let (mqtt_port, websocket_port) = (port::find(address, None)?, port::find(address, None)?);
        fs::copy(password_file, folder.path().join("passwords"))?;
        fs::write(folder.path().join("acl"), ACL)?;
        let mut conf = rehome(CONF, folder.path(), mqtt_port, websocket_port);
        if guard == Guard::Plugin {
            conf = plugged(&conf, folder.path(), passwords.of(User::Alicia))?;
        }
        fs::write(folder.path().join("mosquitto.conf"), conf)?;
        let mut broker = Self { folder, mqtt_port, websocket_port, passwords, process: None };
        broker.launch()?;
        Ok(broker)
    }

    #[must_use]
    pub fn mqtt_port(&self) -> u16 {
        self.mqtt_port
    }

    #[must_use]
    pub fn websocket_port(&self) -> u16 {
        self.websocket_port
    }

    #[must_use]
    pub fn mqtt_url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.mqtt_port)
    }

    #[must_use]
    pub fn ws_url(&self) -> String {
        format!("ws://127.0.0.1:{}/", self.websocket_port)
    }

    #[must_use]
    pub fn password(&self, user: User) -> &str {
        self.passwords.of(user)
    }

    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// What it has logged since it was last started.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Puts these lines to the end of one of its files, `mosquitto.conf` or `acl`, where the last user is `mobile_app`. It reads
    /// them when it is restarted.
    pub fn add_to(&self, file: &str, lines: &str) -> Result<(), Error> {
        let path = self.folder.path().join(file);
        let text = fs::read_to_string(&path)?;
        Ok(fs::write(path, format!("{text}\n{lines}\n"))?)
    }

    /// Stops it in the middle of whatever it does: its connections stay, and it neither hears nor says anything until it is
    /// killed or restarted.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Ends it at once, as a power cut would: what was not saved yet is lost.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Both fail only if it is gone already, which is what is wanted.
            let _gone = process.kill();
            let _gone = process.wait();
        }
    }

    /// Asks it to end and waits; it saves what it retains.
    pub fn stop(&mut self) {
        self.signal(Signal::CONT);
        self.signal(Signal::TERM);
        if let Some(process) = &mut self.process {
            let asked = Instant::now();
            while asked.elapsed() < PATIENCE && matches!(process.try_wait(), Ok(None)) {
                sleep(GLANCE);
            }
        }
        self.kill();
    }

    /// Starts it again on the same ports with what it saved; stops it first if it runs.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.stop();
        self.launch()
    }

    fn signal(&self, signal: Signal) {
        if let Some(process) = &self.process {
            // Fails only if it is gone already.
            let _gone = kill_process(Pid::from_child(process), signal);
        }
    }

    fn launch(&mut self) -> Result<(), Error> {
        let log = File::create(self.folder.path().join("log"))?;
        let process = Command::new(program())
            .arg("-c")
            .arg(self.folder.path().join("mosquitto.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(Error::Missing)?;
        self.process = Some(process);
        let launched = Instant::now();
        while !self.answers() {
            let ended = self.process.as_mut().is_some_and(|process| !matches!(process.try_wait(), Ok(None)));
            if ended || launched.elapsed() > PATIENCE {
                self.kill();
                return Err(Error::Silent(self.log()));
            }
            sleep(GLANCE);
        }
        Ok(())
    }

    fn answers(&self) -> bool {
        [self.mqtt_port, self.websocket_port]
            .into_iter()
            .all(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Debian keeps it where only administrators look.
fn program() -> &'static str {
    let administrators = "/usr/sbin/mosquitto";
    if Path::new(administrators).exists() { administrators } else { "mosquitto" }
}

/// The deployed configuration with other ports and paths, and on this machine only.
fn rehome(conf: &str, folder: &Path, mqtt_port: u16, websocket_port: u16) -> String {
    let folder = folder.display();
    let listener = |port| format!("listener {port} 127.0.0.1\nsocket_domain ipv4");
    let moved = conf.lines().map(|line| match line.split_once(' ') {
        Some(("listener", "1883")) => listener(mqtt_port),
        Some(("listener", "9001")) => listener(websocket_port),
        Some((option @ ("password_file" | "acl_file"), path)) => {
            let name = path.rsplit('/').next().unwrap_or(path);
            format!("{option} {folder}/{name}")
        }
        Some(("persistence_location", _)) => format!("persistence_location {folder}/"),
        _ => line.to_owned(),
    });
    // Started by root it would become the user mosquitto, who may not enter the folder.
    iter::once("user root".to_owned()).chain(moved).collect::<Vec<_>>().join("\n")
}

/// Guarded by the plugin instead of files.
fn plugged(conf: &str, folder: &Path, password: &str) -> Result<String, Error> {
    let file = folder.join("dynamic-security.json");
    let begun = Command::new("mosquitto_ctrl")
        .args(["dynsec", "init"])
        .arg(&file)
        .args([ADMINISTRATOR, password])
        .stdout(Stdio::null())
        .status()
        .map_err(Error::Missing)?;
    if !begun.success() {
        return Err(Error::Plugin);
    }
    let is_of_files = |line: &&str| line.starts_with("password_file") || line.starts_with("acl_file");
    let mut lines: Vec<_> = conf.lines().filter(|line| !is_of_files(line)).map(str::to_owned).collect();
    lines.push(format!("plugin {}", plugin().display()));
    lines.push(format!("plugin_opt_config_file {}", file.display()));
    Ok(lines.join("\n") + "\n")
}

/// Debian keeps it where the libraries of this kind of machine are.
fn plugin() -> PathBuf {
    let name = "mosquitto_dynamic_security.so";
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let known = folders.chain([PathBuf::from("/usr/lib")]).map(|folder| folder.join(name));
    known.into_iter().find(|path| path.exists()).unwrap_or_else(|| PathBuf::from(name))
}

fn hash(passwords: &Passwords) -> Result<NamedTempFile, Error> {
    // Readable by its owner only.
    let mut file = NamedTempFile::new()?;
    for user in User::ALL {
        writeln!(file, "{}:{}", user.name(), passwords.of(user))?;
    }
    let hashed = Command::new("mosquitto_passwd").arg("-U").arg(file.path()).status().map_err(Error::Missing)?;
    if hashed.success() { Ok(file) } else { Err(Error::Passwords) }
}
