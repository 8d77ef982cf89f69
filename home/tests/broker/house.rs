//! A house with the files of `deploy/` unpacked, on free ports of this machine alone, and perhaps a Mosquitto that runs
//! with what `broker` made of them.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(10);

pub(crate) struct House {
    folder: TempDir,
    pub(crate) port: u16,
    pub(crate) websocket_port: u16,
    pub(crate) tls_port: u16,
    /// Found before all other programs.
    programs: PathBuf,
    mosquitto: Option<Child>,
}

/// What `broker` said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl House {
    /// The archive is unpacked and nothing is set up.
    pub(crate) fn unpacked() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        // Mosquitto comes in as its own user.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("the folder is ours");
        let house = Self {
            programs: folder.path().join("programs"),
            port: free_port(),
            websocket_port: free_port(),
            tls_port: free_port(),
            folder,
            mosquitto: None,
        };
        unpack(&house.path("deploy"));
        for (name, mode) in [("data", 0o777), ("nginx", 0o755), ("programs", 0o755)] {
            fs::create_dir(house.path(name)).expect("a folder");
            fs::set_permissions(house.path(name), Permissions::from_mode(mode)).expect("the folder is ours");
        }
        let data = house.path("data");
        house.edit("deploy/mosquitto/mosquitto.conf", |conf| {
            conf.replace("\nlistener 1883\n", &format!("\nlistener {} 127.0.0.1\nsocket_domain ipv4\n", house.port))
                .replace(
                    "\nlistener 9001\n",
                    &format!("\nlistener {} 127.0.0.1\nsocket_domain ipv4\n", house.websocket_port),
                )
                .replace("/var/lib/mosquitto", &data.display().to_string())
                // That is how `reloads` sees it.
                .replace("\nlog_type notice\n", "\nlog_type notice\nlog_type information\n")
        });
        house
    }

    /// With the passwords that `setup` made, and no Mosquitto.
    pub(crate) fn set_up() -> (Self, HashMap<String, String>) {
        let house = Self::unpacked();
        let passwords = house.broker(&["setup", "--random"]).well().made();
        (house, passwords)
    }

    /// The same, and Mosquitto runs.
    pub(crate) fn running() -> (Self, HashMap<String, String>) {
        let (mut house, passwords) = Self::set_up();
        house.start();
        (house, passwords)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Keeps owner and mode.
    pub(crate) fn edit(&self, name: &str, change: impl FnOnce(String) -> String) {
        let content = change(self.read(name));
        fs::write(self.path(name), content).expect("the file is ours");
    }

    pub(crate) fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}")).permissions().mode() & 0o777
    }

    /// Every file of the installation with its content.
    pub(crate) fn everything(&self) -> HashMap<PathBuf, Vec<u8>> {
        let mut files = HashMap::new();
        collect(&self.path("etc"), &mut files);
        files
    }

    /// A program by this name that the script finds before all others.
    pub(crate) fn put_program(&self, name: &str, text: &str) {
        // Written by another process, as in `unpack`.
        let mut install = Command::new("install")
            .args(["-m", "755", "/dev/stdin"])
            .arg(self.programs.join(name))
            .stdin(Stdio::piped())
            .spawn()
            .expect("install runs");
        install.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("install reads");
        assert!(install.wait().expect("install ends").success());
    }

    pub(crate) fn mqtt_url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    pub(crate) fn broker(&self, words: &[&str]) -> Said {
        self.broker_told("", words)
    }

    /// `answers` is what a pipe holds: a password a line.
    pub(crate) fn broker_told(&self, answers: &str, words: &[&str]) -> Said {
        let mut command = self.command();
        command.arg("--dir").arg(self.path("etc")).args(words);
        self.run(command, answers)
    }

    /// Without `--dir`.
    pub(crate) fn broker_elsewhere(&self, answers: &str, words: &[&str]) -> Said {
        let mut command = self.command();
        command.args(words);
        self.run(command, answers)
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.path("deploy/broker"));
        let mut programs = self.programs.clone().into_os_string();
        programs.push(":");
        programs.push(std::env::var_os("PATH").unwrap_or_default());
        command.env("PATH", programs).env("NGINX_FILES", self.path("nginx"));
        command
    }

    #[expect(clippy::unused_self, reason = "a command of this house")]
    fn run(&self, mut command: Command, answers: &str) -> Said {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut script = command.spawn().expect("the script runs");
        // It may end without having read them.
        let _not_wanted = script.stdin.take().expect("a pipe").write_all(answers.as_bytes());
        let output = script.wait_with_output().expect("the script ends");
        Said {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts Mosquitto with the installed files, and waits until it answers.
    pub(crate) fn start(&mut self) {
        let log = File::create(self.path("log")).expect("a log");
        let program = if Path::new("/usr/sbin/mosquitto").exists() { "/usr/sbin/mosquitto" } else { "mosquitto" };
        let mosquitto = Command::new(program)
            .arg("-c")
            .arg(self.path("etc/mosquitto.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the package mosquitto is installed");
        self.mosquitto = Some(mosquitto);
        let began = Instant::now();
        while !self.read("log").contains(" running\n") {
            assert!(began.elapsed() < PATIENCE, "Mosquitto does not start:\n{}", self.read("log"));
            sleep(GLANCE);
        }
    }

    /// Asks it to end, and waits; it saves what it retains.
    pub(crate) fn stop(&mut self) {
        if let Some(mut mosquitto) = self.mosquitto.take() {
            let process = rustix::process::Pid::from_child(&mosquitto);
            rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("it is ours");
            mosquitto.wait().expect("it ends");
        }
    }

    /// Waits until Mosquitto has read its files again as often as this.
    pub(crate) fn reloads(&self, times: usize) {
        let began = Instant::now();
        while self.read("log").matches("Reloading config").count() < times {
            assert!(began.elapsed() < PATIENCE, "Mosquitto does not reload:\n{}", self.read("log"));
            sleep(GLANCE);
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(mut mosquitto) = self.mosquitto.take() {
            // Both fail only if it is gone already, which is what is wanted.
            let _gone = mosquitto.kill();
            let _gone = mosquitto.wait();
        }
        // One that a stand-in for docker or systemd started.
        if let Some(pid) = fs::read_to_string(self.path("pid")).ok().and_then(|pid| pid.trim().parse().ok()) {
            let pid = rustix::process::Pid::from_raw(pid).expect("a process");
            let _gone = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }
}

impl Said {
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// It ended with this code and a sentence that holds these words.
    pub(crate) fn refuses(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert!(self.err.contains(words), "{words:?} is not in {self:#?}");
        self
    }

    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.out.contains(words), "{words:?} is not in {self:#?}");
        self
    }

    /// Who got which password.
    pub(crate) fn made(&self) -> HashMap<String, String> {
        let shown = self.out.lines().skip_while(|line| !line.starts_with("Made at random")).skip(1);
        let pairs = shown.take_while(|line| line.starts_with("  ")).filter_map(|line| line.trim().split_once(' '));
        pairs.map(|(user, password)| (user.to_owned(), password.trim().to_owned())).collect()
    }

    /// The line of `check` with these words.
    pub(crate) fn line(&self, words: &str) -> &str {
        self.out.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words:?} is not in {self:#?}"))
    }
}

/// Below those that the system lends to whoever connects: one of those may be taken again before Mosquitto has it.
pub(crate) fn free_port() -> u16 {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = std::process::id().wrapping_mul(97).wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed));
        let port = 10_000 + u16::try_from(number % 10_000).expect("less than 10 000");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// By another process: a program that this one still held open for writing could not be run.
fn unpack(to: &Path) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy");
    let copied = Command::new("cp").arg("-r").arg(shipped).arg(to).status().expect("cp runs");
    assert!(copied.success());
}

fn collect(folder: &Path, files: &mut HashMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.file_name() != Some(OsStr::new("log")) {
            let content = fs::read(&path).expect("the file is ours");
            files.insert(path, content);
        }
    }
}
