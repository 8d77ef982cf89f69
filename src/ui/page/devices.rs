//! All devices, by room or convention.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::device::DeviceKey;
use crate::ui::card::Card;
use crate::ui::cell::{Cell, Live};
use crate::ui::clock::Clock;
use crate::ui::heading::Heading;
use crate::ui::icon::Icon;
use crate::ui::list::{BlockKey, Group, Section, sections};
use crate::ui::live::{all, each, live, part};
use crate::ui::mirror::Mirror;
use crate::ui::order::sorted;
use crate::ui::route::Route;
use crate::ui::subject::is_missing;
use crate::ui::watch::Watched;
use crate::ui::window::Window;
use crate::ui::{format, text, words};

/// A home up to this size is shown whole.
const SMALL_HOME: usize = 120;
/// After so many seconds of silence the page says what it may mean.
const SILENCE_S: u64 = 5;

#[component]
pub(crate) fn Devices() -> impl IntoView {
    let mirror = expect_context::<Mirror>();
    let window = Window::open();
    let query = Cell::new(String::new());
    let total = move || mirror.devices().with(Vec::len);
    let found = live(move || mirror.devices().with(|devices| query.with(|query| sections(devices, query))));
    let is_whole = live(move || total() <= SMALL_HOME);
    let in_sight = live(move || found.with(|found| in_sight(found, is_whole.get(), window)));
    expect_context::<Watched>().follow(in_sight);
    let groups = move || found.with(|found| found.iter().map(|section| section.group.clone()).collect::<Vec<_>>());
    let is_empty = live(move || found.with(Vec::is_empty));
    let title = live(move || match total() {
        0 => "Devices".to_owned(),
        1 => "1 device".to_owned(),
        total => format!("{} devices", format::count(total as u64)),
    });
    view! {
        <div class="top">
            <Heading title/>
            <Search query/>
        </div>
        <Missing in_sight/>
        {part(move || is_empty.get().then(|| if total() == 0 {
            view! { <NothingYet/> }.into_any()
        } else {
            view! { <p class="empty">"No device is called that, or is in a room called that."</p> }.into_any()
        }))}
        {each(groups, move |group| view! { <Together group found is_whole window/> })}
    }
}

/// The devices whose cards are there.
fn in_sight(found: &[Section], is_whole: bool, window: Window) -> Vec<DeviceKey> {
    let near = window.near();
    let blocks = found.iter().flat_map(Section::blocks);
    let keys: Vec<_> = near.with(|near| {
        blocks.filter(|(block, _)| is_whole || near.contains(block)).flat_map(|(_, devices)| devices).copied().collect()
    });
    sorted(keys, |key| key.0.to_be_bytes().to_vec())
}

