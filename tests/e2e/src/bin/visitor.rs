//! Visits the page of a home that somebody else has set up on this machine: logs in, sees its devices, switches a lamp.
//!
//! `visitor URL [FINGERPRINT]`, with one password for all four users in `HOME_PASSWORD`. The fingerprint is that of a
//! certificate's public key that this visitor trusts: SHA-256, in base64.

use std::env;

use e2e::{Browser, Theme, Window, marks};
use home::{
    simulate::{self, Size},
    user::{Passwords, User},
};

const DEVICES_ENTER_AT: &str = "mqtt://127.0.0.1:1883";
const LAMP: &str = "alicia:bulb_living";

fn main() {
    let url = env::args().nth(1).expect("the address of the page is the first argument");
    let password = env::var("HOME_PASSWORD").expect("the passwords of the home are in HOME_PASSWORD");
    let passwords =
        User::ALL.iter().fold(Passwords::random(), |passwords, user| passwords.with(*user, password.clone()));
    let home = simulate::Options { broker: DEVICES_ENTER_AT.to_owned(), passwords, size: Size::default() };
    let _home = simulate::start(home).unwrap_or_else(|error| panic!("{error}"));

    let browser = Browser::open_trusting(env::args().nth(2).as_deref(), Window::PHONE, Theme::Light);
    browser.goto(&url);
    browser.fill("Username", User::MobileApp.name());
    browser.fill("Password", &password);
    browser.press("Connect");
    browser.wait_for_attribute(marks::CONNECTION, "data-state", "live");
    browser.evaluate("location.hash = arguments[0]", vec![marks::device_route(LAMP).into()]);
    let state = marks::property(LAMP, "state");
    browser.wait_for("the lamp", || browser.text(&state));
    browser.click(&marks::switch(LAMP, "state"));
    browser.wait_for_attribute(&state, "data-request", "confirmed");
    browser.assert_no_console_errors();
    println!("{url}: logged in, and switched a lamp");
}
