//! What the gallery shows: one of each control, and devices as homes have them.

use crate::device::{Access, Class, CodeWanted, Kind, Moment, Numeric, Operation, Profile, Value};

/// Something to be shown: what it is, what it reports, what it was asked for.
#[derive(Clone, Debug)]
pub(super) struct Specimen {
    pub(super) name: &'static str,
    pub(super) profile: Profile,
    pub(super) reports: Value,
    pub(super) wanted: Value,
}

/// One of each control.
pub(super) fn specimens() -> Vec<Specimen> {
    let word = |word: &str| Value::Text(word.to_owned());
    let make = |name, class, kind, reports, wanted| {
        let profile = Profile::read_only(name, kind).with_class(class).with_access(Access::ReadWrite);
        Specimen { name, profile, reports, wanted }
    };
    let asking = |specimen: Specimen| Specimen { profile: specimen.profile.asking_first(), ..specimen };
    let number = |unit: &str, range, step| {
        Kind::Numeric(Numeric { unit: unit.to_owned(), range, step: Some(step), precision: None })
    };
    let words = |words: &[&str]| Kind::Choice(words.iter().map(|word| (*word).to_owned()).collect());
    let reading = Profile::read_only("Temperature", Kind::reading("°C")).with_class(Class::Temperature);
    vec![
        make("Switch", Class::Light, Kind::Binary, Value::Flag(false), Value::Flag(true)),
        make("Dimmer", Class::Light, Kind::level("%", 0.0, 100.0), Value::Number(40.0), Value::Number(80.0)),
        make("Colour", Class::Light, Kind::Colour, word("#ff8000"), word("#2060ff")),
        make(
            "Warmth",
            Class::Light,
            number("K", Some((2_200.0, 6_500.0)), 50.0),
            Value::Number(2_700.0),
            Value::Number(4_000.0),
        ),
        make("Number", Class::Other, number("s", None, 5.0), Value::Number(30.0), Value::Number(35.0)),
        make("Choice", Class::Other, words(&["eco", "boost"]), word("eco"), word("boost")),
        make("Text", Class::Other, Kind::Text, word("Hello"), word("Good evening")),
        Specimen {
            profile: Profile::read_only("Button", Kind::Action).with_access(Access::Write),
            ..make("Button", Class::Other, Kind::Action, Value::Unknown, Value::Flag(true))
        },
        make(
            "Cover",
            Class::Cover,
            operations(&[("open", "open"), ("close", "closed"), ("stop", "")]),
            word("closed"),
            word("open"),
        ),
        make("Climate", Class::Climate, number("°C", Some((7.0, 35.0)), 0.5), Value::Number(19.5), Value::Number(22.0)),
        make("Fan", Class::Fan, Kind::level("%", 0.0, 100.0), Value::Number(33.0), Value::Number(66.0)),
        asking(make(
            "Lock",
            Class::Lock,
            operations(&[("lock", "locked"), ("unlock", "unlocked")]),
            word("locked"),
            word("unlock"),
        )),
        make("Player", Class::Speaker, Kind::Playback, word("playing"), word("pause")),
        asking(make(
            "Alarm",
            Class::Alarm,
            operations(&[
                ("disarm", "disarmed"),
                ("arm_home", "armed_home"),
                ("arm_away", "armed_away"),
                ("arm_night", "armed_night"),
            ]),
            word("armed_night"),
            word("disarm"),
        )),
        with_code(asking(make(
            "Alarm with a code",
            Class::Alarm,
            operations(&[("disarm", "disarmed"), ("arm_home", "armed_home"), ("arm_away", "armed_away")]),
            word("armed_away"),
            word("disarm"),
        ))),
        make("Date", Class::Other, Kind::Moment(Moment::Date), word("2026-07-14"), word("2026-08-01")),
        make("Time", Class::Other, Kind::Moment(Moment::Time), word("08:30:00"), word("09:00:00")),
        Specimen {
            name: "Picture",
            profile: Profile::read_only("Front garden", Kind::Picture),
            reports: word("image/png"),
            wanted: Value::Unknown,
        },
        Specimen {
            name: "Address",
            profile: Profile::read_only("Rain radar", Kind::Link),
            reports: word("https://weather.example/rain.png"),
            wanted: Value::Unknown,
        },
        Specimen { name: "Reading", profile: reading, reports: Value::Number(21.4), wanted: Value::Unknown },
    ]
}

fn with_code(specimen: Specimen) -> Specimen {
    let words = ["disarm", "arm_home", "arm_away"].map(str::to_owned).to_vec();
    let code = Some(Box::new(CodeWanted { is_digits: true, pattern: None, words }));
    Specimen { profile: Profile { code, ..specimen.profile }, ..specimen }
}

