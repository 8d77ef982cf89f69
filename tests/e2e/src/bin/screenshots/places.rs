//! The places of a home, and what one does there before they are looked at.

use e2e::{Deed, Stage, marks};

use crate::camera::Place;

const CARD: &str = "#content .card h3";
const SHEET: &str = ".sheet h1";
const TREE: &str = "[data-testid='topic-tree'] .topic-row:not([hidden])";
const CHOSEN: &str = "[data-testid='chosen-topic']";
const LAMP_TOPIC: &str = "#/topics/alicia%2Fdevices%2Fbulb_living%2Fstatus";
const ALARM: &str = "home_assistant:alarm_control_panel/house";
const ENTER: &str = "\u{e007}";

/// For the README.
pub(crate) const TOPICS: Place = Place::window("topics", LAMP_TOPIC, "[data-testid='payload']");

/// Every page.
pub(crate) const PAGES: &[Place] = &[
    Place::window("home", "#/", CARD),
    Place::whole("home-whole", "#/", CARD),
    Place::whole("devices", "#/devices", CARD),
    Place::window("devices-together", "#/devices", CARD).doing(pick_several),
    Place::window("devices-beside", "#/devices", CARD).doing(open_beside),
    Place::whole("room", "#/room/Bedroom", CARD),
    Place::window("search", "#/", CARD).doing(search),
    Place::window("menu", "#/room/Hall", CARD).doing(|stage| stage.browser.on(".card .menu", "it.click()")),
    Place::window("keys", "#/settings", ".segments").doing(|stage| stage.browser.press("All keys")),
    Place::whole("chart", "#/chart/alicia%3Abulb_living/brightness", ".legend"),
    Place::whole("chart-none", "#/chart", "main h1"),
    Place::whole("alarms", "#/alarms", "main h1"),
    Place::whole("new-alarm", "#/alarms/alicia%3Abulb_living/brightness", "form"),
    Place::whole("activity", "#/activity", "[data-testid='by-hand']"),
    Place::whole("activity-by-hand", "#/activity", "[data-testid='by-hand']").doing(write_by_hand),
    Place::window("topics", "#/topics", TREE).doing(open_levels),
    Place::window("topics-found", "#/topics", TREE).doing(find_topics),
    Place::whole("topic", LAMP_TOPIC, "[data-testid='payload']").doing(open_all),
    Place::whole("topic-changes", LAMP_TOPIC, "[data-testid='payload']").doing(show_changes),
    Place::whole("publish-here", LAMP_TOPIC, "[data-testid='payload']").doing(publish_here),
    Place::whole("retained", "#/retained", "[data-testid='retained-filter']"),
    Place::window("retained-listed", "#/retained", "[data-testid='retained-filter']").doing(list_retained),
    Place::window("retained-marked", "#/retained", "[data-testid='retained-filter']").doing(mark_retained),
    Place::whole("broker", "#/broker", ".facts"),
    Place::whole("broker-packets", "#/broker", ".facts").doing(see_the_log),
    Place::whole("rights", "#/broker/rights", "[data-feature]").doing(|stage| stage.browser.press("Find out")),
    Place::whole("users-none", "#/broker/users", "[data-testid='no-users']"),
    Place::whole("settings", "#/settings", ".segments").doing(open_all),
    Place::whole("more", "#/more", ".ways"),
    Place::window("wall", "#/wall", "[data-testid='wall']"),
    Place::window("wall-room", "#/wall/Bedroom", "[data-testid='wall'] .card"),
    Place::window("nowhere", "#/nowhere", "main h1"),
];

