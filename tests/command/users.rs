//! Users and roles: asked for only while somebody looks, over a line that nobody else hears or that the person knows of.

use std::time::Duration;

use alicia_dashboard::app::{
    DeskWish, ExplorerView, ExplorerWish, Intent, News, Sealed, UsersNews, UsersState, UsersWish,
};
use alicia_dashboard::dynsec::{Complaint, Offsets, Order, Password};

use crate::house::{House, body, topic_of};

const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xa2;
const NOT_AUTHORIZED: u8 = 0x87;
const REQUEST: &str = "$CONTROL/dynamic-security/v1";
const RESPONSE: &str = "$CONTROL/dynamic-security/v1/response";
const PASSWORD: &str = "geheim-geheim";

fn private() -> House {
    let mut house = House::offline();
    house.log_in_at("ws://127.0.0.1:9001/");
    house
}

fn wish(house: &mut House, wish: &UsersWish) {
    house.intend(Intent::users(wish));
}

fn open(house: &mut House) {
    wish(house, &UsersWish::Open { is_warned: false });
}

fn told(house: &House) -> UsersNews {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Users(told) => News::users(told),
        _ => None,
    });
    told.expect("it was told")
}

/// The packets of this kind that name this.
fn count(house: &House, packet: u8, name: &str) -> usize {
    let names = |sent: &&Vec<u8>| sent[0] & 0xf2 == packet && sent.windows(name.len()).any(|it| it == name.as_bytes());
    house.sent.iter().filter(names).count()
}

/// The broker answers to the filter of the answers.
fn grant(house: &mut House, reason: u8) {
    let subscribe = house.sent.last().expect("it is subscribed to").clone();
    assert_eq!(subscribe[0], SUBSCRIBE);
    let id = body(&subscribe)[..2].to_vec();
    house.hear(&[0x90, 4, id[0], id[1], 0, reason]);
}

/// What was asked last.
fn question(house: &House) -> String {
    let asked = house.sent.iter().rev().find(|sent| sent[0] & 0xf0 == 0x30).expect("something was asked");
    assert_eq!(topic_of(asked), REQUEST);
    let text = String::from_utf8_lossy(asked).into_owned();
    text[text.find("{\"commands\"").expect("it is asked in JSON")..].to_owned()
}

fn answer(house: &mut House, responses: &[&str]) {
    let question = question(house);
    let (_, rest) = question.split_once("\"correlationData\":\"").expect("it has a mark");
    let mark = rest.split('"').next().expect("it ends");
    let responses: Vec<_> = responses.iter().map(|it| format!("{{{it},\"correlationData\":\"{mark}\"}}")).collect();
    house.publish(RESPONSE, &format!("{{\"responses\":[{}]}}", responses.join(",")));
}

const LISTS: [&str; 2] = [
    r#""command":"listClients","data":{"totalCount":1,"clients":[{"username":"bob"}]}"#,
    r#""command":"listRoles","data":{"totalCount":0,"roles":[]}"#,
];

fn seen() -> House {
    let mut house = private();
    open(&mut house);
    grant(&mut house, 0);
    house.acknowledge(0);
    answer(&mut house, &LISTS);
    assert_eq!(told(&house).state, UsersState::Here);
    house
}

fn add() -> Order {
    let (text, role) = (String::new(), String::new());
    Order::AddUser { name: "lamp".to_owned(), text, password: Password(PASSWORD.to_owned()), role }
}

