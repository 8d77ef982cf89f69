//! Users and roles of a broker that runs Mosquitto's plugin for them, looked after on the page and proved beside it.

use std::process::Command;
use std::time::Duration;

use e2e::{Browser, Scene, Stage};
use home::mosquitto::{ADMINISTRATOR, Guard};
use home::user::User;

const SOON: Duration = Duration::from_secs(30);
const OUTCOME: &str = "[data-testid='outcome']";
const MADE: &str = "[data-testid='made'] code";

/// The page is open before a broker with the plugin, and its administrator has logged in and looks at users and roles.
fn stage() -> Stage {
    let stage = Stage::open_as(Scene { guard: Guard::Plugin, ..Scene::default() });
    stage.browser.sign_in(ADMINISTRATOR, stage.broker.password(User::Alicia));
    stage.wait_until_connection_is("live");
    stage.go("#/broker/users");
    wait(&stage.browser, &entry("user", ADMINISTRATOR));
    stage
}

fn entry(kind: &str, name: &str) -> String {
    format!("[data-testid='{kind}'][data-name='{name}']")
}

#[track_caller]
fn wait(browser: &Browser, css: &str) -> String {
    browser.wait_up_to(SOON, css, || browser.text(css))
}

#[track_caller]
fn gone(browser: &Browser, css: &str) {
    browser.wait_up_to(SOON, "what is gone", || (browser.count(css) == 0).then_some(()));
}

/// Fills the fields of a form in their order, and sends it.
#[track_caller]
fn submit(browser: &Browser, form: &str, fields: &[&str]) {
    // What a list does not have yet, it does not take.
    let script = "
        const [form, place, text] = arguments;
        const field = document.querySelector(form)?.querySelectorAll('input, select')[place];
        if (!field) return false;
        field.value = text;
        return field.value === text;";
    for (place, text) in fields.iter().enumerate() {
        let is_put = || browser.evaluate(script, vec![form.into(), place.into(), (*text).into()]) == true;
        browser.wait_until(&format!("field {place} of {form} to take {text:?}"), is_put);
    }
    browser.on(form, "it.querySelector('[type=submit]').click()");
}

/// Opens an entry, unless it is open.
#[track_caller]
fn open(browser: &Browser, entry: &str) {
    browser.on(entry, "if (!it.querySelector('.opened')) it.querySelector('.name').click()");
    wait(browser, &format!("{entry} .opened"));
}

/// Opens an entry, and presses a button in it.
#[track_caller]
fn press_in(browser: &Browser, entry: &str, button: &str) {
    open(browser, entry);
    browser.press_in(entry, button);
}

#[track_caller]
fn done(browser: &Browser, words: &str) {
    browser.wait_up_to(SOON, words, || {
        let told = browser.text(OUTCOME).filter(|told| told.contains(words))?;
        assert_eq!(browser.attribute(OUTCOME, "data-done").as_deref(), Some("true"), "{told}");
        Some(())
    });
}

/// The password that is shown, put away afterwards.
#[track_caller]
fn password(browser: &Browser) -> String {
    let password = wait(browser, MADE);
    assert!(password.len() >= 20 && password.chars().all(|letter| letter.is_ascii_alphanumeric()), "{password}");
    browser.press("I have it");
    gone(browser, MADE);
    password
}

/// Publishes as somebody; whether the broker let it through.
fn may_publish(stage: &Stage, user: &str, password: &str, topic: &str) -> bool {
    let port = stage.broker.mqtt_port().to_string();
    let said = Command::new("mosquitto_pub")
        .args(["-V", "5", "-h", "127.0.0.1", "-p", &port, "-u", user, "-P", password])
        .args(["-q", "1", "-t", topic, "-m", "hello"])
        .output()
        .expect("mosquitto_pub is there");
    said.status.success() && !String::from_utf8_lossy(&said.stderr).contains("Not authorized")
}

/// Whether the broker lets somebody hear what is said there.
fn may_subscribe(stage: &Stage, user: &str, password: &str, filter: &str) -> bool {
    let port = stage.broker.mqtt_port().to_string();
    let said = Command::new("mosquitto_sub")
        .args(["-V", "5", "-h", "127.0.0.1", "-p", &port, "-u", user, "-P", password])
        .args(["-t", filter, "-W", "30", "-E"])
        .output()
        .expect("mosquitto_sub is there");
    !String::from_utf8_lossy(&said.stderr).contains("denied")
}

