//! What a person wants to be warned of: written, changed, refused and carried elsewhere.

use alicia_dashboard::alarm::{Condition, Rule};
use alicia_dashboard::app::{AlarmWish, DeskWish, Imported, Intent};
use alicia_dashboard::device::Value;

use super::{
    MINUTE, SOON, above, at, complaint, customized, intend, measure, only, rules, save, wanted, with_rule, written,
};
use crate::house::House;

#[test]
fn a_rule_that_is_changed_switched_off_or_forgotten_leaves_no_alarm() {
    for change in [
        Intent::Alarm(AlarmWish::Forget("Hot".to_owned())),
        Intent::Desk(DeskWish::SaveAlarm {
            rule: Box::new(Rule { is_on: false, ..above(30.0) }),
            former: Some("Hot".to_owned()),
        }),
        Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(above(40.0)), former: Some("Hot".to_owned()) }),
    ] {
        let mut house = with_rule(above(30.0));
        measure(&mut house, 31);
        assert_eq!(wanted(&house).len(), 1);
        intend(&mut house, change);
        assert!(only(&house).is_over());
    }
}

#[test]
fn a_rule_may_get_another_name_but_not_that_of_another() {
    let mut house = with_rule(above(30.0));
    save(
        &mut house,
        Rule { name: "Cold".to_owned(), condition: Condition::Below { limit: 5.0, slack: 1.0 }, ..above(0.0) },
    );
    let renamed = |name: &str| Rule { name: name.to_owned(), ..above(30.0) };
    intend(
        &mut house,
        Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(renamed("Cold")), former: Some("Hot".to_owned()) }),
    );
    assert_eq!(complaint(&house), "there is another alarm called Cold");
    intend(
        &mut house,
        Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(renamed("Too hot")), former: Some("Hot".to_owned()) }),
    );
    let names: Vec<_> = rules(&house).into_iter().map(|rule| rule.name).collect();
    assert_eq!(names, ["Cold", "Too hot"]);
}

#[test]
fn what_makes_no_sense_is_refused_in_a_sentence() {
    let mut house = House::live();
    for (rule, words) in [
        (Rule { name: " ".to_owned(), ..above(1.0) }, "an alarm needs a name"),
        (above(f64::NAN), "its limit is no number"),
        (Rule { condition: Condition::Silent, ..at("x") }, "it has to be told for how long"),
        (Rule { condition: Condition::Says(Value::Text(" ".to_owned())), ..at("x") }, "the word is missing"),
        (at(""), "it is about no property"),
    ] {
        save(&mut house, rule);
        assert!(complaint(&house).contains(words), "{}", complaint(&house));
    }
    for number in 0..101 {
        save(&mut house, Rule { name: format!("{number}"), ..above(1.0) });
    }
    assert_eq!((complaint(&house).as_str(), rules(&house).len()), ("there would be more than 100 alarms", 100));
}

#[test]
fn what_a_person_wants_to_be_warned_of_goes_from_browser_to_browser_as_a_file() {
    let mut house = House::live();
    let word = Condition::Says(Value::Text("\"Störung\"".to_owned()));
    let conditions = [
        Condition::Above { limit: 30.5, slack: 0.5 },
        Condition::Below { limit: -3.0, slack: 0.0 },
        Condition::Changes { by: 2.5, within: MINUTE },
        Condition::Silent,
        Condition::Stuck,
        Condition::Says(Value::Flag(true)),
        word,
    ];
    for (number, condition) in conditions.into_iter().enumerate() {
        let name = format!("{number}");
        save(&mut house, Rule { name, condition, lasting: MINUTE, is_on: number != 3, ..at("temperature") });
    }
    let mut elsewhere = House::offline();
    elsewhere.intend(Intent::Import(written(&house)));
    elsewhere.pass(SOON);
    assert_eq!(customized(&elsewhere), Ok(Imported { devices: 0, scenes: 0, messages: 0, alarms: 7, charts: 0 }));
    assert_eq!((rules(&elsewhere), written(&elsewhere)), (rules(&house), written(&house)));
    for (broken, words) in [
        (r#"{"name":"a","when":"purple"}"#, "the alarm a does not say when it is one"),
        (r#"{"when":"stuck"}"#, "an alarm has no name"),
        (r#"{"name":"a","device":"d","property":"p","when":"stuck"}"#, "it has to be told for how long"),
    ] {
        elsewhere.intend(Intent::Import(format!(r#"{{"alicia_dashboard":1,"alarms":[{broken}]}}"#)));
        elsewhere.pass(SOON);
        let reason = customized(&elsewhere).expect_err("it makes no sense");
        assert!(reason.contains(words), "{reason}");
        assert_eq!(rules(&elsewhere).len(), 7);
    }
}
