//! What real brokers say to the page's own MQTT session: Mosquitto, and a strict one by others, in MQTT 5 and 3.1.1.

mod client;

use alicia_dashboard::mqtt::{Failure, Output, PublishOutcome, QoS, Session, Version};
use client::Client;
use home::broker::{Broker, Listen};
use home::mosquitto::Mosquitto;
use home::user::{Passwords, User};

const BOTH: [Version; 2] = [Version::Mqtt5, Version::Mqtt311];
const EACH: [QoS; 3] = [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce];

/// A broker's WebSocket address, and the passwords there.
struct Place<'a> {
    url: String,
    passwords: &'a Passwords,
}

impl Place<'_> {
    fn enter(&self, version: Version, user: User, seed: u64, filters: &[&str]) -> Client {
        Client::live(&self.url, version, seed, (user.name(), self.passwords.of(user)), filters)
    }
}

fn at_mosquitto(visit: impl FnOnce(&Place)) {
    let broker = Mosquitto::start().expect("Mosquitto starts");
    visit(&Place { url: broker.ws_url(), passwords: broker.passwords() });
}

fn at_the_embedded_broker(visit: impl FnOnce(&Place)) {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    visit(&Place { url: broker.ws_url(), passwords: broker.passwords() });
}

#[test]
fn mosquitto_accepts_every_packet_of_ours() {
    at_mosquitto(|place| BOTH.into_iter().for_each(|version| every_packet(place, version)));
}

#[test]
fn the_embedded_broker_accepts_every_packet_of_ours() {
    at_the_embedded_broker(|place| BOTH.into_iter().for_each(|version| every_packet(place, version)));
}

/// Every kind of packet the session sends is answered as it should be.
fn every_packet(place: &Place, version: Version) {
    let (talk, other) = (&format!("home/{version:?}/talk"), &format!("home/{version:?}/é"));
    let mut listener = place.enter(version, User::Alicia, 1, &[talk, other]);
    let mut speaker = place.enter(version, User::Alicia, 2, &[talk]);
    let took = if version == Version::Mqtt5 { PublishOutcome::Delivered } else { PublishOutcome::Acknowledged };
    for qos in EACH {
        let key = speaker.publish(other, &format!("{qos:?}"), qos, false);
        let expected = if qos == QoS::AtMostOnce { PublishOutcome::Sent } else { took.clone() };
        assert_eq!(speaker.outcome(key), expected, "{version:?} {qos:?}");
    }
    listener.wait_until("all three are heard", |listener| {
        EACH.iter().all(|qos| listener.heard().contains(&format!("{qos:?}")))
    });

    let kept = speaker.publish(talk, "kept", QoS::AtLeastOnce, true);
    speaker.outcome(kept);
    listener.ask(Session::subscribe_again);
    listener.wait_until("the retained message comes again", |listener| {
        listener.heard().iter().filter(|payload| *payload == "kept").count() == 2
    });

    let only = vec![other.clone()];
    listener.ask(|session, now, out| session.set_filters(only, now, out));
    let given_up = Output::Unsubscribed(talk.clone());
    listener.wait_until("a filter is given up", |listener| listener.told.contains(&given_up));
    for (topic, payload) in [(talk, "not heard"), (other, "heard")] {
        let key = speaker.publish(topic, payload, QoS::ExactlyOnce, false);
        speaker.outcome(key);
    }
    listener.wait_until("the other filter is heard", |listener| listener.heard().contains(&"heard".to_owned()));
    assert!(!listener.heard().contains(&"not heard".to_owned()));

    assert_eq!(speaker.heard(), [] as [&str; 0], "nobody hears their own words");
    for client in [&mut listener, &mut speaker] {
        client.ask(Session::check_link);
        client.wait_until("the broker answers a ping", Client::was_answered);
        assert_eq!(client.session.counters().failures, 0, "{:?}", client.session.evidence());
        client.ask(Session::disconnect);
    }
}

#[test]
fn mosquitto_lets_us_resume_what_was_in_flight() {
    at_mosquitto(resumes);
}

#[test]
fn the_embedded_broker_lets_us_resume_what_was_in_flight() {
    at_the_embedded_broker(resumes);
}

