//! What was measured, as a file for people: what was wanted, what came of it, and what is next where it did not.

use std::{fmt, fs, thread};

use crate::past;
use alicia_dashboard::time::Timestamp;

/// Everything that was measured in one run.
#[derive(Debug)]
pub struct Report {
    machine: Vec<(&'static str, String)>,
    sections: Vec<Section>,
}

/// What one trial has measured.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: &'static str,
    /// How it was measured.
    pub(super) how: String,
    /// What the columns are called; the first two and the last are there in any case.
    pub(super) beside: &'static str,
    /// What several pages were seen to do.
    pub(super) table: Option<Table>,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) what: &'static str,
    pub(super) here: String,
    pub(super) beside: String,
    pub(super) ratio: Option<f64>,
    pub(super) wanted: Option<Wanted>,
}

#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) words: &'static str,
    pub(super) is_met: bool,
    /// Why it is not, and what could be done.
    pub(super) otherwise: &'static str,
}

impl Report {
    pub(super) fn of(browser: &str) -> Self {
        let now = Timestamp::from_millis(past::now()).to_iso8601();
        let machine = vec![
            ("Date", now.chars().take(10).collect()),
            ("Processor", format!("{}, {} cores", processor(), thread::available_parallelism().map_or(1, usize::from))),
            ("Browser", format!("{browser}, headless, painting without a graphics card")),
            ("What else it did", format!("{} programs wanted to run when this began", load())),
        ];
        Self { machine, sections: Vec::new() }
    }

    pub(super) fn add(&mut self, section: Section) {
        eprintln!("{section}");
        self.sections.push(section);
    }
}

/// During the last minute, on average.
fn load() -> String {
    let known = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    known.split_whitespace().next().unwrap_or("an unknown number of").to_owned()
}

fn processor() -> String {
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = known.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or_else(|| "an unnamed one".to_owned(), |(_, model)| model.to_owned())
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "# What the page costs\n")?;
        writeln!(out, "Written by `cargo xtask bench`. Figures belong to this machine; ratios are of one run.\n")?;
        writeln!(out, "| | |\n|---|---|")?;
        for (what, words) in &self.machine {
            writeln!(out, "| {what} | {words} |")?;
        }
        self.sections.iter().try_for_each(|section| write!(out, "\n{section}"))
    }
}

impl fmt::Display for Section {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "## {}\n\n{}\n", self.title, self.how)?;
        if let Some(Table { head, rows }) = &self.table {
            writeln!(out, "| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()))?;
            rows.iter().try_for_each(|row| writeln!(out, "| {} |", row.join(" | ")))?;
            writeln!(out)?;
        }
        writeln!(out, "| | here | {} | ratio | wanted | |\n|---|---|---|---|---|---|", self.beside)?;
        for Line { what, here, beside, ratio, wanted } in &self.lines {
            let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            let (words, met) = match wanted {
                Some(Wanted { words, is_met: true, .. }) => (*words, "met"),
                Some(Wanted { words, is_met: false, .. }) => (*words, "**not met**"),
                None => ("", ""),
            };
            writeln!(out, "| {what} | {here} | {beside} | {ratio} | {words} | {met} |")?;
        }
        for line in &self.lines {
            if let Some(Wanted { is_met: false, otherwise, .. }) = line.wanted {
                writeln!(out, "\n**{}**: {otherwise}", line.what)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_as_wanted_has_its_reason_below() {
        let wanted = |is_met| Some(Wanted { words: "at most 3 ms", is_met, otherwise: "It is slow." });
        let line = |what, is_met| Line { what, here: "4 ms".to_owned(), wanted: wanted(is_met), ..Line::default() };
        let lines = vec![line("One", true), line("Other", false)];
        let section =
            Section { title: "Charts", how: "By hand.".to_owned(), beside: "uPlot", table: None, lines }.to_string();
        assert!(section.contains("| One | 4 ms |  |  | at most 3 ms | met |"), "{section}");
        assert!(section.contains("| Other | 4 ms |  |  | at most 3 ms | **not met** |"), "{section}");
        assert!(section.ends_with("\n**Other**: It is slow.\n"), "{section}");
        assert_eq!(section.matches("It is slow.").count(), 1);
    }
}
