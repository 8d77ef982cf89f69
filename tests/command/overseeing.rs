//! How the broker does, while somebody looks, and its log while somebody wants to be warned.

use std::time::Duration;

use alicia_dashboard::alarm::Alarm;
use alicia_dashboard::app::{
    AlarmWish, BrokerNews, BrokerWish, ExplorerView, ExplorerWish, Intent, Limited, News, Refused,
};

use crate::house::House;

const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xa2;
const SECOND: Duration = Duration::from_secs(1);
const LOG: &str = "$SYS/broker/log/N";
const REFUSED: &str = "1795357190: Client <unknown> disconnected, not authorised.";

fn wish(house: &mut House, wish: BrokerWish) {
    let before = house.sent.len();
    house.intend(Intent::Broker(wish));
    let mut answered = before;
    while let Some(asked) = house.sent.get(answered).cloned() {
        answered += 1;
        match asked[0] {
            SUBSCRIBE => house.hear(&[0x90, 4, asked[2], asked[3], 0, 0]),
            UNSUBSCRIBE => house.hear(&[0xb0, 4, asked[2], asked[3], 0, 0]),
            _ => {}
        }
    }
}

fn told(house: &House) -> usize {
    house.news.iter().filter(|news| matches!(news, News::Broker(_))).count()
}

fn seen(house: &House) -> BrokerNews {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Broker(told) => News::broker(told),
        _ => None,
    });
    told.expect("it was told")
}

/// Whether a packet of this kind was sent that has this filter in it, and nothing more behind it.
fn asked(house: &House, packet: u8, filter: &str) -> bool {
    let length = [0, u8::try_from(filter.len()).expect("a short filter")];
    let name = [&length, filter.as_bytes()].concat();
    house.sent.iter().any(|sent| sent[0] == packet && sent.windows(name.len()).any(|part| *part == *name))
}

fn alarms(house: &House) -> Vec<Alarm> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Alarms(alarms) => Some(alarms.clone()),
        _ => None,
    });
    told.unwrap_or_default()
}

#[test]
fn the_broker_is_asked_for_its_figures_only_while_somebody_looks() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    assert!(asked(&house, SUBSCRIBE, "$SYS/#"));
    house.publish("$SYS/broker/version", "mosquitto version 2.0.11");
    house.publish("$SYS/broker/clients/connected", "3");
    house.publish("$SYS/broker/clients/connected", "4");
    house.pass(SECOND * 6);
    let figures = seen(&house).figures;
    let said = |name: &str, said: &str| (name.to_owned(), said.to_owned());
    assert_eq!(
        figures.all,
        [said("broker/clients/connected", "4"), said("broker/version", "mosquitto version 2.0.11")]
    );
    assert_eq!(figures.charts, [("broker/clients/connected".to_owned(), vec![3.0, 4.0])]);
    assert_eq!(house.counters().not_understood, 0, "it is not of the home");
    assert!(!house.news.iter().any(|news| matches!(news, News::Devices(_))));

    wish(&mut house, BrokerWish::Leave);
    assert!(asked(&house, UNSUBSCRIBE, "$SYS/#"));
    let before = told(&house);
    house.pass(SECOND * 3);
    assert_eq!(told(&house), before);
}

#[test]
fn what_the_person_listens_to_anyway_still_reaches_the_home() {
    let mut house = House::offline();
    house.ask_for("mobile_app", "$SYS/broker/uptime");
    house.let_in();
    wish(&mut house, BrokerWish::Look);
    house.publish("$SYS/broker/uptime", "7 seconds");
    house.publish("$SYS/broker/version", "mosquitto version 2.0.11");
    house.pass(SECOND);
    assert_eq!(seen(&house).figures.all.len(), 2);
    let devices =
        house.news.iter().filter_map(|news| if let News::Devices(devices) = news { Some(devices) } else { None });
    assert_eq!(devices.flatten().count(), 1);
}

#[test]
fn a_broker_that_says_nothing_of_itself_is_called_silent_after_some_seconds() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    house.pass(SECOND * 3);
    assert!(!seen(&house).figures.is_silent);
    house.pass(SECOND * 3);
    assert!(seen(&house).figures.is_silent);
    house.publish("$SYS/broker/uptime", "7 seconds");
    house.pass(SECOND);
    assert!(!seen(&house).figures.is_silent);
}

