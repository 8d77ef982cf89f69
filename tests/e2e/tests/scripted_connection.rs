//! What a broker may say and do on a WebSocket, and what the page makes of it.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use e2e::{Rehearsal, marks, scripted::Line};

const FAILURES: &str = "[data-testid='failures']";
const SOON: Duration = Duration::from_secs(30);

/// Server Keep Alive: two seconds.
const KEEP_ALIVE: [u8; 3] = [0x13, 0x00, 0x02];

/// What a broker must not say, the reason it hears for that, and what is on record then.
const FORBIDDEN: [(&[u8], u8, &str); 9] = [
    (&[0x30, 0x80, 0x80, 0x80, 0x80, 0x01], 0x81, "packet 30 80 80 80 80 01"),
    (&[0xD0, 0x80, 0x00], 0x81, "packet d0 80 00"),
    (&[0x30, 0xFF, 0xFF, 0xFF, 0x7F], 0x95, "a packet of 268435460 bytes"),
    (&[0xC0, 0x00], 0x82, "packet c0 00"),
    (&[0x00, 0x00], 0x81, "packet 00 00"),
    (&[0xD1, 0x00], 0x81, "packet d1 00"),
    (&[0x30, 0x05, 0x00, 0x02, b'#', b'a', 0x00], 0x81, "packet 30 05 00 02 23 61 00"),
    (&[0x30, 0x07, 0x00, 0x01, b'a', 0x03, 0x23, 0x00, 0x01], 0x94, "a topic alias"),
    (&[0x20, 0x03, 0x00, 0x00, 0x00], 0x82, "a second answer to our login"),
];

#[track_caller]
fn comes_back(rehearsal: &Rehearsal) -> Line {
    let mut line = rehearsal.broker.answers();
    line.lets_in(&[]);
    rehearsal.browser.wait_until_connection_is("live");
    line
}

/// The broker's page lists it, after the wait for which it is shown everywhere.
#[track_caller]
fn is_on_record(rehearsal: &Rehearsal, words: &str) {
    rehearsal.browser.go("#/broker");
    let on_record = || rehearsal.browser.text(FAILURES).filter(|failures| failures.contains(words));
    rehearsal.browser.wait_up_to(SOON, words, on_record);
}

