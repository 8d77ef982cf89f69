//! A command that nothing comes of is told apart from one that worked.

use e2e::{Keep, Stage, marks};

const LAMP: &str = "alicia:bulb_unplugged";

#[test]
fn nobody_listens_to_a_lamp_that_is_gone() {
    let stage = Stage::open();
    assert_eq!(end_of_a_command(&stage), "nobody");
}

#[test]
fn a_lamp_that_hears_and_does_nothing_has_not_confirmed() {
    let stage = Stage::open();
    let _listener = stage.listen("alicia/commands/#");
    assert_eq!(end_of_a_command(&stage), "unconfirmed");
}

/// Switches a lamp of which only a stored status is left, and waits until nothing more is expected.
#[track_caller]
fn end_of_a_command(stage: &Stage) -> String {
    let status = br#"{"device_id":"bulb_unplugged","device_type":"smart_bulb","state":"off","brightness":0}"#;
    stage.publish("alicia/devices/bulb_unplugged/status", status, Keep::Retained);
    stage.log_in();
    stage.go(&marks::device_route(LAMP));
    let browser = &stage.browser;
    let property = marks::property(LAMP, "state");
    let plain = || browser.attribute(&marks::value(LAMP, "state"), "data-value");
    let before = browser.wait_for("the lamp's last state", plain);

    browser.click(&marks::switch(LAMP, "state"));
    let end = browser.wait_for("how the command ended", || {
        browser
            .attribute(&property, "data-request")
            .filter(|stage| !["queued", "sent", "delivered"].contains(&stage.as_str()))
    });
    assert_eq!(plain(), Some(before), "the value is what the lamp reported");
    browser.assert_no_console_errors();
    end
}