#[test]
fn signs_of_life_are_asked_for_every_five_seconds_while_somebody_looks() {
    let mut house = House::live();
    house.pass(SECOND * 20);
    wish(&mut house, BrokerWish::Look);
    house.pass(SECOND * 21);
    let pings = seen(&house).link.pings;
    assert_eq!(pings.len(), 5, "{pings:?}");
    wish(&mut house, BrokerWish::Leave);
    house.pass(SECOND * 21);
    wish(&mut house, BrokerWish::Look);
    house.pass(SECOND);
    assert_eq!(seen(&house).link.pings.len(), 6);
    let link = seen(&house).link;
    assert!(link.packets_sent > 6 && link.bytes_received > 0 && !link.sent.is_empty(), "{link:?}");
    assert_eq!(link.keep_alive, Some(Duration::from_secs(50)));
}

#[test]
fn another_broker_has_another_log_and_other_figures() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    house.publish(LOG, REFUSED);
    house.publish("$SYS/broker/uptime", "7 seconds");
    house.log_in_at("ws://elsewhere:9001/");
    house.pass(SECOND * 2);
    let news = seen(&house);
    assert_eq!((news.figures.all, news.log.lines, news.log.counts), (vec![], vec![], [0; 4]));
}

#[test]
fn who_talks_most_is_told_by_convention_by_device_and_by_topic() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    for _ in 0..30 {
        house.publish("alicia/devices/bulb_hall/status", r#"{"state":"on"}"#);
        house.pass(SECOND);
    }
    house.publish("tele/plug/STATE", r#"{"POWER":"ON"}"#);
    house.publish_retained("alicia/devices/bulb_attic/status", r#"{"state":"on"}"#);
    house.pass(SECOND * 2);
    let traffic = seen(&house).traffic;
    let of = |talkers: &[alicia_dashboard::app::Talker]| talkers.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    assert_eq!(of(&traffic.by_convention)[0], "alicia");
    assert_eq!(traffic.by_convention[0].slots, [10, 10, 10]);
    assert_eq!(traffic.by_device[0].device.as_deref(), Some("alicia:bulb_hall"));
    assert_eq!(of(&traffic.by_topic), ["alicia/devices/bulb_hall/status", "tele/plug/STATE"]);
    assert!((55.0..65.0).contains(&traffic.by_topic[0].minute), "{traffic:?}");
    assert!(traffic.counted >= SECOND * 30);
}

/// What comes by the filter of whoever looks at topics says so.
const MARK: [u8; 2] = [0x0B, 2];

#[test]
fn where_the_broker_sends_a_message_for_each_filter_it_is_counted_once() {
    const BULB: &str = "alicia/devices/bulb/status";
    const STATE: &str = r#"{"state":"on"}"#;
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    let view = ExplorerView { filter: "#".to_owned(), count: 50, ..ExplorerView::default() };
    house.intend(Intent::Explorer(ExplorerWish::See(Box::new(view))));
    house.grant_again();
    // By now it is known of this broker.
    house.publish_with("strange/thing", &MARK, "1");
    house.publish_with("alicia/devices/lamp/status", &MARK, STATE);
    house.publish("alicia/devices/lamp/status", STATE);
    for _ in 0..3 {
        house.publish(BULB, STATE);
        house.publish_with(BULB, &MARK, STATE);
    }
    house.pass(SECOND);
    let counted = |topic: &str| {
        let talkers = seen(&house).traffic.by_topic;
        talkers.into_iter().find(|talker| talker.name == topic).map(|talker| talker.bytes)
    };
    assert_eq!(counted(BULB), Some(3 * STATE.len() as u64));
    assert_eq!(counted("strange/thing"), Some(1));
}

#[test]
fn a_line_of_the_log_that_comes_twice_is_one_refused_login() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    let view = ExplorerView { filter: "$SYS/broker/#".to_owned(), count: 50, ..ExplorerView::default() };
    house.intend(Intent::Explorer(ExplorerWish::See(Box::new(view))));
    house.grant_again();
    house.publish_with("$SYS/broker/uptime", &MARK, "7 seconds");
    house.publish("$SYS/broker/uptime", "7 seconds");
    for second in 0..3 {
        let line = REFUSED.replace("1795357190", &(1_795_357_190 + second).to_string());
        house.publish(LOG, &line);
        house.publish_with(LOG, &MARK, &line);
    }
    house.pass(SECOND);
    assert_eq!(seen(&house).log.lines.len(), 3);
}

#[test]
fn the_log_is_read_while_nobody_looks_only_if_the_person_wants_to_be_warned() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Guard(true));
    assert!(asked(&house, SUBSCRIBE, "$SYS/broker/log/#") && !asked(&house, SUBSCRIBE, "$SYS/#"));
    for _ in 0..4 {
        house.publish(LOG, REFUSED);
        house.pass(SECOND);
    }
    assert_eq!(alarms(&house), []);
    assert_eq!(told(&house), 0, "nobody looks");
    house.publish(LOG, REFUSED);
    house.pass(SECOND);
    let raised = alarms(&house);
    assert_eq!(raised.len(), 1);
    assert!(raised[0].wants_attention() && raised[0].call > 0, "{raised:?}");

    wish(&mut house, BrokerWish::Look);
    house.pass(SECOND);
    let log = seen(&house).log;
    assert!(log.is_guarding);
    assert_eq!((log.counts, log.lines.len(), log.refusals.len()), ([5, 0, 0, 0], 5, 5));
    wish(&mut house, BrokerWish::Leave);
    wish(&mut house, BrokerWish::Guard(false));
    assert!(asked(&house, UNSUBSCRIBE, "$SYS/broker/log/#"));
}

