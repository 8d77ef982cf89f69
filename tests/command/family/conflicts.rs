//! What was changed on both sides, and who decides.

use alicia_dashboard::app::{DeskWish, Intent, News, SharingState};

use super::{FAN, Family, LAMP, LONG};

fn conflict(title: &str, mine: &str, theirs: &str) -> [String; 3] {
    [title, mine, theirs].map(str::to_owned)
}

#[test]
fn what_joins_and_is_another_thing_here_is_shown_and_nothing_is_replaced() {
    let mut family = Family::of(2);
    family.call(0, LAMP, "Reading lamp");
    family.share(0);
    family.call(1, LAMP, "Leselampe");
    family.share(1);
    assert_eq!(family.conflicts(1), [conflict(&format!("{LAMP}: name"), "Leselampe", "Reading lamp")]);
    assert!(family.written(1).contains("Leselampe") && family.written(0).contains("Reading lamp"));
}

#[test]
fn of_two_that_change_the_same_at_the_same_moment_the_one_the_broker_did_not_hear_last_is_asked() {
    for is_backwards in [false, true] {
        let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
        family.is_backwards = is_backwards;
        family.call(0, LAMP, "Zero");
        family.call(1, LAMP, "One");
        family.pass(LONG);
        let (last, first) = if is_backwards { (0, 1) } else { (1, 0) };
        assert_eq!(family.conflicts(last), Vec::<[String; 3]>::new());
        let names = ["Zero", "One"];
        assert_eq!(family.conflicts(first), [conflict(&format!("{LAMP}: name"), names[first], names[last])]);
        assert!(family.written(first).contains(names[first]) && family.written(last).contains(names[last]));
        // Meanwhile everything else goes its way.
        family.call(first, FAN, "Fan");
        family.pass(LONG);
        assert!(family.written(last).contains("Fan") && family.written(last).contains(names[last]));
        family.decide(first, true);
        family.assert_same();
        assert!(family.written(last).contains(names[first]) && !family.written(last).contains(names[last]));
    }
}

#[test]
fn what_both_changed_while_one_was_away_is_decided_by_a_person() {
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp","favourite":true}}}}"#));
    family.lose(1);
    family.call(0, LAMP, "Zero");
    family.call(1, LAMP, "One");
    family.call(1, FAN, "Fan");
    family.pass(LONG);
    assert_eq!(family.state(1), Some(SharingState::Away));
    family.come_back(1);
    // That it is a favourite no more goes through: both have taken it away.
    assert_eq!(family.conflicts(1), [conflict(&format!("{LAMP}: name"), "One", "Zero")]);
    assert!(family.written(0).contains("Fan") && family.written(0).contains("Zero"));
    let needs = family.houses[1].news.iter().rev().find_map(|news| match news {
        News::Family { needs_person, .. } => Some(*needs_person),
        _ => None,
    });
    assert_eq!(needs, Some(true));
    family.decide(1, false);
    family.assert_same();
    assert!(family.written(1).contains("Zero") && !family.written(1).contains("One"));
}

#[test]
fn what_one_deletes_and_another_changes_is_decided_by_a_person() {
    let scene = |value: u8| {
        format!(
            r#""scenes":[{{"name":"Evening","wishes":[{{"device":"{LAMP}","name":"Lamp","property":"brightness","label":"Brightness","value":{value}}}]}}]"#
        )
    };
    for mine in [true, false] {
        let mut family = Family::sharing(2, &scene(40));
        family.lose(1);
        family.houses[1].intend(Intent::Desk(DeskWish::ForgetScene("Evening".to_owned())));
        family.import(0, &scene(70));
        family.pass(LONG);
        family.come_back(1);
        assert_eq!(family.conflicts(1), [conflict("Scene Evening", "deleted", "Lamp · Brightness: 70")]);
        assert!(family.written(0).contains("Evening") && !family.written(1).contains("Evening"));
        family.decide(1, mine);
        family.assert_same();
        assert_eq!(family.written(0).contains("Evening"), !mine);
    }
}
