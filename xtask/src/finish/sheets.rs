//! Style sheets: one of all that the first sight needs. Those of pages that few visits open are not linked, but named beside the
//! chunk that is fetched for the page, which links them then. A build for development links each.

use std::{fs, io, path::Path};

use super::{INDEX, hash};

/// How the files of each begin, as Trunk names them.
const SHEETS: [&str; 5] = ["chart-", "explorer-", "hand-", "stay-", "users-"];

/// So begins the name of a sheet that comes later.
pub(crate) const LATE: &str = "late-";

/// Takes their links out of the page's HTML; tells their names.
pub(super) fn unlinked(staging: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(staging)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if is_sheet(&name) && SHEETS.iter().any(|sheet| name.starts_with(sheet)) {
            names.push(name);
        }
    }
    names.sort();
    let index = staging.join(INDEX);
    let mut html = fs::read_to_string(&index)?;
    for name in &mut names {
        html = instead_of_link(&html, name, "")
            .ok_or_else(|| io::Error::other(format!("{} does not link {name}", index.display())))?;
        let late = format!("{LATE}{name}");
        fs::rename(staging.join(&*name), staging.join(&late))?;
        *name = late;
    }
    fs::write(index, html)?;
    Ok(names)
}

/// Makes one sheet of those that are linked, in that order: a browser asks a server for six files at once, and for the next
/// when it has one of them.
pub(super) fn join(staging: &Path) -> io::Result<()> {
    let index = staging.join(INDEX);
    let mut html = fs::read_to_string(&index)?;
    let mut linked = Vec::new();
    for entry in fs::read_dir(staging)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(at) = html.find(&name).filter(|_| is_sheet(&name) && !name.starts_with(LATE)) {
            linked.push((at, name));
        }
    }
    linked.sort();
    let mut whole = String::new();
    for (_, name) in &linked {
        whole.push_str(&fs::read_to_string(staging.join(name))?);
        fs::remove_file(staging.join(name))?;
    }
    let name = format!("style-{}.css", hash([whole.as_bytes()]));
    for (number, (_, joined)) in linked.iter().enumerate() {
        let link = if number == 0 { format!("<link href=./{name} rel=stylesheet>") } else { String::new() };
        html = instead_of_link(&html, joined, &link)
            .ok_or_else(|| io::Error::other(format!("{} does not link {joined}", index.display())))?;
    }
    fs::write(staging.join(name), whole)?;
    fs::write(index, html)
}

fn is_sheet(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "css")
}

/// With this in the place of the tag that the name is in.
fn instead_of_link(html: &str, name: &str, with: &str) -> Option<String> {
    let at = html.find(name)?;
    let (before, after) = (html[..at].rfind("<link")?, at + html[at..].find('>')? + 1);
    Some(format!("{}{with}{}", &html[..before], &html[after..]))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_sheet_of_few_visits_loses_its_link_and_gets_another_name() {
        let folder = TempDir::new().expect("a folder can be made");
        let html = "<link rel=\"stylesheet\" href=\"./main-1.css\"/><link href=./users-2.css rel=stylesheet><p>";
        for (name, text) in [(INDEX, html), ("main-1.css", "p {}"), ("users-2.css", "li {}")] {
            fs::write(folder.path().join(name), text).expect("it can be written");
        }
        assert_eq!(unlinked(folder.path()).expect("it is linked"), ["late-users-2.css"]);
        let html = fs::read_to_string(folder.path().join(INDEX)).expect("it is there");
        assert_eq!(html, "<link rel=\"stylesheet\" href=\"./main-1.css\"/><p>");
        assert!(folder.path().join("late-users-2.css").exists());
    }

    #[test]
    fn the_sheets_that_are_linked_become_one_in_their_order() {
        let folder = TempDir::new().expect("a folder can be made");
        let html = "<link href=./tokens-2.css rel=stylesheet><meta><link href=./main-1.css rel=stylesheet><p>";
        let sheets = [("tokens-2.css", ":root {}"), ("main-1.css", "p {}"), ("late-users-3.css", "li {}")];
        for (name, text) in [(INDEX, html)].into_iter().chain(sheets) {
            fs::write(folder.path().join(name), text).expect("it can be written");
        }
        join(folder.path()).expect("they are linked");
        let html = fs::read_to_string(folder.path().join(INDEX)).expect("it is there");
        let begins = "<link href=./style-";
        let hash = html.strip_prefix(begins).and_then(|rest| rest.strip_suffix(".css rel=stylesheet><meta><p>"));
        let name = format!("style-{}.css", hash.unwrap_or_else(|| panic!("{html}")));
        assert_eq!(fs::read_to_string(folder.path().join(name)).expect("it is there"), ":root {}p {}");
        assert!(!folder.path().join("main-1.css").exists() && folder.path().join("late-users-3.css").exists());
    }

    #[test]
    fn a_sheet_that_nothing_links_stops_the_build() {
        let folder = TempDir::new().expect("a folder can be made");
        for (name, text) in [(INDEX, "<p>"), ("users-2.css", "li {}")] {
            fs::write(folder.path().join(name), text).expect("it can be written");
        }
        assert!(unlinked(folder.path()).is_err());
    }
}
