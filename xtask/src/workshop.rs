//! Where errands run: the project's folder, and a PATH that leads to the tools made ready so far.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::stop::Stop;

/// Debian keeps servers such as Mosquitto there, which is not on everyone's PATH.
const SERVER_FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

#[derive(Debug)]
pub(crate) struct Workshop {
    root: PathBuf,
    path: Vec<PathBuf>,
}

impl Workshop {
    pub(crate) fn open() -> Result<Self, Stop> {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project's folder").to_path_buf();
        if !root.join("Trunk.toml").exists() {
            return Err(Stop::new(
                format!("the project is no longer in {}", root.display()),
                "call `cargo xtask` from the project's folder.",
            ));
        }
        let mut path: Vec<_> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
        path.extend(SERVER_FOLDERS.map(PathBuf::from));
        Ok(Self { root, path })
    }

    /// The same tools for a copy of the project.
    pub(crate) fn in_copy(&self, root: PathBuf) -> Self {
        Self { root, path: self.path.clone() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Programs in this folder win over others of the same name.
    pub(crate) fn add_to_path(&mut self, folder: PathBuf) {
        self.path.insert(0, folder);
    }

    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        self.path.iter().map(|folder| folder.join(&file)).find(|candidate| candidate.is_file())
    }

    /// A command that runs in the project's folder; its input is closed, since nobody may be there to answer.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(self.find(program).unwrap_or_else(|| program.into()));
        command.args(arguments).current_dir(&self.root).env("PATH", self.joined_path()).stdin(Stdio::null());
        command
    }

    /// What a command prints; nothing if it cannot run or fails.
    pub(crate) fn output(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.command(program, arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    pub(crate) fn is_root(&self) -> bool {
        self.output("id", &["-u"]).as_deref() == Some("0")
    }

    /// The files `git ls-files` names, from the project's folder.
    pub(crate) fn files(&self, chosen: &[&str]) -> Result<Vec<String>, Stop> {
        let arguments = [&["ls-files"], chosen].concat();
        let list = self.output("git", &arguments).filter(|list| !list.is_empty());
        let list =
            list.ok_or_else(|| Stop::new("git does not list the project's files", "do this in a clone of it."))?;
        Ok(list.lines().map(str::to_owned).collect())
    }

    fn joined_path(&self) -> OsString {
        env::join_paths(&self.path).expect("every folder came from a PATH or has no colon")
    }
}

/// Says what it runs, lets the person see its output, and stops if it fails.
pub(crate) fn run(command: &mut Command, next: &str) -> Result<(), Stop> {
    let line = written(command);
    say(&line);
    let status = command.status().map_err(|error| Stop::new(format!("`{line}` did not start: {error}"), next))?;
    if status.success() { Ok(()) } else { Err(Stop::new(format!("`{line}` failed ({status})"), next)) }
}

pub(crate) fn say(step: &str) {
    eprintln!("==> {step}");
}

/// The command as a person would type it, without the folder of the program.
fn written(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let _ = write!(line, " {}", argument.to_string_lossy());
    }
    line
}
