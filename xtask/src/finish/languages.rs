//! The tables of the languages beside English, each under a name that changes with its content, which the page is told.

use std::{fs, io, path::Path};

use super::{INDEX, hash, replace};
use crate::words;

/// Stands in the page's HTML for their names: the `content` of `<meta name="languages">`.
const NAMES: &str = "no-languages";

pub(super) fn name(root: &Path, staging: &Path) -> io::Result<()> {
    let mut names = Vec::new();
    for (tag, table) in words::tables(root)? {
        let name = format!("language-{tag}-{}.txt", hash([table.as_bytes()]));
        fs::write(staging.join(&name), table)?;
        names.push(name);
    }
    replace(&staging.join(INDEX), NAMES, &names.join(","))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn the_page_is_told_a_name_for_each_table_that_changes_with_its_content() -> io::Result<()> {
        let named = |content: &str| -> io::Result<String> {
            let folder = TempDir::new()?;
            fs::write(folder.path().join(INDEX), NAMES)?;
            fs::create_dir(folder.path().join("languages"))?;
            fs::write(folder.path().join("languages/de.txt"), content)?;
            name(folder.path(), folder.path())?;
            let told = fs::read_to_string(folder.path().join(INDEX))?;
            assert!(told.starts_with("language-de-"), "{told}");
            assert_eq!(fs::read_to_string(folder.path().join(&told))?, content);
            Ok(told)
        };
        assert_eq!(named("Home\tZuhause\n")?, named("Home\tZuhause\n")?);
        assert_ne!(named("Home\tZuhause\n")?, named("Home\tDaheim\n")?);
        Ok(())
    }
}
