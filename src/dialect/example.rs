//! Weather stations: `weather/{station}/{quantity}` holds a bare number.

use super::scalar::{self, Scalar};
use super::term::{self, Term};
use super::{CannotWrite, Dialect, Read, Wish, owned};
use crate::device::{Class, Profile, Updates, Value, Vocabulary, label_from_key};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

pub(super) struct Weather;

impl Dialect for Weather {
    fn name(&self) -> &'static str {
        "weather"
    }

    fn filters(&self) -> Vec<String> {
        owned(&["weather/+/+"])
    }

    fn read(&mut self, message: &Message, _: Now, updates: &mut Updates) -> Read {
        let topic = message.topic.strip_prefix("weather/").and_then(|rest| rest.split_once('/'));
        let Some((station, quantity)) = topic else { return Read::NotMine };
        let mut update = updates.begin(self.name(), station);
        let read = scalar::text(&message.payload).map(|text| {
            update.value(quantity, Scalar::bare(text).value());
            update
        });
        Read::of(read, updates)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        Err(wish.read_only())
    }
}

impl Vocabulary for Weather {
    fn device_name(&self, station: &str) -> String {
        label_from_key(station)
    }

    fn profile(&self, _: &str, quantity: &str, value: &Value) -> Profile {
        match quantity {
            "temperature" => Term::reading("Temperature", "°C", Class::Temperature).profile(),
            _ => term::guess(quantity, value),
        }
    }
}

// The end of what the README shows.

use super::Interpreter;
use crate::device::{Limits, Registry};

#[test]
fn the_readme_shows_how_a_convention_is_added() {
    let (shown, _) = include_str!("example.rs").split_once("\n// The end").expect("it is above");
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("```rust\n{shown}```")), "the README shows something else");
    let mut interpreter = Interpreter::of(vec![Box::new(Weather)]);
    let mut registry = Registry::new(Limits::default());
    let message = Message::new("weather/roof_east/temperature", "21.5");
    interpreter.hear(&message, &mut registry, Now::default(), &mut Vec::new()).expect("it is a number");
    let station = registry.find("weather:roof_east").expect("it was heard");
    let (_, temperature) = station.properties().next().expect("it has said one thing");
    let report = temperature.report.as_ref().expect("which it has reported");
    assert_eq!((station.name.as_str(), temperature.profile.label.as_str()), ("Roof east", "Temperature"));
    assert_eq!(report.value, Value::Number(21.5));
}
