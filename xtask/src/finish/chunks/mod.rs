//! Parts of the page and of its worker that few visits need, or none at once, each in a file of its own, which is fetched
//! when it is first wanted.
//!
//! Each of the two is compiled as one program. Here the functions of a chunk are taken out of the finished module, which keeps
//! a way to those that it calls through its table of functions; the chunk, once it is there, puts them into that table. Both
//! work on the same memory, so there is one program as before.
//!
//! What says why the program panics, and whatever nobody comes to, is in none of them.

mod alike;
mod carry;
mod chunk;
mod linked;
mod map;
mod plan;
mod read;
mod sections;
mod silent;
#[cfg(test)]
mod tests;
mod write;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use linked::Linked;
use map::Map;
use plan::{Chunk, Plan};
use read::Module;

use super::{INDEX, hash, replace, sheets, short, worker};

/// The page without any is what one sees before anything has come of the home.
const OF_THE_PAGE: [Chunk; 10] = [
    // Every visit fetches it, while the worker starts.
    Chunk::of(
        HOME,
        &[
            "alicia_dashboard::ui::mirror::hear",
            "alicia_dashboard::ui::overlay::overlay",
            "alicia_dashboard::ui::page::home::home",
            "alicia_dashboard::ui::shell::banner",
            "alicia_dashboard::ui::shell::recording_mark",
            "alicia_dashboard::ui::shell::rooms",
        ],
    ),
    // What several of the others need and the home does not; fetched with the first of them.
    Chunk { after: Some(HOME), ..Chunk::of(SHARED, &[]) },
    // What is seen only by those who look for it.
    Chunk {
        after: Some(SHARED),
        ..Chunk::of(
            "device",
            &["alicia_dashboard::ui::page::device::device", "alicia_dashboard::ui::page::device::sheet_of"],
        )
    },
    Chunk {
        after: Some(SHARED),
        ..Chunk::of(
            "desk",
            &[
                "alicia_dashboard::ui::alarm::call::answer_calls",
                "alicia_dashboard::ui::menu::menu",
                "alicia_dashboard::ui::overlay::keys",
                "alicia_dashboard::ui::overlay::search",
                "alicia_dashboard::ui::page::activity::activity",
                "alicia_dashboard::ui::page::alarms::alarms",
                "alicia_dashboard::ui::page::by_hand::by_hand",
                "alicia_dashboard::ui::page::carrying::saving",
                "alicia_dashboard::ui::page::device::alarm::offers",
                "alicia_dashboard::ui::page::devices::devices",
                "alicia_dashboard::ui::page::more::more",
                "alicia_dashboard::ui::page::retained::retained",
                "alicia_dashboard::ui::page::room::room",
                "alicia_dashboard::ui::page::settings::settings",
                "alicia_dashboard::ui::recording::offer",
                "alicia_dashboard::ui::replay::replay_bar",
            ],
        )
    },
    Chunk {
        after: Some(SHARED),
        ..Chunk::of(
            "chart",
            &["alicia_dashboard::ui::page::chart::chart", "alicia_dashboard::ui::page::device::history::history"],
        )
    },
    Chunk {
        after: Some(SHARED),
        ..Chunk::of(
            "rich",
            &[
                "alicia_dashboard::ui::widget::code::form",
                "alicia_dashboard::ui::widget::dial::arc",
                "alicia_dashboard::ui::widget::picture::frame",
                "alicia_dashboard::ui::widget::picture::linked",
                "alicia_dashboard::ui::widget::wheel::sliders",
            ],
        )
    },
    Chunk {
        after: Some(SHARED),
        ..Chunk::of(
            "stay",
            &[
                "alicia_dashboard::ui::page::app::as_an_app",
                "alicia_dashboard::ui::page::wall::wall",
                "alicia_dashboard::ui::stay::begin",
            ],
        )
    },
    Chunk { after: Some(SHARED), ..Chunk::of("topics", &["alicia_dashboard::ui::page::topics::topics"]) },
    Chunk {
        after: Some(SHARED),
        ..Chunk::of(
            "users",
            &[
                "alicia_dashboard::ui::page::broker::metrics::metrics",
                "alicia_dashboard::ui::page::broker::rights::rights",
                "alicia_dashboard::ui::page::broker::users::users",
            ],
        )
    },
    Chunk { after: Some(SHARED), ..Chunk::of("broker", &["alicia_dashboard::ui::page::broker::broker"]) },
];