/// A device of every kind, all that it has opened.
pub(crate) const DEVICES: &[Place] = &[
    device("lamp", "#/device/alicia%3Abulb_living"),
    device("colour", "#/device/home_assistant%3Aliving_room_lamp"),
    device("fan", "#/device/home_assistant%3Aceiling_fan"),
    device("player", "#/device/alicia%3Asonos%2Fkitchen"),
    device("lock", "#/device/home_assistant%3Afront_door").doing(open_all),
    device("panel", "#/device/home_assistant%3Aalarm"),
    device("panel-code", "#/device/home_assistant%3Aalarm_control_panel%2Fhouse").doing(disarm),
    device("cover", "#/device/home_assistant%3Abedroom_blind"),
    device("climate", "#/device/home_assistant%3Aliving_room_climate"),
    device("radiator", "#/device/zigbee2mqtt%3A0x540f57fffe85c9c1"),
    device("heater", "#/device/home_assistant%3Awater_heater"),
    device("humidifier", "#/device/home_assistant%3Ahumidifier"),
    device("vacuum", "#/device/home_assistant%3Avacuum"),
    device("mower", "#/device/home_assistant%3Amower"),
    device("irrigation", "#/device/home_assistant%3Airrigation"),
    device("display", "#/device/home_assistant%3Awall_display"),
    device("weather", "#/device/home_assistant%3Aweather_station"),
    device("car", "#/device/home_assistant%3Acar"),
    device("tank", "#/device/home_assistant%3Asolar_heating_v3_tank"),
    device("board", "#/device/smarthome%3A1%2FESP32_001").doing(open_all),
    device("garage", "#/device/iotflow%3Aesp32_garage"),
    device("group", "#/device/zigbee2mqtt%3Agroup%2F9"),
    device("bridge", "#/device/zigbee2mqtt%3Abridge"),
    device("relay", "#/device/shelly%3Ashellyplus1pm-a8032abe54dc"),
    device("floor", "#/device/homie%3A5%2Ffloor-heating"),
    device("offline", "#/device/zigbee2mqtt%3A0x00158d0002a1b2c4"),
    device("unknown", "#/device/alicia%3Anobody").there("main h1"),
];

/// What is long in German, which is why it stands in few words on a small phone.
pub(crate) const GERMAN: &[Place] = &[
    Place::whole("home", "#/", CARD),
    Place::whole("devices", "#/devices", CARD),
    device("lamp", "#/device/alicia%3Abulb_living"),
    device("fan", "#/device/home_assistant%3Aceiling_fan"),
    device("climate", "#/device/home_assistant%3Aliving_room_climate"),
    device("lock", "#/device/home_assistant%3Afront_door"),
    device("board", "#/device/smarthome%3A1%2FESP32_001"),
    Place::whole("chart", "#/chart/alicia%3Abulb_living/brightness", ".legend"),
    Place::whole("alarms", "#/alarms", "main h1"),
    Place::whole("new-alarm", "#/alarms/alicia%3Abulb_living/brightness", "form"),
    Place::whole("activity", "#/activity", "[data-testid='by-hand']").doing(open_all),
    Place::whole("topic", LAMP_TOPIC, "[data-testid='payload']"),
    Place::window("retained", "#/retained", "[data-testid='retained-filter']").doing(|stage| {
        stage.browser.on("[data-testid='retained-filter'] button", "it.click()");
        stage.browser.wait_for("a row", || stage.browser.text(".kept-row:not([hidden])"));
    }),
    Place::whole("broker", "#/broker", ".facts"),
    Place::whole("rights", "#/broker/rights", "[data-feature]"),
    Place::whole("users-none", "#/broker/users", "[data-testid='no-users']"),
    Place::whole("settings", "#/settings", ".segments").doing(open_all),
    Place::whole("more", "#/more", ".ways"),
    Place::window("wall-room", "#/wall/Bedroom", "[data-testid='wall'] .card"),
];

/// Where nothing is yet.
pub(crate) const EMPTY: &[Place] = &[
    Place::window("empty-home", "#/", "main h1"),
    Place::window("empty-devices", "#/devices", "main h1"),
    Place::window("empty-alarms", "#/alarms", "main h1"),
    Place::whole("empty-activity", "#/activity", "main h1"),
    Place::window("empty-topics", "#/topics", "main h1"),
    Place::whole("empty-broker", "#/broker", ".facts"),
    Place::whole("empty-rights", "#/broker/rights", "main h1"),
    Place::window("empty-wall", "#/wall", "[data-testid='wall']"),
];

