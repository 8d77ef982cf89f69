//! Keeps packages from starting their services: the tests run servers of their own, on ports that nobody else wants.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
};

use crate::workshop::Workshop;

/// As long as this is held, what is installed starts nothing.
#[derive(Debug)]
pub(super) struct Quiet(Option<PathBuf>);

impl Quiet {
    /// `policy` is the file that Debian asks before it starts a service; if there is one, that one decides.
    pub(super) fn keep(workshop: &Workshop, policy: &Path) -> io::Result<Self> {
        if policy.exists() {
            return Ok(Self(None));
        }
        let quiet = Self(Some(policy.to_owned()));
        fs::write(policy, script(process::id()))?;
        let file = policy.to_string_lossy();
        let executable = workshop.output("chmod", &["755", &file]).is_some();
        if executable { Ok(quiet) } else { Err(io::Error::other(format!("{file} cannot be made executable"))) }
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(policy) = &self.0 {
            // Left behind it would say nothing any more.
            let _ = fs::remove_file(policy);
        }
    }
}

/// Forbids everything, but only as long as this process lives: nobody can be sure to be asked to clean up.
fn script(pid: u32) -> String {
    format!(
        "#!/bin/sh\n\
         # By `cargo xtask`, while it installs packages for tests.\n\
         kill -0 {pid} 2>/dev/null && exit 101\n\
         exit 0\n"
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use tempfile::TempDir;

    use super::*;

    fn answer(policy: &Path) -> Option<i32> {
        Command::new(policy).args(["nginx", "start"]).status().ok()?.code()
    }

    #[test]
    fn nothing_starts_until_it_is_over() {
        let folder = TempDir::new().expect("a temporary folder");
        let policy = folder.path().join("policy-rc.d");
        let workshop = Workshop::open().expect("the project is where it was built");
        let quiet = Quiet::keep(&workshop, &policy).expect("a file in a new folder");
        assert_eq!(answer(&policy), Some(101));
        drop(quiet);
        assert!(!policy.exists());
    }

    #[test]
    fn a_policy_that_is_there_stays() {
        let folder = TempDir::new().expect("a temporary folder");
        let policy = folder.path().join("policy-rc.d");
        fs::write(&policy, "theirs").expect("a file in a new folder");
        let workshop = Workshop::open().expect("the project is where it was built");
        drop(Quiet::keep(&workshop, &policy).expect("nothing to do"));
        assert_eq!(fs::read_to_string(&policy).expect("still there"), "theirs");
    }

    #[test]
    fn left_behind_it_allows_everything() {
        let folder = TempDir::new().expect("a temporary folder");
        let policy = folder.path().join("policy-rc.d");
        let mut gone = Command::new("true").spawn().expect("a process");
        let pid = gone.id();
        gone.wait().expect("it ends");
        fs::write(&policy, script(pid)).expect("a file in a new folder");
        assert_eq!(Command::new("sh").arg(&policy).status().expect("a shell").code(), Some(0));
    }
}