#[test]
fn the_broker_is_asked_only_while_somebody_looks() {
    let mut house = private();
    house.pass(Duration::from_mins(1));
    assert_eq!(count(&house, SUBSCRIBE, RESPONSE), 0);
    open(&mut house);
    assert_eq!((count(&house, SUBSCRIBE, RESPONSE), told(&house).state), (1, UsersState::Asking));
    assert!(!house.sent.iter().any(|sent| sent[0] & 0xf0 == 0x30), "before the answer can be heard nothing is asked");
    grant(&mut house, 0);
    assert!(question(&house).contains(r#""command":"getClient","username":"mobile_app""#));
    house.acknowledge(0);
    let before = house.counters().not_understood;
    answer(&mut house, &LISTS);
    let news = told(&house);
    assert_eq!((news.state, news.own.as_str()), (UsersState::Here, "mobile_app"));
    assert_eq!(news.known.expect("it was looked at").users.entries[0].name, "bob");
    house.pass(Duration::from_secs(1));
    assert_eq!(house.counters().not_understood, before, "an answer is no riddle");

    let asked = house.sent.len();
    house.pass(Duration::from_secs(5));
    assert_eq!(house.sent.len(), asked, "once");
    wish(&mut house, &UsersWish::Close);
    assert_eq!(count(&house, UNSUBSCRIBE, RESPONSE), 1);
}

#[test]
fn over_a_line_that_others_hear_nothing_is_asked_before_the_person_knows() {
    let mut house = House::live();
    open(&mut house);
    house.pass(Duration::from_mins(1));
    wish(&mut house, &UsersWish::Order(1, add()));
    assert_eq!((told(&house).state, count(&house, SUBSCRIBE, RESPONSE)), (UsersState::Exposed, 0));
    assert!(!house.sent.iter().any(|sent| sent[0] & 0xf0 == 0x30));
    wish(&mut house, &UsersWish::Open { is_warned: true });
    grant(&mut house, 0);
    assert!(question(&house).contains("listClients"));
}

#[test]
fn whoever_may_not_is_told_whether_it_is_asking_or_hearing_that_is_refused_or_nobody_answers() {
    let mut house = private();
    open(&mut house);
    grant(&mut house, 0);
    house.acknowledge(NOT_AUTHORIZED);
    assert_eq!(told(&house).state, UsersState::Trouble(Complaint::NotAllowed));

    let mut house = private();
    open(&mut house);
    grant(&mut house, NOT_AUTHORIZED);
    house.pass(Duration::from_mins(1));
    assert_eq!(told(&house).state, UsersState::Deaf);
    assert!(!house.sent.iter().any(|sent| sent[0] & 0xf0 == 0x30), "what nobody hears the answer of is not asked");

    let mut house = private();
    open(&mut house);
    grant(&mut house, 0);
    house.acknowledge(0);
    house.pass(Duration::from_secs(6));
    assert_eq!(told(&house).state, UsersState::Trouble(Complaint::Silent));
    let asked = house.sent.len();
    house.pass(Duration::from_mins(1));
    assert_eq!(house.sent.iter().skip(asked).filter(|sent| sent[0] & 0xf0 == 0x30).count(), 0, "nobody insists");
    wish(&mut house, &UsersWish::See(Offsets::default()));
    assert!(question(&house).contains("listClients"), "unless the person does");
}

#[test]
fn an_order_is_answered_once_and_the_lists_are_looked_at_again() {
    let mut house = seen();
    wish(&mut house, &UsersWish::Order(3, add()));
    assert!(question(&house).contains(PASSWORD));
    house.acknowledge(0);
    answer(&mut house, &[r#""command":"createClient""#]);
    let answers = told_answers(&house);
    assert_eq!(answers, [(3, Ok(()))]);
    assert!(question(&house).contains("listClients"));
    answer(&mut house, &LISTS);
    assert_eq!(told_answers(&house).len(), 1);
}

fn told_answers(house: &House) -> Vec<(u32, Result<(), Complaint>)> {
    let told = house.news.iter().filter_map(|news| match news {
        News::Users(told) => News::users(told),
        _ => None,
    });
    told.flat_map(|news| news.answers).map(|answer| (answer.ticket, answer.outcome)).collect()
}

#[test]
fn an_order_that_the_connection_is_lost_over_is_said_to_be_open_and_never_sent_again() {
    let mut house = seen();
    wish(&mut house, &UsersWish::Order(3, add()));
    house.happen(alicia_dashboard::app::Event::Closed { code: 1006, reason: String::new() });
    assert!(matches!(&told_answers(&house)[..], [(3, Err(Complaint::NotSent(_)))]));
    assert_eq!(told(&house).state, UsersState::Away);
    wish(&mut house, &UsersWish::Order(4, add()));
    assert!(matches!(&told_answers(&house)[..], [_, (4, Err(Complaint::NotSent(_)))]));

    house.sent.clear();
    house.pass(Duration::from_secs(10));
    house.let_in();
    assert_eq!(count(&house, 0x32, "createClient"), 0);
    assert!(question(&house).contains("listClients"), "what is there is looked at again");
    answer(&mut house, &LISTS);
    assert_eq!(told(&house).state, UsersState::Here);
}

#[test]
fn a_password_is_in_no_news_no_record_no_export_and_no_packet_that_is_shown() {
    let mut house = seen();
    house.intend(Intent::WatchDiagnostics(true));
    wish(&mut house, &UsersWish::Order(3, add()));
    house.acknowledge(0);
    answer(&mut house, &[r#""command":"createClient""#]);
    for format in [alicia_dashboard::app::Format::Json, alicia_dashboard::app::Format::Csv] {
        house.intend(Intent::Desk(DeskWish::Export(format)));
    }
    house.pass(Duration::from_secs(2));
    assert!(house.news.iter().any(|news| matches!(news, News::Diagnostics(_))));
    let shown = format!("{:?}", house.news);
    assert!(!shown.contains(PASSWORD) && !house.keeps(PASSWORD));
    let bytes = PASSWORD.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
    assert!(!shown.contains(&bytes), "nor byte by byte");
}

#[test]
fn what_a_broker_repeats_of_our_commands_is_masked_for_whoever_looks_at_its_topics() {
    let mut house = House::live();
    let view = ExplorerView {
        filter: "$CONTROL/#".to_owned(),
        search: "dynamic-security".to_owned(),
        excluded: Vec::new(),
        skipped: 0,
        count: 50,
        chosen: None,
        message: None,
        followed: None,
    };
    house.intend(Intent::Explorer(ExplorerWish::See(Box::new(view))));
    house.grant_again();
    let said = format!(r#"{{"commands":[{{"command":"createClient","username":"lamp","password":"{PASSWORD}"}}]}}"#);
    house.publish(REQUEST, &said);
    house.intend(Intent::Explorer(ExplorerWish::Reveal(REQUEST.to_owned())));
    house.pass(Duration::from_secs(1));
    let explored = house.news.iter().rev().find_map(|news| match news {
        News::Explorer(told) => News::explorer(told),
        _ => None,
    });
    let said = explored.expect("it was told").rows.into_iter().find_map(|row| row.said);
    let excerpt = String::from_utf8_lossy(&said.expect("something was said there").excerpt).into_owned();
    assert!(excerpt.contains("createClient") && !excerpt.contains("geheim"), "{excerpt}");
}

#[test]
fn after_a_logout_nothing_is_asked_and_nothing_is_due() {
    let mut house = seen();
    wish(&mut house, &UsersWish::Order(3, add()));
    house.intend(Intent::Disconnect);
    house.pass(Duration::from_secs(1));
    house.intend(Intent::WatchDiagnostics(false));
    assert_eq!(house.deadline(), None);
    open(&mut house);
    wish(&mut house, &UsersWish::Order(4, add()));
    assert_eq!((told(&house).state, house.deadline()), (UsersState::Away, None));
}

#[test]
fn a_wish_from_another_build_of_the_page_is_none() {
    let mut house = seen();
    house.intend(Intent::Users(Sealed::of(&"nonsense")));
    house.pass(Duration::from_secs(1));
    assert_eq!(count(&house, UNSUBSCRIBE, RESPONSE), 1, "it is as if nobody looked");
}
