//! One and the same build, wherever a home puts it.

use e2e::{Host, Keep, Scene, Stage, marks};

const LAMP: &str = "alicia:bulb_living";
const SENSOR: &str = "alicia:sensor_attic";

#[test]
fn over_tls_page_and_broker_share_one_address() {
    let stage = open(Host::NginxWithTls, "");
    assert_eq!(stage.browser.evaluate("return location.protocol + isSecureContext", vec![]), "https:true");
    let address = stage.browser.filled("Broker address");
    assert!(address.starts_with("wss://127.0.0.1:") && address.ends_with("/mqtt"), "{address}");
    sees_the_home_and_switches_a_lamp(&stage);
}

#[test]
fn the_page_works_in_a_folder_below_the_root() {
    let stage = open(Host::Nginx, "house/dash");
    assert_eq!(stage.browser.evaluate("return location.pathname", vec![]), "/house/dash/");
    sees_the_home_and_switches_a_lamp(&stage);
}

#[test]
fn the_page_works_from_servers_that_know_nothing_of_it() {
    for host in [Host::Caddy, Host::Python] {
        let stage = open(host, "");
        assert_eq!(stage.browser.filled("Broker address"), stage.broker_url(), "straight to the broker");
        sees_the_home_and_switches_a_lamp(&stage);
    }
}

#[test]
fn the_page_works_from_such_a_server_in_a_folder_too() {
    let stage = open(Host::Python, "house/dash");
    sees_the_home_and_switches_a_lamp(&stage);
}

fn open(host: Host, below: &str) -> Stage {
    Stage::open_as(Scene { host, below, ..Scene::default() })
}

#[track_caller]
fn sees_the_home_and_switches_a_lamp(stage: &Stage) {
    let browser = &stage.browser;
    let kept = br#"{"device_id":"sensor_attic","device_type":"temperature_sensor","temperature_celsius":20.5}"#;
    stage.publish("alicia/sensors/sensor_attic", kept, Keep::Retained);
    let _home = stage.simulate(0);
    stage.log_in();

    stage.go(&marks::device_route(SENSOR));
    let shown = format!("{} [data-testid='value'][data-value='20.5']", marks::device(SENSOR));
    browser.wait_for("what the broker has kept", || browser.text(&shown));

    stage.go(&marks::device_route(LAMP));
    let property = marks::property(LAMP, "state");
    browser.wait_for("the lamp", || browser.text(&property));
    browser.click(&marks::switch(LAMP, "state"));
    browser.wait_for_attribute(&property, "data-request", "confirmed");
    browser.assert_no_console_errors();
}
