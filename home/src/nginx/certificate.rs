//! A certificate that nobody trusts who is not told to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::Error;

/// For this machine's own addresses, with its key; gone with the last use.
#[derive(Debug)]
pub struct Certificate {
    folder: TempDir,
    fingerprint: String,
}

impl Certificate {
    pub fn make() -> Result<Self, Error> {
        let folder = TempDir::new()?;
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
                       -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout privkey.pem -out fullchain.pem";
        openssl(folder.path(), request)?;
        openssl(folder.path(), "pkey -in privkey.pem -pubout -outform DER -out public")?;
        openssl(folder.path(), "dgst -sha256 -binary -out digest public")?;
        let digest = openssl(folder.path(), "base64 -in digest")?;
        let fingerprint = String::from_utf8_lossy(&digest.stdout).trim().to_owned();
        Ok(Self { folder, fingerprint })
    }

    /// Of its public key, as Chromium's `--ignore-certificate-errors-spki-list` wants it.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The certificate alone, for those who are to trust it.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("fullchain.pem")
    }

    pub(super) fn install(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir(folder)?;
        for name in ["fullchain.pem", "privkey.pem"] {
            fs::copy(self.folder.path().join(name), folder.join(name))?;
        }
        Ok(())
    }
}

fn openssl(folder: &Path, line: &str) -> Result<Output, Error> {
    let output = Command::new("openssl")
        .args(line.split_whitespace())
        .current_dir(folder)
        .output()
        .map_err(|error| Error::Certificate(error.to_string()))?;
    let complaint = || Error::Certificate(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    if output.status.success() { Ok(output) } else { Err(complaint()) }
}
