//! The same sources in another folder give the same archive: nothing of this machine or moment is in it.

use std::{fs, io, path::Path};

use crate::{
    archive, dist,
    stop::Stop,
    workshop::{Workshop, say},
};

/// Builds the page once more, in a copy of the project, and compares with `dist/`.
pub(crate) fn run(workshop: &Workshop) -> Result<(), Stop> {
    let first = archive::bytes(workshop, &workshop.root().join("dist"))?;
    let folder = workshop.root().join("target/rebuild");
    copy(workshop, &folder).map_err(|error| {
        Stop::new(format!("the project cannot be copied: {error}"), format!("look at {}.", folder.display()))
    })?;
    let mut elsewhere = workshop.in_copy(folder);
    dist::build(&mut elsewhere)?;
    let second = archive::bytes(workshop, &elsewhere.root().join("dist"))?;
    if first == second {
        say("both builds gave the same archive");
        return Ok(());
    }
    Err(Stop::new(
        "the second build gave other bytes",
        format!("build with `cargo xtask dist`, then `diff --recursive dist {}/dist`.", elsewhere.root().display()),
    ))
}

/// What git knows or would take, as it is now; what an earlier copy built stays, and saves time.
fn copy(workshop: &Workshop, folder: &Path) -> io::Result<()> {
    let files = workshop
        .files(&["--cached", "--others", "--exclude-standard"])
        .map_err(|stop| io::Error::other(stop.to_string()))?;
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        if path.ends_with("target") {
            continue;
        }
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    // A file that was removed, but is not committed as such, is still listed.
    for name in files.iter().filter(|name| workshop.root().join(name).exists()) {
        let to = folder.join(name);
        fs::create_dir_all(to.parent().expect("it lies in the folder"))?;
        fs::copy(workshop.root().join(name), to)?;
    }
    Ok(())
}