/// Of the page: what is seen of a home at once.
const HOME: &str = "home";
const SHARED: &str = "shared";

/// Conventions that not every home has, and what is done for those who ask for it.
const OF_THE_WORKER: [Chunk; 17] = [
    Chunk::of("alicia", &["alicia_dashboard::dialect::alicia::come"]),
    Chunk::of(
        "broker",
        &[
            "alicia_dashboard::app::overseeing::handle",
            "alicia_dashboard::app::overseeing::hear",
            "alicia_dashboard::app::overseeing::forget",
            "alicia_dashboard::app::overseeing::tell",
        ],
    ),
    Chunk::of("customs", &["alicia_dashboard::app::customs::take_in", "alicia_dashboard::app::customs::write_out"]),
    Chunk::of(
        "desk",
        &[
            "alicia_dashboard::app::desk::handle",
            "alicia_dashboard::app::desk::tell",
            "alicia_dashboard::app::hand::act",
        ],
    ),
    Chunk::of("family", &["alicia_dashboard::app::family::acts::handle", "alicia_dashboard::app::family::file::read"]),
    Chunk::of("home_assistant", &["alicia_dashboard::dialect::homeassistant::come"]),
    Chunk::of("homie", &["alicia_dashboard::dialect::homie::come"]),
    Chunk::of("iotflow", &["alicia_dashboard::dialect::iotflow::come"]),
    Chunk::of(
        "past",
        &[
            "alicia_dashboard::app::carrying::handle",
            "alicia_dashboard::app::carrying::tell",
            "alicia_dashboard::history::giving::take",
            "alicia_dashboard::history::merging::look",
            "alicia_dashboard::history::merging::put",
            "alicia_dashboard::history::merging::go_on",
            "alicia_dashboard::history::merging::fail",
        ],
    ),
    Chunk::of(
        "recording",
        &[
            "alicia_dashboard::app::recording::handle",
            "alicia_dashboard::app::recording::keep",
            "alicia_dashboard::app::replay::go_on",
        ],
    ),
    Chunk::of("shelly", &["alicia_dashboard::dialect::shelly::come"]),
    Chunk::of("smarthome", &["alicia_dashboard::dialect::smarthome::come"]),
    Chunk::of("solar_heating", &["alicia_dashboard::dialect::solar::come"]),
    Chunk::of("tasmota", &["alicia_dashboard::dialect::tasmota::come"]),
    Chunk::of(
        "topics",
        &[
            "alicia_dashboard::app::exploring::handle",
            "alicia_dashboard::app::exploring::hear",
            "alicia_dashboard::app::exploring::clear",
            "alicia_dashboard::app::exploring::explain",
            "alicia_dashboard::app::exploring::tell",
        ],
    ),
    Chunk::of(
        "users",
        &[
            "alicia_dashboard::app::access::tell",
            "alicia_dashboard::app::users::handle",
            "alicia_dashboard::app::users::tell",
        ],
    ),
    Chunk::of("zigbee2mqtt", &["alicia_dashboard::dialect::zigbee2mqtt::come"]),
];

/// Stands in the page's HTML for their names: the `content` of `<meta name="chunks">`.
const NAMES: &str = "no-chunks";

