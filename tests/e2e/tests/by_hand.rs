//! Messages that a person sends by hand, heard and answered by native clients of a real Mosquitto.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
};

use e2e::{Browser, Keep, Stage};
use home::user::User;

const FORM: &str = "[data-testid='by-hand']";
const CHOSEN: &str = "[data-testid='chosen-topic']";
const REPEATED: &str = "[data-testid='repeated']";
const ASKED: &str = "[data-testid='asked']";
const HOW: &str = "[data-testid='by-hand'] select:has(option[value='asking'])";

/// A native client of MQTT 5 that may do everything.
fn client(stage: &Stage, program: &str, arguments: &[&str]) -> Command {
    let mut client = Command::new("stdbuf");
    client
        .args(["-oL", program, "-V", "5", "-h", "127.0.0.1", "-p", &stage.broker.mqtt_port().to_string()])
        .args(["-u", User::Alicia.name(), "-P", stage.broker.password(User::Alicia)])
        .args(arguments);
    client
}

/// Somebody who writes down what is said, in this format, from when this returns.
struct Listener(Child, BufReader<ChildStdout>);

impl Listener {
    fn to(stage: &Stage, topic: &str, format: &str) -> Self {
        let arguments = ["-t", topic, "-R", "-d", "-F", format, "-W", "180"];
        let mut hearer = client(stage, "mosquitto_sub", &arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("mosquitto_sub (Debian: mosquitto-clients): {error}"));
        let mut said = BufReader::new(hearer.stdout.take().expect("its output is piped"));
        let mut line = String::new();
        while !line.starts_with("Subscribed") {
            line.clear();
            assert_ne!(said.read_line(&mut line).expect("it speaks"), 0, "the broker grants it");
        }
        Self(hearer, said)
    }

    /// The next message, without the lines that tell of packets.
    fn next(&mut self) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.1.read_line(&mut line).expect("it speaks"), 0, "a message comes within three minutes");
            if !line.starts_with("Client ") {
                return line.trim_end().to_owned();
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Both fail only if it is gone already, which is what is wanted.
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

fn how(browser: &Browser, sending: &str) {
    browser.choose(HOW, sending);
}

#[test]
fn from_a_topic_a_message_leaves_with_all_that_it_says_besides() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish("alicia/notes/lamp", br#"{"level":7}"#, Keep::Retained);
    stage.log_in();
    stage.go("#/topics/alicia%2Fnotes%2Flamp");
    browser.says(CHOSEN, "alicia/notes/lamp");
    browser.click("[data-testid='publish-here'] > summary");
    browser.wait_for("the form", || (browser.filled("Topic") == "alicia/notes/lamp").then_some(()));
    browser.press("Use the last payload");
    browser.wait_for("the payload", || (browser.filled("Payload") == r#"{"level":7}"#).then_some(()));
    browser.click("[data-testid='publish-properties'] > summary");
    browser.fill("Content type", "application/json");
    browser.fill("Expires after, in seconds", "600");
    browser.fill("Response topic", "alicia/notes/answers");
    browser.fill("Correlation data", "c7");
    browser.fill("User properties, one on a line", "unit: °C");
    browser.fill("Payload", r#"{"level":8}"#);
    let mut heard = Listener::to(&stage, "alicia/notes/lamp", "%C|%R|%D|%P|%F|%E|%p");
    browser.press("Publish");
    let said = heard.next();
    let parts: Vec<_> = said.split('|').collect();
    assert_eq!(parts[..5], ["application/json", "alicia/notes/answers", "c7", "unit:°C", ""], "{said}");
    assert!(parts[5].parse::<u32>().is_ok_and(|left| (590..=600).contains(&left)), "{said}");
    assert_eq!(parts[6], r#"{"level":8}"#);
    stage.go("#/activity");
    browser.says("[data-testid='errands']", "The broker took it");
    browser.assert_no_console_errors();
}

#[test]
fn a_message_is_repeated_and_can_be_stopped() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.log_in();
    stage.go("#/activity");
    browser.wait_for("the form", || browser.text(FORM));
    browser.fill("Topic", "home/bell/set");
    browser.fill("Payload", "ring");
    how(browser, "repeated");
    browser.fill("Seconds between two", "1");
    browser.fill("How often", "3");
    let mut heard = Listener::to(&stage, "home/bell/set", "%p");
    browser.press("Publish");
    for _ in 0..3 {
        assert_eq!(heard.next(), "ring");
    }
    browser.says(REPEATED, "3 of 3 sent, each after 1 s");
    browser.says(REPEATED, "taken: 3, failed: 0");
    browser.says(REPEATED, "That is all of them.");

    browser.fill("How often", "500");
    browser.press("Publish");
    browser.says(REPEATED, "of 500 sent");
    browser.press("Stop");
    browser.says(REPEATED, "You stopped it.");

    browser.fill("Topic", "private/bell");
    browser.press("Publish");
    browser.says(REPEATED, "It ended because the last one was not taken.");
    browser.assert_no_console_errors();
}

#[test]
fn a_question_has_its_answer_and_the_time_it_took() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.log_in();
    stage.go("#/activity");
    browser.wait_for("the form", || browser.text(FORM));
    browser.fill("Topic", "home/clock/get");
    browser.fill("Payload", "time");
    how(browser, "asking");
    let mut asked = Listener::to(&stage, "home/clock/get", "%R|%D|%p");
    browser.press("Publish");
    browser.says(ASKED, "Waiting for the answer…");
    let question = asked.next();
    let parts: Vec<_> = question.split('|').collect();
    assert!(parts[0].starts_with("alicia/dashboard/reply/"), "{question}");
    assert_eq!(parts[2], "time");
    let answer = |correlation: &str, said: &str| {
        let mark = ["-D", "publish", "correlation-data", correlation];
        let mut arguments = vec!["-q", "1", "-t", parts[0], "-m", said];
        arguments.extend(mark);
        let status = client(&stage, "mosquitto_pub", &arguments).status().expect("mosquitto_pub runs");
        assert!(status.success());
    };
    answer("somebody else's", "wrong");
    answer(parts[1], "12:34");
    browser.says(ASKED, "Answered after");
    browser.says("[data-testid='answer']", "12:34");
    browser.says(ASKED, "One message there answered somebody else.");
    assert!(!browser.text(ASKED).is_some_and(|text| text.contains("as far as the topic tells")));

    // Where nobody answers, and where the answer would be held back.
    browser.fill("Wait for so many seconds", "1");
    browser.press("Publish");
    browser.says(ASKED, "No answer came within 1 s.");
    browser.fill("Response topic", "private/answers");
    browser.press("Publish");
    browser.says(ASKED, "topic read private/answers");
    browser.assert_no_console_errors();
}

#[test]
fn an_answer_without_a_mark_is_known_by_its_topic() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.log_in();
    stage.go("#/activity");
    browser.wait_for("the form", || browser.text(FORM));
    browser.fill("Topic", "cmnd/lamp/STATUS");
    how(browser, "asking");
    let mut asked = Listener::to(&stage, "cmnd/lamp/STATUS", "%R");
    browser.press("Publish");
    assert_eq!(asked.next(), "stat/lamp/RESULT");
    stage.publish("stat/lamp/RESULT", br#"{"POWER":"ON"}"#, Keep::Passing);
    browser.says(ASKED, "as far as the topic tells");
    browser.says("[data-testid='answer']", r#"{"POWER":"ON"}"#);
    browser.assert_no_console_errors();
}
