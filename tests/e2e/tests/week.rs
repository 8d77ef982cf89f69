//! A week that was heard before this visit, on the page of a device: as a picture and as a table.

use std::time::Duration;

use e2e::{Keep, Scene, Stage, Window, marks, past};

const SOON: Duration = Duration::from_secs(30);
const METER: &str = "alicia:meter";
const CHART: &str = "[data-testid='chart']";

#[test]
fn a_week_is_on_the_chart_and_in_the_table_of_a_device_on_a_laptop_and_a_phone() {
    for window in [Window::LAPTOP, Window::PHONE] {
        let stage = Stage::open_as(Scene { window, ..Scene::default() });
        stage.publish("alicia/sensors/meter", br#"{"pressure":21.5}"#, Keep::Retained);
        let readings = past::lay_week(&stage, METER, "pressure");
        stage.browser.reload();
        stage.log_in();
        let browser = &stage.browser;
        stage.go(&marks::device_route(METER));
        browser.wait_up_to(SOON, "a chart", || browser.attribute(CHART, "data-property").filter(|it| it == "pressure"));
        let points = || browser.attribute(CHART, "data-points")?.parse::<usize>().ok();
        let of_a_day = browser.wait_up_to(SOON, "a day", || points().filter(|points| *points > 1_000));
        assert!(of_a_day < 2_000, "a reading a minute: {of_a_day}");
        browser.press("7 d");
        browser.wait_up_to(SOON, "the week", || points().filter(|points| *points + 60 > readings));
        browser.evaluate("document.querySelector('.chart .rows > summary').click()", vec![]);
        let rows = ".chart .tables tbody tr";
        browser.wait_up_to(SOON, "its table", || Some(browser.count(rows)).filter(|count| *count > 20));
        let days = "return new Set([...document.querySelectorAll(arguments[0] + ' th')].map(it => it.innerText.split(',')[0])).size";
        let days = browser.evaluate(days, vec![rows.into()]).as_u64();
        assert!(days.is_some_and(|days| days >= 7), "{days:?} days are in the table");
        browser.assert_no_console_errors();
    }
}