#[component]
fn Search(query: Cell<String>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let listener = window_event_listener(ev::keydown, move |event| {
        let is_typing = document()
            .active_element()
            .is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"));
        if event.key() == "/" && !is_typing && !event.ctrl_key() && !event.meta_key() && !event.alt_key() {
            event.prevent_default();
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <label class="search">
            <Icon name="find"/>
            <input
                node_ref=field
                type="search"
                placeholder="Search devices"
                aria-label="Search devices"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || query.get()
                on:input=move |event| query.set(event_target_value(&event))
                on:keydown=move |event| if event.key() == "Escape" { query.set(String::new()) }
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}

/// The one thing on this page that may be loud: who is away.
#[component]
fn Missing(in_sight: Live<Vec<DeviceKey>>) -> impl IntoView {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let missing = live(move || {
        let (now, live_since) = (clock.now(), mirror.live_since()?);
        in_sight.with(|keys| {
            let is_away = |key: &&DeviceKey| {
                is_missing(
                    mirror.picture(**key).heard.with_untracked(|heard| heard.availability(now, Some(live_since))),
                )
            };
            let mut away = keys.iter().filter(is_away);
            let first = mirror.summary(*away.next()?)?;
            Some((first.id, text::short(&first.name), away.count()))
        })
    });
    part(move || {
        missing.get().map(|(id, name, others)| {
            let rest = match others {
                0 => " is offline or silent".to_owned(),
                1 => " and one other device are offline or silent".to_owned(),
                others => format!(" and {others} other devices are offline or silent"),
            };
            view! {
                <p class="note">
                    <Icon name="warn"/>
                    <span><strong>{name}</strong>{rest}</span>
                    <a class="act" href=Route::Device(id).href()>"Show"</a>
                </p>
            }
        })
    })
}

#[component]
fn Together(group: Group, found: Live<Vec<Section>>, is_whole: Live<bool>, window: Window) -> impl IntoView {
    let name = match &group {
        Group::Room(room) => text::short(room),
        Group::Convention(convention) => words::convention(convention),
    };
    let this = StoredValue::new(group);
    let count =
        live(move || found.with(|found| of_group(found, this).map_or(0, |section| section.devices.len()).to_string()));
    let blocks = move || {
        found
            .with(|found| of_group(found, this).into_iter().flat_map(Section::blocks).map(|(block, _)| block).collect())
    };
    view! {
        <section class="room">
            <h2>{name}<span class="count">{count}</span></h2>
            {each(blocks, move |block| view! { <Block block group=this found is_whole window/> })}
        </section>
    }
}

fn of_group(found: &[Section], group: StoredValue<Group>) -> Option<&Section> {
    group.with_value(|group| found.iter().find(|section| section.group == *group))
}

#[component]
fn Block(
    block: BlockKey,
    group: StoredValue<Group>,
    found: Live<Vec<Section>>,
    is_whole: Live<bool>,
    window: Window,
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    let index = block.index;
    window.watch(element, block.clone());
    let this = StoredValue::new(block);
    let devices = live(move || {
        found.with(|found| {
            let mut blocks = of_group(found, group).into_iter().flat_map(Section::blocks);
            blocks.nth(index).map(|(_, devices)| devices.to_vec()).unwrap_or_default()
        })
    });
    let is_near =
        live(move || is_whole.get() || this.with_value(|this| window.near().with(|near| near.contains(this))));
    let height = move || {
        let known = this.with_value(|this| window.height(this));
        (!is_near.get()).then(|| known.map(|height| format!("{}px", format::digits(height)))).flatten()
    };
    view! {
        <div
            node_ref=element
            class=move || if is_near.get() { "block" } else { "block far" }
            style=("--devices", move || devices.with(Vec::len).to_string())
            style=("min-height", height)
        >
            {part(move || is_near.get().then(|| each(move || devices.get(), |device| view! { <Card device/> })))}
        </div>
    }
}

/// Connected, and no device known: at first a picture of what will come, then words.
#[component]
fn NothingYet() -> impl IntoView {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let is_silent =
        live(move || mirror.live_since().is_some_and(|since| clock.now().since(since).as_secs() >= SILENCE_S));
    let filters = live(move || {
        mirror
            .subscriptions()
            .with(|subscriptions| subscriptions.iter().map(|it| text::short(&it.filter)).collect::<Vec<_>>().join("  "))
    });
    part(move || {
        Some(if is_silent.get() {
            view! {
                <div class="empty">
                    <p><strong>"Connected, but nothing was heard yet."</strong></p>
                    <p>"A device appears here as soon as it says something on a topic that this page listens to:"</p>
                    <p><code>{filters}</code></p>
                    <p>
                        "If it stays empty, this user may not be allowed to read those topics: see the "
                        <a href=Route::Broker.href()>"broker"</a> " page and the broker's access rules."
                    </p>
                </div>
            }
            .into_any()
        } else {
            let ghosts = all((0..6).map(|_| view! { <div class="card ghost"></div> }));
            view! { <div class="block" aria-hidden="true">{ghosts}</div> }.into_any()
        })
    })
}
