//! Style sheets of pages that few visits open: not linked, but named beside the chunk that is fetched for the page, which links
//! them then. A build for development links all.

use std::{fs, io, path::Path};

use super::INDEX;

/// How the files of each begin, as Trunk names them.
const SHEETS: [&str; 5] = ["chart-", "explorer-", "hand-", "stay-", "users-"];

/// So begins the name of a sheet that comes later.
pub(crate) const LATE: &str = "late-";

/// Takes their links out of the page's HTML; tells their names.
pub(super) fn unlinked(staging: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(staging)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_sheet = Path::new(&name).extension().is_some_and(|extension| extension == "css");
        if is_sheet && SHEETS.iter().any(|sheet| name.starts_with(sheet)) {
            names.push(name);
        }
    }
    names.sort();
    let index = staging.join(INDEX);
    let mut html = fs::read_to_string(&index)?;
    for name in &mut names {
        html = without_link(&html, name)
            .ok_or_else(|| io::Error::other(format!("{} does not link {name}", index.display())))?;
        let late = format!("{LATE}{name}");
        fs::rename(staging.join(&*name), staging.join(&late))?;
        *name = late;
    }
    fs::write(index, html)?;
    Ok(names)
}

/// Without the tag that the name is in.
fn without_link(html: &str, name: &str) -> Option<String> {
    let at = html.find(name)?;
    let (before, after) = (html[..at].rfind("<link")?, at + html[at..].find('>')? + 1);
    Some(format!("{}{}", &html[..before], &html[after..]))
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
    fn a_sheet_that_nothing_links_stops_the_build() {
        let folder = TempDir::new().expect("a folder can be made");
        for (name, text) in [(INDEX, "<p>"), ("users-2.css", "li {}")] {
            fs::write(folder.path().join(name), text).expect("it can be written");
        }
        assert!(unlinked(folder.path()).is_err());
    }
}
