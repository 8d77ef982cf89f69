//! One device: everything it says, everything one can ask of it, and what became of that.

use leptos::prelude::*;

use crate::device::{Category, DeviceKey, Profile, PropertyKey};
use crate::ui::cell::Live;
use crate::ui::clock::Clock;
use crate::ui::format;
use crate::ui::heading::Heading;
use crate::ui::icon::{Icon, of_class};
use crate::ui::live::{each, live, mark, maybe, part};
use crate::ui::mirror::Mirror;
use crate::ui::plan::{Plan, in_order, place};
use crate::ui::property::PropertyView;
use crate::ui::route::Route;
use crate::ui::steps::Steps;
use crate::ui::subject::{Subject, availability_mark};
use crate::ui::watch::Watched;
use crate::ui::{text, words};

#[component]
pub(crate) fn Device(id: String) -> impl IntoView {
    let mirror = expect_context::<Mirror>();
    let sought = StoredValue::new(id);
    let key = live(move || sought.with_value(|id| mirror.key_of(id)));
    expect_context::<Watched>().follow(live(move || key.get().into_iter().collect()));
    view! {
        <p class="back"><a href=Route::Devices.href()><Icon name="back"/>"Devices"</a></p>
        {part(move || Some(match key.get() {
            Some(key) => view! { <Sheet device=key/> }.into_any(),
            None => view! { <NotHeard id=sought.get_value()/> }.into_any(),
        }))}
    }
}

#[component]
fn NotHeard(id: String) -> impl IntoView {
    view! {
        <Heading title="Not heard of yet".to_owned()/>
        <p class="empty">
            "No device with the id " <code>{text::short(&id)}</code>
            " has said anything since this page was loaded. It appears here as soon as it does."
        </p>
    }
}

#[component]
fn Sheet(device: DeviceKey) -> impl IntoView {
    let subject = Subject::new(device);
    let profiles = live(move || subject.profiles());
    let class = live(move || profiles.with(|profiles| Plan::of(profiles).class));
    let id = subject.id();
    view! {
        <article
            class="sheet"
            data-testid="device"
            data-device-id=id
            data-availability=mark(move || availability_mark(subject.availability()))
        >
            <header class="sheet-head">
                <span class="badge">{part(move || Some(view! { <Icon name=of_class(class.get())/> }))}</span>
                <Heading title=subject.name()/>
                <p class="told">{move || subtitle(subject)}</p>
            </header>
            <Group title="Controls and readings" category=Category::Primary subject profiles/>
            <Group title="Settings" category=Category::Config subject profiles/>
            <Group title="Diagnostics" category=Category::Diagnostic subject profiles/>
            <About subject/>
        </article>
    }
}

/// The room and the convention.
fn subtitle(subject: Subject) -> String {
    let Some(summary) = subject.summary() else { return String::new() };
    let convention = words::convention(summary.id.split_once(':').map_or("", |(convention, _)| convention));
    match &summary.room {
        Some(room) => format!("{} · {convention}", text::short(room)),
        None => convention,
    }
}

#[component]
fn Group(
    title: &'static str,
    category: Category,
    subject: Subject,
    profiles: Live<Vec<(PropertyKey, Profile)>>,
) -> impl IntoView {
    let members = live(move || {
        profiles.with(|profiles| {
            let members = profiles.iter().filter(|(_, profile)| profile.category == category).collect();
            let members = in_order(members, |profile| u8::from(!profile.access.can_set()));
            members.into_iter().map(|(key, profile)| (*key, place(profile))).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="group" hidden=mark(move || members.with(Vec::is_empty))>
            <h2>{title}</h2>
            <div class="panel">
                {each(move || members.get(), move |(key, place)| {
                    maybe(subject.bound(key).map(|bound| view! {
                        <div class="entry">
                            <PropertyView bound place said=None subject/>
                            <Steps request=bound.request() profile=bound.profile()/>
                        </div>
                    }))
                })}
            </div>
        </section>
    }
}

#[component]
fn About(subject: Subject) -> impl IntoView {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let presence = live(move || words::presence(&subject.heard.get(), clock.now(), mirror.live_since()));
    let last = live(move || match subject.heard.get().last {
        Some(last) => format!("{} ({})", format::ago(clock.now().since(last)), format::time_of_day(last)),
        None => "Not since this page was loaded".to_owned(),
    });
    view! {
        <section class="group">
            <h2>"About"</h2>
            <dl class="panel facts">
                <dt>"Availability"</dt><dd>{presence}</dd>
                <dt>"Last heard"</dt><dd>{last}</dd>
                <dt>"Id"</dt><dd><code>{subject.id()}</code></dd>
            </dl>
        </section>
    }
}