#[test]
fn a_user_is_added_limited_disabled_and_deleted() {
    let stage = stage();
    let browser = &stage.browser;
    submit(browser, "[data-testid='add-role']", &["attic", "The attic"]);
    done(browser, "Add the role attic.");
    let role = entry("role", "attic");
    open(browser, &role);
    submit(browser, &format!("{role} [data-testid='add-rule']"), &["publishClientSend", "home/attic/#", "allow", "0"]);
    done(browser, "Add a rule about home/attic/#");
    browser.wait_up_to(SOON, "the rule", || browser.text(&role).filter(|it| it.contains("home/attic/#")));

    submit(browser, "[data-testid='add-user']", &["bob", "Bob", "attic"]);
    done(browser, "Add the user bob.");
    let first = password(browser);
    let bob = entry("user", "bob");
    wait(browser, &bob);
    assert!(may_publish(&stage, "bob", &first, "home/attic/lamp"), "the password that was shown is his");
    assert!(!may_publish(&stage, "bob", &first, "home/cellar/lamp"), "and he may do no more than his role says");

    submit(browser, "[data-testid='add-user']", &["bob", "", ""]);
    browser.wait_up_to(SOON, "the plugin's own words", || {
        let told = browser.text(OUTCOME)?;
        (told.contains("There is a user of that name already.") && told.contains("Client already exists")).then_some(())
    });
    gone(browser, MADE);

    press_in(browser, &bob, "New password…");
    browser.press("Do it");
    done(browser, "new password");
    let second = password(browser);
    assert_ne!(first, second);
    assert!(
        !may_publish(&stage, "bob", &first, "home/attic/lamp")
            && may_publish(&stage, "bob", &second, "home/attic/lamp")
    );

    press_in(browser, &bob, "Disable…");
    browser.press("Do it");
    browser.wait_for_attribute(&bob, "data-disabled", "true");
    assert!(!may_publish(&stage, "bob", &second, "home/attic/lamp"), "he is not even let in");
    press_in(browser, &bob, "Enable");
    browser.wait_for_attribute(&bob, "data-disabled", "false");

    press_in(browser, &bob, "Delete…");
    browser.press("Leave it");
    assert!(browser.text(&bob).is_some(), "only who means it deletes");
    press_in(browser, &bob, "Delete…");
    browser.press("Do it");
    gone(browser, &bob);
    assert!(!may_publish(&stage, "bob", &second, "home/attic/lamp"));

    stage.go("#/broker");
    stage.go("#/broker/users");
    wait(browser, &entry("user", ADMINISTRATOR));
    let text = browser.page_text();
    assert!(!text.contains(&first) && !text.contains(&second), "a password is shown once");
    browser.assert_no_console_errors();
}

#[test]
fn a_device_gets_credentials_in_one_step_that_are_good_for_its_own_topics_alone() {
    let stage = stage();
    let browser = &stage.browser;
    submit(browser, "[data-testid='add-device']", &["attic", "home/attic/#"]);
    done(browser, "Add the user attic");
    let password = password(browser);
    wait(browser, &entry("role", "device-attic"));
    assert!(may_publish(&stage, "attic", &password, "home/attic/temperature"));
    assert!(!may_publish(&stage, "attic", &password, "home/cellar/temperature"));
    assert!(!may_publish(&stage, "attic", &password, "$CONTROL/dynamic-security/v1"));
    assert!(may_subscribe(&stage, "attic", &password, "home/attic/set"));
    assert!(!may_subscribe(&stage, "attic", &password, "home/#"));

    submit(browser, "[data-testid='add-device']", &["cellar", "home/+"]);
    browser.wait_for_text("what a device's topics begin with has no + and no #");
    browser.assert_no_console_errors();
}

#[test]
fn a_group_gives_its_users_a_role() {
    let stage = stage();
    let browser = &stage.browser;
    submit(browser, "[data-testid='add-role']", &["talk", ""]);
    done(browser, "Add the role talk.");
    let role = entry("role", "talk");
    open(browser, &role);
    submit(browser, &format!("{role} [data-testid='add-rule']"), &["publishClientSend", "home/#", "allow", "0"]);
    done(browser, "Add a rule about home/#");
    submit(browser, "[data-testid='add-user']", &["bob", "", ""]);
    done(browser, "Add the user bob.");
    let password = password(browser);
    assert!(!may_publish(&stage, "bob", &password, "home/lamp"));
    submit(browser, "[data-testid='add-group']", &["family", ""]);
    done(browser, "Add the group family.");
    let group = entry("group", "family");
    open(browser, &group);
    submit(browser, &format!("{group} .columns > :nth-child(1) form"), &["bob"]);
    done(browser, "Put bob into the group family.");
    open(browser, &group);
    submit(browser, &format!("{group} .columns > :nth-child(2) form"), &["talk"]);
    done(browser, "Give family the role talk.");
    let is_let = || may_publish(&stage, "bob", &password, "home/lamp").then_some(());
    browser.wait_up_to(SOON, "the role of the group", is_let);
    browser.assert_no_console_errors();
}

