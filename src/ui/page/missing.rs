//! An address behind which there is nothing.

use leptos::prelude::*;

use crate::ui::heading::Heading;
use crate::ui::route::Route;
use crate::ui::text;

#[component]
pub(crate) fn Missing(#[prop(into)] path: Signal<String>) -> impl IntoView {
    view! {
        <Heading title="No such page".to_owned()/>
        <p class="empty">
            "There is no page at “" {text::short(&path.get_untracked())} "”. "
            <a href=Route::Devices.href()>"To the devices"</a>
        </p>
    }
}