fn operations(words: &[(&str, &str)]) -> Kind {
    let operation = |(word, outcome): &(&str, &str)| Operation {
        word: (*word).to_owned(),
        outcome: (!outcome.is_empty()).then(|| (*outcome).to_owned()),
    };
    Kind::Operated(words.iter().map(operation).collect())
}

/// Several properties that are one thing, by its name.
pub(super) fn ensembles() -> Vec<(&'static str, Vec<Specimen>)> {
    let word = |word: &str| Value::Text(word.to_owned());
    let words = |words: &[&str]| Kind::Choice(words.iter().map(|word| (*word).to_owned()).collect());
    let part = |class, name, label: &str, kind, reports, wanted| {
        let profile = Profile::read_only(label, kind).with_class(class).with_access(Access::ReadWrite);
        Specimen { name, profile, reports, wanted }
    };
    let three_speeds = Kind::Numeric(Numeric {
        unit: "%".to_owned(),
        range: Some((0.0, 100.0)),
        step: Some(33.3333),
        precision: Some(0),
    });
    let (modes, ways) = (words(&["breeze", "night"]), words(&["forward", "reverse"]));
    let fan = |name, label, kind, reports, wanted| part(Class::Fan, name, label, kind, reports, wanted);
    let player = |name, label, kind, reports, wanted| part(Class::Speaker, name, label, kind, reports, wanted);
    let track = player("track", "Track", Kind::Text, word("Clair de lune"), Value::Unknown);
    vec![
        (
            "Whole fan",
            vec![
                fan("fan", "Fan", Kind::Binary, Value::Flag(true), Value::Flag(false)),
                fan("fan.percentage", "Speed", three_speeds, Value::Number(33.0), Value::Number(66.6666)),
                fan("fan.preset_mode", "Mode", modes, word("breeze"), word("night")),
                fan("fan.oscillation", "Oscillation", Kind::Binary, Value::Flag(false), Value::Flag(true)),
                fan("fan.direction", "Direction", ways, word("forward"), word("reverse")),
            ],
        ),
        (
            "Whole player",
            vec![
                player("state", "Playback", Kind::Playback, word("playing"), word("pause")),
                player("volume", "Volume", Kind::level("%", 0.0, 100.0), Value::Number(40.0), Value::Number(25.0)),
                Specimen { profile: track.profile.clone().with_access(Access::Read), ..track },
                player("group", "Plays together with", Kind::Text, word("bathroom"), word("kitchen")),
            ],
        ),
    ]
}

/// Whole devices, by name.
pub(super) fn devices() -> Vec<(&'static str, Vec<Specimen>)> {
    let all = specimens();
    let get = |name: &str| all.iter().filter(|it| it.name == name).cloned().collect::<Vec<_>>();
    let reading = |name: &'static str, class, unit: &str, value: f64| Specimen {
        name,
        profile: Profile::read_only(name, Kind::reading(unit)).with_class(class),
        reports: Value::Number(value),
        wanted: Value::Unknown,
    };
    let text = |name: &'static str, value: &str| Specimen {
        name,
        profile: Profile::read_only(name, Kind::Text),
        reports: Value::Text(value.to_owned()),
        wanted: Value::Unknown,
    };
    let volume = |name: &'static str, class| {
        get("Dimmer").into_iter().map(move |it| Specimen {
            name,
            profile: Profile { label: name.to_owned(), class, ..it.profile },
            ..it
        })
    };
    let power = || reading("Power", Class::Power, "W", 7.34);
    let humidity = || reading("Humidity", Class::Humidity, "%", 46.2);
    vec![
        ("Floor lamp", [get("Switch"), get("Dimmer"), vec![power(), text("Colour", "warm_white")]].concat()),
        ("Bedroom", vec![reading("Temperature", Class::Temperature, "°C", 21.3), humidity()]),
        (
            "Kitchen speaker",
            get("Player")
                .into_iter()
                .chain(volume("Volume", Class::Speaker))
                .chain([text("Track", "Clair de lune"), text("Group", "kitchen")])
                .collect(),
        ),
        (
            "Blind",
            get("Cover")
                .into_iter()
                .chain(volume("Position", Class::Cover))
                .chain(volume("Tilt", Class::Cover))
                .collect(),
        ),
        ("Thermostat", [get("Climate"), get("Choice"), get("Reading"), vec![humidity()]].concat()),
        ("Front door", get("Lock")),
        ("House", get("Alarm")),
        ("Doorbell", get("Picture").into_iter().chain(get("Lock")).collect()),
        (
            "Meter",
            vec![
                power(),
                reading("Energy", Class::Energy, "kWh", 1_204.5),
                reading("Voltage", Class::Power, "V", 229.8),
            ],
        ),
    ]
}
