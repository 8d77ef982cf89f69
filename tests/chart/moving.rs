//! How one moves through the past.

use alicia_dashboard::chart::{Reach, View};
use alicia_dashboard::time::Timestamp;

use crate::house::{DAY, HOUR, at};

fn now() -> Timestamp {
    at(30 * DAY)
}

fn reach(from: i64, until: i64) -> Reach {
    Reach { from: at(from), until: at(until) }
}

#[test]
fn the_last_hour_goes_along_with_the_time() {
    let view = View::Last(HOUR);
    assert_eq!(view.reach(at(DAY), None), reach(DAY - HOUR, DAY));
    assert_eq!(view.reach(at(DAY + 5), None), reach(DAY - HOUR + 5, DAY + 5));
    assert!(view.is_live());
}

#[test]
fn everything_begins_with_the_oldest() {
    assert_eq!(View::All.reach(at(DAY), Some(at(0))), reach(0, DAY));
    assert_eq!(View::All.reach(at(DAY), Some(at(2 * DAY))).until, at(DAY), "also if a clock jumped");
}

#[test]
fn what_one_points_at_stays_where_it_is() {
    let View::Between(closer) = reach(0, 4 * HOUR).zoomed(0.5, at(HOUR), now()) else {
        panic!("it does not touch now")
    };
    assert_eq!(closer, reach(HOUR / 2, HOUR / 2 + 2 * HOUR));
    let View::Between(back) = closer.zoomed(2.0, at(HOUR), now()) else { panic!("it does not touch now") };
    assert_eq!(back, reach(0, 4 * HOUR));
}

#[test]
fn what_comes_to_the_present_goes_along_with_it() {
    assert_eq!(reach(0, 29 * DAY).moved(0.5, now()), View::Last(29 * DAY));
    assert_eq!(reach(29 * DAY, 30 * DAY).zoomed(2.0, at(29 * DAY), now()), View::Last(2 * DAY));
    let View::Between(earlier) = reach(29 * DAY, 30 * DAY).moved(-0.25, now()) else { panic!("it left the present") };
    assert_eq!(earlier, reach(29 * DAY - DAY / 4, 30 * DAY - DAY / 4));
}

#[test]
fn no_one_gets_lost() {
    let mut view = View::Last(HOUR);
    for (factor, share) in
        [(1e9, -1e9), (1e-9, 1e9), (f64::NAN, f64::NAN), (f64::INFINITY, f64::NEG_INFINITY), (0.0, 3.0)]
    {
        for _ in 0..20 {
            let reach = view.reach(now(), None);
            let length = reach.until.millis() - reach.from.millis();
            assert!((2_000..=101 * 366 * DAY).contains(&length), "{length}");
            assert!(reach.until <= now());
            view = reach.zoomed(factor, reach.from, now()).reach(now(), None).moved(share, now());
        }
    }
}
