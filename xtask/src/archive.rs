//! One archive with all a home installs: the page, the files of `deploy/`, and checksums. The same input gives the same
//! bytes.

use std::{
    env, fmt, fs, io,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use tar::{Builder, Header};

use crate::{stop::Stop, workshop::Workshop};

const CHECKSUMS: &str = "SHA256SUMS";

/// Writes the archive of the page in `dist/`, and its checksum, into `target/dist/`.
pub(crate) fn write(workshop: &Workshop) -> Result<PathBuf, Stop> {
    let archive = bytes(workshop, &workshop.root().join("dist"))?;
    let file = file(workshop);
    let checksum = format!("{}  {}.tar.gz\n", Hex(&Sha256::digest(&archive)), name());
    let write = || {
        fs::create_dir_all(workshop.root().join("target/dist"))?;
        fs::write(file.with_extension("gz.sha256"), checksum)?;
        fs::write(&file, &archive)
    };
    write().map_err(|error| {
        Stop::new(format!("{} cannot be written: {error}", file.display()), "free some space, or change its rights.")
    })?;
    Ok(file)
}

/// Where the archive is written.
pub(crate) fn file(workshop: &Workshop) -> PathBuf {
    workshop.root().join("target/dist").join(format!("{}.tar.gz", name()))
}

/// The archive with the page in this folder.
pub(crate) fn bytes(workshop: &Workshop, page: &Path) -> Result<Vec<u8>, Stop> {
    let unreadable = |error: io::Error| Stop::new(format!("a file cannot be read: {error}"), "look at it.");
    let mut entries = deployed(workshop)?;
    built(page, "page", &mut entries).map_err(unreadable)?;
    pack(&name(), entries, time(workshop)?).map_err(unreadable)
}

fn name() -> String {
    format!("alicia-dashboard-{}", env!("CARGO_PKG_VERSION"))
}

#[derive(Debug)]
struct Entry {
    /// Within the archive's folder, with slashes.
    name: String,
    content: Vec<u8>,
    is_program: bool,
}

/// Only what git knows, since passwords and keys of a home may lie there too.
fn deployed(workshop: &Workshop) -> Result<Vec<Entry>, Stop> {
    let files = workshop.files(&["--", "deploy", "LICENSE-*"])?;
    let shipped = files.into_iter().filter(|name| !name.ends_with(".gitignore"));
    let entries = shipped.map(|name| Entry::read(&workshop.root().join(&name), name));
    entries
        .collect::<io::Result<_>>()
        .map_err(|error| Stop::new(format!("a file cannot be read: {error}"), "look at it, or restore it from git."))
}

fn built(folder: &Path, name: &str, entries: &mut Vec<Entry>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            built(&entry.path(), &name, entries)?;
        } else {
            entries.push(Entry::read(&entry.path(), name)?);
        }
    }
    Ok(())
}

/// Servers tell an old page from a new one by the time of the file, so it is that of the last change, not zero.
fn time(workshop: &Workshop) -> Result<u64, Stop> {
    env::var("SOURCE_DATE_EPOCH")
        .ok()
        .or_else(|| workshop.output("git", &["log", "-1", "--format=%ct"]))
        .and_then(|seconds| seconds.parse().ok())
        .ok_or_else(|| {
            Stop::new(
                "the time of the last commit is not known",
                "build in a clone of the repository, or set SOURCE_DATE_EPOCH to seconds since 1970.",
            )
        })
}

fn pack(folder: &str, mut entries: Vec<Entry>, time: u64) -> io::Result<Vec<u8>> {
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries.push(checksums(&entries));
    let mut archive = Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for entry in &entries {
        let mut header = Header::new_gnu();
        header.set_size(entry.content.len() as u64);
        header.set_mode(if entry.is_program { 0o755 } else { 0o644 });
        header.set_mtime(time);
        archive.append_data(&mut header, format!("{folder}/{}", entry.name), entry.content.as_slice())?;
    }
    archive.into_inner()?.finish()
}

/// For `sha256sum --check`.
fn checksums(entries: &[Entry]) -> Entry {
    let line = |entry: &Entry| format!("{}  {}\n", Hex(&Sha256::digest(&entry.content)), entry.name);
    let content = entries.iter().map(line).collect::<String>().into_bytes();
    Entry { name: CHECKSUMS.to_owned(), content, is_program: false }
}

impl Entry {
    fn read(file: &Path, name: String) -> io::Result<Self> {
        let content = fs::read(file).map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
        let is_program = content.starts_with(b"#!");
        Ok(Self { name, content, is_program })
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, io::Read};

    use flate2::read::GzDecoder;

    use super::*;

    fn entry(name: &str, content: &str) -> Entry {
        Entry { name: name.to_owned(), content: content.into(), is_program: content.starts_with("#!") }
    }

    fn unpacked(archive: &[u8]) -> io::Result<BTreeMap<String, (u32, String)>> {
        let mut files = BTreeMap::new();
        for file in tar::Archive::new(GzDecoder::new(archive)).entries()? {
            let mut file = file?;
            let mut content = String::new();
            file.read_to_string(&mut content)?;
            files.insert(file.path()?.display().to_string(), (file.header().mode()?, content));
        }
        Ok(files)
    }

    #[test]
    fn the_order_in_which_files_are_found_does_not_matter() -> io::Result<()> {
        let (a, b) = (|| entry("a", "1"), || entry("b", "2"));
        assert_eq!(pack("home", vec![a(), b()], 7)?, pack("home", vec![b(), a()], 7)?);
        Ok(())
    }

    #[test]
    fn everything_is_there_with_its_checksum_and_programs_may_be_run() -> io::Result<()> {
        let files = unpacked(&pack("home", vec![entry("page/index.html", "abc"), entry("deploy/broker", "#!")], 7)?)?;
        assert_eq!(files["home/page/index.html"], (0o644, "abc".to_owned()));
        assert_eq!(files["home/deploy/broker"], (0o755, "#!".to_owned()));
        // The checksum of "abc" in FIPS 180-2, appendix B.1.
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  page/index.html\n";
        assert!(files["home/SHA256SUMS"].1.ends_with(of_abc));
        assert_eq!(files.len(), 3);
        Ok(())
    }
}
