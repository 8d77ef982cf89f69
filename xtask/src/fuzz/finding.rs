//! An input that breaks a promise: what it is, what it broke, and how to see it again.

use std::{
    fmt::{self, Write as _},
    fs,
};

use crate::workshop::Workshop;

/// Bytes of an input that are printed.
const SHOWN: usize = 2_000;

#[derive(Debug)]
pub(super) struct Finding {
    target: String,
    /// What the program said about it.
    said: String,
    /// Where the input is kept, if libFuzzer came as far as keeping it.
    artifact: Option<String>,
    input: Vec<u8>,
}

impl Finding {
    /// What the log of a failed run tells.
    pub(super) fn read(workshop: &Workshop, target: &str, log: &str) -> Self {
        let artifact = artifact(log).map(str::to_owned);
        let input = artifact.as_ref().and_then(|artifact| fs::read(workshop.root().join(artifact)).ok());
        Self { target: target.to_owned(), said: said(log), artifact, input: input.unwrap_or_default() }
    }

    /// The command that plays the input once more. It needs no libFuzzer.
    pub(super) fn again(&self) -> String {
        let Self { target, artifact, .. } = self;
        let artifact = artifact.as_deref().unwrap_or("FILE");
        format!("cargo run --manifest-path fuzz/Cargo.toml --target-dir target/fuzz --bin {target} {artifact}")
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, said, artifact, input } = self;
        writeln!(out, "{target}: {said}")?;
        match artifact {
            Some(artifact) => {
                writeln!(out, "The input, kept in {artifact}:\n{}", shown(input))?;
                write!(out, "Again: {}", self.again())
            }
            None => write!(out, "No input was kept; all that is known is in target/fuzz/{target}.log"),
        }
    }
}

fn artifact(log: &str) -> Option<&str> {
    log.rsplit_once("Test unit written to ")?.1.lines().next()
}

/// The panic without its stack; or what libFuzzer says where nothing panicked: out of time, out of memory.
fn said(log: &str) -> String {
    let lines = || log.lines().skip_while(|line| !line.contains("panicked at"));
    let panic: Vec<_> =
        lines().take_while(|line| !line.starts_with("stack backtrace:") && !line.starts_with("note: ")).collect();
    if !panic.is_empty() {
        return panic.join("\n");
    }
    let error = log.lines().find(|line| line.contains("ERROR: libFuzzer")).or_else(|| log.lines().last());
    error.unwrap_or("it said nothing").to_owned()
}

/// Text where it is some; otherwise as Rust writes bytes.
fn shown(input: &[u8]) -> String {
    let start = &input[..input.len().min(SHOWN)];
    let is_plain = |text: &&str| text.chars().all(|letter| letter == '\n' || !letter.is_control());
    let mut shown = match str::from_utf8(start).ok().filter(is_plain) {
        Some(text) => text.to_owned(),
        None => start.escape_ascii().to_string(),
    };
    if start.len() < input.len() {
        let _ = write!(shown, "… and {} bytes more", input.len() - start.len());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
#9\tNEW    cov: 12 ft: 13
thread '<unnamed>' (7) panicked at src/cut.rs:15:9:
the same stream says something else:
- left
stack backtrace:
   0: rust_begin_unwind
==7== ERROR: libFuzzer: deadly signal
artifact_prefix='fuzz/artifacts/app/'; Test unit written to fuzz/artifacts/app/crash-d3
stat::peak_rss_mb:              28
";

    #[test]
    fn a_finding_tells_the_panic_the_input_and_how_to_see_it_again() {
        let finding = Finding {
            target: "app".to_owned(),
            said: said(LOG),
            artifact: artifact(LOG).map(str::to_owned),
            input: b"home/hall 7".to_vec(),
        };
        let text = finding.to_string();
        assert!(text.starts_with("app: thread '<unnamed>' (7) panicked at src/cut.rs:15:9:\nthe same"), "{text}");
        assert!(text.contains("kept in fuzz/artifacts/app/crash-d3:\nhome/hall 7\n"), "{text}");
        assert!(text.ends_with("--bin app fuzz/artifacts/app/crash-d3"), "{text}");
    }

    #[test]
    fn without_a_panic_libfuzzer_s_own_word_is_told() {
        let log = "#1\n==9== ERROR: libFuzzer: timeout after 10 seconds\nmore\n";
        assert_eq!(said(log), "==9== ERROR: libFuzzer: timeout after 10 seconds");
        assert_eq!(said("cannot start\n"), "cannot start");
        assert_eq!(said(""), "it said nothing");
    }

    #[test]
    fn what_is_no_text_is_shown_as_rust_writes_it_and_what_is_long_in_part() {
        assert_eq!(shown(b"\x30\x00\xff"), r"0\x00\xff");
        assert_eq!(shown("é\n".as_bytes()), "é\n");
        assert!(shown(&[b'x'; 2_001]).ends_with("x… and 1 bytes more"));
    }
}