#[test]
fn what_mqtt_forbids_ends_the_connection_and_is_on_record_with_its_bytes() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&[]);
    line.says_text("hello");
    line.hears_goodbye(0x82);
    line = comes_back(&rehearsal);
    for (bytes, reason, _) in FORBIDDEN {
        line.says(bytes);
        line.hears_goodbye(reason);
        rehearsal.hurry();
        line = comes_back(&rehearsal);
    }
    for words in FORBIDDEN.map(|(_, _, words)| words).into_iter().chain(["a text message"]) {
        is_on_record(&rehearsal, words);
    }
    line.tells("alicia/sensors/attic/temperature", "21.5");
    rehearsal.browser.go("#/");
    rehearsal.browser.wait_for_text("Attic");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn how_a_broker_left_is_told_in_its_own_words() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&[]);
    line.dismisses_because(0x8B, "back at noon");
    line.hears_page_hang_up();
    line = comes_back(&rehearsal);
    line.dismisses(0x98);
    line.hears_page_hang_up();
    rehearsal.hurry();
    comes_back(&rehearsal).closes(4000, "over");
    rehearsal.hurry();
    comes_back(&rehearsal).breaks();
    rehearsal.hurry();
    let _line = comes_back(&rehearsal);
    for words in [
        "The broker ended the connection: broker shutting down (“back at noon”).",
        "The broker ended the connection: administrative action.",
        "WebSocket closed with 4000, “over”",
        "WebSocket closed with 1006",
    ] {
        is_on_record(&rehearsal, words);
    }
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_login_without_an_answer_is_given_up_and_tried_again() {
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    let mut line = rehearsal.broker.answers();
    line.hears_page_hang_up();
    let _line = comes_back(&rehearsal);
    is_on_record(&rehearsal, "it did not answer the login");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_handshake_without_the_sub_protocol_is_none_and_tried_again() {
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    rehearsal.broker.answers_without_sub_protocol();
    let _line = comes_back(&rehearsal);
    is_on_record(&rehearsal, "The broker did not answer at this address.");
    rehearsal.browser.assert_no_console_errors_but(&["no response was received"]);
}

#[test]
fn a_busy_broker_is_asked_again_later() {
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    let mut line = rehearsal.broker.answers();
    line.turns_away(0x89);
    line.hears_page_hang_up();
    let _line = comes_back(&rehearsal);
    is_on_record(&rehearsal, "The broker is full, busy or starting: broker busy.");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_page_whose_name_is_taken_comes_under_another_and_starts_no_war() {
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    let mut names = BTreeSet::new();
    for _ in 0..2 {
        let mut line = comes_back(&rehearsal);
        names.insert(line.login.client_id.clone());
        line.dismisses(0x8E);
        line.hears_page_hang_up();
    }
    let line = comes_back(&rehearsal);
    names.insert(line.login.client_id.clone());
    assert_eq!(names.len(), 3, "{names:?}");
    rehearsal.broker.is_left_alone_for(Duration::from_secs(1));
    is_on_record(&rehearsal, "Another client with the same name has taken over this connection.");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_refused_filter_is_named_and_the_others_live() {
    const REFUSED: &str = "alicia/voice/#";
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    let mut line = rehearsal.broker.answers();
    line.welcomes(&[]);
    line.grants_all_but(REFUSED, 0x87);
    rehearsal.browser.wait_until_connection_is("live");
    line.tells("alicia/sensors/attic/temperature", "21.5");
    rehearsal.browser.wait_for_text("Attic");
    rehearsal.browser.go("#/broker");
    rehearsal.browser.wait_for("the refused filter", || {
        let text = rehearsal.browser.page_text();
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        lines.windows(2).any(|pair| pair == [REFUSED, "Not authorised"]).then_some(())
    });
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_broker_that_stops_answering_is_given_up_in_the_time_it_set_itself() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&KEEP_ALIVE);
    line.hears_ping();
    line.hears_page_hang_up();
    let _line = comes_back(&rehearsal);
    is_on_record(&rehearsal, "The broker stopped answering.");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_hidden_page_is_slowed_down_and_its_worker_comes_back_and_pings_in_time() {
    let rehearsal = Rehearsal::open();
    let line = rehearsal.enter(&[]);
    rehearsal.browser.hide();
    let beat = "
        window.beats = 0;
        window.began = performance.now();
        const beat = () => { beats += 1; setTimeout(beat, 20); };
        beat()";
    rehearsal.browser.evaluate(beat, vec![]);
    line.breaks();
    let mut line = rehearsal.broker.answers();
    line.lets_in(&KEEP_ALIVE);
    line.answers_ping();
    let answered = Instant::now();
    line.answers_ping();
    assert!(answered.elapsed() < Duration::from_secs(15), "every two seconds, not {:?}", answered.elapsed());
    let beats = rehearsal.browser.evaluate("return beats * 1000 / (performance.now() - began)", vec![]);
    assert!(beats.as_f64().is_some_and(|beats| beats < 5.0), "the page itself was not slowed down: {beats} a second");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn what_an_old_connection_still_says_is_not_heard() {
    let rehearsal = Rehearsal::open();
    let mut old = rehearsal.enter(&[]);
    old.says(&[0xC0, 0x00]);
    let mut line = comes_back(&rehearsal);
    old.tells("alicia/sensors/ghost/temperature", "40");
    old.dismisses(0x8B);
    old.breaks();
    line.tells("alicia/sensors/attic/temperature", "21.5");
    rehearsal.browser.wait_for_text("Attic");
    line.hears_nothing_for(Duration::from_millis(500));
    rehearsal.browser.wait_until_connection_is("live");
    assert!(!rehearsal.browser.page_text().contains("Ghost"));
    assert_eq!(rehearsal.browser.counter(marks::MESSAGES_RECEIVED), 1);
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn whoever_signs_out_while_waiting_hears_no_more() {
    let rehearsal = Rehearsal::open();
    let line = rehearsal.enter(&[]);
    rehearsal.browser.go("#/settings");
    line.breaks();
    // After the second failure in a row there is more time to press.
    comes_back(&rehearsal).breaks();
    rehearsal.browser.press("Sign out and forget the password");
    rehearsal.browser.wait_until_connection_is("offline");
    rehearsal.broker.forgets_callers();
    rehearsal.broker.is_left_alone_for(Duration::from_millis(2_500));
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_new_login_while_waiting_is_the_one_that_is_tried() {
    let rehearsal = Rehearsal::open();
    rehearsal.browser.sign_in("mobile_app", "old");
    let mut line = rehearsal.broker.answers();
    assert_eq!(line.login.password, "old");
    line.turns_away(0x88);
    line.hears_page_hang_up();
    rehearsal.browser.sign_in("alicia", "new");
    let mut line = rehearsal.broker.answers();
    assert_eq!((line.login.username.as_str(), line.login.password.as_str()), ("alicia", "new"));
    line.lets_in(&[]);
    rehearsal.browser.wait_until_connection_is("live");
    rehearsal.broker.is_left_alone_for(Duration::from_secs(1));
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_broker_that_hangs_up_each_time_is_asked_less_and_less_often() {
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    let seconds_until_next_try = || {
        comes_back(&rehearsal).breaks();
        let words = rehearsal.browser.wait_for("the loss", || {
            let words = rehearsal.browser.text(marks::CONNECTION)?;
            (!words.contains("Live")).then_some(words)
        });
        // A page that is told of a network starts over; a click does not.
        rehearsal.browser.press("Try now");
        words.split_whitespace().find_map(|word| word.parse::<u32>().ok()).unwrap_or(0)
    };
    for longest in [1, 2, 4, 8, 16, 32] {
        let seconds = seconds_until_next_try();
        // The page's clock ticks once a second, and on a slow machine the page may have tried twice more by itself.
        assert!(seconds <= 4 * longest + 1, "{seconds} s, not {longest} at most");
    }
    // Each is a random part of a minute; once in a million times all are short.
    let later = [(); 5].map(|()| seconds_until_next_try());
    assert!(later.into_iter().any(|seconds| seconds > 4), "{later:?}");
    is_on_record(&rehearsal, "The connection was lost again within seconds.");
    rehearsal.browser.assert_no_console_errors();
}
