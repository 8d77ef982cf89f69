//! The script that starts the page, moved out of the HTML, where a strict Content-Security-Policy would not run it.

use std::{fs, io, ops::Range, path::Path};

use super::{INDEX, hash};

/// Trunk's script says so when the page runs; what `trunk serve` adds for itself does not.
const IS_STARTER: &str = "TrunkApplicationStarted";

/// What it names beside the page, it finds there: addresses of imports count from the script, others from the page.
pub(super) fn move_out(staging: &Path) -> io::Result<()> {
    let index = staging.join(INDEX);
    let page = fs::read_to_string(&index)?;
    let script =
        starter(&page).ok_or_else(|| io::Error::other(format!("{INDEX} has no script that says {IS_STARTER}")))?;
    let text = page[script.clone()].trim();
    let name = format!("start-{}.js", hash([text.as_bytes()]));
    fs::write(staging.join(&name), text)?;
    // The tag ends before the script with `>`.
    let (before, after) = (&page[..script.start - 1], &page[script.end..]);
    fs::write(index, format!("{before} src=\"./{name}\">{after}"))
}

/// Where the starter's text stands.
fn starter(page: &str) -> Option<Range<usize>> {
    let said = page.find(IS_STARTER)?;
    let tag = page[..said].rfind("<script")?;
    let start = tag + page[tag..said].find('>')? + 1;
    let end = said + page[said..].find("</script>")?;
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn moved(page: &str) -> io::Result<(TempDir, String)> {
        let folder = TempDir::new()?;
        fs::write(folder.path().join(INDEX), page)?;
        move_out(folder.path())?;
        let page = fs::read_to_string(folder.path().join(INDEX))?;
        Ok((folder, page))
    }

    #[test]
    fn the_starter_is_a_file_and_other_scripts_stay() -> io::Result<()> {
        let (folder, page) = moved(
            "<script>reload()</script><script type=module>\nimport init from './page.js';\n\
             dispatchEvent(new CustomEvent(\"TrunkApplicationStarted\"));</script><p>",
        )?;
        let begins = "<script>reload()</script><script type=module src=\"./start-";
        let hash = page.strip_prefix(begins).and_then(|rest| rest.strip_suffix(".js\"></script><p>"));
        let file = folder.path().join(format!("start-{}.js", hash.ok_or_else(|| io::Error::other(page.clone()))?));
        let script = fs::read_to_string(file)?;
        assert!(script.starts_with("import init") && script.ends_with("(\"TrunkApplicationStarted\"));"), "{script}");
        Ok(())
    }

    #[test]
    fn another_starter_has_another_name() -> io::Result<()> {
        let page = |file| moved(&format!("<script type=module>'{file}';'TrunkApplicationStarted'</script>"));
        assert_eq!(page("a")?.1, page("a")?.1);
        assert_ne!(page("a")?.1, page("b")?.1);
        Ok(())
    }

    #[test]
    fn a_page_without_a_starter_is_refused() {
        assert!(moved("<script type=module></script>").is_err());
    }
}
