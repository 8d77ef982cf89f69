//! The last hand on a build, called by Trunk: chunks cut out of page and worker, names that change with the content, no
//! script within the HTML, a service worker that knows all files, and compressed copies.

mod chunks;
mod engine;
mod languages;
mod offline;
pub(crate) mod sheets;
mod short;
mod starter;
mod worker;

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use crate::{compress, stop::Stop, tools::WASM, words, workshop::Workshop};

const INDEX: &str = "index.html";

pub(crate) fn run(workshop: &Workshop) -> Result<(), Stop> {
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        return Err(Stop::new(
            "`finish` is called by Trunk at the end of a build",
            "run `cargo xtask dist` or `trunk serve`.",
        ));
    };
    let for_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    if for_release {
        words::run(workshop)?;
    }
    let built = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workshop.root().join("target"), Into::into);
    let compiled = built.join(WASM).join(if for_release { "release" } else { "debug" });
    engine::build(workshop, &staging, &compiled, for_release)?;
    let named = if for_release { chunks::cut(&staging, &compiled) } else { Ok(()) };
    let styled = named.and_then(|()| if for_release { sheets::join(&staging) } else { Ok(()) });
    styled
        .and_then(|()| languages::name(workshop.root(), &staging))
        .and_then(|()| rename(&staging))
        .map_err(|error| unfinished(&error))?;
    if for_release {
        // A build for development is another one every minute: nothing of it is kept.
        offline::stamp(&staging).map_err(|error| unfinished(&error))?;
        compress::beside_each_file(&staging)
            .map_err(|error| Stop::new(format!("the page cannot be compressed: {error}"), "run it again."))?;
    }
    Ok(())
}

fn unfinished(error: &io::Error) -> Stop {
    Stop::new(
        format!("the page cannot be finished: {error}"),
        "compare index.html with xtask/src/finish/: a new Trunk may write other files.",
    )
}

fn rename(staging: &Path) -> io::Result<()> {
    engine::name(staging)?;
    worker::name(staging)?;
    starter::move_out(staging)
}

/// 16 hexadecimal digits that change with the content.
fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = DefaultHasher::new();
    for content in contents {
        content.hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn replace(file: &Path, from: &str, to: &str) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    if !text.contains(from) {
        return Err(io::Error::other(format!("{} does not mention {from}", file.display())));
    }
    fs::write(file, text.replace(from, to))
}
