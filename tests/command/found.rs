//! Properties that are looked for by what they are called, and where.

use std::time::Duration;

use alicia_dashboard::app::{CustomChange, DeskWish, FoundNews, Intent, News};

use crate::house::House;

fn find(house: &mut House, words: &str) -> Vec<FoundNews> {
    house.news.clear();
    house.intend(Intent::Desk(DeskWish::Find(words.to_owned())));
    house.pass(Duration::from_millis(20));
    let told = house.news.iter().find_map(|news| match news {
        News::Found { words: of, found } if of == words => Some(found.clone()),
        _ => None,
    });
    told.expect("who asks is answered")
}

#[test]
fn a_property_is_found_by_its_name_together_with_its_devices_and_its_room() {
    let mut house = House::live();
    house.publish("alicia/sensors/sensor_kitchen", r#"{"temperature_celsius":20.5,"humidity":44}"#);
    house.publish("alicia/sensors/sensor_attic", r#"{"temperature_celsius":17.0}"#);
    let (kitchen, attic) = (house.watch("alicia:sensor_kitchen"), house.watch("alicia:sensor_attic"));
    let temperature = |device| FoundNews { device, label: "Temperature".to_owned() };
    assert_eq!(find(&mut house, "temperature kitchen"), [temperature(kitchen)]);
    assert_eq!(find(&mut house, "tempera"), [temperature(kitchen), temperature(attic)]);
    assert_eq!(find(&mut house, "kitchen"), [], "no property is called that");
    assert_eq!(find(&mut house, "temperature cellar"), []);
    assert_eq!(find(&mut house, "  "), []);

    house.intend(Intent::Customize { device: attic, change: CustomChange::Room(Some("Obergeschoß Ä".to_owned())) });
    assert_eq!(find(&mut house, "temperature obergeschoß ä"), [temperature(attic)]);
}

#[test]
fn no_more_are_told_than_a_list_can_show_and_those_that_begin_so_come_first() {
    let mut house = House::live();
    for number in 0..30 {
        house.publish(&format!("alicia/sensors/meter_{number}"), r#"{"lamp_power":1,"power":2}"#);
    }
    let found = find(&mut house, "power");
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(|it| it.label == "Power"), "{found:?}");
}
