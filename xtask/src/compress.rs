//! Copies of the page's files as a browser likes to receive them, made once, as small as they get.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    num::NonZeroU64,
    path::{Path, PathBuf},
};

use brotli::CompressorWriter;

/// What servers look for beside a file.
const GZIP: &str = "gz";
const BROTLI: &str = "br";

/// Pictures and fonts are compressed in themselves.
const WORTH_IT: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// A home edits this one, and would go on serving the old copy.
const EDITED: &str = "config.json";

/// Puts a `.gz` and a `.br` beside every file of the folder that gets smaller.
pub(crate) fn beside_each_file(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if file.is_dir() {
            beside_each_file(&file)?;
        } else if is_worth_it(&file) {
            let content = fs::read(&file)?;
            for (suffix, smaller) in [(GZIP, gzipped(&content)?), (BROTLI, brotlied(&content)?)] {
                if smaller.len() < content.len() {
                    fs::write(with_suffix(&file, suffix), smaller)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether it is such a copy.
pub(crate) fn is_copy(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == GZIP || extension == BROTLI)
}

/// The same bytes for the same content: neither name nor time is written into it.
pub(crate) fn gzipped(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut smaller = Vec::new();
    // More would take longer and gain next to nothing.
    let options = zopfli::Options { iteration_count: NonZeroU64::MIN.saturating_add(4), ..zopfli::Options::default() };
    zopfli::compress(options, zopfli::Format::Gzip, content, &mut smaller)?;
    Ok(smaller)
}

pub(crate) fn brotlied(content: &[u8]) -> io::Result<Vec<u8>> {
    let (quality, window) = (11, 22);
    let mut encoder = CompressorWriter::new(Vec::new(), 4096, quality, window);
    encoder.write_all(content)?;
    Ok(encoder.into_inner())
}

fn is_worth_it(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default();
    WORTH_IT.iter().any(|worth| extension == *worth) && file.file_name().unwrap_or_default() != EDITED
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn copies_hold_what_the_file_holds() -> io::Result<()> {
        let folder = TempDir::new()?;
        let text = "the same again ".repeat(100);
        fs::create_dir(folder.path().join("deep"))?;
        let file = folder.path().join("deep/page.js");
        fs::write(&file, &text)?;
        beside_each_file(folder.path())?;
        let (mut gzip, mut brotli) = (String::new(), String::new());
        flate2::read::GzDecoder::new(fs::File::open(with_suffix(&file, GZIP))?).read_to_string(&mut gzip)?;
        brotli::Decompressor::new(fs::File::open(with_suffix(&file, BROTLI))?, 4096).read_to_string(&mut brotli)?;
        assert_eq!([&gzip, &brotli], [&text, &text]);
        Ok(())
    }

    #[test]
    fn what_a_home_edits_what_is_small_and_pictures_have_no_copies() -> io::Result<()> {
        let folder = TempDir::new()?;
        for name in ["config.json", "icon.png"] {
            fs::write(folder.path().join(name), " ".repeat(1000))?;
        }
        fs::write(folder.path().join("tiny.js"), "1")?;
        beside_each_file(folder.path())?;
        assert_eq!(fs::read_dir(folder.path())?.count(), 3);
        Ok(())
    }
}
