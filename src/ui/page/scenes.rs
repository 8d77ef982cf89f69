//! The scenes of the home, each a button away.

use reactive_graph::graph::untrack;
use reactive_graph::owner::expect_context;

use crate::app::{Batch, Intent, RequestNews, Scene};
use crate::device::Stage;
use crate::language::t;
use crate::ui::cell::Cell;
use crate::ui::dom::{Element, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{act, button};
use crate::ui::{batch, text};

pub(super) fn scenes() -> Piece {
    let scenes = expect_context::<Mirror>().scenes();
    part(move || Some(scenes.get()).filter(|scenes| !scenes.is_empty()), |scenes| strip(&scenes))
}

fn strip(scenes: &[Scene]) -> Element {
    let mirror = expect_context::<Mirror>();
    let done = Cell::new(None::<Batch>);
    // The scene that cannot be run as a whole, and what of it is missing.
    let missing = Cell::new(None::<(String, Vec<String>)>);
    let outbox = expect_context::<Outbox>();
    let start = move |name: &str, partly: bool| {
        let batch = batch::begin(name.to_owned());
        done.set(Some(batch.clone()));
        missing.set(None);
        outbox.send(Intent::RunScene { name: name.to_owned(), partly, batch });
    };
    let scene = |scene: &Scene| {
        let (name, scene) = (text::short(&scene.name), scene.clone());
        let run = move |_| {
            let gone = absent(mirror, &scene);
            if gone.is_empty() {
                start(&scene.name, false);
            } else {
                missing.set(Some((scene.name.clone(), gone)));
            }
        };
        button(&name).mark("disabled", move || mirror.live_since().is_none()).on("click", run)
    };
    el("section")
        .class("scenes")
        .attr("aria-label", t!("Scenes"))
        .attr("data-testid", "scenes")
        .child(all(scenes.iter().map(scene)))
        .child(part(
            move || missing.get(),
            move |(name, gone)| {
                let leave = act(t!("Leave it")).on("click", move |_| missing.set(None));
                question(&gone).child(act(t!("Run without it")).on("click", move |_| start(&name, true))).child(leave)
            },
        ))
        .child(part(move || done.get(), |done| batch::outcome(&done)))
        .child(part(
            move || unsent(mirror, done),
            move |name| act(t!("Run what is there")).on("click", move |_| start(&name, true)),
        ))
}

/// The scene of which nothing was sent, because something of it is missing at a device.
fn unsent(mirror: Mirror, done: Cell<Option<Batch>>) -> Option<String> {
    let batch = done.get()?;
    let is_of = |it: &&RequestNews| it.batch.as_ref().is_some_and(|of| of.key == batch.key);
    let is_unsent = |it: &RequestNews| matches!(it.request.stage, Stage::NotSent(_));
    mirror.requests().with(|all| {
        let mut of_batch = all.iter().filter(is_of).peekable();
        (of_batch.peek().is_some() && of_batch.all(is_unsent)).then_some(batch.title)
    })
}

/// The names of the devices of a scene that are not known now.
fn absent(mirror: Mirror, scene: &Scene) -> Vec<String> {
    let is_absent = |id: &str| untrack(|| mirror.key_of(id)).is_none();
    let mut names: Vec<_> =
        scene.wishes.iter().filter(|wish| is_absent(&wish.device)).map(|wish| text::short(&wish.device_name)).collect();
    names.dedup();
    names
}

fn question(gone: &[String]) -> Element {
    let words = match gone {
        [one] => t!("Nothing was sent: {name} is not known now.", name = one),
        many => t!("Nothing was sent: {names} are not known now.", names = many.join(", ")),
    };
    el("p").class("note").attr("role", "alert").child(icon("warn")).child(el("span").child(words))
}
