//! Conversations with the plugin. What it says here, Mosquitto 2.0.11 has said.

use std::time::Duration;

use super::*;
use crate::time::Instant;

const PATIENCE: Duration = Duration::from_secs(5);

fn plugin() -> Plugin {
    Plugin::new("admin".to_owned(), "page".to_owned())
}

fn now() -> Instant {
    Instant::from_millis(1_000.0)
}

/// Of the question that was asked.
fn mark(question: &str) -> String {
    let question: serde_json::Value = serde_json::from_str(question).expect("a question is JSON");
    let marks: Vec<_> = question["commands"]
        .as_array()
        .expect("it has commands")
        .iter()
        .map(|command| command["correlationData"].as_str().expect("each with its mark").to_owned())
        .collect();
    assert!(!marks.is_empty() && marks.iter().all(|mark| *mark == marks[0]), "{marks:?}");
    marks[0].clone()
}

/// Answers with these, each of which repeats the mark of the question.
fn answer(plugin: &mut Plugin, question: &str, responses: &[&str]) -> Option<String> {
    let mark = mark(question);
    let marked = |it: &&str| it.strip_suffix('}').map(|it| format!("{it},\"correlationData\":\"{mark}\"}}"));
    let responses: Vec<_> = responses.iter().filter_map(marked).collect();
    plugin.hear(format!("{{\"responses\":[{}]}}", responses.join(",")).as_bytes(), now())
}

const OWN: &str = r#"{"command":"getClient","data":{"client":{"username":"admin","textname":"Dynsec admin user","roles":[{"rolename":"admin"}],"groups":[]}}}"#;
const USERS: &str = r#"{"command":"listClients","data":{"totalCount":2,"clients":[{"username":"admin","textname":"Dynsec admin user","roles":[{"rolename":"admin"}],"groups":[]},{"username":"bob","textname":"Bob","disabled":true,"roles":[{"rolename":"r1","priority":3}],"groups":[{"groupname":"g1"}]}]}}"#;
const GROUPS: &str = r#"{"command":"listGroups","data":{"totalCount":1,"groups":[{"groupname":"g1","clients":[{"username":"bob"}],"roles":[{"rolename":"r1"}]}]}}"#;
const ROLES: &str = r##"{"command":"listRoles","data":{"totalCount":2,"roles":[{"rolename":"admin","acls":[{"acltype":"publishClientSend","topic":"$CONTROL/dynamic-security/#","priority":0,"allow":true},{"acltype":"unsubscribePattern","topic":"#","priority":0,"allow":true}]},{"rolename":"r1","acls":[{"acltype":"publishClientSend","topic":"a/#","priority":0,"allow":true},{"acltype":"subscribePattern","topic":"a/#","priority":2,"allow":false}]}]}}"##;
const DEFAULTS: &str = r#"{"command":"getDefaultACLAccess","data":{"acls":[{"acltype":"publishClientSend","allow":false},{"acltype":"publishClientReceive","allow":true},{"acltype":"subscribe","allow":false},{"acltype":"unsubscribe","allow":true}]}}"#;

const NAMELESS: &str = r#"{"command":"getAnonymousGroup","data":{"group":{"groupname":"g1"}}}"#;

/// Everything was looked at.
fn seen() -> Plugin {
    let mut plugin = plugin();
    plugin.look(Offsets::default());
    let question = plugin.next(now()).expect("it is asked");
    assert_eq!(answer(&mut plugin, &question, &[OWN, USERS, GROUPS, ROLES, DEFAULTS, NAMELESS]), None);
    plugin
}

fn known(plugin: &Plugin) -> &Known {
    plugin.known().expect("it was looked at")
}

