//! An address behind which there is nothing.

use leptos::prelude::*;

use crate::ui::heading::Heading;
use crate::ui::route::Route;

#[component]
pub(crate) fn Missing(
    /// As it may be shown.
    path: String,
) -> impl IntoView {
    view! {
        <Heading title="No such page".to_owned()/>
        <p class="empty">
            "There is no page at “" {path} "”. "
            <a href=Route::Devices.href()>"To the devices"</a>
        </p>
    }
}