#[test]
fn what_holds_without_any_rule_is_changed_after_one_has_confirmed_it() {
    let stage = stage();
    let browser = &stage.browser;
    submit(browser, "[data-testid='add-user']", &["bob", "", ""]);
    done(browser, "Add the user bob.");
    let password = password(browser);
    assert!(!may_publish(&stage, "bob", &password, "home/lamp"));
    let publish = "[data-testid='otherwise'] [data-kind='publishClientSend']";
    browser.wait_for_attribute(publish, "data-allowed", "false");
    browser.on(publish, "it.querySelector('button').click()");
    let asked = wait(browser, "[data-testid='asked']");
    assert!(asked.contains("Allow everybody what no rule denies: Publish"), "{asked}");
    assert!(!asked.contains("It may take away"), "{asked}");
    assert!(!may_publish(&stage, "bob", &password, "home/lamp"), "only who means it opens a broker");
    browser.press("Do it");
    browser.wait_for_attribute(publish, "data-allowed", "true");
    assert!(may_publish(&stage, "bob", &password, "home/lamp"));

    browser.on(publish, "it.querySelector('button').click()");
    let asked = wait(browser, "[data-testid='asked']");
    assert!(asked.contains("It may take away what lets you look after users here"), "{asked}");
    browser.press("Do it");
    browser.wait_for_attribute(publish, "data-allowed", "false");
    assert!(!may_publish(&stage, "bob", &password, "home/lamp"));
    wait(browser, &entry("user", ADMINISTRATOR));
    browser.assert_no_console_errors();
}

#[test]
fn whoever_comes_without_a_name_has_a_group_that_cannot_be_deleted() {
    let stage = stage();
    let browser = &stage.browser;
    submit(browser, "[data-testid='add-group']", &["guests", ""]);
    done(browser, "Add the group guests.");
    let nameless = "[data-testid='nameless']";
    assert!(wait(browser, nameless).contains("None."));
    submit(browser, &format!("{nameless} form"), &["nobody"]);
    wait(browser, "[data-testid='asked']");
    browser.press("Do it");
    browser.wait_up_to(SOON, "the plugin's own words", || {
        browser.text(OUTCOME).filter(|told| told.contains("There is no group of that name."))
    });
    submit(browser, &format!("{nameless} form"), &["guests"]);
    let asked = wait(browser, "[data-testid='asked']");
    assert!(asked.contains("end their connections"), "{asked}");
    browser.press("Do it");
    browser.wait_up_to(SOON, "the group", || browser.text(nameless).filter(|told| told.contains("guests")));

    // Over this, Mosquitto 2.0.11 would crash.
    let guests = entry("group", "guests");
    press_in(browser, &guests, "Delete…");
    wait(browser, "[data-testid='asked']");
    browser.press("Do it");
    browser.wait_up_to(SOON, "why not", || {
        browser.text(OUTCOME).filter(|told| told.contains("give them another one first"))
    });
    wait(browser, &guests);
    stage.wait_until_connection_is("live");
    browser.assert_no_console_errors();
}

#[test]
fn whoever_is_about_to_lock_themselves_out_is_warned() {
    let stage = stage();
    let browser = &stage.browser;
    press_in(browser, &entry("user", ADMINISTRATOR), "Take away");
    let asked = wait(browser, "[data-testid='asked']");
    assert!(asked.contains("It may take away what lets you look after users here"), "{asked}");
    browser.press("Leave it");
    gone(browser, "[data-testid='asked']");
    assert_eq!(browser.text(OUTCOME), None, "nothing was asked for");
    browser.assert_no_console_errors();
}

#[test]
fn whoever_is_no_administrator_reads_what_would_make_them_one() {
    let stage = Stage::open();
    stage.log_in();
    stage.go("#/broker/users");
    let words = wait(&stage.browser, "[data-testid='no-users']");
    assert!(words.contains("does not let this user look after users"), "{words}");
    let text = stage.browser.page_text();
    assert!(text.contains("mosquitto_ctrl dynsec addClientRole mobile_app admin"), "{text}");
    stage.browser.assert_no_console_errors();
}

#[test]
fn over_a_line_that_others_can_read_one_is_warned_first() {
    let stage = Stage::open_as(Scene { guard: Guard::Plugin, ..Scene::default() });
    let browser = &stage.browser;
    browser.goto(&stage.url_from_elsewhere());
    browser.sign_in(ADMINISTRATOR, stage.broker.password(User::Alicia));
    stage.wait_until_connection_is("live");
    stage.go("#/broker/users");
    wait(browser, "[data-testid='exposed']");
    assert_eq!(browser.count("[data-testid='user']"), 0);
    browser.press("Go on nevertheless");
    wait(browser, &entry("user", ADMINISTRATOR));
    submit(browser, "[data-testid='add-device']", &["attic", "home/attic"]);
    let made = password(browser);
    assert!(may_publish(&stage, "attic", &made, "home/attic/temperature"), "a browser makes passwords there as well");
    browser.assert_no_console_errors();
}