#[test]
fn without_being_asked_to_warn_the_page_only_lists_what_was_refused() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    for _ in 0..9 {
        house.publish(LOG, REFUSED);
    }
    house.pass(SECOND);
    assert_eq!((seen(&house).log.refusals.len(), alarms(&house)), (9, vec![]));
    assert!(seen(&house).log.refusals.iter().all(|it| it.kind == Refused::Login));
}

#[test]
fn an_alarm_that_the_person_knows_of_comes_again_only_if_it_goes_on() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Guard(true));
    let refuse = |house: &mut House, times| {
        for _ in 0..times {
            house.publish(LOG, REFUSED);
        }
        house.pass(SECOND);
    };
    refuse(&mut house, 5);
    house.intend(Intent::Alarm(AlarmWish::AcknowledgeAll));
    house.pass(Duration::from_mins(2));
    let open = |house: &House| alarms(house).iter().filter(|alarm| !alarm.is_over()).count();
    refuse(&mut house, 4);
    assert_eq!(open(&house), 0);
    refuse(&mut house, 1);
    assert_eq!((open(&house), alarms(&house).len()), (1, 2));
}

#[test]
fn the_limits_of_what_is_kept_of_the_broker_are_among_the_others() {
    let mut house = House::live();
    wish(&mut house, BrokerWish::Look);
    house.publish(LOG, REFUSED);
    house.publish("$SYS/broker/uptime", "7 seconds");
    house.publish("home/attic", "1");
    house.intend(Intent::WatchDiagnostics(true));
    house.pass(SECOND);
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Diagnostics(diagnostics) => Some(diagnostics.limits.clone()),
        _ => None,
    });
    let limits = told.expect("it is watched");
    let used = |of| limits.iter().find(|limit| limit.of == of).map(|limit| limit.used);
    assert_eq!([Limited::BrokerLog, Limited::Figures, Limited::Traffic].map(used), [Some(2), Some(1), Some(1)]);
}

#[test]
fn properties_that_are_recorded_are_counted_apart_from_what_they_said() {
    let mut house = House::live();
    for brightness in [40, 41, 42] {
        house.publish("alicia/devices/bulb_living/status", &format!(r#"{{"state":"on","brightness":{brightness}}}"#));
    }
    house.pass(SECOND);
    house.intend(Intent::WatchDiagnostics(true));
    house.pass(SECOND);
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Diagnostics(diagnostics) => Some(diagnostics.limits.clone()),
        _ => None,
    });
    let limits = told.expect("it is watched");
    let of = |of| limits.iter().find(|limit| limit.of == of).map(|limit| (limit.used, limit.discarded));
    assert_eq!([Limited::Recorded, Limited::Values].map(of), [Some((2, 0)), Some((4, 0))]);
}
