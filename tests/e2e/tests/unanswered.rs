//! A command that nothing comes of is told apart from one that worked.

use e2e::{Keep, Stage, marks};

const LAMP: &str = "alicia:bulb_unplugged";

#[test]
fn a_command_to_a_lamp_that_is_gone_is_not_shown_as_done() {
    let stage = Stage::open();
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
        browser.attribute(&property, "data-request").filter(|stage| !["sent", "delivered"].contains(&stage.as_str()))
    });
    assert!(["nobody", "unconfirmed"].contains(&end.as_str()), "{end}");
    assert_eq!(plain(), Some(before), "the value is what the lamp reported");
    browser.assert_no_console_errors();
}
