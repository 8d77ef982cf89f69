//! The built page in a folder of its own, with the `config.json` that a test wants; knows not who serves it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use home::user::User;
use serde_json::json;
use tempfile::TempDir;

const CONFIG: &str = "config.json";
const WORKER: &str = "offline.js";

/// The page's `config.json`.
#[derive(Debug, Clone, Copy)]
pub enum Config<'a> {
    /// It names the broker as the page's host offers it.
    NamesBroker,
    Says(&'a str),
    /// The one that the page comes with.
    Shipped,
    Missing,
}

#[derive(Debug)]
pub(crate) struct Page {
    root: TempDir,
    path: String,
}

impl Page {
    pub(crate) fn lay_out(below: &str, config: Config, broker_url: &str) -> Self {
        let root = tempfile::tempdir().expect("there is room for links to the page");
        let folder = root.path().join(below);
        fs::create_dir_all(&folder).expect("a folder in a new one");
        let built = fs::read_dir(dist()).unwrap_or_else(|error| panic!("{}: {error}. {BUILD}", dist().display()));
        for file in built.flatten() {
            let linked = folder.join(file.file_name());
            std::os::unix::fs::symlink(file.path(), linked).expect("a link in a new folder");
        }
        assert!(folder.join("index.html").exists(), "there is no page in {}. {BUILD}", dist().display());
        put(config, &folder.join(CONFIG), broker_url);
        let path = if below.is_empty() { String::new() } else { format!("{below}/") };
        Self { root, path }
    }

    /// Lays a file beside the page.
    pub(crate) fn add(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.root.path().join(&self.path).join(name), bytes).expect("a file in a new folder");
    }

    /// Lays another build in its place: of another version, with another name for the part that has the settings. Returns the
    /// version.
    pub(crate) fn update(&self) -> String {
        const OTHER: &str = "0123456789abcdef";
        let folder = self.root.path().join(&self.path);
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the page has such a file");
        let (index, worker) = (read("index.html"), read(WORKER));
        let between = |before: &str, after: &str| {
            let rest = worker.split_once(before).map(|(_, rest)| rest).expect("the service worker knows its build");
            rest.split_once(after).map(|(it, _)| it).expect("the service worker knows its build")
        };
        let (version, desk) = (between("const VERSION = \"", "\""), between("page-desk-", "."));
        for (name, text) in [("index.html", &index), (WORKER, &worker)] {
            for copy in ["", ".br", ".gz"] {
                fs::remove_file(folder.join(format!("{name}{copy}"))).expect("a link is removed");
            }
            let text =
                text.replace(version, OTHER).replace(&format!("page-desk-{desk}"), &format!("page-desk-{OTHER}"));
            fs::write(folder.join(name), text).expect("a file in a new folder");
        }
        for end in [".wasm", ".wasm.br", ".wasm.gz"] {
            let [from, to] = [desk, OTHER].map(|hash| folder.join(format!("page-desk-{hash}{end}")));
            fs::rename(from, to).expect("a link is renamed");
        }
        OTHER.to_owned()
    }

    /// Takes files away from the page, or brings them back.
    pub(crate) fn lose(&self, begins: &str, are_lost: bool) {
        const LOST: &str = "lost-";
        let folder = self.root.path().join(&self.path);
        let files = fs::read_dir(&folder).expect("it was laid out here").flatten();
        let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
        let lost = format!("{LOST}{begins}");
        let (from, to) = if are_lost { (begins, lost.as_str()) } else { (lost.as_str(), begins) };
        let rest_of = |name: &String| name.strip_prefix(from).map(str::to_owned);
        let count = names
            .filter_map(|name| rest_of(&name))
            .map(|rest| {
                let moved = fs::rename(folder.join(format!("{from}{rest}")), folder.join(format!("{to}{rest}")));
                moved.expect("a link is renamed");
            })
            .count();
        assert!(count > 0, "no file of the page begins with {from}");
    }

    /// The folder to serve.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where the page is below that.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

fn put(config: Config, file: &Path, broker_url: &str) {
    let home = || json!({ "name": "Home", "url": broker_url, "username": User::MobileApp.name() });
    let text = match config {
        Config::Shipped => return,
        Config::Missing => None,
        Config::Says(text) => Some(text.to_owned()),
        Config::NamesBroker => Some(json!({ "brokers": [home()] }).to_string()),
    };
    // The link, not the file it leads to.
    fs::remove_file(file).expect("the page comes with a config.json");
    if let Some(text) = text {
        fs::write(file, text).expect("a file in a new folder");
    }
}

const BUILD: &str = "`cargo xtask dist` builds it.";

/// `PAGE` names another folder with a build of the page.
fn dist() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    let folder = env::var_os("PAGE").map_or_else(usual, PathBuf::from);
    folder.canonicalize().unwrap_or(folder)
}
