//! A home is seen, and a lamp in it switched.

use std::time::{Duration, Instant};

use e2e::{Keep, Scene, Stage, Window, marks};

const LAMP: &str = "alicia:bulb_living";

#[test]
fn a_lamp_is_switched_and_confirms_it() {
    for window in [Window::PHONE, Window::LAPTOP] {
        let stage = Stage::open_as(Scene { window, ..Scene::default() });
        let _home = stage.simulate(0);
        stage.log_in();
        let browser = &stage.browser;
        browser.wait_for("the lamp among the devices", || browser.text(&marks::device(LAMP)));

        stage.go(&marks::device_route(LAMP));
        let value = marks::value(LAMP, "state");
        let plain = || browser.attribute(&value, "data-value");
        let before = browser.wait_for("whether the lamp is on", plain);
        let property = marks::property(LAMP, "state");
        browser.record(&property, "data-request");
        browser.click(&marks::switch(LAMP, "state"));
        browser.wait_for_attribute(&property, "data-request", "confirmed");
        browser.wait_for("the lamp's other state", || plain().filter(|after| *after != before));

        let stages: Vec<_> = browser.recorded(&property, "data-request").into_iter().flatten().collect();
        assert!(
            ["queued", "sent", "delivered"].contains(&stages[0].as_str()),
            "the request was first asked, then confirmed: {stages:?}"
        );
        browser.assert_no_console_errors();
    }
}

#[test]
fn what_a_device_reports_is_on_screen_within_a_second() {
    let stage = Stage::open();
    let report = |celsius: f64| {
        let payload = format!(
            r#"{{"device_id":"sensor_attic","device_type":"temperature_sensor","temperature_celsius":{celsius}}}"#
        );
        stage.publish("alicia/sensors/sensor_attic", payload.as_bytes(), Keep::Passing);
    };
    stage.log_in();
    let browser = &stage.browser;
    report(20.5);
    let device = marks::device("alicia:sensor_attic");
    browser.wait_for("the sensor", || browser.text(&device));
    stage.go(&marks::device_route("alicia:sensor_attic"));
    let shows = |celsius: &'static str| {
        let shown = format!("{device} [data-testid='value'][data-value='{celsius}']");
        move || browser.text(&shown)
    };
    browser.wait_for("20.5", shows("20.5"));
    // A busy machine holds up some of them.
    let is_quick = ["21.5", "22.5", "23.5", "24.5", "25.5"].into_iter().any(|celsius| {
        report(celsius.parse().expect("a number"));
        let said = Instant::now();
        let text = browser.wait_for(celsius, shows(celsius));
        let took = said.elapsed();
        assert!(text.contains(celsius) && text.contains("°C"), "{text}");
        took < Duration::from_secs(1)
    });
    assert!(is_quick, "none of five is on screen within a second");
    browser.assert_no_console_errors();
}
