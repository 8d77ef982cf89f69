//! The ACL file is read as Mosquitto reads it, and what cannot be obeyed is refused in a sentence.

use home::acl::Acl;

fn acl(text: &str) -> Acl {
    Acl::parse(text).expect("a well-formed file")
}

fn complaint(text: &str) -> String {
    Acl::parse(text).expect_err("a file that cannot be obeyed").to_string()
}

#[test]
fn what_no_line_allows_is_forbidden() {
    let acl = acl("user ann\ntopic read a/b\n");
    assert!(acl.may_subscribe("ann", "a/b"));
    assert!(!acl.may_publish("ann", "a/b"));
    assert!(!acl.may_subscribe("ann", "a/c"));
    assert!(!acl.may_subscribe("bob", "a/b"));
}

#[test]
fn readwrite_allows_both_directions() {
    let acl = acl("user ann\ntopic readwrite a/b\n");
    assert!(acl.may_subscribe("ann", "a/b") && acl.may_publish("ann", "a/b"));
}

#[test]
fn comments_blank_lines_and_indentation_say_nothing() {
    let acl = acl("# who\n\n  user ann\r\n\t# what\n  topic   write  a/b \n");
    assert!(acl.may_publish("ann", "a/b"));
}

#[test]
fn a_topic_may_hold_spaces() {
    assert!(acl("user ann\ntopic read zigbee2mqtt/living room\n").may_subscribe("ann", "zigbee2mqtt/living room"));
}

#[test]
fn wildcards_of_a_rule_cover_what_they_match() {
    let acl = acl("user ann\ntopic read a/+/c\ntopic read x/#\n");
    for allowed in ["a/b/c", "a/+/c", "a//c", "x", "x/y", "x/#", "x/+/z"] {
        assert!(acl.may_subscribe("ann", allowed), "{allowed}");
    }
    for forbidden in ["a/b", "a/b/c/d", "a/#", "a/+/+", "+/b/c", "#", "xx"] {
        assert!(!acl.may_subscribe("ann", forbidden), "{forbidden}");
    }
}

#[test]
fn wildcards_leave_out_the_brokers_own_topics() {
    let acl = acl("user ann\ntopic read #\ntopic read +/broker\n");
    assert!(!acl.may_subscribe("ann", "$SYS/broker"));
    assert!(!acl.may_subscribe("ann", "$SYS/#"));
}

#[test]
fn a_rule_before_any_user_is_refused() {
    assert!(complaint("# start\ntopic read a\n").starts_with("line 2: this rule stands before any `user` line"));
}

#[test]
fn patterns_and_denials_are_refused_rather_than_ignored() {
    let pattern = complaint("user ann\npattern read a/%u\n");
    assert!(pattern.starts_with("line 2: `pattern` is not understood"), "{pattern}");
    let denial = complaint("user ann\ntopic deny a/b\n");
    assert!(denial.starts_with("line 2: `topic deny …` is not understood"), "{denial}");
}

#[test]
fn an_unfinished_line_is_refused() {
    assert_eq!(complaint("user\n"), "line 1: something is missing after `user`");
    assert_eq!(complaint("user ann\ntopic\n"), "line 2: something is missing after `topic`");
}

#[test]
fn a_malformed_filter_is_refused() {
    for filter in ["a/#/b", "a+/b", "a/b#", ""] {
        assert!(complaint(&format!("user ann\ntopic read {filter}\n")).contains("is not a topic filter"), "{filter}");
    }
}

#[test]
fn the_deployed_file_is_understood() {
    assert!(Acl::deployed().may_publish("alicia", "anything/at/all"));
}
