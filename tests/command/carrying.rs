//! The past as a file: out of the browser, and into it again.

use std::time::Duration;

use alicia_dashboard::app::{Carried, Carry, Event, Export, Format, Intent, News, Of, Taken};
use alicia_dashboard::history::{Answer, Series, Settings};
use alicia_dashboard::time::Timestamp;

use crate::BULB;
use crate::house::House;

const LAMP: &str = "alicia:bulb_living";
const HEAD: &str = "time,until,device,property,value,unit,kind,count,first,min,max,mean,measured\r\n";

/// What the page was told last.
fn told(house: &House) -> Carried {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Carried(carried) => Some(carried.clone()),
        _ => None,
    });
    told.expect("every wish has an answer")
}

fn of(device: Option<&str>) -> Of {
    device.map_or(Of::All, |device| Of::Devices(vec![device.to_owned()]))
}

fn export(house: &mut House, format: Format, device: Option<&str>) -> String {
    export_of(house, Export { format, of: of(device), from: None, until: None })
}

fn export_of(house: &mut House, export: Export) -> String {
    house.intend(Intent::Carry(Carry::Export(export)));
    let mut file = String::new();
    loop {
        match told(house) {
            Carried::Part(text, is_more) => {
                file.push_str(&text);
                if !is_more {
                    return file;
                }
            }
            other => panic!("it is no part: {other:?}"),
        }
        house.intend(Intent::Carry(Carry::More));
    }
}

/// In parts of so many bytes.
fn import_in(house: &mut House, file: &[u8], size: usize) -> Carried {
    house.intend(Intent::Carry(Carry::Import { anyway: true }));
    for part in file.chunks(size) {
        house.intend(Intent::Carry(Carry::Part(part.to_vec())));
        if !matches!(told(house), Carried::Taken(_)) {
            return told(house);
        }
    }
    house.intend(Intent::Carry(Carry::End));
    told(house)
}

fn import(house: &mut House, file: &str) -> Taken {
    match import_in(house, file.as_bytes(), 1_000) {
        Carried::Taken(taken) if taken.is_all => taken,
        other => panic!("it is not taken in: {other:?}"),
    }
}

fn refused(house: &mut House, file: &str) -> String {
    match import_in(house, file.as_bytes(), 1_000) {
        Carried::Failed(reason) => reason,
        other => panic!("it is taken in: {other:?}"),
    }
}

fn picture(house: &mut House) -> [Answer; 2] {
    ["brightness", "state"].map(|property| house.past(LAMP, property))
}