/// Cuts the modules of page and worker, which the compiler has left in `compiled` as they were before they were bound to
/// JavaScript, and tells each the names of its chunks. What is there for tools is left out of every module.
pub(super) fn cut(staging: &Path, compiled: &Path) -> io::Result<()> {
    for file in modules_in(staging)? {
        let stem = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let of_page = stem.strip_prefix("page-").and_then(|rest| rest.strip_suffix("_bg.wasm"));
        if let Some(before) = of_page {
            let mut names = cut_program(staging, &file, &compiled.join("page.wasm"), "page", &OF_THE_PAGE)?;
            names.extend(sheets::unlinked(staging)?);
            replace(&staging.join(INDEX), NAMES, &names.join(","))?;
            rename(staging, before)?;
        } else if stem == worker::MODULE {
            let names = cut_program(staging, &file, &compiled.join("worker.wasm"), "worker", &OF_THE_WORKER)?;
            for name in names {
                worker::tell(staging, &name)?;
            }
        } else {
            let bytes = fs::read(&file)?;
            // There is no script beside it that would give it anything.
            let imported = Module::read(&bytes).map_err(|error| named(&file, error))?.imported;
            if imported > 0 {
                return Err(named(&file, format!("it asks for {imported} functions: does it depend on wasm-bindgen?")));
            }
            fs::write(&file, write::bare(&bytes).map_err(|error| named(&file, error))?)?;
        }
    }
    Ok(())
}

/// Leaves a program without its chunks, and these beside it; tells their names.
fn cut_program(staging: &Path, file: &Path, linked: &Path, program: &str, chunks: &[Chunk]) -> io::Result<Vec<String>> {
    let bytes = fs::read(file)?;
    let before = fs::read(linked).map_err(|error| named(linked, error))?;
    let (main, modules) = apart(&bytes, &before, chunks).map_err(|error| named(file, error))?;
    let script = file.to_string_lossy().replace("_bg.wasm", ".js");
    let (main, glue) = short::names(&main, &fs::read_to_string(&script)?).map_err(|error| named(file, error))?;
    fs::write(file, main)?;
    fs::write(script, short::lines(&glue))?;
    let mut names = Vec::new();
    for (chunk, module) in chunks.iter().zip(modules) {
        let name = format!("{program}-{}-{}.wasm", chunk.name, hash([&*module]));
        fs::write(staging.join(&name), module)?;
        names.push(name);
    }
    Ok(names)
}

/// The page's files are named after what they were before: another cut of the same program has another name.
fn rename(staging: &Path, before: &str) -> io::Result<()> {
    let [glue, module] = [format!("page-{before}.js"), format!("page-{before}_bg.wasm")].map(|name| staging.join(name));
    let after = hash([&*fs::read(&glue)?, &*fs::read(&module)?]);
    replace(&staging.join(INDEX), before, &after)?;
    for file in [glue, module] {
        fs::rename(&file, file.to_string_lossy().replace(before, &after))?;
    }
    Ok(())
}

/// The module without the chunks, and these. `linked` is what it was made of.
fn apart(bytes: &[u8], linked: &[u8], chunks: &[Chunk]) -> Result<(Vec<u8>, Vec<Vec<u8>>), String> {
    let read = |bytes| Module::read(bytes).map_err(|error| error.to_string());
    let (speaking, before) = (read(bytes)?, read(linked)?);
    let places = silent::places(&speaking).map_err(|error| error.to_string())?;
    let bytes = &*silent::without(bytes, &places).map_err(|error| error.to_string())?;
    let module = read(bytes)?;
    let linked = Linked::read(linked, &before)?;
    linked.is_in(&module)?;
    let map = Map::of(&module, &linked);
    let plan = Plan::new(&module, &map, chunks)?;
    write::write(bytes, &module, &plan, chunks.len()).map_err(|error| error.to_string())
}

fn named(file: &Path, error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", file.display()))
}

fn modules_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let is_module = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "wasm");
    files.filter(|file| file.as_ref().map_or(true, is_module)).collect()
}