/// The network goes before the broker's answer arrives.
fn resumes(place: &Place) {
    let mut listener = place.enter(Version::Mqtt5, User::Alicia, 1, &["home/talk"]);
    let mut speaker = place.enter(Version::Mqtt5, User::Alicia, 2, &["home/silence"]);
    for qos in [QoS::AtLeastOnce, QoS::ExactlyOnce] {
        let words = format!("{qos:?}");
        let key = speaker.publish("home/talk", &words, qos, false);
        listener.wait_until("the first copy is with the broker", |listener| {
            qos == QoS::ExactlyOnce || listener.heard().contains(&words)
        });
        speaker.sent.clear();
        speaker.lose_network();
        assert_eq!(speaker.outcome(key), PublishOutcome::Delivered, "{:?}", speaker.session.evidence());
        let again = speaker.sent.iter().find(|packet| packet[0] >> 4 == 3).expect("it was sent again");
        assert_eq!(again[0] & 8, 8, "as a duplicate");
        speaker.wait_until("the session is live", Client::is_live);
    }
    let end = speaker.publish("home/talk", "the end", QoS::AtLeastOnce, false);
    assert_eq!(speaker.outcome(end), PublishOutcome::Delivered);
    listener.wait_until("all is heard", |listener| listener.heard().last().is_some_and(|it| it == "the end"));
    let exactly = listener.heard().iter().filter(|payload| *payload == "ExactlyOnce").count();
    assert_eq!(exactly, 1);
}

#[test]
fn a_restarted_mosquitto_knows_no_session_and_what_was_in_flight_is_unknown() {
    let mut broker = Mosquitto::start().expect("Mosquitto starts");
    let login = (User::Alicia.name(), broker.password(User::Alicia).to_owned());
    let mut client = Client::live(&broker.ws_url(), Version::Mqtt5, 1, (login.0, &login.1), &["home/talk"]);
    let key = client.publish("home/talk", "lost?", QoS::ExactlyOnce, false);
    client.sent.clear();
    broker.kill();
    broker.restart().expect("Mosquitto starts again");
    client.lose_network();
    assert_eq!(client.outcome(key), PublishOutcome::Unknown);
    client.wait_until("the session is live", Client::is_live);
    assert!(client.sent.iter().all(|packet| packet[0] >> 4 != 3), "nothing is sent again");
}

#[test]
fn in_5_brokers_say_what_became_of_a_command_and_in_3_1_1_they_cannot() {
    at_mosquitto(|place| {
        let [forbidden, unheard] = commands(place, Version::Mqtt5);
        assert!(matches!(forbidden, PublishOutcome::Refused { .. }), "{forbidden:?}");
        assert_eq!(unheard, PublishOutcome::NobodyListening);
        assert_eq!(commands(place, Version::Mqtt311), [const { PublishOutcome::Acknowledged }; 2]);
    });
    // In 3.1.1 the embedded broker writes a refusal as 5 would, which is none of 3.1.1.
    at_the_embedded_broker(|place| {
        let [forbidden, _] = commands(place, Version::Mqtt5);
        assert!(matches!(forbidden, PublishOutcome::Refused { .. }), "{forbidden:?}");
    });
}

/// What becomes of a command to a forbidden topic, and of one that nobody hears.
fn commands(place: &Place, version: Version) -> [PublishOutcome; 2] {
    let mut client = place.enter(version, User::MobileApp, 3, &["alicia/devices/#"]);
    ["forbidden/x", "alicia/commands/nobody"].map(|topic| {
        let key = client.publish(topic, "on", QoS::AtLeastOnce, false);
        client.outcome(key)
    })
}

#[test]
fn a_wrong_password_is_refused_in_both_versions() {
    at_mosquitto(|place| {
        for version in BOTH {
            let mut client = Client::entering(&place.url, version, 4, ("mobile_app", "wrong"), &[]);
            client.wait_until("the login is refused", |client| client.refusal().is_some());
            assert_eq!(client.refusal(), Some(Failure::NotAuthorised));
        }
    });
}

#[test]
fn two_pages_of_one_name_stop_throwing_each_other_out() {
    at_mosquitto(|place| {
        const SAME: u64 = 5;
        let mut pages = [(); 2].map(|()| place.enter(Version::Mqtt5, User::MobileApp, SAME, &["home/a"]));
        assert_eq!(pages[0].session.client_id(), pages[1].session.client_id());
        let [first, second] = &mut pages;
        first.wait_until("both have a name of their own", |first| {
            second.step();
            first.session.client_id() != second.session.client_id()
        });
        first.wait_until("both are live", |first| {
            second.step();
            first.is_live() && second.is_live()
        });
    });
}
