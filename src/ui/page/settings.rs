//! How the page looks on this device, and leaving it.

use leptos::prelude::*;

use crate::ui::cell::Cell;
use crate::ui::heading::Heading;
use crate::ui::live::{all, live};
use crate::ui::session::Session;
use crate::ui::text;
use crate::ui::theme::Theme;

#[component]
pub(crate) fn Settings() -> impl IntoView {
    view! {
        <Heading title="Settings".to_owned()/>
        <Appearance/>
        <Account/>
        <section class="group">
            <h2>"About"</h2>
            <dl class="panel facts">
                <dt>"Version"</dt><dd>{env!("CARGO_PKG_VERSION")}</dd>
                <dt>"Licence"</dt><dd>"MIT or Apache 2.0"</dd>
                <dt>"Data"</dt>
                <dd>"This page talks to your broker and to nobody else. It keeps your theme on this device, and your login only if you ask for that."</dd>
            </dl>
        </section>
    }
}

#[component]
fn Appearance() -> impl IntoView {
    let chosen = Cell::new(Theme::chosen());
    let choose = move |theme: Theme| {
        theme.choose();
        chosen.set(theme);
    };
    view! {
        <section class="group">
            <h2 id="appearance">"Appearance"</h2>
            <div class="segments" role="radiogroup" aria-labelledby="appearance">
                {all(Theme::ALL.map(|theme| view! {
                    <label>
                        <input
                            type="radio"
                            name="theme"
                            prop:checked=move || chosen.get() == theme
                            on:change=move |_| choose(theme)
                        />
                        <span>{theme.label()}</span>
                    </label>
                }))}
            </div>
        </section>
    }
}

#[component]
fn Account() -> impl IntoView {
    let session = expect_context::<Session>();
    let user = live(move || match session.login().get() {
        Some(login) => format!("As {}", text::short(&login.username)),
        None => "Nobody".to_owned(),
    });
    view! {
        <section class="group">
            <h2>"Signed in"</h2>
            <div class="panel line">
                <p>{user}</p>
                <button type="button" class="button" on:click=move |_| session.sign_out()>"Sign out and forget the password"</button>
            </div>
        </section>
    }
}