/// Users of a broker that lets them be looked after.
pub(crate) const USERS: &[Place] = &[
    Place::whole("users", "#/broker/users", "[data-testid='user']"),
    Place::whole("users-opened", "#/broker/users", "[data-testid='user']")
        .doing(|stage| stage.browser.on("[data-testid='user'] .name", "it.click()")),
    Place::whole("role-opened", "#/broker/users", "[data-testid='role']")
        .doing(|stage| stage.browser.on("[data-testid='role'] .name", "it.click()")),
];

const fn device(name: &'static str, route: &'static str) -> Place {
    Place::whole(name, route, SHEET)
}

fn open_all(stage: &Stage) {
    let script = "document.querySelectorAll('#content details:not([open]) > summary').forEach(it => it.click())";
    stage.browser.evaluate(script, vec![]);
}

fn pick_several(stage: &Stage) {
    stage.browser.press("Several at once");
    for lamp in ["alicia:bulb_kitchen", "alicia:bulb_living"] {
        stage.browser.on(&format!("{} .pick", marks::device(lamp)), "it.click()");
    }
}

fn open_beside(stage: &Stage) {
    stage.browser.on(".card h3 a", "it.click()");
    stage.browser.wait_for("the device", || stage.browser.text(SHEET));
}

fn search(stage: &Stage) {
    stage.browser.press("Search everything");
    stage.browser.wait_for("the search", || stage.browser.text("dialog[open]"));
    stage.browser.type_keys("temp");
}

fn disarm(stage: &Stage) {
    let panel = format!("{} [data-testid='property']", marks::device(ALARM));
    stage.browser.tries(Deed::Presses("Disarm"), &panel);
}

/// With somebody at the door, and the last packets.
fn see_the_log(stage: &Stage) {
    stage.guess_password();
    stage.browser.wait_for("the refused login", || stage.browser.text("[data-testid='refused']"));
    stage.browser.press("Show");
}

fn write_by_hand(stage: &Stage) {
    open_all(stage);
    stage.browser.fill("Topic", "alicia/notes/{value}");
    stage.browser.fill("Payload", r#"{"at":"{now}"}"#);
    stage.browser.choose("[data-testid='by-hand'] select:has([value='asking'])", "asking");
}

fn open_levels(stage: &Stage) {
    for level in ["alicia", "alicia/devices", "alicia/devices/bulb_living"] {
        stage.browser.on(&format!("{TREE}[data-topic='{level}']"), "it.click()");
    }
}

fn find_topics(stage: &Stage) {
    stage.browser.fill("Search", "zigbee2mqtt/#");
    stage.browser.fill("Leave out", "bridge");
}

fn show_changes(stage: &Stage) {
    stage.browser.on(&format!("{CHOSEN} input[type='checkbox']"), "it.click()");
    stage.browser.choose(&format!("{CHOSEN} select:has([value='=brightness'])"), "=brightness");
}

fn publish_here(stage: &Stage) {
    stage.browser.on("[data-testid='publish-here'] summary", "it.click()");
    stage.browser.press("Use this topic");
    stage.browser.press("Use the last payload");
}

fn list_retained(stage: &Stage) {
    stage.browser.fill("Topic filter", "#");
    stage.browser.type_keys(ENTER);
    stage.browser.wait_for("a row", || stage.browser.text(".kept-row:not([hidden])"));
    stage.browser.wait_for("the end of it", || {
        stage.browser.attribute("[data-testid='retained-tally']", "data-listing").is_none().then_some(())
    });
}

fn mark_retained(stage: &Stage) {
    list_retained(stage);
    stage.browser.fill("Search", "alicia/notes");
    stage.browser.press("Mark all that are found");
    stage.browser.on("[data-testid='clear-marked']:enabled", "it.click()");
}
