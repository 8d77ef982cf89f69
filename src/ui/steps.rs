//! The steps of a request, each with its time.

use leptos::prelude::*;

use super::cell::Live;
use super::icon::Icon;
use super::live::{all, maybe, part};
use super::property::mood;
use super::{format, words};
use crate::device::{Profile, Request, Stage};

#[component]
pub(super) fn Steps(
    #[prop(into)] request: Live<Option<Request>>,
    #[prop(into)] profile: Live<Profile>,
) -> impl IntoView {
    part(move || {
        request.with(|request| {
            let request = request.as_ref()?;
            let steps =
                profile.with(|profile| all(request.steps.iter().map(|step| taken(profile, request, step))));
            let awaited = match request.stage {
                Stage::Sent => Some("Waiting for the broker…"),
                Stage::Acknowledged | Stage::Delivered => Some("Waiting for the device…"),
                _ => None,
            };
            Some(view! {
                <ol class="steps">
                    {steps}
                    {maybe(awaited.map(|words| view! { <li data-icon="clock"><Icon name="clock"/><span>{words}</span></li> }))}
                </ol>
            })
        })
    })
}

fn taken(profile: &Profile, request: &Request, (stage, after): &(Stage, std::time::Duration)) -> impl IntoView + use<> {
    let (icon, time) = match stage {
        Stage::Sent => ("check", format::time_of_day(request.asked)),
        Stage::Acknowledged | Stage::Delivered => ("check", format::duration(*after)),
        other => (mood(other), format::duration(*after)),
    };
    view! {
        <li data-icon=icon>
            <Icon name=icon/>
            <span>{words::step(profile, request, stage)}</span>
            <span class="time">{time}</span>
        </li>
    }
}