#[test]
fn one_question_shows_users_groups_roles_and_what_holds_otherwise() {
    let plugin = seen();
    assert_eq!((plugin.trouble(), plugin.is_busy(), plugin.deadline()), (None, false, None));
    let known = known(&plugin);
    assert_eq!(known.own.as_ref().map(|own| own.name.as_str()), Some("admin"));
    let bob = &known.users.entries[1];
    assert_eq!((bob.name.as_str(), bob.text.as_str(), bob.is_disabled), ("bob", "Bob", true));
    assert_eq!(bob.roles, [Held { name: "r1".to_owned(), priority: 3 }]);
    assert_eq!(bob.groups[0].name, "g1");
    assert_eq!((known.users.total, known.users.skipped, known.users.left_out), (2, 0, 0));
    assert_eq!(known.groups.entries[0].users[0].name, "bob");
    let acls = &known.roles.entries[1].acls;
    assert_eq!((acls[1].kind, acls[1].priority, acls[1].is_allowed), (AclKind::SubscribeWithin, 2, false));
    assert_eq!(known.defaults.len(), 4);
    assert_eq!(known.anonymous, "g1");
}

#[test]
fn of_ten_thousand_users_one_page_is_asked_for_and_taken_in() {
    let mut plugin = plugin();
    plugin.look(Offsets { users: 100, ..Offsets::default() });
    let question = plugin.next(now()).expect("it is asked");
    assert!(question.contains(r#""command":"listClients","verbose":true,"count":50,"offset":100"#), "{question}");
    let user = |number: u32| format!("{{\"username\":\"user{number}\"}}");
    let users: Vec<_> = (0..10_000).map(user).collect();
    let all = format!(r#"{{"command":"listClients","data":{{"totalCount":10000,"clients":[{}]}}}}"#, users.join(","));
    answer(&mut plugin, &question, &[&all]);
    let users = &known(&plugin).users;
    assert_eq!((users.total, users.skipped, users.entries.len()), (10_100, 100, 50), "whatever it sends");
}

#[test]
fn who_is_looked_for_by_name_is_found_wherever_in_the_list_they_are() {
    let mut plugin = seen();
    plugin.seek("zoe".to_owned());
    let question = plugin.next(now()).expect("it is asked");
    assert!(question.contains(r#""command":"getClient","username":"zoe""#), "{question}");
    let zoe = r#"{"command":"getClient","data":{"client":{"username":"zoe"}}}"#;
    answer(&mut plugin, &question, &[OWN, zoe, USERS]);
    assert_eq!(known(&plugin).found.as_ref().map(|user| user.name.as_str()), Some("zoe"));
    assert_eq!(known(&plugin).own.as_ref().map(|user| user.name.as_str()), Some("admin"));

    plugin.seek("nobody".to_owned());
    let question = plugin.next(now()).expect("it is asked");
    answer(&mut plugin, &question, &[OWN, r#"{"command":"getClient","error":"Client not found"}"#, USERS]);
    assert_eq!((known(&plugin).found.as_ref(), plugin.trouble()), (None, None));
}

#[test]
fn an_order_is_answered_in_the_words_of_the_plugin_and_followed_by_another_look() {
    let mut plugin = seen();
    let password = Password("geheim".to_owned());
    let (name, text, role) = ("bob".to_owned(), String::new(), "r1".to_owned());
    plugin.order(7, Order::AddUser { name, text, password, role });
    let question = plugin.next(now()).expect("it is asked");
    assert!(question.contains(r#""password":"geheim","textname":"","roles":[{"rolename":"r1"}]"#), "{question}");
    assert!(!format!("{plugin:?}").contains("geheim"), "it is not kept");
    assert_eq!(plugin.next(now()), None, "one at a time");
    answer(&mut plugin, &question, &[r#"{"command":"createClient","error":"Client already exists"}"#]);
    let said = Complaint::Said { command: "createClient".to_owned(), said: "Client already exists".to_owned() };
    assert_eq!(plugin.take_answers(), [Answer { ticket: 7, outcome: Err(said) }]);
    assert!(plugin.next(now()).is_some_and(|question| question.contains("listClients")));
}

#[test]
fn what_was_asked_by_others_or_before_is_no_answer() {
    let mut plugin = seen();
    plugin.order(1, Order::Enable("bob".to_owned()));
    let question = plugin.next(now()).expect("it is asked");
    for other in [
        r#"{"responses":[{"command":"enableClient"}]}"#,
        r#"{"responses":[{"command":"enableClient","correlationData":"page-1"}]}"#,
        r#"{"responses":[{"command":"Unknown command","error":"Payload not valid JSON"}]}"#,
    ] {
        assert_eq!(plugin.hear(other.as_bytes(), now()), None);
        assert!(plugin.is_busy(), "{other}");
    }
    answer(&mut plugin, &question, &[r#"{"command":"enableClient"}"#]);
    assert_eq!(plugin.take_answers(), [Answer { ticket: 1, outcome: Ok(()) }]);
}

fn device() -> Order {
    let (name, prefix) = ("attic".to_owned(), " home/attic/# ".to_owned());
    Order::AddDevice { name, prefix, password: Password("geheim".to_owned()) }
}

#[test]
fn a_device_gets_a_role_of_its_own_first_and_then_a_user_with_it() {
    let mut plugin = seen();
    plugin.order(1, device());
    let role = plugin.next(now()).expect("the role is asked for");
    assert!(role.contains(r#""command":"createRole","rolename":"device-attic""#), "{role}");
    for kind in ["publishClientSend", "publishClientReceive", "subscribePattern"] {
        let acl = format!(r#"{{"acltype":"{kind}","topic":"home/attic/#","allow":true,"priority":0}}"#);
        assert!(role.contains(&acl), "{acl} is missing in {role}");
    }
    let user = answer(&mut plugin, &role, &[r#"{"command":"createRole"}"#]).expect("the user is asked for");
    assert!(user.contains(r#""roles":[{"rolename":"device-attic"}]"#), "{user}");
    assert_eq!(answer(&mut plugin, &user, &[r#"{"command":"createClient"}"#]), None);
    assert_eq!(plugin.take_answers(), [Answer { ticket: 1, outcome: Ok(()) }]);
}

#[test]
fn a_role_whose_user_cannot_be_made_is_taken_back() {
    let mut plugin = seen();
    plugin.order(1, device());
    let role = plugin.next(now()).expect("the role is asked for");
    let user = answer(&mut plugin, &role, &[r#"{"command":"createRole"}"#]).expect("the user is asked for");
    let refusal = r#"{"command":"createClient","error":"Client already exists"}"#;
    let undo = answer(&mut plugin, &user, &[refusal]).expect("the role goes");
    assert!(undo.contains(r#""command":"deleteRole","rolename":"device-attic""#), "{undo}");
    assert_eq!(plugin.take_answers(), []);
    answer(&mut plugin, &undo, &[r#"{"command":"deleteRole"}"#]);
    let answers = plugin.take_answers();
    assert!(
        matches!(&answers[..], [Answer { outcome: Err(Complaint::Said { said, .. }), .. }] if said == "Client already exists")
    );

    // A role that was there before is somebody else's.
    plugin.order(2, device());
    let role = plugin.next(now()).expect("the role is asked for");
    let refusal = r#"{"command":"createRole","error":"Role already exists"}"#;
    assert_eq!(answer(&mut plugin, &role, &[refusal]), None);
    assert_eq!(plugin.take_answers().len(), 1);
}

#[test]
fn silence_ends_after_some_seconds() {
    let mut plugin = plugin();
    plugin.look(Offsets::default());
    let question = plugin.next(now()).expect("it is asked");
    plugin.handle_timeout(now() + PATIENCE - Duration::from_millis(1));
    assert!(plugin.is_busy());
    plugin.handle_timeout(now() + PATIENCE);
    assert_eq!((plugin.trouble(), plugin.is_busy()), (Some(&Complaint::Silent), false));
    assert_eq!(plugin.next(now()), None, "nobody asks again by themselves");
    answer(&mut plugin, &question, &[OWN, USERS]);
    assert_eq!(plugin.known(), None, "it is too late");
}

#[test]
fn what_makes_no_sense_is_not_asked_for_and_no_more_waits_than_there_is_room_for() {
    let mut plugin = plugin();
    let nameless = Order::AddGroup { name: " ".to_owned(), text: String::new() };
    let long = Order::Enable("a".repeat(2_000));
    let device = |prefix: &str| Order::AddDevice {
        name: "a".to_owned(),
        prefix: prefix.to_owned(),
        password: Password("b".to_owned()),
    };
    for (order, why) in [
        (nameless, Invalid::Nameless),
        (long, Invalid::TooLong),
        (device("home/+/attic"), Invalid::Topic),
        (device("$SYS/broker"), Invalid::Topic),
        (device("/#"), Invalid::Nameless),
    ] {
        assert_eq!(order.check(), Err(why), "{order:?}");
        plugin.order(1, order);
    }
    assert_eq!((plugin.take_answers().len(), plugin.next(now())), (5, None));
    for ticket in 0..100 {
        plugin.order(ticket, Order::Enable("bob".to_owned()));
    }
    let answers = plugin.take_answers();
    assert_eq!(answers.len(), 100 - WAITING);
    assert!(answers.iter().all(|answer| answer.outcome == Err(Complaint::TooMany)));
    plugin.lose("the line is cut");
    assert_eq!(plugin.take_answers().len(), WAITING, "each is answered");
}

#[test]
fn whatever_is_said_in_its_place_something_is_made_of_it() {
    let deep = format!("{{\"responses\":[{}1{}]}}", "[".repeat(500), "]".repeat(500));
    let huge = format!(
        r#"{{"responses":[{{"command":"listRoles","correlationData":"page-1","data":{{"totalCount":-5,"roles":[{{"rolename":"r","acls":[{}]}}]}}}}]}}"#,
        vec![r#"{"acltype":"publishClientSend","topic":"a","allow":1}"#; 2_000].join(",")
    );
    let long = format!(
        r#"{{"responses":[{{"command":"listClients","correlationData":"page-1","data":{{"totalCount":1.5,"clients":[{{"username":"{}"}},{{"username":7}},null,"bob"]}}}}]}}"#,
        "x".repeat(5_000)
    );
    let others = [
        "",
        "null",
        "[]",
        "{}",
        r#"{"responses":{}}"#,
        r#"{"responses":[null,1,"a",[],{}]}"#,
        r#"{"responses":[{"correlationData":"page-1"}]}"#,
        r#"{"responses":[{"correlationData":"page-1","command":7,"error":"x","data":[]}]}"#,
        r#"{"responses":[{"correlationData":"page-1","command":"listClients","data":{"clients":{"a":1}}}]}"#,
    ];
    for said in others.iter().copied().chain([&*deep, &*huge, &*long]) {
        let mut plugin = plugin();
        plugin.look(Offsets { users: u64::MAX - 1, ..Offsets::default() });
        assert!(plugin.next(now()).is_some());
        let _ = plugin.hear(said.as_bytes(), now());
        let _ = plugin.hear(b"\xff\xfe", now());
        if let Some(known) = plugin.known() {
            assert!(known.users.entries.is_empty(), "{said}");
            for role in &known.roles.entries {
                assert_eq!((role.acls.len(), role.left_out), (BELONGINGS, 1_500));
            }
        }
    }
}

fn otherwise(is_allowed: bool) -> Order {
    Order::SetDefault(Otherwise { kind: "publishClientReceive".to_owned(), is_allowed })
}

#[test]
fn what_holds_otherwise_and_for_the_nameless_is_asked_for_in_the_plugin_s_own_words() {
    let mut plugin = seen();
    plugin.order(1, otherwise(false));
    let question = plugin.next(now()).expect("it is asked");
    let access = r#""command":"setDefaultACLAccess","acls":[{"acltype":"publishClientReceive","allow":false}]"#;
    assert!(question.contains(access), "{question}");
    answer(&mut plugin, &question, &[r#"{"command":"setDefaultACLAccess"}"#]);
    plugin.order(2, Order::SetAnonymousGroup("nobody's".to_owned()));
    let question = plugin.next(now()).expect("it is asked");
    assert!(question.contains(r#""command":"setAnonymousGroup","groupname":"nobody's""#), "{question}");
    answer(&mut plugin, &question, &[r#"{"command":"setAnonymousGroup","error":"Group not found"}"#]);
    let outcomes: Vec<_> = plugin.take_answers().into_iter().map(|answer| answer.outcome).collect();
    let (command, said) = ("setAnonymousGroup".to_owned(), "Group not found".to_owned());
    assert_eq!(outcomes, [Ok(()), Err(Complaint::Said { command, said })]);
}

#[test]
fn the_group_of_the_nameless_is_not_deleted_for_that_crashes_some_brokers() {
    let mut plugin = seen();
    plugin.order(1, Order::DeleteGroup("g1".to_owned()));
    let refused = Complaint::Invalid(Invalid::GroupOfTheNameless);
    assert_eq!(plugin.take_answers(), [Answer { ticket: 1, outcome: Err(refused) }]);
    assert_eq!(plugin.next(now()), None, "nobody is asked");
    plugin.order(2, Order::DeleteGroup("g2".to_owned()));
    assert!(plugin.next(now()).is_some());
}

#[test]
fn whoever_may_lock_themselves_out_is_told_before() {
    let plugin = seen();
    let known = known(&plugin);
    let own = || "admin".to_owned();
    let other = || "bob".to_owned();
    let topic = || "$CONTROL/dynamic-security/#".to_owned();
    let role = |role: &str| role.to_owned();
    let acl = |is_allowed| Acl { kind: AclKind::Send, topic: topic(), is_allowed, priority: 0 };
    for (order, is_risky) in [
        (Order::Disable(own()), true),
        (Order::Disable(other()), false),
        (Order::DeleteUser(own()), true),
        (Order::SetPassword { name: own(), password: Password(String::new()) }, true),
        (Order::SetPassword { name: other(), password: Password(String::new()) }, false),
        (Order::TakeRole { from: Bearer::User, name: own(), role: role("admin") }, true),
        (Order::TakeRole { from: Bearer::User, name: other(), role: role("r1") }, false),
        (Order::DeleteRole(role("admin")), true),
        (Order::DeleteRole(role("r1")), false),
        (Order::RemoveAcl { role: role("admin"), kind: AclKind::Send, topic: topic() }, true),
        (Order::RemoveAcl { role: role("r1"), kind: AclKind::Send, topic: topic() }, false),
        (Order::AddAcl { role: role("admin"), acl: acl(false) }, true),
        (Order::AddAcl { role: role("admin"), acl: acl(true) }, false),
        (Order::Join { group: role("g1"), user: own() }, true),
        (Order::DeleteGroup(role("g1")), false),
        (Order::AddRole { name: role("new"), text: String::new() }, false),
        (otherwise(true), false),
        (otherwise(false), true),
        (Order::SetAnonymousGroup(role("g1")), false),
    ] {
        assert_eq!(order.is_risky(known), is_risky, "{order:?}");
    }
    let mut in_a_group = known.clone();
    let groups = in_a_group.own.as_mut().map(|own| &mut own.groups);
    groups.expect("it is known").push(Held { name: "elsewhere".to_owned(), priority: 0 });
    assert!(Order::DeleteRole(role("r1")).is_risky(&in_a_group), "the group is not in sight");
    assert!(Order::DeleteGroup(role("elsewhere")).is_risky(&in_a_group));
}