/// A lamp that has spoken, and a gap.
fn lived_in() -> House {
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.pass(Duration::from_secs(10));
    house.publish_together(BULB, &[r#"{"brightness":0.1}"#, r#"{"brightness":0.1}"#]);
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_mins(1));
    house.intend(Intent::RetryNow);
    house.let_in();
    house.publish(BULB, r#"{"state":"off","brightness":21.456789012345678}"#);
    house.pass(Duration::from_secs(10));
    house
}

#[test]
fn exported_deleted_and_imported_it_is_the_same_picture_and_the_same_file() {
    for format in [Format::Csv, Format::Json] {
        let mut house = lived_in();
        let before = picture(&mut house);
        assert_eq!(before[0].gaps.len(), 1);
        let file = export(&mut house, format, None);
        house.intend(Intent::DeletePast);
        assert!(picture(&mut house)[0].strands[0].columns.is_empty());
        for size in [1, 17, 100_000] {
            let taken = import_in(&mut house, file.as_bytes(), size);
            let Carried::Taken(taken) = taken else { panic!("{taken:?}") };
            assert_eq!((taken.left_out, taken.added == 0), (0, size > 1), "{taken:?}");
        }
        assert_eq!(picture(&mut house), before);
        let lines = |file: &str| {
            let mut lines: Vec<_> = file.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&export(&mut house, format, None)), lines(&file));
    }
}

#[test]
fn a_table_has_a_line_for_each_point_with_its_time_and_unit() {
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.publish("home/router", r#"{"wifi_password":"hunter2","uptime":5,"linked":true,"note":"=1+1, \"so\""}"#);
    house.pass(Duration::from_secs(10));
    let file = export(&mut house, Format::Csv, None);
    assert!(file.starts_with(HEAD), "{file}");
    let has =
        |rest: &str| file.lines().any(|line| line.ends_with(rest) && Timestamp::from_iso8601(&line[..24]).is_some());
    assert!(has(",,alicia:bulb_living,brightness,40,%,number,,,,,,"), "{file}");
    assert!(has(",,alicia:bulb_living,state,on,,text,,,,,,"), "{file}");
    assert!(has(",,topic:home,router.linked,true,,flag,,,,,,"), "{file}");
    assert!(has(r#",,topic:home,router.note,"'=1+1, ""so""",,text,,,,,,"#), "{file}");
    assert!(!file.contains("hunter2"), "{file}");
    house.intend(Intent::DeletePast);
    import(&mut house, &file);
    assert_eq!(house.past("topic:home", "router.note").strands[0].stretches[0].value.plain(), "=1+1, \"so\"");
    let one = export(&mut house, Format::Csv, Some("topic:home"));
    assert!(one.contains("router.uptime") && !one.contains("alicia:"), "{one}");
}

#[test]
fn hours_and_minutes_in_short_are_lines_of_their_own_and_stay_what_they_are() {
    let mut house = House::live();
    let file = format!(
        "{HEAD}2026-09-20T10:00:00.000Z,2026-09-20T10:59:00.000Z,alicia:gone,t,4,°C,numbers,60,1,0.5,9,2.25,\r\n\
         2026-09-20T12:00:00.000Z,2026-09-20T12:00:50.000Z,alicia:gone,t,5,°C,numbers,6,5,5,5,5\r\n\
         2026-09-20T13:00:00.000Z,,alicia:gone,t,open,,text,4,,,,\r\n\
         2026-09-20T13:10:00.000Z,2026-09-20T13:20:00.000Z,,,,,gap,,,,,,\r\n"
    );
    assert_eq!(import(&mut house, &file).added, 4);
    let answer = house.past("alicia:gone", "t");
    let summary = answer.strands[0].summary.expect("there are numbers");
    assert_eq!((summary.count, summary.min, summary.max, summary.latest), (66, 0.5, 9.0, 5.0));
    let again = export(&mut house, Format::Json, None);
    for part in
        [r#""count":60,"first":1,"min":0.5,"max":9,"mean":2.25"#, r#""value":"open","count":4"#, r#""gap":true"#]
    {
        assert!(again.contains(part), "{part} in {again}");
    }
    assert!(again.contains(r##""device":"?","property":"#"##), "who is not there goes by a number");
    house.intend(Intent::DeletePast);
    assert_eq!(import(&mut house, &again).added, 5, "also what lies between it and what was heard here");
    assert_eq!(house.past("alicia:gone", "t"), answer);
}

#[test]
fn a_file_of_another_kind_gets_a_sentence_with_the_line() {
    let mut house = House::live();
    for (file, says) in [
        ("", "empty"),
        ("\u{feff}\n\n", "empty"),
        ("Datum;Wert\n1;2\n", "line 1: it names no column “time”"),
        ("\ntime,device,value\n", "line 2: it names no column “property”"),
        ("{\"format\":\"alicia-recording\",\"version\":1}\n", "line 1: it is no history of this page"),
        ("[1,2,3]", "line 1: it is no history"),
        ("{\"format\":\"alicia-history\",\"version\":2}\n", "newer version"),
    ] {
        let reason = refused(&mut house, file);
        assert!(reason.contains(says), "{file:?}: {reason}");
    }
    assert!(
        matches!(import_in(&mut house, &[0xff, 0xfe, 0, 10], 2), Carried::Failed(reason) if reason.contains("no text"))
    );
}

#[test]
fn what_cannot_be_read_is_counted_and_the_first_are_named_and_the_rest_is_taken_in() {
    let mut house = House::live();
    let file = "time;device;property;value\n\
        2026-09-20T10:00:00Z;a:b;c;NaN\n\
        2026-09-20T10:00:00+02:00;a:b;c;1e308\n\
        2026-09-20T10:00:00;a:b;c;1\n\
        2026-09-20T09:00:00Z;a:b;c;-inf\n\
        2026-09-20T09:00:00Z;;c;1\n\
        2011-09-20T09:00:00Z;a:b;c;1\n\
        2090-09-20T09:00:00Z;a:b;c;1\n\
        2026-09-20T08:30:00Z;a:b;c;\"21.5\"\n\
        2026-09-20T08:30:00Z;a:b;password;hunter2\n";
    let taken = import(&mut house, file);
    assert_eq!((taken.added, taken.left_out, taken.reasons.len()), (2, 7, 5), "{taken:?}");
    assert!(taken.reasons[0].starts_with("line 2, ") && taken.reasons[0].contains("NaN"), "{taken:?}");
    assert!(taken.reasons[1].contains("line 4") && taken.reasons[1].contains("zone"), "{taken:?}");
    assert!(taken.reasons[4].contains("line 7") && taken.reasons[4].contains("older"), "{taken:?}");
    let summary = house.past("a:b", "c").strands[0].summary;
    assert_eq!(summary.map(|it| (it.min, it.latest)), Some((21.5, 21.5)));
}

#[test]
fn a_quote_that_is_never_closed_costs_a_line_and_not_the_file() {
    let mut house = House::live();
    let mut file = "time,device,property,value\n2026-09-20T10:00:00Z,a:b,c,\"open\n".to_owned();
    for number in 0..20_000 {
        let line = format!("2026-09-20T10:00:00Z,a:b,c,{number}\n");
        file.push_str(&line);
    }
    let taken = import(&mut house, &file);
    assert_eq!(taken.left_out, 1, "{taken:?}");
    assert!(taken.added > 17_000, "{taken:?}");
}

#[test]
fn a_secret_in_a_long_text_is_kept_no_more_than_it_is_given_out_and_so_nothing_is_there_twice() {
    let mut house = House::live();
    // What stands for a secret may be longer than it, and then less of what follows has room.
    for text in [
        format!("{}ws://me:x@{}", ".".repeat(100), "host".repeat(10)),
        format!("{}pwd: open", ".".repeat(113)),
        format!("{}pwd: true", ".".repeat(112)),
    ] {
        let file = format!("time,device,property,value\n2026-09-20T10:00:00Z,a:b,c,{text}\n");
        assert_eq!(import(&mut house, &file).added, 1);
        for format in [Format::Csv, Format::Json] {
            let file = export(&mut house, format, None);
            assert!(file.contains("••") && !file.contains("me:x") && !file.contains("pwd: o"), "{file}");
            let again = import(&mut house, &file);
            assert_eq!((again.added, again.left_out), (0, 0), "{file}");
        }
    }
}

#[test]
fn a_file_of_another_home_asks_first() {
    let mut house = lived_in();
    let file = export(&mut house, Format::Json, None);
    house.log_in("alicia");
    house.intend(Intent::Carry(Carry::Import { anyway: false }));
    house.intend(Intent::Carry(Carry::Part(file.clone().into_bytes())));
    let Carried::Asks(words) = told(&house) else { panic!("{:?}", told(&house)) };
    assert!(words.contains("mobile_app") && words.contains("alicia") && words.contains("ws://broker:9001/"), "{words}");
    assert!(house.past(LAMP, "brightness").strands[0].columns.is_empty());
    assert!(import(&mut house, &file).added > 0, "when the person wants it anyway");
    house.log_in("mobile_app");
    house.intend(Intent::Carry(Carry::Import { anyway: false }));
    house.intend(Intent::Carry(Carry::Part(file.into_bytes())));
    assert!(matches!(told(&house), Carried::Taken(_)), "its own home needs no question");
    house.intend(Intent::Carry(Carry::Import { anyway: false }));
    house.intend(Intent::Carry(Carry::Part(HEAD.into())));
    assert!(matches!(told(&house), Carried::Asks(_)), "a table does not say whose it is");
}

#[test]
fn a_line_says_by_which_clock_its_time_is_and_both_are_taken_in() {
    for format in [Format::Csv, Format::Json] {
        let mut house = House::live();
        let measured = house.now.timestamp.millis() - 90_000;
        let said = format!(r#"{{"state":"on","brightness":40,"timestamp":{measured}}}"#);
        house.publish(BULB, &said);
        house.publish("home/router", r#"{"uptime":5}"#);
        house.pass(Duration::from_secs(10));
        let own = Timestamp::from_millis(measured).to_iso8601();
        let file = export(&mut house, format, None);
        let lines = |property: &str| file.lines().filter(|it| it.contains(property)).collect::<Vec<_>>();
        assert!(lines("brightness")[0].contains(&own) && lines("state")[0].contains(&own), "{file}");
        let marks = match format {
            Format::Csv => lines("uptime")[0].ends_with(','),
            Format::Json => !lines("uptime")[0].contains("measured"),
        };
        assert!(marks, "{file}");
        let before = house.past_when_measured(LAMP, "brightness");
        assert_eq!(before.strands[0].columns[0].from.millis(), measured);
        house.intend(Intent::DeletePast);
        assert_eq!(import(&mut house, &file).left_out, 0);
        assert_eq!(house.past_when_measured(LAMP, "brightness"), before);
    }
}

#[test]
fn a_time_of_a_device_that_cannot_be_true_is_left_out_of_its_line_and_one_that_is_none_is_said() {
    let mut house = House::live();
    let file = format!(
        "{HEAD}2026-09-20T10:00:00.000Z,,alicia:gone,t,4,,number,,,,,,1970-01-01T00:00:00.000Z\r\n\
         2026-09-20T10:00:01.000Z,,alicia:gone,t,4,,number,,,,,,soon\r\n"
    );
    let taken = import(&mut house, &file);
    assert_eq!((taken.added, taken.left_out), (1, 1), "{taken:?}");
    assert!(taken.reasons[0].contains("“soon” is no time"), "{taken:?}");
    assert!(!house.past("alicia:gone", "t").has_ages);
}

#[test]
fn between_what_was_brought_and_what_was_heard_here_there_is_a_gap() {
    for format in [Format::Csv, Format::Json] {
        let mut other = House::live();
        other.publish(BULB, r#"{"state":"on","brightness":40}"#);
        other.pass(Duration::from_secs(10));
        let file = export(&mut other, format, None);
        let end = other.now.timestamp;
        let mut house = House::live();
        house.pass(Duration::from_hours(1));
        house.intend(Intent::DeletePast);
        let began = house.now.timestamp;
        house.publish(BULB, r#"{"brightness":41}"#);
        house.pass(Duration::from_secs(10));
        import(&mut house, &file);
        let [brightness, state] = picture(&mut house);
        let numbers: Vec<_> = brightness.strands[0].columns.iter().map(|column| column.last).collect();
        assert_eq!(numbers, [40.0, 41.0]);
        let gaps: Vec<_> = brightness.gaps.iter().map(|gap| (gap.from, gap.until)).collect();
        assert_eq!(gaps, [(end, began)]);
        assert_eq!(state.strands[0].stretches[0].until, end, "nobody knows how long it was on");
        import(&mut house, &file);
        assert_eq!(picture(&mut house)[0], brightness, "once is enough");
    }
}

#[test]
fn who_brings_a_past_before_anything_was_heard_has_the_same_gap() {
    let mut other = lived_in();
    let file = export(&mut other, Format::Json, None);
    let mut house = House::live();
    house.intend(Intent::KeepPast(Settings { records: false, ..Settings::default() }));
    house.pass(Duration::from_hours(2));
    house.intend(Intent::DeletePast);
    import(&mut house, &file);
    house.pass(Duration::from_hours(1));
    house.intend(Intent::KeepPast(Settings::default()));
    let began = house.now.timestamp;
    house.publish(BULB, r#"{"brightness":41}"#);
    house.pass(Duration::from_secs(10));
    let gaps = picture(&mut house)[0].gaps.clone();
    assert_eq!(gaps.last().map(|gap| (gap.from, gap.until)), Some((other.now.timestamp, began)), "{gaps:?}");
}

#[test]
fn several_devices_or_the_properties_of_a_chart_go_into_one_file() {
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.publish("home/router", r#"{"uptime":5}"#);
    house.publish("home2/router", r#"{"uptime":6}"#);
    house.pass(Duration::from_secs(10));
    let two = Of::Devices(vec!["topic:home".to_owned(), LAMP.to_owned()]);
    let file = export_of(&mut house, Export { format: Format::Csv, of: two, from: None, until: None });
    assert!(["topic:home,", "brightness", "state"].iter().all(|it| file.contains(it)), "{file}");
    assert!(!file.contains("topic:home2"), "{file}");
    let series = |device: &str, property: &str| Series { device: device.to_owned(), property: property.to_owned() };
    let chart = || Of::Properties(vec![series(LAMP, "brightness"), series("topic:home2", "router.uptime")]);
    let file = export_of(&mut house, Export { format: Format::Csv, of: chart(), from: None, until: None });
    assert!(file.contains("brightness,40") && file.contains("router.uptime,6"), "{file}");
    assert!(!file.contains("state") && !file.contains("topic:home,"), "{file}");
    let before = Some(Timestamp::from_millis(house.now.timestamp.millis() - 3_600_000));
    let file = export_of(&mut house, Export { format: Format::Csv, of: chart(), from: None, until: before });
    assert_eq!(file.lines().count(), 2, "nothing was said by then: {file}");
    let secret = Of::Properties(vec![series("topic:home", "router.wifi_password")]);
    let file = export_of(&mut house, Export { format: Format::Csv, of: secret, from: None, until: None });
    assert_eq!(file.lines().count(), 2, "{file}");
}

#[test]
fn nobody_who_is_not_in_carries_anything_and_a_wish_out_of_place_is_answered() {
    let mut house = House::offline();
    let everything = Export { format: Format::Csv, of: Of::All, from: None, until: None };
    for wish in [Carry::Export(everything), Carry::Import { anyway: true }, Carry::Part(vec![1]), Carry::End] {
        house.news.clear();
        house.intend(Intent::Carry(wish));
        assert!(matches!(told(&house), Carried::Failed(_)), "{:?}", told(&house));
    }
    house.log_in("mobile_app");
    house.intend(Intent::Carry(Carry::More));
    house.intend(Intent::Carry(Carry::Stop));
}
